"""Running an experiment, and remembering every step of it."""

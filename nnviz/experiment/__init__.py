"""What we want to run: data, and the specification of an experiment."""

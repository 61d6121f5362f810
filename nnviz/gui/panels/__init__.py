"""Where the user decides: the experiment, the timeline, the inspector."""

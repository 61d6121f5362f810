"""Labs: workspaces beside Train, each about one thing that can be tried by itself."""

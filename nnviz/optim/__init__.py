"""How a point moves downhill: the optimisers, and the schedules of their rate."""

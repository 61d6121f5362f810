"""The same training steps, compiled: many a call, without the GIL (numba)."""

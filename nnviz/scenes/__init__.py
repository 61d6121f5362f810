"""What to draw: records turned into numbers, colours and words; never a widget."""

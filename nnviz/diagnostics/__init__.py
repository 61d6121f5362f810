"""What it means: saturation, and the verdicts on units."""

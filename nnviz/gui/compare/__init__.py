"""The workspace Compare: twin runs from the same weights on the same batches, side by side."""

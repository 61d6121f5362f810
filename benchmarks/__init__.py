"""How fast nnviz is, in ratios against plain numpy and against what others reach."""

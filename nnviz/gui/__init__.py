"""How to show and ask: the only folder that imports Qt."""

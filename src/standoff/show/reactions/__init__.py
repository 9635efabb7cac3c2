"""How answers of the lens `reactions` are shown."""

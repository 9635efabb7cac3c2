"""How answers of the lens `spatial` are shown."""

"""How answers of the lens `stability` are shown."""

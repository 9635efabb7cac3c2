"""How answers of the lens `ensemble` are shown."""

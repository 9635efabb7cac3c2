"""How answers of the lens `paths` are shown."""

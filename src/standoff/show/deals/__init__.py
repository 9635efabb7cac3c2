"""How answers of the lens `deals` are shown."""

"""How answers of the lens `beliefs` are shown."""

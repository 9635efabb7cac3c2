"""How answers of the lens `preferences` are shown."""

"""How answers of the lens `inverse` are shown."""

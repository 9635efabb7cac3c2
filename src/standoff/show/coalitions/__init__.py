"""How answers of the lens `coalitions` are shown."""

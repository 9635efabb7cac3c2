"""How answers of the lens `leverage` are shown."""

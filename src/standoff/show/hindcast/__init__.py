"""How answers of the lens `hindcast` are shown."""

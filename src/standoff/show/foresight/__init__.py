"""How answers of the lens `foresight` are shown."""

"""How answers of the lens `gambit` are shown."""

"""How answers of the lens `equilibrium` are shown."""

"""How answers of the lens `hypergame` are shown."""

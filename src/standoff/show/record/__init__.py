"""How what `standoff record` tells is shown."""

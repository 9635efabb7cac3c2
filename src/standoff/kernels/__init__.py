"""The mathematics: arrays in, arrays out; no names, no files."""

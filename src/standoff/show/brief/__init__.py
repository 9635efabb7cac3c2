"""How a brief is shown: as text, as a page, with its timeline."""

"""A crisis through all its lenses, gathered for one page."""

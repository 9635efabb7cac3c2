"""A crisis through all its lenses, gathered for one page."""

from standoff.brief.gather import gather

__all__ = ["gather"]

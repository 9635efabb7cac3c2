"""Votes: what members of a body would do, and what power its rules give them."""

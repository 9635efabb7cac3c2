"""A contest of nerves: two firm sides, and one state in which both may yield."""

CONTEST = """
name: contest
actors: {north: {patience: 0.8, precision: 3}, south: {patience: 0.8, precision: 3}}
variables: {north_stand: [firm, yields], south_stand: [firm, yields]}
options:
  north: {yield: {when: north_stand == firm and south_stand == firm,
                  effect: {set: {north_stand: yields}}}}
  south: {yield: {when: north_stand == firm and south_stand == firm,
                  effect: {set: {south_stand: yields}}}}
interests:
  strain: north_stand == firm and south_stand == firm
  north_wins: south_stand == yields
  south_wins: north_stand == yields
weights: {north: {strain: -1, north_wins: 1}, south: {strain: -1, south_wins: 1}}
"""

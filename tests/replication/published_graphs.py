"""Graph models of the literature, with the numbers that the sources give to states.

Options stand in the order listed, the first as the lowest binary digit; infeasible
combinations are left out; states are counted from 1. None of the sources prints
SSEQ (Rêgo & Vieira 2017): its column is computed from the definition, twice and
independently, and is within both SEQ and SMR.
"""

import numpy as np

from graph_models import Model, reach
from standoff.catalog import path
from standoff.game import compile
from standoff.lenses.stability import Stability
from standoff.spec import read

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


class Case:
    """A game with its answer, seen with the numbers of the source."""

    def __init__(self, crisis, options):
        self.game = compile(crisis)
        self.answer = Stability().look(self.game)
        levels = self.game.level_indices
        places = [self.game.variable_names.index(name) for name in options]
        codes = [sum(int(levels[v, k]) << bit for bit, v in enumerate(places))
                 for k in range(self.game.state_count)]  # fmt: skip
        self.number = [1 + sorted(codes).index(code) for code in codes]
        """Number in the source of the state at each position."""

    def resting(self):
        """Return, by concept, the states where everybody would stay."""
        return {
            concept: self.numbers(self.answer["equilibrium"].sel(concept=concept).values)
            for concept in CONCEPTS
        }

    def stable(self, actor):
        """Return, by concept, the states where one actor would stay."""
        return {
            concept: self.numbers(self.answer["stable"].sel(concept=concept, actor=actor).values)
            for concept in CONCEPTS
        }

    def ranking(self, actor):
        """Return the ranking, best first, ties in ascending order."""
        rank = self.answer["rank"].sel(actor=actor).values
        order = sorted(range(len(rank)), key=lambda k: (-rank[k], self.number[k]))
        return [self.number[k] for k in order]

    def reachable(self, actor):
        """Return where one actor can go from each state."""
        model = Model(self.game.moves, self.game.rank, self.game.sincere_passes())
        row = reach(model)[self.game.actor_names.index(actor)]
        return {self.number[k]: sorted(self.number[t] for t in to) for k, to in enumerate(row)}

    def numbers(self, flags):
        """Return the numbers of the states that are flagged."""
        return sorted(self.number[k] for k in np.flatnonzero(flags))


def catalogue(name, options):
    return Case(read(path(name)), options)


def per_concept(nash, gmr, smr, seq, sseq):
    return dict(zip(CONCEPTS, (nash, gmr, smr, seq, sseq), strict=True))


ELMIRA = ("modify", "delay", "accept", "abandon", "insist")
NINE_STATES = """
name: elmira-nine
actors: [MOE, UR, LG]
variables:
  modify: [no, yes]
  course: [delay, accept, abandon]
  insist: [no, yes]
infeasible: [course == abandon and (modify == yes or insist == yes)]
options:
  MOE:
    modify: {when: modify == no, effect: {set: {modify: yes}}}
  UR:
    accept: {when: course == delay, effect: {set: {course: accept}}}
    abandon: {when: course != abandon, effect: {set: {course: abandon, modify: no, insist: no}}}
  LG:
    insist: {when: insist == no and course != abandon, effect: {set: {insist: yes}}}
    relent: {when: insist == yes, effect: {set: {insist: no}}}
states:
  s1: modify == no and course == delay and insist == no
  s2: modify == yes and course == delay and insist == no
  s3: modify == no and course == accept and insist == no
  s4: modify == yes and course == accept and insist == no
  s5: modify == no and course == delay and insist == yes
  s6: modify == yes and course == delay and insist == yes
  s7: modify == no and course == accept and insist == yes
  s8: modify == yes and course == accept and insist == yes
  s9: course == abandon
ranking:
  MOE: [s7, s3, s4, s8, s5, s1, s2, s6, s9]
  UR: [s1, s4, s8, s5, s9, s3, s7, s2, s6]
  LG: [s7, s3, s5, s1, s8, s6, s4, s2, s9]
"""

"""The resolved crisis: what a crisis file says, with nothing left to guess.

Names are the names in the file; levels are held as indices into
`Variable.levels`, lowest first. Everything is frozen, and equality is by value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from standoff.spec.comparisons import Comparison
    from standoff.spec.instruments import Instrument
    from standoff.spec.misperceptions import Misperception
    from standoff.spec.rules import Rule

Confidence = Literal["high", "medium", "low", "assumed"]
Every = Literal["day", "week", "half_month", "month", "quarter", "year"]
Operator = Literal[
    "or", "and", "not", "if", "iff",
    "==", "!=", "<", "<=", ">", ">=",
    "+", "-", "*", "/", "negative", "min", "max",
]  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A text in one or more languages; English stands in where one is missing."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str, default: str) -> str:
        """Return the text in ``language``, else in English, else ``default``."""
        texts = self.by_language
        return texts.get(language) or texts.get("en") or default


@dataclass(frozen=True)
class Why:
    """The reason for a choice of the analyst, and where it comes from."""

    text: Text
    source: str | None = None
    confidence: Confidence | None = None
    claim: int | None = None


@dataclass(frozen=True)
class Distribution:
    """What the analyst holds possible for a number.

    ``kind`` and ``parameters``: uniform (low, high), normal (mean, sd),
    triangular (low, mode, high), beta (a, b).
    """

    kind: Literal["uniform", "normal", "triangular", "beta"]
    parameters: tuple[float, ...]


@dataclass(frozen=True)
class Number:
    """A number, with its reasons and how unsure the analyst is of it."""

    value: float
    why: Why | None = None
    low: float | None = None
    high: float | None = None
    distribution: Distribution | None = None


@dataclass(frozen=True)
class Constant:
    """A number in an expression."""

    value: float


@dataclass(frozen=True)
class Level:
    """The index of the level that a variable has in the state."""

    variable: str


@dataclass(frozen=True)
class Apply:
    """An operator on expressions.

    Named states are substituted and level names are constants, so these three node
    kinds are all there is. ``and``, ``or``, ``+`` and ``*`` take two operands or more,
    ``min`` and ``max`` one or more, ``not`` and ``negative`` one, all others two.
    True is 1 and false is 0. Trees are at most 200 deep.
    """

    operator: Operator
    operands: tuple[Node, ...]


Node = Constant | Level | Apply


@dataclass(frozen=True)
class Expression:
    """An expression: its text in canonical form, and its tree."""

    text: str
    node: Node


TRUE = Expression("true", Constant(1.0))


@dataclass(frozen=True)
class Actor:
    """A state or other decision maker."""

    name: str
    title: Text
    patience: Number
    precision: Number
    why: Why | None = None


@dataclass(frozen=True)
class Variable:
    """One aspect of the situation, with ordered levels, lowest first."""

    name: str
    title: Text
    levels: tuple[str, ...]
    level_titles: tuple[Text, ...]
    start: int
    why: Why | None = None


@dataclass(frozen=True)
class Infeasible:
    """States that cannot be."""

    when: Expression
    why: Why | None = None


@dataclass(frozen=True)
class OneWay:
    """A move of ``by`` may take ``variable`` only that way while ``when`` holds."""

    variable: str
    only: Literal["rise", "fall", "stay"]
    when: Expression
    by: tuple[str, ...]
    why: Why | None = None


@dataclass(frozen=True)
class Assign:
    """What becomes of one variable: a level is set, or shifted, but not past the ends."""

    variable: str
    kind: Literal["set", "shift"]
    amount: int


Change = tuple[Assign, ...]


@dataclass(frozen=True)
class Outcome:
    """One thing an effect may lead to."""

    name: str
    probability: Number
    change: Change


@dataclass(frozen=True)
class Effect:
    """What an option or a chance event leads to.

    ``kind`` is ``certain`` (one outcome, ``done``), ``chance`` (two or more,
    probabilities sum to one) or ``vote`` (``pass`` and ``fail``, whose
    probabilities are decided by ``body`` and are NaN here).
    """

    kind: Literal["certain", "chance", "vote"]
    outcomes: tuple[Outcome, ...]
    body: str | None = None


@dataclass(frozen=True)
class Option:
    """Something one actor may do. ``cost`` is a number, or varies by state."""

    actor: str
    name: str
    title: Text
    when: Expression
    cost: Number | Expression
    effect: Effect
    why: Why | None = None


@dataclass(frozen=True)
class Member:
    """A member of a body: an actor (``leaning`` is None), or one with a stated leaning.

    ``leaning`` is the probabilities of yes, abstain and no.
    """

    name: str
    title: Text
    votes: int
    band: Number
    leaning: tuple[Number, Number, Number] | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Body:
    """An institution that decides by a voting rule."""

    name: str
    title: Text
    rule: Literal["quota", "majority", "consensus"]
    quota: int | None
    veto: tuple[str, ...]
    members: tuple[Member, ...]
    why: Why | None = None


@dataclass(frozen=True)
class ChanceEvent:
    """Something no actor decides, applied at the end of a round."""

    name: str
    title: Text
    when: Expression
    effect: Effect
    why: Why | None = None


@dataclass(frozen=True)
class Interest:
    """A score over states."""

    name: str
    title: Text
    score: Expression
    why: Why | None = None


@dataclass(frozen=True)
class Statement:
    """One ordered preference statement of the graph model."""

    statement: Expression
    why: Why | None = None


@dataclass(frozen=True)
class Motive:
    """A named alternative set of weights for an actor."""

    actor: str
    name: str
    title: Text
    prior: Number
    weights: Mapping[str, Number]
    why: Why | None = None


@dataclass(frozen=True)
class Deal:
    """Named commitments: actor, variable, index of the level promised."""

    name: str
    title: Text
    commitments: tuple[tuple[str, str, int], ...]
    why: Why | None = None


@dataclass(frozen=True)
class Stand:
    """An actor's stand on a one-dimensional question."""

    actor: str
    position: Number
    salience: Number
    capability: Number


@dataclass(frozen=True)
class Question:
    """A one-dimensional question on which actors have positions."""

    name: str
    title: Text
    scale: tuple[float, float]
    stands: tuple[Stand, ...]


@dataclass(frozen=True)
class MapRule:
    """Which events become which move, or are background and why."""

    event: str | None
    verb: str | None
    by: str | None
    target: str | None
    actor: str | None
    option: str | None
    outcome: str | None
    background: str | None


@dataclass(frozen=True)
class Observed:
    """Levels at the end of the round of a date: variable and level index."""

    date: dt.date
    levels: tuple[tuple[str, int], ...]
    why: Why | None = None


@dataclass(frozen=True)
class Follow:
    """Which of the claims on an event the crisis follows."""

    event: str
    claim: str
    why: Why | None = None


@dataclass(frozen=True)
class RecordPlan:
    """Where the record is, which claims it follows, and how its events become moves.

    ``events``, ``intensity`` (how hostile verbs are) and ``store`` are files beside the crisis.
    """

    events: str
    rules: tuple[MapRule, ...]
    observed: tuple[Observed, ...]
    follow: tuple[Follow, ...] = ()
    intensity: str | None = None
    store: str | None = None


@dataclass(frozen=True)
class Calendar:
    """When rounds are: the first day of round 1, their length and number."""

    start: dt.date
    every: Every
    rounds: int
    focus: dt.date


@dataclass(frozen=True)
class Crisis:
    """A crisis, resolved: what `standoff.read` returns.

    An actor is in at most one of ``weights``, ``priorities`` and ``rankings``. Rankings are
    best first, ties in one entry. ``together``: first turn taken at once, one past the last.
    """

    name: str
    title: Text
    about: Text
    calendar: Calendar | None
    horizon: int | None
    actors: tuple[Actor, ...]
    variables: tuple[Variable, ...]
    states: Mapping[str, Expression]
    infeasible: tuple[Infeasible, ...]
    one_way: tuple[OneWay, ...]
    options: tuple[Option, ...]
    controls: Mapping[str, tuple[str, ...]]
    bodies: tuple[Body, ...]
    chance: tuple[ChanceEvent, ...]
    order: tuple[str, ...]
    interests: tuple[Interest, ...]
    weights: Mapping[str, Mapping[str, Number]]
    priorities: Mapping[str, tuple[Statement, ...]]
    rankings: Mapping[str, tuple[tuple[Expression, ...], ...]]
    motives: tuple[Motive, ...]
    deals: tuple[Deal, ...]
    positions: tuple[Question, ...]
    record: RecordPlan | None
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    misperceptions: Mapping[str, Misperception] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    together: tuple[tuple[int, int], ...] = ()
    instruments: tuple[Instrument, ...] = ()
    source: str = field(default="<text>", compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)

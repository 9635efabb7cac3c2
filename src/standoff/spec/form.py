"""The human form of a crisis file, as pydantic models.

The models say which keys there are and what kind of value each takes; they are
also where the JSON schema comes from. What names mean is settled in `resolve`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from standoff.spec.form_comparisons import Stances, Strengths, UnknownPairs
from standoff.spec.form_instruments import Instruments
from standoff.spec.form_order import Order
from standoff.spec.form_procedure import NoticeForm, ProcedureForm
from standoff.spec.form_record import CalendarForm, RecordForm
from standoff.spec.form_rules import Rules
from standoff.spec.form_values import (
    Cost,
    Expression,
    Form,
    Formula,
    Language,
    Name,
    Number,
    Real,
    Text,
    Why,
    Words,
    expression_kind,
)

CRISIS_NAME = r"^[A-Za-z][A-Za-z0-9_-]{0,39}$"


class Titled(Form):
    """A mapping with a name to be shown and a reason."""

    name: Text | None = None
    why: Why | None = None


class ActorForm(Titled):
    """A decision maker, spelled out."""

    patience: Number | None = None
    precision: Number | None = None


_FULL_KEYS = frozenset(
    ("name", "why", "patience", "precision", "when", "score", "statement", "text")
)


def _actor_kind(value: object) -> str | None:
    if isinstance(value, dict) and value and not _FULL_KEYS & value.keys():
        known = any(isinstance(key, str) and len(key) == 2 for key in value)
        return "\x01languages" if known else "\x01actor"
    if isinstance(value, str):
        return "\x01words"
    return "\x01actor" if isinstance(value, dict) else None


ActorEntry = Annotated[
    Annotated[Words, Tag("\x01words")]
    | Annotated[dict[Language, Words], Field(min_length=1), Tag("\x01languages")]
    | Annotated[ActorForm, Tag("\x01actor")],
    Discriminator(_actor_kind, custom_error_type="actor", custom_error_message="actor"),
]


def _list_or(tag: str, value: object) -> str | None:
    if isinstance(value, list):
        return "\x01list"
    return tag if isinstance(value, dict) else None


def _by_name_kind(value: object) -> str | None:
    return _list_or("\x01mapping", value)


Actors = Annotated[
    Annotated[list[Name], Field(min_length=1, max_length=64), Tag("\x01list")]
    | Annotated[dict[Name, ActorEntry], Field(min_length=1, max_length=64), Tag("\x01mapping")],
    Discriminator(_by_name_kind, custom_error_type="names", custom_error_message="names"),
]

Levels = Annotated[
    Annotated[list[Name], Field(min_length=2, max_length=64), Tag("\x01list")]
    | Annotated[dict[Name, Text], Field(min_length=2, max_length=64), Tag("\x01mapping")],
    Discriminator(_by_name_kind, custom_error_type="levels", custom_error_message="levels"),
]


class VariableForm(Titled):
    """A variable, spelled out."""

    levels: Levels


def _variable_kind(value: object) -> str | None:
    return _list_or("\x01variable", value)


VariableEntry = Annotated[
    Annotated[list[Name], Field(min_length=2, max_length=64), Tag("\x01list")]
    | Annotated[VariableForm, Tag("\x01variable")],
    Discriminator(_variable_kind, custom_error_type="levels", custom_error_message="levels"),
]


class InfeasibleForm(Form):
    """States that cannot be, with the reason."""

    when: Expression
    why: Why | None = None


def _infeasible_kind(value: object) -> str | None:
    return "\x01infeasible" if isinstance(value, dict) else expression_kind(value)


InfeasibleEntry = Annotated[
    Annotated[Formula, Tag("\x01formula")]
    | Annotated[bool, Tag("\x01truth")]
    | Annotated[Real, Tag("\x01real")]
    | Annotated[InfeasibleForm, Tag("\x01infeasible")],
    Discriminator(
        _infeasible_kind, custom_error_type="expression", custom_error_message="expression"
    ),
]


class OneWayForm(Form):
    """A variable that moves of actors may take only one way."""

    variable: Name
    only: Literal["rise", "fall", "stay"]
    when: Expression | None = None
    by: Annotated[list[Name], Field(min_length=1)] | None = None
    why: Why | None = None


def _shift_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01one"
    return _list_or("\x01mapping", value)


Shift = Annotated[
    Annotated[Name, Tag("\x01one")]
    | Annotated[list[Name], Tag("\x01list")]
    | Annotated[dict[Name, Annotated[int, Field(ge=1, le=63)]], Tag("\x01mapping")],
    Discriminator(_shift_kind, custom_error_type="shift", custom_error_message="shift"),
]


class ChangeForm(Form):
    """What becomes of the variables."""

    set_: dict[Name, Name] | None = Field(None, alias="set")
    raise_: Shift | None = Field(None, alias="raise")
    lower: Shift | None = None


class OutcomeForm(ChangeForm):
    """One of the things that may happen by chance."""

    name: Name | None = None
    probability: Number


class ChanceForm(Form):
    """An effect by chance."""

    chance: Annotated[list[OutcomeForm], Field(min_length=2, max_length=64)]


class OtherwiseForm(Titled):
    """A weaker text, put where the one before it fell."""

    vote: Name | None = None
    cost: Cost | None = None
    pass_: ChangeForm = Field(alias="pass")
    fail: ChangeForm | None = None


class VoteForm(Form):
    """An effect that a body decides on."""

    vote: Name
    pass_: ChangeForm = Field(alias="pass")
    fail: ChangeForm | None = None
    refers: Name | None = None
    otherwise: Annotated[list[OtherwiseForm], Field(min_length=1, max_length=9)] | None = None


def _effect_kind(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    if "chance" in value:
        return "\x01chance"
    return "\x01vote" if value.keys() & {"vote", "pass", "fail"} else "\x01change"


Effect = Annotated[
    Annotated[ChangeForm, Tag("\x01change")]
    | Annotated[ChanceForm, Tag("\x01chance")]
    | Annotated[VoteForm, Tag("\x01vote")],
    Discriminator(_effect_kind, custom_error_type="effect", custom_error_message="effect"),
]


class OptionForm(Titled):
    """Something an actor may do."""

    when: Expression | None = None
    cost: Cost | None = None
    notice: NoticeForm | None = None
    effect: Effect


class EventForm(Titled):
    """Something no actor decides."""

    when: Expression | None = None
    probability: Number | None = None
    effect: Effect


class MemberForm(Titled):
    """A member of a body."""

    yes: Number | None = None
    abstain: Number | None = None
    no: Number | None = None
    band: Number | None = None
    votes: Annotated[int, Field(ge=1, le=10_000)] | None = None


Members = Annotated[
    Annotated[list[Name], Field(min_length=1, max_length=200), Tag("\x01list")]
    | Annotated[
        dict[Name, MemberForm | None], Field(min_length=1, max_length=200), Tag("\x01mapping")
    ],
    Discriminator(_by_name_kind, custom_error_type="names", custom_error_message="names"),
]


class BodyForm(Titled):
    """An institution that decides by a voting rule."""

    rule: Literal["quota", "majority", "consensus"]
    quota: Annotated[int, Field(ge=1)] | None = None
    veto: list[Name] | None = None
    band: Number | None = None
    members: Members
    procedure: ProcedureForm | None = None


class InterestForm(Titled):
    """A score over states, with its name and reason."""

    score: Expression


def _interest_kind(value: object) -> str | None:
    return "\x01interest" if isinstance(value, dict) else expression_kind(value)


InterestEntry = Annotated[
    Annotated[Formula, Tag("\x01formula")]
    | Annotated[bool, Tag("\x01truth")]
    | Annotated[Real, Tag("\x01real")]
    | Annotated[InterestForm, Tag("\x01interest")],
    Discriminator(
        _interest_kind, custom_error_type="expression", custom_error_message="expression"
    ),
]


class StatementForm(Form):
    """A preference statement with its reason."""

    statement: Expression
    why: Why | None = None


def _statement_kind(value: object) -> str | None:
    return "\x01statement" if isinstance(value, dict) else expression_kind(value)


StatementEntry = Annotated[
    Annotated[Formula, Tag("\x01formula")]
    | Annotated[bool, Tag("\x01truth")]
    | Annotated[Real, Tag("\x01real")]
    | Annotated[StatementForm, Tag("\x01statement")],
    Discriminator(
        _statement_kind, custom_error_type="expression", custom_error_message="expression"
    ),
]


def _rank_kind(value: object) -> str | None:
    return "\x01tie" if isinstance(value, list) else expression_kind(value)


RankEntry = Annotated[
    Annotated[Formula, Tag("\x01formula")]
    | Annotated[bool, Tag("\x01truth")]
    | Annotated[Real, Tag("\x01real")]
    | Annotated[list[Expression], Field(min_length=1), Tag("\x01tie")],
    Discriminator(_rank_kind, custom_error_type="rank", custom_error_message="rank"),
]


class MisperceptionForm(Form):
    """What an actor sees wrongly of the states, and of the options and wants of others."""

    states: Annotated[list[Expression], Field(min_length=1, max_length=1_000)] | None = None
    options: dict[Name, Annotated[list[Name], Field(min_length=1)]] | None = None
    weights: dict[Name, dict[Name, Number]] | None = None
    priorities: dict[Name, Annotated[list[StatementEntry], Field(min_length=1)]] | None = None
    ranking: dict[Name, Annotated[list[RankEntry], Field(min_length=1)]] | None = None
    why: Why | None = None


class MotiveForm(Titled):
    """An alternative set of weights."""

    prior: Number
    weights: dict[Name, Number]


class DealForm(Titled):
    """Commitments under a name."""

    commitments: Annotated[
        dict[Name, Annotated[dict[Name, Name], Field(min_length=1)]], Field(min_length=1)
    ]


class StandForm(Form):
    """Where an actor stands on a question."""

    position: Number
    salience: Number
    capability: Number


class QuestionForm(Form):
    """A one-dimensional question."""

    name: Text | None = None
    scale: Annotated[list[Real], Field(min_length=2, max_length=2)]
    actors: Annotated[dict[Name, StandForm], Field(min_length=1)]


class CrisisForm(Form):
    """The whole file."""

    standoff: Literal[1] = 1
    name: Annotated[str, Field(pattern=CRISIS_NAME)]
    title: Text | None = None
    about: Text | None = None
    calendar: CalendarForm | None = None
    horizon: Annotated[int, Field(ge=1, le=10_000)] | None = None
    actors: Actors
    variables: Annotated[dict[Name, VariableEntry], Field(min_length=1, max_length=60)]
    start: dict[Name, Name] | None = None
    states: Annotated[dict[Name, Expression], Field(max_length=1_000)] | None = None
    infeasible: Annotated[list[InfeasibleEntry], Field(max_length=1_000)] | None = None
    one_way: Annotated[list[OneWayForm], Field(max_length=1_000)] | None = None
    options: dict[Name, dict[Name, OptionForm]] | None = None
    controls: dict[Name, Annotated[list[Name], Field(min_length=1)]] | None = None
    bodies: dict[Name, BodyForm] | None = None
    chance: Annotated[dict[Name, EventForm], Field(max_length=1_000)] | None = None
    order: Order | None = None
    interests: Annotated[dict[Name, InterestEntry], Field(max_length=1_000)] | None = None
    weights: dict[Name, dict[Name, Number]] | None = None
    priorities: dict[Name, Annotated[list[StatementEntry], Field(min_length=1)]] | None = None
    ranking: dict[Name, Annotated[list[RankEntry], Field(min_length=1)]] | None = None
    motives: dict[Name, Annotated[dict[Name, MotiveForm], Field(min_length=1)]] | None = None
    tolerance: dict[Name, Number] | None = None
    unknown: UnknownPairs | None = None
    strength: Strengths | None = None
    attitudes: Stances | None = None
    misperceptions: dict[Name, MisperceptionForm] | None = None
    rules: Rules | None = None
    instruments: Instruments | None = None
    deals: dict[Name, DealForm] | None = None
    positions: dict[Name, QuestionForm] | None = None
    record: RecordForm | None = None

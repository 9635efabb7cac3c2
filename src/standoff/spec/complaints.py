"""Say what pydantic found wrong in the words of the crisis file."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from standoff.errors import nearest
from standoff.spec.document import Place, Plain
from standoff.spec.form import CrisisForm
from standoff.spec.report import Report, quoted
from standoff.spec.scalars import describe

Limits = Mapping[str, object]


class Found(NamedTuple):
    """One error of pydantic at a place of what was validated."""

    place: Place
    kind: str
    value: object
    limits: Limits
    keys: tuple[str, ...]
    is_key: bool


def validate(plain: Plain, report: Report) -> CrisisForm | None:
    """Validate the human form.

    What is wrong is reported and left out, so that the rest can be checked in
    the same run. None if too little is left for that.
    """
    doomed = report.left_out
    remaining = plain
    while True:
        try:
            return CrisisForm.model_validate(remaining)
        except ValidationError as errors:
            found = [_found(error) for error in errors.errors(include_url=False)]
        if not doomed:
            for item in found:
                _tell(item, report)
        doomed |= {report.original(_to_leave_out(item)) for item in found}
        if not isinstance(plain, dict) or doomed & {(), ("actors",), ("variables",)}:
            return None
        if ("name",) in doomed or "name" not in plain:
            plain = {**plain, "name": "unnamed"}
            doomed.discard(("name",))
        report.kept.clear()
        remaining = _pruned(plain, (), doomed, report.kept)


def _to_leave_out(item: Found) -> Place:
    """Return what to drop: a mapping that lacks a required key goes itself."""
    if item.kind == "missing" and item.place != ("name",):
        return item.place[:-1]
    return item.place


def _pruned(plain: Plain, place: Place, doomed: set[Place], kept: dict[Place, list[int]]) -> Plain:
    if isinstance(plain, dict):
        return {
            key: _pruned(value, (*place, key), doomed, kept)
            for key, value in plain.items()
            if (*place, key) not in doomed
        }
    if isinstance(plain, list):
        steps = [step for step in range(len(plain)) if (*place, step) not in doomed]
        if len(steps) < len(plain):
            kept[place] = steps
        return [_pruned(plain[step], (*place, step), doomed, kept) for step in steps]
    return plain


def _tell(item: Found, report: Report) -> None:
    if item.kind == "missing" and report.has_lost_keys(item.place[:-1]):
        return
    if item.kind == "string_type" and _is_date(item.place):
        wrong, fix = _wrong_type("a date", _DATE)(item)
    elif item.kind == "string_type" and _is_name(item.place):
        wrong, fix = _wrong_type("a name", _NAME)(item)
    else:
        wrong, fix = _WORDINGS.get(item.kind, _other)(item)
    place = item.place[:-1] if item.kind == "missing" else item.place
    report.add(place, wrong, fix, key=item.is_key or item.kind == "extra_forbidden")


def _is_date(place: Place) -> bool:
    return place[-1] in ("date", "focus") or place == ("calendar", "start")


def _is_name(place: Place) -> bool:
    """Say whether a name stands at ``place``: in a list, or as the level of a variable."""
    return isinstance(place[-1], int) or not {"set", "start", "commitments"}.isdisjoint(place)


def _found(error: ErrorDetails) -> Found:
    steps = error["loc"]
    is_key = steps[-1:] == ("[key]",)
    if is_key:
        steps = steps[:-1]
    place = tuple(step for step in steps if not (isinstance(step, str) and step[:1] == "\x01"))
    keys = _keys_around(steps)
    return Found(place, error["type"], error["input"], error.get("ctx", {}), keys, is_key)


def _keys_around(steps: Place) -> tuple[str, ...]:
    """Name the keys of the mapping that holds the value at ``steps``."""
    form: object = CrisisForm
    for step in steps[:-1]:
        form = _inside(form, step)
    form = _bare(form)
    if isinstance(form, type) and issubclass(form, BaseModel):
        return tuple(field.alias or name for name, field in form.model_fields.items())
    return ()


def _inside(form: object, step: str | int) -> object:
    """Follow one step of a place, or of a choice between forms, in the types."""
    form = _bare(form)
    if isinstance(form, type) and issubclass(form, BaseModel):
        for name, field in form.model_fields.items():
            if step == (field.alias or name):
                return field.annotation
    if get_origin(form) in (Union, types.UnionType):
        return next((part for part in get_args(form) if step in _tags(part)), None)
    if get_origin(form) in (list, dict):
        return get_args(form)[-1]
    return None


def _bare(form: object) -> object:
    """Take off annotations and a choice of None."""
    while True:
        if get_origin(form) is Annotated:
            form = get_args(form)[0]
            continue
        rest = [part for part in get_args(form) if part is not types.NoneType]
        if get_origin(form) in (Union, types.UnionType) and len(rest) == 1:
            form = rest[0]
            continue
        return form


def _tags(form: object) -> list[str]:
    parts = get_args(form) if get_origin(form) is Annotated else ()
    return [part.tag for part in parts if isinstance(part, Tag)]


def _wrong_type(wanted: str, fix: str) -> Callable[[Found], tuple[str, str]]:
    def wording(item: Found) -> tuple[str, str]:
        if item.value is None:
            return f"A value is missing here; {wanted} is wanted.", fix
        shown = _shown(item.value)
        return f"{shown[0].upper()}{shown[1:]} stands where {wanted} is wanted.", fix

    return wording


def _shown(value: object) -> str:
    """Name a value: its kind, and the value itself where it is short."""
    if isinstance(value, dict | list):
        return describe(value)
    if isinstance(value, bool):
        return f"the word {str(value).lower()}"
    return f"{describe(value)} ({quoted(value)})"


def _missing(item: Found) -> tuple[str, str]:
    key = str(item.place[-1])
    if len(item.place) > 1 and key in ("start", "actors"):
        return f"The key '{key}' is missing.", _FOR_MISSING_INSIDE[key]
    return f"The key '{key}' is missing.", _FOR_MISSING.get(key, f"Add '{key}'.")


def _extra(item: Found) -> tuple[str, str]:
    key = str(item.place[-1])
    return (
        f"The key {quoted(key)} is not known here.",
        f"{nearest(key, item.keys)}Known keys: {', '.join(item.keys)}.",
    )


def _pattern(item: Found) -> tuple[str, str]:
    pattern = str(item.limits.get("pattern", ""))
    if "-[0-9]" in pattern:
        return (
            f"{quoted(item.value)} is not a date.",
            _DATE,
        )
    if "{2}" in pattern:
        return (
            f"{quoted(item.value)} is not a language.",
            "Languages have two small letters, for example en or id.",
        )
    extra = " or '-'" if "_-" in pattern else ""
    return (
        f"{quoted(item.value)} is not a name.",
        f"A name is a letter, then letters without accents, digits, '_'{extra}, "
        "at most 40 characters in all.",
    )


def _bound(word: str, limit: str) -> Callable[[Found], tuple[str, str]]:
    def wording(item: Found) -> tuple[str, str]:
        bound = item.limits[limit]
        shown = quoted(bound).replace("1000000000000", "1e12")
        return f"{quoted(item.value)} is out of bounds.", f"Write a number of {word} {shown}."

    return wording


def _too_short(item: Found) -> tuple[str, str]:
    least = item.limits.get("min_length")
    count = len(item.value) if isinstance(item.value, dict | list) else 0
    held = f"holds {count} item{'s' * (count != 1)}" if count else "is empty"
    what = describe(item.value)[2:]
    return f"This {what} {held}.", f"Give at least {least}."


def _too_long(item: Found) -> tuple[str, str]:
    most = item.limits.get("max_length")
    count = len(item.value) if isinstance(item.value, dict | list) else 0
    what = describe(item.value)[2:]
    return f"This {what} holds {count:,} items.", f"Give at most {most}."


def _text_too_long(item: Found) -> tuple[str, str]:
    most = item.limits.get("max_length")
    count = len(item.value) if isinstance(item.value, str) else 0
    return f"This text has {count:,} characters.", f"At most {most:,} are read; shorten it."


def _literal(item: Found) -> tuple[str, str]:
    allowed = str(item.limits.get("expected", "")).replace("'", "")
    if item.place == ("standoff",):
        return (
            f"{quoted(item.value)} is not a version of the format.",
            "This program reads version 1: write standoff: 1, or leave the key out.",
        )
    choices = allowed.replace(" or ", ", ").split(", ")
    guess = nearest(item.value, choices) if isinstance(item.value, str) else ""
    return f"{quoted(item.value)} is not one of the choices.", f"{guess}Write {allowed}."


def _other(item: Found) -> tuple[str, str]:
    return f"{quoted(item.value)} cannot stand here.", "See the format's page for what may."


_DATE = "Write a date as year-month-day, for example 2009-04-05."
_NAME = "A name is a letter, then letters, digits or '_', for example r1718."
_QUOTES = "If a text is meant, put it in quotes."
_NUMBER = "Write a number such as 0.5, or a mapping with 'value' and its reasons."
_EXPRESSION = "Write an expression such as tests >= one."
_LEVELS = "List two levels or more, lowest first: [off, on]."
_PAIR = "Write two conditions: [blockade == on, strike == yes]."
_STRENGTH = "Write a number, or, for an actor with an order only, a list of conditions."
_MAPPING = "Write 'key: value' lines, indented below this key."

_FOR_MISSING = {
    "name": "Add a line such as name: strait.",
    "actors": "Add a list such as actors: [harbour, island].",
    "variables": "Add a mapping such as variables: {blockade: [off, on]}.",
    "levels": _LEVELS,
    "effect": "Add what it leads to, for example effect: {set: {blockade: on}}; "
    "effect: {} changes nothing.",
    "probability": "Add a number from 0 to 1.",
    "pass": "Add what becomes of the variables if the proposal passes.",
    "vote": "Add the name of the body that decides.",
    "value": _NUMBER,
    "rule": "Add rule: quota, rule: majority or rule: consensus.",
    "members": "Add a list such as members: [harbour, island].",
    "commitments": "Add what is promised by whom: commitments: {harbour: {blockade: off}}.",
    "weights": "Add what the interests weigh in it: weights: {calm: 2}.",
    "prior": "Add how probable the motive is beforehand: prior: 0.5.",
    "events": "Add the name of the file of events: events: record.csv.",
    "every": "Add the length of a round, for example every: month.",
    "rounds": "Add how many rounds the record has, for example rounds: 84.",
    "variable": "Add the variable that it is about.",
    "only": "Add only: rise, only: fall or only: stay.",
    "text": "Add the reason itself as 'text'.",
    "scale": "Add the ends of the scale: scale: [0, 10].",
    "date": "Add the date, for example date: 2009-04-05.",
    "set": "Add the levels: set: {blockade: off}.",
    "when": "Add the condition, for example when: blockade == on.",
    "statement": "Add the condition, for example statement: blockade == off.",
    "between": _PAIR,
    "together": "List who moves at once: together: [harbour, island].",
    "attitude": "Add attitude: devoting, aggressive or neutral.",
    "score": "Add the expression, for example score: 2 * blockade.",
}

_FOR_MISSING_INSIDE = {
    "start": "Add the first day of round 1, for example start: 2003-01-01.",
    "actors": "Add where actors stand: actors: {island: {position: 4, salience: 0.8, "
    "capability: 0.1}}.",
}

_WORDINGS: dict[str, Callable[[Found], tuple[str, str]]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "string_pattern_mismatch": _pattern,
    "string_type": _wrong_type("a text", _QUOTES),
    "text": _wrong_type(
        "a text", f"{_QUOTES} A text may also be given by language: {{en: ..., id: ...}}."
    ),
    "why": _wrong_type(
        "a reason", "Write a text, or a mapping with 'text', 'source' and 'confidence'."
    ),
    "number": _wrong_type("a number", _NUMBER),
    "float_type": _wrong_type("a number", "Write a number such as 0.5, without quotes."),
    "int_type": _wrong_type("a whole number", "Write a whole number such as 3."),
    "int_from_float": _wrong_type("a whole number", "Write a whole number such as 3."),
    "finite_number": lambda item: (
        f"{quoted(item.value)} is not a finite number.",
        "NaN and infinities are refused; write a number.",
    ),
    "expression": _wrong_type("an expression", _EXPRESSION),
    "cost": _wrong_type("a cost", "Write a number such as 0.5, or an expression."),
    "rank": _wrong_type(
        "a state", "Write the name of a state, a condition, or a list of them as a tie."
    ),
    "pair": _wrong_type("a pair of conditions", _PAIR),
    "strength": _wrong_type("a strength", _STRENGTH),
    "attitude": _wrong_type("an attitude", "Write devoting, aggressive or neutral."),
    "levels": _wrong_type("a list of levels", _LEVELS),
    "do": _wrong_type(
        "the name of an option, or a mapping from names to probabilities",
        "Write a name such as seize, or a mapping such as {seize: 0.5, hold: 0.5}.",
    ),
    "turn": _wrong_type(
        "an actor's turn", "Write its name, or {together: [harbour, island]} for turns at once."
    ),
    "names": _wrong_type("a list or mapping of names", "Write a list such as [harbour, island]."),
    "actor": _wrong_type(
        "the actor's name",
        "Write its name as a text, or a mapping with 'name', 'patience' and 'precision'.",
    ),
    "shift": _wrong_type(
        "a variable", "Write a variable, a list of them, or a mapping such as {aid: 2}."
    ),
    "effect": _wrong_type(
        "an effect", "Write one such as {set: {blockade: on}}; {} changes nothing."
    ),
    "outcome": _wrong_type(
        "the name of an outcome", "Write its name, or its number in the list of outcomes."
    ),
    "list_type": _wrong_type(
        "a list", "Write a list such as [a, b], or lines that begin with '- '."
    ),
    "dict_type": _wrong_type("a mapping", _MAPPING),
    "model_type": _wrong_type("a mapping", _MAPPING),
    "literal_error": _literal,
    "greater_than_equal": _bound("at least", "ge"),
    "less_than_equal": _bound("at most", "le"),
    "too_short": _too_short,
    "too_long": _too_long,
    "string_too_short": lambda item: (
        "This text is empty.",
        "Write something, or leave the key out.",
    ),
    "string_too_long": _text_too_long,
}

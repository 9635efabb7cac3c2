"""Write a crisis in the human form: what can be left out is left out, in readable YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from standoff.exchange.carry import Data
from standoff.spec import Crisis, read_text, resolved, resolved_text
from standoff.spec.resolve import DEFAULT_PATIENCE, DEFAULT_PRECISION

__all__ = ["human", "write_yaml", "yaml_text"]

_WIDTH: Final = 100
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./()=<>!*+-]*(?: [A-Za-z0-9_./()=<>!*+-]+)*")
_NOT_TEXTS: Final = frozenset(("true", "false", "null"))
_LINE_BREAKS: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029\ufeff"}
_SHORT: Final = {"infeasible": "when", "interests": "score", "variables": "levels"}
"""Sections whose entries may be written as one value, and the key that holds it."""


def write_yaml(crisis: Crisis) -> str:
    """Return a crisis as a readable file that says exactly the same.

    Examples
    --------
    >>> crisis = read_text("{name: strait, actors: [harbour], variables: {strike: [no, yes]}}")
    >>> print(write_yaml(crisis), end="")
    standoff: 1
    name: strait
    actors: [harbour]
    variables:
      strike: [no, yes]
    """
    text = yaml_text(human(crisis))
    # the resolved form is the promise; this one is only easier to read
    return text if read_text(text) == crisis else resolved_text(crisis)


def human(crisis: Crisis) -> Data:
    """Return the human form of a crisis, without what it would have by default."""
    data = _lean(resolved(crisis))
    names = list(data["actors"])
    data["actors"] = {name: _actor(entry) for name, entry in data["actors"].items()}
    if not any(data["actors"].values()):
        data["actors"] = names
    first = {variable.name: variable.levels[0] for variable in crisis.variables}
    data["start"] = {name: at for name, at in data["start"].items() if at != first[name]}
    for section, key in _SHORT.items():
        data[section] = _shortened(data[section], key)
    for rule in data["one_way"]:
        _drop(rule, when="true", by=names)
    for option in [one for own in data["options"].values() for one in own.values()]:
        _drop(option, when="true", cost=0)
    for event in data["chance"].values():
        _drop(event, when="true")
    for body in data["bodies"].values():
        _drop(body, veto=[])
        for member in body["members"].values():
            _drop(member, votes=1, band=0)
    for holder in (data, *data.get("misperceptions", {}).values()):
        _shorten_orders(holder)
    if data["order"] == names:
        del data["order"]
    return {key: value for key, value in data.items() if value not in ({}, [])}


def _shorten_orders(holder: Data) -> None:
    """Write statements without reasons, and ranks without ties, as one value each."""
    orders = holder.get("priorities", {})
    for actor, statements in orders.items():
        orders[actor] = _shortened(statements, "statement")
    rankings = holder.get("ranking", {})
    for actor, ranking in rankings.items():
        rankings[actor] = [tie[0] if len(tie) == 1 else tie for tie in ranking]


def _lean(value: Any) -> Any:
    """Write a text in English alone, and a reason of one text alone, as just the text."""
    if isinstance(value, list):
        return [_lean(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _lean(item) for key, item in value.items()}
    for key in ("name", "title", "about", "text"):
        text = found.get(key)
        if isinstance(text, dict) and list(text) == ["en"] and isinstance(text["en"], str):
            found[key] = text["en"]
    why = found.get("why")
    if isinstance(why, dict) and list(why) == ["text"] and isinstance(why["text"], str):
        found["why"] = why["text"]
    return found


def _actor(entry: Data) -> Any:
    _drop(entry, patience=DEFAULT_PATIENCE, precision=DEFAULT_PRECISION)
    return entry["name"] if list(entry) == ["name"] and isinstance(entry["name"], str) else entry


def _drop(entry: Data, **defaults: Any) -> None:
    """Take away what an entry would have by default."""
    for key, default in defaults.items():
        if key in entry and entry[key] == default:
            del entry[key]


def _shortened(entries: Any, key: str) -> Any:
    """Write entries that hold nothing but one key as the value of that key."""
    if isinstance(entries, list):
        return [one[key] if list(one) == [key] else one for one in entries]
    return {name: one[key] if list(one) == [key] else one for name, one in entries.items()}


def yaml_text(data: Data) -> str:
    """Write plain values as YAML: a line each where they fit, indented where not.

    Examples
    --------
    >>> print(yaml_text({"name": "strait", "start": {"strike": "no"}, "about": "a: b"}), end="")
    name: strait
    start:
      strike: no
    about: "a: b"
    """
    return "\n".join(line for key, value in data.items() for line in _top(key, value)) + "\n"


def _top(key: str, value: Any) -> Iterator[str]:
    """Write a section; a mapping of things is always one line or more for each."""
    if isinstance(value, dict) and value:
        yield f"{key}:"
        for name, item in value.items():
            yield from _entry(f"{_scalar(name)}:", item, 2)
    else:
        yield from _entry(f"{key}:", value, 0)


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    """Write what stands behind a key or a dash."""
    pad = " " * indent
    line = f"{pad}{head} {_flow(value)}"
    if len(line) <= _WIDTH or not isinstance(value, dict | list) or not value:
        yield line
    elif isinstance(value, dict):
        yield pad + head
        for name, item in value.items():
            yield from _entry(f"{_scalar(name)}:", item, indent + 2)
    else:
        yield pad + head
        for item in value:
            yield from _item(item, indent + 2)


def _item(value: Any, indent: int) -> Iterator[str]:
    """Write an item of a list; a mapping that does not fit begins behind the dash."""
    line = f"{' ' * indent}- {_flow(value)}"
    if len(line) <= _WIDTH or not isinstance(value, dict):
        # a tie that does not fit is one long line all the same: YAML has no better
        yield line
        return
    lead = "- "
    for name, item in value.items():
        first, *others = _entry(f"{_scalar(name)}:", item, indent + 2)
        yield f"{' ' * indent}{lead}{first.lstrip()}"
        yield from others
        lead = "  "


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_scalar(key)}: {_flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Write one value; a text that would read as something else is put in quotes."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXTS:
            return value
        return json.dumps(value, ensure_ascii=False).translate(_LINE_BREAKS)
    return json.dumps(value, allow_nan=False)

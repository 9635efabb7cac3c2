"""Settings of a lens: which there are, and whether a value may stand for one."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Collection, Mapping

from standoff.errors import CommandError, nearest
from standoff.lenses import Lens

__all__ = ["configured", "plain", "setting_names"]


def setting_names(lens: type[Lens] | Lens) -> tuple[str, ...]:
    """Name the settings of a lens, in its own order."""
    fields = dataclasses.fields(lens)  # type: ignore[arg-type]  # every lens is a dataclass
    return tuple(field.name for field in fields if field.init)


def configured(lens: type[Lens], settings: Mapping[str, object]) -> Lens:
    """Make the lens with these settings; the others keep their defaults.

    Raises
    ------
    CommandError
        If the lens has no such setting, or the value is of the wrong kind.
    """
    known = setting_names(lens)
    hints = typing.get_type_hints(lens)
    chosen = {name: _as_list(value, hints.get(name)) for name, value in settings.items()}
    for name, value in chosen.items():
        if name not in known:
            listed = ", ".join(known) or "none"
            raise CommandError(
                f"The lens '{lens.name}' has no setting called '{name}'.\n"
                f"{nearest(name, known)}Its settings: {listed}."
            )
        if not _fits(value, hints[name]):
            raise CommandError(
                f"The setting '{name}' of the lens '{lens.name}' cannot be {value!r}.\n"
                f"It takes {_in_words(hints[name])}."
            )
    return lens(**chosen)


def plain(lens: Lens) -> dict[str, object]:
    """Write the settings that an answer depends on as plain data, for its stamp."""
    return {name: _plain(getattr(lens, name)) for name in setting_names(lens) if name != "threads"}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Collection) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _as_list(value: object, hint: object) -> object:
    """Let a single value stand for a list of one, and a list for a tuple."""
    kinds = [hint, *typing.get_args(hint)]
    if not any(typing.get_origin(kind) is tuple for kind in kinds) or value is None:
        return value
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _fits(value: object, hint: object) -> bool:
    """Say whether a value is of the kind that a type hint names."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is typing.Literal:
        return value in arguments
    if hint in (None, types.NoneType):
        return value is None
    if hint is float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and math.isfinite(typing.cast(float, value))
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    expected = origin or hint
    return not isinstance(expected, type) or isinstance(value, expected)


def _in_words(hint: object) -> str:
    """Say what kind of value a type hint names."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return " or ".join(_in_words(argument) for argument in arguments)
    if typing.get_origin(hint) is typing.Literal:
        return "one of " + ", ".join(str(argument) for argument in arguments)
    words = {
        int: "a whole number",
        float: "a number",
        str: "a text",
        bool: "true or false",
        types.NoneType: "nothing",
    }
    if isinstance(hint, type) and hint in words:
        return words[hint]
    if typing.get_origin(hint) is tuple:
        return "a list"
    return "levels by variable"

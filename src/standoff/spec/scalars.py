"""Plain scalars of YAML 1.2, by its core schema."""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def resolve_scalar(text: str) -> Scalar:
    """Read a plain scalar by the core schema of YAML 1.2.

    Examples
    --------
    >>> [resolve_scalar(text) for text in ("no", "true", "0x1F", "1e3", "~", "2003-01-01")]
    ['no', True, 31, 1000.0, None, '2003-01-01']
    """
    if text in _WORDS:
        return _WORDS[text]
    if INTEGER.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return int(text, base)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float("-inf" if text[0] == "-" else "inf")
    if _NOT_A_NUMBER.fullmatch(text):
        return float("nan")
    return text


def describe(value: object) -> str:
    """Say in words what kind of value this is.

    Examples
    --------
    >>> describe([]), describe(True), describe(3)
    ('a list', 'true or false', 'a number')
    """
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, dict) else "a text"

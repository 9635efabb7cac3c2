"""The YAML parser's complaints, in words for the person who wrote the file."""

from __future__ import annotations

_EXPLANATIONS: tuple[tuple[str, str, str], ...] = (
    (
        "found character '\\t'",
        "A tab stands where YAML wants spaces.",
        "Indent with spaces only.",
    ),
    (
        "mapping values are not allowed",
        "A ':' stands where no key can end.",
        "Check the indentation of this line and the one before; "
        "a text that contains ': ' needs quotes.",
    ),
    (
        "could not find expected ':'",
        "A key is not followed by ':'.",
        "Write 'key: value'; the key may have begun on the line before.",
    ),
    (
        "found unexpected end of stream",
        "A quote that opens on line {context} is never closed.",
        "Close it with the same quote character.",
    ),
    (
        "found unexpected document separator",
        "A quote that opens on line {context} is not closed before '---' or '...'.",
        "Close it with the same quote character.",
    ),
    (
        "expected ',' or ']'",
        "The list that opens with '[' on line {context} is not closed here.",
        "Put ',' between its items and ']' at its end.",
    ),
    (
        "expected ',' or '}'",
        "The mapping that opens with '{{' on line {context} is not closed here.",
        "Put ',' between its entries and '}}' at its end.",
    ),
    (
        "expected <block end>",
        "This line does not fit the block that begins on line {context}.",
        "Entries of one mapping, and items of one list, begin in the same column.",
    ),
    (
        "sequence entries are not allowed",
        "A list item ('-') stands where none can be.",
        "Begin the list on a line of its own, below its key.",
    ),
    (
        "block sequence entries",
        "A list item ('-') stands where none can be.",
        "Begin the list on a line of its own, below its key.",
    ),
    (
        "cannot start any token",
        "This character cannot begin a value.",
        "Put a text that begins with it in quotes.",
    ),
    (
        "found unknown escape character",
        "A text in double quotes holds a '\\' that means nothing.",
        "Write '\\\\' for a backslash, or use single quotes.",
    ),
)


def explain(problem: str, context: str, context_line: int) -> tuple[str, str]:
    """Return what is wrong and what would be right, from the parser's own words.

    Examples
    --------
    >>> explain("mapping values are not allowed here", "", 1)[0]
    "A ':' stands where no key can end."
    """
    for fragment, wrong, fix in _EXPLANATIONS:
        if fragment in problem:
            return wrong.format(context=context_line), fix.format()
    said = " ".join(part for part in (context, problem) if part != "None")
    flat = " ".join(said.split())
    return (
        f"This is not YAML: {flat[:200]}.",
        "Check the indentation, brackets and quotes of this line and the one before.",
    )

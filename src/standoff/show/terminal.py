"""Plain text for a terminal: tables, wrapped paragraphs, bars and sparklines.

No colour codes: what is printed reads the same in a file, a mail or a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "bar",
    "bullets",
    "cut",
    "heading",
    "lines_of",
    "paragraph",
    "sparkline",
    "table",
    "width_of",
]

_BLOCKS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_NARROWEST, _LONG_WORD = 12, 24


def width_of(text: str) -> int:
    """Count the columns that a text takes on a terminal.

    Examples
    --------
    >>> width_of("Ann"), width_of("朝鮮")
    (3, 4)
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Shorten a text to ``width`` columns, saying so with an ellipsis.

    Examples
    --------
    >>> cut("Six-Party Talks", 10)
    'Six-Party…'
    """
    if width_of(text) <= width:
        return text
    while text and width_of(text) >= width:
        text = text[:-1]
    return text.rstrip() + "…"


def lines_of(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` columns, between words where possible.

    Examples
    --------
    >>> lines_of("Security Council", 10), lines_of("朝鮮民主主義", 8)
    (['Security', 'Council'], ['朝鮮民主', '主義'])
    """
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if width_of(joined) <= width:
            lines[-1] = joined
            continue
        lines += _pieces(word, width)
    return [line for line in lines if line] or [""]


def _pieces(word: str, width: int) -> list[str]:
    """Break a word that is longer than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def paragraph(text: str, width: int) -> str:
    """Fill a paragraph."""
    return "\n".join(lines_of(text, width))


def bullets(items: Sequence[str], width: int) -> str:
    """Fill a list, one item after the other, each with a dash."""
    filled = ("\n  ".join(lines_of(item, width - 2)) for item in items)
    return "\n".join(f"- {item}" for item in filled)


def heading(text: str, rule: str = "-") -> str:
    """Underline a heading."""
    return f"{text}\n{rule * width_of(text)}"


def bar(share: float, width: int) -> str:
    """Draw a share between 0 and 1 as a bar in eighths of a column.

    Examples
    --------
    >>> bar(0.5, 4)
    '██  '
    """
    if share != share:
        return " " * width
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    drawn = "█" * full + (_EIGHTHS[rest] if rest else "")
    return drawn.ljust(width)


def sparkline(shares: Sequence[float], width: int) -> str:
    """Draw shares over time in ``width`` columns, each the mean of its stretch.

    A share that is not zero shows at least the lowest block.

    Examples
    --------
    >>> sparkline([0, 0.25, 0.5, 1], 4)
    ' ▂▄█'
    """
    count = len(shares)
    width = min(width, count)
    drawn = []
    for column in range(width):
        stretch = shares[column * count // width : (column + 1) * count // width]
        mean = sum(stretch) / len(stretch)
        height = round(mean * 8) if mean == mean else 0
        drawn.append(_BLOCKS[max(height, 1 if mean > 0 else 0)])
    return "".join(drawn)


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, align: str = ""
) -> str:
    """Lay out a table; the widest columns wrap until it fits.

    Parameters
    ----------
    header
        Titles of the columns; all empty for a table without a header.
    rows
        Cells, as many per row as there are titles.
    width
        Columns of the terminal.
    align
        One letter per column: ``l`` left, ``r`` right, ``f`` left and never wrapped, ``c``
        left and cut rather than wrapped; what is missing is ``l``.

    Examples
    --------
    >>> print(table(["actor", "share"], [["Ann", "5%"], ["Bob", "95%"]], 40, align="lr"))
    actor  share
    Ann       5%
    Bob      95%
    """
    titled = any(header)
    lines = [list(header), *map(list, rows)] if titled else list(map(list, rows))
    if not lines:
        return ""
    align = align.ljust(len(lines[0]), "l")[: len(lines[0])]
    widths = _widths(lines, width, align)
    drawn = [line for row in lines for line in _row(row, widths, align)]
    return "\n".join(drawn)


def _widths(lines: Sequence[Sequence[str]], width: int, align: str) -> list[int]:
    """Give each column its width; the widest ones that may wrap give way."""
    widths = [max(width_of(cell) for cell in column) for column in zip(*lines, strict=True)]
    gaps = 2 * (len(widths) - 1)
    columns = zip(*lines, strict=True)
    least = [
        _NARROWEST if side == "c" else min(_LONG_WORD, max(map(_longest_word, column)))
        for side, column in zip(align, columns, strict=True)
    ]
    for floors in (least, [_NARROWEST] * len(widths)):
        while sum(widths) + gaps > width:
            open_ = [k for k, side in enumerate(align) if side != "f" and widths[k] > floors[k]]
            if not open_:
                break
            widths[max(open_, key=lambda k: widths[k])] -= 1
    return widths


def _longest_word(cell: str) -> int:
    return max(map(width_of, cell.split()), default=0)


def _row(cells: Sequence[str], widths: Sequence[int], align: str) -> list[str]:
    wrapped = [
        [cut(cell, room)] if side in "cf" or width_of(cell) <= room else lines_of(cell, room)
        for cell, room, side in zip(cells, widths, align, strict=True)
    ]
    height = max(len(cell) for cell in wrapped)
    drawn = []
    for line in range(height):
        pieces = [
            _pad(cell[line] if line < len(cell) else "", room, side)
            for cell, room, side in zip(wrapped, widths, align, strict=True)
        ]
        drawn.append("  ".join(pieces).rstrip())
    return drawn


def _pad(text: str, width: int, side: str) -> str:
    space = " " * max(0, width - width_of(text))
    return space + text if side == "r" else text + space

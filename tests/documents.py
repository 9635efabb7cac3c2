"""Read the calls, files and programs that pages of documentation show.

A page is Markdown. In it, a block marked ``console`` holds calls, each a line
that begins with ``$ ``, with what they print below; a block marked ``yaml`` or
``csv`` below a line ``<!-- file: NAME -->`` is the content of that file; a
block marked ``python`` is run. ``...`` in an output stands for anything.
"""

import doctest
import re
import shlex
from dataclasses import dataclass

FENCE = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S
)
CHECKER = doctest.OutputChecker()


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and where its body stands in it."""

    kind: str
    file: str | None
    body: str
    start: int


@dataclass(frozen=True)
class Call:
    """A call and what is printed below it."""

    line: str
    output: str

    @property
    def arguments(self):
        """What follows `standoff` on the line; None for a call of something else."""
        words = shlex.split(self.line)
        if words[:1] == ["standoff"]:
            return words[1:]
        if words[:2] == ["python3", "scripts/run.py"] and words[2:3] != ["test"]:
            return words[2:]
        return None


def blocks(page):
    """List the fenced blocks of a page."""
    return [
        Block(found["kind"], found["file"], found["body"], found.start("body"))
        for found in FENCE.finditer(page)
    ]


def calls(console):
    """List the calls of a console block, each with its output."""
    parts = re.split(r"^\$ ", console, flags=re.M)[1:]
    return [Call(*(part.split("\n", 1) if "\n" in part else (part, ""))) for part in parts]


def tidy(text):
    """Drop blanks at the end of lines and empty lines at the end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip() + "\n"


def agrees(expected, printed):
    """Say whether an output is the one a page shows; `...` stands for anything."""
    return CHECKER.check_output(tidy(expected), tidy(printed), doctest.ELLIPSIS)

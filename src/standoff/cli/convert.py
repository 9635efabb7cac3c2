"""`standoff convert`: from the format of one program to that of another."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.output import say_written
from standoff.cli.sources import located
from standoff.errors import CommandError


def convert(
    source: Annotated[
        str, typer.Argument(metavar="IN|NAME", help="A file to read, or a published crisis.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is already there.")
    ] = False,
) -> None:
    """Write a crisis in another format, as the names of the files say.

    Formats: .yaml (a crisis), .gmcr (the graph model, from a desktop tool), .nfg
    and .efg (Gambit: a strategic form, a tree), .csv (a spreadsheet of states).
    What the other format cannot say is told, or refused; never lost in silence.
    """
    from standoff.exchange import convert
    from standoff.result.files import write_atomically

    path = located(source)
    if os.path.realpath(path) == os.path.realpath(target):
        raise CommandError(f"{target}: This is the file that is read.\nName another to write.")
    found = convert(path, target)
    for note in found.notes:
        print(f"Note: {note}", file=sys.stderr)
    write_atomically(
        target, lambda part: part.write_text(found.text, encoding="utf-8"), may_replace=force
    )
    say_written(target)

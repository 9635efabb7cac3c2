"""`standoff new`: start a crisis file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from standoff.cli.texts import emit
from standoff.errors import CommandError

_STARTER: Final = Path(__file__).parent / "starter.yaml"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the crisis and its file.")],
    folder: Annotated[
        Path, typer.Option("--dir", metavar="FOLDER", help="Where to write the file.")
    ] = Path(),
) -> None:
    """Write a small crisis, commented, to start from. Never overwrites a file."""
    from standoff.result.files import write_atomically
    from standoff.vocab import RESERVED

    if not _NAME.fullmatch(name) or name in RESERVED:
        raise CommandError(
            f"A crisis cannot be called '{name}'.\n"
            "Use a letter, then letters, digits, '_' or '-', at most 40 characters."
        )
    path = folder / f"{name}.yaml"
    text = _STARTER.read_text(encoding="utf-8").replace("name: strait", f"name: {name}", 1)
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"), may_replace=False)
    emit(f"Wrote {path}. See what it says: standoff check {path}")

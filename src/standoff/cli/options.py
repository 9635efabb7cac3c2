"""Options that several verbs share, each worded once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["AsJson", "Figure", "Language", "Motives", "Out", "RecordTarget"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Figure = Annotated[
    Path | None, typer.Option(metavar="FIGURE.svg", help="Draw the answer as .svg, .png or .pdf.")
]
Language = Annotated[str, typer.Option("--lang", help="Language: en or id.", metavar="LANG")]
Motives = Annotated[
    list[str] | None,
    typer.Option(
        "--motive", metavar="ACTOR=MOTIVE", help="Give an actor a named motive; repeatable."
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="ANSWER.nc", help="Save the answer, to be shown again later.")
]
RecordTarget = Annotated[
    str, typer.Argument(metavar="TARGET", help="A crisis, an events file or a store.")
]

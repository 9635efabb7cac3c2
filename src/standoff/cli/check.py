"""`standoff check`: say what is wrong with a crisis file, or what it holds."""

from __future__ import annotations

from typing import Annotated

import typer

from standoff.cli.sources import crisis_text, located
from standoff.cli.texts import emit


def check(
    target: Annotated[
        str, typer.Argument(metavar="FILE|NAME|-", help="A crisis file, a published crisis, or -.")
    ],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print the crisis with every default spelled out.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Say what is wrong with a crisis file, or what it holds."""
    raise NotImplementedError(target, resolved, as_json, crisis_text, located, emit)

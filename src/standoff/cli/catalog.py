"""`standoff catalog`: list the published crises, or print the notes on one."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from standoff.cli.options import AsJson
from standoff.cli.texts import emit, width


def catalog(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Print the notes on this crisis.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the published crises, or print the notes on one."""
    import json
    from dataclasses import asdict

    from standoff import catalog as published

    if name is not None:
        notes = published.notes(name)
        emit(json.dumps({"name": name, "notes": notes}, ensure_ascii=False) if as_json else notes)
    elif as_json:
        entries = [asdict(entry) for entry in published.entries()]
        emit(json.dumps(entries, ensure_ascii=False, indent=1))
    else:
        room = max(len(name) for name in published.names())
        lines = [_line(f"{entry.name:<{room}} ", entry.title) for entry in published.entries()]
        emit("\n".join(lines))


def _line(name: str, title: str) -> str:
    hanging = " " * len(name)
    return textwrap.fill(title, width(), initial_indent=name, subsequent_indent=hanging)

"""`standoff brief`: a crisis through all its lenses, on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.output import check_suffix, print_answer, save_outputs, say_written
from standoff.cli.progress import progress_bar
from standoff.cli.sources import is_answer, located, read_crisis
from standoff.cli.texts import Language, checked_language

if TYPE_CHECKING:

    pass


def brief(
    target: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE", help="A published crisis, a crisis file, - or a saved brief."
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option(metavar="PAGE.html", help="Write a page that needs no network instead."),
    ] = None,
    language: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="BRIEF.nc", help="Save the brief, to be shown again later."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the situation; default: the crisis's focus."),
    ] = None,
    paths: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="How many paths are drawn.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Seed of what is drawn by chance.")
    ] = None,
) -> None:
    """Print a one-page analysis of a crisis, through all lenses."""
    checked_language(language)
    raise NotImplementedError(
        target,
        html,
        as_json,
        out,
        date,
        paths,
        seed,
        check_suffix,
        print_answer,
        save_outputs,
        say_written,
        progress_bar,
        is_answer,
        located,
        read_crisis,
    )

"""`standoff look`: look at a crisis through a lens, or show a saved answer again."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.options import AsJson, Figure, Language, Motives, Out
from standoff.cli.output import check_outputs, deliver
from standoff.cli.progress import PATIENCE_SECONDS, progress_bar
from standoff.cli.sources import is_answer, located, read_crisis
from standoff.cli.texts import checked_language
from standoff.cli.values import levels_by_variable, motives_by_actor, settings_by_name
from standoff.errors import CommandError

if TYPE_CHECKING:
    import xarray as xr

    from standoff.lenses.cost import Cost
    from standoff.result.brief import Brief


def look(
    target: Annotated[
        str,
        typer.Argument(
            metavar="FILE|NAME|ANSWER.nc", help="A crisis file, a published crisis, - or an answer."
        ),
    ],
    lens: Annotated[
        str | None,
        typer.Option(metavar="LENS", help="The question to ask; without it the lenses are listed."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting of the lens; may be repeated."),
    ] = None,
    motives: Motives = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="VARIABLE=LEVEL,...", help="Look from this state."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Look from a date in the record, as 2009-04-05."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Seed of what is drawn by chance.")
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
    figure: Figure = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="table, graph, policy, ballots, fan, gains, calibration or forward.",
        ),
    ] = None,
) -> None:
    """Look at a crisis through one lens, or show a saved answer again."""
    checked_language(language)
    check_outputs(out=out, figure=figure)
    if kind is not None and figure is None:
        raise CommandError("--kind says what --figure draws. Give --figure FILE as well.")
    changes = [lens, settings, motives, at, date, seed]
    answer = _saved(target, lens, is_changed=any(change is not None for change in changes))
    if answer is None:
        asked = settings_by_name(settings or [])
        if seed is not None:
            asked["seed"] = seed
        if at is not None:
            asked["at"] = levels_by_variable(at)
        answer = _look(target, lens or "", asked, motives_by_actor(motives or []), date, language)
    deliver(answer, out=out, figure=figure, kind=kind, as_json=as_json, language=language)


def _saved(target: str, lens: str | None, *, is_changed: bool) -> xr.Dataset | Brief | None:
    """Return the saved answer that is meant, None where a crisis is."""
    if target == "-" or not is_answer(path := located(target)):
        if lens is None:
            from standoff.lenses import names

            raise CommandError(f"Choose a lens with --lens: {', '.join(names())}.")
        return None
    if is_changed:
        raise CommandError(
            f"{target}: This is a saved answer; it can only be shown as it is.\n"
            "Give the crisis to look again, through another lens or with other settings."
        )
    from standoff.result import load

    return load(path)


def _look(
    target: str,
    lens: str,
    settings: dict[str, object],
    motives: dict[str, str],
    date: str | None,
    language: str,
) -> xr.Dataset:
    crisis = read_crisis(target)  # before the long imports, so that a mistake is told at once
    from standoff import record
    from standoff.game import compile
    from standoff.lenses import find
    from standoff.lenses.asking import look as look_through
    from standoff.lenses.settings import configured

    if date is not None:
        settings["date"] = date
    asked = configured(find(lens), settings)
    walk = record.load(crisis) if target != "-" else None  # a pipe has no folder
    game = compile(crisis, motives=motives)
    with progress_bar(lens) as progress:
        return look_through(
            game, asked, record=walk, progress=progress, announce=partial(_say_cost, language)
        )


def _say_cost(language: str, cost: Cost) -> None:
    """Tell, beside the output proper, what a run will cost that takes longer than one waits."""
    if cost.seconds < PATIENCE_SECONDS:
        return
    from standoff.show.stability.bounds_text import cost_line
    from standoff.show.words import Words

    print(cost_line(*cost, Words(language), "--set most_seconds=10"), file=sys.stderr)

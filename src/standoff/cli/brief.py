"""`standoff brief`: a crisis through all its lenses, on one page."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from standoff.cli.options import AsJson, Language, Motives
from standoff.cli.output import check_outputs, check_suffix, print_answer, save_answer, say_written
from standoff.cli.progress import progress_bar
from standoff.cli.sources import is_answer, located, read_crisis
from standoff.cli.texts import checked_language
from standoff.cli.values import motives_by_actor
from standoff.errors import CommandError

if TYPE_CHECKING:
    from standoff.result.brief import Brief

PATHS: Final = 10_000
SEED: Final = 0


def brief(
    target: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE", help="A published crisis, a crisis file, - or a saved brief."
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option(metavar="PAGE.html", help="Write a page with figures, and print nothing."),
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="BRIEF.nc", help="Save the brief, to be shown again later."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the situation; default: the crisis's focus."),
    ] = None,
    paths: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, help="How many paths are drawn.")
    ] = PATHS,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, help="Seed of what is drawn by chance.")
    ] = SEED,
    full: Annotated[
        bool,
        typer.Option("--full", help="Add whose vote decides, deals, leverage, positions, beliefs."),
    ] = False,
    motives: Motives = None,
) -> None:
    """Print a one-page analysis of a crisis, through all lenses."""
    checked_language(language)
    check_outputs(out=out)
    if html is not None:
        check_suffix(html, (".html", ".htm"), "A page is written")
    asked = _Asked(date, paths, seed, full, tuple(motives or ()))
    page = _saved(target, asked) or _gather(target, asked)
    if out is not None:
        save_answer(page, out)
    if html is not None:
        _write_page(page, html, language)
    if html is None or as_json:
        print_answer(page, as_json=as_json, language=language)


@dataclass(frozen=True)
class _Asked:
    """What the answers of a brief depend on, besides the crisis."""

    date: str | None
    paths: int
    seed: int
    full: bool
    motives: tuple[str, ...]

    @property
    def options(self) -> list[str]:
        """What must be typed to ask the same again."""
        return [
            *([f"--date={self.date}"] if self.date else []),
            *([f"--paths={self.paths}"] if self.paths != PATHS else []),
            *([f"--seed={self.seed}"] if self.seed != SEED else []),
            *(["--full"] if self.full else []),
            *(f"--motive={motive}" for motive in self.motives),
        ]


def _saved(target: str, asked: _Asked) -> Brief | None:
    """Return the saved brief that is meant, None where a crisis is."""
    if target == "-" or not is_answer(path := located(target)):
        return None
    from standoff.result import load
    from standoff.result.brief import Brief

    page = load(path)
    if not isinstance(page, Brief):
        raise CommandError(f"{target}: This is one answer, not a brief.\nTry 'standoff look'.")
    if asked.options:
        raise CommandError(
            f"{target}: This is a saved brief; it can only be shown as it is.\n"
            "Give the crisis to look again with other settings."
        )
    return page


def _gather(target: str, asked: _Asked) -> Brief:
    crisis = read_crisis(target)  # before the long imports, so that a mistake is told at once
    from standoff.brief import gather

    with progress_bar("brief") as progress:
        return gather(
            crisis,
            date=asked.date,
            paths=asked.paths,
            seed=asked.seed,
            full=asked.full,
            motives=motives_by_actor(asked.motives),
            command=shlex.join(["standoff", "brief", target, *asked.options]),
            progress=progress,
        )


def _write_page(page: Brief, path: Path, language: str) -> None:
    from standoff.result import write_atomically
    from standoff.show import brief_page

    text = brief_page(page, lang=language)
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"))
    say_written(path)

"""`standoff record import`: bring event data of others into a store or a plain record."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from standoff.cli.options import AsJson, Language
from standoff.cli.record_filters import Filters, with_filters
from standoff.cli.record_subject import is_events_file, is_store
from standoff.cli.sources import located
from standoff.cli.texts import checked_language, emit, width
from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.record.imports import Imported

__all__ = ["import_"]

FORMATS: Final = ("gdelt", "icews", "polecat", "columns")
_PLAIN: Final = (".csv", ".yaml", ".yml")


@with_filters
def import_(
    into: Annotated[
        str, typer.Argument(metavar="INTO", help="A store, an events file, or a crisis file.")
    ],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Event data; plain, .gz or .zip.")
    ],
    filters: Filters,
    form: Annotated[
        str | None,
        typer.Option("--from", metavar="FORMAT", help=", ".join(FORMATS) + "; else guessed."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="date=Day,actor=Src,...", help="Our columns and the file's, for CSV."),
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Bring in event data of others.

    GDELT 1.0 and 2.0, ICEWS, POLECAT, or CSV whose columns you name.

    INTO is a store (.duckdb) for millions of rows, an events file (.csv, .yaml),
    or a crisis file, whose events file is then meant. What is there already
    stays as it is: a changed row is a new claim beside the old one.
    """
    checked_language(language)
    chosen = _checked(filters, form, columns)
    place = _place(into)
    for file in files:
        if not file.is_file():
            raise CommandError(f"There is no file '{file}' to import.")
    from standoff.record.imports import import_file

    done = []
    for file in files:
        _say(f"Importing {file} into {place}.")
        done.append(
            import_file(
                place,
                file,
                format=form,
                wanted=filters.wanted(),
                columns=chosen,
                progress=_say,
            )
        )
    if as_json:
        emit(json.dumps([_plain(one) for one in done], ensure_ascii=False, indent=1))
        return
    from standoff.show.record.import_text import import_text

    emit(import_text(str(place), [_plain(one) for one in done], lang=language, width=width()))


def _say(words: str) -> None:
    """Tell beside the output proper what is being done."""
    print(words, file=sys.stderr)


def _plain(one: Imported) -> dict[str, object]:
    """Write what came of a file as plain data."""
    counts = asdict(one)
    return {**counts, "aside": None if one.aside is None else str(one.aside)}


def _checked(filters: Filters, form: str | None, columns: str | None) -> dict[str, str] | None:
    """Refuse what cannot be asked of an import, and read the map of columns."""
    for given, option in (
        (filters.targets, "--target"),
        (filters.kinds, "--kind"),
        (filters.limit, "--limit"),
    ):
        if given:
            raise CommandError(
                f"{option} does not choose what is imported.\n"
                "An import is narrowed by --actor, --dyad, --verb, --since and --until."
            )
    if form is not None and form not in FORMATS:
        raise CommandError(
            f"No format is called '{form}'.\n{nearest(form, FORMATS)}Formats: {', '.join(FORMATS)}."
        )
    if columns is None:
        return None
    pairs = {}
    for part in columns.split(","):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not (ours and equals and theirs):
            raise CommandError(f"--columns takes OURS=THEIRS,..., not '{part}'.")
        pairs[ours] = theirs
    return pairs


def _place(into: str) -> Path:
    """Return where events are put: the file named, or that which a crisis names."""
    from standoff import catalog

    path = Path(into)
    if is_store(path) or path.suffix.lower() == _PLAIN[0]:
        return path
    if path.suffix.lower() in _PLAIN and (not path.exists() or is_events_file(path)):
        return path
    from standoff.record import events_path
    from standoff.spec import read

    found = located(into)
    if found.suffix.lower() not in _PLAIN:
        raise CommandError(
            f"{into}: Events are imported into a store (.duckdb), an events file (.csv, .yaml) "
            "or a crisis file."
        )
    if found.resolve().is_relative_to(catalog.path(catalog.names()[0]).resolve().parent.parent):
        raise _installed(into)
    crisis = read(found)
    if crisis.record is None:
        raise CommandError(
            f"The crisis '{crisis.name}' names no events file to import into.\n"
            "Add `record: {events: record.csv}` to it, or name the events file itself."
        )
    return events_path(crisis)


def _installed(into: str) -> CommandError:
    return CommandError(
        f"'{into}' is a published crisis that came with the program; nothing is imported into it.\n"
        "Copy it first, and name your copy."
    )

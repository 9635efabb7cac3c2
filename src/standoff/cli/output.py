"""Where an answer goes: the screen, a file, a figure."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from standoff.cli.texts import emit, width
from standoff.errors import CommandError, RecordError

if TYPE_CHECKING:
    import xarray as xr

    from standoff.result.brief import Brief

__all__ = [
    "check_outputs",
    "check_suffix",
    "deliver",
    "draw_answer",
    "print_answer",
    "refused_as_json",
    "save_answer",
    "say_written",
]

METHOD_COULD_NOT: Final = 3
FIGURES: Final[dict[str, dict[str, None]]] = {
    ".svg": {"Date": None},
    ".png": {},
    ".pdf": {"CreationDate": None},
}
"""Kinds of figures, each with the dates that are left out of it."""


def check_outputs(*, out: Path | None, figure: Path | None = None) -> None:
    """Refuse names of outputs before the work is done that would fill them."""
    if out is not None:
        check_suffix(out, (".nc", ".json"), "An answer is saved")
    if figure is not None:
        check_suffix(figure, tuple(FIGURES), "A figure is drawn")


def check_suffix(path: Path, suffixes: tuple[str, ...], what: str) -> None:
    """Refuse a file name whose ending says nothing known."""
    if path.suffix.lower() not in suffixes:
        raise CommandError(f"{path}: {what} to a file that ends in {' or '.join(suffixes)}.")


def deliver(
    answer: xr.Dataset | Brief,
    *,
    out: Path | None,
    figure: Path | None,
    as_json: bool,
    language: str,
    kind: str | None = None,
) -> None:
    """Save and draw an answer where that is asked for, and print it."""
    if out is not None:
        save_answer(answer, out)
    if figure is not None:
        draw_answer(answer, figure, kind=kind, language=language)
    print_answer(answer, as_json=as_json, language=language)


def print_answer(answer: xr.Dataset | Brief, *, as_json: bool, language: str) -> None:
    """Print an answer for people or for programs.

    The process ends with its own exit code if the method could not.
    """
    if as_json:
        from standoff.result import to_json

        emit(to_json(answer))
    else:
        from standoff.show import show

        emit(show(answer, lang=language, width=width()))
    _end_by_status(answer)


def refused_as_json(error: RecordError) -> typer.Exit:
    """Print for programs what is wrong with a record, and return the end of the process."""
    problems = [asdict(problem) for problem in error.problems]
    emit(json.dumps({"source": error.source, "problems": problems}, ensure_ascii=False))
    return typer.Exit(1)


def say_written(path: Path) -> None:
    """Tell, beside the output proper, that a file was written."""
    print(f"Wrote {path}.", file=sys.stderr)


def save_answer(answer: xr.Dataset | Brief, out: Path) -> None:
    """Save the answer as netCDF or JSON, as the name of the file says."""
    from standoff.result import save, to_json, write_atomically

    if out.suffix.lower() == ".json":
        text = to_json(answer) + "\n"
        write_atomically(out, lambda part: part.write_text(text, encoding="utf-8"))
    else:
        save(answer, out)
    say_written(out)


def draw_answer(
    answer: xr.Dataset | Brief,
    path: Path,
    *,
    kind: str | None,
    language: str,
    theme: str = "light",
    size: int = 1000,
) -> None:
    """Draw the answer to a file, the same bytes every time."""
    from standoff.result import write_atomically
    from standoff.result.brief import Brief
    from standoff.show import figure
    from standoff.show.canvas import drawing

    if isinstance(answer, Brief):
        raise CommandError("A brief has several figures. Write them all: brief ... --html FILE.")
    drawn = figure(answer, kind=kind, lang=language, theme=theme, size=size)
    suffix = path.suffix.lower()
    with drawing():
        write_atomically(
            path,
            lambda part: drawn.savefig(
                part, format=suffix.removeprefix("."), metadata=FIGURES[suffix]
            ),
        )
    say_written(path)


def _end_by_status(answer: xr.Dataset | Brief) -> None:
    """Leave with the exit code of a method that could not, where it could not."""
    if getattr(answer, "attrs", {}).get("status") in ("does not apply", "did not converge"):
        raise typer.Exit(METHOD_COULD_NOT)

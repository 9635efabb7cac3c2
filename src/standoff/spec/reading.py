"""From a file, or its text, to a `Crisis`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from standoff.errors import Problem, SpecError
from standoff.spec.advice import add_warnings
from standoff.spec.complaints import validate
from standoff.spec.consistency import check_consistency
from standoff.spec.crisis import Crisis
from standoff.spec.document import MOST_BYTES, read_document
from standoff.spec.report import Report
from standoff.spec.resolve import resolve
from standoff.spec.scalars import describe


def read(path: str | Path) -> Crisis:
    """Read a crisis file.

    Parameters
    ----------
    path
        A file as `format/FORMAT.md` describes it.

    Returns
    -------
    Crisis
        What the file says, with nothing left to guess.

    Raises
    ------
    SpecError
        With every problem of the file, each at its line and column.
    """
    text, source = load_text(path)
    return read_text(text, source)


def load_text(path: str | Path) -> tuple[str, str]:
    """Load a file's text; return it with the name that messages use for it."""
    source = str(path)
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(
            source, [_whole(f"The file cannot be opened: {reason}.", "Check its name and folder.")]
        ) from None
    _check_length(len(raw), source)
    return _decoded(raw, source), source


def read_text(text: str, source: str = "<text>") -> Crisis:
    """Read a crisis from the text of a file.

    Examples
    --------
    >>> crisis = read_text("{name: strait, actors: [harbour], variables: {strike: [no, yes]}}")
    >>> crisis.variables[0].levels
    ('no', 'yes')
    """
    crisis, report = read_with_report(text, source)
    report.finish()
    assert crisis is not None
    return crisis


def read_with_report(text: str, source: str) -> tuple[Crisis | None, Report]:
    """Read a crisis as far as possible, with everything there is to say about it."""
    _check_length(len(text), source)
    document = read_document(text.removeprefix("\ufeff"), source)
    report = Report(document, source)
    if document.root.entries is None:
        shown = describe(document.root.plain())
        report.add(
            (),
            f"The file is {shown}, not a mapping." if shown != "empty" else "The file is empty.",
            "A crisis file gives at least name, actors and variables, each as 'key: value'.",
        )
        return None, report
    if "standoff-body" in document.root.entries:
        report.add(
            ("standoff-body",),
            "This file describes a body by itself, not a crisis.",
            "'standoff power' reads it; a crisis names its bodies under 'bodies'.",
            key=True,
        )
        return None, report
    form = validate(document.root.plain(), report)
    if form is None:
        return None, report
    crisis = resolve(form, report)
    if not report.problems:
        check_consistency(crisis, report)
    if not report.problems:
        add_warnings(crisis, report)
        said = tuple(str(warning) for warning in sorted(report.warnings))
        crisis = replace(crisis, warnings=said)
    return crisis, report


def _check_length(length: int, source: str) -> None:
    if length > MOST_BYTES:
        raise SpecError(
            source,
            [
                _whole(
                    "The file is larger than 2 MB.",
                    "A crisis file is written by hand; is this the right file?",
                )
            ],
        )


def _decoded(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        problem = Problem(
            line,
            column,
            "",
            f"The byte 0x{raw[error.start]:02X} is not UTF-8.",
            "Save the file as UTF-8.",
        )
        raise SpecError(source, [problem]) from None


def _whole(wrong: str, fix: str) -> Problem:
    return Problem(1, 1, "", wrong, fix)

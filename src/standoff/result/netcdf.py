"""Answers as netCDF files: saved whole, read back identical.

An answer is the root group of its file. A brief is a file whose groups are
its answers, and whose root says the rest in an attribute. The root attribute
``standoff_answer`` tells such files from others and gives their version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.errors import AnswerError
from standoff.result.brief import Assumption, Brief
from standoff.result.files import write_atomically
from standoff.result.stamp import REQUIRED

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["load", "save"]

_MARK: Final = "standoff_answer"
_VERSION: Final = "1"
_BRIEF: Final = "standoff_brief"


def save(answer: xr.Dataset | Brief, path: str | Path) -> None:
    """Save an answer, or a brief with all its answers, as a netCDF file.

    The file appears whole or not at all, and replaces one that was there.

    Raises
    ------
    CommandError
        If the file cannot be written there.

    Examples
    --------
    >>> import tempfile
    >>> import xarray as xr
    >>> from standoff.result import Stamp, same, stamp
    >>> identity = Stamp(lens="stability", settings={}, crisis="strait",
    ...     crisis_digest="1f", game_digest="2e", version="0.1.0", labels={})
    >>> answer = stamp(xr.Dataset({"stable": ("state", [True, False])}), identity)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(answer, Path(folder, "answer.nc"))
    ...     same(answer, load(Path(folder, "answer.nc")))
    True
    """
    if isinstance(answer, Brief):
        write_atomically(path, lambda part: _write_brief(answer, part))
    else:
        write_atomically(path, lambda part: _write(answer, part, {_MARK: _VERSION}))


def load(path: str | Path) -> xr.Dataset | Brief:
    """Read back what `save` wrote.

    Raises
    ------
    AnswerError
        If there is no such file, it is damaged, something else than an answer,
        or written by a later version of the program.

    Examples
    --------
    >>> load("pyproject.toml")
    Traceback (most recent call last):
    standoff.errors.AnswerError: pyproject.toml: This file is no saved answer, or it is damaged.
    Give a file that 'standoff look ... --out FILE.nc' has written.
    """
    import h5py

    place = Path(path)
    try:
        with place.open("rb"):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnswerError(
            f"{path}: This file cannot be read: {reason}.\n"
            "Give a file that 'standoff look ... --out FILE.nc' has written."
        ) from error
    try:
        with h5py.File(place, "r") as file:
            attributes = dict(file.attrs)
        _check_version(path, attributes.get(_MARK))
        if _BRIEF in attributes:
            return _read_brief(place, json.loads(_decoded(attributes[_BRIEF])))
        return _complete(_read(place, None))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError) as error:
        raise _no_answer(path) from error


def _no_answer(path: str | Path) -> AnswerError:
    return AnswerError(
        f"{path}: This file is no saved answer, or it is damaged.\n"
        "Give a file that 'standoff look ... --out FILE.nc' has written."
    )


def _check_version(path: str | Path, version: object) -> None:
    if version is None:
        raise _no_answer(path)
    if _decoded(version) != _VERSION:
        raise AnswerError(
            f"{path}: This answer was saved by a later version of standoff "
            f"(format {_decoded(version)}; this version reads format {_VERSION}).\n"
            "Update standoff, or look again with this version."
        )


def _decoded(value: object) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _write(
    answer: xr.Dataset, path: Path, extra: Mapping[str, str], group: str | None = None
) -> None:
    marked = answer.assign_attrs({**extra, **answer.attrs})
    for variable in marked.variables.values():
        variable.encoding = {"_FillValue": None} if variable.dtype.kind == "f" else {}
    marked.to_netcdf(path, mode="a" if group else "w", group=group, engine="h5netcdf")


def _read(path: Path, group: str | None) -> xr.Dataset:
    import xarray as xr

    with xr.open_dataset(path, group=group, engine="h5netcdf", decode_times=False) as file:
        answer = file.load()
    answer.attrs = {
        str(name): value.item() if hasattr(value, "item") else value
        for name, value in answer.attrs.items()
        if name != _MARK
    }
    for variable in answer.variables.values():
        variable.encoding = {}
    return answer


def _complete(answer: xr.Dataset) -> xr.Dataset:
    missing = [name for name in REQUIRED if name not in answer.attrs]
    if missing:
        raise ValueError(f"attributes missing: {missing}")
    return answer


def _write_brief(brief: Brief, path: Path) -> None:
    import xarray as xr

    rest = {
        "name": brief.name,
        "title": dict(brief.title),
        "about": dict(brief.about),
        "date": brief.date,
        "answers": list(brief.answers),
        "assumptions": [asdict(assumption) for assumption in brief.assumptions],
        "reproduce": dict(brief.reproduce),
    }
    text = json.dumps(rest, ensure_ascii=False, allow_nan=False)
    _write(xr.Dataset(), path, {_MARK: _VERSION, _BRIEF: text})
    for name, answer in brief.answers.items():
        _write(answer, path, {}, group=name)


def _read_brief(path: Path, rest: dict[str, object]) -> Brief:
    names, assumptions = rest.pop("answers"), rest.pop("assumptions")
    if not isinstance(names, list) or not isinstance(assumptions, list):
        raise ValueError("the brief's contents are damaged")
    return Brief(
        answers={name: _read(path, name) for name in names},
        assumptions=tuple(Assumption(**assumption) for assumption in assumptions),
        **rest,  # type: ignore[arg-type]  # written by _write_brief, checked by the tests
    )

"""Answer to text, figure or page, in English and Indonesian.

This layer takes answers and nothing else: it never sees the crisis or the game, so a
saved answer is shown as well as a fresh one. matplotlib is imported for figures and
pages only.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, overload

from standoff.errors import AnswerError, CommandError, nearest

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from standoff.result.brief import Brief

__all__ = ["brief_page", "brief_text", "figure", "show", "text"]

_KINDS = ("text", "figure", "page")


def text(answer: xr.Dataset, lang: str = "en", width: int = 100) -> str:
    """Write an answer for a terminal; see `standoff.show.answer_text.text`."""
    from standoff.show import answer_text

    return answer_text.text(answer, lang, width)


def figure(
    answer: xr.Dataset,
    kind: str | None = None,
    lang: str = "en",
    theme: str = "light",
    size: int = 1000,
    *,
    record: xr.Dataset | None = None,
) -> Figure:
    """Draw an answer; see `standoff.show.figures.figure`."""
    from standoff.show import figures

    return figures.figure(answer, kind, lang, theme, size, record=record)


def brief_text(brief: Brief, lang: str = "en", width: int = 100) -> str:
    """Write a brief for a terminal; see `standoff.show.brief_text`."""
    from standoff.show.brief import terminal_page

    return terminal_page.brief_text(brief, lang, width)


def brief_page(brief: Brief, lang: str = "en") -> str:
    """Write a brief as one HTML page; see `standoff.show.brief.page.brief_page`."""
    from standoff.show.brief import page

    return page.brief_page(brief, lang)


@overload
def show(
    answer: xr.Dataset | Brief, kind: Literal["text"] = ..., lang: str = ..., width: int = ...
) -> str: ...
@overload
def show(answer: xr.Dataset | Brief, kind: Literal["page"], lang: str = ...) -> str: ...
@overload
def show(answer: xr.Dataset | Brief, kind: Literal["figure"], lang: str = ...) -> Figure: ...
def show(
    answer: xr.Dataset | Brief, kind: str = "text", lang: str = "en", width: int = 100
) -> str | Figure:
    """Show an answer or a brief.

    Parameters
    ----------
    answer
        An answer of a lens, or a brief.
    kind
        ``text`` for a terminal; ``figure`` for the usual drawing of an answer; ``page`` for
        a brief as one HTML file.
    lang
        The language, ``en`` or ``id``.
    width
        Columns of the terminal, for text.

    Raises
    ------
    CommandError
        If there is no such kind or language, or an answer has no page, or a brief no figure.
    AnswerError
        If what is given is neither an answer nor a brief.
    """
    import xarray as xr

    from standoff.result.brief import Brief

    if kind not in _KINDS:
        raise CommandError(
            f"Nothing can be shown as '{kind}'. {nearest(kind, _KINDS)}"
            f"Known kinds: {', '.join(_KINDS)}."
        )
    if isinstance(answer, Brief):
        return _show_brief(answer, kind, lang, width)
    if not isinstance(answer, xr.Dataset):
        raise AnswerError(
            f"A {type(answer).__name__} cannot be shown. Give an answer of a lens, or a brief."
        )
    if kind == "page":
        raise CommandError("Only a brief has a page. Show the answer as text or as a figure.")
    return figure(answer, lang=lang) if kind == "figure" else text(answer, lang, width)


def _show_brief(brief: Brief, kind: str, lang: str, width: int) -> str:
    if kind == "figure":
        raise CommandError(
            "A brief has several figures. Draw one of its answers, as in "
            "figure(brief.answers['ensemble']), or show the brief as a page."
        )
    return brief_page(brief, lang) if kind == "page" else brief_text(brief, lang, width)


class _Layer(ModuleType):
    """The layer as a module that can be called: ``standoff.show(answer)`` shows it.

    The package offers a verb, `show`, under the name that its layer has as well;
    importing the layer would otherwise hide the verb.
    """

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return show(*arguments, **options)


sys.modules[__name__].__class__ = _Layer

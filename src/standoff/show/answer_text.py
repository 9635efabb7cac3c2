"""An answer as text: its question, a compact table, sentences, and what it rests on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from standoff.errors import AnswerError
from standoff.show.beliefs.text import beliefs_body, beliefs_question
from standoff.show.causes import told_again
from standoff.show.coalitions.text import coalitions_body, coalitions_question
from standoff.show.deals.text import deals_body, deals_question
from standoff.show.ensemble.text import ensemble_body, ensemble_question
from standoff.show.equilibrium.text import equilibrium_body, equilibrium_question
from standoff.show.foresight.text import foresight_body, foresight_question
from standoff.show.gambit.text import gambit_body, gambit_question
from standoff.show.hindcast.text import hindcast_body, hindcast_question
from standoff.show.hypergame.text import hypergame_body, hypergame_question
from standoff.show.inverse.text import inverse_body, inverse_question
from standoff.show.labels import Labels, clean
from standoff.show.leverage.text import leverage_body, leverage_question
from standoff.show.paths.text import paths_body, paths_question
from standoff.show.preferences.text import preferences_body, preferences_question
from standoff.show.reactions.text import reactions_body, reactions_question
from standoff.show.record.text import record_body, record_question
from standoff.show.spatial.text import spatial_body, spatial_question
from standoff.show.stability.text import stability_body, stability_question
from standoff.show.terminal import heading, paragraph
from standoff.show.votes.power_text import power_body, power_question
from standoff.show.votes.text import votes_body, votes_question
from standoff.show.words import Words, mark, words_for

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["failure", "lens_of", "text"]

Body = Callable[["xr.Dataset", Words, int], list[str]]

_LENSES: dict[str, tuple[Callable[[Words], str], Body]] = {
    "stability": (stability_question, stability_body),
    "foresight": (foresight_question, foresight_body),
    "preferences": (preferences_question, preferences_body),
    "coalitions": (coalitions_question, coalitions_body),
    "paths": (paths_question, paths_body),
    "inverse": (inverse_question, inverse_body),
    "hypergame": (hypergame_question, hypergame_body),
    "equilibrium": (equilibrium_question, equilibrium_body),
    "gambit": (gambit_question, gambit_body),
    "beliefs": (beliefs_question, beliefs_body),
    "ensemble": (ensemble_question, ensemble_body),
    "votes": (votes_question, votes_body),
    "deals": (deals_question, deals_body),
    "leverage": (leverage_question, leverage_body),
    "spatial": (spatial_question, spatial_body),
    "hindcast": (hindcast_question, hindcast_body),
    "reactions": (reactions_question, reactions_body),
    "record": (record_question, record_body),
    "power": (power_question, power_body),
}

_STATUSES = {
    "none exists": mark("none exists"),
    "did not converge": mark("did not converge"),
    "does not apply": mark("does not apply"),
}


def lens_of(answer: xr.Dataset) -> str:
    """Name the lens that made an answer.

    Raises
    ------
    AnswerError
        If the dataset does not say.
    """
    lens = answer.attrs.get("lens")
    if not lens:
        raise AnswerError(
            "This dataset names no lens, so it is no answer. "
            "Load a file that 'standoff look --out' or standoff.save wrote."
        )
    return str(lens)


def text(answer: xr.Dataset, lang: str = "en", width: int = 100) -> str:
    """Write an answer for a terminal.

    Parameters
    ----------
    answer
        What a lens returned, fresh or loaded from a file.
    lang
        The language, ``en`` or ``id``.
    width
        Columns of the terminal; at least 60 are used.

    Returns
    -------
    str
        Plain text without colour codes, headed by the question that the lens answers.

    Raises
    ------
    AnswerError
        If the dataset is no answer, or of a lens that has no text.
    CommandError
        If the program does not speak ``lang``.
    """
    words, width = words_for(lang), max(60, width)
    lens = lens_of(answer)
    if lens not in _LENSES:
        raise AnswerError(
            f"No text is written for an answer of '{lens}'. Known lenses: {', '.join(_LENSES)}."
        )
    question, body = _LENSES[lens]
    crisis = Labels.of(answer, words).crisis(str(answer.attrs.get("crisis", "")))
    failed = failure(answer, words)
    parts = [f"{heading(question(words), '=')}\n{crisis}"]
    parts += [paragraph(failed, width)] if failed else body(answer, words, width)
    parts.append(_footer(answer, words, width))
    return "\n\n".join(part for part in parts if part) + "\n"


def failure(answer: xr.Dataset, words: Words) -> str:
    """Say why an answer is none, with its cause and remedy; nothing if it was found."""
    status = str(answer.attrs.get("status", "found"))
    if status == "found":
        return ""
    said = words.say(_STATUSES.get(status, status))
    return " ".join(
        part
        for part in (
            words.say("No answer ({status}).", status=said),
            told_again(clean(answer.attrs.get("cause", "")), words),
            told_again(clean(answer.attrs.get("remedy", "")), words),
        )
        if part
    )


def _footer(answer: xr.Dataset, words: Words, width: int) -> str:
    """Say with which settings, program and game the answer was made."""
    lines = []
    settings = shown_settings(answer)
    if settings:
        lines.append(words.say("Settings: {settings}.", settings=settings))
    game, record = (
        clean(answer.attrs.get(name, ""))[:12] for name in ("game_digest", "record_digest")
    )
    places = {
        "version": clean(answer.attrs.get("version", "")),
        "crisis": clean(answer.attrs.get("crisis", "")),
    }
    body = clean(answer.attrs.get("crisis_digest", ""))[:12]
    lines.append(
        words.say(
            "Made by standoff {version} from the rules of {crisis} (body {digest}).",
            **places,
            digest=body,
        )
        if lens_of(answer) == "power"
        else words.say(
            "Made by standoff {version} from {crisis} (game {digest}).", **places, digest=game
        )
        if game or not record
        else words.say(
            "Made by standoff {version} from {crisis} (record {digest}).", **places, digest=record
        )
    )
    return "\n".join(paragraph(line, width) for line in lines)


def shown_settings(answer: xr.Dataset) -> str:
    """Write the settings of a lens that were given, as ``name=value``."""
    try:
        settings = json.loads(str(answer.attrs.get("settings", "{}")))
    except json.JSONDecodeError:
        return ""
    if not isinstance(settings, dict):
        return ""
    given = [f"{name}={_shown(value)}" for name, value in settings.items() if value is not None]
    return clean(", ".join(given))


def _shown(value: object) -> str:
    """Write a setting as a person would type it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "+".join(map(_shown, value))
    return str(value)

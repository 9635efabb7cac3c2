"""Names for what a record holds beyond its crisis: other parties, and verbs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from standoff.record import Event
from standoff.record.countries import title
from standoff.record.event import claims_of
from standoff.record.verbs import find
from standoff.vocab import LANGUAGES

if TYPE_CHECKING:
    from standoff.spec.crisis import Crisis

__all__ = ["record_labels"]

_BODIES: Final[Mapping[str, Mapping[str, str]]] = {
    "6PT": {"en": "Six-Party Talks", "id": "Perundingan Enam Pihak"},
    "EU": {"en": "European Union", "id": "Uni Eropa"},
    "IAEA": {"en": "IAEA", "id": "IAEA"},
    "KEDO": {"en": "KEDO", "id": "KEDO"},
    "OAS": {"en": "Organization of American States", "id": "Organisasi Negara-Negara Amerika"},
    "SUN": {"en": "Soviet Union", "id": "Uni Soviet"},
    "UNGA": {"en": "UN General Assembly", "id": "Majelis Umum PBB"},
    "UNSC": {"en": "UN Security Council", "id": "Dewan Keamanan PBB"},
    "UNSC_1718C": {"en": "1718 Committee", "id": "Komite 1718"},
    "UNSG": {"en": "UN Secretary-General", "id": "Sekretaris Jenderal PBB"},
}
"""Parties of records that are no countries of today, by the codes of the published records."""


def record_labels(
    events: Iterable[Event], crisis: Crisis | None, others: Collection[str] = ()
) -> dict[str, object]:
    r"""Gather the titles of a crisis, and of the parties and verbs of its record.

    Examples
    --------
    >>> from standoff.record import parse_events
    >>> rows = "id,date,actor,action,target,description\nE1,2009-04-05,PRK,launch,JPN,A rocket"
    >>> record_labels(parse_events(rows), None)["parties"]["JPN"]["id"]
    'Jepang'
    """
    chosen = list(events)
    return {
        **_of_crisis(crisis),
        "parties": {name: _party(name) for name in sorted({*_parties(chosen), *others})},
        "verbs": dict(sorted(_verbs(chosen).items())),
    }


def _of_crisis(crisis: Crisis | None) -> dict[str, object]:
    if crisis is None:
        return {"crisis": {}, "actors": {}, "calendar": None}
    from standoff.game.labels import make_labels

    return make_labels(crisis)


def _parties(events: Iterable[Event]) -> set[str]:
    """Name everybody who acts or is acted upon, in any claim."""
    return {
        name
        for event in events
        for told in claims_of(event)
        for name in (*told.actors, *told.targets)
    }


def _party(name: str) -> dict[str, str]:
    """Give the name of a country in every language; none for a code that is no country's."""
    if name in _BODIES:
        return dict(_BODIES[name])
    titles = {language: title(name, language) for language in LANGUAGES}
    return {language: said for language, said in titles.items() if said and said != name}


def _verbs(events: Iterable[Event]) -> dict[str, dict[str, str]]:
    """Give the titles of the verbs that the vocabulary knows."""
    codes = {
        told.verb: told.extra.get("cameo", "") for event in events for told in claims_of(event)
    }
    found = {verb: find(verb, code) for verb, code in codes.items()}
    return {verb: dict(known.titles) for verb, known in found.items() if known is not None}

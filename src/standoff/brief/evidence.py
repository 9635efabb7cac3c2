"""The record as an answer: what happened, who says so, and what it is taken for.

Rows of the axis ``event`` are events, in order of date; rows of ``claim`` are
what single sources say of those events on which more than one speaks. With a
crisis the answer also holds the turns and the states that the record leads to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from standoff import __version__
from standoff.brief.record_labels import record_labels
from standoff.record import Event, Placement, Walk, round_start
from standoff.record.event import Claim
from standoff.result.stamp import Stamp, stamp
from standoff.spec import digest as crisis_digest
from standoff.vocab import HOLD

if TYPE_CHECKING:
    import xarray as xr

    from standoff.record.scale import Scale
    from standoff.record.series import DyadMonths
    from standoff.spec.crisis import Crisis

__all__ = ["Evidence", "describe_record", "event_columns", "record_states"]

NOWHERE: Final = -1
"""Stands for a round, turn or rule that there is none of."""


@dataclass(frozen=True)
class Evidence:
    """What of a record is described, and for which view of it.

    ``events`` are the first of ``found`` chosen, in order of date, of ``total``
    in the record.
    ``walk`` is there where the record is that of a ``crisis``; it holds all of
    its events. ``months`` is there where monthly sums were asked for.
    ``settings`` says how the events were chosen.
    """

    view: str
    name: str
    events: Sequence[Event]
    total: int
    scale: Scale
    record_digest: str
    settings: Mapping[str, object] = field(default_factory=dict)
    crisis: Crisis | None = None
    walk: Walk | None = None
    months: DyadMonths | None = None
    found: int | None = None

    @property
    def chosen(self) -> int:
        """How many events the settings chose; fewer may be shown."""
        return len(self.events) if self.found is None else self.found


def describe_record(evidence: Evidence) -> xr.Dataset:
    r"""Return a record, or a part of it, as an answer of its own.

    Returns
    -------
    Dataset
        See ``docs/reference/answers.md``, "record".

    Examples
    --------
    >>> from standoff.record import digest, parse_events
    >>> from standoff.record.scale import DEFAULT
    >>> rows = "id,date,actor,action,target,description\nE1,2009-04-05,PRK,launch,JPN,A rocket"
    >>> events = parse_events(rows)
    >>> answer = describe_record(Evidence("show", "strait", events, 1, DEFAULT, digest(events)))
    >>> answer.attrs["lens"], answer["event_actor"].item(), answer["event_kind"].item()
    ('record', 'PRK', '')
    """
    crisis, walk = evidence.crisis, evidence.walk
    placed = _placed(evidence.events, walk)
    answer = _events(placed, evidence.scale)
    answer = answer.merge(_claims(evidence.events, crisis), join="exact")
    if walk is not None and crisis is not None:
        names = [variable.name for variable in crisis.variables]
        answer = answer.merge(record_states(names, walk), join="exact")
        answer = answer.merge(_turns(walk, evidence.events), join="exact")
    if evidence.months is not None:
        answer = answer.merge(_months(evidence.months), join="exact")
    answer.attrs = _own_attributes(evidence)
    identity = Stamp(
        lens="record",
        settings=evidence.settings,
        crisis=evidence.name,
        crisis_digest="" if crisis is None else crisis_digest(crisis),
        game_digest="",
        version=__version__,
        labels=record_labels(evidence.events, crisis, _named(evidence)),
        record_digest=evidence.record_digest,
    )
    return stamp(answer, identity)


def _named(evidence: Evidence) -> set[str]:
    """Name the parties of the pairs that are summed."""
    return {name for pair in (evidence.months.dyads if evidence.months else ()) for name in pair}


def _own_attributes(evidence: Evidence) -> dict[str, str | int]:
    """Say what the answer shows, and of how much."""
    months = evidence.months
    return {
        "view": evidence.view,
        "total": evidence.total,
        "found": evidence.chosen,
        "scale": PurePath(evidence.scale.source).name,
        **(
            {"reports": months.reports, "left_out": json.dumps(dict(months.left_out))}
            if months is not None
            else {}
        ),
    }


def _placed(events: Sequence[Event], walk: Walk | None) -> list[tuple[Event, Placement | None]]:
    """Put each event beside what the crisis takes it for."""
    by_id = {p.event.id: p for p in walk.map.placements} if walk is not None else {}
    return [(event, by_id.get(event.id)) for event in events]


def event_columns(
    placed: Sequence[tuple[Event, Placement | None]],
) -> dict[str, npt.NDArray[np.str_] | npt.NDArray[np.int64]]:
    """Lay events out as columns, those that a situation and a record share.

    ``event_background`` is the reason why an event is no move, the analyst's or
    that no rule fits; ``event_round`` is -1 outside the calendar.
    """
    events = [event for event, _ in placed]
    languages = sorted({language for event in events for language in event.texts})
    texts = {
        "event_id": [event.id for event in events],
        "event_date": [event.date.isoformat() for event in events],
        "event_actor": [";".join(event.actors) for event in events],
        "event_verb": [event.verb for event in events],
        "event_text": [event.text for event in events],
        **{
            f"event_text_{language}": [event.texts.get(language, "") for event in events]
            for language in languages
        },
        "event_option": [p.label if p else "" for _, p in placed],
        "event_background": [p.reason if p else "" for _, p in placed],
    }
    rounds = [NOWHERE if p is None or p.round is None else p.round for _, p in placed]
    return {
        **{name: np.array(cells, dtype=str) for name, cells in texts.items()},
        "event_round": np.array(rounds, dtype=np.int64),
    }


def _events(placed: Sequence[tuple[Event, Placement | None]], scale: Scale) -> xr.Dataset:
    """Lay out the events with all that is known of them."""
    import xarray as xr

    events = [event for event, _ in placed]
    rules = [NOWHERE if p is None or p.rule is None else p.rule for _, p in placed]
    columns = {
        **event_columns(placed),
        "event_end": _texts("" if e.end_date is None else e.end_date.isoformat() for e in events),
        "event_precision": _texts(e.precision for e in events),
        "event_target": _texts(";".join(e.targets) for e in events),
        "event_place": _texts(e.place for e in events),
        "event_outcome": _texts(e.outcome for e in events),
        "event_source": _texts(e.source for e in events),
        "event_url": _texts(e.url for e in events),
        "event_confidence": _texts(e.confidence or "" for e in events),
        "event_kind": _texts(p.kind if p else "" for _, p in placed),
        "event_result": _texts(p.outcome if p else "" for _, p in placed),
        "event_rule": np.array(rules, dtype=np.int64),
        "event_intensity": np.array([_intensity(scale, e) for e in events], dtype=np.float64),
    }
    return xr.Dataset({name: ("event", cells) for name, cells in columns.items()})


def _texts(cells: Iterable[str]) -> npt.NDArray[np.str_]:
    return np.array(list(cells), dtype=np.str_)


def _intensity(scale: Scale, event: Event) -> float:
    """Return how friendly an event is, NaN where nothing says so."""
    intensity = scale.intensity(event)
    return float("nan") if intensity is None else intensity


def _claims(events: Sequence[Event], crisis: Crisis | None) -> xr.Dataset:
    """Lay out the claims of the events that rest on more than one."""
    import xarray as xr

    rows: list[tuple[int, Claim, bool]] = [
        (position, claim, claim.name == event.follows)
        for position, event in enumerate(events)
        for claim in event.claims
        if len(event.claims) > 1
    ]
    claims = [claim for _, claim, _ in rows]
    columns = {
        "claim_event": np.array([position for position, _, _ in rows], dtype=np.int64),
        "claim_followed": np.array([followed for _, _, followed in rows], dtype=bool),
        "claim_name": _texts(c.name for c in claims),
        "claim_date": _texts(c.date.isoformat() for c in claims),
        "claim_end": _texts("" if c.end_date is None else c.end_date.isoformat() for c in claims),
        "claim_precision": _texts(c.precision for c in claims),
        "claim_actor": _texts(";".join(c.actors) for c in claims),
        "claim_verb": _texts(c.verb for c in claims),
        "claim_target": _texts(";".join(c.targets) for c in claims),
        "claim_text": _texts(c.text for c in claims),
        **{
            f"claim_text_{language}": _texts(c.texts.get(language, "") for c in claims)
            for language in sorted({language for c in claims for language in c.texts})
        },
        "claim_place": _texts(c.place for c in claims),
        "claim_outcome": _texts(c.outcome for c in claims),
        "claim_source": _texts(c.source for c in claims),
        "claim_url": _texts(c.url for c in claims),
        "claim_confidence": _texts(c.confidence or "" for c in claims),
        "claim_stated": _texts(";".join(sorted(c.stated)) for c in claims),
    }
    return xr.Dataset(
        {
            **{name: ("claim", cells) for name, cells in columns.items()},
            **_reasons(events, crisis),
        }
    )


def _reasons(
    events: Sequence[Event], crisis: Crisis | None
) -> dict[str, tuple[str, npt.NDArray[np.str_]]]:
    """Say why the crisis follows the claim that it follows, by language."""
    plan = crisis.record if crisis is not None else None
    why = {follow.event: follow.why for follow in plan.follow} if plan is not None else {}
    texts = {event: reason.text.by_language for event, reason in why.items() if reason is not None}
    languages = sorted({language for text in texts.values() for language in text} - {"en"})
    names = {"follow_why": "en", **{f"follow_why_{language}": language for language in languages}}
    return {
        name: ("event", _texts(texts.get(event.id, {}).get(language, "") for event in events))
        for name, language in names.items()
    }


def record_states(variables: Sequence[str], walk: Walk) -> xr.Dataset:
    """Lay out the levels after each round of the record, round 0 the beginning."""
    import xarray as xr

    states = np.array(
        [[levels[name] for name in variables] for levels in walk.levels_by_round()], dtype=np.int64
    )
    dates = [round_start(walk.calendar, n).isoformat() for n in range(1, len(states))]
    return xr.Dataset(
        {"record_level": (("variable", "round"), states.T)},
        coords={
            "variable": list(variables),
            "round": np.arange(len(states)),
            # the beginning is dated like the first round, which it opens
            "round_date": ("round", np.array([dates[0], *dates], dtype=str)),
        },
    )


def _turns(walk: Walk, events: Sequence[Event]) -> xr.Dataset:
    """Lay out what each mover did in each turn, nothing in round 0."""
    import xarray as xr

    options = [[HOLD for _ in walk.rounds[0].turns]]
    options += [[turn.label for turn in one.turns] for one in walk.rounds]
    seats = {
        event.id: seat
        for one in walk.rounds
        for seat, turn in enumerate(one.turns)
        for event in turn.events
    }
    ends = [walk.rounds[0].first, *(one.last for one in walk.rounds)]
    return xr.Dataset(
        {
            "turn_option": (("turn", "round"), _grid(options).T),
            "turn_actor": ("turn", _texts(turn.actor for turn in walk.rounds[0].turns)),
            "round_end": ("round", _texts(day.isoformat() for day in ends)),
            "event_turn": (
                "event",
                np.array([seats.get(event.id, NOWHERE) for event in events], dtype=np.int64),
            ),
        }
    )


def _grid(cells: list[list[str]]) -> npt.NDArray[np.str_]:
    return np.array(cells, dtype=str).reshape(len(cells), len(cells[0]))


def _months(months: DyadMonths) -> xr.Dataset:
    """Lay out the monthly sums of each dyad."""
    import xarray as xr

    return xr.Dataset(
        {
            "conflict": (("dyad", "month"), months.conflict),
            "cooperation": (("dyad", "month"), months.cooperation),
            "event_count": (("dyad", "month"), months.count),
            "dyad_actor": ("dyad", _texts(actor for actor, _ in months.dyads)),
            "dyad_target": ("dyad", _texts(target for _, target in months.dyads)),
        },
        coords={"month": _texts(month.isoformat() for month in months.months)},
    )

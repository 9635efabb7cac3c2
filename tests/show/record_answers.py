"""A small record, mapped and walked, with a dispute, as an answer for each of its views."""

from __future__ import annotations

import datetime as dt

import xarray as xr

from standoff.brief.evidence import Evidence, describe_record
from standoff.record import digest, parse_events, walk
from standoff.record.scale import DEFAULT
from standoff.record.series import dyad_months
from standoff.spec import read_text

CRISIS = """\
name: strait
title: {en: The strait, id: Selat}
calendar: {start: 2009-01-01, every: month, rounds: 4, focus: 2009-02-16}
actors:
  harbour: {name: {en: Harbour, id: Pelabuhan}}
  island: {name: {en: Island, id: Pulau}}
variables:
  blockade: {name: {en: Blockade, id: Blokade}, levels: [off, on]}
  anger: {name: {en: Anger, id: Amarah}, levels: [low, high]}
options:
  harbour:
    blockade:
      name: {en: close the strait, id: menutup selat}
      when: blockade == off
      effect: {set: {blockade: on}}
    lift:
      name: {en: open the strait, id: membuka selat}
      when: blockade == on
      effect: {set: {blockade: off}}
  island:
    protest:
      name: {en: protest, id: memprotes}
      when: blockade == on
      effect: {set: {anger: high}}
order: [harbour, island, harbour]
record:
  events: record.csv
  map:
    - {verb: impose_blockade, option: blockade}
    - {event: E5, option: lift}
    - {verb: condemn, by: island, option: protest}
    - {verb: visit, background: envoys came and went}
    - {verb: condemn, by: harbour, background: words}
  follow:
    - {event: E1, claim: island-radio, why: {text: {en: it was there, id: ia ada di sana}}}
"""

EVENTS = """\
id,claim,date,end_date,actor,action,target,description,description_id,source,confidence
E0,,2008,,league,visit,harbour,Envoys come,,,
E1,harbour-gazette,2009-01-12,,harbour,impose_blockade,island,The strait is closed,\
Selat ditutup,Gazette,high
E1,island-radio,2009-01-11,,,,,Warships close the strait,,Radio,low
E2,,2009-01-20,2009-01-22,league;island,visit,harbour,Envoys come again,,News,medium
E3,,2009-02-03,,island,condemn,harbour,The island protests,,News,
E4,,2009-02-05,,league,condemn,harbour,The league protests,,News,
E5,,2009-02-16,,harbour,ease_sanctions,island,The strait is open,,News,
E6,,2009-04-02,,harbour,juggle,,Nobody knows what this is,,News,
"""


def record(view: str = "timeline", **changes: object) -> xr.Dataset:
    """Describe the record for a view; ``changes`` are parts of the evidence."""
    crisis = read_text(CRISIS)
    walked = walk(crisis, parse_events(EVENTS))
    months = dyad_months(
        walked.events, DEFAULT, since=dt.date(2009, 1, 1), until=dt.date(2009, 4, 1)
    )
    parts: dict[str, object] = {
        "view": view,
        "name": "strait",
        "events": walked.events,
        "total": len(walked.events),
        "scale": DEFAULT,
        "record_digest": digest(walked.events),
        "crisis": crisis,
        "walk": walked,
        "months": months if view == "months" else None,
    }
    return describe_record(Evidence(**{**parts, **changes}))  # type: ignore[arg-type]

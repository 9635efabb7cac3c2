"""Random records: events with claims on them, and how whole records are written."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from standoff.record import Claim, claims_of, event_of
from standoff.record.row import EXTRA, stating
from standoff.record.writing import cells_of, columns_for, differing, list_item, table_line

NAMES = st.from_regex(r"[A-Z]{3}|6PT|United States of America|gdelt:[0-9]{3}", fullmatch=True)
# what no file may hold, and what a line end becomes in a list, are left out
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from(",;:#-\n\t'\"[]{}\u2028\u2029\ufeff"),
    max_size=20,
).map(str.strip)
DATES = st.dates(dt.date(1000, 1, 1), dt.date(2100, 12, 31))


def _coarse(date, precision):
    """Return the first day of what a date is known to."""
    if precision == "day":
        return date
    return date.replace(day=1) if precision == "month" else date.replace(month=1, day=1)


@st.composite
def claims(draw, name=""):
    """Draw a claim that says anything a row can say."""
    precision = draw(st.sampled_from(("day", "month", "year")))
    date = _coarse(draw(DATES), precision)
    later = draw(st.none() | st.integers(0, 40))
    return Claim(
        name=name,
        date=date,
        precision=precision,
        end_date=None if later is None else date + dt.timedelta(later),
        actors=tuple(draw(st.lists(NAMES, max_size=2))),
        verb=draw(NAMES),
        targets=tuple(draw(st.lists(NAMES, max_size=2))),
        text=draw(TEXTS),
        place=draw(TEXTS),
        outcome=draw(TEXTS),
        source=draw(TEXTS),
        url=draw(TEXTS),
        confidence=draw(st.sampled_from((None, "high", "medium", "low", "assumed"))),
        intensity=draw(st.none() | st.floats(-10, 10)),
        extra=draw(st.dictionaries(st.sampled_from(EXTRA), st.sampled_from(("057", "no", "1e3")))),
        texts=draw(st.dictionaries(st.sampled_from(("id", "fr")), TEXTS.filter(bool))),
    )


def filled(claim, first):
    """Fill in from the first row what a claim leaves blank, as a record is read."""
    said = {
        name: getattr(claim, name) or getattr(first, name)
        for name in ("targets", "actors", "text", "place", "outcome", "source", "url", "confidence")
    }
    if claim.source and claim.source != first.source:
        said |= {"url": claim.url, "confidence": claim.confidence}
    end = claim.end_date or first.end_date
    return replace(
        claim,
        **said,
        end_date=end if end is None or end >= claim.date else claim.date,
        intensity=first.intensity if claim.intensity is None else claim.intensity,
        extra={**first.extra, **claim.extra},
        texts={**first.texts, **claim.texts},
    )


@st.composite
def records(draw, least=0, most=3):
    """Draw events, each of one claim or several."""
    events = []
    for number in range(draw(st.integers(least, most))):
        first = draw(claims(draw(st.sampled_from(("", "first")))))
        others = [filled(draw(claims(f"c{i}")), first) for i in range(draw(st.integers(0, 2)))]
        stated = tuple(stating(other, first) for other in others)
        events.append(event_of(f"E{number}", (first, *stated)))
    return tuple(events)


def rows_of(event):
    """Return the rows of an event: all it says, then what every other claim says differently."""
    first, *others = claims_of(event)
    own = cells_of(event.id, first)
    return [own, *(differing(cells_of(event.id, claim), own) for claim in others)]


def table_text(events):
    """Write events as a table, row by row as they are added to one."""
    rows = [row for event in events for row in rows_of(event)]
    columns = columns_for(rows)
    head = dict(zip(columns, columns, strict=True))
    return "".join(table_line(line, columns) for line in (head, *rows))


def list_text(events):
    """Write events as a list, item by item as they are added to one."""
    return "".join(list_item(row) for event in events for row in rows_of(event)) or "[]\n"

"""ICEWS: the yearly and weekly event files, 20 columns with tabs between and a header.

The columns are found by their names. A country that the names do not tell
leaves the actor as ICEWS names it.

References
----------
Boschee et al. (2015), ICEWS Coded Event Data, Harvard Dataverse,
doi:10.7910/DVN/28075.
"""

from __future__ import annotations

from typing import Final

from standoff.record.imports.layout import Header, Layout, Party, day, joined

REQUIRED: Final = (
    "Event ID", "Event Date", "Source Name", "Source Country", "CAMEO Code",
    "Target Name", "Target Country",
)  # fmt: skip
"""Columns without which a file is not of ICEWS."""


def layout(header: Header) -> Layout:
    """Return the layout of a file with such columns."""
    at = header.cell
    words = [at(name) for name in ("Source Name", "Event Text", "Target Name")]
    sentence = joined(at("Story ID"), at("Sentence Number"), between=", sentence ")
    publisher = at("Publisher")
    return Layout(
        format="icews",
        origin="icews",
        width=len(header.names),
        date=day(at("Event Date"), "%Y-%m-%d"),
        date_written=at("Event Date"),
        actor=Party(at("Source Country"), "icews", at("Source Name")),
        target=Party(at("Target Country"), "icews", at("Target Name")),
        intensity=at("Intensity"),
        cells={
            "id": at("Event ID"),
            "verb": at("CAMEO Code"),
            "text": joined(*words, between=": "),
            "place": joined(at("City"), at("Province"), at("Country")),
            "source": joined("'ICEWS'", publisher, between=": "),
            "url": f"CASE WHEN {sentence} = '' THEN '' ELSE 'story ' || {sentence} END",
        },
        header=header.line,
        is_quoted=header.is_quoted,
    )

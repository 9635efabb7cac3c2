"""POLECAT: event files with the types of PLOVER, with tabs between and a header.

The columns are found by their names, in any order; those that are not needed
may be missing. Actors come with the three letters of their country.

References
----------
Halterman et al. (2023), POLECAT Weekly Data, Harvard Dataverse,
doi:10.7910/DVN/AJGVIT.
"""

from __future__ import annotations

from typing import Final

from standoff.record.imports.layout import Header, Layout, Party, day, joined

REQUIRED: Final = ("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country")
"""Columns without which a file is not of POLECAT."""
_NONE: Final = ("None", "NA", "nan")
"""What stands in a cell that has nothing."""


def layout(header: Header) -> Layout:
    """Return the layout of a file with such columns."""

    def at(name: str) -> str:
        written = header.cell(name)
        nothing = ", ".join(f"'{word}'" for word in _NONE)
        return written if written == "''" else f"if({written} IN ({nothing}), '', {written})"

    return Layout(
        format="polecat",
        origin="polecat",
        width=len(header.names),
        date=day(at("Event Date"), "%Y-%m-%d"),
        date_written=at("Event Date"),
        actor=Party(at("Actor Country"), "iso3", at("Actor Name")),
        target=Party(at("Recipient Country"), "iso3", at("Recipient Name")),
        intensity=at("Intensity"),
        cells={
            "id": at("Event ID"),
            "verb": f"upper({at('Event Type')})",
            "text": joined(at("Event Mode"), at("Contexts"), between="; "),
            "place": joined(at("City"), at("Province"), at("Country")),
            "source": joined("'POLECAT'", at("Source"), between=": "),
        },
        header=header.line,
        is_quoted=header.is_quoted,
    )

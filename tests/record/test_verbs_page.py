"""docs/reference/verbs.md says what the tables say."""

from pathlib import Path

from standoff.record.scale import DEFAULT
from standoff.record.tables import rows
from standoff.record.verbs import actions, types

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "verbs.md"
SIGNS = {1: "+", 0: "0", -1: "\N{MINUS SIGN}"}

HEAD = """# Verbs

What the column `action` of a record may say.
A verb that is not here is no error: the record keeps it, and nothing \
is known of it unless its row gives a CAMEO code.
The default intensity is explained in [what a record adds up to](../theory/record.md); \
a table of your own replaces it.
"""
OURS = """
## The verbs of this project

A sign of 0 means that the verb is neither friendly nor hostile to whom it is done to.

| verb | what it says | in Indonesian | family | PLOVER | CAMEO | sign | default |
|---|---|---|---|---|---|:-:|---:|
"""
PLOVER = """
## Types of PLOVER

The names DEMAND, DISAPPROVE, FIGHT, INVESTIGATE and YIELD of earlier drafts are \
read as REQUEST, ACCUSE, ASSAULT, ACCUSE and CONCEDE.

| type | what it says | in Indonesian | class | default |
|---|---|---|---|---:|
"""
CAMEO = """
## Codes of CAMEO

A code is read by the longest row that begins it.

| code | what it says | in Indonesian | class | PLOVER | default |
|---|---|---|---|---|---:|
"""


def number(value):
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def table(lines):
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def page():
    """Write the page from the tables."""
    ours = (
        (
            f"`{name}`",
            verb.title("en"),
            verb.title("id"),
            verb.family,
            verb.plover,
            verb.cameo,
            SIGNS[verb.sign],
            number(DEFAULT.of_verb(name)),
        )
        for name, verb in actions().items()
    )
    plover = (
        (name, verb.title("en"), verb.title("id"), verb.quad, number(DEFAULT.of_verb(name)))
        for name, verb in types().items()
    )
    cameo = (
        (
            row["code"],
            row["title"],
            row["title_id"],
            row["quad"],
            row["plover"],
            number(DEFAULT.of_verb(row["code"])),
        )
        for row in rows("cameo.csv")
    )
    return HEAD + OURS + table(ours) + PLOVER + table(plover) + CAMEO + table(cameo)


def test_the_page_shows_the_tables(renew):
    """A verb that is added or changed shows up in review as a line of the page."""
    if renew:
        PAGE.write_text(page(), encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page()

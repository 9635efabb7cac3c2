"""Read the events of a record from a list (YAML), or say everything that is wrong with it.

The list has a mapping for each event, with the columns of a table as keys.
Other claims on an event stand under its `claims`, or further down the list
under the same id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from standoff.errors import Problem, RecordError, SpecError, nearest
from standoff.record.event import Event
from standoff.record.findings import Findings, quoted
from standoff.record.grouping import events_of
from standoff.record.row import OPTIONAL, REQUIRED, TEXT, known_columns
from standoff.spec.document import MOST_BYTES, Document, Node, read_document
from standoff.spec.scalars import describe

CLAIMS = "claims"
_SEVERAL = ("actor", "target")
_WRITE_LIST = (
    "A record is a list of events: - {id: E1, date: 2009-04-05, actor: PRK, action: launch}."
)


@dataclass(frozen=True)
class ListedRow:
    """A mapping of the list, its texts by key."""

    node: Node
    cells: Mapping[str, str]
    path: str
    is_misread: bool = False

    @property
    def line(self) -> int:
        """Where the mapping begins."""
        return self.node.line

    def place(self, column: str) -> tuple[int, int, str]:
        """Return line, column and path of a value, for a message."""
        return _place(self.node, column, self.path)


def parse_listing(text: str, *, source: str = "<text>") -> tuple[Event, ...]:
    r"""Read events from the text of a list.

    Raises
    ------
    RecordError
        If anything is wrong with it; carries every problem.

    Examples
    --------
    >>> event, = parse_listing('''
    ... - id: E1
    ...   date: 2006-07-05
    ...   actor: PRK
    ...   action: missile_test
    ...   target: [JPN, USA]
    ...   claims:
    ...     - {claim: us-time, date: 2006-07-04, source: CSIS}
    ... ''')
    >>> event.targets, [str(claim.date) for claim in event.claims]
    (('JPN', 'USA'), ['2006-07-05', '2006-07-04'])
    """
    document = _document(text, source)
    findings = Findings(source, list(document.problems))
    if document.root.items is None:
        shown = describe(document.root.plain())
        findings.add(1, 1, "", f"The record is {shown}, not a list.", _WRITE_LIST)
        findings.refuse()
    events = events_of(_rows(document, findings), findings)
    findings.refuse()
    return events


def _document(text: str, source: str) -> Document:
    """Read the tree of values, within the limits of a crisis file."""
    if len(text) > MOST_BYTES:
        wrong = f"The record has more than {MOST_BYTES:,} characters."
        fix = "Keep a longer record as a table (CSV) or in a store (.duckdb)."
        raise RecordError(source, [Problem(1, 1, "", wrong, fix)])
    try:
        document = read_document(text.removeprefix("\ufeff"), source)
    except SpecError as error:
        raise RecordError(source, map(_of_a_record, error.problems)) from None
    return replace(document, problems=tuple(map(_of_a_record, document.problems)))


def _of_a_record(problem: Problem) -> Problem:
    """Word a problem of the reader of crisis files for a record."""
    if problem.wrong == "The file is empty.":
        return replace(problem, wrong="The record is empty.", fix=_WRITE_LIST)
    said = (
        text.replace("crisis file", "record").replace("part of a crisis", "part of a record")
        for text in (problem.wrong, problem.fix)
    )
    wrong, fix = said
    return replace(problem, wrong=wrong, fix=fix)


def _rows(document: Document, findings: Findings) -> Iterator[ListedRow]:
    """Yield every event and the claims under it, each as a row."""
    for number, node in enumerate(document.root.items or (), 1):
        event = _row(document, node, f"[{number}]", findings)
        if event is None:
            continue
        yield event
        under = node.child(CLAIMS)
        if under is None or under.plain() is None:
            continue
        if under.items is None:
            findings.add(
                *event.place(CLAIMS),
                f"The claims are {describe(under.plain())}, not a list.",
                "Write them as a list: claims: [{claim: us-time, date: 2006-07-04}].",
            )
        for position, claim in enumerate(under.items or (), 1):
            path = f"{event.path}.{CLAIMS}[{position}]"
            row = _row(document, claim, path, findings, of=event)
            if row is not None:
                yield row


def _row(
    document: Document, node: Node, path: str, findings: Findings, of: ListedRow | None = None
) -> ListedRow | None:
    """Read a mapping of texts, adding what is wrong with it; a claim has the id of its event."""
    if node.entries is None:
        findings.add(
            node.line,
            node.column,
            path,
            f"Here stands {describe(node.plain())}, not a mapping.",
            "Give an event or a claim as 'key: value', for example {id: E1, date: 2009-04-05}.",
        )
        return None
    if of is None and "id" in node.entries and isinstance(node.entries["id"].scalar, str):
        path = node.entries["id"].scalar.strip() or path
    cells = dict.fromkeys((*REQUIRED, *OPTIONAL), "")
    before = len(findings.problems)
    for key, value in node.entries.items():
        if _is_known(key, of is not None):
            cells[key] = _cell(document, key, value, (node, path), findings)
        elif key != CLAIMS or of is not None:
            _refuse_key(key, of is not None, (node, path), findings)
    if of is not None:
        cells["id"] = of.cells["id"]
        if not cells["claim"]:
            findings.add(
                *_place(node, "claim", path),
                "The claim has no name.",
                "Tell it from the other claims on the event, for example claim: us-time.",
            )
    return ListedRow(node, cells, path, len(findings.problems) > before)


def _is_known(key: str, in_claim: bool) -> bool:
    if in_claim and key == "id":
        return False
    return key in REQUIRED or key in OPTIONAL or TEXT.fullmatch(key) is not None


def _refuse_key(key: str, in_claim: bool, where: tuple[Node, str], findings: Findings) -> None:
    """Complain about a key that an event, or a claim, does not have."""
    node, path = where
    line, column = node.keys[key]
    if in_claim and key in ("id", CLAIMS):
        wrong, fix = f"A claim has no {quoted(key)}.", "It belongs to the event that it is under."
    else:
        wrong = f"No key is called {quoted(key)}."
        known = (*REQUIRED, *OPTIONAL, CLAIMS)
        fix = f"{nearest(key, known)}Keys: {known_columns()}; and claims."
    findings.add(line, column, path, wrong, fix)


def _cell(
    document: Document, key: str, value: Node, where: tuple[Node, str], findings: Findings
) -> str:
    """Return a value as the text that was written, so that codes keep their zeros."""
    if value.items is not None and key in _SEVERAL and all(_is_text(one) for one in value.items):
        return ";".join(_written(document, one) for one in value.items)
    if _is_text(value):
        return _written(document, value)
    findings.add(
        *_place(where[0], key, where[1]),
        f"The {key} is {describe(value.plain())}.",
        "Write a name, or a list of names." if key in _SEVERAL else "Write a text.",
    )
    return ""


def _is_text(node: Node) -> bool:
    return node.items is None and node.entries is None


def _written(document: Document, node: Node) -> str:
    """Return a scalar as it stands in the file; nothing is an empty text."""
    if node.scalar is None:
        return ""
    text = node.scalar if isinstance(node.scalar, str) else document.text[slice(*node.span)]
    return text.strip()


def _place(node: Node, key: str, path: str) -> tuple[int, int, str]:
    """Return line, column and path of a value in a mapping, or of the mapping without it."""
    found = node.child(key) or node
    shown = path if key == "id" and not path.startswith("[") else f"{path}.{key}"
    return found.line, found.column, shown

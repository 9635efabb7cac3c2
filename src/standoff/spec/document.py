"""YAML 1.2 text to a tree of values that know their line and column.

Only what a crisis file may hold is let through: one document, no tags, no
merge keys, texts as keys, each key once, bounded depth and size. Scalars are
read by the core schema of YAML 1.2, so `no` and `on` are texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from standoff.errors import Problem, SpecError
from standoff.spec.capping import capped
from standoff.spec.scalars import INTEGER, Scalar, describe, resolve_scalar
from standoff.spec.syntax_errors import explain

MOST_BYTES = 2_000_000
DEEPEST = 32
MOST_VALUES = 100_000
MOST_PROBLEMS = 1_000
MOST_DIGITS = 18

Plain = Scalar | list["Plain"] | dict[str, "Plain"]
Step = str | int
Place = tuple[Step, ...]

_BEYOND_UNICODE = re.compile(r"\\U(?!000|0010)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Node:
    """A value and where it stands; lines and columns count from one."""

    line: int
    column: int
    scalar: Scalar = None
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    span: tuple[int, int] = (0, 0)
    size: int = 1
    height: int = 0
    lost_keys: bool = False

    def plain(self) -> Plain:
        """Return the value without its places."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.scalar

    def child(self, step: Step) -> Node | None:
        """Return the entry or item (counted from 0) at ``step``, if there is one."""
        if self.entries is not None and isinstance(step, str):
            return self.entries.get(step)
        if self.items is not None and isinstance(step, int) and step < len(self.items):
            return self.items[step]
        return None


@dataclass(frozen=True)
class Document:
    """The text of a file, its tree of values and what is already known to be wrong."""

    text: str
    root: Node
    problems: tuple[Problem, ...]


class _Stop(Exception):
    """Reading cannot go on after this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_document(text: str, source: str) -> Document:
    """Read the one YAML document in ``text``; refuse with `SpecError` what has no tree."""
    composer = _Composer(text)
    try:
        root = composer.document()
    except _Stop as stop:
        raise SpecError(source, capped([*composer.problems, stop.problem])) from None
    return Document(text, root, tuple(composer.problems))


class _Composer:
    """Turns the events of the YAML parser into nodes, within the limits."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node | None] = {}
        self.events = self._events()
        self.size = 0

    def document(self) -> Node:
        """Read the whole stream, which holds one document."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise _stop(
                        event.start_mark,
                        "A second document begins here.",
                        "A crisis file is one YAML document: delete the line '---'.",
                    )
                self._check_directives(event)
                root = self._node(next(self.events), 0)
            elif not isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
                raise AssertionError(event)
        if root is None:
            raise _Stop(
                Problem(
                    1,
                    1,
                    "",
                    "The file is empty.",
                    "A crisis file gives at least name, actors and variables.",
                )
            )
        return root

    def _events(self) -> Iterator[Event]:
        try:
            yield from YAML(typ="safe", pure=True).parse(self.text)
        except ReaderError as error:
            raise self._unreadable(error) from None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            context = error.context_mark
            wrong, fix = explain(
                str(error.problem), str(error.context), context.line + 1 if context else line
            )
            raise _Stop(Problem(line, column, "", wrong, fix)) from None
        except Exception:
            # The parser lets its own slips through: of chr() for "\UFFFFFFFF", of an assert for
            # "%YAML 1.3". Whatever it trips over is no YAML that a crisis file may hold.
            escape = _BEYOND_UNICODE.search(self.text)
            line, column = place_at(self.text, escape.start() if escape else 0)
            raise _Stop(
                Problem(
                    line,
                    column,
                    "",
                    "A text in double quotes, or a line that begins with '%', cannot be read.",
                    "Write characters as they are, not as \\x, \\u or \\U codes.",
                )
            ) from None

    def _unreadable(self, error: ReaderError) -> _Stop:
        position = int(error.position)
        line, column = place_at(self.text, position)
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return _Stop(_unprintable(line, column, code))

    def _check_directives(self, event: DocumentStartEvent) -> None:
        if event.tags or event.version not in (None, (1, 2)):
            raise _stop(
                event.start_mark,
                "The file begins with a directive ('%') that asks for another YAML.",
                "A crisis file is YAML 1.2: delete the lines that begin with '%'.",
            )

    def _node(self, event: Event, depth: int) -> Node:
        if depth > DEEPEST:
            raise _stop(
                event.start_mark,
                f"Values are nested more than {DEEPEST} deep.",
                "No part of a crisis is nested so deeply; look for a missing ']' or '}'.",
            )
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        node = Node(event.start_mark.line + 1, event.start_mark.column + 1)
        self._count(1, event)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor is not None:
            self.anchors[anchor] = None
        self._refuse_tag(event)
        if isinstance(event, ScalarEvent):
            self._fill_scalar(node, event)
        elif isinstance(event, SequenceStartEvent):
            self._fill_list(node, depth)
        else:
            self._fill_mapping(node, depth)
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def _count(self, more: int, event: Event) -> None:
        self.size += more
        if self.size > MOST_VALUES:
            raise _stop(
                event.start_mark,
                f"The file holds more than {MOST_VALUES:,} values once aliases are expanded.",
                "Write fewer values, or repeat fewer of them with '*'.",
            )

    def _alias(self, event: AliasEvent, depth: int) -> Node:
        name = event.anchor
        if name not in self.anchors:
            raise _stop(
                event.start_mark,
                f"No value before this one is marked '&{name}'.",
                f"Mark the value to be repeated with '&{name}', or put the text '*{name}' "
                "in quotes.",
            )
        node = self.anchors[name]
        if node is None:
            raise _stop(
                event.start_mark,
                f"The value marked '&{name}' contains itself.",
                f"Write out what '*{name}' stands for here.",
            )
        if depth + node.height > DEEPEST:
            raise _stop(
                event.start_mark,
                f"Values are nested more than {DEEPEST} deep once '*{name}' is expanded.",
                "No part of a crisis is nested so deeply.",
            )
        self._count(node.size, event)
        return node

    def _refuse_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._add(
                event.start_mark,
                f"The tag '{shown}' is not used in crisis files.",
                f"Delete '{shown}'; a text that begins with '!' needs quotes.",
            )

    def _fill_scalar(self, node: Node, event: ScalarEvent) -> None:
        node.span = (event.start_mark.index, event.end_mark.index)
        text: str = event.value
        bad = _UNPRINTABLE.search(text)
        if bad:
            self.problems.append(_unprintable(node.line, node.column, ord(bad.group())))
            return
        if event.style is None and INTEGER.fullmatch(text) and len(text) > MOST_DIGITS:
            self._add(
                event.start_mark,
                f"The whole number {_shortened(text)} is too long.",
                f"Write at most {MOST_DIGITS} digits, or put a text of digits in quotes.",
            )
            node.scalar = 1
            return
        node.scalar = resolve_scalar(text) if event.style is None else text

    def _fill_list(self, node: Node, depth: int) -> None:
        node.items = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                return
            self._adopt(node, child := self._node(event, depth + 1))
            node.items.append(child)

    def _fill_mapping(self, node: Node, depth: int) -> None:
        node.entries = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                return
            key = self._key(event, depth + 1)
            self._adopt(node, child := self._node(next(self.events), depth + 1))
            if key is None:
                node.lost_keys = True
                continue
            if key in node.entries:
                first = node.keys[key][0]
                self._add(
                    event.start_mark,
                    f"The key '{_shortened(key)}' stands twice in one mapping.",
                    f"It stands on line {first} already; keep one of them.",
                )
                continue
            node.entries[key] = child
            node.keys[key] = (event.start_mark.line + 1, event.start_mark.column + 1)

    def _adopt(self, node: Node, child: Node) -> None:
        node.size += child.size
        node.height = max(node.height, child.height + 1)

    def _key(self, event: Event, depth: int) -> str | None:
        """Read a key; one that is no text is a problem, and its value is dropped."""
        node = self._node(event, depth)
        if isinstance(event, ScalarEvent) and event.value == "<<" and event.style is None:
            self._add(
                event.start_mark,
                "The merge key '<<' is not used in crisis files.",
                "Write the entries out, or repeat a whole value with '*'.",
            )
            return None
        if node.items is not None or node.entries is not None:
            self._add(
                event.start_mark,
                f"A {'list' if node.entries is None else 'mapping'} stands where a key should be.",
                "A key is a name; a list or mapping can only be a value.",
            )
            return None
        if not isinstance(node.scalar, str):
            shown = self.text[slice(*node.span)] or "nothing"
            self._add(
                event.start_mark,
                f"The key {_shortened(shown)} is {describe(node.scalar)}, not a name.",
                "A key is a name: a letter, then letters, digits or '_'.",
            )
            return None
        return node.scalar

    def _add(self, mark: StringMark, wrong: str, fix: str) -> None:
        problem = Problem(mark.line + 1, mark.column + 1, "", wrong, fix)
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop(problem)
        self.problems.append(problem)


def place_at(text: str, position: int) -> tuple[int, int]:
    """Return line and column, from one, of a position in ``text``."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _unprintable(line: int, column: int, code: int) -> Problem:
    return Problem(
        line,
        column,
        "",
        f"The character U+{code:04X} cannot be printed and may not stand in a crisis file.",
        "Delete it; if the file came from a word processor, save it as plain text in UTF-8.",
    )


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:37]}..."


def _stop(mark: StringMark, wrong: str, fix: str) -> _Stop:
    return _Stop(Problem(mark.line + 1, mark.column + 1, "", wrong, fix))

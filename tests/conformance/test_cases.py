"""The format's own cases: what must load, and as what; what must be refused, and how.

`pytest tests/conformance --renew` writes the expected files anew. They are the
contract of the format: read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from standoff.errors import SpecError
from standoff.spec import check, read, read_text, resolved, resolved_text, schema, schema_text

FORMAT = Path(__file__).parents[2] / "format"
VALID = sorted((FORMAT / "cases" / "valid").glob("*.yaml"))
INVALID = sorted((FORMAT / "cases" / "invalid").glob("*.yaml"))


def name(path: Path) -> str:
    return path.stem


def expected(path: Path, actual: str, renew: bool) -> str:
    """Read what is expected, after writing it anew if that was asked for."""
    if renew:
        path.write_text(actual, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def validator():
    checker = jsonschema.Draft202012Validator(schema())
    checker.check_schema(checker.schema)
    return checker


def test_there_are_as_many_cases_as_were_promised():
    """At least 40 files that must load and 100 that must be refused."""
    assert len(VALID) >= 40
    assert len(INVALID) >= 100


def test_every_companion_belongs_to_a_case():
    """A renamed case would otherwise leave an expectation that nothing meets."""
    companions = {
        path.name.split(".")[0] for path in FORMAT.glob("cases/*/*") if path.suffix != ".yaml"
    }

    assert {path.stem for path in VALID + INVALID} == companions


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid_case_has_the_resolved_form_beside_it(path, renew):
    """The resolved form is the contract with other programs, so all of it is compared."""
    text = resolved_text(read(path))

    assert expected(path.with_suffix(".resolved.json"), text, renew) == text


@pytest.mark.parametrize("path", VALID, ids=name)
def test_resolving_again_changes_nothing(path):
    """The resolved form is a crisis file that says the same."""
    crisis = read(path)

    again = read_text(resolved_text(crisis))

    assert again == crisis
    assert resolved_text(again) == resolved_text(crisis)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_resolved_text_is_the_resolved_form_as_json(path):
    """Another program may read it with any JSON parser."""
    crisis = read(path)

    assert json.loads(resolved_text(crisis)) == resolved(crisis)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_schema_admits_both_forms(path, validator):
    """An editor that checks the schema never marks a file that the program reads.

    The file is read by ruamel.yaml itself here, not by our reader. It reads dates
    beyond the core schema of YAML 1.2, so they are turned back.
    """
    human = YAML(typ="safe", pure=True).load(path.read_bytes())

    validator.validate(json.loads(json.dumps(human, default=str)))
    validator.validate(resolved(read(path)))


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_invalid_case_is_refused_with_the_message_beside_it(path, renew):
    """Place, what is wrong and what would be right are all part of the contract."""
    with pytest.raises(SpecError) as refused:
        read(path)

    message = str(SpecError(path.name, refused.value.problems)) + "\n"
    assert expected(path.with_suffix(".message.txt"), message, renew) == message
    assert str(refused.value) == check(path).message


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_every_problem_points_into_the_file(path):
    """An editor can jump to each place."""
    lines = path.read_bytes().decode("utf-8", errors="replace").split("\n")

    for problem in check(path).problems:
        assert 1 <= problem.line <= len(lines)
        assert problem.column >= 1
        assert problem.wrong
        assert problem.fix


def test_example_of_the_format_page_is_one_of_the_cases():
    """The page shows a file that loads."""
    page = (FORMAT / "FORMAT.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]

    case = (FORMAT / "cases" / "valid" / "strait.yaml").read_text(encoding="utf-8")
    assert case.endswith(example)


def test_schema_file_is_the_one_the_code_generates(renew):
    """The schema is not edited by hand."""
    text = schema_text()

    assert expected(FORMAT / "crisis.schema.json", text, renew) == text


@pytest.mark.parametrize(
    "wrong",
    [
        {"intrests": {}},
        {"actors": {"a": {"patiance": 0.5}}},
        {"actors": {"a b": "x"}},
        {"variables": {"v": ["only"]}},
        {"weights": {"a": {"i": "heavy"}}},
        {"one_way": [{"variable": "v", "only": "up"}]},
        {"options": {"a": {"o": {}}}},
        {"title": {"english": "x"}},
    ],
)
def test_schema_refuses_what_shape_alone_shows(validator, wrong):
    """The schema is not merely permissive."""
    smallest = {"name": "strait", "actors": ["a"], "variables": {"v": ["l", "h"]}}

    assert validator.is_valid(smallest)
    assert not validator.is_valid(smallest | wrong)

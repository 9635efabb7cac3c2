"""Whatever a text editor does to a crisis file, it is read or refused."""

from __future__ import annotations

import pytest

from fuzz.mutations import corpus, mutant
from fuzz.trial import try_text

SEED = 20090405
COUNT = 2_000
BATCHES = 4


@pytest.mark.parametrize("batch", range(BATCHES))
def test_spoiled_file_is_read_or_refused_and_nothing_else(batch):
    """No traceback, no hang, and what is read keeps its meaning when written out.

    More of the same: `python benchmarks/fuzz_crisis_files.py --count 1000000`.
    """
    texts = corpus()

    trials = {
        number: try_text(mutant(texts, SEED, number)) for number in range(batch, COUNT, BATCHES)
    }

    findings = {number: trial for number, trial in trials.items() if trial.is_finding}
    assert findings == {}
    assert {trial.verdict for trial in trials.values()} == {"refused", "read"}


def test_mutant_is_a_function_of_seed_and_number_alone():
    """A finding can be looked at again."""
    texts = corpus()

    assert mutant(texts, 1, 7) == mutant(texts, 1, 7)
    assert len({mutant(texts, 1, number) for number in range(50)}) > 40


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_999_000,
        "{a: " * 400_000,
        "name: " + "(" * 1_900_000,
        "- " * 900_000,
        "? " * 900_000,
        "a: &a [*a, *a]",
        "x" * 1_999_999,
        '"' + "\\n" * 900_000,
        "a:\n" * 600_000,
        "k: v\n" * 390_000,
        "# comment\n" * 190_000,
        "\n" * 1_999_999,
        "name: x\nactors: [" + "a, " * 600_000 + "]",
        "!" * 1_900_000,
        "&a " * 600_000,
        "%YAML " + "1" * 100_000 + ".1\n--- a",
        "[" * 10_000_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_two_megabytes_of_nonsense_are_refused_soon(text):
    """No text makes the reader work for long; a trial that takes long is called slow."""
    trial = try_text(text)

    assert trial.verdict == "refused"

"""Files damaged at random, which are read or refused, and nothing else."""

import random

from standoff.errors import SpecError
from standoff.exchange.human import yaml_text
from standoff.spec import read_text


def read_or_refused(read, texts, pieces, *, seed, turns=2500, lengths=(0, 1, 4, 30)):
    """Put a piece in place of some letters, many times; what is read is a crisis.

    ``read`` takes a text and a name, and returns what was found; ``pieces`` are what the
    form is made of. Every 25th text that is read is read as a crisis too.
    """
    chance = random.Random(seed)
    for turn in range(turns):
        text = texts[turn % len(texts)]
        at = chance.randrange(len(text))
        broken = text[:at] + chance.choice(pieces) + text[at + chance.choice(lengths) :]
        try:
            found = read(broken, "broken")
        except SpecError:
            continue
        if turn % 25 == 0:
            assert read_text(yaml_text({"name": "some", **found.data})).actors

"""How long a crisis of a million states takes to compile.

Run with `python benchmarks/compile.py`. The crisis has 20 variables of two
levels, five actors who each set, with a condition, four of them, and interests
over all of them. Beside it stands the least that a program in numpy could do:
decode every state's levels once.
"""

from __future__ import annotations

import time

import numpy as np

from standoff import compile
from standoff.spec import read_text

ACTORS = 5
TARGET = 1.0
RUNS = 3


def crisis_text(variables: int) -> str:
    """Write a crisis in which everybody may change what is theirs."""
    names = [f"v{n}" for n in range(variables)]
    owned = {f"a{i}": names[i::ACTORS] for i in range(ACTORS)}
    lines = ["name: large", f"actors: [{', '.join(owned)}]", "variables:"]
    lines += [f"  {name}: [low, high]" for name in names]
    lines.append("options:")
    for actor, variables_of in owned.items():
        lines.append(f"  {actor}:")
        for name in variables_of:
            lines.append(f"    raise_{name}: {{when: {name} == low, effect: {{raise: {name}}}}}")
            lines.append(f"    lower_{name}: {{when: {name} == high, effect: {{lower: {name}}}}}")
    lines.append("interests:")
    lines += [f"  i{i}: {' + '.join(owned[f'a{i}'])}" for i in range(ACTORS)]
    lines.append("weights:")
    lines += [f"  a{i}: {{i{i}: 1, i{(i + 1) % ACTORS}: -0.5}}" for i in range(ACTORS)]
    return "\n".join(lines) + "\n"


def least_seconds(work: object, *arguments: object) -> float:
    """Call something several times; return the least time it took."""
    assert callable(work)
    least = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        work(*arguments)
        least = min(least, time.perf_counter() - began)
    return least


def decode(variables: int) -> np.ndarray:
    """Decode the levels of every state, which any compilation must."""
    return np.array(np.unravel_index(np.arange(2**variables), (2,) * variables), dtype=np.uint8)


def main() -> None:
    """Print a line for each size."""
    print(f"{'states':>10} {'seconds':>8} {'decode':>8} {'ratio':>8} {'target':>8}")
    for variables in (10, 15, 20):
        seconds = least_seconds(compile, read_text(crisis_text(variables)))
        floor = least_seconds(decode, variables)
        wanted = f"{TARGET:.1f}" if variables == 20 else ""
        print(f"{2**variables:10,} {seconds:8.3f} {floor:8.3f} {seconds / floor:8.1f} {wanted:>8}")


if __name__ == "__main__":
    main()

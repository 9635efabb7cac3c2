"""How long four stability concepts take, by number of states, and how much memory.

Run with `python benchmarks/stability.py`. Five actors control two-level
variables and have strict orders drawn at random. In the option form an actor may
set all that is its own at once, so its moves form cliques; *one at a time* it may
change a single variable, so that moves are not transitive and every edge is
followed. Beside them stands the matrix form of the definitions (dense, in numpy),
for as many states as it can bear.

Each size runs in a process of its own. Memory is the most that the process holds
while it judges, less what it held before (the compiled game and the compiler).
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from pathlib import Path

import numpy as np

from standoff import compile
from standoff.kernels.stability import verdicts
from standoff.spec import read_text

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from graph_models import Model, by_matrices, reach  # noqa: E402

ACTORS = 5
SIZES = (6, 8, 9, 11, 14, 16, 18, 20)
MATRICES_UP_TO = 9
SECONDS_TARGET = {11: 0.005, 16: 0.2, 20: 5.0}
GB_TARGET = {20: 0.6}


def crisis_text(variables: int, form: str) -> str:
    """Write a crisis in which everybody may change what is theirs, and prefers nothing."""
    names = [f"v{n}" for n in range(variables)]
    owned = {f"a{i}": names[i * variables // ACTORS : (i + 1) * variables // ACTORS]
             for i in range(ACTORS)}  # fmt: skip
    lines = ["name: large", f"actors: [{', '.join(owned)}]", "variables:"]
    lines += [f"  {name}: [low, high]" for name in names]
    if form == "option form":
        lines.append("controls:")
        lines += [f"  {actor}: [{', '.join(own)}]" for actor, own in owned.items()]
        return "\n".join(lines)
    lines.append("options:")
    for actor, own in owned.items():
        lines.append(f"  {actor}:")
        for name in own:
            lines.append(f"    up_{name}: {{when: {name} == low, effect: {{raise: {name}}}}}")
            lines.append(f"    down_{name}: {{when: {name} == high, effect: {{lower: {name}}}}}")
    return "\n".join(lines)


def model(variables: int, form: str) -> Model:
    """Compile the crisis and draw everybody's order of the states."""
    game = compile(read_text(crisis_text(variables, form)))
    drawn = np.random.default_rng(variables)
    rank = np.stack([drawn.permutation(game.state_count) for _ in range(ACTORS)])
    return Model(game.moves, rank, game.sincere_passes())


def measure(task: tuple[int, str]) -> tuple[float, float, float]:
    """Return seconds, gigabytes, and the seconds of the matrix form (NaN beyond its size)."""
    variables, form = task
    verdicts(*model(5, form))
    asked = np.arange(1)
    made = model(variables, form)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = least_seconds(lambda: verdicts(*made, states=asked), 5 if variables < 18 else 2)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e6
    if variables > MATRICES_UP_TO:
        return seconds, memory, float("nan")
    edges = reach(made)
    return seconds, memory, least_seconds(lambda: by_matrices(edges, made.rank), 1)


def least_seconds(work, runs: int) -> float:
    """Call something several times; return the least time it took."""
    least = float("inf")
    for _ in range(runs):
        began = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - began)
    return least


def main() -> None:
    """Print a line for each form and size."""
    heads = ("seconds", "target", "GB", "target", "matrices", "ratio")
    print(f"{'form':<14} {'states':>10} " + " ".join(f"{head:>9}" for head in heads))
    context = multiprocessing.get_context("spawn")
    for form in ("option form", "one at a time"):
        for variables in SIZES:
            with context.Pool(1) as pool:
                seconds, memory, matrices = pool.map(measure, [(variables, form)])[0]
            cells = (
                f"{seconds:.4f}",
                _shown(SECONDS_TARGET.get(variables)),
                f"{memory:.3f}",
                _shown(GB_TARGET.get(variables)),
                "" if np.isnan(matrices) else f"{matrices:.4f}",
                "" if np.isnan(matrices) else f"{matrices / seconds:.0f}x",
            )
            line = " ".join(f"{cell:>9}" for cell in cells)
            print(f"{form:<14} {2**variables:10,} {line}", flush=True)


def _shown(target: float | None) -> str:
    return "" if target is None else f"{target:g}"


if __name__ == "__main__":
    main()

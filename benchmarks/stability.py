"""How long stability takes by number of states, and how much memory, beside naive forms.

Run with `python benchmarks/stability.py` (about eight minutes; `--quick` leaves out
the two largest sizes). Five actors control two-level variables and have strict
orders drawn at random. Four forms of what they may do:

- *option form*: all that is one's own at once; moves form cliques and are transitive;
- *conditions*: the same, but one move in ten cannot be made, drawn at random;
- *one at a time*: a single variable of one's own; not transitive;
- *one way*: the same, and nothing that was raised can be lowered.

Beside them, in the same run, stand the definitions read word by word with Python's
sets, and their matrix form (dense, in numpy), for as many states as they can bear.

Each size runs in a process of its own. Times are those of the processor, for four
concepts (for which the targets are) and for five. Memory is the most that the
process holds while it judges, less what it held before (the game, the compiler).
"""

from __future__ import annotations

import multiprocessing
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from standoff import compile
from standoff.kernels.stability import ALL, verdicts
from standoff.lenses.cost import stability_cost
from standoff.spec import read_text

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from graph_models import Model, by_definition, by_matrices, reach  # noqa: E402

ACTORS = 5
SIZES = (6, 7, 8, 9, 11, 14, 16, 18, 20)
SETS_UP_TO, MATRICES_UP_TO = 8, 9
FORMS = ("option form", "conditions", "one at a time", "one way")
TRANSITIVE = FORMS[0]
SECONDS_TARGET = {11: 0.005, 16: 0.2, 20: 5.0}
GB_TARGET = {20: 0.6}
TIMES_TRANSITIVE = 6


class Measured(NamedTuple):
    """Seconds of the processor, and gigabytes; NaN where a form cannot bear the size."""

    four: float
    five: float
    guessed: float
    memory: float
    guessed_memory: float
    sets: float
    matrices: float


def crisis_text(variables: int, form: str) -> str:
    """Write a crisis in which everybody may change what is theirs, and prefers nothing."""
    names = [f"v{n}" for n in range(variables)]
    owned = {f"a{i}": names[i * variables // ACTORS : (i + 1) * variables // ACTORS]
             for i in range(ACTORS)}  # fmt: skip
    lines = ["name: large", f"actors: [{', '.join(owned)}]", "variables:"]
    lines += [f"  {name}: [low, high]" for name in names]
    if form in ("option form", "conditions"):
        lines.append("controls:")
        lines += [f"  {actor}: [{', '.join(own)}]" for actor, own in owned.items()]
        return "\n".join(lines)
    lines.append("options:")
    for actor, own in owned.items():
        lines.append(f"  {actor}:")
        for name in own:
            lines.append(f"    up_{name}: {{when: {name} == low, effect: {{raise: {name}}}}}")
            if form == "one at a time":
                effect = f"{{when: {name} == high, effect: {{lower: {name}}}}}"
                lines.append(f"    down_{name}: {effect}")
    return "\n".join(lines)


def measure(task: tuple[int, str]) -> Measured:
    """Judge one game, after a small one has seen to it that all is compiled."""
    variables, form = task
    judge(model(5, form)[1], ALL)
    game, made = model(variables, form)
    # at 2**20 a second run would only measure the machine's other guests
    runs = 20 if variables < 14 else 5 if variables < 18 else 2
    cost = stability_cost(game, 3)
    four, memory = held_beside(lambda: judge(made, ALL[:4]))
    four = min(four, least_seconds(lambda: judge(made, ALL[:4]), runs - 1))
    five = least_seconds(lambda: judge(made, ALL), runs - 1)
    sets = matrices = float("nan")
    if variables <= MATRICES_UP_TO:
        edges = reach(made)
        matrices = least_seconds(lambda: by_matrices(edges, made.rank), 1)
    if variables <= SETS_UP_TO:
        sets = least_seconds(lambda: by_definition(edges, made.rank.tolist()), 1)
    return Measured(four, five, cost.seconds, memory, cost.gigabytes, sets, matrices)


def model(variables: int, form: str):
    """Compile the crisis and draw everybody's order of the states, and what cannot be done."""
    game = compile(read_text(crisis_text(variables, form)))
    drawn = np.random.default_rng(variables)
    rank = np.stack([drawn.permutation(game.state_count) for _ in range(ACTORS)])
    moves = game.moves
    if form == "conditions":
        moves = moves._replace(available=moves.available.copy())
        for row in moves.available:
            row &= drawn.random(row.size) < 0.9
    return game, Model(moves, rank, game.sincere_passes())


def judge(made: Model, concepts: tuple[int, ...]) -> None:
    """Judge all states, and give reasons for one."""
    verdicts(*made, states=np.arange(1), concepts=concepts)


def held_beside(work) -> tuple[float, float]:
    """Call something; return the time it took and the gigabytes it held at most."""
    status = Path("/proc/self/status")
    if not status.exists():
        return least_seconds(work, 1), float("nan")
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak
    before = kilobytes("VmRSS", status)
    seconds = least_seconds(work, 1)
    return seconds, (kilobytes("VmHWM", status) - before) / 1e6


def kilobytes(name: str, status: Path) -> int:
    """Read what the system says of this process."""
    found = re.search(rf"{name}:\s+(\d+) kB", status.read_text())
    assert found
    return int(found[1])


def least_seconds(work, runs: int) -> float:
    """Call something several times; return the least time the processor took."""
    least = float("inf")
    for _ in range(runs):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least


def main() -> None:
    """Print a line for each size and form."""
    heads = ("4 conc.", "target", "of trans.", "5 conc.", "guess", "GB", "target", "guess")
    heads += ("sets", "ratio", "matrices", "ratio")
    print(f"{'form':<14} {'states':>10} " + " ".join(f"{head:>9}" for head in heads))
    context = multiprocessing.get_context("spawn")
    sizes = SIZES[:-2] if "--quick" in sys.argv else SIZES
    for variables in sizes:
        transitive = 0.0
        for form in FORMS:
            with context.Pool(1) as pool:
                found = pool.map(measure, [(variables, form)])[0]
            if form == TRANSITIVE:
                transitive = found.four
            line = " ".join(f"{cell:>9}" for cell in cells(found, variables, form, transitive))
            print(f"{form:<14} {2**variables:10,} {line}", flush=True)


def cells(found: Measured, variables: int, form: str, transitive: float) -> list[str]:
    """Write the numbers of a line."""
    times = 1 if form == TRANSITIVE else TIMES_TRANSITIVE
    target = SECONDS_TARGET.get(variables, float("nan")) * times
    return [
        f"{found.four:.4f}",
        _shown(target, "g"),
        f"{found.four / transitive:.1f}x",
        f"{found.five:.4f}",
        f"{found.guessed:.4f}",
        f"{found.memory:.3f}",
        _shown(GB_TARGET.get(variables, float("nan")), "g"),
        f"{found.guessed_memory:.3f}",
        _shown(found.sets, ".3f"),
        _shown(found.sets / found.five, ".0f", "x"),
        _shown(found.matrices, ".3f"),
        _shown(found.matrices / found.five, ".0f", "x"),
    ]


def _shown(number: float, form: str, unit: str = "") -> str:
    return "" if np.isnan(number) else f"{number:{form}}{unit}"


if __name__ == "__main__":
    main()

"""Spoil many crisis files and report whatever is neither read nor refused.

Usage: python benchmarks/fuzz_crisis_files.py --count 1000000 --minutes 60
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fuzz.mutations import corpus, mutant
from fuzz.trial import Trial, try_text

Share = tuple[int, range, float]


def share(work: Share) -> tuple[Counter[str], float, list[tuple[int, Trial]]]:
    """Try one worker's share until the deadline; count verdicts and keep the findings."""
    seed, numbers, deadline = work
    texts = corpus()
    verdicts: Counter[str] = Counter()
    slowest, findings = 0.0, []
    for number in numbers:
        if time.time() > deadline:
            break
        trial = try_text(mutant(texts, seed, number))
        verdicts[trial.verdict] += 1
        slowest = max(slowest, trial.seconds)
        if trial.is_finding:
            findings.append((number, trial))
            print(f"--- seed {seed}, number {number}: {trial.verdict}\n{trial.story}", flush=True)
    return verdicts, slowest, findings


def main() -> int:
    """Run the shares on all processors until the count or the time is reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    chosen = parser.parse_args()
    began = time.time()
    numbers = range(chosen.first, chosen.first + chosen.count)
    deadline = began + chosen.minutes * 60
    work = [
        (chosen.seed, numbers[worker :: chosen.workers], deadline)
        for worker in range(chosen.workers)
    ]
    with multiprocessing.Pool(chosen.workers) as pool:
        results = pool.map(share, work, chunksize=1)
    verdicts = sum((counted for counted, _, _ in results), Counter())
    found = sum(len(findings) for _, _, findings in results)
    minutes = (time.time() - began) / 60
    print(f"{verdicts.total():,} files in {minutes:.1f} minutes: {dict(verdicts)}")
    print(f"slowest {max(seconds for _, seconds, _ in results):.2f} s, findings {found}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""How soon a command answers: the part that is not the analysis.

Run with `python benchmarks/startup.py`. Each command is started anew several
times and the least time counts, because the machine may be busy with others.
The ratio is to an empty Python, which no command can beat.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

TRIES = 7
PYTHON = sys.executable
STANDOFF = str(Path(PYTHON).with_name("standoff"))
COMMANDS = (
    ("an empty Python", [PYTHON, "-c", "pass"], None),
    ("import standoff", [PYTHON, "-c", "import standoff"], None),
    ("standoff --help", [STANDOFF, "--help"], 0.4),
    ("standoff look --help", [STANDOFF, "look", "--help"], 0.4),
    ("standoff catalog", [STANDOFF, "catalog"], 0.4),
    ("standoff check dprk-2009", [STANDOFF, "check", "dprk-2009"], 0.7),
)


def least_seconds(command: list[str]) -> float:
    """Run a command several times; return the least time it took."""
    least = float("inf")
    for _ in range(TRIES):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        least = min(least, time.perf_counter() - began)
    return least


def main() -> None:
    """Print a line for each command."""
    print(f"{'':<26} {'seconds':>8} {'x empty':>8} {'target':>8}")
    empty = 0.0
    for name, command, target in COMMANDS:
        seconds = least_seconds(command)
        empty = empty or seconds
        wanted = f"{target:.2f}" if target else ""
        print(f"{name:<26} {seconds:8.2f} {seconds / empty:8.1f} {wanted:>8}")


if __name__ == "__main__":
    main()

"""How long the main job takes: the brief of dprk-2009, cold and warm.

Run with `python benchmarks/brief.py`. Cold is with an empty cache of compiled
kernels, as after an installation; warm is the least of three later runs.
The ratio says what the compiler costs the first time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STANDOFF = str(Path(sys.executable).with_name("standoff"))
COLD_TARGET, WARM_TARGET, PATHS_TARGET = 30.0, 5.0, 10.0
RUNS = 3


def seconds(arguments: list[str], environment: dict[str, str]) -> float:
    """Run a command of standoff and return how long it took."""
    began = time.perf_counter()
    subprocess.run([STANDOFF, *arguments], check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


def main() -> None:
    """Print a line for each measurement."""
    brief = ["brief", "dprk-2009"]
    many = ["look", "dprk-2009", "--lens", "ensemble", "--set", "paths=100000"]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        cold = seconds(brief, environment)
        warm = min(seconds(brief, environment) for _ in range(RUNS))
        page = min(
            seconds([*brief, "--html", str(Path(cache, "page.html"))], environment)
            for _ in range(RUNS)
        )
        paths = min(seconds(many, environment) for _ in range(RUNS))
    print(f"{'':<44} {'seconds':>8} {'x warm':>8} {'target':>8}")
    for name, taken, target in (
        ("brief dprk-2009, first time", cold, COLD_TARGET),
        ("brief dprk-2009, warm", warm, WARM_TARGET),
        ("brief dprk-2009 --html, warm", page, None),
        ("100,000 paths of dprk-2009, solving included", paths, PATHS_TARGET),
    ):
        wanted = f"{target:.0f}" if target else ""
        print(f"{name:<44} {taken:8.2f} {taken / warm:8.1f} {wanted:>8}")


if __name__ == "__main__":
    main()

"""Write requirements/run.txt and requirements/test.txt: exact versions, with hashes.

Run it with the lowest Python that is supported, after a change of what
pyproject.toml or requirements/*.in ask for: `python3.11 scripts/pin.py`.
Versions that are already pinned stay, unless `--upgrade` is given.
The files name no index and no download address: only versions and hashes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
]


def main(arguments: list[str]) -> int:
    """Compile both files in a throw-away environment."""
    environment = {**os.environ, "CUSTOM_COMPILE_COMMAND": "python3.11 scripts/pin.py"}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        programs = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        python, compiler = programs / "python", programs / "pip-compile"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pip-tools"], check=True)
        inputs = ["pyproject.toml", "requirements/run.in"]
        for name in ("run", "test"):
            if name == "test":
                inputs.append("requirements/test.in")
            output = f"--output-file=requirements/{name}.txt"
            subprocess.run(
                [compiler, *COMPILE, *arguments, output, *inputs],
                check=True,
                cwd=ROOT,
                env=environment,
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

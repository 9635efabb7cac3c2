"""Set standoff up from nothing but Python, and run it.

    python3 scripts/run.py brief dprk-2009     any command of standoff
    python3 scripts/run.py test                the checks and all tests

The first call makes a virtual environment, .venv, in the checkout and installs
into it exactly the versions that requirements/*.txt pin, each checked against
its hash. Later calls start at once. Nothing outside the checkout is changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, NoReturn  # noqa: UP035  # an old Python must get as far as main

LOWEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = PROGRAMS / f"python{SUFFIX}"
STANDOFF = PROGRAMS / f"standoff{SUFFIX}"
UNFINISHED = VENV / "standoff-unfinished"
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "-n", "2"),
)


def say(text: str) -> None:
    """Tell the person waiting, on the error stream, what is going on."""
    print(f"standoff: {text}", file=sys.stderr, flush=True)


def stop(text: str) -> NoReturn:
    """End with a message and the exit code of a command that cannot be done."""
    say(text)
    raise SystemExit(2)


def marker(kind: str) -> Path:
    """Return the file that says that the requirements of ``kind`` are installed."""
    return VENV / f"standoff-{kind}.installed"


def fingerprint(kind: str) -> str:
    """Digest everything that decides what an installation holds."""
    digest = hashlib.sha256(repr((str(ROOT), sys.version_info[:2])).encode())
    for path in (ROOT / "pyproject.toml", ROOT / "requirements" / f"{kind}.txt"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_installed(kind: str) -> bool:
    """Say whether an earlier call finished installing the same requirements."""
    if UNFINISHED.exists() or not STANDOFF.exists():
        return False
    try:
        return marker(kind).read_text() == fingerprint(kind)
    except OSError:
        return False


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second call wait while a first one installs into the same place."""
    if os.name == "nt":
        yield
        return
    import fcntl

    with (ROOT / ".setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another call is setting up; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def works(python: Path) -> bool:
    """Say whether an interpreter runs, has pip and is the version that runs this."""
    test = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return subprocess.run([python, "-c", test], capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """Make .venv, or make it anew where an interrupted call may have left it broken."""
    if works(PYTHON) and not UNFINISHED.exists():
        return
    say(f"making a virtual environment in {VENV}")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        stop(
            "this Python cannot make virtual environments. On Debian and Ubuntu "
            "install the package python3-venv, then run the same command again."
        )


def pip(*arguments: str) -> None:
    """Run pip in .venv; stop with advice if it fails."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    if subprocess.call([*command, "--quiet", *arguments], cwd=ROOT) != 0:
        stop(
            "the installation did not finish; what pip said is above. "
            "Once that is mended, run the same command again."
        )


def install(kind: str) -> None:
    """Install the pinned requirements of ``kind`` and standoff itself."""
    if is_installed(kind) or (kind == "run" and is_installed("test")):
        return
    with one_at_a_time():
        if is_installed(kind):
            return
        make_environment()
        say("installing the pinned requirements; once only, a minute or two")
        UNFINISHED.touch()
        pip("--require-hashes", "-r", str(Path("requirements", f"{kind}.txt")))
        pip("--no-deps", "--no-build-isolation", "-e", ".")
        marker(kind).write_text(fingerprint(kind))
        UNFINISHED.unlink()


def run_standoff(arguments: list[str]) -> NoReturn:
    """Become the program itself, so that its exit code and signals are ours."""
    if os.name == "nt":
        raise SystemExit(subprocess.call([STANDOFF, *arguments]))
    os.execv(STANDOFF, [str(STANDOFF), *arguments])


def run_tests(arguments: list[str]) -> NoReturn:
    """Run every check; go on after a failure, so that all failures are seen."""
    failed = []
    for name, *options in CHECKS:
        if name == "pytest":
            options += arguments
        say(" ".join([name, *options]))
        if subprocess.call([PYTHON, "-m", name, *options], cwd=ROOT) != 0:
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    raise SystemExit(1 if failed else 0)


def main(arguments: list[str]) -> None:
    """Set up what the command needs, then run it."""
    if sys.version_info < LOWEST:
        stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    if arguments[:1] == ["test"]:
        install("test")
        run_tests(arguments[1:])
    install("run")
    run_standoff(arguments)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        say("stopped; run the same command again to go on")
        raise SystemExit(130) from None
    except OSError as error:
        stop(f"the set-up cannot go on: {error}")

"""Tests for `scripts/run.py` and the pinned requirements: the first thing anybody runs."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+) \\$", re.M)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Load the script as if it stood in an empty checkout, and count what it would run."""
    specification = importlib.util.spec_from_file_location("run", ROOT / "scripts" / "run.py")
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    venv = tmp_path / ".venv"
    programs = venv / "bin"
    for name, value in (
        ("ROOT", tmp_path),
        ("VENV", venv),
        ("PROGRAMS", programs),
        ("PYTHON", programs / "python"),
        ("STANDOFF", programs / "standoff"),
        ("UNFINISHED", venv / "standoff-unfinished"),
    ):
        monkeypatch.setattr(script, name, value)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("numpy==2\n")
    (tmp_path / "requirements" / "test.txt").write_text("numpy==2\npytest==9\n")
    script.ran = []

    def call(command, **_):
        words = [str(word) for word in command]
        script.ran.append(words)
        if "venv" in words:
            programs.mkdir(parents=True, exist_ok=True)
            (programs / "python").touch()
        if "-e" in words:
            (programs / "standoff").touch()
        return script.fails.pop(0) if script.fails else 0

    script.fails = []
    monkeypatch.setattr(subprocess, "call", call)
    exists = {"python": lambda: (programs / "python").exists()}
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda *_, **__: SimpleNamespace(returncode=0 if exists["python"]() else 1),
    )
    return script


def kinds(script):
    """Say in a word what each command was."""
    return [
        "venv"
        if "venv" in words
        else "package"
        if "-e" in words
        else "requirements"
        if "--require-hashes" in words
        else "other"
        for words in script.ran
    ]


def test_the_first_call_installs_and_the_second_starts_at_once(run):
    """Once only: a marker says what was installed."""
    run.install("run")
    run.install("run")

    assert kinds(run) == ["venv", "requirements", "package"]


def test_what_the_tests_need_includes_what_running_needs(run):
    """After the tests no command installs anything."""
    run.install("test")
    run.install("run")

    assert kinds(run) == ["venv", "requirements", "package"]


def test_new_requirements_are_installed(run, tmp_path):
    """The marker holds a digest of the pins, so an update of the checkout is noticed."""
    run.install("run")
    (tmp_path / "requirements" / "run.txt").write_text("numpy==3\n")
    run.install("run")

    assert kinds(run) == ["venv", *["requirements", "package"] * 2]


def test_an_interrupted_installation_is_begun_again(run):
    """Half a package can be neither used nor removed by pip; the environment is made anew."""
    run.fails = [0, 1]
    with pytest.raises(SystemExit) as end:
        run.install("run")
    run.install("run")

    assert end.value.code == 2
    assert kinds(run) == ["venv", "requirements", "venv", "requirements", "package"]
    assert "--clear" in run.ran[2]


def test_a_python_without_venv_is_told_what_to_install(run, capsys):
    """Debian splits venv off, which is the likeliest first failure of all."""
    run.fails = [1]

    with pytest.raises(SystemExit) as end:
        run.install("run")

    assert end.value.code == 2
    assert "python3-venv" in capsys.readouterr().err


def test_an_old_python_is_refused(run, monkeypatch, capsys):
    """With the version that is needed and the one that is there."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    monkeypatch.setattr(sys, "version", "3.10.2 (main)")

    with pytest.raises(SystemExit):
        run.main(["brief", "dprk-2009"])

    assert capsys.readouterr().err == (
        "standoff: Python 3.11 or later is needed; this is 3.10.2.\n"
    )


def test_all_checks_run_although_one_fails(run, capsys):
    """Whoever waits for minutes wants to know everything."""
    run.install("test")
    run.ran.clear()
    run.fails = [1]

    with pytest.raises(SystemExit) as end:
        run.run_tests(["-k", "votes"])

    assert [words[2] for words in run.ran] == ["ruff", "ruff", "mypy", "pytest"]
    assert run.ran[-1][-2:] == ["-k", "votes"]
    assert end.value.code == 1
    assert "failed: ruff" in capsys.readouterr().err


def pins(kind):
    """Map each pinned package to its version."""
    return dict(PIN.findall((ROOT / "requirements" / f"{kind}.txt").read_text()))


@pytest.mark.parametrize("kind", ["run", "test"])
def test_every_pin_has_hashes_and_no_line_an_address(kind):
    """What was tested is what is installed, from wherever packages are had."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    entries = re.split(r"^(?=[A-Za-z])", text, flags=re.M)[1:]

    assert len(entries) == len(pins(kind))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert not re.search(r"^--?(?:index|extra-index|find-links|trusted)", text, re.M)


def test_both_files_pin_the_same_versions():
    """Tests of other versions than those that run would prove nothing."""
    running, testing = pins("run"), pins("test")

    assert running.items() <= testing.items()


def test_everything_the_package_asks_for_is_pinned():
    """Otherwise pip refuses to install with hashes at all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [re.split(r"[<>=!~ \[]", need)[0].replace(".", "-") for need in project["dependencies"]]

    assert set(asked) <= {name.replace(".", "-") for name in pins("run")}
    assert project["requires-python"] == ">=3.11"

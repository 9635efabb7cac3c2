"""Tests for what cannot be added to a record, and for stopping half way."""

import datetime as dt
import errno
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from record.added import CALL, FORMS, LAUNCH, written
from record.complaints import complaint_about_file, message
from standoff.record import read_events
from standoff.record.adding import Added, add


def refusal(path, events):
    """Return the whole message about what cannot be added, with the folder taken out."""
    return complaint_about_file(path, lambda path: add(path, events))


@FORMS
def test_nothing_is_written_where_one_row_cannot_be_read_again(tmp_path, name):
    """All or nothing: half an import would look like a whole one."""
    path = tmp_path / name
    add(path, [LAUNCH])
    before = path.read_bytes()
    bad = [
        replace(CALL, verb=""),
        replace(CALL, id="E3", text="\x1b[2J"),
        replace(CALL, id="E4", end_date=dt.date(2006, 7, 1), intensity=-11.0),
    ]

    assert refusal(path, [CALL, *bad]) == message(
        f"""
        {name}: 3 problems

          line 1, column 1, E3.description
            The cell holds the control character U+001B.
            Take it out.

          line 1, column 1, E4.end_date
            The end 2006-07-01 is before the date 2006-07-05.
            An event ends on its first day or later; leave end_date empty for a single day.

          line 1, column 1, E4.intensity
            The intensity is '-11'.
            Write a number from -10 (hostile) to 10 (friendly), or nothing.
        """
    )
    assert path.read_bytes() == before


def test_a_record_that_is_wrong_is_not_added_to(tmp_path):
    """Its problems are told as if it were read."""
    path = tmp_path / "record.csv"
    path.write_text("id,date\n")

    assert "Missing columns: actor, action, target, description." in refusal(path, [LAUNCH])


@pytest.mark.parametrize("old", ["[]\n", "[{id: E1, date: 2009, action: x}]", "# mine\n&all [ ]"])
def test_a_list_in_brackets_cannot_be_added_to(tmp_path, old):
    """What stands below it would not belong to it."""
    path = tmp_path / "record.yaml"
    path.write_text(old)

    assert "Nothing can be added below a list in brackets." in refusal(path, [CALL])
    assert written(path) == old


def test_a_list_whose_document_has_ended_cannot_be_added_to(tmp_path):
    """Below three dots another document would begin."""
    path = tmp_path / "record.yaml"
    path.write_text("- {id: E1, date: 2009, action: x}\n...\n")

    assert "A second document begins here." in refusal(path, [CALL])


def test_a_record_that_would_become_too_large_stays_as_it_was(tmp_path, monkeypatch):
    """It could not be read any more."""
    path = tmp_path / "record.csv"
    add(path, [LAUNCH])
    before = path.read_bytes()
    monkeypatch.setattr("standoff.record.findings.LARGEST_FILE", len(before) + 10)

    assert "bytes." in refusal(path, [CALL])
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path):
    """No traceback for a misspelt folder."""
    path = tmp_path / "none" / "record.csv"

    assert refusal(path, [LAUNCH]) == message(
        """
        record.csv: 1 problem

          line 1, column 1
            The record cannot be written: No such file or directory.
            Check its folder, and whether you may write there; the record is as it was.
        """
    )


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_failure_half_way_leaves_the_old_file(tmp_path, monkeypatch, broken):
    """A disk that is full, or a file that another program holds."""
    path = tmp_path / "record.csv"
    add(path, [LAUNCH])
    before = path.read_bytes()

    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, fail)
    assert "No space left on device" in refusal(path, [CALL])
    monkeypatch.undo()

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["record.csv"]


KILLED = """
import os, signal, sys
from pathlib import Path
from standoff.record import read_events
from standoff.record.adding import add
step = getattr(os, sys.argv[1])
def kill(*arguments):
    if sys.argv[2] == "after":
        step(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, sys.argv[1], kill)
add(Path("record.csv"), read_events("more.csv"))
"""


@pytest.mark.skipif(os.name == "nt", reason="needs the signals of POSIX")
@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path, step, when):
    """And the next one can add, for the lock has gone with the process."""
    path = tmp_path / "record.csv"
    add(path, [LAUNCH])
    add(tmp_path / "more.csv", [CALL])
    before = path.read_bytes()

    ran = subprocess.run([sys.executable, "-c", KILLED, step, when], cwd=tmp_path, check=False)

    assert ran.returncode == -9
    is_done = (step, when) == ("replace", "after")
    assert (path.read_bytes() == before) is not is_done
    assert [event.id for event in read_events(path)] == ["E1", "E2"][: 1 + is_done]
    assert add(path, [CALL]) == Added(new=not is_done, known=is_done, changed=0)
    assert {file.name for file in tmp_path.iterdir()} == {"record.csv", "more.csv"}


ADDING = """
import sys
from standoff.record import read_events
from standoff.record.adding import add
add("record.csv", read_events(sys.argv[1]))
"""


@pytest.mark.skipif(os.name == "nt", reason="needs the locks of POSIX")
def test_two_processes_that_add_at_once_lose_nothing(tmp_path):
    """The second waits for the first."""
    names = [f"more{number}.csv" for number in range(3)]
    for name in names:
        add(tmp_path / name, [replace(LAUNCH, id=f"{name}-{row}") for row in range(50)])

    started = [
        subprocess.Popen([sys.executable, "-c", ADDING, name], cwd=tmp_path) for name in names
    ]

    assert [process.wait() for process in started] == [0, 0, 0]
    assert len(read_events(tmp_path / "record.csv")) == 150

"""Tests for what the command line says to whoever makes a mistake."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command_line import standoff
from standoff import lenses
from standoff.cli import main as entry
from standoff.cli.process import interrupts
from standoff.errors import CommandError, DidNotConverge, NotApplicable, RecordError, SpecError

GOOD = """\
name: strait
actors: [harbour, island]
variables: {blockade: [off, on]}
options: {harbour: {blockade: {when: blockade == off, effect: {set: {blockade: on}}}}}
interests: {control: blockade}
weights: {harbour: {control: 1}, island: {control: -1}}
"""


@pytest.fixture
def strait(tmp_path, monkeypatch):
    """Stand in a folder with one good file."""
    monkeypatch.chdir(tmp_path)
    Path("strait.yaml").write_text(GOOD)


@pytest.mark.usefixtures("strait")
class TestWrongCommand:
    """Exit code 2: the command asks for something that does not exist."""

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (
                ("lok",),
                "No such command 'lok'. Did you mean 'look'?\n"
                "'standoff --help' says how it is used.\n",
            ),
            (
                ("check", "strait.yml"),
                "There is no file 'strait.yml', and no crisis of the catalogue is called so.\n"
                "Did you mean 'strait.yaml'? 'standoff catalog' lists the published crises; "
                "'standoff new NAME' starts a file.\n",
            ),
            (
                ("look", "prisonners", "--lens", "stability"),
                "There is no file 'prisonners', and no crisis of the catalogue is called so.\n"
                "Did you mean 'prisoners'? 'standoff catalog' lists the published crises; "
                "'standoff new NAME' starts a file.\n",
            ),
            (("check", "."), ".: This is a folder. Name a crisis file in it.\n"),
            (
                ("look", "strait.yaml"),
                f"Choose a lens with --lens: {', '.join(lenses.names())}.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "Stabilty"),
                "No lens is called 'Stabilty'.\n"
                "Did you mean 'stability'? "
                f"Lenses: {', '.join(lenses.names())}.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--set", "concepts=nahs"),
                "stability knows no concept called 'nahs'. "
                "Did you mean 'nash'? Known: nash, gmr, smr, seq, sseq.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--set", "concept=nash"),
                "The lens 'stability' has no setting called 'concept'.\n"
                "Did you mean 'concepts'? Its settings: concepts, at, date, most_states, "
                "most_seconds, draws, seed, admissible, changes, threads.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "ensemble", "--set", "paths=many"),
                "The setting 'paths' of the lens 'ensemble' cannot be 'many'.\n"
                "It takes a whole number.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "ensemble", "--set", "paths"),
                "--set takes NAME=VALUE, not 'paths'.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--at", "blokade=on"),
                "No variable is called 'blokade'. "
                "Did you mean 'blockade'? Known variables: blockade.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--at", "blockade=on,blockade=off"),
                "--at gives 'blockade' twice. Give it once.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--lang", "fr"),
                "There is no language 'fr'.\nLanguages: en, id.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--out", "answer.txt"),
                "answer.txt: An answer is saved to a file that ends in .nc or .json.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--figure", "answer.bmp"),
                "answer.bmp: A figure is drawn to a file that ends in .svg or .png or .pdf.\n",
            ),
            (
                ("look", "strait.yaml", "--lens", "stability", "--kind", "graph"),
                "--kind says what --figure draws. Give --figure FILE as well.\n",
            ),
            (
                ("brief", "strait.yaml", "--html", "page.pdf"),
                "page.pdf: A page is written to a file that ends in .html or .htm.\n",
            ),
            (
                ("new", "1st"),
                "A crisis cannot be called '1st'.\n"
                "Use a letter, then letters, digits, '_' or '-', at most 40 characters.\n",
            ),
            (
                ("new", "strait"),
                "strait.yaml: This file exists, and is left as it is. Choose another name.\n",
            ),
            (
                ("catalog", "elmyra"),
                "No crisis of the catalogue is called 'elmyra'.\n"
                "Did you mean 'elmira'? 'standoff catalog' lists them.\n",
            ),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_the_message_says_what_would_be_right(self, arguments, expected):
        """The whole message is the contract, and nothing goes to standard output."""
        done = standoff(*arguments)

        assert expected == done.err
        assert (done.code, done.out) == (2, "")

    @pytest.mark.parametrize(
        "change",
        [
            ("--lens", "stability"),
            ("--set", "concepts=nash"),
            ("--at", "blockade=on"),
            ("--date", "2009-04-05"),
            ("--seed", "1"),
            ("--motive", "harbour=bold"),
        ],
        ids=lambda change: change[0],
    )
    def test_a_saved_answer_cannot_be_asked_again(self, change):
        """A setting that was ignored in silence would be believed."""
        standoff("look", "strait.yaml", "--lens", "stability", "--out", "a.nc")

        done = standoff("look", "a.nc", *change)

        assert (done.code, done.err) == (
            2,
            "a.nc: This is a saved answer; it can only be shown as it is.\n"
            "Give the crisis to look again, through another lens or with other settings.\n",
        )

    def test_a_saved_brief_is_shown_and_cannot_be_asked_again(self):
        """The page is drawn from the file alone; another date needs the crisis."""
        first = standoff("brief", "strait.yaml", "--paths", "50", "--out", "b.nc")

        again = standoff("brief", "b.nc")
        changed = standoff("brief", "b.nc", "--seed", "3")

        assert first.out == again.out
        assert changed.code == 2
        assert changed.err.startswith("b.nc: This is a saved brief; it can only be shown")

    def test_an_output_in_a_missing_folder_is_refused(self):
        """Before it is known where to, nothing is lost by saying so."""
        done = standoff("look", "strait.yaml", "--lens", "stability", "--out", "no/answer.nc")

        assert done.code == 2
        assert done.err.startswith("no/answer.nc: There is no folder")

    def test_a_file_that_exists_is_left_as_it_is(self):
        """`new` never overwrites, so an evening's work cannot be lost by it."""
        standoff("new", "strait")

        assert Path("strait.yaml").read_text() == GOOD


@pytest.mark.usefixtures("strait")
class TestWrongFile:
    """Exit code 1: the file is at fault."""

    @pytest.mark.parametrize("verb", [("check",), ("look", "--lens", "stability"), ("brief",)])
    @pytest.mark.parametrize(
        "content",
        [b"", b"\0\0", b"\xff\xfe\0", b"a: [", b"- 1\n", b"name: x\n"],
        ids=repr,
    )
    def test_whatever_the_file_holds_there_is_a_message_and_no_traceback(self, verb, content):
        """Anything a text editor, or a wrong file name, can bring."""
        Path("odd.yaml").write_bytes(content)

        done = standoff(verb[0], "odd.yaml", *verb[1:])

        assert done.code == 1
        assert done.err.startswith("odd.yaml: ")
        assert "Traceback" not in done.err

    def test_problems_point_at_their_lines(self):
        """The message of the reader reaches the terminal whole."""
        Path("strait.yaml").write_text(GOOD.replace("control: -1", "contrl: -1"))

        done = standoff("check", "strait.yaml")

        expected = (
            "strait.yaml: 1 problem\n\n"
            "  line 6, column 43, weights.island.contrl\n"
            "    No interest is called 'contrl'.\n"
            "    Did you mean 'control'? Known interests: control.\n"
        )
        assert (1, expected) == (done.code, done.err)

    def test_a_saved_answer_that_is_damaged_is_named(self):
        """A file that ends in .nc is taken for an answer, whatever it holds."""
        Path("answer.nc").write_bytes(b"rain")

        done = standoff("look", "answer.nc")

        assert done.code == 1
        assert done.err.startswith("answer.nc: This file is no saved answer, or it is damaged.\n")

    def test_a_saved_answer_is_known_by_its_first_bytes(self):
        """Under any name: it is not read as a crisis, which would complain of its bytes."""
        Path("odd.yaml").write_bytes(b"\x89HDF\r\n\x1a\n")

        done = standoff("look", "odd.yaml")

        assert done.code == 1
        assert done.err.startswith("odd.yaml: This file is no saved answer, or it is damaged.\n")

    def test_broken_text_from_a_pipe_is_a_problem_of_the_file(self):
        """The standard input has no name, so `-` stands for it."""
        done = standoff("check", "-", stdin=b"name: \xff\n")

        assert done.code == 1
        assert done.err.startswith("-: ")


class TestOtherEnds:
    """Exit codes 3, 70, 130 and 141."""

    def test_a_lens_that_does_not_apply_ends_with_3_and_says_so(self):
        """Elmira has rankings only; an equilibrium needs numbers."""
        done = standoff("look", "elmira", "--lens", "equilibrium")

        assert done.code == 3
        assert "does not apply" in done.out

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (SpecError("a.yaml", []), 1),
            (RecordError("a.csv", []), 1),
            (CommandError("no"), 2),
            (NotApplicable("no"), 3),
            (DidNotConverge("no"), 3),
            (MemoryError(), 3),
            (KeyboardInterrupt(), 130),
            (ZeroDivisionError("ours"), 70),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_each_way_to_end_has_its_code(self, error, code, capsys):
        """Programs that call this one tell the ends apart by them."""

        def run():
            raise error

        assert entry._guarded(run) == code
        assert "Traceback" not in capsys.readouterr().err

    def test_an_interrupt_that_was_swallowed_is_none_of_our_mistakes(self, capsys):
        """Compiling may swallow it in a callback, and fail on what was left half done."""
        lost = []

        class Callback:
            def __del__(self):
                lost.append("asked")
                signal.raise_signal(signal.SIGINT)

        def run():
            del [Callback()][0]  # raises where nobody can catch it
            raise RuntimeError("no compiled object yet")

        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with interrupts() as stopped:
                code = entry._guarded(run, stopped)
        finally:
            signal.signal(signal.SIGINT, before)

        assert (code, lost, len(stopped)) == (130, ["asked"], 1)
        assert capsys.readouterr().err == "Stopped.\n"

    def test_ignored_interrupts_stay_ignored(self):
        """A command in the background of a script is not stopped by one meant for another."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            with interrupts() as stopped:
                signal.raise_signal(signal.SIGINT)
        finally:
            signal.signal(signal.SIGINT, before)

        assert stopped == []

    def test_a_mistake_of_ours_says_how_to_report_it(self, monkeypatch, capsys):
        """Without the variable no traceback; with it, the real one."""

        def run():
            raise ZeroDivisionError("ours")

        entry._guarded(run)
        told = capsys.readouterr().err
        monkeypatch.setenv("STANDOFF_TRACEBACK", "1")

        assert "STANDOFF_TRACEBACK=1" in told
        with pytest.raises(ZeroDivisionError):
            entry._guarded(run)

    def test_a_reader_that_stops_reading_is_no_error_to_speak_of(self):
        """`standoff catalog NAME | head -1` must not complain."""
        command = [sys.executable, "-c", "from standoff.cli.main import main; main()"]
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*command, "catalog", "elmira"], stdout=writing, stderr=subprocess.PIPE, timeout=60
        )
        os.close(writing)

        assert (done.returncode, done.stderr) == (141, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_a_full_disk_is_told(self):
        """Output that is lost in silence would be taken for a whole one."""
        command = [sys.executable, "-c", "from standoff.cli.main import main; main()"]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*command, "catalog", "elmira"], stdout=full, stderr=subprocess.PIPE, timeout=60
            )

        assert done.returncode == 2
        assert done.stderr == b"The output cannot be written: No space left on device.\n"

    def test_the_keyboard_stops_it_without_a_traceback(self):
        """Exit code 130 is what a shell expects of a command that was interrupted."""
        # a shell starts what runs in the background deaf to the key
        program = (
            "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from standoff.cli import main as m\nprint('here', flush=True)\nm.main()"
        )
        running = subprocess.Popen(
            [sys.executable, "-c", program, "check", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running.stdout.readline()
        time.sleep(1.5)
        # its input stays open, so it can only end by the key; one that falls into an import
        # may be lost there, so press again, as a person would
        for _ in range(20):
            running.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(timeout=3)
                break
        _, told = running.communicate(timeout=60)

        assert (running.returncode, told) == (130, b"Stopped.\n")

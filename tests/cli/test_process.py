"""Tests that a command which ends its process itself leaves nothing undone."""

import gc
import os
import subprocess
import sys

import pytest

from command_line import standoff

SCRIPT = "import sys\nfrom standoff.cli.main import main\nif __name__ == '__main__':\n"
AT_END = "import atexit\natexit.register(lambda: print('at the end'))\n"


@pytest.fixture
def script(tmp_path):
    """Write the script that an installation makes, with code before and after the call."""

    def written(before="", call="    sys.exit(main())\n", name="standoff"):
        path = tmp_path / name
        path.write_text(before + SCRIPT + call, encoding="utf-8")
        return [sys.executable, str(path)]

    return written


def run(command, *arguments, **more):
    """Run a command as a process of its own, whose output waits in a buffer."""
    return subprocess.run(
        [*command, *arguments],
        capture_output=True,
        timeout=60,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": ""},
        **more,
    )


def ended_by_itself(code):
    """Say before the script whether the process ends without Python's tidying up."""
    return (
        "import os, sys\nold = os._exit\n"
        f"def new(code):\n    os.write(2, b'{code}')\n    old(code)\n"
        "os._exit = new\n"
    )


class TestLeaving:
    """The process ends at once, with everything done that was promised."""

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("check", "prisoners"), 0),
            (("check", "-"), 1),
            (("check",), 2),
            (("look", "elmira", "--lens", "votes"), 3),
        ],
    )
    def test_the_script_ends_with_the_code_and_the_output_that_main_has(
        self, script, arguments, code
    ):
        """`os._exit` knows neither buffers nor exceptions, so both are seen to before."""
        alone = run(script(ended_by_itself("!")), *arguments, input="")
        inside = standoff(*arguments)

        assert (alone.returncode, alone.stdout) == (code, inside.out)
        assert alone.stderr == inside.err + "!"
        assert inside.code == code

    def test_a_file_gets_the_whole_output(self, script, tmp_path):
        """Output to a file is buffered, and the buffer is larger than most outputs."""
        path = tmp_path / "resolved.json"
        with path.open("w", encoding="utf-8") as file:
            subprocess.run(
                [*script(), "check", "iran-2015", "--resolved"],
                stdout=file,
                check=True,
                env={**os.environ, "PYTHONUNBUFFERED": ""},
            )

        assert path.read_text(encoding="utf-8") == standoff("check", "iran-2015", "--resolved").out

    def test_a_reader_that_stops_reading_is_still_no_error_to_speak_of(self, script):
        """As when Python ends the process."""
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*script(), "catalog", "elmira"], stdout=writing, stderr=subprocess.PIPE, timeout=60
        )
        os.close(writing)

        assert (done.returncode, done.stderr) == (141, b"")

    def test_what_was_promised_for_the_end_is_done(self, script):
        """Libraries remove temporary files in handlers of `atexit`."""
        done = run(script(AT_END), "--version")

        assert done.stdout.endswith("at the end\n")

    @pytest.mark.parametrize(
        ("before", "call", "name"),
        [
            ("", "    try:\n        main()\n    finally:\n        print('after')\n", "other"),
            ("", "    def start():\n        main()\n    start()\n", "standoff"),
            ("import sys\nsys.settrace(lambda *_: None)\n", "    sys.exit(main())\n", "standoff"),
            ("import sys\nsys.setprofile(lambda *_: None)\n", "    sys.exit(main())\n", "standoff"),
            (
                "import threading, time\nthreading.Thread(target=time.sleep, args=(3,)).start()\n",
                "    sys.exit(main())\n",
                "standoff",
            ),
        ],
        ids=["another program", "a function around it", "a debugger", "a profiler", "a thread"],
    )
    def test_where_others_have_work_to_do_python_ends_the_process(self, script, before, call, name):
        """For the process is not the command's alone."""
        done = run(script(ended_by_itself("!") + before, call, name), "--version")

        assert done.returncode == 0
        assert done.stdout.startswith("standoff ")
        assert "!" not in done.stderr
        assert ("after" in done.stdout) == (name == "other")

    def test_output_that_cannot_be_written_ends_as_python_ends_it(self, script):
        """A stream that is lost must not pass for one that was written."""
        before = (
            "import sys\nclass Lost(type(sys.stdout)):\n"
            "    def flush(self):\n        raise OSError(28, 'full')\n"
            "sys.stdout = Lost(sys.stdout.buffer)\n"
        )
        done = run(script(ended_by_itself("!") + before), "--version")

        assert "!" not in done.stderr
        assert done.returncode == 120


class TestHurrying:
    """Python looks for circles among objects more rarely, in a command's own process only."""

    def test_the_script_looks_more_rarely(self, script):
        """Its circles are few, and its life is short."""
        show = "import atexit, gc\natexit.register(lambda: print(gc.get_threshold()[0]))\n"

        assert int(run(script(show), "--version").stdout.split()[-1]) > gc.get_threshold()[0]

    def test_a_program_that_calls_main_keeps_its_own_measure(self):
        """How often it looks is its own affair."""
        before = gc.get_threshold()
        standoff("--version")

        assert gc.get_threshold() == before


def test_the_package_runs_as_a_module_too():
    """`python -m standoff` is the same command line, for where no script is on the path."""
    done = run([sys.executable, "-m", "standoff"], "--version")

    assert (done.returncode, done.stdout.split()[0]) == (0, "standoff")

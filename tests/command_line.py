"""Run a command of standoff inside the test process, as a shell would see it."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest import mock

from standoff.cli.main import main


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


class _Pipe(io.TextIOWrapper):
    """A standard stream that is no terminal."""

    def __init__(self, content=b""):
        super().__init__(io.BytesIO(content), encoding="utf-8", write_through=True)

    def text(self):
        return self.buffer.getvalue().decode("utf-8")


def standoff(*arguments, stdin=b""):
    """Run `standoff ARGUMENTS` and return its exit code and output."""
    out, err = _Pipe(), _Pipe()
    with (
        mock.patch.object(sys, "argv", ["standoff", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", _Pipe(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Done(code, out.text(), err.text())

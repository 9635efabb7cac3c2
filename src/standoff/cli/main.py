"""The entry point: the verbs in the order of their help, and every way to end.

Exit codes: 0 done, 1 the file, 2 the command, 3 the method could not,
70 a mistake of the program itself, 130 stopped by the keyboard, 141 nobody
reads the output any more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from standoff import __version__
from standoff.cli.brief import brief
from standoff.cli.catalog import catalog
from standoff.cli.check import check
from standoff.cli.convert import convert
from standoff.cli.look import look
from standoff.cli.new import new
from standoff.cli.power import power
from standoff.cli.process import hurry, interrupts, leave
from standoff.cli.record import record
from standoff.cli.texts import NobodyReads, example
from standoff.errors import (
    AnswerError,
    CommandError,
    DidNotConverge,
    NotApplicable,
    RecordError,
    SpecError,
    StandoffError,
)

__all__ = ["app", "main"]

EXIT_CODES: Final[tuple[tuple[type[StandoffError], int], ...]] = (
    (SpecError, 1),
    (RecordError, 1),
    (AnswerError, 1),
    (CommandError, 2),
    (NotApplicable, 3),
    (DidNotConverge, 3),
)
OUR_MISTAKE: Final = 70
KEYBOARD: Final = 130
NOBODY_READS: Final = 141
ORDER: Final = ("catalog", "new", "check", "convert", "record", "look", "brief", "power")
"""The verbs in the order of work: from finding a crisis to the page on it; bodies stand last."""


class _InOrder(TyperGroup):
    """The verbs in the order of work; groups of verbs would otherwise stand first."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the verbs as the help lists them."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    name="standoff",
    cls=_InOrder,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"standoff {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def standoff(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version."),
    ] = False,
) -> None:
    """Write an international crisis once; see it through every lens.

    A crisis is a YAML file (see format/FORMAT.md), or the name of a published
    one ('standoff catalog' lists them).
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


def _add(verb: Callable[..., None]) -> None:
    name = verb.__name__
    app.command(name, epilog=example(name))(verb)


for _verb in (catalog, new, check, convert, look, brief, power):
    _add(_verb)
app.add_typer(record)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    caller = sys._getframe(1)
    hurry(caller)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with interrupts() as stopped:
        code = _guarded(lambda: app(prog_name="standoff", standalone_mode=False), stopped)
    leave(code, caller)


def _guarded(run: Callable[[], Any], stopped: Sequence[int] = ()) -> int:
    """Run, and turn whatever happens into an exit code and at most a message.

    Where ``stopped`` holds an interrupt, an error of whatever kind came of that.
    """
    try:
        code = run()
        if code == KEYBOARD:
            print("Stopped.", file=sys.stderr)
        return code if isinstance(code, int) else 0
    except typer.TyperException as error:
        return _refuse(error)
    except StandoffError as error:
        print(error, file=sys.stderr)
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except (KeyboardInterrupt, typer.Abort):
        print("Stopped.", file=sys.stderr)
        return KEYBOARD
    except NobodyReads:
        return NOBODY_READS
    except MemoryError:
        print(
            "There is not enough memory for this crisis.\n"
            "Merge levels or variables, or use a machine with more memory.",
            file=sys.stderr,
        )
        return 3
    except Exception as error:  # the last line of defence: a mistake of ours, told as one
        if stopped:
            print("Stopped.", file=sys.stderr)
            return KEYBOARD
        return _confess(error)


def _refuse(error: typer.TyperException) -> int:
    """Say what is wrong with the command, and where its help is."""
    message = error.format_message()
    if message:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "standoff"
        print(f"{message}\n'{path} --help' says how it is used.", file=sys.stderr)
    return 2


def _confess(error: Exception) -> int:
    if os.environ.get("STANDOFF_TRACEBACK"):
        raise error
    print(
        f"standoff made a mistake of its own ({type(error).__name__}: {error}).\n"
        "Please report it with the command and the file. For the details that help to\n"
        "find it, run the same command again with STANDOFF_TRACEBACK=1 set.",
        file=sys.stderr,
    )
    return OUR_MISTAKE

"""`standoff record`: the dated evidence of a crisis, shown, checked, imported and mapped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import typer

from standoff.cli.record_check import check
from standoff.cli.record_import import import_
from standoff.cli.record_look import conflicts, map_, months, show, timeline
from standoff.cli.texts import example

__all__ = ["VERBS", "record"]

VERBS: Final[dict[str, Callable[..., None]]] = {
    "show": show,
    "check": check,
    "import": import_,
    "map": map_,
    "months": months,
    "timeline": timeline,
    "conflicts": conflicts,
}
"""What can be done with a record, in the order of its help."""

record = typer.Typer(
    name="record",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("record"),
)


@record.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """Show, check, import and map the record: dated events with their sources.

    TARGET is a crisis (its name or file), an events file (.csv, .yaml) or a
    store of event data (.duckdb).

    How well the model would have foreseen a record: 'standoff look CRISIS
    --lens hindcast'. Who reacts to whom in it: '--lens reactions'.
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


def _add(name: str, verb: Callable[..., None]) -> None:
    record.command(name, epilog=example(f"record-{name}"))(verb)


for _name, _verb in VERBS.items():
    _add(_name, _verb)

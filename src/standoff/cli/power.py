"""`standoff power`: how much power the rules of a body give its members."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.options import AsJson, Figure, Language, Out
from standoff.cli.output import check_outputs, deliver
from standoff.cli.texts import checked_language, emit, width
from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.spec.body_file import BodyFile

Titles = Mapping[str, Mapping[str, str]]


def power(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[BODY|FILE]", help="A published body, the file of one, or a crisis."
        ),
    ] = None,
    body: Annotated[
        str | None, typer.Option("--body", metavar="BODY", help="Which body of a crisis.")
    ] = None,
    blocs: Annotated[
        list[str] | None,
        typer.Option("--bloc", metavar="A+B", help="These vote as one; may be repeated."),
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
    figure: Figure = None,
) -> None:
    """Say how much power the rules of a body give each member.

    Nothing is known of the question or of what anybody wants: Shapley-Shubik,
    Banzhaf and Coleman, exact. Without a body the published ones are listed.
    What members would do about a proposal: 'standoff look CRISIS --lens votes'.
    """
    checked_language(language)
    check_outputs(out=out, figure=figure)
    if target is None:
        emit(_listed(language, as_json=as_json))
        return
    found, titles = _found(target, body)
    from standoff.brief.power import describe_power

    answer = describe_power(found, [bloc.split("+") for bloc in blocs or []], titles)
    deliver(answer, out=out, figure=figure, as_json=as_json, language=language)


def _listed(language: str, *, as_json: bool) -> str:
    """List the published bodies."""
    import json

    from standoff import catalog
    from standoff.spec.body_file import read_body

    bodies = [read_body(catalog.body_path(name)) for name in catalog.bodies()]
    titles = {body.name: body.title.get(language, body.title["en"]) for body in bodies}
    if as_json:
        return json.dumps(
            [{"name": name, "title": title} for name, title in titles.items()],
            ensure_ascii=False, indent=1,
        )  # fmt: skip
    longest = max(map(len, titles))
    hanging = " " * (longest + 2)
    return "\n".join(
        textwrap.fill(title, width(), initial_indent=f"{name:<{longest}}  ",
                      subsequent_indent=hanging)
        for name, title in titles.items()
    )  # fmt: skip


def _found(target: str, wanted: str | None) -> tuple[BodyFile, Titles]:
    """Find the body meant: published, in a file of its own, or in a crisis."""
    from standoff import catalog
    from standoff.cli.sources import located
    from standoff.spec.body_file import is_body_file, read_body

    alone = catalog.body_path(target) if target in catalog.bodies() else None
    if alone is None and not Path(target).exists() and target not in catalog.names():
        known = [*catalog.bodies(), *catalog.names()]
        raise CommandError(
            f"There is no file '{target}', and no published body or crisis is called so.\n"
            f"{nearest(target, known)}'standoff power' lists the published bodies."
        )
    path = alone or located(target)
    if not is_body_file(path):
        return _of_crisis(target, path, wanted)
    if wanted is not None:
        raise CommandError("--body chooses among the bodies of a crisis; this is one body.")
    return read_body(path), {}


def _of_crisis(target: str, path: Path, wanted: str | None) -> tuple[BodyFile, Titles]:
    from standoff.spec import read
    from standoff.spec.body_file import body_of

    crisis = read(path)
    bodies = {body.name: body for body in crisis.bodies}
    if not bodies:
        raise CommandError(f"{target}: This crisis has no body that votes.")
    if wanted is None and len(bodies) > 1:
        raise CommandError(
            f"{target} has several bodies.\nChoose one with --body: {', '.join(bodies)}."
        )
    name = wanted or next(iter(bodies))
    if name not in bodies:
        raise CommandError(
            f"{target} has no body called '{name}'.\n"
            f"{nearest(name, bodies)}Bodies: {', '.join(bodies)}."
        )
    titles = {actor.name: actor.title.by_language for actor in crisis.actors}
    return body_of(bodies[name]), titles

"""The power in a body as an answer: stamped, saved and shown like any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from standoff import __version__
from standoff.brief.identity import identity_of
from standoff.errors import CommandError, nearest
from standoff.lenses.votes_power import Rules, power
from standoff.result.stamp import Stamp, stamp

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.record import Walk
    from standoff.spec.body_file import BodyFile

__all__ = ["describe_power", "describe_powers"]

Titles = Mapping[str, str]


def describe_power(
    body: BodyFile,
    blocs: Sequence[Sequence[str]] = (),
    titles: Mapping[str, Titles] | None = None,
) -> xr.Dataset:
    """Return the power of the members of a body as an answer of its own.

    Parameters
    ----------
    body
        The body, of a file of its own or of a crisis.
    blocs
        Members that always vote as one.
    titles
        Titles of members that have none of their own.

    Returns
    -------
    Dataset
        See ``docs/reference/answers.md``, "power".

    Raises
    ------
    CommandError
        If a bloc names nobody, or somebody twice; if the weights are too large.

    Examples
    --------
    >>> from standoff.spec.body_file import read_body_text
    >>> body = read_body_text("{standoff-body: 1, name: trio, members: [A, B, C],"
    ...     " passes: [{votes: 2}]}")
    >>> answer = describe_power(body)
    >>> answer.attrs["lens"], answer["banzhaf"].values.tolist()
    ('power', [0.5, 0.5, 0.5])
    >>> describe_power(body, [["A", "B"]])["shapley"].values.tolist()
    [1.0, 0.0]
    """
    rules, names = _joined(body, [tuple(bloc) for bloc in blocs], dict(titles or {}))
    answer = power(rules)
    answer.attrs |= {"source": body.source, "about": json.dumps(dict(body.about))}
    identity = Stamp(
        lens="power",
        settings={"bloc": [list(bloc) for bloc in blocs]} if blocs else {},
        crisis=body.name,
        crisis_digest=_digest(body),
        game_digest="",
        version=__version__,
        labels={
            "crisis": dict(body.title),
            "actors": {},
            "members": names,
            "measures": {name: dict(title) for name, title in body.titles.items()},
            "calendar": None,
        },
    )
    return stamp(answer, identity)


def describe_powers(game: Game, walk: Walk | None = None) -> xr.Dataset | None:
    """Return the power of the members of every body that something is put to.

    Bodies whose weights are too large to be counted are left out.

    Parameters
    ----------
    game
        The compiled crisis.
    walk
        Its record, for the stamp only.

    Returns
    -------
    Dataset or None
        See ``docs/reference/answers.md``, "bodies"; None without bodies.

    Examples
    --------
    >>> from standoff import catalog, compile, read
    >>> answer = describe_powers(compile(read(catalog.path("council-2009"))))
    >>> answer["shapley"].values[answer["seat_body"].values == "six_party"].round(6).tolist()
    [0.166667, 0.166667, 0.166667, 0.166667, 0.166667, 0.166667]
    """
    import xarray as xr

    from standoff.spec.body_file import body_of

    asked = {option.effect.body for option in game.crisis.options}
    parts = []
    for body in (body for body in game.crisis.bodies if body.name in asked):
        rules, _ = _joined(body_of(body), [], {})
        try:
            found = power(rules)
        except CommandError:
            continue
        kept = found[["shapley", "banzhaf", "banzhaf_share", "veto"]]
        kept = kept.assign(votes=found["weight"].isel(measure=0, drop=True))
        kept = kept.rename(member="seat").drop_attrs()
        parts.append(kept.assign(seat_body=("seat", [body.name] * found.sizes["member"])))
    if not parts:
        return None
    return stamp(xr.concat(parts, "seat"), identity_of(game, walk, "bodies"))


def _joined(
    body: BodyFile, blocs: list[tuple[str, ...]], titles: dict[str, Titles]
) -> tuple[Rules, dict[str, dict[str, str]]]:
    """Put the members of each bloc into one; return the rules and the names."""
    seats = {seat.name: seat for seat in body.seats}
    named = {name: {**titles.get(name, {}), **seat.title} for name, seat in seats.items()}
    taken: set[str] = set()
    for name in (name for bloc in blocs for name in bloc):
        if name not in seats:
            raise CommandError(
                f"No member of {body.name} is called '{name}'.\n"
                f"{nearest(name, seats)}Members: {', '.join(seats)}."
            )
        if name in taken:
            raise CommandError(f"'{name}' is in a bloc twice. Name each member once.")
        taken.add(name)
    members = {
        name: (seat.count, seat.weights) for name, seat in seats.items() if name not in taken
    }
    veto = [name for name in body.veto if name not in taken]
    joined = {}
    for bloc in blocs:
        name = "+".join(bloc)
        rows = [(seats[one].count, seats[one].weights) for one in bloc]
        joined[name] = (1, tuple(
            sum(count * weights[d] for count, weights in rows) for d in range(len(body.measures))
        ))  # fmt: skip
        if set(bloc) & set(body.veto):
            veto.append(name)
        languages = {language for one in bloc for language in named[one]} or {"en"}
        named[name] = {
            language: " + ".join(named[one].get(language, one) for one in bloc)
            for language in sorted(languages)
        }
    everybody = {**joined, **members}
    return (
        Rules(body.measures, everybody, body.clauses, veto),
        {name: dict(named[name]) for name in everybody},
    )


def _digest(body: BodyFile) -> str:
    """Return a digest of the rules, the texts left out."""
    kept = {
        key: value
        for key, value in asdict(body).items()
        if key not in ("title", "about", "source", "titles")
    }
    for seat in kept["seats"]:
        del seat["title"]
    text = json.dumps(kept, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()

"""The probability that a proposal passes in a body whose members' votes are stated."""

from __future__ import annotations

from fractions import Fraction

from standoff.errors import NotApplicable
from standoff.exchange.carry import listed
from standoff.spec.crisis import Body

__all__ = ["passing_share"]


def passing_share(body: Body, what: str) -> Fraction:
    """Return the probability that a proposal passes, members voting independently.

    Parameters
    ----------
    body
        The body; each member that is no actor has a stated leaning.
    what
        The format that needs the number, for the message.

    Raises
    ------
    NotApplicable
        If a member is an actor, which votes by what it expects to follow.

    Examples
    --------
    >>> from standoff.spec import read_text
    >>> body = read_text('''{name: x, actors: [A], variables: {u: [a, b]}, bodies: {board:
    ...     {rule: majority, members: {P: {yes: 0.5, no: 0.5}, Q: {yes: 0.5, no: 0.25}}}}}''')
    >>> passing_share(body.bodies[0], "This")
    Fraction(3, 8)
    """
    actors = [member.name for member in body.members if member.leaning is None]
    if actors:
        raise NotApplicable(
            f"{what} cannot say how {listed(actors)} votes in {body.name}: members that are actors "
            "vote by what they expect to follow, with an abstention band.\nGive the members "
            "stated votes (yes, no), or convert to .gmcr or .yaml."
        )
    # by the votes of yes and of no so far, and whether a veto has fallen
    shares: dict[tuple[int, int, bool], Fraction] = {(0, 0, False): Fraction(1)}
    for member in body.members:
        assert member.leaning is not None
        parts = [Fraction(str(number.value)) for number in member.leaning]
        total = sum(parts, Fraction(0))
        ahead: dict[tuple[int, int, bool], Fraction] = {}
        for (yes, no, fell), share in shares.items():
            vetoes = member.name in body.veto
            ways = (
                (yes + member.votes, no, fell),
                (yes, no, fell),
                (yes, no + member.votes, fell or vetoes),
            )
            for way, part in zip(ways, parts, strict=True):
                ahead[way] = ahead.get(way, Fraction(0)) + share * part / total
        shares = ahead
    return sum((p for key, p in shares.items() if _passes(body, *key)), Fraction(0))


def _passes(body: Body, yes: int, no: int, fell: bool) -> bool:
    if fell:
        return False
    if body.rule == "quota":
        return yes >= (body.quota or 0)
    return yes > no if body.rule == "majority" else no == 0

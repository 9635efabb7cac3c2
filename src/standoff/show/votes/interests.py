"""What a votes answer says of members' interests: what speaks for a text, what would turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from standoff.show.labels import Labels, clean
from standoff.show.terminal import paragraph, table

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["interest_table", "is_split", "nearest_member", "signed", "told_vote", "told_weight"]

_NAMED: Final = 2
_CLOSE: Final = 5e-3

Floats = npt.NDArray[np.float64]


def is_split(answer: xr.Dataset) -> bool:
    """Say whether the answer splits gains by interest; an older one may not."""
    return "gain_by_interest" in answer


def _of(answer: xr.Dataset, name: str, vote: int) -> Floats:
    return np.asarray(answer[name].transpose("vote", "member", ...).values[vote])


def _relative(answer: xr.Dataset, kind: str, vote: int) -> Floats:
    """Return by what share of itself a weight must change; infinite where none does it."""
    names, there = (_of(answer, f"{kind}_{part}", vote) for part in ("interest", "weight"))
    found = np.full(names.shape, np.inf)
    for m, name in enumerate(names):
        own = _own(answer, m, str(name)) if str(name) else 0.0
        if own:
            found[m] = abs(float(there[m]) / own - 1.0)
    return found


def _own(answer: xr.Dataset, member: int, interest: str, part: str = "") -> float:
    weights = answer[f"interest_weight{part}"].transpose("member", "interest").values[member]
    return float(weights[[str(name) for name in answer["interest"].values].index(interest)])


def _range(answer: xr.Dataset, member: int, interest: str) -> tuple[float, float] | None:
    """Return what the crisis holds possible for a weight, where it leaves it open."""
    low, high = (_own(answer, member, interest, part) for part in ("_low", "_high"))
    return (low, high) if low < high else None


def nearest_member(answer: xr.Dataset, vote: int) -> int | None:
    """Return the member whose smallest change of one weight evens passage, the least of all."""
    relative = _relative(answer, "pass", vote)
    return int(np.argmin(relative)) if np.isfinite(relative).any() else None


def told_weight(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say which smallest change of one weight of one member would even passage."""
    words = labels.words
    if np.isnan(_of(answer, "gain", vote)).all():
        return words.say("Every member has a stated leaning, so no interest moves the outcome.")
    row = nearest_member(answer, vote)
    if row is None:
        said = words.say(
            "No change of one weight of one member, up to tenfold, makes it as likely to pass as "
            "to fail."
        )
        return " ".join(part for part in (said, _told_obstacles(answer, labels, vote)) if part)
    member = labels.member(str(answer["member"].values[row]))
    change = _change(answer, labels, "pass", vote, row)
    if float(answer["pass_probability"].values[vote]) >= 0.5:
        said = words.say(
            "The smallest change of one weight that would make failure as likely, while all "
            "play on as before: {member} gives {change}.",
            member=member,
            change=change,
        )
    else:
        said = words.say(
            "The smallest change of one weight that would make passage as likely, while all "
            "play on as before: {member} gives {change}.",
            member=member,
            change=change,
        )
    again = float(_of(answer, "pass_again", vote)[row])
    if again == again:
        said += " " + words.say(
            "Solved again with that weight, which everybody then reckons with, the probability of "
            "passage is {share}.",
            share=words.percent(again),
        )
    return said


def _is_fatal(answer: xr.Dataset, vote: int) -> npt.NDArray[np.bool_]:
    """Say of each member whether its no alone defeats a text, by a veto or in a consensus."""
    consensus = str(answer["vote_rule"].values[vote]) == "consensus"
    return np.logical_or(_of(answer, "veto", vote), consensus)


def _told_obstacles(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Name those whose no is likely and enough, where they are several."""
    against = _of(answer, "ballot_probability", vote)[:, 2]
    rows = np.flatnonzero(_is_fatal(answer, vote) & (against >= 0.5))
    if rows.size < 2:
        return ""
    names = [labels.member(str(answer["member"].values[row])) for row in rows]
    return labels.words.say(
        "One no is enough to defeat it, and more than one is likelier than not: those of "
        "{members}.",
        members=labels.words.listed(names),
    )


def told_vote(answer: xr.Dataset, labels: Labels, vote: int) -> str:
    """Say what would even the vote of the member that decides most often of those it could even.

    Where its no defeats a text, by a veto or in a consensus, its no is told, which an
    abstention would be enough to lift; else its yes.
    """
    words = labels.words
    fatal = _is_fatal(answer, vote)
    relative = np.where(fatal, _relative(answer, "no", vote), _relative(answer, "yes", vote))
    if not np.isfinite(relative).any():
        return ""
    row = int(np.argmax(np.where(np.isfinite(relative), _of(answer, "decides", vote), -1.0)))
    if _of(answer, "decides", vote)[row] < _CLOSE:
        return ""  # whatever it does, others decide
    is_fatal, kind = bool(fatal[row]), "no" if fatal[row] else "yes"
    change = _change(answer, labels, kind, vote, row)
    if row == nearest_member(answer, vote) and change == _change(answer, labels, "pass", vote, row):
        return ""  # what turns its vote turns the text, and is told
    places = {
        "member": labels.member(str(answer["member"].values[row])),
        "share": words.percent(float(_of(answer, "ballot_probability", vote)[row, 2 * is_fatal])),
        "change": change,
    }
    said = (
        words.say(
            "{member} now votes no with a probability of {share}, and would do so as often as not "
            "if it gave {change}.",
            **places,
        )
        if is_fatal
        else words.say(
            "{member} now votes yes with a probability of {share}, and would do so as often as not "
            "if it gave {change}.",
            **places,
        )
    )
    again = float(_of(answer, f"{kind}_again", vote)[row])
    if again == again:
        said += " " + words.say("Solved again: {share}.", share=words.percent(again))
    return said


def _change(answer: xr.Dataset, labels: Labels, kind: str, vote: int, row: int) -> str:
    """Say of a weight what it would be, and what it is."""
    words = labels.words
    interest = str(_of(answer, f"{kind}_interest", vote)[row])
    weight = float(_of(answer, f"{kind}_weight", vote)[row])
    there, own = _apart(labels, weight, _own(answer, row, interest))
    said = words.say(
        "“{interest}” the weight {there} instead of {own}",
        interest=_title(labels, interest),
        there=there,
        own=own,
    )
    possible = _range(answer, row, interest)
    if possible is None:
        return said
    ends = {"low": words.number(possible[0]), "high": words.number(possible[1])}
    if possible[0] <= weight <= possible[1]:
        return said + " " + words.say("(the crisis holds {low} to {high} possible)", **ends)
    return said + " " + words.say("(beyond the {low} to {high} that the crisis holds possible)",
                                  **ends)  # fmt: skip


def _apart(labels: Labels, there: float, own: float) -> tuple[str, str]:
    """Write two weights with so many decimals that they differ, and the first is not nothing."""
    written = ("", "")
    for digits in range(2, 7):
        written = labels.words.number(there, digits), labels.words.number(own, digits)
        if written[0] != written[1] and (written[0] != "0" or there == 0):
            break
    return written


def _title(labels: Labels, name: str) -> str:
    return clean(labels.words.title(labels.tree.get("interests", {}).get(name, {}), name))


def interest_table(answer: xr.Dataset, labels: Labels, vote: int, width: int) -> list[str]:
    """Tabulate what speaks for and against a text with each member that weighs gains."""
    words = labels.words
    gain, shift = (_of(answer, name, vote) for name in ("gain", "shift"))
    rows = []
    for row, member in enumerate(str(name) for name in answer["member"].values):
        if np.isnan(gain[row]):
            continue
        parts = _parts(answer, labels, vote, row)
        rows.append(
            [
                labels.member(member),
                signed(labels, float(gain[row])),
                signed(labels, float(shift[row])),
                ", ".join([said for value, said in parts if value > 0][:_NAMED]) or "–",
                ", ".join([said for value, said in parts if value < 0][:_NAMED]) or "–",
                _turned(answer, labels, vote, row),
            ]
        )
    if not rows:
        return []
    header = [
        words.say("Member"),
        words.say("gain"),
        words.say("to even"),
        words.say("most speaks for it"),
        words.say("and against it"),
        words.say("yes as often as not at"),
    ]
    title = words.say("Where gains come from, by the members' own interests:")
    return [paragraph(title, width), table(header, rows, width, align="lrrlll")]


def _parts(answer: xr.Dataset, labels: Labels, vote: int, row: int) -> list[tuple[float, str]]:
    """List what a gain is made of, the largest first, each with how it is told."""
    words = labels.words
    names = [_title(labels, str(name)) for name in answer["interest"].values]
    parts = list(zip(_of(answer, "gain_by_interest", vote)[row].tolist(), names, strict=True))
    parts.append((float(_of(answer, "gain_by_cost", vote)[row]), words.say("own costs")))
    told = [(value, f"{name} {signed(labels, value)}") for value, name in parts
            if abs(value) >= _CLOSE]  # fmt: skip
    return sorted(told, key=lambda part: -abs(part[0]))


def _turned(answer: xr.Dataset, labels: Labels, vote: int, row: int) -> str:
    """Say at which weight a member would vote yes as often as not, and what it is now."""
    if not np.isfinite(_relative(answer, "yes", vote)[row]):
        return "–"
    interest = str(_of(answer, "yes_interest", vote)[row])
    weight = float(_of(answer, "yes_weight", vote)[row])
    there, own = _apart(labels, weight, _own(answer, row, interest))
    places = {"interest": _title(labels, interest), "there": there, "own": own}
    possible = _range(answer, row, interest)
    if possible is not None and possible[0] <= weight <= possible[1]:
        return labels.words.say("{interest} {there} (now {own}), in range", **places)
    return labels.words.say("{interest} {there} (now {own})", **places)


def signed(labels: Labels, value: float) -> str:
    """Write a gain with its sign, a dash where there is none."""
    if value != value:
        return "–"
    plain = labels.words.number(abs(value), 2)
    return plain if plain == "0" else ("+" if value > 0 else "−") + plain

"""Which policy an equilibrium answer follows, and how good it is, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["effort", "followed", "kind_of", "named", "soundness", "with_policy"]


def kind_of(answer: xr.Dataset) -> str:
    """Name the kind of policy that an answer of `equilibrium` or `ensemble` follows."""
    kind = answer.attrs.get("policy_kind", answer.attrs.get("policy", "logit"))
    return str(kind)


def named(answer: xr.Dataset, words: Words) -> str:
    """Name the policy that is played in a few words, for a figure."""
    kind = kind_of(answer)
    if kind == "perfect":
        return words.say("Policy: Markov perfect equilibrium.")
    if kind == "level-k":
        if "policy_level" not in answer.attrs:
            return words.say("Policy: level-k.")
        level = int(answer.attrs["policy_level"])
        return words.say("Policy: level-k, at level {level}.", level=words.whole(level))
    if kind == "fictitious":
        return words.say("Policy: fictitious play.")
    if kind == "rules":
        return words.say("Policy: the rules written in the crisis.")
    return words.say("Policy: logit equilibrium.")


def with_policy(note: str, answer: xr.Dataset, words: Words) -> str:
    """Add to the note of a figure which policy is played, where it is not the usual one."""
    return note if kind_of(answer) == "logit" else f"{named(answer, words)} {note}"


def followed(answer: xr.Dataset, words: Words) -> str:
    """Say what movers follow, where it is not the logit equilibrium; else nothing."""
    kind = kind_of(answer)
    if kind == "perfect":
        return f"{_perfect(answer, words)} {_ties(answer, words)}"
    if kind == "level-k":
        return _level(answer, words)
    if kind == "fictitious":
        return words.many(
            "Policy: fictitious play. In {count} play of the crisis in thought, each has learned "
            "from the replies of the others what to expect of them; shown is what is expected.",
            "Policy: fictitious play. In {count} plays of the crisis in thought, each has learned "
            "from the replies of the others what to expect of them; shown is what is expected.",
            int(answer.attrs.get("policy_plays", 0)),
        )
    if kind == "rules":
        return words.say("Policy: the rules written in the crisis.")
    return ""


def _perfect(answer: xr.Dataset, words: Words) -> str:
    if int(answer.attrs.get("horizon", 0)):
        return words.say(
            "Policy: best replies for sure (Markov perfect equilibrium), counted backwards from "
            "the end."
        )
    return words.say(
        "Policy: best replies for sure (Markov perfect equilibrium), state by state, as no state "
        "that was left can be come back to; there may be other such equilibria."
    )


def _ties(answer: xr.Dataset, words: Words) -> str:
    if str(answer.attrs.get("policy_ties", "hold")) == "equal":
        return words.say(
            "Choices that are worth the same to a mover are equally likely; a member to whom both "
            "outcomes are worth the same abstains."
        )
    return words.say(
        "Of choices that are worth the same to a mover it takes the first, holding before the "
        "order of the file; a member to whom both outcomes are worth the same abstains."
    )


def _level(answer: xr.Dataset, words: Words) -> str:
    level = int(answer.attrs.get("policy_level", 0))
    if level == 0:
        return words.say(
            "Policy: level 0. All take anything that is open with the same probability, and vote "
            "yes, abstain and no alike."
        )
    best = str(answer.attrs.get("policy_reply", "logit")) == "best"
    if best:
        return words.say(
            "Policy: level {level}. Each takes for sure what is best for it if the others are of "
            "level {below}; at level 0 they take anything that is open.",
            level=words.whole(level),
            below=words.whole(level - 1),
        )
    return words.say(
        "Policy: level {level}. Each replies, by its precision, to others of level {below}; at "
        "level 0 they take anything that is open.",
        level=words.whole(level),
        below=words.whole(level - 1),
    )


def soundness(answer: xr.Dataset, words: Words) -> str:
    """Say how good a policy other than the logit is, by the independent check."""
    regret = float(answer["regret"]) if "regret" in answer else float("nan")
    parts = []
    if kind_of(answer) == "perfect":
        parts.append(
            words.say(
                "No mover gains by one other choice in any state: at most {regret}.",
                regret=words.tiny(regret),
            )
        )
    elif math.isnan(regret):
        parts.append(
            words.say(
                "What a mover would gain by one other choice is not told: it hangs on votes about "
                "texts that are never tabled at the same time as what else is chosen."
            )
        )
    else:
        parts.append(
            words.say(
                "A mover who knew what the others really do would gain up to {regret} by one "
                "other choice, in the state where that is most.",
                regret=words.number(regret),
            )
        )
    if "drift" in answer:
        parts.append(
            words.say(
                "The last replies differed from what was expected by up to {drift}.",
                drift=words.percent(float(answer["drift"])),
            )
        )
    parts.append(
        words.say(
            "An independent check finds the same, and the same values up to {verified}.",
            verified=words.tiny(float(answer["residual_verified"])),
        )
    )
    return " ".join(parts)


_METHODS = {
    "plain iteration": mark("plain iteration"),
    "mixed iteration": mark("mixed iteration"),
    "Newton steps": mark("Newton steps"),
    "arc length": mark("arc length"),
}


def effort(answer: xr.Dataset, words: Words) -> str:
    """Say which methods were needed, and into what parts play falls; else nothing."""
    # rules rest on an equilibrium whose way there is not theirs
    if "sweeps_by_method" not in answer or kind_of(answer) != "logit":
        return ""
    spent = [
        f"{words.say(_METHODS.get(str(name), str(name)))} {words.whole(int(count))}"
        for name, count in zip(
            answer["method"].values, answer["sweeps_by_method"].values, strict=True
        )
    ]
    said = [words.say("Sweeps by method: {spent}.", spent=", ".join(spent))]
    parts = int(answer.attrs.get("components", 0))
    largest = int(answer.attrs.get("largest_component", 0))
    if parts == 1:
        said.append(words.say("Play can come back to every state that it leaves."))
    elif parts and largest == 1:
        said.append(words.say("Play comes back to no state that it has left."))
    elif parts:
        said.append(
            words.say(
                "The states fall into {parts} parts that play does not come back to once it has "
                "left, the largest of {largest} states.",
                parts=words.whole(parts),
                largest=words.whole(largest),
            )
        )
    return " ".join(said)

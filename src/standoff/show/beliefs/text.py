"""The answer of the lens beliefs in words: what was known, what taught it, how much one learns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import NamedAnswer
from standoff.show.beliefs.lines import Played, lines_blocks
from standoff.show.labels import Labels
from standoff.show.terminal import heading, paragraph, table
from standoff.show.together import said_together
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Told", "beliefs_body", "beliefs_lines", "beliefs_question"]

Floats = npt.NDArray[np.float64]

_MOVES = 8
_RARE = 0.001
_COARSE = 0.1
"""Share of what a reputation changes above which the error of the grid is too large."""


def beliefs_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Which motive would others make out from what is done?")


@dataclass(frozen=True)
class Told(NamedAnswer):
    """An answer of the lens beliefs with its names."""

    @cached_property
    def actor(self) -> str:
        """Title of the actor."""
        return self.labels.actor(str(self.answer.attrs["actor"]))

    @cached_property
    def motives(self) -> list[str]:
        """Titles of the motives."""
        try:
            titles = json.loads(str(self.answer.attrs.get("motive_titles", "{}")))
        except json.JSONDecodeError:
            titles = {}
        names = [str(name) for name in self.answer["motive"].values]
        return [self.words.title(titles.get(name) or {}, name) for name in names]

    def over(self, name: str, *axes: str) -> Floats:
        """Give a variable with its axes in an order."""
        return np.asarray(self.answer[name].transpose(*axes).values, np.float64)

    @cached_property
    def done(self) -> list[str]:
        """What was done at each moment, `hold` empty."""
        options = [str(label) for label in self.answer["option"].values]
        return [
            self.labels.option(options[int(n)]) if n > 0 else ""
            for n in self.answer["moment_option"].values
        ]

    def telling(self, limit: int) -> list[int]:
        """Pick the moves that moved the odds of some motive most, in order of time."""
        weight = np.nan_to_num(abs(self.over("evidence", "moment", "motive")), posinf=99).max(
            axis=1
        )
        moves = [n for n, what in enumerate(self.done) if what]
        return sorted(sorted(moves, key=lambda n: -weight[n])[:limit])

    def factor(self, log_odds: float) -> str:
        """Write by what factor odds moved."""
        if not np.isfinite(log_odds):
            return self.words.say("beyond measure")
        size = float(np.exp(abs(log_odds)))
        shown = self.words.number(size, 1) if size < 10 else self.words.whole(round(size))
        return f"×{shown}"  # noqa: RUF001  # the sign of multiplication

    def chance(self, share: float) -> str:
        """Write a probability; what is tiny is below a thousandth."""
        if 0 <= share < _RARE:
            return f"<{self.words.percent(_RARE, 1)}"
        return self.words.percent(share, 1 if share < 0.1 else 0)


def beliefs_lines(answer: xr.Dataset, labels: Labels) -> list[str]:
    """Say in a few sentences where belief ends, what silence told, and how fast one learns."""
    told, words = Told(answer, labels), labels.words
    if "belief" not in answer:
        return _without_record(told)
    still = [n for n, what in enumerate(told.done) if not what]
    said = [_verdict(told), *([_stillness(told, still)] if still else [])]
    if "learned" in answer:
        mean = told.over("learned", "truth", "after", "motive")[:, -1]
        shares = [
            words.say("“{motive}” {share}", motive=name, share=told.chance(float(mean[k, k])))
            for k, name in enumerate(told.motives)
        ]
        said.append(
            words.say(
                "On drawn paths others would in the end give the true motive, if it were: "
                "{shares}.",
                shares=words.listed(shares),
            )
        )
    return said


def _without_record(told: Told) -> list[str]:
    """Say whose motives are unknown, and which move would tell most of them."""
    words = told.words
    if "tree_value" not in told.answer:
        return [words.say("Others do not know the motive of {actor}.", actor=told.actor)]
    played = Played(told.answer, told.labels)
    hidden = words.listed(played.hidden)
    said = [words.say("Others do not know the motive of {actor}.", actor=hidden), played.telling()]
    return [one for one in said if one]


def beliefs_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Tell the answer, block by block."""
    told = Told(answer, Labels.of(answer, words))
    return [block for block in _blocks(told, width) if block]


def _blocks(told: Told, width: int) -> Iterator[str]:
    words, answer = told.words, told.answer
    played = Played(answer, told.labels) if "tree_value" in answer else None
    hidden = told.actor if played is None else words.listed(played.hidden)
    yield paragraph(words.say("Others do not know the motive of {actor}.", actor=hidden), width)
    if "together" in answer.attrs:
        yield paragraph(" ".join([*said_together(answer, told.labels), _own_part(told)]), width)
    yield _at_a_glance(told, width)
    if "belief" in answer:
        yield paragraph(_verdict(told), width)
        yield from _moves(told, width)
    if played is not None:
        yield from lines_blocks(played, width)
    if "learned" in answer:
        yield from _lessons(told, width)
    if "grid_value" in answer:
        yield from _reputation(told, width)
    elif "grid_residual" in answer.attrs:
        yield paragraph(_unsettled(told), width)
    yield paragraph(
        words.say(
            "Each motive is given what it would do if others knew it, in equilibrium; beliefs "
            "follow by Bayes' rule from options taken and left, and not from ballots. A motive "
            "that nobody wrote down gets no belief."
        ),
        width,
    )


def _own_part(told: Told) -> str:
    """Say what a turn in which several choose tells."""
    return told.words.say(
        "Of what is chosen in such a turn only {actor}'s own part tells of its motive. The game "
        "with the motive unknown to all is not solved where some choose at once.",
        actor=told.actor,
    )


def _at_a_glance(told: Told, width: int) -> str:
    """Set the motives side by side: at first and at the end."""
    words, answer = told.words, told.answer
    prior = told.over("prior", "motive")
    header = [words.say("motive"), words.say("at first")]
    columns = [[words.percent(float(share)) for share in prior]]
    if "belief" in answer:
        last, low, high = (
            told.over(name, "moment", "motive")[-1]
            for name in ("belief", "belief_low", "belief_high")
        )
        header += [words.say("after the record"), words.say("with other priors in their ranges")]
        columns.append([told.chance(float(share)) for share in last])
        columns.append(
            [
                words.say("{low} to {high}", low=told.chance(float(a)), high=told.chance(float(b)))
                for a, b in zip(low, high, strict=True)
            ]
        )
    if "private_belief" in answer:
        known = told.over("private_belief", "moment", "motive")
        known = known[np.isfinite(known).all(axis=1)]
        if len(known):
            header.append(words.say("if all reckon with what is told"))
            columns.append([told.chance(float(share)) for share in known[-1]])
    rows = [[name, *cells] for name, *cells in zip(told.motives, *columns, strict=True)]
    return table(header, rows, width, align="l" + "r" * (len(header) - 1))


def _verdict(told: Told) -> str:
    """Say where belief ends, and whether the priors decide."""
    words = told.words
    last = told.over("belief", "moment", "motive")[-1]
    low, high = (told.over(f"belief_{end}", "moment", "motive")[-1] for end in ("low", "high"))
    best = int(last.argmax())
    said = [
        words.say(
            "After the record the likeliest motive is “{motive}”, at {share}.",
            motive=told.motives[best],
            share=told.chance(float(last[best])),
        )
    ]
    if low[best] > 0.5:
        said.append(words.say("No prior within the ranges given makes another likelier."))
    elif high[best] > low[best]:
        said.append(
            words.say(
                "The priors decide: within their ranges its share goes from {low} to {high}.",
                low=told.chance(float(low[best])),
                high=told.chance(float(high[best])),
            )
        )
    return " ".join(said)


def _moves(told: Told, width: int) -> Iterator[str]:
    """Show what moved belief most, and what doing nothing told."""
    words = told.words
    chance = told.over("likelihood", "moment", "motive")
    evidence = told.over("evidence", "moment", "motive")
    belief = told.over("belief", "moment", "motive")
    rows = []
    for n in told.telling(_MOVES):
        best = int(np.nan_to_num(evidence[n], nan=-np.inf).argmax())
        leading = int(belief[n].argmax())
        rows.append(
            [
                words.date(str(told.answer["moment_date"].values[n])),
                told.done[n],
                *(told.chance(float(share)) for share in chance[n]),
                f"{told.motives[best]} {told.factor(float(evidence[n, best]))}",
                f"{told.motives[leading]} {told.chance(float(belief[n, leading]))}",
            ]
        )
    if rows:
        yield heading(words.say("What told most"))
        header = [words.say("date"), words.say("what was done"), *told.motives]
        header += [words.say("speaks for, odds"), words.say("then likeliest")]
        yield table(header, rows, width, align="ll" + "r" * len(told.motives) + "ll")
        yield paragraph(
            words.say(
                "Under each motive: the probability that it gave to what was done, of all that was "
                "open then. Odds: how much the move raised those of a motive against the others."
            ),
            width,
        )
    still = [n for n, what in enumerate(told.done) if not what]
    if still:
        yield paragraph(_stillness(told, still), width)


def _stillness(told: Told, still: list[int]) -> str:
    """Say what the turns without a move told, together, and what is believed without them."""
    words = told.words
    logs = np.log(np.maximum(told.over("likelihood", "moment", "motive"), 1e-300))
    total = logs[still].sum(axis=0)
    best, least = int(total.argmax()), int(total.argmin())
    rest = np.log(told.over("prior", "motive")) + logs.sum(axis=0) - total
    share = np.exp(rest - rest.max())
    leading = int(share.argmax())
    alone = words.say(
        "From the moves alone “{motive}” would have {share}.",
        motive=told.motives[leading],
        share=told.chance(float(share[leading] / share.sum())),
    )
    silence = words.many(
        "In {count} turn it did nothing though it could: that speaks for “{best}” against "
        "“{least}” by {factor}.",
        "In {count} turns it did nothing though it could: together they speak for “{best}” "
        "against “{least}” by {factor}.",
        len(still),
        best=told.motives[best],
        least=told.motives[least],
        factor=told.factor(float(total[best] - total[least])),
    )
    caution = words.say(
        "How much silence tells hangs on how many chances to act the crisis counts in a round."
    )
    return f"{silence} {alone} {caution}"


def _lessons(told: Told, width: int) -> Iterator[str]:
    """Show how fast others would learn each motive if it were the true one."""
    words = told.words
    mean = told.over("learned", "truth", "after", "motive")
    low, high = (told.over(f"learned_{end}", "truth", "after") for end in ("low", "high"))
    last = mean.shape[1] - 1
    when = sorted({max(1, last // 4), max(1, last // 2), last})
    header = [words.say("if it truly is")]
    header += [words.many("after {count} round", "after {count} rounds", t) for t in when]
    rows = [
        [
            name,
            *(
                words.interval(float(mean[k, t, k]), float(low[k, t]), float(high[k, t]), 0)
                for t in when
            ),
        ]
        for k, name in enumerate(told.motives)
    ]
    yield heading(words.say("How fast others would learn"))
    yield table(header, rows, width, align="l" + "r" * len(when))
    yield paragraph(
        words.say(
            "Mean belief in the true motive over {count} drawn paths each; in brackets, what one "
            "path in ten stays below and one in ten exceeds.",
            count=words.whole(int(told.answer.attrs["paths"])),
        ),
        width,
    )


def _unsettled(told: Told) -> str:
    """Say that the equilibrium with the motive unknown was not found."""
    return told.words.say(
        "With the motive unknown to all no equilibrium was found: at {count} of the states, "
        "beliefs and turns a choice is not what it would be, given what it tells, and the worst "
        "is {far} off in probability. Ask for another 'grid' or fewer 'rounds', or lower the "
        "precision of the actor. Nothing above rests on it.",
        count=told.words.whole(int(told.answer.attrs.get("grid_unsettled", 1))),
        far=told.words.tiny(float(told.answer.attrs["grid_residual"])),
    )


def _reputation(told: Told, width: int) -> Iterator[str]:
    """Show what each motive expects, by what others believe."""
    words, answer = told.words, told.answer
    belief = told.over("grid_belief", "point", "motive")
    own = told.over("grid_motive_value", "point", "motive")
    corners = [int(belief[:, k].argmax()) for k in range(len(told.motives))]
    header = [words.say("what it expects at the start")]
    header += [words.say("if thought “{motive}”", motive=name) for name in told.motives]
    rows = [
        [name, *(words.number(float(own[corner, k])) for corner in corners)]
        for k, name in enumerate(told.motives)
    ]
    yield heading(words.say("What a reputation is worth"))
    yield table(header, rows, width, align="l" + "r" * len(corners))
    yield paragraph(_best_thought(told, own[corners]), width)
    yield paragraph(
        words.say(
            "Here the game was solved with the motive unknown: all reckon with what a choice "
            "tells. In units of utility; they compare along a row only. Values on a grid of "
            "beliefs half as fine differ by up to {error}; choices are within {residual} of their "
            "fixed points.",
            error=words.number(float(answer.attrs["grid_error"]), 3),
            residual=words.tiny(float(answer.attrs["grid_residual"])),
        ),
        width,
    )
    error, reach = float(answer.attrs["grid_error"]), float(np.ptp(own[corners], axis=0).min())
    if error > _COARSE * reach:
        yield paragraph(
            words.say(
                "For beliefs between certainties the grid is too coarse for numbers to be quoted, "
                "a belief “if all reckon with what is told” among them: that is more than a tenth "
                "of what a reputation changes for some motive. Ask for a finer 'grid'."
            ),
            width,
        )


def _best_thought(told: Told, own: Floats) -> str:
    """Say what each motive would best be thought to be, and what worst; own by (point, motive)."""
    words = told.words
    return " ".join(
        words.say(
            "If its motive is “{motive}”, it does best if thought “{best}” and worst if thought "
            "“{worst}”.",
            motive=name,
            best=told.motives[int(own[:, k].argmax())],
            worst=told.motives[int(own[:, k].argmin())],
        )
        for k, name in enumerate(told.motives)
        if np.ptp(own[:, k]) > 0
    )

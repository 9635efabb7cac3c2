"""Small random games that other programs have solved too, drawn again from their numbers.

A game is drawn as plain data with nothing but the standard library, so that the
script that asks the other programs (scripts/make_peer_fixtures.py) and the tests
draw the very same ones. `crisis_text` writes it as a crisis file.

Stochastic games and trees: one variable whose levels are the states; every actor
has one turn a round, in order; an option leads from some states to one, or to two by
chance. Normal forms: everybody sets a variable of its own, once.
"""

from __future__ import annotations

import json
import random
from itertools import product

STOCHASTIC, NORMAL, TREES = 250, 150, 100
"""How many of each kind there are: 500 in all."""


class Draw:
    """Draws by ``random()`` alone, which is the same in every version of Python."""

    def __init__(self, kind: str, number: int) -> None:
        self.random = random.Random(f"{kind} {number}").random

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self.random() * (high - low + 1))

    def step(self, low: float, high: float, width: float) -> float:
        """Draw a multiple of a width above the low end."""
        return low + width * self.whole(0, round((high - low) / width))

    def some(self, several: list[int]) -> list[int]:
        """Draw a subset that is not empty."""
        kept = [one for one in several if self.random() < 0.6]
        return kept or [several[self.whole(0, len(several) - 1)]]


def draw_stochastic(number: int, rounds: int | None = None) -> dict:
    """Draw two or three actors that move in turn about two to four states."""
    draw = Draw("stochastic" if rounds is None else "tree", number)
    actors = 2 if rounds or draw.random() < 0.7 else 3
    states = draw.whole(2, 4 if actors == 2 else 3)
    return {
        "actors": [
            {"patience": draw.step(0.3, 0.9, 0.05), "precision": draw.step(0.25, 2.5, 0.25)}
            for _ in range(actors)
        ],
        "utility": [[draw.step(-2, 2, 0.25) for _ in range(states)] for _ in range(actors)],
        "options": [
            [draw_option(draw, states) for _ in range(draw.whole(1, 2))] for _ in range(actors)
        ],
        "chance": draw_option(draw, states) if draw.random() < 0.3 else None,
        "start": draw.whole(0, states - 1),
        "rounds": rounds,
    }


def draw_option(draw: Draw, states: int) -> dict:
    """Draw where something may be done, what it leads to and what it costs."""
    if draw.random() < 0.7:
        to = [(1.0, draw.whole(0, states - 1))]
    else:
        share = draw.step(0.25, 0.75, 0.25)
        first = draw.whole(0, states - 1)
        to = [(share, first), (1 - share, (first + draw.whole(1, states - 1)) % states)]
    away = [s for s in range(states) if s != to[0][1]]
    cost = draw.step(0, 0.5, 0.25)
    return {"from": draw.some(away), "to": to, "cost": cost}


def draw_tree(number: int) -> dict:
    """Draw two actors that move in turn for one or two rounds."""
    return draw_stochastic(number, 1 + number % 2)


def draw_normal(number: int) -> dict:
    """Draw a normal form: two players with two or three strategies, or three with two."""
    draw = Draw("normal", number)
    sizes = [draw.whole(2, 3), draw.whole(2, 3)] if draw.random() < 0.7 else [2, 2, 2]
    profiles = list(product(*(range(size) for size in sizes)))
    return {
        "sizes": sizes,
        "payoffs": [[draw.step(-3, 3, 0.25) for _ in profiles] for _ in sizes],
        "precisions": [draw.step(0.25, 1.5, 0.25) for _ in sizes],
    }


def crisis_text(game: dict) -> str:
    """Write a drawn game as a crisis file (JSON is YAML)."""
    return json.dumps(_normal(game) if "sizes" in game else _turns(game))


def _turns(game: dict) -> dict:
    names = [f"actor_{i}" for i in range(len(game["actors"]))]
    levels = [f"p{s}" for s in range(len(game["utility"][0]))]
    written = {
        "name": "drawn",
        "actors": dict(zip(names, game["actors"], strict=True)),
        "variables": {"place": levels},
        "start": {"place": levels[game["start"]]},
        "options": {
            name: {f"option_{n}": _act(option, levels) for n, option in enumerate(own)}
            for name, own in zip(names, game["options"], strict=True)
        },
        "interests": {f"in_{level}": f"place == {level}" for level in levels},
        "weights": {
            name: {f"in_{level}": u for level, u in zip(levels, own, strict=True)}
            for name, own in zip(names, game["utility"], strict=True)
        },
    }
    if game["chance"]:
        written["chance"] = {"event": _act(game["chance"] | {"cost": 0.0}, levels)}
        del written["chance"]["event"]["cost"]
    if game["rounds"]:
        written["horizon"] = game["rounds"]
    return written


def _act(option: dict, levels: list[str]) -> dict:
    """Write an option or a chance event."""
    if len(option["to"]) == 1:
        effect = {"set": {"place": levels[option["to"][0][1]]}}
    else:
        effect = {
            "chance": [
                {"probability": share, "set": {"place": levels[s]}} for share, s in option["to"]
            ]
        }
    when = " or ".join(f"place == {levels[s]}" for s in option["from"])
    return {"when": when, "effect": effect, "cost": option["cost"]}


def _normal(game: dict) -> dict:
    """Write a normal form as one round in which everybody sets its own variable."""
    names = [f"player_{i}" for i in range(len(game["sizes"]))]
    strategies = [[f"x{j}" for j in range(size)] for size in game["sizes"]]
    profiles = list(product(*(range(size) for size in game["sizes"])))
    return {
        "name": "drawn",
        "actors": {
            name: {"patience": 0, "precision": precision}
            for name, precision in zip(names, game["precisions"], strict=True)
        },
        "variables": {f"of_{i}": own for i, own in enumerate(strategies)},
        "options": {
            name: {
                f"play_{j}": {"when": f"of_{i} == x0", "effect": {"set": {f"of_{i}": f"x{j}"}}}
                for j in range(1, game["sizes"][i])
            }
            for i, name in enumerate(names)
        },
        "interests": {
            f"profile_{n}": " and ".join(f"of_{i} == x{j}" for i, j in enumerate(profile))
            for n, profile in enumerate(profiles)
        },
        "weights": {
            name: {f"profile_{n}": u for n, u in enumerate(own)}
            for name, own in zip(names, game["payoffs"], strict=True)
        },
    }

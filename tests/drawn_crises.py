"""A second way to a drawn preference: the crisis compiled again with the drawn weights."""

import dataclasses

from standoff.game import compile


def recompiled(game, drawn, n):
    """Compile the crisis of a game with the weights of draw ``n`` as its own."""
    crisis = game.crisis
    weights = {
        actor: {
            name: dataclasses.replace(number, value=float(drawn.weight(actor, name)[n]))
            for name, number in own.items()
        }
        for actor, own in crisis.weights.items()
    }
    return compile(dataclasses.replace(crisis, weights=weights))

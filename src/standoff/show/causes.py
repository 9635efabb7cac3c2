"""Why a lens found nothing, in the reader's language.

A saved answer says its cause and remedy as English sentences. They are told
again from the sentences below, whose places take names and numbers; a sentence
that is not among them is shown as it stands.
"""

from __future__ import annotations

import functools
import re
import string

from standoff.show.words import Words, mark

__all__ = ["SENTENCES", "told_again"]

SENTENCES = (
    mark(
        "An equilibrium weighs likely gains against losses, so it needs numbers, and {names} have "
        "only an order of the states."
    ),
    mark(
        "An equilibrium weighs likely gains against losses, so it needs numbers, and {names} has "
        "only an order of the states."
    ),
    mark(
        "Give them weights on interests instead of priorities or a ranking, or use the lens "
        "'stability', which needs only an order."
    ),
    mark(
        "An independent computation does not confirm the equilibrium: its values differ by "
        "{values} and its probabilities by {probabilities}."
    ),
    mark("Loosen the tolerance; if that does not help, please report it with the crisis."),
    mark("Already with everybody tossing a coin the values did not settle."),
    mark(
        "The branch from precision 0 could be followed up to {factor} times the precision asked "
        "for, in {steps} steps and {sweeps} sweeps."
    ),
    mark("At the precision asked for the error stays at {error}, above {wanted}."),
    mark(
        "Lower the precision or the patience of the actors, give the crisis a horizon (then "
        "it is solved backwards), or loosen the tolerance."
    ),
    mark("Give the crisis what the lens needs, or use another lens."),
    mark("Lower the precision, shorten the horizon, or loosen the tolerance."),
    mark(
        "In every state some actor has an improvement that nothing deters, under each of the "
        "concepts looked at ({concepts})."
    ),
    mark(
        "Look under a more cautious concept (gmr), or at who leaves which state: the crisis may go "
        "round in a circle."
    ),
    mark(
        "The {seconds} seconds allowed were over before {count} states could be judged under "
        "{concept}."
    ),
    mark("Allow more time by 'most_seconds'."),
    mark(
        "In every state some actor has a move that tempts it and that nothing deters, in every "
        "reading of the structure '{structure}'."
    ),
    mark(
        "{count} states lie within reach; relations between states are judged pair by pair, for at "
        "most {most} states."
    ),
    mark(
        "Look with the lens 'stability', from a state with fewer within reach ('at'), or raise "
        "'most_states'."
    ),
    mark(
        "The states within reach have {count} moves, more than the {most} that can be followed one "
        "by one."
    ),
    mark(
        "Use the lens 'stability', which needs no list of moves, or make the crisis smaller: fewer "
        "variables or levels, or more states that are infeasible."
    ),
    mark(
        "{actor} tells apart {count} kinds of states; the structure '{structure}' keeps a number "
        "for each pair of at most {most}."
    ),
    mark(
        "Use the structure 'unknown', which has no such limit, or make the crisis smaller: fewer "
        "variables, levels or interests."
    ),
    mark(
        "In every state some actor has, by its own game, an improvement that nothing deters, under "
        "each of the concepts looked at ({concepts})."
    ),
    mark(
        "Look under a more cautious concept (gmr), or at what an actor would do if it saw the "
        "crisis right: the lens 'stability'."
    ),
    mark(
        "The {games} games that actors see have {count} states together; at most {most} are judged."
    ),
    mark("Merge levels or variables, or use the lens 'stability', which judges one game."),
    mark(
        "The {games} games that actors see have {moves} moves together; at most {most} are "
        "followed."
    ),
    mark(
        "Merge levels or variables, have actors control fewer variables, or use the lens "
        "'stability', which judges one game."
    ),
    mark("The game has {moves} moves, more than the {most} that can be followed one by one."),
    mark(
        "Use the lens 'stability', which needs no list of moves, or make the crisis smaller: fewer "
        "variables or levels, or more states that are infeasible."
    ),
    mark("{actors} actors can form {count} coalitions, more than the {most} that are looked at."),
    mark("Say with 'partition' who moves together, or with 'largest' how many may."),
    mark(
        "The preferences found for {concept} do not keep the actors in the state when they are "
        "judged again."
    ),
    mark("Please report it with the crisis."),
    mark("On a grid of beliefs one turn follows the other, and these move at once: {actors}."),
    mark("Leave 'grid' at 0, or write their turns one after the other in 'order'."),
    mark("The policy '{name}' goes from turn to turn, and these move at once: {actors}."),
    mark(
        "Write their turns one after the other in 'order', or ask for the logit equilibrium (the "
        "lens 'equilibrium' or 'ensemble'), which lets them choose at once."
    ),
    mark(
        "The rules come to a vote of which the policy they rest on says nothing, for it never "
        "makes that choice at once with the others."
    ),
    mark("Give those who move at once turns of their own, or lower their precision."),
    mark("What those who move at once choose was not found in every state."),
    mark("Lower their precision, or let them move one after the other."),
    mark("A hindcast scores forecasts against what was done, and there is no record of it."),
    mark("Give the crisis a record of dated events, with a map from events to options."),
    mark("In no turn of the record did the mover have more than one option."),
    mark("Give actors options that may be taken in the states of the record."),
    mark("Reactions are read off a record, and there is none."),
    mark("Give the crisis a record of dated events, or use another lens."),
    mark("Nothing hostile is done to any actor of the crisis in its record."),
    mark("Say with 'of' whose reactions are asked for."),
    mark("The record spans {days} days, more than {most}."),
    mark("Choose 'since' and 'until' so that at most a hundred years are left."),
    mark(
        "The record has no text aimed at {of}, no threat and no deed of it, and too few months to "
        "tell who reacts to whom."
    ),
    mark("Choose another actor with 'of' or other verbs with 'texts', or add to the record."),
    mark(
        "Looking ahead lists every move, and this game has {moves} of them; at most {most} are "
        "listed."
    ),
    mark("Leave out variables or levels, or use the lens 'stability', which lists none."),
    mark(
        "How {count} actors look ahead is not settled: the concepts asked for are defined for two "
        "actors that can move."
    ),
    mark(
        "Choose a reading with variant = individualistic or cooperative, or ask for metarational, "
        "maximin or policy_stable, which are defined for any number."
    ),
    mark(
        "The concepts asked for go through more combinations than can be listed for {count} states."
    ),
    mark("Choose variant = individualistic, leave out simultaneous, or leave out variables."),
    mark("In every state some actor would leave, under each concept and horizon looked at."),
    mark("Look at who leaves which state: the crisis may go round in a circle."),
    mark("The crisis has no question of more or less on which actors take positions."),
    mark(
        "Write one under 'positions': a scale, and for each actor its position, salience and "
        "capability."
    ),
    mark(
        "Nobody's word counts on the question '{name}': salience times capability is zero for all."
    ),
    mark("Give at least one actor a salience and a capability above zero."),
    mark("No deal on the table can be carried out from this state."),
    mark("Look from an earlier date or another state, or put other variables on the table."),
    mark("The crisis has no deals, and no combinations of commitments were to be searched."),
    mark("Write deals into it, or choose search = all."),
    mark(
        "There is nothing to promise: no deal is written, and no option changes a variable on the "
        "table."
    ),
    mark("Write deals into the crisis, or put other variables on the table."),
    mark("There are {count} combinations of commitments, and at most {most} are screened."),
    mark("Name fewer 'variables', or raise 'most'."),
    mark("Nobody in this crisis can do anything, so nothing can be taken out."),
    mark("Give actors options."),
    mark("What actors expect through each interest did not settle."),
    mark("Lower the patience of the actors, or give the crisis a horizon."),
    mark("Beliefs are about which of several named motives an actor has, and none has two."),
    mark("Give an actor two or more `motives` with priors."),
    mark("There is no record to learn from, and no paths and no grid were asked for."),
    mark("Give the crisis a record, or ask for paths or a grid."),
    mark("In some state what a choice tells and what is chosen do not settle."),
    mark("Lower the precision of the actors."),
    mark("Gambit finds these equilibria, and its package pygambit is not installed."),
    mark("Install it with: pip install 'standoff[gambit]'."),
    mark("The tree has more than {most} nodes after at most {rounds} rounds."),
    mark("Ask for fewer rounds with 'rounds', raise 'most_nodes', or use the lens 'equilibrium'."),
    mark(
        "Members of a body that are actors vote by what they expect to follow, which a tree cannot "
        "hold."
    ),
    mark("Use the lens 'equilibrium', which works votes out."),
    mark("Nobody has a choice in the state looked from."),
    mark("Look from another state with 'at'."),
    mark("{names} would choose twice without knowing of its own choice."),
    mark("Look with form=turns, or give every actor one place in 'order'."),
    mark(
        "The tree has {nodes} nodes and {sets} decisions, too many to list equilibria of the kinds "
        "asked for."
    ),
    mark("Ask for fewer rounds with 'rounds', or use the lens 'equilibrium'."),
    mark("Nothing that Gambit returned was confirmed when it was reckoned again."),
    mark("Lower the precision with 'precision_factor', or use the lens 'equilibrium'."),
    mark(
        "Without an end, best replies are found where no state can be come back to, and here "
        "{some} of {all} states can, or lead to one that can."
    ),
    mark("Give the crisis a 'horizon', or ask for the policy 'logit'."),
    mark(
        "No choices of the movers are best replies to each other in {count} of the states: "
        "whatever they do for certain, one of them would rather do something else."
    ),
    mark(
        "Best replies went round in circles in {count} of the states, and not all choices could be "
        "tried."
    ),
    mark("Give the crisis a horizon, or ask for the policy 'logit', which allows for chance."),
    mark("Counted backwards, level {level} did not settle."),
    mark("Give the crisis a horizon, or lower the precision."),
    mark("The worth of what was learned did not settle."),
    mark("Give the crisis a horizon, or lower the patience."),
)


def told_again(sentence: str, words: Words) -> str:
    """Tell a cause or a remedy in the reader's language.

    Examples
    --------
    >>> from standoff.show.words import words_for
    >>> told_again("Give the crisis what the lens needs, or use another lens.", words_for("id"))
    'Lengkapi krisis dengan apa yang diperlukan lensa, atau gunakan lensa lain.'
    >>> told_again("The sun was in its eyes.", words_for("id"))
    'The sun was in its eyes.'
    """
    for known in SENTENCES:
        match = _pattern(known).fullmatch(sentence)
        if match:
            places = {name: _number(text, words) for name, text in match.groupdict().items()}
            return words.say(known, **places)
    return sentence


@functools.cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Write a sentence as a pattern with a group for each of its places."""
    parts = string.Formatter().parse(sentence)
    return re.compile(
        "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, *_ in parts)
    )


def _number(text: str, words: Words) -> str:
    """Write a number with the decimal mark of the language; leave names and powers of ten."""
    if re.fullmatch(r"\d+\.\d+", text):
        return words.number(float(text), len(text.partition(".")[2]))
    return text

"""A ferry between a port and an isle: a crisis with a record, solved and scored."""

import datetime as dt
import functools

from standoff.game import compile
from standoff.lenses.asking import look
from standoff.lenses.hindcast import Hindcast
from standoff.policy import solve
from standoff.record import parse_events, walk
from standoff.spec import read_text

FERRY = """
name: ferry
horizon: ROUNDS
calendar: {start: 2001-01-01, every: month, rounds: ROUNDS, focus: 2001-04-10}
actors: {port: {precision: 1, patience: 0.6}, isle: {precision: 1.5, patience: 0.5}}
variables: {toll: [none, low, high], ferry: [idle, running], charter: [draft, adopted]}
bodies:
  council: {rule: majority, members: {port: {}, isle: {}, clerk: {yes: 0.5, no: 0.3}}}
options:
  port:
    lift: {when: toll < high, effect: {raise: toll}}
    drop: {when: toll > none, effect: {lower: toll}}
  isle:
    sail: {when: ferry == idle, effect: {set: {ferry: running}}}
    moor: {when: ferry == running, effect: {set: {ferry: idle}}}
    table:
      when: charter == draft
      effect: {vote: council, pass: {set: {charter: adopted}}, fail: {}}
interests: {income: toll * ferry, trade: ferry - toll, order: charter}
weights: {port: {income: 1}, isle: {trade: 1, order: 0.5}}
order: ORDER
record:
  events: record.csv
  map:
    - {verb: lift, option: lift}
    - {verb: drop, option: drop}
    - {verb: sail, option: sail}
    - {verb: moor, option: moor}
    - {verb: adopt, option: table, outcome: pass}
    - {verb: reject, option: table, outcome: fail}
    - {verb: stroll, background: changes no level}
"""
MOVES = (
    ("2001-01-20", "port", "lift"),
    ("2001-02-05", "port", "lift"),
    ("2001-02-05", "isle", "sail"),
    ("2001-02-17", "port", "drop"),
    ("2001-04-03", "isle", "reject"),
    ("2001-05-09", "isle", "adopt"),
    ("2001-06-30", "port", "lift"),
)
QUICK = Hindcast(paths=400, draws=200)


@functools.cache
def crisis_of(rounds=6, order="[port, isle, port]"):
    """Read the crisis of the ferry."""
    text = FERRY.replace("ROUNDS", str(rounds)).replace("ORDER", order)
    return read_text(text, source="ferry.yaml")


@functools.cache
def solved(rounds=6, order="[port, isle, port]"):
    """Compile and solve it."""
    game = compile(crisis_of(rounds, order))
    return game, solve(game)


def walked(moves=MOVES, **of):
    """Walk a record of (day, actor, verb)."""
    rows = [f"E{k},{day},{who},{verb},,it happened" for k, (day, who, verb) in enumerate(moves)]
    header = "id,date,actor,action,target,description"
    return walk(crisis_of(**of), parse_events("\n".join((header, *rows))), source="record.csv")


@functools.cache
def answer_of(settings=QUICK):
    """Look at the ferry with its record."""
    game, policy = solved()
    return look(game, settings, record=walked(), policy=policy)


def simulated(rng, policy, game, **of):
    """Draw the moves of a record from a policy, one a turn, dated by turn."""
    calendar, moves = crisis_of(**of).calendar, []
    row = policy.row(game.start)
    for number in range(1, calendar.rounds + 1):
        for turn in range(game.turns.size):
            slots = slice(int(policy.slot_first[turn]), int(policy.slot_first[turn + 1]))
            share = policy.choice[policy.round(number), row, slots].astype(float)
            slot = slots.start + int(rng.choice(share.size, p=share / share.sum()))
            action = int(policy.slot_action[slot])
            if action < 0:
                continue
            label, verb = game.actions[action].label, game.actions[action].option
            outcome = int(game.moves.outcome_first[action])
            if policy.slot_vote[slot] >= 0:
                odds = policy.passes[policy.round(number), row, policy.slot_vote[slot]]
                is_passed = rng.random() < odds
                outcome += not is_passed
                verb = "adopt" if is_passed else "reject"
            row = int(policy.covered.round.target[outcome, row])
            month = dt.date(2001 + (number - 1) // 12, (number - 1) % 12 + 1, 1 + 5 * turn)
            moves.append((month.isoformat(), label.partition(".")[0], verb))
    return moves

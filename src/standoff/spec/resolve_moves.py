"""Resolve what can happen: changes, effects, options, bodies, chance events."""

from __future__ import annotations

from standoff.errors import nearest
from standoff.spec.crisis import (
    Assign,
    Body,
    ChanceEvent,
    Change,
    Effect,
    Expression,
    Member,
    Number,
    Option,
    Outcome,
    Text,
)
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form import (
    BodyForm,
    ChanceForm,
    ChangeForm,
    EventForm,
    MemberForm,
    OptionForm,
    VoteForm,
)
from standoff.spec.form_values import NumberForm
from standoff.spec.resolve_values import (
    TOLERANCE,
    UNDECIDED,
    check_sum_is_one,
    resolve_number,
    resolve_text,
    resolve_why,
)
from standoff.spec.scope import Scope
from standoff.vocab import HOLD

MOST_OPTIONS = 1_000
CERTAIN = Number(1.0)
EffectForm = ChangeForm | ChanceForm | VoteForm


def resolve_change(scope: Scope, place: Place, form: ChangeForm | None) -> Change:
    """Resolve what becomes of the variables."""
    if form is None:
        return ()
    found = [
        Assign(variable, "set", level)
        for variable, level in scope.level_set((*place, "set"), form.set_ or {})
    ]
    for word, sign, written in (("raise", 1, form.raise_), ("lower", -1, form.lower)):
        for variable, amount, here in _shifts(scope, (*place, word), written):
            if scope.is_variable(here, variable, key=isinstance(here[-1], str)):
                found.append(Assign(variable, "shift", sign * amount))
    _check_once(scope, place, found)
    return tuple(found)


def _shifts(
    scope: Scope, place: Place, written: str | list[str] | dict[str, int] | None
) -> list[tuple[str, int, Place]]:
    """Return variable, amount and place of each shift; one variable stands at ``place``."""
    if isinstance(written, str):
        return [(written, 1, place)]
    if isinstance(written, dict):
        return [(name, amount, (*place, name)) for name, amount in written.items()]
    names = scope.report.distinct(place, written or (), "the list")
    return [(name, 1, (*place, position)) for position, name in enumerate(names)]


def _check_once(scope: Scope, place: Place, change: list[Assign]) -> None:
    names = [assign.variable for assign in change]
    for name in sorted({name for name in names if names.count(name) > 1}):
        scope.report.add(
            place,
            f"The variable '{name}' is changed more than once.",
            "Within one change a variable is set, raised or lowered once.",
        )


def resolve_effect(scope: Scope, place: Place, form: EffectForm) -> Effect:
    """Resolve an effect: certain, by chance or by a vote."""
    if isinstance(form, ChanceForm):
        return _by_chance(scope, place, form)
    if isinstance(form, VoteForm):
        scope.check_name((*place, "vote"), "body", form.vote, scope.bodies)
        passed = resolve_change(scope, (*place, "pass"), form.pass_)
        failed = resolve_change(scope, (*place, "fail"), form.fail)
        outcomes = (Outcome("pass", UNDECIDED, passed), Outcome("fail", UNDECIDED, failed))
        return Effect("vote", outcomes, form.vote)
    return Effect("certain", (Outcome("done", CERTAIN, resolve_change(scope, place, form)),))


def _by_chance(scope: Scope, place: Place, form: ChanceForm) -> Effect:
    here = (*place, "chance")
    outcomes = []
    for position, outcome in enumerate(form.chance):
        at = (*here, position)
        probability = resolve_number(
            scope.report, (*at, "probability"), outcome.probability, low=0.0, high=1.0
        )
        name = outcome.name or str(position + 1)
        outcomes.append(Outcome(name, probability, resolve_change(scope, at, outcome)))
    for position, outcome in enumerate(form.chance):
        if outcome.name and outcome.name in (earlier.name for earlier in form.chance[:position]):
            scope.report.add(
                (*here, position, "name"),
                f"Two outcomes are called '{outcome.name}'.",
                "Give each outcome a name of its own.",
            )
    if scope.report.is_whole(here):
        numbers = [outcome.probability for outcome in outcomes]
        check_sum_is_one(scope.report, here, numbers, "The probabilities of the outcomes")
    return Effect("chance", tuple(outcomes))


def resolve_options(
    scope: Scope, options: dict[str, dict[str, OptionForm]] | None
) -> tuple[Option, ...]:
    """Resolve the options of all actors."""
    found: list[Option] = []
    for actor, by_name in (options or {}).items():
        scope.is_actor(("options", actor), actor, key=True)
        for name, form in by_name.items():
            place = ("options", actor, name)
            if name == HOLD:
                scope.report.add(
                    place,
                    f"The option '{HOLD}' is given.",
                    "Doing nothing is always possible; give this option another name.",
                    key=True,
                )
            found.append(_option(scope, place, actor, name, form))
    if len(found) > MOST_OPTIONS:
        scope.report.add(
            ("options",),
            f"The crisis has {len(found):,} options.",
            f"At most {MOST_OPTIONS:,} are allowed.",
            key=True,
        )
    return tuple(found)


def _option(scope: Scope, place: Place, actor: str, name: str, form: OptionForm) -> Option:
    return Option(
        actor,
        name,
        resolve_text(form.name),
        resolve_expression(scope, (*place, "when"), form.when),
        _cost(scope, (*place, "cost"), form.cost),
        resolve_effect(scope, (*place, "effect"), form.effect),
        resolve_why(form.why),
    )


def _cost(
    scope: Scope, place: Place, written: str | float | NumberForm | None
) -> Number | Expression:
    if isinstance(written, str):
        return resolve_expression(scope, place, written, "number")
    return resolve_number(scope.report, place, written)


def resolve_chance(scope: Scope, events: dict[str, EventForm] | None) -> tuple[ChanceEvent, ...]:
    """Resolve the chance events; a probability becomes an effect by chance."""
    return tuple(
        _event(scope, ("chance", name), name, form) for name, form in (events or {}).items()
    )


def _event(scope: Scope, place: Place, name: str, form: EventForm) -> ChanceEvent:
    here = (*place, "effect")
    if isinstance(form.effect, VoteForm):
        scope.report.add(
            here,
            "A chance event is put to a vote.",
            "Votes belong to options of actors; give a change, or outcomes under 'chance'.",
        )
    effect = resolve_effect(scope, here, form.effect)
    if form.probability is not None:
        effect = _with_probability(scope, place, form.probability, effect)
    when = resolve_expression(scope, (*place, "when"), form.when)
    return ChanceEvent(name, resolve_text(form.name), when, effect, resolve_why(form.why))


def _with_probability(
    scope: Scope, place: Place, written: float | NumberForm, effect: Effect
) -> Effect:
    here = (*place, "probability")
    if effect.kind != "certain":
        scope.report.add(
            here,
            "The event has a probability and an effect by chance.",
            "Leave 'probability' out; the outcomes carry their own.",
            key=True,
        )
        return effect
    probability = resolve_number(scope.report, here, written, low=0.0, high=1.0)
    if probability == CERTAIN:
        return effect
    rest = Number(round(1.0 - probability.value, 12))
    happens = Outcome("done", probability, effect.outcomes[0].change)
    return Effect("chance", (happens, Outcome("nothing", rest, ())))


def resolve_bodies(scope: Scope, bodies: dict[str, BodyForm] | None) -> tuple[Body, ...]:
    """Resolve the bodies."""
    return tuple(
        _body(scope, ("bodies", name), name, form) for name, form in (bodies or {}).items()
    )


def _body(scope: Scope, place: Place, name: str, form: BodyForm) -> Body:
    report = scope.report
    band = resolve_number(report, (*place, "band"), form.band, low=0.0)
    members = _members(scope, (*place, "members"), form.members, band)
    _check_quota(scope, place, form, sum(member.votes for member in members))
    names = [member.name for member in members]
    veto = report.distinct((*place, "veto"), form.veto or (), "the list of vetoes")
    for position, holder in enumerate(form.veto or ()):
        if holder not in names:
            report.unknown((*place, "veto", position), "member", holder, names)
    return Body(
        name, resolve_text(form.name), form.rule, form.quota, veto, members, resolve_why(form.why)
    )


def _check_quota(scope: Scope, place: Place, form: BodyForm, total: int) -> None:
    if form.rule == "quota" and form.quota is None:
        scope.report.add(
            place,
            "The rule is 'quota', and no quota is given.",
            "Add 'quota', the number of votes of yes that a proposal needs.",
            key=True,
        )
    if form.rule != "quota" and form.quota is not None:
        scope.report.add(
            (*place, "quota"),
            f"A quota is given, but the rule is '{form.rule}'.",
            "Write rule: quota, or leave 'quota' out.",
            key=True,
        )
    elif form.quota is not None and form.quota > total:
        scope.report.add(
            (*place, "quota"),
            f"The quota is {form.quota}, and all members together have {total} votes.",
            f"Nothing could ever pass; write a quota of at most {total}.",
        )


def _members(
    scope: Scope, place: Place, form: list[str] | dict[str, MemberForm | None], band: Number
) -> tuple[Member, ...]:
    if isinstance(form, list):
        names = scope.report.distinct(place, form, "the list of members")
        for position, name in enumerate(form):
            if name not in scope.actors and name not in scope.declared("actors"):
                scope.report.add(
                    (*place, position),
                    f"No actor is called '{name}'.",
                    nearest(name, scope.actors) + "A member that is not an actor needs its votes: "
                    f"members: {{{name}: {{yes: 0.8, no: 0.05}}}}.",
                )
        return tuple(Member(name, Text(), 1, band) for name in names)
    return tuple(
        _member(scope, (*place, name), name, member or MemberForm(), band)
        for name, member in form.items()
    )


def _member(scope: Scope, place: Place, name: str, form: MemberForm, band: Number) -> Member:
    report, votes = scope.report, form.votes or 1
    title, why = resolve_text(form.name), resolve_why(form.why)
    if name in scope.actors or name in scope.declared("actors"):
        for key in ("yes", "abstain", "no"):
            if getattr(form, key) is not None:
                report.add(
                    (*place, key),
                    f"'{name}' is an actor of the crisis and votes by what it expects.",
                    f"Leave '{key}' out.",
                    key=True,
                )
        own = resolve_number(report, (*place, "band"), form.band, low=0.0)
        return Member(name, title, votes, band if form.band is None else own, None, why)
    if form.band is not None:
        report.add(
            (*place, "band"),
            f"'{name}' is not an actor; a band is for members that are actors.",
            "Leave 'band' out; 'abstain' says how often this member abstains.",
            key=True,
        )
    return Member(name, title, votes, Number(0.0), _leaning(scope, place, name, form), why)


def _leaning(
    scope: Scope, place: Place, name: str, form: MemberForm
) -> tuple[Number, Number, Number]:
    report = scope.report
    if form.yes is None or form.no is None:
        report.add(
            place,
            f"'{name}' is not an actor of the crisis, and 'yes' and 'no' are not both given.",
            "Add the probabilities of its votes, for example {yes: 0.8, no: 0.05}, "
            "or make it an actor.",
            key=True,
        )
    yes = resolve_number(report, (*place, "yes"), form.yes, low=0.0, high=1.0)
    no = resolve_number(report, (*place, "no"), form.no, low=0.0, high=1.0)
    if form.abstain is None:
        rest = 1.0 - yes.value - no.value
        if rest < -TOLERANCE:
            check_sum_is_one(report, place, [yes, no], f"The votes of '{name}'")
        return yes, Number(round(max(0.0, rest), 12)), no
    abstain = resolve_number(report, (*place, "abstain"), form.abstain, low=0.0, high=1.0)
    if form.yes is not None and form.no is not None:
        check_sum_is_one(report, place, [yes, abstain, no], f"The votes of '{name}'")
    return yes, abstain, no

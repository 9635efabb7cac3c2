"""Resolve what actors want: interests, weights, priorities, rankings, motives, deals, positions."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.spec.crisis import (
    Deal,
    Expression,
    Interest,
    Motive,
    Number,
    Question,
    Stand,
    Statement,
)
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form import (
    CrisisForm,
    DealForm,
    InterestForm,
    MotiveForm,
    QuestionForm,
    StandForm,
    StatementForm,
)
from standoff.spec.form_values import NumberForm
from standoff.spec.resolve_values import (
    check_sum_is_one,
    resolve_number,
    resolve_text,
    resolve_why,
)
from standoff.spec.scope import Scope

Written = str | bool | float
WAYS = ("weights", "priorities", "ranking")


def resolve_interests(
    scope: Scope, interests: Mapping[str, Written | InterestForm] | None
) -> tuple[Interest, ...]:
    """Resolve the scores over states."""
    found = []
    for name, written in (interests or {}).items():
        place: Place = ("interests", name)
        form = written if isinstance(written, InterestForm) else InterestForm(score=written)
        here = (*place, "score") if form is written else place
        score = resolve_expression(scope, here, form.score, "number")
        found.append(Interest(name, resolve_text(form.name), score, resolve_why(form.why)))
    return tuple(found)


def resolve_weights(
    scope: Scope, weights: dict[str, dict[str, float | NumberForm]] | None, within: Place = ()
) -> dict[str, dict[str, Number]]:
    """Resolve how much each actor cares about each interest."""
    found = {}
    for actor, by_interest in (weights or {}).items():
        place = (*within, "weights", actor)
        scope.is_actor(place, actor, key=True)
        found[actor] = _weights(scope, place, by_interest)
    return found


def _weights(
    scope: Scope, place: Place, written: dict[str, float | NumberForm]
) -> dict[str, Number]:
    found = {}
    for interest, number in written.items():
        here = (*place, interest)
        scope.check_name(here, "interest", interest, scope.interests, key=True)
        found[interest] = resolve_number(scope.report, here, number)
    return found


def resolve_priorities(
    scope: Scope, priorities: Mapping[str, list[Written | StatementForm]] | None, within: Place = ()
) -> dict[str, tuple[Statement, ...]]:
    """Resolve ordered preference statements."""
    found = {}
    for actor, statements in (priorities or {}).items():
        place = (*within, "priorities", actor)
        scope.is_actor(place, actor, key=True)
        found[actor] = tuple(
            _statement(scope, (*place, position), written)
            for position, written in enumerate(statements)
        )
    return found


def _statement(scope: Scope, place: Place, written: Written | StatementForm) -> Statement:
    if isinstance(written, StatementForm):
        statement = resolve_expression(scope, (*place, "statement"), written.statement)
        return Statement(statement, resolve_why(written.why))
    return Statement(resolve_expression(scope, place, written))


def resolve_rankings(
    scope: Scope, rankings: Mapping[str, list[Written | list[Written]]] | None, within: Place = ()
) -> dict[str, tuple[tuple[Expression, ...], ...]]:
    """Resolve explicit rankings, best first."""
    found = {}
    for actor, entries in (rankings or {}).items():
        place = (*within, "ranking", actor)
        scope.is_actor(place, actor, key=True)
        found[actor] = tuple(
            _rank(scope, (*place, position), entry) for position, entry in enumerate(entries)
        )
    return found


def _rank(scope: Scope, place: Place, entry: Written | list[Written]) -> tuple[Expression, ...]:
    if not isinstance(entry, list):
        return (resolve_expression(scope, place, entry),)
    return tuple(
        resolve_expression(scope, (*place, position), written)
        for position, written in enumerate(entry)
    )


def check_one_way_of_wanting(scope: Scope, form: CrisisForm) -> None:
    """Report actors whose preferences are given twice, and actors that have none."""
    given = {way: getattr(form, way) or {} for way in WAYS}
    motives = form.motives or {}
    for actor in scope.actors:
        ways = [way for way in WAYS if actor in given[way]]
        if len(ways) > 1:
            scope.report.add(
                (ways[1], actor),
                f"The preferences of '{actor}' are given by {' and by '.join(ways)}.",
                "Keep one of them.",
                key=True,
            )
        elif actor in motives and ways not in ([], ["weights"]):
            scope.report.add(
                ("motives", actor),
                f"'{actor}' has motives, and its preferences are given by {ways[0]}.",
                "Motives are alternatives to weights; keep one of the two.",
                key=True,
            )


def resolve_motives(
    scope: Scope, motives: dict[str, dict[str, MotiveForm]] | None
) -> tuple[Motive, ...]:
    """Resolve named alternative sets of weights; the priors of an actor sum to one."""
    found: list[Motive] = []
    for actor, by_name in (motives or {}).items():
        place = ("motives", actor)
        scope.is_actor(place, actor, key=True)
        own = [_motive(scope, (*place, name), actor, name, form) for name, form in by_name.items()]
        if scope.report.is_whole(place):
            priors = [motive.prior for motive in own]
            check_sum_is_one(scope.report, place, priors, f"The priors of '{actor}'")
        found.extend(own)
    return tuple(found)


def _motive(scope: Scope, place: Place, actor: str, name: str, form: MotiveForm) -> Motive:
    prior = resolve_number(scope.report, (*place, "prior"), form.prior, low=0.0, high=1.0)
    weights = _weights(scope, (*place, "weights"), form.weights)
    return Motive(actor, name, resolve_text(form.name), prior, weights, resolve_why(form.why))


def resolve_deals(scope: Scope, deals: dict[str, DealForm] | None) -> tuple[Deal, ...]:
    """Resolve named commitments."""
    return tuple(_deal(scope, ("deals", name), name, form) for name, form in (deals or {}).items())


def _deal(scope: Scope, place: Place, name: str, form: DealForm) -> Deal:
    commitments: list[tuple[str, str, int]] = []
    promised: dict[str, tuple[str, int]] = {}
    for actor, levels in form.commitments.items():
        here = (*place, "commitments", actor)
        scope.is_actor(here, actor, key=True)
        for variable, level in scope.level_set(here, levels):
            first, other = promised.setdefault(variable, (actor, level))
            if other != level:
                scope.report.add(
                    (*here, variable),
                    f"'{actor}' and '{first}' promise different levels of '{variable}'.",
                    "A deal leaves each variable at one level.",
                )
            commitments.append((actor, variable, level))
    return Deal(name, resolve_text(form.name), tuple(commitments), resolve_why(form.why))


def resolve_positions(
    scope: Scope, positions: dict[str, QuestionForm] | None
) -> tuple[Question, ...]:
    """Resolve the stands of actors on one-dimensional questions."""
    return tuple(
        _question(scope, ("positions", name), name, form)
        for name, form in (positions or {}).items()
    )


def _question(scope: Scope, place: Place, name: str, form: QuestionForm) -> Question:
    low, high = (float(bound) for bound in form.scale)
    if not low < high:
        scope.report.add(
            (*place, "scale"),
            "The ends of the scale do not ascend.",
            "Write the scale as [low, high], with low < high.",
        )
        high = low
    stands = []
    for actor, stand in form.actors.items():
        here = (*place, "actors", actor)
        scope.is_actor(here, actor, key=True)
        stands.append(_stand(scope, here, actor, stand, (low, high)))
    return Question(name, resolve_text(form.name), (low, high), tuple(stands))


def _stand(
    scope: Scope, place: Place, actor: str, form: StandForm, scale: tuple[float, float]
) -> Stand:
    report = scope.report
    if scale[0] == scale[1]:
        position = Number(0.0)
    else:
        position = resolve_number(
            report, (*place, "position"), form.position, low=scale[0], high=scale[1]
        )
    return Stand(
        actor,
        position,
        resolve_number(report, (*place, "salience"), form.salience, low=0.0, high=1.0),
        resolve_number(report, (*place, "capability"), form.capability, low=0.0, high=1.0),
    )

"""The variables that procedure needs: clocks, texts that fell, agendas, referrals, walk-outs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standoff.spec.crisis import Text, Variable
from standoff.spec.document import Place
from standoff.spec.form import ActorForm, BodyForm, CrisisForm, OptionForm, VoteForm
from standoff.spec.form_procedure import ProcedureForm
from standoff.spec.resolve_values import resolve_text
from standoff.spec.scope import Scope

__all__ = ["LONGEST", "Vote", "implied_variables", "needed", "titled", "votes"]

LONGEST = 40
"""Letters of a name."""

_NONE = ("no notice", "tidak ada pemberitahuan")


@dataclass(frozen=True)
class Vote:
    """An option of the file that is put to a body, and where it stands."""

    actor: str
    name: str
    form: OptionForm
    effect: VoteForm

    @property
    def place(self) -> Place:
        """Where it stands in the file."""
        return ("options", self.actor, self.name)


def implied_variables(scope: Scope, form: CrisisForm) -> tuple[Variable, ...]:
    """Make the variables that procedure needs, in the order of the file.

    One whose name the file gives to a variable of its own, or whose name would
    be too long, is reported.
    """
    found: list[Variable] = []
    for place, variable in _implied(form):
        if variable.name in form.variables or variable.name in (v.name for v in found):
            scope.report.add(
                place,
                f"This needs a variable called '{variable.name}', and there is one.",
                "Give that variable another name.",
                key=True,
            )
        elif len(variable.name) > LONGEST:
            scope.report.add(
                place,
                f"This needs a variable called '{variable.name}', which is longer than "
                f"{LONGEST} letters.",
                "Shorten the name of the option or of the body.",
                key=True,
            )
        else:
            found.append(variable)
    return tuple(found)


def needed(form: CrisisForm) -> set[str]:
    """Name the variables that procedure needs."""
    return {variable.name for _, variable in _implied(form)}


def _implied(form: CrisisForm) -> Iterator[tuple[Place, Variable]]:
    for actor, by_name in (form.options or {}).items():
        for name, option in by_name.items():
            here: Place = ("options", actor, name)
            if option.notice is not None:
                yield (*here, "notice"), _clock(actor, name, option)
            if isinstance(option.effect, VoteForm) and option.effect.otherwise:
                yield (*here, "effect", "otherwise"), _texts(actor, name, option)
    seized = {vote.effect.refers for vote in votes(form) if vote.effect.refers}
    for name, body in (form.bodies or {}).items():
        procedure = body.procedure or ProcedureForm()
        here = ("bodies", name, "procedure")
        if name in seized or procedure.referred:
            yield here, _seized(name, body)
        if procedure.agenda is not None:
            yield (*here, "agenda"), _agenda(name, body, len(procedure.agenda))
        for member in procedure.walkout or {}:
            yield (*here, "walkout", member), _place_of(member, name, form, body)


def _clock(actor: str, name: str, option: OptionForm) -> Variable:
    rounds = option.notice.rounds if option.notice else 1
    title = titled(resolve_text(option.name), name, "Notice of “{}”", "Pemberitahuan “{}”")
    left = [
        Text({"en": f"{k} round{'s' * (k > 1)} left", "id": f"{k} babak lagi"})
        for k in range(1, rounds + 1)
    ]
    none = Text(dict(zip(("en", "id"), _NONE, strict=True)))
    levels = ("none", *(f"left_{k}" for k in range(1, rounds + 1)))
    return Variable(f"{actor}_{name}_notice", title, levels, (none, *left), 0)


def _texts(actor: str, name: str, option: OptionForm) -> Variable:
    assert isinstance(option.effect, VoteForm)
    weaker = len(option.effect.otherwise or ())
    title = titled(resolve_text(option.name), name, "Text of “{}”", "Naskah “{}”")
    fell = [Text({"en": f"{k} fell", "id": f"{k} gagal"}) for k in range(1, weaker + 1)]
    whole = Text({"en": "none fell", "id": "belum ada yang gagal"})
    if weaker == 1:
        fell, whole = [Text({"en": "fell", "id": "gagal"})], Text({"en": "whole", "id": "utuh"})
    levels = ("whole", *(f"fell_{k}" for k in range(1, weaker + 1)))
    return Variable(f"{actor}_{name}_text", title, levels, (whole, *fell), 0)


def _seized(name: str, body: BodyForm) -> Variable:
    title = titled(resolve_text(body.name), name, "Referred to {}", "Dirujuk ke {}")
    levels = (Text({"en": "no", "id": "tidak"}), Text({"en": "yes", "id": "ya"}))
    return Variable(f"{name}_seized", title, ("no", "yes"), levels, 0)


def _agenda(name: str, body: BodyForm, items: int) -> Variable:
    title = titled(resolve_text(body.name), name, "Agenda of {}", "Agenda {}")
    put = [Text({"en": f"item {k} put", "id": f"butir {k} diputuskan"})
           for k in range(1, items + 1)]  # fmt: skip
    opened = Text({"en": "nothing put yet", "id": "belum ada yang diputuskan"})
    levels = ("open", *(f"item_{k}" for k in range(1, items + 1)))
    return Variable(f"{name}_agenda", title, levels, (opened, *put), 0)


def _place_of(member: str, name: str, form: CrisisForm, body: BodyForm) -> Variable:
    own = _title_of(member, form)
    who = {language: own.in_language(language, member) for language in ("en", "id")}
    at = resolve_text(body.name)
    title = Text(
        {
            "en": f"{who['en']} at {at.in_language('en', name)}",
            "id": f"{who['id']} di {at.in_language('id', name)}",
        }
    )
    levels = (Text({"en": "present", "id": "hadir"}), Text({"en": "left", "id": "keluar"}))
    return Variable(f"{member}_at_{name}", title, ("present", "out"), levels, 0)


def _title_of(actor: str, form: CrisisForm) -> Text:
    """Return the title of an actor as the file gives it."""
    written = form.actors.get(actor) if isinstance(form.actors, dict) else None
    return resolve_text(written.name if isinstance(written, ActorForm) else written)


def votes(form: CrisisForm) -> Iterator[Vote]:
    """Yield the options of the file that are put to a body."""
    for actor, by_name in (form.options or {}).items():
        for name, option in by_name.items():
            if isinstance(option.effect, VoteForm):
                yield Vote(actor, name, option, option.effect)


def titled(title: Text, name: str, english: str, indonesian: str) -> Text:
    """Word a title around that of an option or a body."""
    return Text(
        {
            "en": english.format(title.in_language("en", name)),
            "id": indonesian.format(title.in_language("id", name)),
        }
    )

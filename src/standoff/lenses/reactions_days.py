"""Event time: what is done within so many days of a text or a threat, against the base rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from standoff.lenses.reactions_acts import Act, Chronicle, days_of, is_deed

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.kernels.reactions import Against
    from standoff.kernels.tables import Floats

__all__ = ["PHASES", "SIGNS", "around_deeds", "around_texts", "around_threats"]

PHASES: Final = ("before", "after", "change")
"""The days before a text, those after it, and the second less the first."""

SIGNS: Final = ("hostile", "friendly")
_SIGN_OF: Final = {"hostile": -1, "friendly": 1}

_SURE: Final = 0.05
_WEEK: Final = 7


@dataclass(frozen=True)
class Marks:
    """The acts in whose time others are counted, and how."""

    marks: tuple[Act, ...]
    chronicle: Chronicle
    windows: tuple[int, ...]

    def around(self, daily: Sequence[Floats]) -> tuple[Floats, Against]:
        """Look at days before and after every day, and compare the marks with all shifts.

        Returns
        -------
        local, against
            What each day sees, (phase, window, kind, day); the comparison, of
            which each array is over (phase, window, kind) in one row.
        """
        import numpy as np

        from standoff.kernels.reactions import against_shifts, window_sums

        value = np.array(daily)
        before = np.array([window_sums(value, -w, -1) for w in self.windows])
        after = np.array([window_sums(value, 1, w) for w in self.windows])
        local = np.array([before, after, after - before])
        flat = local.reshape(-1, self.chronicle.days)
        return local, against_shifts(flat, days_of(self.marks))


def around_texts(
    marks: Marks, acts: Sequence[Act], draws: int, generator: np.random.Generator
) -> xr.Dataset:
    """Count what is done around each text, and compare it with the base rate."""
    import xarray as xr

    return xr.merge(
        [
            _counted(marks, acts, draws, generator),
            _by_text(marks, acts),
            _by_week(marks, acts),
            *_by_family(marks, acts),
        ],
        join="exact",
    )


def _counted(
    marks: Marks, acts: Sequence[Act], draws: int, generator: np.random.Generator
) -> xr.Dataset:
    """Return the table of event time: numbers of acts and their intensity, by sign."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.reactions import against_scattered, holm

    chronicle = marks.chronicle
    numbers = [_daily(chronicle, acts, sign) for sign in SIGNS]
    sizes = [_daily(chronicle, acts, sign, is_intensity=True) for sign in SIGNS]
    axes, shape = ("phase", "window", "sign"), (len(PHASES), len(marks.windows), len(SIGNS))
    local, counted = marks.around(numbers)
    _, weighed = marks.around(sizes)
    scattered = against_scattered(
        local.reshape(-1, chronicle.days), days_of(marks.marks), draws, generator
    )
    found = {f"acts_{name}": part.reshape(shape) for name, part in counted._asdict().items()}
    found["acts_p_holm"] = np.array([holm(family) for family in found["acts_p"]])
    found["acts_p_scattered"] = scattered.reshape(shape)
    for name in ("mean", "base", "p"):
        found[f"intensity_{name}"] = getattr(weighed, name).reshape(shape)
    return xr.Dataset(
        {
            **{name: (axes, part) for name, part in found.items()},
            "signal": (("window", "sign"), _signals(found)),
        },
        coords={"phase": list(PHASES), "window": list(marks.windows), "sign": list(SIGNS)},
    )


def _signals(found: dict[str, Floats]) -> np.typing.NDArray[np.int64]:
    """Say of each window and sign whether it tells of hardening (1), of bending (-1), or not (0).

    Texts come at the height of campaigns: then acts after them exceed the base
    rate whether or not they did anything, and fall short of those before
    likewise. Other texts welcome what was done. Neither test can be trusted
    alone; they count where both are sure, and point the same way.
    """
    import numpy as np

    sure = (found["acts_p_holm"][1:] <= _SURE).all(axis=0)
    above = found["acts_mean"][1] - found["acts_base"][1]
    change = found["acts_mean"][2]
    more = sure & (above > 0) & (change > 0)
    fewer = sure & (above < 0) & (change < 0)
    is_harder = np.array([1, -1])  # more hostile acts, but fewer friendly ones
    signals: np.typing.NDArray[np.int64] = (more.astype(np.int64) - fewer) * is_harder
    return signals


def _daily(
    chronicle: Chronicle, acts: Sequence[Act], sign: str, *, is_intensity: bool = False
) -> Floats:
    """Count the acts of a sign by day, or add up their intensity without its sign."""
    chosen = [act for act in acts if act.sign == _SIGN_OF[sign]]
    return chronicle.daily(chosen, lambda act: abs(act.intensity) if is_intensity else 1.0)


def _by_text(marks: Marks, acts: Sequence[Act]) -> xr.Dataset:
    """Return what each text was, what was done around it, and the first act after it."""
    import numpy as np
    import xarray as xr

    chronicle, texts = marks.chronicle, marks.marks
    days = days_of(texts)
    local, _ = marks.around([_daily(chronicle, acts, sign) for sign in SIGNS])
    signed = [act for act in acts if act.sign]
    return xr.Dataset(
        {
            **_described("text", texts),
            "text_acts": (
                ("text", "phase", "window", "sign"),
                np.moveaxis(local[..., days], -1, 0).astype(np.int64),
            ),
            "text_is_complete": (
                ("text", "window"),
                days[:, None] + np.array(marks.windows) < chronicle.days,
            ),
            **_first_after("text", texts, signed, max(marks.windows)),
        },
        coords={
            "text": [act.event.id for act in texts],
            "phase": list(PHASES),
            "window": list(marks.windows),
            "sign": list(SIGNS),
        },
    )


def _described(axis: str, acts: Sequence[Act]) -> dict[str, tuple[str, list[str]]]:
    """Return the date, the actors, the verb and the words of events, by language."""
    languages = sorted({language for act in acts for language in act.event.texts} - {"en"})
    parts = {
        "date": [act.event.date.isoformat() for act in acts],
        "actor": [";".join(act.event.actors) for act in acts],
        "verb": [act.event.verb for act in acts],
        "did": [_title(act, "en") for act in acts],
        "did_id": [_title(act, "id") for act in acts],
        "words": [act.event.text for act in acts],
        **{f"words_{lang}": [act.event.texts.get(lang, "") for act in acts] for lang in languages},
    }
    return {f"{axis}_{name}": (axis, part) for name, part in parts.items()}


def _title(act: Act, language: str) -> str:
    return act.verb.title(language) if act.verb is not None else act.event.verb


def _first_after(
    axis: str, marks: Sequence[Act], acts: Sequence[Act], within: int
) -> dict[str, tuple[str, list[object]]]:
    """Return the first act after each mark within so many days: its id, verb, sign and delay."""
    from standoff.kernels.reactions import next_after

    where = next_after(days_of(marks), days_of(acts))
    found = [
        acts[k] if k >= 0 and acts[k].day - mark.day <= within else None
        for k, mark in zip(where.tolist(), marks, strict=True)
    ]
    parts: dict[str, list[object]] = {
        "id": [act.event.id if act else "" for act in found],
        "did": [_title(act, "en") if act else "" for act in found],
        "did_id": [_title(act, "id") if act else "" for act in found],
        "sign": [act.sign if act else 0 for act in found],
        "delay": [
            act.day - mark.day if act else -1 for act, mark in zip(found, marks, strict=True)
        ],
    }
    return {f"{axis}_first_{name}": (axis, part) for name, part in parts.items()}


def _by_week(marks: Marks, acts: Sequence[Act]) -> xr.Dataset:
    """Return the acts of each week before and after the texts, with the band of all shifts."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.reactions import against_shifts, window_sums

    most = -(-max(marks.windows) // _WEEK)
    weeks = [*range(-most, 0), *range(1, most + 1)]
    value = np.array([_daily(marks.chronicle, acts, sign) for sign in SIGNS])
    local = np.array([window_sums(value, *_days_of_week(week)) for week in weeks])
    found = against_shifts(local.reshape(-1, marks.chronicle.days), days_of(marks.marks))
    shape = (len(weeks), len(SIGNS))
    return xr.Dataset(
        {
            f"weekly_{name}": (("week", "sign"), getattr(found, name).reshape(shape))
            for name in ("mean", "base", "low", "high")
        },
        coords={"week": weeks, "sign": list(SIGNS)},
    )


def _days_of_week(week: int) -> tuple[int, int]:
    """Return the first and last day of a week, counted from the text; week 0 there is none.

    Examples
    --------
    >>> _days_of_week(1), _days_of_week(-1), _days_of_week(-2)
    ((1, 7), (-7, -1), (-14, -8))
    """
    if week > 0:
        return _WEEK * (week - 1) + 1, _WEEK * week
    return _WEEK * week, _WEEK * (week + 1) - 1


def _by_family(marks: Marks, acts: Sequence[Act]) -> list[xr.Dataset]:
    """Return how many texts were followed by acts of each family and sign."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.reactions import holm

    by_family: dict[tuple[str, int], list[Act]] = {}
    for act in acts:
        if act.verb is not None and act.sign:
            by_family.setdefault((act.verb.family, act.sign), []).append(act)
    names = sorted(by_family)
    if not names:
        return []
    daily = [marks.chronicle.daily(by_family[name], lambda act: 1.0) for name in names]
    seen, against = _whether(marks, daily)
    shape = (2, len(marks.windows), len(names))
    share, base, p = (part.reshape(shape) for part in (against.mean, against.base, against.p))
    last = max(marks.windows)
    did = {lang: [_verbs_after(marks, by_family[n], last, lang) for n in names] for lang in _LANG}
    axes = ("window", "family")
    return [
        xr.Dataset(
            {
                "family_texts": (axes, seen[1].sum(axis=-1).astype(np.int64)),
                "family_before": (axes, share[0]),
                "family_share": (axes, share[1]),
                "family_base": (axes, base[1]),
                "family_p": (axes, p[1]),
                "family_p_holm": (axes, holm(p[1])),
                "family_sign": ("family", [sign for _, sign in names]),
                "family_did": ("family", did["en"]),
                "family_did_id": ("family", did["id"]),
            },
            coords={
                "window": list(marks.windows),
                "family": [f"{name}{'+' if sign > 0 else '-'}" for name, sign in names],
            },
        )
    ]


_LANG: Final = ("en", "id")


def _whether(marks: Marks, daily: Sequence[Floats]) -> tuple[Floats, Against]:
    """Ask whether anything is done before and after each mark, not how much.

    Returns
    -------
    seen, against
        Of the marks, (phase, window, kind, mark); and against all shifts, each
        array over (phase, window, kind) in one row. The phases are before, after.
    """
    import numpy as np

    from standoff.kernels.reactions import against_shifts

    local, _ = marks.around(daily)
    is_there = (local[:2] > 0).astype(np.float64)
    days = days_of(marks.marks)
    flat = is_there.reshape(-1, marks.chronicle.days)
    return is_there[..., days], against_shifts(flat, days)


def _verbs_after(marks: Marks, acts: Sequence[Act], within: int, language: str) -> str:
    """List what was done within so many days after the marks, the commonest first."""
    days = days_of(marks.marks)
    count: dict[str, int] = {}
    for act in acts:
        times = int(((act.day - days >= 1) & (act.day - days <= within)).sum())
        if times:
            title = _title(act, language)
            count[title] = count.get(title, 0) + times
    return "; ".join(sorted(count, key=lambda title: (-count[title], title)))


def around_threats(marks: Marks, acts: Sequence[Act]) -> xr.Dataset:
    """Say which threats were followed by deeds, and how often that happens anyway."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.intervals import wilson
    from standoff.kernels.reactions import holm

    deeds = [act for act in acts if is_deed(act)]
    seen, against = _whether(marks, [marks.chronicle.daily(deeds, lambda act: 1.0)])
    carried = seen[1, :, 0].sum(axis=-1).astype(np.int64)
    low, high = wilson(carried, len(marks.marks))
    half = len(marks.windows)
    return xr.Dataset(
        {
            **_described("threat", marks.marks),
            **_first_after("threat", marks.marks, deeds, max(marks.windows)),
            "carried_count": ("window", carried),
            "carried_share": ("window", against.mean[half:]),
            "carried_low": ("window", low),
            "carried_high": ("window", high),
            "carried_base": ("window", against.base[half:]),
            "carried_before": ("window", against.mean[:half]),
            "carried_p": ("window", against.p[half:]),
            "carried_p_holm": ("window", holm(against.p[half:])),
        },
        coords={
            "threat": [act.event.id for act in marks.marks],
            "window": list(marks.windows),
        },
    )


def around_deeds(marks: Marks, pressure: Sequence[Act]) -> xr.Dataset:
    """Count what others do to the actor around its own deeds, against the base rate."""
    import numpy as np
    import xarray as xr

    from standoff.kernels.reactions import holm

    hostile = [act for act in pressure if act.sign < 0]
    _, against = marks.around([marks.chronicle.daily(hostile, lambda act: 1.0)])
    shape = (len(PHASES), len(marks.windows))
    parts = {
        f"answers_{name}": getattr(against, name).reshape(shape) for name in ("mean", "base", "p")
    }
    parts["answers_p_holm"] = np.array([holm(family) for family in parts["answers_p"]])
    return xr.Dataset(
        {name: (("phase", "window"), part) for name, part in parts.items()},
        coords={"phase": list(PHASES), "window": list(marks.windows)},
    )

"""Answers of the lens `votes` and on power, as the reference page describes them."""

from __future__ import annotations

import functools
import json

import numpy as np
import xarray as xr

from show import brief_answers, fixtures
from standoff import catalog
from standoff.brief.power import describe_power
from standoff.spec.body_file import read_body

VETO = ("CHN", "FRA", "GBR", "RUS", "USA")


@functools.cache
def _power(name: str) -> xr.Dataset:
    return describe_power(read_body(catalog.body_path(name)))


def power(name: str = "unsc") -> xr.Dataset:
    """Give the power in a published body, dated once and for all."""
    return _power(name).copy().assign_attrs(made_on="2009-04-14T00:00:00+00:00")


def votes() -> xr.Dataset:
    """Make up votes on three texts, two of which may be tabled now."""
    base = brief_answers.equilibrium()
    cast = base["ballot_probability"].transpose("vote", "member", "ballot").values
    passes = base["pass_probability"].values
    members = [str(name) for name in base["member"].values]
    shape = cast.shape[:2]
    veto = np.broadcast_to(np.array([name in VETO for name in members]), shape)
    given = np.empty(cast.shape)
    given[:, :, 0] = np.minimum(1.0, passes[:, None] * 1.05)
    given[:, :, 1] = passes[:, None]
    given[:, :, 2] = np.where(veto, 0.0, 0.9 * passes[:, None])
    is_actor = np.array([name in fixtures.ACTORS for name in members])
    gain = np.where(is_actor, np.linspace(-1.5, 2.5, shape[1]), np.nan) * np.ones((shape[0], 1))
    answer = base[["ballot_probability", "pass_probability", "vote_body"]]
    answer = answer.assign(
        {
            "level_index": base["level_index"],
            "tabled": ("vote", [0.4, 0.58, 0.02]),
            "vote_state": ("vote", [1, 1, 0]),
            "vote_rule": ("vote", ["quota", "consensus", "majority"]),
            "vote_quota": ("vote", [9, 0, 0]),
            "vote_moves": ("vote", [0, 0, 2]),
            "pass_if": (("vote", "member", "ballot"), given),
            "decides": (("vote", "member"), given[:, :, 0] - given[:, :, 2]),
            "gain": (("vote", "member"), gain),
            "slope": (("vote", "member"), np.where(is_actor, 0.05, np.nan) * np.ones(shape)),
            "shift": (("vote", "member"), np.where(is_actor, -gain - 0.3, np.nan)),
            "votes": (("vote", "member"), np.ones(shape, dtype=np.int64)),
            "veto": (("vote", "member"), veto.copy()),
            "content": ("vote", [2, 3, 4]),
            "content_before": ("vote", [1, 1, 1]),
            "content_measure": ("vote", ["measures"] * 3),
            "record_event": ("vote", ["", "DPRK194", "DPRK208"]),
            "record_date": ("vote", ["", "2009-04-13", "2009-06-12"]),
            "record_outcome": ("vote", ["", "pass", "fail"]),
        }
    )
    attributes = {name: base.attrs[name] for name in ("looked_from", "looked_round")}
    return fixtures.stamped(
        answer, "votes", most_content="USA.table_statement", **attributes
    ).assign_attrs(record_digest="5f" * 32)


def split() -> xr.Dataset:
    """Make up through which of two interests members gain, and what would even their votes.

    A member of gain ``g`` has ``g + 1`` through the first interest, minus 0.9 through the
    second, and saves the rest. Only the second weight of China has a range.
    """
    answer = votes()
    gain = answer["gain"].transpose("vote", "member").values
    shape, is_actor = gain.shape, ~np.isnan(gain)
    names = np.where(is_actor, "peace", "").astype(str)
    weight = np.where(is_actor[0][:, None], [2.0, 0.5], np.nan)
    china = [str(name) for name in answer["member"].values].index("CHN")
    low, high = weight.copy(), weight.copy()
    low[china], high[china] = (1.5, 0.2), (2.5, 0.9)
    nothing, by_member = np.full(shape, np.nan), ("vote", "member")
    again = nothing.copy()
    again[:, china] = 0.41
    parts = np.stack([gain + 1, np.where(is_actor, -0.9, np.nan)], axis=2)
    answer = answer.assign(
        {
            "gain_by_interest": ((*by_member, "interest"), parts),
            "gain_by_cost": (by_member, np.where(is_actor, -0.1, np.nan)),
            "interest_weight": (("member", "interest"), weight),
            "interest_weight_low": (("member", "interest"), low),
            "interest_weight_high": (("member", "interest"), high),
        }
    ).assign_coords(interest=["peace", "trade"])
    there = np.where(is_actor, 3.0, np.nan)
    there[:, china] = 1.8
    for kind, checked in (("yes", nothing), ("no", again), ("pass", again)):
        answer[f"{kind}_interest"] = (by_member, names)
        answer[f"{kind}_weight"] = (by_member, there - 0.1 * (kind != "pass"))
        answer[f"{kind}_again"] = (by_member, checked)
    labels = json.loads(answer.attrs["labels"])
    labels["interests"] = {"peace": {"en": "Peace", "id": "Damai"}, "trade": {"en": "Trade"}}
    return answer.assign_attrs(labels=json.dumps(labels))

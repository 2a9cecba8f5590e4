"""What the host's encounters are worth to it: expected profit per outcome and demand scenario."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from agents.prospect import alert_income, effort_borne, effort_for, host_rate, leftover, rush_facts, saleable, shock, show_facts
from agents.public import Bools, Catalogue, Floats
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.host import Host
    from agents.party import Encounter
    from agents.profiles import HostProfile

Valued = tuple[Floats, Floats, Bools | None]


@lru_cache(maxsize=32)
def base(catalogue: Catalogue) -> float:
    """Expected net turnover of the show as planned, CNY: what the host's effort works on."""
    return float(dot(catalogue.nominal, catalogue.price * catalogue.kept))


def best_effort(
    profile: HostProfile, commission: Floats | float, turnover: float, borne: Floats | float = 0.0
) -> Floats | float:
    """argmax over e in [0, 1] of (1 − service fee) · commission · turnover · (1 + gain (e − nominal)) − (1 − borne) · cost · e².

    ``borne`` is the share of its effort cost that the supplier bears.
    """
    if isinstance(commission, float) and isinstance(borne, float) and borne == 0.0 and profile.effort_cost > 0:
        best = commission * (1.0 - profile.service_fee) * turnover * profile.conversion_gain / (2.0 * profile.effort_cost)
        return min(max(best, 0.0), 1.0)
    mine = np.asarray(commission) * (1.0 - profile.service_fee)
    if profile.effort_cost <= 0:
        return np.where(mine > 0, 1.0, 0.0)
    return effort_for(mine * turnover * profile.conversion_gain / (2.0 * profile.effort_cost), borne)


@lru_cache(maxsize=32)
def planned_effort(profile: HostProfile, commission: float, catalogue: Catalogue, borne: float = 0.0) -> float:
    """:func:`best_effort` over the show as planned."""
    return float(best_effort(profile, commission, base(catalogue), borne))


def _drive(profile: HostProfile, effort: Floats | float) -> Floats | float:
    return 1.0 + profile.conversion_gain * (effort - profile.nominal_effort)


def terms(host: Host, encounter: Encounter) -> Valued:
    """N1: commission, slot fee, guarantee and gift share against playing the evening for another brand."""
    catalogue, profile, contract = host.catalogue, host.profile, encounter.contract
    axes, facts = encounter.axes(), encounter.facts
    units = catalogue.planned()
    rate, borne = facts.get("pool_rate"), 0.0
    if rate is None:  # a pool shares gain and cost alike, whoever pays them first
        rate, borne = host_rate(contract, axes, profile.service_fee), effort_borne(contract, axes)
    effort = best_effort(profile, rate, base(catalogue), borne)
    common = {k: facts[v] for k, v in (("base", "commission_base"), ("guarantee", "guarantee_base"))}
    common |= {"gift_cost": facts["gift_cost"], "traffic": facts["traffic"]}
    cost, stock = profile.effort_cost * np.square(effort), facts["stock"]
    sold = saleable(catalogue, units * np.asarray(_drive(profile, effort))[..., None], stock)
    left = leftover(catalogue, sold, stock)
    expected = show_facts(
        catalogue, sold, 1.0, **common, effort_cost=cost, leftover_loss=dot(left, facts["loss_per_unit"]),
        salvaged=dot(left, facts["salvage"]), return_cost=facts["return_cost"],
    )  # fmt: skip
    profit = encounter.income("host", expected, axes) - cost - facts["traffic"]
    if host.payouts is not None:
        profit = profit - dot(sold, host.payouts)
    profit = profit + alert_income("host", facts["alerts"], catalogue, units, 1.0 + host.traits.temptation, axes)
    other = best_effort(profile, profile.outside_commission, base(catalogue) * profile.outside_gmv_share)
    tonight = saleable(catalogue, units * _drive(profile, other), stock)
    elsewhere = show_facts(catalogue, tonight * profile.outside_gmv_share, 1.0, **common)
    rival = {
        "commission_rate": profile.outside_commission,
        "slot_fee_total": profile.outside_slot_fee,
        "guarantee_multiple": 0.0,
        "gift_cost_share_host": 0.0,
    }
    outside = encounter.income("host", elsewhere, rival, facts["market"])
    outside = outside - profile.effort_cost * float(other) ** 2 - facts["traffic"]
    if host.payouts is not None:  # it stands by what it sells elsewhere too
        outside = outside - dot(tonight, host.payouts) * profile.outside_gmv_share
    return np.asarray(profit), np.asarray(outside), None


def rush(host: Host, encounter: Encounter) -> Valued:
    """N5: commission on the units a rush order saves, less its share of what may be left over.

    Without a deal the supplier exercises what it reserved (``option_units``) and nothing is shared.
    """
    catalogue, facts, axes = host.catalogue, encounter.facts, encounter.axes()
    style = int(facts["style"])
    honest = facts["alert_units"] / (1.0 + host.traits.temptation)
    shocks = shock(catalogue, style, host.spread(style))
    if facts["stock_shown"] is None:
        excess = facts["wanted"] * shocks
    else:
        excess = np.maximum(honest * shocks - facts["stock_shown"], 0.0) * catalogue.presale_share
    trust = host.reputation(facts["supplier"], host.profile.trust_prior).mean
    per_unit = host.terms.commission * (1.0 - facts["service_fee"]) * catalogue.price[style] * catalogue.kept[style]
    if host.payouts is not None:
        per_unit = per_unit - host.payouts[style]

    def income(units: Floats | float, terms: dict[str, Floats]) -> Floats:
        sold = np.minimum(excess, units)
        expected = rush_facts(units, sold, facts, 0.0, encounter.contract.fact_names)
        return np.asarray(per_unit * sold * trust + encounter.income("host", expected, terms))

    fallback = income(float(facts["option_units"]), dict(facts["option_terms"]))
    return income(axes["rush_qty"], axes), fallback, None

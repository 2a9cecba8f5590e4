"""Facts of a show as a party expects them: one row per demand scenario, in the vocabulary of the contracts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.public import Catalogue, Floats
from protocols.contracts import Contract
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.party import Encounter

Facts = dict[str, Floats | float]


def turnover(catalogue: Catalogue, units: Floats, drive: Floats | float = 1.0) -> Facts:
    """Turnover facts of ``units`` (N, S) ordered, scaled by the conversion ``drive`` (broadcast over the last axis N).

    Gross counts every order, net what stays sold after refunds and returns, in CNY.
    """
    gross = dot(units, catalogue.price) * drive
    net = dot(units, catalogue.price * catalogue.kept) * drive
    shipped = dot(units, 1.0 - catalogue.refund) * drive
    back = dot(units, (1.0 - catalogue.refund) * catalogue.returned) * drive
    ordered = units.sum(axis=-1) * drive
    return {
        "gross_gmv_cny": gross,
        "net_gmv_cny": net,
        "revenue_cny": net,
        "return_rate": share_of(back, shipped),
        "returned_units": back,
        "ordered_units": ordered,
        "orders": ordered / catalogue.units_per_order,
        "sold_units": ordered - back,
    }


def share_of(part: Floats | float, whole: Floats | float) -> Floats:
    """``part`` / ``whole``, and 0 where the whole is nothing (a show that sells nothing has nothing sent back)."""
    none = np.zeros(np.broadcast(part, whole).shape)
    found: Floats = np.divide(part, whole, out=none, where=np.greater(whole, 0.0))
    return found


def saleable(catalogue: Catalogue, wanted: Floats, stock: Floats | None) -> Floats:
    """(…, S) units sold of ``wanted``: from ``stock`` (S,), beyond it as presale of a hit that can be made again.

    Without knowledge of the stock (None) everything wanted counts as sold.
    """
    if stock is None:
        return wanted
    sold: Floats = np.minimum(wanted, stock) + presale(catalogue, wanted, stock)
    return sold


def presale(catalogue: Catalogue, wanted: Floats, stock: Floats) -> Floats:
    """(…, S) units sold ahead of a rush order: only what runs hot enough for an alert is made again."""
    hit = (wanted >= catalogue.alert_ratio * catalogue.nominal) & catalogue.reorderable
    beyond: Floats = np.maximum(wanted - stock, 0.0) * catalogue.presale_share * hit
    return beyond


def leftover(catalogue: Catalogue, sold: Floats, stock: Floats | None) -> Floats:
    """(…, S) units left on the shelf when the show is settled: never sold, or cancelled before shipping."""
    unsold = 0.0 if stock is None else np.maximum(stock - sold, 0.0)
    left: Floats = unsold + sold * catalogue.refund
    return left


def show_facts(
    catalogue: Catalogue,
    units: Floats,
    drive: Floats | float,
    *,
    base: str,
    guarantee: str,
    gift_cost: float,
    traffic: float,
    effort_cost: Floats | float = 0.0,
    leftover_loss: Floats | float = 0.0,
    salvaged: Floats | float = 0.0,
    return_cost: Floats | float = 0.0,
) -> Facts:
    """Every fact the host–supplier clauses read, as expected before the show.

    ``salvaged`` is what goods left over fetch: it counts as revenue. ``return_cost`` (S,) is what a unit sent back costs.

    ``base`` names what commission is paid on (``gross`` or ``net_of_returns``), ``guarantee`` what a guarantee
    is measured by (``gross_gmv`` or ``net_gmv``).
    """
    facts = turnover(catalogue, units, drive)
    settled = facts["gross_gmv_cny"] if base == "gross" else facts["net_gmv_cny"]
    facts.update(
        commission_base_cny=settled,
        guarantee_base_cny=facts["gross_gmv_cny" if guarantee == "gross_gmv" else "net_gmv_cny"],
        gift_cost_cny=gift_cost,
        paid_traffic_cny=traffic,
        effort_cost_cny=effort_cost,
        leftover_loss_cny=leftover_loss,
        return_cost_cny=dot(units, (1.0 - catalogue.refund) * catalogue.returned * return_cost) * drive,
        revenue_cny=facts["net_gmv_cny"] + salvaged,
    )
    return facts


def host_rate(contract: Contract, terms: Mapping[str, Any], service_fee: float) -> Any:
    """The commission rate that would earn the host what its clauses together earn it per CNY of kept sales.

    A commission, less the platform's cut of it (``service_fee``), and a share of revenue, which the platform does not cut.
    """
    names = {c.name for c in contract.clauses}
    agreed = {**contract.terms, **terms}
    rate = agreed["commission_rate"] if "commission" in names else 0.0
    if "revenue_share" in names:
        rate = rate + agreed["revenue_share_host"] / (1.0 - service_fee)
    return rate


def effort_borne(contract: Contract, terms: Mapping[str, Any]) -> Any:
    """Share of the host's effort cost that its clauses make the supplier bear: none without the clause."""
    if all(c.name != "effort_cost_share" for c in contract.clauses):
        return 0.0
    return {**contract.terms, **terms}["effort_cost_share_supplier"]


def effort_for(pull: Floats | float, borne: Floats | float) -> Floats:
    """Effort in [0, 1] of a host that would spend ``pull`` at its own cost, where others bear the share ``borne`` of the cost.

    Its cost is quadratic: what others bear raises the best effort by 1 / (1 − borne). Effort that costs it nothing is full
    effort, if it earns by effort at all.
    """
    if isinstance(borne, float) and borne < 1.0:
        return np.minimum(np.maximum(np.divide(pull, 1.0 - borne), 0.0), 1.0)
    own = 1.0 - np.asarray(borne, dtype=float)
    free = np.broadcast_to(np.where(np.asarray(pull) > 0, np.inf, 0.0), np.broadcast(pull, own).shape).copy()
    effort: Floats = np.clip(np.divide(pull, own, out=free, where=own > 0), 0.0, 1.0)
    return effort


_MISSES = 4  # equally likely errors of a claim, per scenario
_TAILS = 10  # of them where an interval counts: it is the tails that lie outside


def alert_income(
    role: str, contract: Contract, catalogue: Catalogue, units: Floats, inflation: float, terms: Mapping[str, Any]
) -> Floats | float:
    """Money of ``role`` under the alert clauses, per outcome and scenario (…, N), as expected before the show.

    Every style of which a scenario ``units`` (N, S) wants so much more than planned that the squad's rule calls for a
    reorder gets an alert. Its claim is ``inflation`` times an unbiased guess with the doubt of half a broadcast, its interval
    what that doubt leaves; a claim is settled on the units wanted.
    """
    if not contract.clauses:
        return 0.0
    doubt, misses = catalogue.live_sigma * 0.5, _TAILS if "alert_coverage" in contract.term_names else _MISSES
    error = np.array([NormalDist().inv_cdf((k + 0.5) / misses) for k in range(misses)]) * doubt
    hot = (units >= catalogue.alert_ratio * catalogue.nominal)[..., None]
    wanted = np.broadcast_to(units[..., None], (*units.shape, misses))
    claim = inflation * wanted * np.exp(error - doubt**2 / 2.0)
    wide = {"alert_units": claim, "alert_low": claim * np.exp(-1.2816 * doubt), "alert_high": claim * np.exp(1.2816 * doubt)}
    shape = (units.shape[0], -1)
    facts = {name: value.reshape(shape) for name, value in {**wide, "sold_units": wanted}.items()}
    agreed = {k: np.asarray(v)[..., None] for k, v in terms.items() if k in contract.term_names}
    cash = np.asarray(contract.income(role, facts, agreed))
    weight = np.broadcast_to(hot / misses, wanted.shape).reshape(shape)
    paid: Floats = (cash * weight).sum(axis=-1)
    return paid


@lru_cache(maxsize=64)
def shock(catalogue: Catalogue, style: int, spread: float) -> Floats:
    """(N,) demand for ``style`` in every scenario, as a multiple of what is expected: log-normal with this spread; read-only."""
    found: Floats = np.exp(catalogue.nodes[:, style] * spread - spread**2 / 2.0)
    found.setflags(write=False)
    return found


def rush_facts(
    units: Floats | float, sold: Floats | float, facts: Mapping[str, Any], late_days: Floats | float, read: Collection[str],
    factory: str = "",
) -> Facts:  # fmt: skip
    """Facts of a rush order of ``units`` of which ``sold`` find a buyer, ``late_days`` after the agreed lead.

    Of those that few clauses read, the ones in ``read`` alone.

    ``facts`` are those of the encounter: ``unit_value`` (ex-factory CNY), ``loss_per_unit`` (value less salvage),
    ``unit_revenue`` (CNY kept per unit sold), and what the reservation of ``factory`` (the main one, if not named) still
    covers: ``option_left`` pieces, ``pieces`` of it per unit.
    """
    value, factory = facts["unit_value"], factory or facts["option_factory"]
    left = np.maximum(units - sold, 0.0)
    worth = units * value
    found: Facts = {
        "goods_value_cny": worth,
        "ordered_units": units,
        "sold_units": sold,
        "leftover_loss_cny": left * facts["loss_per_unit"],
        "leftover_units": left,
        "late_unit_days_value_cny": worth * late_days,
    }
    if "revenue_cny" in read:
        found["revenue_cny"] = sold * facts["unit_revenue"] + left * (value - facts["loss_per_unit"])
    if "exercised_units" in read:
        found["exercised_units"] = np.minimum(units * facts["pieces"][factory], facts["option_left"][factory])
    return found


def volume_facts(orders: Floats, booked: Floats | float, facts: Mapping[str, Any]) -> tuple[Facts, Floats]:
    """Facts of ``orders`` parcels (N,) shipped on booked volume and overflow, and the parcels (N,) beyond both.

    ``facts`` are those of the encounter: ``day_shares`` of the parcels, the peak day first (the day for which volume is
    booked), ``overflow`` parcels a day and the ``card_first_kg`` rate.
    """
    shipped = over = beyond = np.zeros(1)
    for share in facts["day_shares"]:
        due = orders * share
        first = np.minimum(due, booked)
        second = np.minimum(due - first, facts["overflow"])
        shipped, over, beyond = shipped + first, over + second, beyond + due - first - second
    carried = shipped + over
    return {
        "parcels": carried,
        "freight_at_card_cny": carried * facts["card_first_kg"],
        "overflow_parcels": over,
        "booked_parcels": booked,
        "shipped_parcels": np.minimum(orders * facts["day_shares"][0], booked + facts["overflow"]),
    }, beyond


# Facts that no outcome moves are given where their terms are on the table: elsewhere they are the same with and without a deal.
def late_parcels(carried: Facts, facts: Mapping[str, Any], encounter: Encounter, regions: Floats) -> Facts:
    """Parcels that will come late of those ``carried``, by the share that does so in each region (``late_by_region``) and
    by where a party expects them to go (``regions``, (R,) shares)."""
    if not encounter.bargains("on_time_penalty"):
        return {}
    return {"late_parcels": carried["parcels"] * float(dot(facts["late_by_region"], regions))}


def return_parcels(catalogue: Catalogue, units: Floats, facts: Mapping[str, Any], encounter: Encounter) -> Facts:
    """Parcels sent back of ``units`` (N, S) ordered, if this carrier is the one that fetches them (``fetches``)."""
    if not (facts["fetches"] and encounter.bargains("returns_pickup_fee")):
        return {}
    return {"return_parcels": _sent_back(catalogue, units) / catalogue.units_per_order}


def shelf_facts(catalogue: Catalogue, units: Floats, facts: Mapping[str, Any], encounter: Encounter) -> Facts:
    """What lies in a warehouse, comes back to it and is packed beyond first items: ``units`` (N, S) ordered from it.

    ``facts`` are those of the encounter: ``shelves`` (S,) units that lie there, ``opened`` units it began with, ``months``
    of the bill. Storage is billed on the mean of what lay there first and last.
    """
    found: Facts = {}
    if encounter.bargains("extra_item_fee"):
        found["extra_items"] = units.sum(axis=-1) * (1.0 - 1.0 / catalogue.units_per_order)
    if encounter.bargains("inspect_fee"):
        found["returned_units"] = _sent_back(catalogue, units)
    if encounter.bargains("storage_fee_unit_month"):
        left = leftover(catalogue, np.minimum(units, facts["shelves"]), facts["shelves"])
        found["unit_months"] = 0.5 * (facts["opened"] + left.sum(axis=-1)) * facts["months"]
    return found


def _sent_back(catalogue: Catalogue, units: Floats) -> Floats:
    back: Floats = dot(units, (1.0 - catalogue.refund) * catalogue.returned)
    return back

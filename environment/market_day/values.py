"""What the deals of a market day are worth to each side: expected profit by the very clauses that settle them.

Every valuation gives profit (edges, outcomes, scenarios) and the profit (edges, 1, scenarios) of going without, CNY.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.host_values import best_effort
from agents.production import base_margin
from agents.prospect import effort_borne, host_rate, volume_facts
from environment.cast import catalogue_of, profiles_of, salvage_of
from environment.layout import compile_layout
from environment.luck import Floats, Ints
from protocols.contracts import Contract
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.market_day.region import Region
    from environment.market_day.table import Sheet, Tables

Valued = tuple[Floats, Floats]
DAY_SHARES = (0.6, 0.25, 0.15)  # of a show's parcels by day, as in the shows of the scenario


def income(contract: Contract, role: str, facts: Mapping[str, Any], terms: Mapping[str, Any]) -> Floats:
    """Cash of ``role``; facts that nothing moves here are zero."""
    quiet = dict.fromkeys(contract.fact_names, 0.0)
    cash: Floats = np.asarray(contract.income(role, {**quiet, **facts}, terms))
    return cash


class Values:
    """Valuations over one region under one scheme; supplier-wide numbers are kept as the day goes on."""

    def __init__(self, region: Region, tables: Tables) -> None:
        base, layout, catalogue = region.base, compile_layout(region.base), catalogue_of(region.base)
        self.region, self.tables, self.base = region, tables, base
        self.host, self.supplier, known = (profiles := profiles_of(base)).host, profiles.supplier, profiles
        self.salvage = (salvage_of(base, layout, base.clock.settle_h / 24.0) / layout.cost)[region.style] * region.cost
        self.per_order = base.audience.units_per_order
        grades = base.salvage
        self.shown = sum(grades.returned_grade[g] * grades.grade_value[g] for g in grades.returned_grade)  # of a unit's salvage
        inspected = any(c.name == "return_inspection" for c in tables.warehouse.clauses)
        self.inspection = tables.terms["inspect_fee"] if inspected else 0.0  # CNY per unit sent back; nobody fetches them here
        self.late_hazard = 1.0 - (1.0 - base.platform.cancel_hazard_per_late_12h) ** 2  # of a parcel a day late
        self.turnover = float(dot(layout.price, catalogue.nominal * (1.0 - layout.refund) * (1.0 - layout.returned)))
        effort = base.behaviour.host.effort
        self.effort_cost, self.gain, self.nominal = effort.cost, effort.conversion_gain, effort.nominal
        self.sigma = base.forecast.sku_log_sigma
        self.makers = [known.factories[f.id] for f in base.factories]
        self.stores = [known.warehouses[w.id] for w in base.warehouses]
        self.trucks = [known.carriers[c.id] for c in base.carriers]
        self.margin = np.array(
            [base_margin(p, catalogue.smv, np.array([f in p.families for f in catalogue.families])) for p in self.makers]
        )
        hosts = region.edges["host"]
        self.scale = region.expected * (region.price * region.kept)[hosts.buyer] / self.turnover  # of each host edge
        total = hosts.per_buyer(region.expected, region.count["supplier"])
        self.stock_share = region.stock[hosts.buyer] * region.expected / np.maximum(total[hosts.buyer], 1e-9)

    # --- N1 -----------------------------------------------------------------------------------
    def effort(self, rate: Floats | float, borne: Floats | float = 0.0) -> Floats:
        """The host's effort at a commission, where the supplier bears the share ``borne`` of its cost: its turnover and its
        cost grow alike, so one number serves all sizes."""
        found = best_effort(self.host, np.asarray(rate, dtype=float), self.turnover, borne)
        return np.asarray(found)

    def show_facts(self, edges: slice | Floats, units: Floats, effort: Floats | float) -> dict[str, Floats]:
        """Facts of ``units`` ordered (n, O, K) on host edges, in the vocabulary of the clauses."""
        r, base = self.region, self.base
        s = r.edges["host"].buyer[edges]
        price, kept, refund, back = (x[s][:, None, None] for x in (r.price, r.kept, r.refund, r.returned))
        left = np.maximum(self.stock_share[edges][:, None, None] - units, 0.0) + units * refund
        returned = units * (1.0 - refund) * back
        value, salvage = r.cost[s][:, None, None], self.salvage[s][:, None, None]
        gross, net = units * price, units * price * kept
        terms = base.contracts.host_supplier
        return {
            "gross_gmv_cny": gross,
            "net_gmv_cny": net,
            "commission_base_cny": gross if terms.commission_base == "gross" else net,
            "guarantee_base_cny": gross if terms.guarantee.base == "gross_gmv" else net,
            "revenue_cny": net + salvage * left,
            "return_rate": np.broadcast_to(back, units.shape),
            "return_cost_cny": returned * (self.inspection + value - self.shown * salvage),
            "returned_units": returned,
            "leftover_loss_cny": left * (value - salvage),
            "effort_cost_cny": self.effort_cost * self.scale[edges][:, None, None] * np.square(effort),
            "orders": units / self.per_order,
            "salvaged": (left + returned * self.shown) * salvage,
        }

    def sheet_terms(self, sheet: Sheet, edges: slice | Floats) -> dict[str, Floats]:
        """The issues of N1 as (n, O, 1): sums of money are those of the scenario's show, scaled to the edge."""
        scale = self.scale[edges][:, None, None]
        terms = {name: np.broadcast_to(axis, (len(scale), sheet.size, 1)) for name, axis in sheet.axes().items()}
        for name in ("slot_fee_total", "tier_threshold_cny"):
            terms[name] = scale * (sheet.axes()[name] if name in sheet.values else self.tables.terms[name])
        return terms

    def terms_host(self, sheet: Sheet, edges: slice) -> Valued:
        """N1, the host: what the clauses earn it less effort, against selling for another brand."""
        units, effort, terms = self._evening(sheet, edges)
        facts = self.show_facts(edges, units, effort)
        profit = income(self.tables.host, "host", facts, terms) - facts["effort_cost_cny"]
        out = self.base.outside_option.host
        plain, calm = self._at_market(edges, out.gmv_share, self.host.outside_commission)
        rival = {
            "commission_rate": self.host.outside_commission,
            "slot_fee_total": self.scale[edges][:, None, None] * self.host.outside_slot_fee,
            "guarantee_multiple": 0.0,
        }
        return profit, income(self.tables.market, "host", plain, rival) - calm * out.gmv_share

    def terms_supplier(self, sheet: Sheet, edges: slice) -> Valued:
        """N1, the supplier: kept sales less fees and logistics, what is left over at salvage; against another host."""
        units, effort, terms = self._evening(sheet, edges)
        facts = self.show_facts(edges, units, effort)
        profit = self._books(facts) + income(self.tables.host, "supplier", facts, terms)
        out = self.base.outside_option.supplier
        plain, _ = self._at_market(edges, out.audience_share, None)
        other = {
            "commission_rate": out.commission_rate,
            "slot_fee_total": self.scale[edges][:, None, None] * out.slot_fee_total,
            "guarantee_multiple": 0.0,
        }
        return profit, self._books(plain) + income(self.tables.market, "supplier", plain, other)

    def _evening(self, sheet: Sheet, edges: slice) -> tuple[Floats, Floats, dict[str, Floats]]:
        terms = self.sheet_terms(sheet, edges)
        rate = host_rate(self.tables.host, terms, self.base.platform.commission_service_fee)
        effort = self.effort(rate, effort_borne(self.tables.host, terms))
        drive = 1.0 + self.gain * (effort - self.nominal)
        wanted = self.region.expected[edges][:, None, None] * drive * self.tables.shock(self.sigma)
        return np.minimum(wanted, self.stock_share[edges][:, None, None]), effort, terms

    def _at_market(self, edges: slice, share: float, rate: float | None) -> tuple[dict[str, Floats], Floats]:
        """Facts of the evening elsewhere: ``share`` of the sales, effort for a commission of ``rate`` (None: a usual one)."""
        effort = np.asarray(self.nominal) if rate is None else self.effort(rate)
        drive = 1.0 + self.gain * (effort - self.nominal)
        wanted = self.region.expected[edges][:, None, None] * drive * self.tables.shock(self.sigma)
        facts = self.show_facts(edges, np.minimum(wanted * share, self.stock_share[edges][:, None, None]), effort)
        return facts, facts["effort_cost_cny"]

    def _books(self, facts: Mapping[str, Floats]) -> Floats:
        """What the supplier keeps of a show before its host is paid."""
        fees = income(self.tables.platform, "supplier", {k: facts[k] for k in ("gross_gmv_cny", "net_gmv_cny", "orders")}, {})
        kept: Floats = facts["net_gmv_cny"] + facts["salvaged"] + fees - facts["orders"] * self.supplier.logistics
        return kept

    def unit_margin(self) -> Floats:
        """(suppliers,) CNY one more unit ordered is worth to the supplier, its goods not counted, host paid at standing terms."""
        r, rate = self.region, float(self.tables.terms["commission_rate"])
        net = r.price * r.kept
        fees = self.supplier.take_rate * net + self.supplier.payment_fee * r.price + rate * net
        back = (r.refund + (1.0 - r.refund) * r.returned * self.shown) * self.salvage
        margin: Floats = net + back - fees - self.supplier.logistics / self.per_order
        return margin

    def rush_standing(self, supplier: Ints, maker: Ints) -> dict[str, Floats]:
        """Terms (n,) of a rush order that nobody negotiated: the factory's usual premium, prices at the goods' own value."""
        value = self.region.cost[supplier]
        premium = np.array([p.standing_premium for p in self.makers])[self.region.like["factory"][maker]]
        return {
            "rush_premium": premium,
            "buyback_price": self.base.contracts.supplier_factory.buyback * value,
            "wholesale_price": value,
            "salvage_price": self.salvage[supplier],
        }

    # --- N3 and N4 ----------------------------------------------------------------------------
    def surge(self, sheet: Sheet, edges: slice, orders: Floats, fair: Floats) -> tuple[Valued, Valued]:
        """N3, (supplier, warehouse): surge labour against parcels that leave a day late. ``orders``, ``fair`` (E,) parcels."""
        e, b = self.region.edges["warehouse"], self.base
        p = [self.stores[k] for k in self.region.like["warehouse"][e.seller[edges]].tolist()]
        labour, premium = (np.array([getattr(x, name) for x in p])[:, None, None] for name in ("labour", "surge_premium"))
        peak = orders[edges][:, None, None] * DAY_SHARES[0] * self.tables.shock(self.sigma)
        room = fair[edges][:, None, None]
        terms = sheet.axes()
        extra = terms["surge_share"] * room
        buyer = np.maximum(self.unit_margin(), 0.0)[e.buyer[edges]][:, None, None] * self.per_order

        def both(extra: Floats, terms: Mapping[str, Floats]) -> tuple[Floats, Floats]:
            facts = {"orders": peak, "extra_items": peak * (self.per_order - 1.0), "surge_booked_parcels": extra}
            late = np.maximum(peak - room - extra, 0.0)
            used = np.clip(peak - room, 0.0, extra)
            work = labour * peak + b.warehouse_costs.packaging * peak + labour * premium * np.maximum(used, 0.5 * extra)
            ours = income(self.tables.warehouse, "supplier", facts, terms) - late * self.late_hazard * buyer
            return ours, income(self.tables.warehouse, "warehouse", facts, terms) - work

        ours, theirs = both(extra, {k: v for k, v in terms.items() if k != "surge_share"})
        alone, idle = both(np.zeros((1, 1, 1)), {})
        return (ours, alone), (theirs, idle)

    def volume(self, sheet: Sheet, edges: slice, orders: Floats, fair: Floats) -> tuple[Valued, Valued]:
        """N4, (supplier, carrier): booked volume at an agreed rate against overflow at the card. All (E,) in parcels."""
        e = self.region.edges["carrier"]
        p = [self.trucks[k] for k in self.region.like["carrier"][e.seller[edges]].tolist()]
        card, cost, surcharge, pledge = (
            np.array([getattr(x, name) for x in p])[:, None, None]
            for name in ("card_first_kg", "cost_first_kg", "overflow_surcharge", "take_or_pay")
        )
        due = orders[edges][:, None, None] * self.tables.shock(self.sigma)
        room, terms = fair[edges][:, None, None], sheet.axes()
        spare = np.array([x.overflow.sum() / (x.booked.sum() + x.overflow.sum()) for x in p])[:, None, None]
        buyer = np.maximum(self.unit_margin(), 0.0)[e.buyer[edges]][:, None, None] * self.per_order

        def both(booked: Floats, terms: Mapping[str, Floats]) -> tuple[Floats, Floats]:
            call = {"day_shares": DAY_SHARES, "card_first_kg": card, "overflow": np.minimum(room - booked, spare * room)}
            facts, beyond = volume_facts(due, booked, call)
            usual = {"card_first_kg_rate": card, "first_kg_rate": card, "overflow_surcharge": surcharge, "take_or_pay": pledge}
            agreed = {**usual, **terms}
            idle = np.maximum(booked - facts["shipped_parcels"], 0.0)
            ours = income(self.tables.carrier, "supplier", facts, agreed) - beyond * self.late_hazard * buyer
            theirs = income(self.tables.carrier, "carrier", facts, agreed) - cost * (facts["parcels"] + 0.5 * idle)
            return ours, theirs

        ours, theirs = both(terms["booked_share"] * room, {k: v for k, v in terms.items() if k != "booked_share"})
        alone, idle = both(np.zeros((1, 1, 1)), {})
        return (ours, alone), (theirs, idle)

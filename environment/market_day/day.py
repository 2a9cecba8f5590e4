"""One show day of a generated region, everybody bargaining with their neighbours at once.

Order: N1 on every host–supplier edge; N2, N3, N4 on every edge of a supplier with a factory, warehouse, carrier; the
audience comes; alerts; N5 where goods run short and capacity was reserved; picking and shipping through shared capacity;
settlement by the clauses on what came true. A seller that promised more than it has shares what it has in proportion.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from agents.prospect import effort_borne, host_rate
from environment.encounters import TERMS_OF
from environment.luck import Floats, Ints, Luck
from environment.market_day.books import Books
from environment.market_day.region import Edges, Region, generate
from environment.market_day.result import MarketDay
from environment.market_day.spec import DaySpec
from environment.market_day.table import Sheet, Tables, Talks, Valuation
from environment.market_day.values import DAY_SHARES, Valued, Values
from environment.market_day.values_goods import capacity, rush, rush_facts
from environment.scenario import Scenario
from environment.scheme import Scheme

_WINDOW_DAYS = 3.0  # days of production that a reservation covers


def play_day(
    spec: DaySpec | str = "market_day", scheme: Scheme | str = "slot_fee_commission", seed: int | None = None
) -> MarketDay:
    """Generate the region of ``spec`` and play its day under ``scheme``; same arguments, same bits.

    Raises :class:`protocols.errors.UserError` for a bad file or a scheme with a surplus pool.
    """
    spec = DaySpec.load(spec) if isinstance(spec, str) else spec
    scheme = Scheme.load(scheme) if isinstance(scheme, str) else scheme
    seed = spec.seed if seed is None else seed
    base, luck = Scenario.load(spec.base), Luck(seed)
    tables = Tables(base, scheme, spec.rounds)
    return _Day(generate(spec, base, luck), tables, luck, seed).play()


class _Day:
    def __init__(self, region: Region, tables: Tables, luck: Luck, seed: int) -> None:
        self.region, self.tables, self.luck, self.seed = region, tables, luck, seed
        self.values, self.books = Values(region, tables), Books(region.count)
        self.talks: dict[str, Talks] = {}
        self.facts: dict[str, Floats] = {}
        self.suppliers = region.count["supplier"]

    def play(self) -> MarketDay:
        self._terms()
        self._capacity()
        self._movers()
        self._audience()
        self._rush()
        self._ship()
        self._settle()
        return MarketDay(self.region, self.tables.scheme, self.seed, self.talks, self.books, self.facts)

    # --- before the show ----------------------------------------------------------------------
    def _terms(self) -> None:
        v = self.values
        sheet = self.tables.sheet("N1", dict(self.region.spec.grid))
        value = (lambda e: v.terms_host(sheet, e), lambda e: v.terms_supplier(sheet, e))
        talks = self.tables.bargain(("host", "supplier"), sheet, value, len(self.region.edges["host"]))
        self.talks["N1"] = talks
        n, agreed, standing = len(self.region.edges["host"]), talks.agreed, self.tables.terms
        terms = {name: np.where(agreed, x, standing[name]) for name, x in talks.terms.items()}
        for name in ("slot_fee_total", "tier_threshold_cny"):
            terms[name] = terms.get(name, np.full(n, standing[name])) * v.scale
        self.n1 = terms
        self.host_floor = talks.floor[0]
        rate = np.broadcast_to(host_rate(self.tables.host, terms, v.base.platform.commission_service_fee), (n,))
        self.rate, self.effort = rate, np.broadcast_to(v.effort(rate, effort_borne(self.tables.host, terms)), (n,))
        away = self.region.base.outside_option.supplier.audience_share  # a substitute host plays to a smaller audience
        drive = np.where(agreed, 1.0 + v.gain * (self.effort - v.nominal), away)
        self.planned = self.region.expected * drive
        self.demand = self.region.edges["host"].per_buyer(self.planned, self.suppliers)

    def _fair(self, kind: str, weight: Floats) -> Floats:
        """(E,) what an edge may call on of a seller's capacity: in proportion to ``weight`` (E,)."""
        e = self.region.edges[kind]
        total = np.maximum(e.per_seller(weight, self.region.count[kind]), 1e-9)
        fair: Floats = self.region.capacity[kind][e.seller] * weight / total[e.seller]
        return fair

    def _each(self, kind: str, amount: Floats) -> Floats:
        """(E,) a supplier's ``amount`` spread evenly over its partners of ``kind``."""
        e = self.region.edges[kind]
        share: Floats = (amount / np.maximum(np.bincount(e.buyer, minlength=self.suppliers), 1))[e.buyer]
        return share

    def _capacity(self) -> None:
        v, e = self.values, self.region.edges["factory"]
        fair = self._fair("factory", self._each("factory", self.demand)) * _WINDOW_DAYS
        sheet = self.tables.sheet("N2", {"option_fee": 4, "rush_premium": 4}, {"reserve_share": np.linspace(0.0, 1.0, 6)})

        def of(side: int) -> Valuation:
            return lambda part: capacity(v, sheet, part, self.demand, fair)[side]

        value = (of(0), of(1))
        talks = self.tables.bargain(("supplier", "factory"), sheet, value, len(e))
        self.talks["N2"] = talks
        self.reserved = np.where(talks.agreed, np.floor(talks.terms["reserve_share"] * fair), 0.0)

    def _movers(self) -> None:
        v, parcels = self.values, self.demand / self.values.per_order
        self.orders = {kind: self._each(kind, parcels) for kind in ("warehouse", "carrier")}
        self.fair = {kind: self._fair(kind, orders) for kind, orders in self.orders.items()}
        plans = {
            "warehouse": ("N3", "surge_share", 0.6, {"handling_fee": 8}, v.surge),
            "carrier": ("N4", "booked_share", 1.0, {"first_kg_rate": 7, "take_or_pay": 3}, v.volume),
        }
        self.bought = {}
        for kind, (name, own, most, steps, worth) in plans.items():
            sheet = self.tables.sheet(name, steps, {own: np.linspace(0.0, most, 6)})
            value = tuple(partial(_side, side, worth, sheet, self.orders[kind], self.fair[kind]) for side in (0, 1))
            talks = self.tables.bargain(("supplier", kind), sheet, value, len(self.region.edges[kind]))
            self.talks[name] = talks
            self.bought[kind] = np.where(talks.agreed, np.floor(talks.terms[own] * self.fair[kind]), 0.0)

    # --- the show -----------------------------------------------------------------------------
    def _audience(self) -> None:
        """What was wanted and what stock could meet; a supplier short of goods serves its hosts in proportion."""
        e, sigma = self.region.edges["host"], self.values.sigma
        appeal = np.exp(sigma * self.luck.stream("day.appeal").standard_normal(self.suppliers) - sigma**2 / 2.0)
        crowd = np.exp(0.15 * self.luck.stream("day.crowd").standard_normal(self.region.count["host"]))
        self.wanted = np.floor(self.planned * appeal[e.buyer] * crowd[e.seller] + self.luck.stream("day.orders").random(len(e)))
        total = e.per_buyer(self.wanted, self.suppliers)
        share = np.minimum(1.0, self.region.stock / np.maximum(total, 1.0))
        self.sold = np.floor(self.wanted * share[e.buyer])
        self.total = total

    def _rush(self) -> None:
        """Alerts where demand runs at the alert ratio of the plan and beyond stock; N5 with the factory that holds most."""
        v, e, f = self.values, self.region.edges["host"], self.region.edges["factory"]
        rule = self.region.base.signals.alert_rule
        short = (self.total - self.region.stock) * self.region.base.demand_model.presale_conv_factor
        self.excess = np.maximum(short, 0.0)
        hot = (self.total >= rule.ratio * np.maximum(self.demand, 1.0)) & (short >= 1.0)
        self.alerts = np.flatnonzero(hot)
        best, held = _largest(f, self.reserved, self.suppliers)
        lead, _ = _largest(e, self.sold + 1.0, self.suppliers)
        who = self.alerts[(held[self.alerts] > 0) & (lead[self.alerts] >= 0)]
        self.rushed = np.zeros(self.suppliers)
        self.rush_of, self.rush_terms = who, dict[str, Floats]()
        if not len(who):
            return
        host, maker = e.seller[lead[who]], f.seller[best[who]]
        sheet = self.tables.sheet(
            "N5", {"unit_premium": 5, "leftover_host": 3, "leftover_factory": 3}, {"rush_share": np.linspace(0.0, 1.25, 6)}
        )
        terms = Sheet({TERMS_OF.get(k, k): x for k, x in sheet.values.items()})

        standing = v.rush_standing(who, maker)
        agreed = self.talks["N2"].agreed[best[who]] & ("rush_premium" in self.talks["N2"].terms)
        if agreed.any():
            premium = self.talks["N2"].terms["rush_premium"][best[who]]
            standing["rush_premium"] = np.where(agreed, premium, standing["rush_premium"])

        def value(side: int) -> Valuation:
            def of(part: slice) -> tuple[Floats, Floats]:
                rows = who[part]
                usual = {k: x[part] for k, x in standing.items()}
                args = (self.excess[rows], rows, maker[part], held[rows], self.rate[lead[rows]], usual)
                return rush(v, terms, *args)[side]

            return of

        parties = ("host", "supplier", "factory")
        talks = self.tables.bargain(parties, terms, tuple(value(k) for k in range(3)), len(who))
        self.talks["N5"] = talks
        asked = np.where(talks.agreed, talks.terms["rush_share"] * self.excess[who], np.minimum(held[who], self.excess[who]))
        room = self.region.capacity["factory"][maker] * _WINDOW_DAYS
        load = np.bincount(maker, asked, self.region.count["factory"])[maker]
        made = np.floor(asked * np.minimum(1.0, room / np.maximum(load, 1e-9)))
        self.rushed[who] = made
        usual: dict[str, Floats | float] = {**self.tables.terms, **standing}
        negotiated = {k: np.where(talks.agreed, x, usual[k]) for k, x in talks.terms.items() if k != "rush_share"}
        self.rush_terms = {**standing, **negotiated}
        self.rush_host, self.rush_maker, self.rush_edge = host, maker, lead[who]

    # --- after the show -----------------------------------------------------------------------
    def _ship(self) -> None:
        """The peak day through shared capacity: what was bought first, then what is left in proportion; the rest is late."""
        presold = np.minimum(self.rushed, np.floor(self.excess))
        units = self.region.edges["host"].per_buyer(self.sold, self.suppliers) + presold
        self.presold, self.units = presold, units
        peak = units / self.values.per_order * DAY_SHARES[0]
        late = np.zeros(self.suppliers)
        self.used = {}
        for kind in ("warehouse", "carrier"):
            e, n = self.region.edges[kind], self.region.count[kind]
            due, bought = self._each(kind, peak), self.bought[kind]
            own = self.fair[kind] + bought if kind == "warehouse" else bought
            room = self.region.capacity[kind] + (e.per_seller(bought, n) if kind == "warehouse" else 0.0)
            served = np.minimum(due, own)
            spare = np.maximum(room - e.per_seller(served, n), 0.0)
            rest = due - served
            queue = np.maximum(e.per_seller(rest, n), 1e-9)
            served = served + rest * np.minimum(1.0, spare / queue)[e.seller]
            self.used[kind] = e.per_seller(served, n) / np.maximum(room, 1e-9)
            late += e.per_buyer(due - served, self.suppliers)
        self.late = np.minimum(late / np.maximum(peak, 1e-9), 1.0) * DAY_SHARES[0]  # share of parcels a day late
        self.lost_late = self.late * self.values.late_hazard

    def _settle(self) -> None:
        r, v, e, post = self.region, self.values, self.region.edges["host"], self.books.post
        s = np.arange(self.suppliers)
        sales = self.sold + self._presale_by_edge()
        kept = np.maximum(1.0 - self.lost_late, 0.0)[e.buyer]
        facts = {k: x.reshape(-1) for k, x in v.show_facts(slice(None), sales[:, None, None], self.effort[:, None, None]).items()}
        for name in ("net_gmv_cny", "commission_base_cny", "guarantee_base_cny", "revenue_cny"):
            facts[name] = facts[name] * kept
        agreed = self.talks["N1"].agreed
        post("sale", "consumers", "supplier", facts["gross_gmv_cny"], None, e.buyer)
        post("refund", "supplier", "consumers", facts["gross_gmv_cny"] - facts["net_gmv_cny"], e.buyer, None)
        mine = {k: x[agreed] for k, x in facts.items()}
        terms = {k: np.broadcast_to(x, agreed.shape)[agreed] for k, x in self.n1.items()}
        self.books.settle(self.tables.host, mine, terms, {"host": e.seller[agreed], "supplier": e.buyer[agreed]})
        post("effort", "host", "outside", mine["effort_cost_cny"], e.seller[agreed], None)
        out = r.base.outside_option  # a substitute host and another brand, both from outside the region
        away = facts["net_gmv_cny"] * out.supplier.commission_rate + v.scale * out.supplier.slot_fee_total
        post("outside_host", "supplier", "outside", away[~agreed], e.buyer[~agreed], None)
        post("outside_option", "outside", "host", self.host_floor[~agreed], None, e.seller[~agreed])
        self.returned = e.per_buyer(facts["returned_units"], self.suppliers)
        by = {k: e.per_buyer(facts[k], self.suppliers) for k in ("gross_gmv_cny", "net_gmv_cny", "orders")}
        self.books.settle(self.tables.platform, by, {}, {"supplier": s})
        parcels, orders = by["orders"], {}
        for kind, contract in (("warehouse", self.tables.warehouse), ("carrier", self.tables.carrier)):
            orders[kind] = self._each(kind, parcels)
            self._pay(kind, contract, orders[kind])
        self._goods(sales)
        self.facts = {
            "wanted": self.wanted, "sold": sales, "late": self.late, "rushed": self.rushed, "reserved": self.reserved,
            "warehouse_load": self.used["warehouse"], "carrier_load": self.used["carrier"], "presold": self.presold,
            "alerts": self.alerts.astype(float), "gross": facts["gross_gmv_cny"], "net": facts["net_gmv_cny"],
        }  # fmt: skip

    def _presale_by_edge(self) -> Floats:
        """(host edges,) units of rush orders sold ahead, to the hosts whose viewers were turned away, in whole units."""
        e = self.region.edges["host"]
        missed = self.wanted - self.sold
        total = np.maximum(e.per_buyer(missed, self.suppliers), 1e-9)
        got: Floats = np.floor(missed * (self.presold / total)[e.buyer])
        return got

    def _pay(self, kind: str, contract: object, orders: Floats) -> None:
        """Warehouses and carriers: fees by the clauses, their own cost to the outside."""
        v, e, talks = self.values, self.region.edges[kind], self.talks["N3" if kind == "warehouse" else "N4"]
        holders = {"supplier": e.buyer, kind: e.seller}
        standing, like = self.tables.terms, self.region.like[kind][e.seller]
        terms = {k: np.where(talks.agreed, x, standing[k]) for k, x in talks.terms.items() if k in standing}
        if kind == "warehouse":
            facts = {
                "orders": orders, "extra_items": orders * (v.per_order - 1.0), "surge_booked_parcels": self.bought[kind],
                "returned_units": self._each(kind, self.returned),
            }  # fmt: skip
            p = [v.stores[k] for k in like.tolist()]
            labour = np.array([x.labour for x in p])
            premium = np.array([x.surge_premium for x in p])
            used = np.clip(orders * DAY_SHARES[0] - self.fair[kind], 0.0, self.bought[kind])
            cost = (labour + self.region.base.warehouse_costs.packaging) * orders
            cost = cost + labour * premium * np.maximum(used, 0.5 * self.bought[kind])
        else:
            p2 = [v.trucks[k] for k in like.tolist()]
            card = np.array([x.card_first_kg for x in p2])
            peak = orders * DAY_SHARES[0]
            over = np.maximum(peak - self.bought[kind], 0.0)
            facts = {
                "parcels": orders, "freight_at_card_cny": orders * card, "overflow_parcels": over,
                "booked_parcels": self.bought[kind], "shipped_parcels": peak,
            }  # fmt: skip
            usual = {"first_kg_rate": card, "take_or_pay": np.array([x.take_or_pay for x in p2])}
            terms = {k: np.where(talks.agreed, talks.terms.get(k, x), x) for k, x in usual.items()}
            terms |= {"card_first_kg_rate": card, "overflow_surcharge": np.array([x.overflow_surcharge for x in p2])}
            idle = np.maximum(self.bought[kind] - peak, 0.0)
            cost = np.array([x.cost_first_kg for x in p2]) * (orders + 0.5 * idle)
        self.books.settle(contract, facts, terms, holders)  # type: ignore[arg-type]
        self.books.post("work", kind, "outside", cost, e.seller, None)

    def _goods(self, sales: Floats) -> None:
        """Reserved capacity, rush orders and goods left over."""
        r, v, e, f = self.region, self.values, self.region.edges["host"], self.region.edges["factory"]
        best, _ = _largest(f, self.reserved, self.suppliers)
        used = np.zeros(len(f))
        who = self.rush_of
        used[best[who]] = np.minimum(self.rushed[who], self.reserved[best[who]])
        talks = self.talks["N2"]
        terms = {k: np.where(talks.agreed, x, self.tables.terms[k]) for k, x in talks.terms.items() if k in self.tables.terms}
        option = {"reserved_units": self.reserved, "exercised_units": used, "unexercised_units": self.reserved - used}
        self.books.settle(self.tables.option, option, terms, {"supplier": f.buyer, "factory": f.seller})
        sold = e.per_buyer(sales, self.suppliers)
        from_stock = e.per_buyer(self.sold, self.suppliers)
        if len(who):
            units, took = self.rushed[who], (sold - from_stock)[who]
            facts = rush_facts(units, np.minimum(took, units), r.cost[who], v.salvage[who], (r.price * r.kept)[who])
            holders = {"supplier": who, "factory": self.rush_maker, "host": self.rush_host}
            self.books.settle(self.tables.rush, facts, self.rush_terms, holders)
            margin = v.margin[r.like["factory"][self.rush_maker]]
            self.books.post("work", "factory", "outside", units * r.cost[who] * (1.0 - margin), self.rush_maker, None)
            self.books.post("salvage", "outside", "supplier", (units - took) * v.salvage[who], None, who)
        left = r.stock - from_stock + sold * r.refund + self.returned * v.shown
        every = np.arange(self.suppliers)
        self.books.post("salvage", "outside", "supplier", left * v.salvage, None, every)
        self.books.post("goods", "supplier", "outside", r.stock * r.cost, every, None)


Worth = Callable[[Sheet, slice, Floats, Floats], tuple[Valued, Valued]]


def _side(side: int, worth: Worth, sheet: Sheet, orders: Floats, fair: Floats, edges: slice) -> Valued:
    return worth(sheet, edges, orders, fair)[side]


def _largest(edges: Edges, value: Floats, n: int) -> tuple[Ints, Floats]:
    """(n,) of every buyer the edge of largest ``value`` (-1 without edges; ties: the first) and that value."""
    order = np.lexsort((np.arange(len(edges)), -value, edges.buyer))
    buyers, first = np.unique(edges.buyer[order], return_index=True)
    best = np.full(n, -1)
    best[buyers] = order[first]
    return best, np.where(best >= 0, value[np.maximum(best, 0)], 0.0)

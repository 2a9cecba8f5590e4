"""A generated region: who is there, where, what each can do, and who may trade with whom; all arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.layout import compile_layout
from environment.luck import Floats, Ints, Luck
from environment.market_day.spec import KINDS, DaySpec
from environment.scenario.cities import cities

if TYPE_CHECKING:
    import networkx as nx

    from environment.scenario import Scenario

_EARTH_KM = 6371.0


@dataclass(slots=True)
class Edges:
    """Trade edges of one pair of kinds: ``buyer`` and ``seller`` (E,) are numbers within their kinds.

    The host sells air time, so on host–supplier edges the supplier is the buyer.
    """

    buyer: Ints
    seller: Ints
    km: Floats  # (E,) distance

    def __len__(self) -> int:
        return len(self.buyer)

    def per_buyer(self, values: Floats, n: int) -> Floats:
        """(n,) sums over the edges of each buyer."""
        return np.bincount(self.buyer, values, n).astype(float)

    def per_seller(self, values: Floats, n: int) -> Floats:
        """(n,) sums over the edges of each seller."""
        return np.bincount(self.seller, values, n).astype(float)


@dataclass(slots=True)
class Region:
    """Parties of one generated region by kind; money in CNY, capacity in units or parcels a day."""

    spec: DaySpec
    base: Scenario
    count: dict[str, int]
    place: dict[str, Ints]  # kind -> (n,) row of the city table
    tier: Ints  # (hosts,)
    viewers: Floats  # (hosts,)
    style: Ints  # (suppliers,) row of the scenario's styles that the supplier's goods are like
    price: Floats  # (suppliers,)
    cost: Floats
    kept: Floats  # share of orders that stay sold
    refund: Floats  # share cancelled before shipping
    returned: Floats  # share of shipped units that come back
    attract: Floats
    like: dict[str, Ints]  # factory, warehouse, carrier -> (n,) row of the scenario's table
    edges: dict[str, Edges]  # seller's kind -> edges to suppliers
    expected: Floats = None  # type: ignore[assignment]  # (host edges,) units an edge is expected to sell
    stock: Floats = None  # type: ignore[assignment]  # (suppliers,)
    capacity: dict[str, Floats] = None  # type: ignore[assignment]  # kind -> (n,) a day

    def names(self) -> list[str]:
        """Every party's id, kind by kind."""
        return [f"{kind}{k + 1}" for kind in KINDS for k in range(self.count[kind])]

    def graph(self) -> nx.Graph:
        """The trade network for :mod:`networkx`."""
        import networkx as nx

        graph, towns = nx.Graph(), list(cities().values())
        for kind in KINDS:
            for k in range(self.count[kind]):
                town = towns[int(self.place[kind][k])]
                graph.add_node(f"{kind}{k + 1}", kind=kind, city=town.name, lat=town.lat, lon=town.lon)
        for kind, edges in self.edges.items():
            for a, b in zip(edges.buyer.tolist(), edges.seller.tolist(), strict=True):
                graph.add_edge(f"supplier{a + 1}", f"{kind}{b + 1}", pair=kind)
        return graph


def generate(spec: DaySpec, base: Scenario, luck: Luck) -> Region:
    """A region of ``spec.parties`` parties; the same spec and seed give the same region."""
    count = _counts(spec)
    towns = list(cities().values())
    people = np.array([town.population for town in towns], dtype=float)
    where = luck.stream("region.places")
    place = {kind: where.choice(len(towns), count[kind], p=people / people.sum()) for kind in KINDS}
    hosts, suppliers = count["host"], count["supplier"]
    draw = luck.stream("region.hosts")
    tier = np.sort(draw.choice(len(spec.tiers), hosts, p=[t.share for t in spec.tiers]))
    median, spread = (np.array([getattr(t, name) for t in spec.tiers])[tier] for name in ("viewers", "spread"))
    viewers = median * np.exp(spread * draw.standard_normal(hosts))
    layout, goods = compile_layout(base), luck.stream("region.goods")
    made = np.flatnonzero([s.family not in base.bought_in_families for s in base.styles])
    style = made[goods.integers(0, len(made), suppliers)]
    price = layout.price[style] * np.exp(0.1 * goods.standard_normal(suppliers))
    cost = layout.cost[style] * price / layout.price[style]
    makers = luck.stream("region.makers")
    tables = {"factory": base.factories, "warehouse": base.warehouses, "carrier": base.carriers}
    like = {kind: makers.integers(0, len(table), count[kind]) for kind, table in tables.items()}
    region = Region(
        spec, base, count, place, tier, viewers, style, price, cost,
        kept=(1.0 - layout.refund[style]) * (1.0 - layout.returned[style]), refund=layout.refund[style],
        returned=layout.returned[style], attract=layout.attract[style] / layout.attract[made].mean(), like=like, edges={},
    )  # fmt: skip
    _meet(region, luck, towns)
    _endow(region, luck)
    return region


def _counts(spec: DaySpec) -> dict[str, int]:
    """Parties by kind: shares of the total, at least one of each."""
    weight = np.array([spec.mix[kind] for kind in KINDS])
    raw = spec.parties * weight / weight.sum()
    whole = np.maximum(np.floor(raw).astype(int), 1)
    while whole.sum() != spec.parties:
        step = 1 if whole.sum() < spec.parties else -1
        gap = np.where((step > 0) | (whole > 1), (raw - whole) * step, -np.inf)
        whole[int(np.argmax(gap))] += step
    return dict(zip(KINDS, whole.tolist(), strict=True))


def _meet(region: Region, luck: Luck, towns: list) -> None:  # type: ignore[type-arg]
    """Trade edges: everybody comes across some candidates and takes near ones first, or anybody."""
    spec = region.spec
    lat, lon = (np.radians([getattr(town, name) for town in towns]) for name in ("lat", "lon"))

    def pairs(kind: str, seekers: Ints, sought: Ints, wanted: Ints) -> tuple[Ints, Ints, Floats]:
        draw, n = luck.stream(f"region.partners.{kind}"), len(sought)
        tries = min(spec.reach.candidates, 2 * n)
        met = draw.integers(0, n, (len(seekers), tries))
        a, b = seekers[:, None], sought[met]
        half = np.sin((lat[a] - lat[b]) / 2) ** 2 + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[a] - lon[b]) / 2) ** 2
        km = 2 * _EARTH_KM * np.arcsin(np.sqrt(half))
        picks_near = draw.random(met.shape) < spec.reach.local
        liking = np.where(picks_near, km / km.max(initial=1.0), draw.random(met.shape))
        order = np.argsort(liking, axis=1, kind="stable")
        who, whom, far = [], [], []
        for rank in range(min(int(wanted.max()), tries)):
            rows = np.flatnonzero(rank < wanted)
            column = order[rows, rank]
            who.append(rows)
            whom.append(met[rows, column])
            far.append(km[rows, column])
        one, other, distance = np.concatenate(who), np.concatenate(whom), np.concatenate(far)
        _, first = np.unique(one * n + other, return_index=True)  # nobody has the same partner twice
        return one[first], other[first], distance[first]

    wanted = np.array([t.partners for t in spec.tiers])[region.tier]
    host, supplier, km = pairs("host", region.place["host"], region.place["supplier"], wanted)
    region.edges["host"] = Edges(supplier, host, km)
    for kind in KINDS[2:]:
        wanted = np.full(region.count["supplier"], spec.partners[kind])
        supplier, seller, km = pairs(kind, region.place["supplier"], region.place[kind], wanted)
        region.edges[kind] = Edges(supplier, seller, km)


def _endow(region: Region, luck: Luck) -> None:
    """Expected units per host edge, stock to match, and capacity for an ordinary evening with some slack."""
    base, edges, suppliers = region.base, region.edges["host"], region.count["supplier"]
    audience = base.audience
    per_viewer = audience.product_click_rate * audience.click_to_order * audience.units_per_order
    slots = np.bincount(edges.seller, minlength=region.count["host"])
    region.expected = region.viewers[edges.seller] * per_viewer * region.attract[edges.buyer] / slots[edges.seller]
    total = edges.per_buyer(region.expected, suppliers)
    judged = np.exp(region.spec.stock.spread * luck.stream("region.stock").standard_normal(suppliers))
    region.stock = np.floor(total * region.spec.stock.cover * judged)
    region.capacity = {}
    for kind, slack in (("factory", region.spec.slack.factory), ("warehouse", region.spec.slack.warehouse),
                        ("carrier", region.spec.slack.carrier)):  # fmt: skip
        mine = region.edges[kind]
        each = np.bincount(mine.buyer, minlength=suppliers)
        units = total / (audience.units_per_order if kind != "factory" else 1.0)
        load = mine.per_seller((units / np.maximum(each, 1))[mine.buyer], region.count[kind])
        share = {"factory": 0.25, "warehouse": 0.6, "carrier": 0.6}[kind]  # of a show's units, on the peak day
        region.capacity[kind] = np.ceil(load * share * slack) + 1.0



"""What one field cannot show: references, sums, lengths and windows of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import get_args

from environment.scenario.bench_checks import bench
from environment.scenario.cities import cities, key
from environment.scenario.delivery_checks import delivery
from environment.scenario.goods_checks import goods
from environment.scenario.market import Role
from environment.scenario.network import bargaining, families, lanes, trade
from environment.scenario.overlay import apply_variants, suggest
from environment.scenario.parties import ZoneClass
from environment.scenario.scenario import Scenario
from environment.scenario.season_checks import season
from environment.scenario.terms import Grade, Reason
from environment.scenario.tree import Loc, Node
from environment.scenario.validate import problem
from environment.scenario.weekly import week
from protocols.errors import UserError

Problems = Iterator[tuple[Loc, str, str]]
_LISTS = (
    "regions",
    "styles",
    "warehouses",
    "transfers",
    "material_suppliers",
    "factories",
    "carriers",
    "negotiations",
)
_PARTIES = ("warehouses", "material_suppliers", "factories", "carriers")
_ACCOUNTS = ("platform", "consumers", "outside", "all")
_TICKS = 2000


def check(scenario: Scenario, tree: Node) -> list[str]:
    """One line per problem, in the order of the checks below."""
    rules: tuple[Callable[[Scenario], Problems], ...] = (
        _ids, _outside, _cities, _clock, _sums, _tables, _references, _styles, lanes, families, bargaining, trade, season, delivery, goods, week,
        bench,
    )  # fmt: skip
    lines = [problem(tree, *found) for rule in rules for found in rule(scenario)]
    return lines + _variants(scenario, tree)


def _ids(s: Scenario) -> Problems:
    for name in _LISTS:
        seen: set[str] = set()
        for i, item in enumerate(getattr(s, name)):
            if item.id in seen:
                yield (name, i, "id"), f"id '{item.id}' a second time", "each id once in the list"
            seen.add(item.id)
    parties: Counter[str] = Counter((s.host.id, s.supplier.id, *_ACCOUNTS))
    if s.host.id in (s.supplier.id, *_ACCOUNTS):
        yield (
            ("host", "id"),
            f"'{s.host.id}'",
            f"an id of its own, not {s.supplier.id} or {', '.join(_ACCOUNTS)}",
        )
    if s.supplier.id in _ACCOUNTS:
        yield ("supplier", "id"), f"'{s.supplier.id}'", f"an id of its own, not {', '.join(_ACCOUNTS)}"
    for name in _PARTIES:
        for i, item in enumerate(getattr(s, name)):
            if parties[item.id]:
                yield (name, i, "id"), f"'{item.id}', the id of another party or account", "an id of its own"
        parties.update({item.id for item in getattr(s, name)})


def _outside(s: Scenario) -> Problems:
    families, regions = {style.family for style in s.styles}, {r.id for r in s.regions}
    for i, signal in enumerate(s.data.external):
        for field, known in (("families", families), ("regions", regions)):
            for name in getattr(signal, field):
                if name not in known:
                    yield ("data", "external", i, field), f"unknown '{name}'", suggest(name, tuple(sorted(known)))


def _cities(s: Scenario) -> Problems:
    named: list[tuple[Loc, str]] = [(("host", "city"), s.host.city), (("supplier", "city"), s.supplier.city)]
    named += [(("regions", i, "hub_city"), region.hub_city) for i, region in enumerate(s.regions)]
    for name in ("warehouses", "material_suppliers", "factories"):
        named += [((name, i, "city"), item.city) for i, item in enumerate(getattr(s, name))]
    known = cities()
    for loc, city in named:
        if key(city) not in known:
            near = suggest(city, tuple(found.name for found in known.values()))
            allowed = near if near.endswith("(nearest)") else "a name of cn_cities.csv, such as Shanghai"
            yield loc, f"unknown city '{city}'", allowed


def _clock(s: Scenario) -> Problems:
    clock = s.clock
    exact = clock.live_duration_h * 60 / clock.live_tick_min
    ticks = round(exact)
    if abs(exact - ticks) > 1e-6 or not 1 <= ticks <= _TICKS:
        yield (
            ("clock", "live_tick_min"),
            f"{exact:g} ticks in the broadcast",
            f"a whole number from 1 to {_TICKS}",
        )
        return
    if clock.pre_window_h[1] != 0:
        yield (
            ("clock", "pre_window_h"),
            f"an end at {clock.pre_window_h[1]:g}",
            "an end at 0, the start of the broadcast",
        )
    if clock.post_window_h[0] != clock.live_duration_h:
        yield (
            ("clock", "post_window_h"),
            f"a start at {clock.post_window_h[0]:g}",
            f"{clock.live_duration_h:g}, its end",
        )
    if clock.settle_h < clock.post_window_h[1]:
        yield (
            ("clock", "settle_h"),
            f"{clock.settle_h:g}",
            f"≥ {clock.post_window_h[1]:g}, the end of post_window_h",
        )
    if (clock.post_window_h[1] - clock.post_window_h[0]) / clock.post_tick_h > _TICKS:
        yield (
            ("clock", "post_tick_h"),
            f"{clock.post_tick_h:g}",
            f"at most {_TICKS} steps after the broadcast",
        )
    if s.warehouse_costs.wave_start_h > clock.post_window_h[1]:
        yield (
            ("warehouse_costs", "wave_start_h"),
            f"{s.warehouse_costs.wave_start_h:g}",
            f"≤ {clock.post_window_h[1]:g}, the end of post_window_h",
        )
    for loc, values in (
        (("audience", "arrival_weights"), s.audience.arrival_weights),
        (("rundown_plan",), s.rundown_plan),
    ):
        if len(values) != ticks:
            yield loc, f"{len(values)} entries", f"{ticks}, one per live tick"
    if not sum(s.audience.arrival_weights) > 0:
        yield ("audience", "arrival_weights"), "only zeros", "at least one weight above 0"


def _sums(s: Scenario) -> Problems:
    shares: list[tuple[Loc, Iterable[float]]] = [
        (("regions",), [region.share for region in s.regions]),
        (("sizes", "default_mix"), s.sizes.default_mix.values()),
        (("salvage", "returned_grade"), s.salvage.returned_grade.values()),
        (("returns", "reasons"), s.returns.reasons.values()),
    ]
    shares += [
        (("styles", i, "size_mix"), st.size_mix.values())
        for i, st in enumerate(s.styles)
        if st.size_mix is not None
    ]
    for loc, values in shares:
        total = sum(values)
        if abs(total - 1) > 1e-6:
            yield loc, f"shares that sum to {total:.6g}", "shares that sum to 1"


def _tables(s: Scenario) -> Problems:
    """Tables that must name every region, warehouse, role … exactly once."""
    regions, houses = [r.id for r in s.regions], [w.id for w in s.warehouses]
    yield from keys(("forecast", "by_region_bias"), s.forecast.by_region_bias, regions, "region")
    yield from keys(
        ("contracts", "host_supplier", "slot_fee"), s.contracts.host_supplier.slot_fee, get_args(Role), "role"
    )
    yield from keys(("salvage", "returned_grade"), s.salvage.returned_grade, get_args(Grade), "grade")
    yield from keys(("salvage", "grade_value"), s.salvage.grade_value, get_args(Grade), "grade")
    yield from keys(("returns", "reasons"), s.returns.reasons, get_args(Reason), "reason")
    for i, factory in enumerate(s.factories):
        yield from keys(("factories", i, "to_wh_h"), factory.to_wh_h, houses, "warehouse")
    for i, carrier in enumerate(s.carriers):
        for name in ("booked_parcels_per_day", "overflow_parcels_per_day"):
            yield from keys(("carriers", i, name), getattr(carrier, name), houses, "warehouse")
        for name in ("rate_first_kg", "rate_add_kg", "transit_h_mean", "transit_h_sd"):
            yield from keys(("carriers", i, name), getattr(carrier, name), get_args(ZoneClass), "zone class")
    for i, style in enumerate(s.styles):
        yield from keys(("styles", i, "stock"), style.stock, houses, "warehouse", complete=False)


def keys(
    loc: Loc, table: Iterable[str], wanted: Collection[str], what: str, *, complete: bool = True
) -> Problems:
    """Keys of a table that should name every one of ``wanted`` (or some of them)."""
    for name in table:
        if name not in wanted:
            yield (*loc, name), f"unknown {what} '{name}'", suggest(name, tuple(wanted))
    given = set(table)
    missing = [name for name in wanted if name not in given]
    if missing and complete:
        yield loc, f"no {what} {', '.join(missing)}", f"an entry for every {what}"


def _references(s: Scenario) -> Problems:
    styles, regions = tuple(x.id for x in s.styles), tuple(x.id for x in s.regions)
    houses, materials = tuple(x.id for x in s.warehouses), tuple(x.id for x in s.material_suppliers)
    made = tuple(dict.fromkeys(x.family for x in s.styles))
    for i, name in enumerate(s.rundown_plan):
        yield from _known(("rundown_plan", i), name, styles, "style")
    if isinstance(s.warehouse_costs.priority_styles, tuple):
        for i, name in enumerate(s.warehouse_costs.priority_styles):
            yield from _known(("warehouse_costs", "priority_styles", i), name, styles, "style")
    for i, warehouse in enumerate(s.warehouses):
        for j, name in enumerate(warehouse.default_regions):
            yield from _known(("warehouses", i, "default_regions", j), name, regions, "region")
    for i, name in enumerate(s.bought_in_families):
        yield from _known(("bought_in_families", i), name, made, "family")
    for i, name in enumerate(s.sizes.one_size_families):
        yield from _known(("sizes", "one_size_families", i), name, made, "family")
    for name, material in s.materials.items():
        yield from _known(("materials", name, "supplier"), material.supplier, materials, "material supplier")
    for i, carrier in enumerate(s.carriers):
        for j, outage in enumerate(carrier.outages):
            yield from _known(
                ("carriers", i, "outages", j, "warehouse"), outage.warehouse, houses, "warehouse"
            )


def _known(loc: Loc, name: str, wanted: tuple[str, ...], what: str) -> Problems:
    if name not in wanted:
        yield loc, f"unknown {what} '{name}'", suggest(name, wanted)


def _styles(s: Scenario) -> Problems:
    if not any(style.role == "main" for style in s.styles):
        yield ("styles",), "no style with role main", "at least one main style"
    for i, style in enumerate(s.styles):
        if style.price > style.tag:
            yield (
                ("styles", i, "price"),
                f"{style.price:g} above the tag {style.tag:g}",
                "a price up to the tag",
            )
        if (style.role == "locked") != (style.unlock is not None):
            found = (
                "a locked style without unlock"
                if style.role == "locked"
                else f"unlock on a {style.role} style"
            )
            yield ("styles", i, "unlock"), found, "unlock on locked styles, and only there"
        if style.size_mix is not None and style.family in s.sizes.one_size_families:
            yield (
                ("styles", i, "size_mix"),
                f"a size mix in the one-size family {style.family}",
                "no size_mix",
            )
    throttle = s.platform.late_rate_throttle
    if throttle.until_below > throttle.at:
        yield (
            ("platform", "late_rate_throttle", "until_below"),
            f"{throttle.until_below:g}",
            f"≤ at = {throttle.at:g}",
        )


def _variants(scenario: Scenario, tree: Node) -> list[str]:
    """Every variant must at least lead somewhere; its values are validated when it is used."""
    lines = []
    for name in scenario.variants:
        try:
            apply_variants(tree, (name,))
        except UserError as error:
            lines.append(str(error))
    return lines

"""Impossible networks: lanes, zones, families nobody makes, empty encounters, parties without trade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from environment.scenario.overlay import suggest
from environment.scenario.parties import ENCOUNTERS, OPTIONAL, Negotiation
from environment.scenario.scenario import Scenario
from environment.scenario.tree import Loc

Problems = Iterator[tuple[Loc, str, str]]
MAX_OUTCOMES = 1_000_000


def lanes(s: Scenario) -> Problems:
    """Transfers between two different warehouses, a zone for every pair, one home warehouse per region."""
    houses, regions = tuple(w.id for w in s.warehouses), tuple(r.id for r in s.regions)
    seen: set[tuple[str, str]] = set()
    for i, lane in enumerate(s.transfers):
        for end, name in (("from", lane.from_), ("to", lane.to)):
            if name not in houses:
                yield ("transfers", i, end), f"unknown warehouse '{name}'", suggest(name, houses)
        if lane.from_ == lane.to:
            yield ("transfers", i, "to"), f"a lane from {lane.to} to itself", "two different warehouses"
        if (lane.from_, lane.to) in seen:
            yield ("transfers", i), f"a second lane from {lane.from_} to {lane.to}", "one lane per direction"
        seen.add((lane.from_, lane.to))
    for name in s.zones:
        if name not in houses:
            yield ("zones", name), f"unknown warehouse '{name}'", suggest(name, houses)
        for region in s.zones[name]:
            if region not in regions:
                yield ("zones", name, region), f"unknown region '{region}'", suggest(region, regions)
    yield from _served(s, houses, regions)


def _served(s: Scenario, houses: tuple[str, ...], regions: tuple[str, ...]) -> Problems:
    unserved = [region for region in regions if not any(region in s.zones.get(name, ()) for name in houses)]
    for region in unserved:
        yield (
            ("zones",),
            f"region {region}, which no warehouse serves",
            "a zone class to it from every warehouse",
        )
    for name in houses:
        missing = [
            region for region in regions if region not in s.zones.get(name, ()) and region not in unserved
        ]
        if missing:
            yield (
                ("zones", name),
                f"no zone from {name} to {', '.join(missing)}",
                "a zone class for every region",
            )
    for region in regions:
        homes = [warehouse.id for warehouse in s.warehouses if region in warehouse.default_regions]
        if len(homes) != 1:
            found = f"region {region} at home in {' and '.join(homes) or 'no warehouse'}"
            yield ("warehouses",), found, "every region in default_regions of exactly one warehouse"
    if not any(warehouse.parcels_per_day for warehouse in s.warehouses):
        yield ("warehouses",), "no throughput anywhere", "parcels_per_day above 0 in at least one warehouse"


def families(s: Scenario) -> Problems:
    """Every family is made or bought in; every factory has something to make, and to make it of."""
    sold = tuple(dict.fromkeys(style.family for style in s.styles))
    made = {family for factory in s.factories for family in factory.families}
    for i, style in enumerate(s.styles):
        if style.family not in made and style.family not in s.bought_in_families:
            allowed = ", ".join(sorted(made | set(s.bought_in_families)))
            yield ("styles", i, "family"), f"family '{style.family}', which no factory makes", allowed
    for i, factory in enumerate(s.factories):
        for j, family in enumerate(factory.families):
            if family not in sold:
                yield (
                    ("factories", i, "families", j),
                    f"family '{family}', which no style has",
                    ", ".join(sold),
                )
            elif family in s.bought_in_families:
                yield (
                    ("factories", i, "families", j),
                    f"family '{family}', also in bought_in_families",
                    "one of the two",
                )
            if family not in s.materials:
                yield (
                    ("materials",),
                    f"no material for family '{family}'",
                    f"an entry {family}: {{supplier, per_kg}}",
                )
    for family in s.materials:
        if family not in made:
            yield ("materials", family), f"family '{family}', which no factory makes", ", ".join(sorted(made))
    if s.trims_per_unit > 0 and not any(merchant.per_piece for merchant in s.material_suppliers):
        yield (
            ("trims_per_unit",),
            "trims or packaging, but no material supplier sells them",
            "0, or a merchant with item: trims or packaging",
        )


def bargaining(s: Scenario) -> Problems:
    """Encounters with their issues, grids that fit their ranges, parties that exist."""
    known = (s.host.id, s.supplier.id, *_ids(s), "all")
    known = tuple(dict.fromkeys(known))
    required = tuple(name for name in ENCOUNTERS if name not in OPTIONAL)
    missing = [name for name in required if name not in {negotiation.id for negotiation in s.negotiations}]
    if missing:
        yield ("negotiations",), f"no {', '.join(missing)}", f"each of {', '.join(required)}"
    for i, negotiation in enumerate(s.negotiations):
        if negotiation.id not in ENCOUNTERS:
            yield ("negotiations", i, "id"), f"'{negotiation.id}'", ", ".join(ENCOUNTERS)
            continue
        for j, party in enumerate(negotiation.parties):
            if party not in known:
                yield ("negotiations", i, "parties", j), f"unknown party '{party}'", suggest(party, known)
        yield from _issues(("negotiations", i), negotiation)
    yield from _materials(s)


def _materials(s: Scenario) -> Problems:
    """N8 is held between N2 and the broadcast, in a show that has its merchants to itself."""
    hours = {n.id: n.deadline_h for n in s.negotiations}
    for i, negotiation in enumerate(s.negotiations):
        if negotiation.id != "N8":
            continue
        first, hour = hours.get("N2"), negotiation.deadline_h
        first = -24.0 if first is None else first
        if negotiation.phase != "pre" or hour is None or not first <= hour <= 0:
            found = f"N8 {negotiation.phase} at {'no hour' if hour is None else f'{hour:g} h'}"
            yield ("negotiations", i), found, f"phase pre, deadline_h from {first:g} (after N2) to 0"
        if s.week is not None:
            yield ("negotiations", i, "id"), "N8 in a week", "N8 in a show that has its material suppliers to itself"
    for i, merchant in enumerate(s.material_suppliers):
        if s.week is not None and merchant.holding_cost:
            yield ("material_suppliers", i, "holding_cost"), f"{merchant.holding_cost:g} in a week", "0"


def _issues(loc: Loc, negotiation: Negotiation) -> Problems:
    wanted = tuple(ENCOUNTERS[negotiation.id])
    for name in negotiation.issues:
        if name not in wanted:
            yield (*loc, "issues", name), f"unknown issue '{name}' of {negotiation.id}", suggest(name, wanted)
    absent = [name for name in wanted if name not in negotiation.issues]
    if absent:
        yield (
            (*loc, "issues"),
            f"no {', '.join(absent)}",
            f"every issue of {negotiation.id}: {', '.join(wanted)}",
        )
    yield from _grid(loc, negotiation)


def _grid(loc: Loc, negotiation: Negotiation) -> Problems:
    review, size = negotiation.id == "N7", 1
    for name, span in negotiation.issues.items():
        if isinstance(span, tuple) == review:
            allowed = (
                "settlement: audit or none, relationship_update: true or false" if review else "[low, high]"
            )
            yield (*loc, "issues", name), f"{span!r}", allowed
        elif isinstance(span, tuple):
            step = negotiation.grid.get(name)
            fault = misfit(span, step)
            if fault:
                yield (
                    (*loc, "grid", name) if step else (*loc, "grid"),
                    f"{name}: {fault}",
                    "a step that divides the range",
                )
            elif step:
                size *= round((span[1] - span[0]) / step) + 1
    for name in negotiation.grid:
        if name not in negotiation.issues:
            yield (
                (*loc, "grid", name),
                f"a step of '{name}', which is no issue",
                ", ".join(negotiation.issues),
            )
    if size > MAX_OUTCOMES:
        yield (*loc, "grid"), f"{size} outcomes", f"at most {MAX_OUTCOMES}: take larger steps"
    if not review and (
        negotiation.round_limit is None
        or (negotiation.deadline_h is None) == (negotiation.deadline_min is None)
    ):
        yield loc, "no round_limit, or no deadline", "round_limit, and deadline_h or deadline_min"


def misfit(span: tuple[float, float], step: float | None) -> str:
    """Why ``step`` does not make a grid from ``span[0]`` to ``span[1]``; empty when it does."""
    if step is None:
        return "no step"
    steps = (span[1] - span[0]) / step
    return (
        ""
        if abs(steps - round(steps)) <= 1e-6 * max(1.0, steps)
        else f"step {step:g} in [{span[0]:g}, {span[1]:g}]"
    )


def _ids(s: Scenario) -> Iterable[str]:
    return (
        item.id for items in (s.warehouses, s.factories, s.carriers, s.material_suppliers) for item in items
    )


def trade(s: Scenario) -> Problems:
    """Every party must be linked to the supplier by encounters or by the material it makes goods of."""
    links = [set(negotiation.parties) - {"all"} for negotiation in s.negotiations]
    trims = [merchant.id for merchant in s.material_suppliers if merchant.per_piece]
    for factory in s.factories:
        yarns = [s.materials[family].supplier for family in factory.families if family in s.materials]
        links.append({factory.id, *yarns, *trims})
    reached, grown = {s.supplier.id}, True
    while grown:
        more = set().union(*(link for link in links if link & reached)) - reached
        reached |= more
        grown = bool(more)
    if s.host.id not in reached:
        yield ("host",), "no trade link to the supplier", "a seat in an encounter"
    for name in ("warehouses", "factories", "carriers", "material_suppliers"):
        for i, party in enumerate(getattr(s, name)):
            if party.id not in reached:
                yield (
                    (name, i),
                    f"{party.id} without a trade link to the supplier",
                    "a seat in an encounter, or a material",
                )

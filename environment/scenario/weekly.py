"""The shows of a week as scenarios of their own, made of the file's first show and what each of the others sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from environment.scenario.overlay import overlay, suggest
from environment.scenario.tree import Loc, Node
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment.scenario.scenario import Scenario

Problems = Iterator[tuple[Loc, str, str]]
ALONE = ("week", "variants", "story_expectations")  # keys of a week's file that a single show of it does not have
SHARED = ("warehouses", "warehouse_costs", "material_suppliers", "transfers", "zones", "clock", "host", "supplier", "week")
OWN_TERMS = {  # fields of shared parties that are a supplier's own standing contract
    "factories": ("reserved_per_day", "rush_premium", "rush_lead_h"),
    "carriers": ("booked_parcels_per_day", "take_or_pay", "overflow_surcharge"),
}
_KEPT: dict[str, tuple[Slot, ...]] = {}


@dataclass(frozen=True, slots=True)
class Slot:
    """One show of a week: the ``name`` of its host, the hour its broadcast starts (0 = the file's own show)."""

    name: str
    scenario: Scenario
    start_h: int


def slots(scenario: Scenario) -> tuple[Slot, ...]:
    """Every show of the week in order of start; the file's own show first among those that start together (cached).

    Raises :class:`UserError` naming file and line where a show's own values are not valid.
    """
    key = scenario.content_hash()
    if key not in _KEPT:
        if len(_KEPT) >= 16:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[key] = _slots(scenario)
    return _KEPT[key]


def _slots(scenario: Scenario) -> tuple[Slot, ...]:
    from environment.scenario.loader import finish

    assert scenario.week is not None
    tree = scenario._tree or Node.of(scenario.plain(), f"scenario {scenario.name}")
    assert isinstance(tree.value, dict)
    root = replace(tree, value={key: value for key, value in tree.value.items() if key not in ALONE})
    own = finish(root)
    found = [Slot(own.host.id, own, 0)]
    for i, guest in enumerate(scenario.week.shows):
        start = int(hours_between(own.clock.live_start, guest.live_start))
        node = tree.find(("week", "shows", i))[0]
        found.append(Slot(guest.id, finish(_guest(root, scenario, node, start)), start))
    return tuple(sorted(found, key=lambda slot: slot.start_h))


def hours_between(first: datetime, second: datetime) -> float:
    """Hours from ``first`` to ``second``."""
    return (second - first).total_seconds() / 3600.0


def _guest(root: Node, base: Scenario, node: Node, start: int) -> Node:
    """The tree of a guest's show: names and places, then stock, then its own overlay."""
    assert isinstance(node.value, dict)
    host = Node({key: node.value[key] for key in ("id", "zh", "en", "city", "cash") if key in node.value}, node.origin)
    supplier, fields = node.value["supplier"], node.value["set"]
    assert isinstance(fields.value, dict) and isinstance(root.value, dict)
    tree = overlay(overlay(root, "host", host), "supplier", supplier)
    tree = overlay(tree, "clock.live_start", node.value["live_start"])
    names = {base.host.id: host.id() or "", base.supplier.id: supplier.id() or ""}
    tree = _stocked(_renamed(_shifted(tree, start), names), float(str(node.value["stock"].value)))
    for path, value in fields.value.items():
        tree = overlay(tree, path, _tagged(value, f"{value.origin}: show {host.id()}"))
    return _renamed(tree, names)


def _tagged(node: Node, origin: str) -> Node:
    if isinstance(node.value, dict):
        return Node({key: _tagged(item, origin) for key, item in node.value.items()}, origin, node.size)
    if isinstance(node.value, tuple):
        return Node(tuple(_tagged(item, origin) for item in node.value), origin, node.size)
    return Node(node.value, origin)


def _renamed(tree: Node, names: dict[str, str]) -> Node:
    """The host's and the supplier's new names where the encounters seat them."""
    for i in range(len(tree.child("negotiations").value)):  # type: ignore[union-attr,arg-type]
        seats = tree.find(("negotiations", i, "parties"))[0]
        assert isinstance(seats.value, tuple)
        new = tuple(replace(seat, value=names.get(str(seat.value), seat.value)) for seat in seats.value)
        which = str(tree.find(("negotiations", i, "id"))[0].value)
        tree = overlay(tree, f"negotiations.{which}.parties", replace(seats, value=new))
    return tree


def _stocked(tree: Node, times: float) -> Node:
    """Opening stock of every style, ``times`` the file's, in whole units."""
    styles = tree.child("styles")
    assert styles is not None and isinstance(styles.value, tuple)
    for style in styles.value:
        stock = style.child("stock")
        assert stock is not None and isinstance(stock.value, dict)
        units = {w: replace(n, value=round(float(str(n.value)) * times)) for w, n in stock.value.items()}
        tree = overlay(tree, f"styles.{style.id()}.stock", replace(stock, value=units))
    return tree


def _shifted(tree: Node, start: int) -> Node:
    """Outages by the guest's own clock; in the file they count from the file's own show."""
    carriers = tree.child("carriers")
    assert carriers is not None and isinstance(carriers.value, tuple)
    for carrier in carriers.value:
        outages = carrier.child("outages")
        if outages is None or not isinstance(outages.value, tuple):
            continue
        moved = []
        for outage in outages.value:
            window = outage.child("window_h")
            assert window is not None and isinstance(window.value, tuple)
            hours = tuple(replace(each, value=float(str(each.value)) - start) for each in window.value)
            moved.append(overlay(outage, "window_h", replace(window, value=hours)))
        tree = overlay(tree, f"carriers.{carrier.id()}.outages", replace(outages, value=tuple(moved)))
    return tree


def week(s: Scenario) -> Problems:
    """What one field of the week block cannot show: names of its own, whole hours, nothing shared that is changed."""
    if s.week is None:
        return
    groups = (s.warehouses, s.factories, s.carriers, s.material_suppliers)
    taken = {s.host.id, s.supplier.id, "platform", "consumers", "outside", "all", *(p.id for group in groups for p in group)}
    for i, guest in enumerate(s.week.shows):
        loc: Loc = ("week", "shows", i)
        for at, name in (((*loc, "id"), guest.id), ((*loc, "supplier", "id"), guest.supplier.id)):
            if name in taken:
                yield at, f"'{name}', the id of another party or account", "an id of its own"
            taken.add(name)
        hours = hours_between(s.clock.live_start, guest.live_start)
        if hours != round(hours) or abs(hours) > 240:
            yield (*loc, "live_start"), f"{hours:g} hours from the file's own show", "whole hours, at most 240"
        for path in guest.set:
            yield from _shared((*loc, "set", path), path)


def _shared(loc: Loc, path: str) -> Problems:
    top, *rest = path.split(".")
    bargained = top == "negotiations" and rest[:1] == ["N8"]  # merchants of material are shared, at their cards
    if bargained or top in SHARED or (top in OWN_TERMS and (len(rest) < 2 or rest[1] not in OWN_TERMS[top])):
        own = ", ".join(f"{group}.*.{name}" for group, names in OWN_TERMS.items() for name in names)
        yield loc, f"'{path}', shared by every show of the week", f"what a show has of its own, or {own}"


def unknown(name: str, known: tuple[str, ...]) -> UserError:
    """The message for a show that the week does not have."""
    return UserError(f"show: found '{name}', allowed: {suggest(name, known)}")

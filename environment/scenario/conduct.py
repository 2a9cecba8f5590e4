"""Which dispositions a file or a call may set, of whom, and to what: one rule for scenarios, sweeps, studies and ``play``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from environment.scenario.overlay import suggest

if TYPE_CHECKING:
    from environment.scenario.scenario import Scenario

KINDS = ("host", "supplier", "factory", "warehouse", "carrier", "material")


def kinds_of(s: Scenario) -> dict[str, str]:
    """Kind of every kind and party that may be named."""
    groups = ((s.host,), (s.supplier,), s.factories, s.warehouses, s.carriers, s.material_suppliers)
    kinds = {kind: kind for kind in KINDS}
    return kinds | {p.id: kind for kind, group in zip(KINDS, groups, strict=True) for p in group if p.id not in kinds}


def fault(kinds: Mapping[str, str], who: str, what: str, value: object) -> str:
    """What is wrong with ``value`` as the disposition ``what`` of ``who``: "found …, allowed …", or "" where nothing is."""
    from agents.dispositions import DISPOSITIONS, bounds

    if who not in kinds:
        return f"found party '{who}', allowed: {suggest(who, tuple(kinds))}"
    if what not in DISPOSITIONS:
        return f"found disposition '{what}', allowed: {suggest(what, DISPOSITIONS)}"
    low, high = bounds(what, kinds[who])
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return f"found {value!r}, allowed: {low:g} to {high:g}"
    return ""

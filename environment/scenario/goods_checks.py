"""What one field of the product and stocking blocks cannot show: styles, factories and warehouses that exist."""

from __future__ import annotations

from collections.abc import Iterator

from environment.scenario.overlay import suggest
from environment.scenario.scenario import Scenario
from environment.scenario.tree import Loc

Problems = Iterator[tuple[Loc, str, str]]


def goods(s: Scenario) -> Problems:
    """Variant groups of known styles of one family that their factory makes, each style in one group; rents of warehouses."""
    families = {style.id: style.family for style in s.styles}
    factories = {f.id: f.families for f in s.factories}
    seen: dict[str, str] = {}
    for name, group in s.product.groups.items():
        loc: Loc = ("product", "groups", name)
        for i, style in enumerate(group.styles):
            if style not in families:
                yield (*loc, "styles", i), f"unknown style '{style}'", suggest(style, tuple(families))
            elif style in seen:
                yield (*loc, "styles", i), f"'{style}', of group {seen[style]}", "each style in one group, once"
            seen[style] = name
        if group.factory not in factories:
            yield (*loc, "factory"), f"unknown factory '{group.factory}'", suggest(group.factory, tuple(factories))
            continue
        for i, style in enumerate(group.styles):
            if style in families and families[style] not in factories[group.factory]:
                made = ", ".join(factories[group.factory])
                yield (*loc, "styles", i), f"'{style}' of family {families[style]}", f"families of {group.factory}: {made}"
    houses = tuple(w.id for w in s.warehouses)
    for field in ("rent_month", "opening"):
        for name in getattr(s.stocking.front, field):
            if name not in houses:
                yield ("stocking", "front", field, name), f"unknown warehouse '{name}'", suggest(name, houses)
    top_up = s.stocking.top_up
    if top_up.first_days and top_up.lead_h > 24.0 * top_up.first_days:
        yield ("stocking", "top_up", "lead_h"), f"{top_up.lead_h:g}", f"at most {24 * top_up.first_days}, 24 × first_days"

"""Names of parties and styles in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.world import World

Pair = tuple[str, str]

ACCOUNTS: dict[str, Pair] = {
    "platform": ("platform", "平台"),
    "consumers": ("consumers", "消费者"),
    "outside": ("outside markets", "外部市场"),
}


_NAMES: dict[str, dict[str, Pair]] = {}


def name_of(scenario: Scenario, party: str) -> Pair:
    """(english, chinese) name of a party or account."""
    key = scenario.content_hash()
    if key not in _NAMES:
        if len(_NAMES) >= 32:
            del _NAMES[next(iter(_NAMES))]
        _NAMES[key] = _names(scenario)
    return _NAMES[key][party]


def _names(scenario: Scenario) -> dict[str, Pair]:
    """Every party and account; an id that comes twice is the first one's."""
    groups = (scenario.factories, scenario.warehouses, scenario.carriers, scenario.material_suppliers)
    guests = scenario.week.shows if scenario.week is not None else ()
    own = (scenario.host, scenario.supplier, *(p for group in groups for p in group))
    entries = (*own, *(entry for guest in guests for entry in (guest, guest.supplier)))
    return {**{entry.id: (entry.en, entry.zh) for entry in reversed(entries)}, **ACCOUNTS}


def style_name(world: World, style: int) -> Pair:
    """(english, chinese) name of a style, its id first: ("B crew-neck knit", "B 圆领针织衫")."""
    return world.layout.titles[style]


COUNTERS = {"likes": ("likes", "点赞"), "comments": ("comments", "评论")}  # what may unlock a style

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


def name_of(scenario: Scenario, party: str) -> Pair:
    """(english, chinese) name of a party or account."""
    if party in ACCOUNTS:
        return ACCOUNTS[party]
    groups = (scenario.factories, scenario.warehouses, scenario.carriers, scenario.material_suppliers)
    for entry in (scenario.host, scenario.supplier, *(p for group in groups for p in group)):
        if entry.id == party:
            return entry.en, entry.zh
    for guest in scenario.week.shows if scenario.week is not None else ():
        for entry in (guest, guest.supplier):
            if entry.id == party:
                return entry.en, entry.zh
    raise KeyError(party)


def style_name(world: World, style: int) -> Pair:
    """(english, chinese) name of a style, its id first: ("B crew-neck knit", "B 圆领针织衫")."""
    entry = world.setting.styles[style]
    return f"{entry.id} {entry.en}", f"{entry.id} {entry.zh}"


COUNTERS = {"likes": ("likes", "点赞"), "comments": ("comments", "评论")}  # what may unlock a style

"""A week of several hosts on shared factories, warehouses and carriers.

The file that holds this block is itself the first show of the week: its host, supplier, audience and goods. Every other
show names its own host and merchant and what else differs; factories, warehouses, carriers and material merchants are
those of the file, for all.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from environment.scenario.parameter import Frozen, FrozenMap, Moment, P, PositiveMultiple
from environment.scenario.parties import ClockTime, Seated


class Guest(Seated):
    """Another show of the week, under the name of its host."""

    live_start: Annotated[
        Moment,
        P("date-time", "E", "Start of its broadcast, whole hours from that of the file", "开播时间"),
    ]
    supplier: Seated
    stock: Annotated[PositiveMultiple, P("× the file's", "E", "Opening stock of every style over that of the file", "期初库存倍数")]
    set: Annotated[
        FrozenMap[str, Any], P("overlay", "E", "What else is its own, by dotted path; shared parties are not", "本场覆盖项")
    ]


class Week(Frozen):
    """The other shows, and how days of shared capacity are counted."""

    day_starts: Annotated[ClockTime, P("clock", "E", "When a day of warehouses and carriers begins", "仓配日切换时间")]
    booking_days: Annotated[
        int, Field(ge=1, le=365), P("days", "S2", "Shipping days for which a show books volume and surge labour", "预订天数")
    ]
    shows: Annotated[tuple[Guest, ...], Field(min_length=1, max_length=11)]

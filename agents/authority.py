"""Who may decide what on the spot, how long everything else waits, and what the parties make of a gift or a price move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents.public import Floats
from agents.supplier_pre import contribution

if TYPE_CHECKING:
    from agents.host import Host
    from agents.supplier import Supplier


@dataclass(frozen=True, slots=True)
class Authority:
    """Limits of what a party decides on its own word (None: no limit) and the minutes of everything beyond.

    ``latency_min`` is what every decision across teams waits without a squad; ``approval_min`` comes on top where a limit
    is passed.
    """

    latency_min: float = 0.0
    gift_cny: float | None = None
    price_cut: float | None = None
    reorder_units: float | None = None
    approval_min: float = 0.0

    def beyond(self, limit: str, amount: float) -> bool:
        """Whether ``amount`` is more than the authority ``limit`` (a field's name) gives."""
        most: float | None = getattr(self, limit)
        return most is not None and amount > most

    def wait(self, limit: str, amount: float) -> float:
        """Minutes until a decision of ``amount`` across teams takes effect."""
        return self.latency_min + (self.approval_min if self.beyond(limit, amount) else 0.0)


def gift_gain(orders: float, boost: float, per_order: float, to_come: float) -> float:
    """Units a gift with the first ``orders`` orders adds: what the boost brings while it lasts, of those still to come."""
    lasts = orders * per_order
    return min(lasts * (1.0 - 1.0 / boost), to_come * (boost - 1.0)) if boost > 1.0 else 0.0


def host_gift_value(host: Host, style: int, gain: float, cost: float, share: Floats) -> Floats:
    """CNY per outcome: commission on the units a gift adds less the host's ``share`` of its cost."""
    c = host.catalogue
    value: Floats = host.terms.commission * c.price[style] * c.kept[style] * gain - share * cost
    return value


def supplier_gift_value(supplier: Supplier, style: int, gain: float, cost: float, share: Floats) -> Floats:
    """CNY per outcome: margin on those of the units added that there are goods for, less its share of the cost."""
    expected, have = supplier.expected(style), supplier.memory.have
    spare = np.inf if have is None else max(float(have[style]) - expected, 0.0)
    value: Floats = float(contribution(supplier, style)) * min(gain, spare) - (1.0 - share) * cost
    return value

"""The supplier's back office: individual requests of viewers (a message with a deadline), and what it promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.supplier_pre import contribution

if TYPE_CHECKING:
    from agents.supplier import Supplier

KINDS = ("box", "size")  # a gift box 礼盒, the biggest size


@dataclass(frozen=True, slots=True)
class Request:
    """Requests of one kind made in one tick, passed on by the host: most askers leave at ``deadline_min``."""

    minute: float
    style: int
    kind: int  # position in KINDS
    count: int
    deadline_min: float  # minute of the show


def feasible(supplier: Supplier, request: Request, stock: int, boxes: int, cost: float) -> int:
    """Units it can promise of a request: what lies there (and can be boxed), none where serving one does not pay.

    ``stock``: units of the sku asked for in its own warehouses, ``boxes`` gift boxes left, ``cost`` CNY of serving a unit.
    """
    if float(contribution(supplier, request.style)) <= cost:
        return 0
    return min(stock, boxes) if KINDS[request.kind] == "box" else stock

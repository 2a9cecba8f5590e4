"""What postponement is worth: variants without safety stock, with finished goods, and with a pool, on the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from experiments.paired import Paired, paired

if TYPE_CHECKING:
    from environment import Scenario, Scheme

HOLDS = ("none", "finished", "pool")


def pooling(
    scenario: Scenario, scheme: Scheme, group: str, *, n: int = 30, seed: int | None = None,
    workers: int | Literal["auto"] = "auto",
) -> Paired:  # fmt: skip
    """Play ``n`` replications of every way to hold the safety stock of ``group`` (:data:`HOLDS`)."""
    worlds = {hold: scenario.with_overrides({f"product.groups.{group}.hold": hold}) for hold in HOLDS}
    return paired(worlds, scheme, n=n, seed=seed, workers=workers)

"""What everybody at the table knows: the show's catalogue and its plan.

Index spaces: S styles, R regions, W warehouses, T live ticks. Money in CNY, times in hours from the start of the
broadcast. Nothing in here is private; private facts are in :mod:`agents.profiles` and reach only their owner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Styles, prices, plan and trade statistics that are common knowledge."""

    styles: tuple[str, ...]
    families: tuple[str, ...]  # (S,)
    regions: tuple[str, ...]
    warehouses: tuple[str, ...]
    price: Floats  # (S,)
    kg: Floats  # (S,)
    smv: Floats  # (S,) standard minutes
    attract: Floats  # (S,) nominal attraction
    main: Bools  # (S,)
    reorderable: Bools  # (S,) made by a factory of the network, not bought in
    refund: Floats  # (S,) share of orders refunded before shipping
    returned: Floats  # (S,) share of shipped units sent back
    region_share: Floats  # (R,)
    home: Ints  # (R,) warehouse that serves the region
    plan: Ints  # (T,) style explained per tick
    tick_min: float
    live_h: float
    focus_boost: float
    shelf_share: float  # units sold after the broadcast over units sold in it
    nominal: Floats  # (S,) units of a whole show at appeal 1, plan as printed, shelf included
    to_come: Floats  # (T + 1, S) nominal units from each tick on, plan as printed, shelf included
    per_tick: Floats  # (T,) nominal units per tick and unit of attention-weighted attraction
    log_sigma: float  # spread of appeals between styles, as history shows it
    live_sigma: float  # doubt about demand still to come, at the start of the broadcast
    units_per_order: float
    presale_share: float  # buyers who stay when the link turns to presale
    presale_promise_h: float
    alert_ratio: float  # demand over plan at which the squad's rule calls for a reorder
    slot_floor: float  # share of its planned slots that a main style is owed
    slots_owed: Floats  # (S,) slots that follow from it
    cvar_tail: float
    cara_stake: float  # CNY; 0: parties weigh risk by mean–CVaR, else by exponential utility
    nodes: Floats  # (N, S) standard normal scenario nodes: the quadrature of everybody's expectations
    kept: Floats = field(init=False)  # (S,) share of ordered units that stays sold
    paid: tuple[tuple[int, float], ...] = field(init=False)  # (style, slots owed) of those that are owed some
    ahead: tuple[float, ...] = field(init=False)  # (T + 1,) nominal units per unit of attraction from each tick on
    every_region: Ints = field(init=False)  # (R,) ones: whole numbers .dot(every_region) sums them at half a reduction's cost

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", (1.0 - self.refund) * (1.0 - self.returned))
        object.__setattr__(self, "paid", tuple((s, slots) for s, slots in enumerate(self.slots_owed.tolist()) if slots > 0))
        object.__setattr__(self, "every_region", np.ones(len(self.regions), dtype=np.int64))
        object.__setattr__(self, "ahead", tuple(float(self.per_tick[t:].sum()) for t in range(len(self.per_tick) + 1)))

    def draws(self, mean: Floats, log_sd: Floats | float) -> Floats:
        """(N, S) demand scenarios: log-normal around ``mean`` (S,) with log spread ``log_sd``."""
        draws: Floats = mean * np.exp(self.nodes * log_sd - np.square(log_sd) / 2.0)
        return draws

    def planned(self) -> Floats:
        """(N, S) :meth:`draws` around the plan as printed; read-only, made once."""
        return _planned(self)

    def made_by(self, families: tuple[str, ...]) -> Bools:
        """(S,) whether a style is of one of ``families``; read-only, made once."""
        return _made_by(self, families)

    def doubt(self, posterior: float, tick: int) -> float:
        """Log spread of a live nowcast: what the counts leave open and what the audience still to come may change."""
        rest = self.ahead[tick + 1] / self.ahead[0] if self.ahead[0] > 0 else 0.0  # nobody buys: nothing is to come
        return float(np.hypot(posterior, self.live_sigma * rest))

    def promoted(self, style: int, tick: int, open_share: float) -> float:
        """Nominal units still to come of a promoted style that takes ``open_share`` of the slots left, shelf included."""
        rest = self.ahead[tick + 1] * (1.0 + (self.focus_boost - 1.0) * open_share)
        return float(self.attract[style] * rest + self.shelf_share * self.nominal[style] / (1.0 + self.shelf_share))

    def remaining(self, tick: int) -> Floats:
        """(S,) nominal units still to come after live tick ``tick`` at appeal 1 along the plan, shelf included."""
        row: Floats = self.to_come[tick + 1]
        return row


@lru_cache(maxsize=32)
def _planned(catalogue: Catalogue) -> Floats:
    drawn = catalogue.draws(catalogue.nominal, catalogue.log_sigma)
    drawn.setflags(write=False)
    return drawn


@lru_cache(maxsize=256)
def _made_by(catalogue: Catalogue, families: tuple[str, ...]) -> Bools:
    made = np.array([family in families for family in catalogue.families])
    made.setflags(write=False)
    return made


def units_to_come(attract: Floats, plan: Ints, per_tick: Floats, focus_boost: float, shelf: Floats) -> Floats:
    """(T + 1, S) nominal units from each live tick on: attention along the plan, and ``shelf`` (S,) units after it."""
    seen = np.ones((len(plan), len(attract)))
    seen[np.arange(len(plan)), plan] = focus_boost
    live = np.cumsum((seen * per_tick[:, None])[::-1], axis=0)[::-1]
    table: Floats = attract * np.concatenate([live, np.zeros((1, len(attract)))]) + shelf
    return table

"""The clairvoyant: an upper bound on the chain's surplus when realised demand is known before the show.

It keeps what the host did on air (running order, effort, gifts: the *path* of a played show) and chooses, knowing every
order that would be placed, where stock lies, what is reserved and made, and which stock serves which region. What the
real world forbids and the programme allows is listed in ``docs/references-explained.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from environment.phases.after import _THROTTLE as THROTTLE
from environment.references.margins import MODELLED, Margins, margins
from environment.references.programme import Problem, solve
from environment.trade.audience import late_hazard
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.luck import Floats, Ints
    from environment.taken import Taken
    from environment.world import World


class Tape:
    """Every order the audience of a world asks for, as it comes: (hour, (K, R) units). Stands before the world's stock.

    While the platform throttles the shop it is asked for less; the tape holds what it would be asked for otherwise, which
    a clairvoyant that ships in time can have.
    """

    def __init__(self, world: World) -> None:
        self.world, self.stock = world, world.stock
        self.hours: list[float] = []
        self.units: list[Floats] = []
        world.stock = self  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stock, name)

    def reserve(self, wanted: Ints, bucket: int, presale_share: float) -> Taken:
        """As :meth:`environment.stock.Stock.reserve`, taking note of what was wanted."""
        whole = wanted / (THROTTLE if self._throttled() else 1.0)
        self.hours += [float(bucket + i) for i in range(len(wanted))]
        self.units += list(whole)
        return self.stock.reserve(wanted, bucket, presale_share)

    def _throttled(self) -> bool:
        keys = [e.key for e in self.world.events if e.key.startswith("throttle.")]
        return bool(keys) and keys[-1] == "throttle.on"

    def split(self, hour: float) -> tuple[Floats, Floats]:
        """(2, K, R) units asked for before and from ``hour`` on, and in how many cells of time they came."""
        early = np.array(self.hours) < hour
        units = np.array(self.units)
        parts = [units[early], units[~early]]
        total, cells = ([x.sum(axis=0) for x in parts], [(x > 0).sum(axis=0) for x in parts])
        return np.array(total, dtype=float), np.array(cells, dtype=float)


def bound(world: World, tape: Tape) -> float:
    """CNY: no placing, reserving, making and routing of this show's goods could have left the chain with more."""
    outcome = world.outcome
    if outcome is None:
        raise RuntimeError("the show is not settled yet")
    ordered = np.maximum(outcome.ordered.sum(axis=1), 1)
    received = np.maximum(outcome.returned.sum(axis=1) + outcome.kept.sum(axis=1), 1)
    gone = np.minimum(world.layout.refund, outcome.cancelled.sum(axis=1) / ordered)
    m = margins(world.setting, world.cast.host.terms.commission, gone, outcome.returned.sum(axis=1) / received)
    unsold = float(dot(world.layout.opening.sum(axis=1), m.salvage[world.layout.style_of]))
    return own_books(world) + unsold + solve(known(world, tape, m)).value


def own_books(world: World) -> float:
    """CNY the chain got from outside under clauses that no decision of the clairvoyant moves."""
    total = 0
    for name in world.cast.all():  # what members pay each other cancels
        total += sum(cents for clause, cents in world.ledger.by_clause(name).items() if clause not in MODELLED)
    return total / 100.0


def known(world: World, tape: Tape, m: Margins) -> Problem:
    """The programme of a show whose demand is known: items are stock-keeping units, periods end when goods can be made."""
    scenario, layout, fulfilment = world.setting, world.layout, world.fulfilment
    style, per_order = layout.style_of, scenario.audience.units_per_order
    profiles = [f.profile for f in world.cast.factories.values()]
    first = min((p.material_lead_h[0] + float(p.to_warehouse_h.min()) for p in profiles), default=np.inf)
    demand, cells = tape.split(first)
    last = min(240.0, scenario.clock.settle_h)  # goods made later never leave
    span = max(last - first, 0.0) / 24.0
    promise = scenario.promises.target_ship_h + 12.0 + min(first, scenario.clock.post_window_h[1])
    days = max(promise - fulfilment.first_wave, 0.0) / 24.0  # who leaves after that is 12 hours late
    labour = np.array([w.labour_per_order for w in scenario.warehouses]) * scenario.warehouse_costs.surge_labour_premium
    over = np.array([1.0 + p.overtime for p in profiles])
    return Problem(
        stock=layout.opening.astype(float),
        demand=demand[None],
        weight=np.ones(1),
        worth=m.sold[style],
        lanes=m.lanes,
        lane_cost=m.lane[style],
        make=(m.make - m.salvage)[:, style],
        load=np.array([world.catalogue.smv[style] / p.reference_smv for p in profiles]),
        room=np.array([p.capacity * span for p in profiles]) * over,
        per_reserved=np.zeros(len(profiles)),
        reserve_max=np.zeros(len(profiles)),
        patience=np.array([world.catalogue.presale_share, 1.0]),
        rounding=0.5 * cells[None],
        pick=np.array([w.parcels_per_day for w in scenario.warehouses]) * per_order * days,
        surge_max=np.array([w.surge_parcels_per_day for w in scenario.warehouses]) * per_order * days,
        surge_cost=0.5 * labour / (per_order * max(days, 1e-9)),
        late_cost=late_hazard(scenario) * max(float(m.sold.min()), 0.0),
    )

"""Tables of what buyers were promised and got: quality of the goods, promises, the audience's trust, the platform's hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.trade import promises
from environment.trade.audience import conversion
from environment.trade.condition import at_risk, tender
from environment.trade.stocking import rows_of

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.recorded import Raw
    from environment.world import World


def tables(world: World, o: Outcome) -> dict[str, Raw]:
    """Rows only where the mechanism behind them is on, except for ``platform_rules``."""
    return {
        "quality": _quality(world, o),
        "promises": _promises(world, o),
        "audience": _audience(world, o),
        "care": _care(world, o),
        "stocking": rows_of(world.depot),
        "platform_rules": {"throttled_h": [world.recorder.throttled_h], "shelf_h": [_shelf_hours(world)]},
    }


def _shelf_hours(world: World) -> float:
    start, end = world.setting.clock.post_window_h
    return end - start


def _quality(world: World, o: Outcome) -> Raw:
    goods, names = world.goods, world.layout.styles
    columns = ("style", "samples", "found", "refused", "effort", "defect_rate", "received_units", "defective_units")
    if goods is None or o.condition is None:
        return {name: [] for name in columns}
    received = np.add.reduce(o.kept + o.returned, 1)
    samples = [world.setting.tier.gate.samples] * len(names)
    defective = np.add.reduce(o.condition.defective, 1)
    values = (list(names), samples, goods.found, goods.refused, goods.effort, goods.rate, received, defective)
    return dict(zip(columns, values, strict=True))


def _promises(world: World, o: Outcome) -> Raw:
    if not promises.trusted(world.setting) and world.setting.delivery.visible.avoided <= 0:
        return {"promise": [], "units": [], "broken": []}
    found = promises.broken(world, o)
    rows = list(found.values())
    return {"promise": list(found), "units": [row[0] for row in rows], "broken": [row[1] for row in rows]}


def _audience(world: World, o: Outcome) -> Raw:
    if not promises.trusted(world.setting):
        return {"trust": [], "trust_after": [], "conversion": []}
    trust, factor = world.setting.tier.trust.start, conversion(world.setting)
    return {"trust": [trust], "trust_after": [promises.after(world, o)], "conversion": [factor]}


def _care(world: World, o: Outcome) -> Raw:
    """Units by carrier and whether they need care."""
    if not at_risk(world.setting):
        return {"carrier": [], "tender": [], "units": [], "damaged_units": []}
    careful = tender(world.setting)[o.shipments.style].astype(np.int64)
    carriers = world.layout.carriers
    key = o.shipments.carrier * 2 + careful
    units = np.bincount(key, o.shipments.units, 2 * len(carriers))
    hurt = np.zeros(len(key)) if o.condition is None else o.condition.damaged
    return {
        "carrier": [name for name in carriers for _ in (0, 1)],
        "tender": [False, True] * len(carriers),
        "units": units.astype(np.int64),
        "damaged_units": np.bincount(key, hurt, 2 * len(carriers)).astype(np.int64),
    }

"""Parcels on their way by the compiled engine."""

from __future__ import annotations

from ctypes import byref

import numpy as np

from environment import kernels
from environment.layout import Layout
from environment.luck import Floats, Ints
from environment.shipments import LATE, Limits, Rows, Shipments, Tally
from protocols.kernels import address


def delivered(layout: Layout, rows: Rows, slot: Ints, scans: Floats, draws: Floats, kg: Floats, limits: Limits) -> Shipments:
    """As :func:`environment.shipments.delivered`."""
    library = kernels.library()
    assert library is not None
    n, (carriers, warehouses, regions), styles = len(slot), layout.transit_mean.shape, len(layout.styles)
    columns = np.array((*rows, slot), dtype=np.int64)
    tables = [np.ascontiguousarray(x, dtype=np.float64) for x in (scans, draws, layout.transit_mean, layout.transit_sd, kg)]
    a, b = 2 * warehouses, 2 * warehouses + 4 * carriers  # where the parts of the tally end
    c, d = b + styles * regions, b + styles * (regions + 1)
    size, real, flag = d + regions, np.empty(4 * n + regions), np.empty((2, n), dtype=bool)
    whole = np.empty(2 * n + size, dtype=np.int64)
    departed = kernels.Departed(
        n, carriers, warehouses, styles, regions, scans.shape[1], len(draws) - 1, limits.first_day,
        address(columns), *map(address, tables), LATE, *limits.ship, *limits.scan,
    )  # fmt: skip
    library.gy_deliver(byref(departed), size, address(whole), address(real), address(flag))
    units_of = whole[2 * n :]
    hour, warehouse, _, _, style, region, units, _ = columns
    ordered, scanned, arrived, weight = real[: 4 * n].reshape(4, n)
    found = Shipments(
        hour=hour, warehouse=warehouse, ordered=ordered, presale=flag[0], style=style, region=region, units=units,
        carrier=whole[:n], overflow=flag[1], scanned=scanned, delivered=arrived, lane_kg=weight, lane=whole[n : 2 * n],
    )  # fmt: skip
    found.tally = Tally(
        units_of[:a].reshape(warehouses, 2), units_of[a:b].reshape(carriers, 4), units_of[b:c].reshape(styles, regions),
        units_of[c:d], units_of[d:], real[4 * n :],
    )  # fmt: skip
    return found

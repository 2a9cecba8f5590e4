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
    columns = [np.ascontiguousarray(column, dtype=np.int64) for column in (*rows, slot)]
    tables = [np.ascontiguousarray(x, dtype=np.float64) for x in (scans, draws, layout.transit_mean, layout.transit_sd, kg)]
    sizes = 2 * warehouses, 4 * carriers, styles * regions, styles, regions
    whole, real, flag = np.zeros(2 * n + sum(sizes), dtype=np.int64), np.zeros(4 * n + regions), np.empty((2, n), dtype=bool)
    departed = kernels.Departed(
        n, carriers, warehouses, styles, regions, scans.shape[1], len(draws) - 1, limits.first_day,
        *map(address, columns), *map(address, tables), LATE, limits.ship, limits.scan,
    )  # fmt: skip
    library.gy_deliver(byref(departed), address(whole), address(real), address(flag))
    parts = np.split(whole[2 * n :], np.cumsum(sizes[:-1]))
    of_warehouse, of_carrier, sent, late, stocked = parts
    hour, warehouse, _, _, style, region, units = rows
    ordered, scanned, arrived, weight = real[: 4 * n].reshape(4, n)
    return Shipments(
        hour=hour, warehouse=warehouse, ordered=ordered, presale=flag[0], style=style, region=region, units=units,
        carrier=whole[:n], overflow=flag[1], scanned=scanned, delivered=arrived, lane_kg=weight, lane=whole[n : 2 * n],
        tally=Tally(
            of_warehouse.reshape(warehouses, 2), of_carrier.reshape(carriers, 4), sent.reshape(styles, regions), late, stocked,
            real[4 * n :],
        ),
    )  # fmt: skip

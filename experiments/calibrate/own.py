"""Results folders of our own as logs: what a merchant would have logged of the same show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibrate.read import Log
from experiments.claim import FORMAT, MANIFEST, check_digests, read_object
from experiments.storage import read_show_tables
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

_ORDERS = ("style", "units", "cancelled_units", "refused_units", "returned_units")
_ROOM = ("viewers", "comments", "clicks", "orders", "units", "lost_units", "effort")
_STYLES = ("style", "units", "lost_units", "mentions", "focus")
_SENT = ("carrier", "warehouse", "region", "t_delivered_h", "parcels")
_MADE = ("factory", "warehouse", "t_ready_h", "t_at_warehouse_h")
NEEDED = {
    "ticks": ("t_min", *_ROOM), "style_ticks": ("t_min", *_STYLES), "orders": _ORDERS, "shipments": (*_SENT, "t_hub_h"),
    "production": _MADE,
}  # fmt: skip


def read_folder(folder: Path) -> list[Log]:
    """The logs in the results folder of a show."""
    found = read_object(folder / MANIFEST)
    if found is None or found.get("format") != FORMAT:
        raise UserError(f"{folder}: found no run.json of {FORMAT}, allowed: a results folder, or a KuaiLive folder")
    check_digests(folder, [f"tables/{name}.parquet" for name in NEEDED])
    return logs_of(read_show_tables(folder, NEEDED), str(folder))


def logs_of(tables: Mapping[str, pd.DataFrame], source: str) -> list[Log]:
    """Room, style, order, delivery and factory logs of one show's recorded tables (docs/reference/tables.md).

    Ticks are stamped with their end in the tables, with their start in a log. A parcel passes the hub half-way between scan
    and door, which gives the scan.
    """
    ticks, styles = tables["ticks"], tables["style_ticks"]
    tick = float(ticks["t_min"].diff().dropna().median())
    logs = [
        _log("room", source, {"t_min": ticks["t_min"] - tick, **{c: ticks[c] for c in _ROOM}}),
        _log("styles", source, {"t_min": styles["t_min"] - tick, **{c: styles[c] for c in _STYLES}}),
        _log("orders", source, {c: tables["orders"][c] for c in _ORDERS}),
    ]
    sent = tables["shipments"]
    if len(sent):
        scanned = 2.0 * sent["t_hub_h"] - sent["t_delivered_h"]
        part = {c: sent[c] for c in _SENT}
        logs.append(_log("deliveries", source, {**part, "t_out_h": scanned}))
    made = tables["production"]
    if len(made):
        logs.append(_log("lots", source, {c: made[c] for c in _MADE}))
    return logs


def _log(layout: str, source: str, columns: Mapping[str, Any]) -> Log:
    arrays = {name: values.to_numpy() for name, values in columns.items()}
    arrays = {name: v.astype(object) if v.dtype.kind in "OUST" else v for name, v in arrays.items()}
    return Log(layout, source, {**arrays, "show": np.full(len(next(iter(arrays.values()))), source, dtype=object)})


def joined(logs: Sequence[Log]) -> Log:
    """Logs of one format as one: columns that all of them have; a file without a show column is a show of its own."""
    if len(logs) == 1:
        return logs[0]
    names = [name for name in logs[0].columns if name != "show" and all(name in log for log in logs)]
    columns: dict[str, Any] = {name: np.concatenate([np.asarray(log[name]) for log in logs]) for name in names}
    parts = [log["show"] if "show" in log else np.full(len(log), log.source, dtype=object) for log in logs]
    columns["show"] = np.concatenate([np.asarray(part, dtype=object) for part in parts])
    sources = dict.fromkeys(log.source for log in logs)
    label = ", ".join(sources) if len(sources) <= 3 else f"{next(iter(sources))} … ({len(sources)})"
    return Log(logs[0].layout, label, columns, tuple(drop for log in logs for drop in log.drops), logs[0].named)

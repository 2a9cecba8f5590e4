"""The tables of the made-up show of :mod:`tests.visualization.fabricated`."""

from __future__ import annotations

from typing import Any

import numpy as np

from environment.records import Table

STYLES = (
    ("A", "Trench coat", "风衣", 329),
    ("B", "Crew-neck knit", "圆领针织衫", 159),
    ("C", "Half-zip knit dress", "半拉链针织裙", 199),
    ("S06", "Corduroy skirt", "灯芯绒半裙", 119),
)
REGIONS = (("EAST", "East", "华东"), ("NORTH", "North", "华北"), ("SOUTH", "South", "华南"))
NODES = (
    ("host", "host", "Host", "主播", 30.27, 120.16),
    ("supplier", "supplier", "Brand supplier", "品牌商家", 30.27, 120.15),
    ("F2", "factory", "Puyuan knit works", "濮院针织厂", 30.63, 120.56),
    ("F3", "factory", "Dalang contract works", "大朗代工厂", 23.05, 113.75),
    ("WN", "warehouse", "North warehouse", "华北仓", 39.52, 116.70),
    ("WE", "warehouse", "East cloud warehouse", "华东云仓", 30.75, 120.75),
    ("WS", "warehouse", "South warehouse", "华南仓", 23.12, 113.25),
    ("C1", "carrier", "Economy express", "经济快递", 31.23, 121.47),
    ("Y1", "material", "Tongxiang yarn", "桐乡纱线商", 30.63, 120.56),
)
LIVE = np.arange(5, 155, 5)


def table(columns: str, rows: list[tuple[Any, ...]]) -> Table:
    """Rows as columns of one length."""
    names = columns.split()
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def tables() -> dict[str, Table]:
    """Every recorded table of the made-up show."""
    rng = np.random.default_rng(5)
    curve = 0.6 + 0.5 * np.sin(np.pi * LIVE / 150)
    focus = ["A"] * 7 + ["B"] * 12 + ["S06"] * 2 + ["C"] * 9
    share = {"A": 0.15, "B": 0.5, "C": 0.25, "S06": 0.1}
    units = {s: np.rint(40 * curve * share[s] * np.where(np.array(focus) == s, 3, 1)).astype(int) for s in share}
    units["B"][8:] *= 2
    units["S06"][:17] = 0
    total = sum(units.values())
    found: dict[str, Table] = {}
    found["ticks"] = {
        "t_min": LIVE,
        "viewers": (20000 * curve).astype(int),
        "likes": (7200 * curve).astype(int),
        "comments": (900 * curve).astype(int),
        "clicks": (4400 * curve).astype(int),
        "orders": total - total // 9,
        "units": total,
        "presale_units": units["B"] // 4,
        "lost_units": total // 12,
        "gmv": total * 170.0,
        "focus": focus,
        "effort": np.full(30, 0.5),
    }
    found["style_ticks"] = table(
        "t_min style units presale_units lost_units mentions carts focus heat",
        [
            (
                int(t),
                s,
                int(units[s][k]),
                int(units[s][k]) // 4 if s == "B" else 0,
                1,
                9,
                4,
                focus[k] == s,
                1.0 + 0.3 * (s == "B"),
            )
            for k, t in enumerate(LIVE)
            for s in share
        ],
    )
    found["orders"] = table(
        "style region units presale_units lost_units cancelled_units returned_units kept_units",
        [
            (
                s,
                r,
                n := int(units[s].sum() * f),
                n // 5 if s == "B" else 0,
                n // 12,
                n // 10,
                n // 3,
                n - n // 10 - n // 3,
            )
            for s in share
            for r, f in zip(("EAST", "NORTH", "SOUTH"), (0.5, 0.2, 0.3), strict=True)
        ],
    )
    found["forecast"] = table(
        "t_min style forecast_units actual_so_far",
        [
            (
                int(t),
                s,
                float(max(50, 300 * share[s] + (units[s].sum() - 300 * share[s]) * t / 150)),
                int(units[s][:k].sum()),
            )
            for k, t in enumerate(LIVE)
            for s in share
        ],
    )
    levels = {"WN": 500.0, "WE": 400.0, "WS": 330.0}
    found["stock"] = table(
        "t_h style warehouse units",
        [
            (
                t,
                s,
                w,
                max(
                    0,
                    round(levels[w] - (w == "WN" and t > 0.7) * 200 - max(t, 0) * 160 + (w == "WE" and t > 19) * 200),
                ),
            )
            for t in (-48.0, -24.0, *(k / 12 for k in range(30)), *range(3, 73, 3))
            for s in ("A", "B")
            for w in levels
        ],
    )
    found["shipments"] = shipments(rng)
    found["parcel_states"] = states(found["shipments"])
    found["transfers"] = table(
        "id style from to units t_decided_h t_departed_h t_available_h cause",
        [("T1", "B", "WN", "WE", 200, 0.67, 2.0, 19.0, "alert")],
    )
    found["production"] = table(
        "lot factory style day units overtime_units t_ready_h t_at_warehouse_h warehouse",
        [("L1", "F2", "B", 1, 600, 120, 26.0, 27.0, "WE"), ("L2", "F2", "B", 2, 700, 150, 50.0, 51.0, "WE")],
    )
    found["returns"] = table(
        "style reason grade units value_cny",
        [
            (s, r, g, n, 40.0 * n)
            for s in ("A", "B")
            for r, n in (("size", 42), ("expectation", 26), ("colour", 14), ("quality", 18))
            for g in ("A", "C")
        ],
    )
    found["nodes"] = table(
        "id kind name_en name_zh lat lon tier",
        [(i, k, en, zh, lat, lon, at) for at, (i, k, en, zh, lat, lon) in enumerate(NODES)],
    )
    found["edges"] = table(
        "source target layer weight",
        [
            ("host", "supplier", "trade", 1.0),
            *(("supplier", i, "trade", 1.0) for i in ("F2", "F3", "WN", "WE", "WS", "C1")),
            ("F2", "Y1", "trade", 1.0),
            ("host", "supplier", "trust", 0.6),
        ],
    )
    found["alerts"] = table(
        "id style state t_min party",
        [
            ("B-1", "B", state, t, p)
            for state, t, p in (
                ("issued", 30, "host"),
                ("acknowledged", 30, "supplier"),
                ("countered", 36, "supplier"),
                ("committed", 42, "F2"),
                ("fulfilled", 3060, "F2"),
            )
        ],
    )
    found["review"] = table("key value text_en text_zh", [("hit", "B", "B was the hit", "B 款爆了")])
    found["design_queue"] = table("style request count text_en text_zh", [("B", "v_neck", 57, "V-neck version", "V领款式")])
    found["ledger"] = ledger()
    return found


def shipments(rng: np.random.Generator) -> Table:
    """A parcel group per row, ten parcels each; a part of the presale goods not delivered yet."""
    rows = []
    for k in range(80):
        ordered, presale = float(rng.uniform(0, 2.5)), k % 8 == 7
        out = ordered + float(rng.uniform(50, 90) if presale else rng.gamma(4, 5))
        rows.append(
            (
                "B" if k % 2 else "A",
                REGIONS[k % 3][0],
                ("WE", "WN", "WS")[k % 3],
                "C1",
                10,
                11,
                ordered,
                out - 2,
                out - 1,
                out,
                out + 8,
                np.nan if k % 16 == 15 else out + float(rng.uniform(20, 50)),
                presale,
                k % 20 == 0,
            )
        )
    return table(
        "style region warehouse carrier parcels units t_order_h t_picked_h t_packed_h t_out_h t_hub_h "
        "t_delivered_h "
        "presale split",
        rows,
    )


def states(sent: Table) -> Table:
    """Parcels by state at each hour."""
    stamps = {name: np.asarray(sent[f"t_{name}_h"], float) for name in ("order", "picked", "packed", "out", "hub", "delivered")}
    stamps["delivering"] = stamps["delivered"] - 6
    steps = ("order", "picked", "packed", "out", "hub", "delivering", "delivered")
    shown = ("accepted", "picked", "packed", "out", "in_transit", "delivering", "delivered")
    hours = np.arange(0, 121)
    passed = np.array([[10 * int((stamps[s] <= h).sum()) for s in steps] for h in hours])
    here = passed - np.c_[passed[:, 1:], np.zeros(len(hours), int)]
    return {"t_h": hours, **{name: here[:, k] for k, name in enumerate(shown)}}


def ledger() -> Table:
    """A few postings of each kind, in cents."""
    rows = [
        (-48.0, "supplier", "host", 5_180_000, "host-supplier", "slot_fee", "signing"),
        (-40.0, "supplier", "F2", 270_000, "supplier-F2", "option_fee", "signing"),
        (51.0, "supplier", "F2", 9_135_000, "supplier-F2", "rush_price", "L1"),
        (360.0, "consumers", "supplier", 19_800_000, "sales", "sale", "orders"),
        (360.0, "supplier", "consumers", 7_300_000, "sales", "refund", "returns"),
        (360.0, "supplier", "host", 2_500_000, "host-supplier", "commission", "settlement"),
        (360.0, "host", "platform", 250_000, "host-supplier", "commission_service_fee", "settlement"),
        (360.0, "supplier", "platform", 625_000, "platform", "take_rate", "settlement"),
    ]
    rows += [
        (float(h), "supplier", w, 41_300 + 7 * h, f"supplier-{w}", "handling", "day")
        for h in (26, 50)
        for w in ("WN", "WE", "WS")
    ]
    rows += [(float(h), "supplier", "C1", 190_000 + h, "supplier-C1", "freight", "day") for h in (26, 50)]
    return table("t_h payer payee cents contract clause cause", rows)

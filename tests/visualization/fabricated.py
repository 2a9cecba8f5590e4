"""A small made-up show: every table filled, numbers that agree with each other, no engine needed.

Figures and reports are tested on it, and on parts of it taken away. The real engine's shows are tested beside
it.
"""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from environment.records import Event, Negotiation, Show, Table
from protocols.transcript import Message, Performative

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
LIVE = np.arange(0, 150, 5)


def table(columns: str, rows: list[tuple[Any, ...]]) -> Table:
    """Rows as columns of one length."""
    names = columns.split()
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def talk(
    name: str,
    parties: tuple[str, ...],
    issues: dict[str, tuple[str, list[float]]],
    agreed: bool = True,
    t_min: float = -2880.0,
    rounds: int = 6,
) -> Negotiation:
    """An encounter of opposed, curved interests; offers walk from each party's best towards the middle."""
    shape = tuple(len(values) for _, values in issues.values())
    axes = np.meshgrid(*[np.linspace(0, 1, n) for n in shape], indexing="ij")
    rng = np.random.default_rng(len(name))
    weights = rng.uniform(0.4, 1.6, (len(parties), len(axes)))
    utilities = {
        party: (
            10_000
            * sum(
                w * (axis if at % 2 == 0 else 1 - axis) ** 0.8
                for w, axis in zip(weights[at], axes, strict=True)
            )
        ).ravel()
        for at, party in enumerate(parties)
    }
    orders = {party: np.argsort(-utilities[party], kind="stable") for party in parties}
    offers, transcript = [], []
    for turn in range(rounds):
        for party in parties:
            at = int(orders[party][min(int(len(orders[party]) * 0.07 * turn), len(orders[party]) - 1)])
            offers.append((turn, party, at))
            transcript.append(
                Message(
                    len(transcript),
                    turn,
                    party,
                    tuple(p for p in parties if p != party),
                    Performative.PROPOSE,
                    point(issues, at),
                )
            )
    last = offers[-1][2]
    if agreed:
        transcript.append(
            Message(
                len(transcript), rounds - 1, parties[0], parties[1:], Performative.ACCEPT, point(issues, last)
            )
        )
    else:
        transcript.append(
            Message(
                len(transcript), rounds - 1, parties[0], parties[1:], Performative.FAILURE, None, "deadline"
            )
        )
    reservations = {party: 0.3 * float(utilities[party][last]) for party in parties}
    gains = {
        party: float(utilities[party][last]) - reservations[party] if agreed else 0.0 for party in parties
    }
    return Negotiation(
        name,
        name.split("-")[0],
        parties,
        "alternating_offers",
        t_min,
        rounds,
        agreed,
        "agreed" if agreed else "deadline",
        point(issues, last) if agreed else {},
        gains,
        reservations,
        issues,
        utilities,
        tuple(offers),
        tuple(transcript),
        {p: "boulware" for p in parties},
    )


def point(issues: dict[str, tuple[str, list[float]]], at: int) -> dict[str, float]:
    """The values of outcome ``at`` in row-major order."""
    shape = tuple(len(values) for _, values in issues.values())
    where = np.unravel_index(at, shape)
    return {name: values[int(k)] for (name, (_, values)), k in zip(issues.items(), where, strict=True)}


def talks() -> list[Negotiation]:
    """A bilateral agreement, a breakdown, a deal of three, and one of a single issue."""

    def steps(low: float, high: float, n: int) -> list[float]:
        return [round(float(x), 3) for x in np.linspace(low, high, n)]

    return [
        talk(
            "N1",
            ("host", "supplier"),
            {
                "commission_rate": ("share", steps(0.15, 0.3, 11)),
                "slot_fee_total": ("CNY", steps(30000, 150000, 13)),
                "gift_cost_share_host": ("share", steps(0, 1, 5)),
            },
        ),
        talk(
            "N2-F2",
            ("supplier", "F2"),
            {
                "reserved_per_day": ("units/day", steps(0, 600, 13)),
                "option_fee": ("CNY/unit", steps(0, 6, 7)),
            },
            t_min=-2400,
            rounds=9,
        ),
        talk(
            "N4-C1",
            ("supplier", "C1"),
            {"booked_parcels": ("parcels/day", steps(0, 8000, 21))},
            agreed=False,
            t_min=-1500,
        ),
        talk(
            "N5",
            ("host", "supplier", "F2"),
            {
                "rush_qty": ("units", steps(0, 4000, 17)),
                "unit_premium": ("share", steps(0, 0.3, 7)),
                "leftover_host": ("share", steps(0, 0.5, 6)),
            },
            t_min=42,
            rounds=4,
        ),
    ]


def events() -> list[Event]:
    """What happened, in order, in the words of a catalogue the tests add."""
    knit = ("Crew-neck knit", "圆领针织衫")
    return [
        Event(-2880, "terms", "host", "made_up.terms", {"negotiation": "N1"}, {"negotiation": "N1"}),
        Event(-1500, "breakdown", "C1", "made_up.breakdown", {}, {"negotiation": "N4-C1"}),
        Event(
            30, "alert", "host", "made_up.alert", {"style": knit, "ratio": 2.31}, {"ratio": 2.31, "ticks": 2}
        ),
        Event(35, "promotion", "host", "made_up.promotion", {"style": knit}, {"heat": 2.4}),
        Event(40, "transfer", "supplier", "made_up.transfer", {"units": 200}, {"stock_share": 0.33}),
        Event(
            42,
            "rush_order",
            "F2",
            "made_up.rush",
            {"negotiation": "N5", "units": 1500},
            {"negotiation": "N5"},
        ),
        Event(85, "unlock", "host", "made_up.unlock", {}, {"likes": 100412}),
        Event(4000, "review", "supplier", "made_up.review", {}, {}),
    ]


WORDS = {
    "made_up.terms": ("Host and supplier sign {negotiation}", "主播与商家签订 {negotiation}"),
    "made_up.breakdown": ("Talks with the carrier break down", "与物流商谈判破裂"),
    "made_up.alert": (
        "Demand alert for {style}: {ratio:.1f} times the plan",
        "{style}需求预警：为计划的 {ratio:.1f} 倍",
    ),
    "made_up.promotion": ("{style} becomes a main product", "{style}升为主推"),
    "made_up.transfer": ("{units} units leave the North for the East", "{units} 件由华北调往华东"),
    "made_up.rush": ("{units} units are ordered in a rush", "紧急加单 {units} 件"),
    "made_up.unlock": ("Likes pass 100,000 <and> the sixth product opens", "点赞过 10 万，解锁第六款"),
    "made_up.review": ("The review concludes", "复盘结束"),
}


def tables() -> dict[str, Table]:
    """Every recorded table of the made-up show."""
    rng = np.random.default_rng(5)
    curve = 0.6 + 0.5 * np.sin(np.pi * LIVE / 150)
    focus = ["A"] * 7 + ["B"] * 12 + ["S06"] * 2 + ["C"] * 9
    share = {"A": 0.15, "B": 0.5, "C": 0.25, "S06": 0.1}
    units = {
        s: np.rint(40 * curve * share[s] * np.where(np.array(focus) == s, 3, 1)).astype(int) for s in share
    }
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
                    round(
                        levels[w]
                        - (w == "WN" and t > 0.7) * 200
                        - max(t, 0) * 160
                        + (w == "WE" and t > 19) * 200
                    ),
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
    found["design_queue"] = table(
        "style request count text_en text_zh", [("B", "v_neck", 57, "V-neck version", "V领款式")]
    )
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
    stamps = {
        name: np.asarray(sent[f"t_{name}_h"], float)
        for name in ("order", "picked", "packed", "out", "hub", "delivered")
    }
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


def money(found: Table) -> dict[str, dict[str, float]]:
    """Party -> line -> CNY, from the ledger; the factory F3 has no posting."""
    lines: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for payer, payee, cents, clause in zip(
        found["payer"], found["payee"], found["cents"], found["clause"], strict=True
    ):
        for party, sign in ((payer, -1), (payee, 1)):
            lines[party][clause] += sign * cents / 100
            lines[party]["income" if sign > 0 else "expense"] += cents / 100
            lines[party]["profit"] += sign * cents / 100
    order = ("host", "supplier", "F2", "F3", "WN", "WE", "WS", "C1", "Y1", "platform", "consumers")
    empty = {"income": 0.0, "expense": 0.0, "profit": 0.0}
    return {party: dict(lines.get(party, empty)) for party in order}


def scenario() -> Any:
    """What of a scenario the report reads."""
    return SimpleNamespace(
        name="made_up",
        title_en="A made-up show",
        title_zh="虚构的直播",
        seed=5,
        clock=SimpleNamespace(live_start="2026-09-17T20:00:00+08:00", live_duration_h=2.5),
        styles=tuple(
            SimpleNamespace(id=i, en=en, zh=zh, price=price, role="main") for i, en, zh, price in STYLES
        ),
        regions=tuple(SimpleNamespace(id=i, en=en, zh=zh) for i, en, zh in REGIONS),
    )


def fabricate() -> Show:
    """The made-up show."""
    found = tables()
    scheme = SimpleNamespace(
        name="slot_fee_commission",
        en="Slot fee and commission",
        zh="坑位费加佣金",
        summary_en="A fee for the slot and a share of what is kept.",
        summary_zh="坑位费加按成交分佣。",
    )
    measures = {
        "orders": 3120.0,
        "units": 3400.0,
        "gmv_cny": 541000.5,
        "share_shipped_24h": 0.871,
        "oversold": 0.0,
        "a_measure_nobody_named": 1.25,
    }
    return Show(
        cast(Any, scenario()),
        cast(Any, scheme),
        7,
        "0.1.0",
        events(),
        talks(),
        measures,
        money(found["ledger"]),
        {"ledger_sum": 0, "oversold": 0},
        found,
    )

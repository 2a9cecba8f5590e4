"""A small made-up show: every table filled, numbers that agree with each other, no engine needed.

Figures and reports are tested on it, and on parts of it taken away. The real engine's shows are tested beside
it.
"""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from environment.measures.negotiation import seats
from environment.records import Event, Negotiation, Show, Table
from protocols.transcript import Message, Performative
from tests.visualization.fabricated_tables import NODES, REGIONS, STYLES, tables


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
            10_000 * sum(w * (axis if at % 2 == 0 else 1 - axis) ** 0.8 for w, axis in zip(weights[at], axes, strict=True))
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
        transcript.append(Message(len(transcript), rounds - 1, parties[0], parties[1:], Performative.ACCEPT, point(issues, last)))
    else:
        transcript.append(Message(len(transcript), rounds - 1, parties[0], parties[1:], Performative.FAILURE, None, "deadline"))
    reservations = {party: 0.3 * float(utilities[party][last]) for party in parties}
    gains = {party: float(utilities[party][last]) - reservations[party] if agreed else 0.0 for party in parties}
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
        dict.fromkeys(parties, "boulware"),
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
        Event(30, "alert", "host", "made_up.alert", {"style": knit, "ratio": 2.31}, {"ratio": 2.31, "ticks": 2}),
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
    "made_up.rush": ("{units} units are ordered in a rush", "紧急翻单 {units} 件"),
    "made_up.unlock": ("Likes pass 100,000 <and> the sixth product opens", "点赞过 10 万，解锁第六款"),
    "made_up.review": ("The review concludes", "复盘结束"),
}


def money(found: Table) -> dict[str, dict[str, float]]:
    """Party -> line -> CNY, from the ledger; the factory F3 has no posting."""
    lines: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for payer, payee, cents, clause in zip(found["payer"], found["payee"], found["cents"], found["clause"], strict=True):
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
        styles=tuple(SimpleNamespace(id=i, en=en, zh=zh, price=price, role="main") for i, en, zh, price in STYLES),
        regions=tuple(SimpleNamespace(id=i, en=en, zh=zh) for i, en, zh in REGIONS),
    )


def fabricate() -> Show:
    """The made-up show."""
    found = tables()
    found["seats"] = seats(talks())
    found["negotiations"] = {"id": [talk.id for talk in talks()], "agreed": [talk.agreed for talk in talks()]}
    found["parties"] = {"party": [node[0] for node in NODES], "kind": [node[1] for node in NODES]}
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

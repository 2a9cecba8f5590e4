"""Small encounters on which every registered rule and strategy is played: for conformance and golden
transcripts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.strategies import make_strategy
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.rules.base import Rule
from protocols.types import Result, Seat, Strategy

Encounter = tuple[Rule, list[Seat]]
Player = Callable[[], Strategy]


def rush_space() -> OutcomeSpace:
    return OutcomeSpace(
        [
            Issue.grid("rush_qty", 0, 2000, 500, "unit"),
            Issue.grid("premium", 0.0, 0.3, 0.1),
            Issue("lead", ("72h", "96h")),
        ]
    )


def rush_utilities(space: OutcomeSpace) -> dict[str, np.ndarray]:
    """A supplier short of goods, a host who wants them soon, and a factory that would be paid; in CNY."""
    qty, premium, late = space.axis("rush_qty"), space.axis("premium"), space.codes("lead")
    sold = np.minimum(qty, 1400) * (1 - 0.25 * late)
    return {
        "supplier": (60 * sold - 35 * (1 + premium) * qty).reshape(-1),
        "factory": (35 * (1 + premium) * qty - 28 * qty - 0.004 * qty**2 * (1 - late)).reshape(-1),
        "host": (12 * sold - 0.5 * (qty - sold) + 0 * premium).reshape(-1),
    }


def rush(rule: str, parties: tuple[str, ...], player: Player, **args: object) -> Encounter:
    space = rush_space()
    utilities = rush_utilities(space)
    seats = [Seat(name, utilities[name], 500.0 if name == "factory" else 0.0, player()) for name in parties]
    for seat in seats:
        if seat.name == "factory":  # nothing is rushed without it
            seat.involved = np.broadcast_to(space.axis("rush_qty") > 0, space.shape).reshape(-1)
    return make_protocol(rule, space, **{"rounds": 8, **args}), seats  # type: ignore[arg-type]


def tender(rule: str, player: Player) -> Encounter:
    """A supplier buys one rush lot from three factories with different costs; one issue, the price."""
    space = OutcomeSpace([Issue.grid("price", 20, 60, 2, "CNY/unit")])
    price = space.axis("price").reshape(-1)
    seats = [Seat("supplier", 55 - price, 0.0, player())]
    seats += [Seat(name, price - cost, 0.0, player()) for name, cost in (("F1", 43.0), ("F2", 31.0), ("F3", 38.0))]
    return make_protocol(rule, space, rounds=4), seats


def split_price(rule: str, player: Player) -> Encounter:
    space = OutcomeSpace([Issue.grid("price", 0, 10, 1)])
    price = space.axis("price").reshape(-1)
    return make_protocol(rule, space), [
        Seat("buyer", 8 - price, 0.0, player()),
        Seat("seller", price - 3, 0.0, player()),
    ]


def spot_market(rule: str, player: Player) -> Encounter:
    """Two shippers want parcels carried, two carriers have room; utilities have falling marginal values."""
    space = OutcomeSpace([Issue.grid("price", 1.0, 6.0, 0.5, "CNY/parcel"), Issue.grid("quantity", 0, 400, 100, "parcel")])
    price, qty = space.axis("price"), space.axis("quantity")
    seats = []
    for name, value, slope in (("S1", 6.0, 0.004), ("S2", 5.0, 0.006)):
        seats.append(Seat(name, (value * qty - slope * qty**2 - price * qty).reshape(-1), 0.0, player(), role="buyer"))
    for name, cost, slope in (("C1", 1.5, 0.002), ("C2", 2.0, 0.004)):
        seats.append(Seat(name, (price * qty - cost * qty - slope * qty**2).reshape(-1), 0.0, player(), role="seller"))
    return make_protocol(rule, space), seats


def scarce(rule: str, player: Player) -> Encounter:
    space = OutcomeSpace([Issue.grid("quantity", 0, 100, 10)])
    qty = space.axis("quantity").reshape(-1)
    seats = [Seat("carrier", np.where(qty <= 90, qty * 0.5, -np.inf), 0.0, player())]
    seats += [Seat(f"shop{ideal}", -((qty - ideal) ** 2) + float(ideal**2), 0.0, player()) for ideal in (60, 40, 20)]
    return make_protocol(rule, space), seats


def bundles(rule: str, player: Player) -> Encounter:
    """Knitting, dyeing and packing bought from three factories; doing two at once is cheaper for some."""
    space = OutcomeSpace([Issue(item, (0, 1)) for item in ("knit", "dye", "pack")])
    costs = {
        "F1": {(1, 0, 0): 10.0, (1, 1, 0): 17.0},
        "F2": {(0, 1, 0): 9.0, (0, 0, 1): 8.5},
        "F3": {(0, 1, 1): 15.0, (0, 0, 1): 9.0, (1, 1, 1): 30.0},
    }
    seats = [Seat("supplier", np.array([0.0] * 7 + [40.0]), 0.0, player())]
    for name, listed in costs.items():
        utility = np.full(space.size, -np.inf)
        utility[0] = 0.0
        for taken, cost in listed.items():
            utility[space.index(dict(zip(space.names, taken, strict=True)))] = -cost
        seats.append(Seat(name, utility, 0.0, player()))
    return make_protocol(rule, space), seats


ENCOUNTERS: dict[str, Callable[[str, Player], Encounter]] = {
    "alternating_offers": lambda rule, player: rush(rule, ("supplier", "factory"), player),
    "stacked_alternating_offers": lambda rule, player: rush(rule, ("supplier", "factory", "host"), player),
    "monotonic_concession": lambda rule, player: rush(rule, ("supplier", "factory"), player, rounds=20),
    "mediated_single_text": lambda rule, player: rush(rule, ("supplier", "factory", "host"), player, rounds=4, changes=8),
    "contract_net": tender,
    "first_price": tender,
    "vickrey": tender,
    "vcg_reverse_auction": bundles,
    "k_double_auction": split_price,
    "call_market": spot_market,
    "rationing": scarce,
    "coalition_formation": lambda rule, player: rush(rule, ("supplier", "factory", "host"), player),
    "arbitration": lambda rule, player: rush(rule, ("supplier", "factory", "host"), player),
}


def play_rule(name: str, seed: int = 9) -> tuple[list[Seat], Result]:
    """The golden encounter of a rule: everybody concedes linearly where the rule asks for offers."""
    rule, seats = ENCOUNTERS[name](name, lambda: make_strategy("linear"))
    return seats, rule.run(seats, np.random.default_rng(seed))


def play_strategy(spec: str, seed: int = 7) -> tuple[list[Seat], Result]:
    """The golden encounter of a strategy: as supplier, moving first, against a factory that concedes
    linearly."""
    rule, seats = rush("alternating_offers", ("supplier", "factory"), lambda: make_strategy("linear"), rounds=10)
    seats[0].strategy = make_strategy(spec)
    return seats, rule.run(seats, np.random.default_rng(seed))


def written(title: str, seats: list[Seat], result: Result) -> str:
    """An encounter as readable text: who sits there, every message, and how it ended."""
    lines = [f"# {title}", ""]
    lines += [f"{s.name}: no deal {s.reservation:g}, best {s.utility.max():g}" for s in seats]
    lines += ["", *(f"{m.number:3d} r{m.round} {m.text()}" for m in result.transcript), ""]
    if result.agreed:
        lines.append(f"agreement after {result.rounds} rounds: {result.point}")  # type: ignore[union-attr]
        lines += [f"  {name} gets {worth:.6g}" for name, worth in result.utilities.items()]  # type: ignore[union-attr]
        lines += [f"  {name} is paid {money:.6g}" for name, money in result.payments.items()]  # type: ignore[union-attr]
    else:
        lines.append(f"breakdown after {result.rounds} rounds: {result.reason} {result.detail}".rstrip())  # type: ignore[union-attr]
    return "\n".join(lines) + "\n"

"""Any rule of encounter in any encounter of a show: named in the scheme, played to its end, under real money."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from environment import Negotiation, Scenario, Scheme, encounters, play
from environment.adapted import AMOUNTS, LATER, OPTIONS, PAIRED, PRICES, TOGETHER, InTurn, Setting, fits
from environment.projection import NO_DEAL, bundles, line, market, nearest
from environment.records import Show
from environment.scenario.parties import ENCOUNTERS
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import PROTOCOLS, make_protocol
from protocols.rules.base import Rule
from protocols.rules.voice import TRUTH
from protocols.transcript import jsonl, read_jsonl
from protocols.types import Seat, Waiting

KINDS = ("N1", "N2", "N3", "N4", "N5", "N6", "N8")
NAMES = sorted(PROTOCOLS)


# --- in a show --------------------------------------------------------------------------------
@cache
def _show(protocol: str) -> Show:
    """The reference show, its merchants of material bargaining too, with one rule of encounter everywhere."""
    scheme = Scheme.load("slot_fee_commission", {"protocols": dict.fromkeys(KINDS, protocol)})
    return play(Scenario.load("autumn_launch", variants=["merchants_bargain"]), scheme, 20260917)


@pytest.mark.parametrize("protocol", NAMES)
def test_every_rule_plays_every_encounter_of_a_show(protocol: str) -> None:
    show = _show(protocol)
    assert show.conservation == {"ledger_sum": 0, "oversold": 0}
    assert {n.kind for n in show.negotiations} == set(KINDS)
    for n in show.negotiations:
        assert n.protocol == protocol
        assert n.transcript and read_jsonl(jsonl(n.transcript)) == tuple(n.transcript)
        assert all(a.round <= b.round for a, b in pairwise(n.transcript))
        assert 1 <= n.rounds <= 20
        if not n.agreed:
            assert not n.outcome and not n.bound and not n.payments and not any(n.gains.values())
            continue
        assert set(n.bound) == set(n.parties) or protocol == "coalition_formation"  # which may leave somebody out
        assert all(n.outcome[issue] in values for issue, (_, values) in n.issues.items())
        assert all(n.gains[party] >= -1e-6 * max(1.0, abs(n.reservations[party])) for party in n.bound), (n.id, n.gains)
        assert abs(sum(n.payments.values())) < 1e-6


@pytest.mark.parametrize("protocol", NAMES)
def test_the_same_seed_bargains_the_same(protocol: str) -> None:
    first = _show(protocol)
    encounters._SETTLED.clear()  # or the second would look up what the first did
    again = _show.__wrapped__(protocol)
    assert json.dumps(first.measures) == json.dumps(again.measures)
    assert [list(n.transcript) for n in first.negotiations] == [list(n.transcript) for n in again.negotiations]


def _paid(show: Show, clause: str, contract: str | None = None) -> list[int]:
    """Cents posted under a clause (of one contract)."""
    t = show.tables["ledger"]
    rows = zip(t["cents"], t["clause"], t["contract"], strict=True)
    return [int(c) for c, k, name in rows if k == clause and contract in (None, name)]


def test_side_payments_of_a_rule_are_in_the_ledger_and_prices_are_not_paid_twice() -> None:
    for protocol, paid in (("vcg_reverse_auction", True), ("coalition_formation", True), ("call_market", False)):
        show = _show(protocol)
        posted = {n.id: sum(_paid(show, "side_payment", n.id)) for n in show.negotiations}
        due = {n.id: sum(round(100 * x) for x in n.payments.values() if x > 0) for n in show.negotiations}
        assert posted == pytest.approx(due, abs=1)
        assert any(due.values()) is paid


def test_what_an_auction_settles_is_what_the_contract_charges() -> None:
    show = _show("k_double_auction")
    deal = next(n for n in show.negotiations if n.kind == "N1" and n.agreed)
    assert _paid(show, "slot_fee")[0] == 100 * deal.outcome["slot_fee_total"]


# --- the tables behind it -----------------------------------------------------------------------
def test_every_rule_and_every_encounter_has_its_place() -> None:
    alone = {"k_double_auction", "call_market", "rationing", "vcg_reverse_auction"}
    assert TOGETHER | PAIRED | alone == set(PROTOCOLS) and set(OPTIONS) <= set(PROTOCOLS)
    assert set(PRICES) == set(KINDS) >= set(AMOUNTS) | set(LATER)
    for kind in KINDS:
        own = {*PRICES[kind], *AMOUNTS.get(kind, ()), *(i for issues in LATER.get(kind, {}).values() for i in issues)}
        assert own <= set(ENCOUNTERS[kind])


RUSH = OutcomeSpace(
    [
        Issue("rush_qty", (0, 250, 500, 750)),
        Issue.grid("unit_premium", 0.0, 0.4, 0.1),
        Issue.grid("leftover_host", 0.0, 0.4, 0.2),
        Issue("leftover_factory", (0.0, 0.5)),
    ]
)
PARTIES = {"S": "supplier", "F": "factory", "H": "host"}
STANDING = {"unit_premium": 0.2, "leftover_host": 0.0, "leftover_factory": 0.0}


def _rush(wants: float = 500.0, cost: float = 22.0, cut: float = 4.0, moq: float = 250.0) -> dict[str, np.ndarray]:
    """What a rush order is worth to supplier, factory and host; CNY."""
    q, premium, host, maker = (RUSH.axis(name) for name in RUSH.names)
    sold, loss = np.minimum(q, wants), 10.0 * np.maximum(q - wants, 0.0)
    made = np.broadcast_to((q == 0) | (q >= moq), RUSH.shape)
    values = {
        "S": 45.0 * sold - 20.0 * (1 + premium) * q - (1 - host - maker) * loss,
        "F": np.where(made, (20.0 * (1 + premium) - cost) * q - maker * loss, -np.inf),
        "H": cut * sold - host * loss + 0.0 * premium,
    }
    return {name: np.broadcast_to(v, RUSH.shape).ravel() for name, v in values.items()}


def _seats(values: dict[str, np.ndarray], reservation: dict[str, float] | None = None, player: str = "linear") -> list[Seat]:
    return [Seat(n, u, (reservation or {}).get(n, 0.0), make_strategy(player)) for n, u in values.items()]


def _rule(protocol: str, rounds: int, setting: Setting) -> Rule:
    """As :meth:`environment.encounters.Bargaining.meet` makes it."""
    if fits(protocol, len(setting.parties)):
        return make_protocol(protocol, RUSH, rounds=rounds)
    return InTurn(protocol, RUSH, rounds, setting)


def _meet(protocol: str, seats: list[Seat], rounds: int = 12, asked: float | None = 500.0) -> Any:
    called = {} if asked is None else {"rush_qty": asked}
    rule = _rule(protocol, rounds, Setting("N5", {s.name: PARTIES[s.name] for s in seats}, STANDING, called))
    return rule.run(seats, np.random.default_rng(5))


@settings(max_examples=200, deadline=None)
@given(
    protocol=st.sampled_from([*NAMES, "first_price:price=unit_premium", "k_double_auction:k=1", "vcg_reverse_auction:lots=2"]),
    player=st.sampled_from(["linear", "boulware", "trade_off:e=2", "tit_for_tat", "micro"]),
    seed=st.integers(0, 2**32 - 1),
    asked=st.none() | st.floats(0, 900),
)
def test_whatever_is_at_stake_nobody_is_bound_to_a_loss_or_to_what_it_cannot_do(
    protocol: str, player: str, seed: int, asked: float | None
) -> None:
    luck = np.random.default_rng(seed)
    values = {n: np.where(luck.random(RUSH.size) < 0.1, -np.inf, 100.0 * luck.normal(size=RUSH.size)) for n in PARTIES}
    seats = _seats(values, {n: float(luck.normal(0, 30)) for n in PARTIES}, player)
    rule = _rule(protocol, 8, Setting("N5", PARTIES, STANDING, {} if asked is None else {"rush_qty": asked}))
    result: Any = rule.run(seats, np.random.default_rng(seed))
    session = rule.start(seats, np.random.default_rng(seed))
    while session.result is None:
        session.step()
    assert session.result == result
    assert result.rounds <= 8 and all(0 <= outcome < RUSH.size for _, _, outcome in result.offers)
    assert all(m.outcome is None or RUSH.index(m.outcome) >= 0 for m in result.transcript)
    if result.agreed:
        assert result.point == RUSH.point(result.outcome)
        for seat in seats:
            if seat.name in result.parties:
                got = seat.utility[result.outcome] + result.payments.get(seat.name, 0.0)
                assert got >= seat.reservation - 1e-6
                assert result.utilities[seat.name] == pytest.approx(got)
    else:
        assert result.reason and result.transcript


def test_later_tables_take_what_was_settled_as_fixed_and_the_host_has_its_own_issue() -> None:
    result = _meet("alternating_offers", _seats(_rush(wants=400.0)))
    assert result.agreed and set(result.parties) == set(PARTIES)
    by = {name: [RUSH.point(o) for _, who, o in result.offers if who == name] for name in PARTIES}
    assert by["F"] and all(point["leftover_host"] == STANDING["leftover_host"] for point in by["F"])
    assert by["H"] and {tuple(v for k, v in p.items() if k != "leftover_host") for p in by["H"]} == {
        tuple(v for k, v in result.point.items() if k != "leftover_host")
    }
    assert max(r for r, who, _ in result.offers if who == "F") < min(r for r, who, _ in result.offers if who == "H")


@pytest.mark.parametrize("protocol", NAMES)
def test_nothing_is_agreed_without_everybody(protocol: str) -> None:
    """A host that loses by every rush order stops it, whether the rule asks it first or last."""
    result = _meet(protocol, _seats(_rush(cut=-1.0), {"H": 1.0}))
    assert result.agreed is (protocol == "coalition_formation")  # which alone can pay it for its consent


def test_the_k_double_auction_splits_the_price_of_the_amount_called_for() -> None:
    values = _rush(cost=23.0)
    for k, price in ((0.0, 0.2), (0.5, 0.3), (1.0, 0.4)):
        result = _meet(f"k_double_auction:k={k}", _seats(values, {"S": 500 * (45 - 28.2)}))
        # the factory's least premium is 0.15 → 0.2 on the grid; the supplier's most is 0.41 → 0.4
        assert result.agreed and result.point == {
            "rush_qty": 500, "unit_premium": pytest.approx(price), "leftover_host": 0.0, "leftover_factory": 0.0
        }  # fmt: skip


def test_before_a_show_the_supplier_names_the_amount_and_the_seller_what_it_can_do() -> None:
    values = _rush(wants=700.0)
    values["F"] = np.where(np.broadcast_to(RUSH.axis("rush_qty"), RUSH.shape).ravel() > 500, -np.inf, values["F"])
    result = _meet("k_double_auction", _seats(values), asked=None)
    assert [m.outcome["rush_qty"] for m in result.transcript[:2] if m.outcome] == [750, 500]
    assert result.agreed and result.point["rush_qty"] == 500


def test_the_call_market_clears_where_demand_meets_supply() -> None:
    result = _meet("call_market", _seats(_rush(wants=500.0, cost=23.0)))
    assert result.agreed and result.point["rush_qty"] == 500 and not result.payments
    assert result.point["unit_premium"] in (0.2, pytest.approx(0.3), 0.4)


def test_rationing_gives_the_shorter_of_order_and_capacity_and_asks_the_holder() -> None:
    assert _meet("rationing", _seats(_rush(wants=500.0))).point["rush_qty"] == 500
    assert _meet("rationing:capacity=300", _seats(_rush(wants=500.0))).point["rush_qty"] == 250
    short = _meet("rationing:capacity=300", _seats(_rush(wants=500.0, moq=500.0)))
    assert not short.agreed and short.reason == "refused" and short.party == "F"


@pytest.mark.parametrize(("cost", "trades"), [(22.0, True), (44.0, True), (46.0, False)])
def test_vcg_trades_when_it_pays_and_pays_the_only_seller_the_whole_value(cost: float, trades: bool) -> None:
    result = _meet("vcg_reverse_auction", _seats(_rush(cost=cost)))
    assert result.agreed is trades
    if trades:
        assert result.point["rush_qty"] == 500 and result.point["unit_premium"] == 0.0
        assert result.utilities["S"] == pytest.approx(0.0)
        assert result.payments == pytest.approx({"S": -12500.0, "F": 12500.0})


def test_a_person_may_take_any_time_at_an_adapted_table() -> None:
    class Slow:
        def __init__(self) -> None:
            self.inner, self.asked = make_strategy("linear"), 0

        def __getattr__(self, method: str) -> Any:
            found = getattr(self.inner, method, None) or TRUTH[method]

            def slowly(*args: object) -> object:
                self.asked += 1
                if self.asked % 3:
                    raise Waiting
                return found(*args)

            return slowly

        def reset(self) -> None:
            self.inner.reset()

    plain, slow = _seats(_rush()), _seats(_rush())
    slow[2].strategy = Slow()
    rule = InTurn("alternating_offers", RUSH, 12, Setting("N5", PARTIES, STANDING))
    session, waited = rule.start(slow, np.random.default_rng(5)), 0
    while session.result is None:
        session.step()
        waited += session.waiting_for == "H"
    assert waited and session.result == rule.run(plain, np.random.default_rng(5))


def test_a_contractor_does_not_leave_because_its_dearest_wish_is_impossible_for_the_manager() -> None:
    space = OutcomeSpace([Issue("price", (1, 2, 3, 4, 5))])
    manager, maker = np.array([4.0, 3.0, 2.0, 1.0, -np.inf]), np.arange(5.0)
    seats = _seats({"S": manager, "F": maker})
    result = make_protocol("contract_net", space, rounds=6).run(seats, np.random.default_rng(0))
    assert result.agreed and [o for _, who, o in result.offers if who == "F"][0] == 3


# --- projections --------------------------------------------------------------------------------
def test_projections_name_the_outcomes_they_stand_for() -> None:
    at = nearest(RUSH, {**STANDING, "unit_premium": 0.14})
    assert at == {"rush_qty": 0, "unit_premium": 0.1, "leftover_host": 0.0, "leftover_factory": 0.0}
    one = line(RUSH, at, ["unit_premium"])
    assert [RUSH.point(int(i)) for i in one.index] == [{**at, **point} for point in one.space]
    assert line(RUSH, at, []).index.tolist() == [RUSH.index(at)]
    sold = market(RUSH, at, "unit_premium", "rush_qty")
    for outcome, point in enumerate(sold.space):
        lot = int(point["quantity"])
        whole = sold.whole(outcome)
        assert (whole is None) == (lot == 0)
        if whole is not None:
            assert RUSH.point(whole) == {**at, "unit_premium": point["price"], "rush_qty": 250 * lot}
    parts = bundles(RUSH, {**at, "rush_qty": 750}, "rush_qty", 3)
    amounts = [None if i == NO_DEAL else RUSH.point(int(i))["rush_qty"] for i in parts.index]
    assert amounts == [None, 250, 250, 500, 250, 500, 500, 750]


# --- mistakes -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "protocol", "found", "allowed"), [
    ("N2", "k_double_auction:price=lead_h", "price = lead_h", "option_fee or rush_premium"),
    ("N8", "k_double_auction:price=option_fee", "price = option_fee", "material_holding_fee or material_rush_premium"),
    ("N5", "vcg_reverse_auction:lots=0", "lots = 0", "1 to 10"),
    ("N3", "call_market:colour=red", "'colour'", "price, rounds, first, k"),
    ("N1", "alternating_offers:price=slot_fee_total", "'price'", "rounds, first"),
    ("N4", "k_double_auction:k=2", "k=2", "0 to 1"),
    ("N4", "haggling", "'haggling'", "alternating_offers"),
])  # fmt: skip
def test_a_rule_that_cannot_be_set_up_is_one_clear_line(kind: str, protocol: str, found: str, allowed: str) -> None:
    with pytest.raises(UserError) as caught:
        Scheme.load("slot_fee_commission", {f"protocols.{kind}": protocol})
    message = str(caught.value)
    assert f"protocols.{kind}" in message and found in message and allowed in message and "\n" not in message


def test_a_price_that_the_scheme_fixes_cannot_be_named_but_a_rule_without_one_decides_yes_or_no() -> None:
    fixed = {"negotiable.N6": {"transfer_credit_per_unit": None}}
    with pytest.raises(UserError, match="every one is fixed"):
        Scheme.load("slot_fee_commission", {**fixed, "protocols.N6": "k_double_auction:price=transfer_credit_per_unit"})
    for protocol in ("k_double_auction", "call_market"):
        show = play(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission", {**fixed, "protocols.N6": protocol}), 7)
        assert all(isinstance(n, Negotiation) and set(n.issues) == {"transfer_qty"} for n in show.negotiations if n.kind == "N6")


def test_the_how_to_names_every_rule_price_and_amount(root: Path) -> None:
    page = (root / "docs" / "how-to" / "choose-a-protocol.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in PROTOCOLS)
    for kind in KINDS:
        row = next(line for line in page.splitlines() if line.startswith(f"| {kind} |"))
        assert re.findall(r"`(\w+)`", row) == [*PRICES[kind], *AMOUNTS.get(kind, ())]
    chosen = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    assert Scheme.load("slot_fee_commission", {"protocols": chosen["protocols"]})

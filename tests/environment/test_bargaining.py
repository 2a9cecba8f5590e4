"""Outcomes of bargaining move the way theory says, and deals bind: what was agreed is what the ledger holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.party import Encounter, Party
from environment import Negotiation, Scenario, Scheme, encounters
from environment.world import World


def _world(changes: Mapping[str, Any] | None = None, scheme: str | Scheme = "slot_fee_commission", seed: int = 20260917,
           variants: tuple[str, ...] = ()) -> World:  # fmt: skip
    scenario = Scenario.load("autumn_launch", variants=list(variants), overrides=dict(changes or {}))
    return World(scenario, Scheme.load(scheme) if isinstance(scheme, str) else scheme, seed)


def _until(kind: str, changes: Mapping[str, Any] | None = None, scheme: str | Scheme = "slot_fee_commission") -> Negotiation:
    """The first encounter whose id starts with ``kind``."""
    world = _world(changes, scheme)
    while not any(n.id.startswith(kind) for n in world.bargaining.records):
        world.step()
    world.close()
    return next(n for n in world.bargaining.records if n.id.startswith(kind))


def _worth(n: Negotiation, party: str) -> float:
    return float(n.reservations[party] + n.gains[party])


def _played(world: World) -> World:
    world.play()
    world.close()
    return world


def _paid(world: World, clause: str, payer: str | None = None) -> float:
    """CNY posted under a clause."""
    t = world.ledger.columns()
    found = [
        int(c) for c, k, p in zip(t["cents"], t["clause"], t["payer"], strict=True) if k == clause and payer in (None, p)
    ]
    return sum(found) / 100.0


# --- outside options, costs, patience ---------------------------------------------------------
def test_a_better_outside_option_of_the_host_gets_it_better_terms() -> None:
    deals = [_until("N1", {"outside_option.host.gmv_share": x}) for x in (0.4, 0.7, 1.0)]
    assert all(n.agreed for n in deals)
    assert [n.reservations["host"] for n in deals] == sorted(n.reservations["host"] for n in deals)
    worth = [_worth(n, "host") for n in deals]
    assert worth[0] < worth[-1] and worth == sorted(worth)
    assert _worth(deals[0], "supplier") > _worth(deals[-1], "supplier")


def test_a_better_outside_option_of_the_supplier_gets_it_better_terms() -> None:
    deals = [_until("N1", {"outside_option.supplier.commission_rate": x}) for x in (0.35, 0.22)]
    assert all(n.agreed for n in deals)
    assert deals[0].reservations["supplier"] < deals[1].reservations["supplier"]
    assert _worth(deals[0], "supplier") < _worth(deals[1], "supplier")
    assert _worth(deals[0], "host") > _worth(deals[1], "host")


def test_dearer_labour_makes_reserved_capacity_dearer() -> None:
    cheap, dear = (_until("N2-F2", {"factories.F2.unit_labour": x}) for x in (10, 21))
    assert cheap.agreed
    # the premium the factory needs at given other terms moves up with its cost
    need = [_least_premium(n, "F2") for n in (cheap, dear)]
    assert need[1] > need[0]


def _least_premium(n: Negotiation, party: str) -> float:
    shape = [len(values) for _, values in n.issues.values()]
    table = np.asarray(n.utilities[party]).reshape(shape)
    feasible = np.isfinite(table).any(axis=tuple(i for i, name in enumerate(n.issues) if name != "rush_premium"))
    return float(np.asarray(n.issues["rush_premium"][1])[feasible].min())


def test_a_dearer_warehouse_asks_a_higher_fee() -> None:
    deals = [_until("N3-WE", {"warehouses.WE.labour_per_order": x}) for x in (0.8, 1.8)]
    assert all(n.agreed for n in deals)
    surge = [float(n.outcome["surge_parcels"]) for n in deals]
    fee = [float(n.outcome["handling_fee"]) for n in deals]
    assert fee[1] > fee[0] or surge[1] < surge[0]


@pytest.mark.parametrize(("encounter", "party", "tough", "soft"), [
    ("N1", "supplier", "boulware", "conceder"),
    ("N1", "host", "boulware", "conceder"),
    ("N3-WE", "supplier", "boulware", "conceder"),
])  # fmt: skip
def test_who_concedes_later_gets_no_less(encounter: str, party: str, tough: str, soft: str) -> None:
    both = dict.fromkeys(("host", "supplier", "factory", "warehouse", "carrier"), "linear")
    ends = []
    for spec in (tough, soft):
        scheme = Scheme.load("slot_fee_commission", {"strategies": {**both, party: spec}})
        ends.append(_until(encounter, scheme=scheme))
    assert all(n.agreed for n in ends)
    assert _worth(ends[0], party) > _worth(ends[1], party)
    assert ends[0].strategies[party].startswith(tough)


# --- preferences ------------------------------------------------------------------------------
Row = tuple[Encounter, Party, np.ndarray, float]


@pytest.fixture(scope="module")
def tables() -> Iterator[dict[tuple[str, str], Row]]:
    """Every appraisal of the reference show: (encounter, party) → encounter, party as it was, utility, reservation."""
    import copy

    rows: dict[tuple[str, str], Row] = {}
    encounters._SETTLED.clear()
    patch = pytest.MonkeyPatch()
    decide = Party.appraise

    def appraise(self: Party, encounter: Encounter) -> tuple[Any, float]:
        twin = copy.copy(self)
        for name in ("memory", "trust", "terms"):
            if hasattr(self, name):
                setattr(twin, name, copy.deepcopy(getattr(self, name)))
        utility, reservation = decide(self, encounter)
        rows[encounter.id, self.name] = (encounter, twin, utility.reshape(encounter.space.shape), reservation)
        return utility, reservation

    patch.setattr(Party, "appraise", appraise)
    world = _world()
    world.play()
    patch.undo()
    yield rows
    world.close()


# issue, who likes more of it, who likes less (other issues held fixed, where both can)
MONEY = [
    ("N1", "slot_fee_total", "host", "supplier"),
    ("N2-F2", "option_fee", "F2", "supplier"),
    ("N2-F2", "rush_premium", "F2", "supplier"),
    ("N3-WE", "handling_fee", "WE", "supplier"),
    ("N4-C1", "first_kg_rate", "C1", "supplier"),
    ("N4-C1", "take_or_pay", "C1", "supplier"),
    ("N5", "unit_premium", "F2", "supplier"),
    ("N5", "leftover_host", "supplier", "host"),
    ("N5", "leftover_factory", "supplier", "F2"),
    ("N6-1", "transfer_credit_per_unit", "WN", "supplier"),
]


@pytest.mark.parametrize(("encounter", "issue", "gains", "pays"), MONEY)
def test_money_issues_are_good_for_one_and_bad_for_the_other(
    tables: dict[tuple[str, str], Row], encounter: str, issue: str, gains: str, pays: str
) -> None:
    for party, sign in ((gains, 1.0), (pays, -1.0)):
        e, _, table, _ = tables[encounter, party]
        axis = e.space.names.index(issue)
        if issue == "slot_fee_total":  # a guarantee can turn a fee round: look where nothing is guaranteed
            table = np.take(table, [0], axis=e.space.names.index("guarantee_multiple"))
        finite = np.where(np.isfinite(table), table, np.nan)
        steps = np.diff(finite, axis=axis) * sign
        known = steps[np.isfinite(steps)]
        assert known.size and (known >= -1e-6).all() and (known > 1e-6).any(), (encounter, issue, party)


@pytest.mark.parametrize(("encounter", "issue", "gains", "pays"), [MONEY[0], MONEY[6], MONEY[9]])
def test_certain_money_changes_hands_one_for_one(
    tables: dict[tuple[str, str], Row], encounter: str, issue: str, gains: str, pays: str
) -> None:
    """A payment that no demand can change is worth to one what it costs the other, whatever their attitudes."""
    e, _, mine, _ = tables[encounter, gains]
    _, _, theirs, _ = tables[encounter, pays]
    axis = e.space.names.index(issue)
    if issue == "slot_fee_total":
        where = e.space.names.index("guarantee_multiple")
        mine, theirs = np.take(mine, [0], axis=where), np.take(theirs, [0], axis=where)
    both = np.isfinite(mine) & np.isfinite(theirs)
    total = np.where(both, np.where(both, mine, 0.0) + np.where(both, theirs, 0.0), np.nan)
    change = np.diff(total, axis=axis)
    if encounter == "N1":  # the return cap gives a share of the fee back in scenarios of many returns
        assert np.nanmax(np.abs(change)) < 0.05 * 10000
    else:
        assert np.nanmax(np.abs(change)) < 1e-6


def _again(row: Row, **traits: float) -> np.ndarray:
    encounter, party, _, _ = row
    kept = party.traits
    party.traits = dataclasses.replace(kept, **traits)
    utility, _ = party.appraise(encounter)
    party.traits = kept
    return utility.reshape(encounter.space.shape)


def test_a_more_risk_averse_supplier_wants_no_larger_rush_and_values_sharing_more(tables: dict[tuple[str, str], Row]) -> None:
    row = tables["N5", "supplier"]
    names = row[0].space.names
    calm, timid = _again(row, risk_aversion=0.0), _again(row, risk_aversion=0.9)
    assert (timid <= calm + 1e-6)[np.isfinite(calm)].all()
    q, host = names.index("rush_qty"), names.index("leftover_host")
    best = [np.argmax(np.where(np.isfinite(t), t, -np.inf), axis=q) for t in (calm, timid)]
    assert (best[1] <= best[0]).all() and (best[1] < best[0]).any()
    sharing = [np.take(t, -1, axis=host) - np.take(t, 0, axis=host) for t in (calm, timid)]
    both = np.isfinite(sharing[0]) & np.isfinite(sharing[1])
    assert (sharing[1] >= sharing[0] - 1e-6)[both].all()
    assert (sharing[1] > sharing[0] + 1.0)[both].any()


def test_dearer_labour_makes_a_larger_rush_order_worth_less_to_the_factory(tables: dict[tuple[str, str], Row]) -> None:
    """Against the same fall-back: what it makes beyond the option costs more, so it needs a higher premium for it."""
    encounter, party, _, _ = tables["N5", "F2"]
    option = float(encounter.facts["option_units"])
    axis = encounter.space.names.index("rush_qty")
    gains = []
    kept = party.profile  # type: ignore[attr-defined]
    for labour in (kept.labour, 1.5 * kept.labour):
        party.profile = dataclasses.replace(kept, labour=labour)  # type: ignore[attr-defined]
        utility, reservation = party.appraise(encounter)
        gains.append(utility.reshape(encounter.space.shape) - reservation)
    party.profile = kept  # type: ignore[attr-defined]
    quantities = np.asarray(encounter.space.axis("rush_qty")).ravel()
    more = np.flatnonzero(quantities > option)
    assert len(more)
    cheap, dear = (np.take(g, more, axis=axis) for g in gains)
    both = np.isfinite(cheap) & np.isfinite(dear)
    assert both.any() and (dear < cheap)[both].all()


def test_more_trust_in_an_inflated_alert_means_a_larger_order() -> None:
    wanted = []
    for rule in ("ignore", "trust_weighted", "credulous"):
        world = _played(_world({"behaviour.supplier.discount_rule": rule, "behaviour.host.forecast_inflation": 1.8}))
        event = next(e for e in world.events if e.kind == "rush" or e.kind == "breakdown" and e.key.startswith("rush"))
        wanted.append(int(event.evidence.get("wanted", event.params.get("wanted", 0))))
    assert wanted == sorted(wanted) and wanted[0] < wanted[-1]


def test_reservation_is_the_value_of_going_without(tables: dict[tuple[str, str], Row]) -> None:
    """Where the space holds the fall-back itself, the utility there equals the reservation value."""
    for party in ("supplier", "WN", "WE"):
        e, _, table, reservation = tables["N6-1", party]
        nothing = np.take(table, 0, axis=e.space.names.index("transfer_qty"))
        assert np.allclose(nothing, reservation)
    e, _, table, reservation = tables["N2-F2", "supplier"]
    spot = np.take(table, 0, axis=e.space.names.index("reserved_per_day"))
    assert np.ptp(spot) < 1e-6  # nothing reserved: fee, premium and lead are idle words


# --- deals bind -------------------------------------------------------------------------------
def test_take_or_pay_is_owed_when_too_little_ships() -> None:
    world = _played(_world({"scale.traffic": 0.15}))
    contract, o = world.deals.carriers["C1"], world.outcome
    assert o is not None
    s = o.shipments
    first = (s.carrier == 0) & (s.hour < world.fulfilment.first_wave + 24)
    shipped = float(s.units[first].sum()) / world.catalogue.units_per_order
    booked = float(world.fulfilment.daily[0, 0].sum())
    owed = contract.terms["first_kg_rate"] * max(0.0, contract.terms["take_or_pay"] * booked - shipped)
    assert owed > 0
    assert _paid(world, "take_or_pay") == pytest.approx(owed, abs=0.01)


def test_a_missed_guarantee_is_refunded() -> None:
    world = _played(_world({"scale.traffic": 0.1}, "guarantee"))
    terms, o = world.deals.host_supplier.terms, world.outcome
    assert o is not None and terms["guarantee_multiple"] > 0
    promised = terms["guarantee_multiple"] * terms["slot_fee_total"]
    refund = terms["slot_fee_total"] * max(0.0, 1.0 - o.net / promised)
    assert refund > 0
    assert _paid(world, "guarantee", "host") == pytest.approx(refund, abs=0.01)


def test_the_agreed_slot_fee_and_option_fees_are_paid_at_signing() -> None:
    world = _played(_world())
    record = next(n for n in world.bargaining.records if n.id == "N1")
    assert _paid(world, "slot_fee", "supplier") == float(record.outcome["slot_fee_total"])
    rows = world.ledger.columns()
    when = [t for t, k in zip(rows["t_h"], rows["clause"], strict=True) if k in ("slot_fee", "option_fee")]
    assert when and all(float(t) == -24.0 for t in when)


def test_leftover_of_a_rush_order_is_shared_as_agreed() -> None:
    changes = {"behaviour.supplier.discount_rule": "credulous", "behaviour.host.forecast_inflation": 3.0,
               "behaviour.supplier.risk_aversion": 0.0, "demand_model.presale_conv_factor": 0.9}  # fmt: skip
    world = _played(_world(changes, "full_collaboration"))
    o = world.outcome
    assert o is not None and world.recorder.rushes
    owed = {"host": 0.0, "factory": 0.0}
    for rush in world.recorder.rushes:
        terms = world.deals.rush[rush["lot"]].terms
        style = rush["style"]
        loss = o.rush_left[rush["lot"]] * float(world.layout.cost[style] - world.cast.supplier.profile.salvage[style])
        owed["host"] += terms["leftover_share_host"] * loss
        owed["factory"] += terms["leftover_share_factory"] * loss
    assert owed["host"] > 0 and owed["factory"] > 0
    rows = world.ledger.columns()
    for name, due in owed.items():
        cents = sum(
            int(c) for c, k, contract in zip(rows["cents"], rows["clause"], rows["contract"], strict=True)
            if k == f"leftover_share_{name}" and str(contract).startswith("rush-")
        )  # fmt: skip
        assert cents / 100.0 == pytest.approx(due, abs=0.05)


def test_the_host_pays_its_standing_share_of_leftovers() -> None:
    world = _played(_world(variants=("host_shares_leftover_30",)))
    o = world.outcome
    assert o is not None
    own = o.unsold.sum(axis=1).astype(float)
    for rush in world.recorder.rushes:
        own[rush["style"]] -= o.rush_left[rush["lot"]]
    loss = float(own @ (world.layout.cost - world.cast.supplier.profile.salvage))
    rows = world.ledger.columns()
    cents = sum(
        int(c) for c, k, contract in zip(rows["cents"], rows["clause"], rows["contract"], strict=True)
        if k == "leftover_share_host" and contract == "host-supplier"
    )  # fmt: skip
    assert cents / 100.0 == pytest.approx(0.3 * loss, abs=0.01)


def test_the_host_counts_its_share_of_leftovers_before_it_signs() -> None:
    """What settlement will charge is in the valuation: a host that shares leftovers values the same terms less."""
    plain, sharing = _until("N1"), _until("N1", {"contracts.host_supplier.leftover_risk_share_host": 0.3})
    assert (sharing.utilities["host"] < plain.utilities["host"]).all()
    assert (sharing.utilities["supplier"] > plain.utilities["supplier"]).all()


N2_ISSUES = ("reserved_per_day", "option_fee", "rush_premium", "lead_h")


def _broken_word() -> World:
    changes = {"factories.F2.divert": 1.0, "factories.F2.outside.margin": 1.5, "factories.F2.outside.load": 0.95,
               "behaviour.factory.patience": 0.0}  # fmt: skip
    scheme = Scheme.load("slot_fee_commission", {"negotiable.N2": dict.fromkeys(N2_ISSUES)})
    return _played(_world(changes, scheme))


def test_goods_late_by_a_broken_reservation_cost_the_factory_the_penalty() -> None:
    world = _broken_word()
    owed = 0.0
    for rush in world.recorder.rushes:
        late = max(0.0, rush["lead_h"] - rush["agreed_lead_h"]) / 24.0
        value = rush["units"] * float(world.layout.cost[rush["style"]])
        owed += world.deals.rush[rush["lot"]].terms["late_penalty_rate"] * value * late
    assert owed > 0
    assert _paid(world, "late_delivery_penalty") == pytest.approx(owed, abs=0.05)
    assert _paid(world, "diverted_capacity") > 0
    states = {state for life in world.recorder.alerts for state, _, _ in life.states}
    assert "defaulted" in states


def test_overstated_throughput_costs_the_agreed_penalty() -> None:
    changes = {"warehouses.WE.overpromise": 0.5, "warehouses.WE.parcels_per_day": 1500}
    world = _played(_world(changes, "full_collaboration"))
    fakes = float(np.array(world.fulfilment.fakes)[:, 1].sum())
    rate = world.deals.warehouses["WE"].terms["throughput_penalty"]
    assert fakes > 0 and rate > 0
    assert _paid(world, "throughput_penalty", "WE") == pytest.approx(rate * fakes, abs=0.01)


@cache
def _parted() -> World:
    """Host and supplier cannot both gain: the host's fees are capped below what another brand offers."""
    scheme = Scheme.load(
        "slot_fee_commission",
        {"negotiable.N1": {"commission_rate": [0.15, 0.165], "slot_fee_total": [30000, 40000]}},
    )
    return _played(_world({"outside_option.host.gmv_share": 1.0}, scheme, seed=3))


def test_without_a_deal_a_substitute_plays_and_the_host_earns_elsewhere() -> None:
    world = _parted()
    record = next(n for n in world.bargaining.records if n.id == "N1")
    assert not record.agreed
    share = world.setting.outside_option.supplier.audience_share
    assert world.market.audience_share == share
    assert _paid(world, "commission") == _paid(world, "commission", "supplier") > 0
    balance = world.ledger.by_clause("host")
    assert "commission" not in balance and "slot_fee" not in balance
    assert balance["outside_option"] / 100.0 == pytest.approx(record.reservations["host"], abs=0.01)
    assert world.ledger.balance("host") == balance["outside_option"]


def test_a_host_that_stayed_away_bears_no_leftover_of_rush_orders() -> None:
    scheme = Scheme.load(
        "slot_fee_commission",
        {"terms.commission_rate": 0.0, "negotiable": {"N1": {"commission_rate": None, "slot_fee_total": [10000, 150000]}}},
    )
    small = {"audience.unique_viewers": 186_000, "audience.views": 360_000, "outside_option.supplier.slot_fee_total": 15_000}
    world = _played(_world(small, scheme, seed=1))
    assert world.parted and world.recorder.rushes
    assert set(world.ledger.by_clause("host")) == {"outside_option"}
    assert _paid(world, "leftover_share_host") > 0  # the substitute's part

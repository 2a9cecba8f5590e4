"""Every term that a scheme may put on the table matters there: over its range the utility of those who pay and get it differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from agents.party import Encounter, Party
from environment import Scenario, Scheme, encounters
from environment.scheme.money import PAIRS_OF, negotiable_terms, payable
from environment.scheme.places import POOL_CLAUSES, STANDING
from environment.world import World
from protocols.contracts import CLAUSES, QUANTITIES, Clause

ROOT = Path(__file__).resolve().parents[2]
SEARCHED = yaml.safe_load((ROOT / "experiments/design/data/ranges.yaml").read_text(encoding="utf-8"))["terms"]
# Of terms that no search of contracts ranges over: what a trade would put on the table, in their own units.
RANGES: dict[str, tuple[float, float]] = {
    "commission_service_fee": (0.0, 0.2),
    "max_return_rate": (0.1, 0.4),
    "tier_threshold_cny": (500_000, 1_500_000),
    "slot_fee_total": (20_000, 120_000),
    "score_base_cny": (2_000, 6_000),
    "score_rate_cny_per_unit2": (0.001, 0.01),
    "alert_coverage": (0.5, 0.9),
    "alert_quantile": (0.2, 0.8),
    "wholesale_price": (40, 80),
    "salvage_price": (5, 30),
    "rebate_per_unit": (1, 6),
    "rebate_threshold_units": (50, 300),
    "fixed_fee": (500, 3_000),
    "discount_rate": (0.0, 0.2),
    "discount_threshold_units": (100, 300),
    "packaging_fee": (0.5, 2.0),
    "extra_item_fee": (0.2, 1.0),
    "storage_fee_unit_month": (0.5, 3.0),
    "inspect_fee": (1.0, 4.0),
    "transfer_credit_per_unit": (0.0, 4.0),
    "first_kg_rate": (2.0, 5.0),
    "card_first_kg_rate": (2.0, 5.0),
    "overflow_surcharge": (0.5, 3.0),
    "returns_pickup_fee": (1.0, 6.0),
    "buyback_price": (0.0, 30.0),
}
# What must be agreed for a term to bite at all: a guarantee of sales that may be missed, a cap that returns exceed …
STANDS = {
    "guarantee_multiple": 25.0, "max_return_rate": 0.2, "tier_extra_rate": 0.03, "tier_threshold_cny": 500_000.0,
    "flexibility": 0.4, "rebate_per_unit": 3.0, "rebate_threshold_units": 50.0, "discount_rate": 0.1,
    "discount_threshold_units": 100.0, "option_fee": 2.0, "release_refund": 0.5, "surge_premium": 0.5, "take_or_pay": 0.9,
    "score_base_cny": 6_000.0, "score_rate_cny_per_unit": 4.0, "score_rate_cny_per_unit2": 0.001,
}  # fmt: skip
# (encounter, term): why nobody's utility moves over its range.
FLAT = {
    ("N3", "throughput_penalty"): "warehouses staff what they sell, and a supplier that met no other expects nothing else",
    ("N3", "transfer_credit_per_unit"): "no goods move between warehouses under N3: N6 bargains over the credit of each transfer",
    ("N5", "late_penalty_rate"): "factories quote leads that they keep: nobody expects goods after the lead quoted",
}
AMOUNT = {"N3": "surge_parcels", "N5": "rush_qty", "N6": "transfer_qty"}  # on the table too: terms are paid on it


def _span(term: str) -> list[float]:
    if term in RANGES:
        low, high = RANGES[term]
    elif term in SEARCHED:
        low, high = SEARCHED[term]["low"], SEARCHED[term]["high"]
    else:
        assert QUANTITIES[term].unit.startswith("share"), f"{term}: a range is wanted"
        low, high = 0.1, 0.5
    return [low, high, high - low]


def _open(encounter: str) -> Iterator[tuple[Clause, str]]:
    """Every clause that an encounter may bargain over, and each of its terms."""
    for pair in PAIRS_OF[encounter]:
        for name in payable(pair):
            if name in POOL_CLAUSES.values():
                continue
            scheme = _scheme({pair: [name]}, {}, {})
            for term in negotiable_terms(scheme, encounter):
                if term in CLAUSES[name].terms:
                    yield CLAUSES[name], term


def _scheme(clauses: dict[str, list[str]], terms: dict[str, float], issues: dict[str, Any]) -> Scheme:
    base = Scheme.load("slot_fee_commission")
    named = {pair: list(dict.fromkeys([*getattr(base.contracts, pair), *more])) for pair, more in clauses.items()}
    known = {t for more in clauses.values() for name in more for t in CLAUSES[name].terms}
    values = {t: STANDS.get(t, _span(t)[1]) for t in known if t not in STANDING or t in STANDS}
    changes: dict[str, Any] = {f"contracts.{pair}": names for pair, names in named.items()}
    return Scheme.load("slot_fee_commission", {**changes, "terms": {**values, **terms}, "negotiable": issues})


SCENARIO = Scenario.load("autumn_launch")
ISSUES = {n.id: n.ranges() for n in SCENARIO.negotiations if n.id in PAIRS_OF}
_EVERY = sorted({(e, c.name, t) for e in PAIRS_OF for c, t in _open(e)})
Seen = list[tuple[Encounter, str, np.ndarray]]


def appraised(scenario: Scenario, scheme: Scheme, before: Callable[[World], None] = lambda _: None) -> Seen:
    """Every party's utilities at every table of one show; ``before`` meets the world before it is played."""
    found: Seen = []
    decide = Party.appraise

    def appraise(self: Party, at: Encounter) -> tuple[Any, float]:
        utility, floor = decide(self, at)
        found.append((at, self.kind, utility.reshape(at.space.shape)))
        return utility, floor

    patch = pytest.MonkeyPatch()
    patch.setattr(Party, "appraise", appraise)
    encounters._SETTLED.clear()
    try:
        world = World(scenario, scheme, 20260917)
        before(world)
        world.play()
    finally:
        patch.undo()
        encounters._SETTLED.clear()
    return found


def minding(seen: Seen, encounter: str, term: str) -> tuple[set[str], set[str]]:
    """(kinds that sit at ``encounter``, those of them whose utility differs over ``term`` at an outcome feasible throughout)."""
    mine = [(at.space.names.index(term), kind, x) for at, kind, x in seen if at.id.split("-")[0] == encounter]
    assert mine, "no such encounter in this show"
    return {kind for _, kind, _ in mine}, {kind for k, kind, x in mine if _moved(np.moveaxis(x, k, 0))}


def _moved(rows: np.ndarray) -> bool:
    return bool((np.ptp(rows[:, np.isfinite(rows).all(axis=0)], axis=0) > 1e-6).any())


def _table(encounter: str, clause: str, term: str) -> Scheme:
    """A scheme with the clause in which ``encounter`` is about ``term``, and the amount that it is paid on."""
    pair = next(p for p in PAIRS_OF[encounter] if clause in payable(p))
    amount = {name: ISSUES[encounter][name][:2] for name in (AMOUNT.get(encounter),) if name}
    return _scheme({pair: [clause]}, {}, {encounter: {**dict.fromkeys(ISSUES[encounter]), **amount, term: _span(term)}})


@pytest.mark.parametrize(("encounter", "clause", "term"), _EVERY, ids=str)
def test_whoever_pays_and_whoever_gets_it_minds_a_clauses_term(encounter: str, clause: str, term: str) -> None:
    seated, minded = minding(appraised(SCENARIO, _table(encounter, clause, term)), encounter, term)
    if (encounter, term) in FLAT:
        assert not minded, f"no longer flat: {FLAT[encounter, term]}"
        return
    both = {CLAUSES[clause].payer, CLAUSES[clause].payee} & seated
    assert both and both <= minded, f"minded by {sorted(minded)}, not by all of {sorted(both)}"


def test_somebody_minds_every_issue_that_the_scenario_puts_on_the_table() -> None:
    seen = appraised(SCENARIO, Scheme.load("slot_fee_commission"))
    for encounter, issues in ISSUES.items():
        for issue in issues:
            assert minding(seen, encounter, issue)[1], (encounter, issue)


def test_missed_throughput_matters_to_who_overpromises_and_to_who_has_met_it() -> None:
    """The warehouse that sells labour it does not staff, and the supplier that has learnt not to count on all of it."""
    scheme = _table("N3", "throughput_penalty", "throughput_penalty")
    thin: dict[str, Any] = {"warehouses.WE.overpromise": 1.0, "warehouses.WE.parcels_per_day": 700}
    scenario = Scenario.load("autumn_launch", overrides=thin)
    assert minding(appraised(scenario, scheme), "N3", "throughput_penalty")[1] == {"warehouse"}

    def wary(world: World) -> None:
        for _ in range(8):
            world.cast.supplier.reputation("WE", matter="throughput").record(0.0)

    assert minding(appraised(scenario, scheme, wary), "N3", "throughput_penalty")[1] == {"warehouse", "supplier"}


@pytest.mark.parametrize(
    ("encounter", "clause", "term", "fact"),
    [("N3", "storage", "storage_fee_unit_month", "unit_months"), ("N3", "return_inspection", "inspect_fee", "returned_units"),
     ("N3", "handling", "extra_item_fee", "extra_items"), ("N4", "returns_pickup", "returns_pickup_fee", "return_parcels"),
     ("N4", "on_time_penalty", "on_time_penalty", "late_parcels")],
)  # fmt: skip
def test_what_is_expected_of_a_fact_is_what_shows_bring(encounter: str, clause: str, term: str, fact: str) -> None:
    """What a party loses or gains by a term, per unit of it, against the fact that the books settle, over several shows.

    The seller's view: it plans with the common plan, while the supplier listens to the host's inflated forecast. Of the
    carriers the first: each reckons as if it alone carried the show, which is nearly true of that one.
    """
    scheme, expected = _table(encounter, clause, term), dict[str, float]()
    low, high, _ = _span(term)
    decide, patch = Party.appraise, pytest.MonkeyPatch()

    def appraise(self: Party, at: Encounter) -> tuple[Any, float]:
        if at.id.split("-")[0] == encounter and self.kind != "supplier":
            profit = getattr(self, f"value_{at.kind}")(at)[0]
            table = np.broadcast_to(profit, (*at.space.shape, profit.shape[-1])).mean(-1)
            rows = np.moveaxis(table, at.space.names.index(term), 0)
            expected[self.name] = abs(float((rows[-1] - rows[0]).ravel()[0])) / (high - low)
        return decide(self, at)

    patch.setattr(Party, "appraise", appraise)
    encounters._SETTLED.clear()
    booked: list[dict[str, float]] = []
    for seed in range(8):
        world = World(SCENARIO, scheme, seed)
        world.play()
        booked.append({name: float(facts[fact]) for name, facts in world.deals.settled.items() if name in expected})
    patch.undo()
    names = [*expected] if encounter == "N3" else [next(iter(expected))]
    mean = sum(row[name] for row in booked for name in names) / len(booked)
    assert mean > 0 and 0.75 < sum(expected[name] for name in names) / mean < 1.6


def test_exceptions_are_of_terms_that_there_are() -> None:
    assert FLAT.keys() <= {(e, t) for e, _, t in _EVERY}

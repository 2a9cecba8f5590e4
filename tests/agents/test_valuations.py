"""What parties expect before the show against what the books say after it, and the parts of their sums."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from agents import host_values, supplier_pre
from agents.party import Encounter, Party
from agents.prospect import leftover, presale, saleable, show_facts
from environment import Scenario, Scheme, encounters
from environment.world import World


@pytest.fixture(scope="module")
def quiet() -> World:
    """A world before its show."""
    return World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 2)


def test_nobody_plans_to_sell_what_is_not_there(quiet: World) -> None:
    c = quiet.catalogue
    stock = quiet.stock.by_style().sum(axis=1).astype(float)
    wanted = c.draws(c.nominal, 2.0 * c.log_sigma)
    sold = saleable(c, wanted, stock)
    ahead = presale(c, wanted, stock)
    assert (sold <= wanted + 1e-9).all()
    assert (sold - ahead <= stock + 1e-9).all()
    assert (ahead[:, ~c.reorderable] == 0).all() and ahead.any()
    assert (ahead[wanted < c.alert_ratio * c.nominal] == 0).all()
    left = leftover(c, sold, stock)
    assert np.allclose(left, np.maximum(stock - sold, 0.0) + c.refund * sold)
    assert np.array_equal(saleable(c, wanted, None), wanted)


def test_scenarios_follow_the_outlook(quiet: World) -> None:
    """What is kept of demand scenarios is what would be drawn anew."""
    supplier, c, claims = quiet.cast.supplier, quiet.catalogue, quiet.cast.supplier.claims
    first = supplier.scenarios()
    assert supplier.scenarios() is first and np.array_equal(first, c.draws(supplier.outlook(), c.log_sigma))
    supplier.hear_forecast(2.0 * claims)
    assert (supplier.scenarios() > first).any() and np.array_equal(supplier.scenarios(), c.draws(supplier.outlook(), c.log_sigma))
    supplier.hear_forecast(claims)
    assert np.array_equal(supplier.scenarios(), first) and np.array_equal(c.planned(), c.draws(c.nominal, c.log_sigma))


def test_facts_of_a_show_add_up(quiet: World) -> None:
    c = quiet.catalogue
    units = c.draws(c.nominal, c.log_sigma)
    f: dict[str, Any] = show_facts(c, units, 1.0, base="gross", guarantee="gross_gmv", gift_cost=1.0, traffic=2.0)
    assert np.allclose(f["gross_gmv_cny"], units @ c.price)
    assert np.allclose(f["commission_base_cny"], f["gross_gmv_cny"])
    assert np.allclose(f["guarantee_base_cny"], f["gross_gmv_cny"])
    assert (f["net_gmv_cny"] < f["gross_gmv_cny"]).all()
    g: dict[str, Any] = show_facts(
        c, units, 1.0, base="net_of_returns", guarantee="net_gmv", gift_cost=1.0, traffic=2.0
    )
    assert np.allclose(g["commission_base_cny"], g["net_gmv_cny"]) and np.allclose(g["guarantee_base_cny"], g["net_gmv_cny"])


def test_the_plan_is_what_the_market_would_do_at_appeal_one() -> None:
    """The catalogue's nominal units are the market's expected demand when nothing deviates from plan."""
    flat = {
        "audience.arrival_noise_cv": 0.0, "demand_model.region_log_sigma": 0.0, "forecast.sku_log_sigma": 1e-6,
        "demand_model.price_elasticity": 0.0, "demand_model.locked_boost": 1.0, "behaviour.host.running_order": "plan",
    }  # fmt: skip
    scenario = Scenario.load("autumn_launch", overrides=flat)
    world = World(scenario, Scheme.load("slot_fee_commission"), 3)
    from environment.market import Push

    nominal = scenario.behaviour.host.effort.nominal
    for t, style in enumerate(world.layout.plan):
        world.market.open_tick(t)
        world.market.demand(Push(focus=int(style), effort=nominal))
    live = world.market.intensity.sum(axis=1)
    shelf = scenario.demand_model.post_live.shelf_units_fraction_of_live
    # the audience carries over from tick to tick, so styles early in the plan get a little less
    assert live.sum() * (1.0 + shelf) == pytest.approx(world.catalogue.nominal.sum(), rel=0.03)
    assert np.allclose(live * (1.0 + shelf), world.catalogue.nominal, rtol=0.12)
    world.close()


def test_effort_is_the_best_for_the_host(quiet: World) -> None:
    """No other effort earns the host more commission, after the platform's fee, less its cost."""
    host = quiet.cast.host
    p, turnover = host.profile, host_values.base(quiet.catalogue)
    efforts = np.linspace(0.0, 1.0, 401)
    for rate in (0.05, 0.12, 0.2, 0.35):
        kept = rate * (1.0 - p.service_fee) * turnover
        profit = kept * (1.0 + p.conversion_gain * (efforts - p.nominal_effort)) - p.effort_cost * efforts**2
        assert host_values.best_effort(p, rate, turnover) == pytest.approx(efforts[np.argmax(profit)], abs=0.003)
    free = dataclasses.replace(p, effort_cost=0.0)
    assert host_values.best_effort(free, 0.2, turnover) == 1.0


def test_a_sold_unit_is_worth_its_parts(quiet: World) -> None:
    """Contribution by hand for one style: kept price after fees, less salvage forgone, logistics and returns."""
    supplier = quiet.cast.supplier
    c, p, s = quiet.catalogue, supplier.profile, quiet.catalogue.styles.index("B")
    ship, back = 1.0 - c.refund[s], c.returned[s]
    kept = ship * (1.0 - back)
    by_hand = (
        c.price[s] * kept * (1 - p.take_rate - supplier.commission) - c.price[s] * p.payment_fee
        - p.salvage[s] * kept - p.logistics / c.units_per_order - ship * back * p.return_cost
    )  # fmt: skip
    assert float(supplier_pre.contribution(supplier, s)) == pytest.approx(by_hand)


def _n1(overrides: dict[str, Any], seeds: range) -> dict[str, tuple[float, float]]:
    """(expected, mean realised) profit of host and supplier from the deal they signed."""
    found: dict[str, np.ndarray] = {}
    patch = pytest.MonkeyPatch()
    decide = Party.appraise

    def appraise(self: Party, encounter: Encounter) -> tuple[Any, float]:
        if encounter.kind == "terms":
            profit = getattr(self, "value_terms")(encounter)[0]  # noqa: B009
            shape = (*encounter.space.shape, profit.shape[-1])
            found[self.name] = np.broadcast_to(profit, shape).mean(axis=-1)
        return decide(self, encounter)

    patch.setattr(Party, "appraise", appraise)
    encounters._SETTLED.clear()
    scenario, scheme = Scenario.load("autumn_launch", overrides=overrides), Scheme.load("slot_fee_commission")
    booked: dict[str, list[float]] = {"host": [], "supplier": []}
    expected = {}
    for seed in seeds:
        world = World(scenario, scheme, seed)
        world.play()
        record = next(n for n in world.bargaining.records if n.id == "N1")
        assert record.agreed
        place = tuple(list(record.issues[i][1]).index(v) for i, v in record.outcome.items())
        for party in booked:
            expected[party] = float(found[party][place])
            booked[party].append(world.ledger.balance(party) / 100.0)
        world.close()
    patch.undo()
    return {party: (expected[party], float(np.mean(values))) for party, values in booked.items()}


def test_expected_profit_is_what_shows_bring_on_average() -> None:
    """One law for forecast and settlement: over many shows the books agree with what was expected at signing.

    With an honest forecast. The supplier's other deals (capacity fees, surge labour, storage, rush premiums) cost it
    some 20,000 CNY that its terms with the host do not count.
    """
    result = _n1({"behaviour.host.forecast_inflation": 1.0}, range(1, 41))
    expected, booked = result["host"]
    assert booked == pytest.approx(expected, rel=0.12)
    expected, booked = result["supplier"]
    assert -45_000 < booked - expected < 5_000


def test_an_inflated_forecast_is_what_makes_the_supplier_too_hopeful() -> None:
    honest, inflated = (_n1({"behaviour.host.forecast_inflation": x}, range(1, 9))["supplier"] for x in (1.0, 1.6))
    assert inflated[0] - inflated[1] > honest[0] - honest[1] + 10_000

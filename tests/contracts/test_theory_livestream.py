"""Contract theory with selling effort and with forecasts: commission, effort sharing, guarantees, alerts.

Every payoff is the clauses' own cash; expected numbers come from closed forms of the cited papers or from
worked cases of the trade's models (orders Q(e) = a + theta e at effort cost k e^2 / 2).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

from protocols.beliefs import Belief, Gamma, LogNormal, Normal
from protocols.contracts import CLAUSES, Contract

PARTIES = {"host": "h", "supplier": "s", "factory": "f", "platform": "p"}


def deal(*names: str, **terms: float) -> Contract:
    return Contract("theory", PARTIES, tuple(CLAUSES[n] for n in names), terms)


def best(f: Callable[[float], float], lo: float, hi: float) -> float:
    return float(
        minimize_scalar(lambda x: -f(x), bounds=(lo, hi), method="bounded", options={"xatol": 1e-8}).x
    )


class Show:
    """Orders a + theta e; price p, unit cost c, return rate rho, returned unit worth s, freight back l."""

    def __init__(
        self, a: float, theta: float, k: float, p: float, c: float, rho: float, s: float, l: float
    ) -> None:
        self.a, self.theta, self.k, self.p, self.rho = a, theta, k, p, rho
        self.margin = (1 - rho) * p - c + rho * (s - l)

    def facts(self, e: float) -> dict[str, float]:
        orders = self.a + self.theta * e
        return {
            "commission_base_cny": orders * self.p * (1 - self.rho),
            "gross_gmv_cny": orders * self.p,
            "guarantee_base_cny": orders * self.p,
            "effort_cost_cny": self.k * e * e / 2,
        }

    def payoffs(self, contract: Contract, e: float) -> tuple[float, float]:
        """(host, supplier) before any outside option."""
        facts, orders = self.facts(e), self.a + self.theta * e
        host = float(contract.income("host", facts)) - facts["effort_cost_cny"]
        return host, self.margin * orders + float(contract.income("supplier", facts))

    def effort(self, contract: Contract) -> float:
        return best(lambda e: self.payoffs(contract, e)[0], 0.0, 1e4)


SHOW = Show(a=1000, theta=120, k=30, p=200, c=90, rho=0.15, s=60, l=10)


def test_commission_plus_effort_sharing_coordinates() -> None:
    """He, Chen, Mu & Ullah 2022: commission (1 - psi) of the margin, psi of effort shared, fee -5,000."""
    psi, fee = 0.6, -5_000.0
    kappa = (1 - psi) * SHOW.margin / (SHOW.p * (1 - SHOW.rho))
    contract = deal(
        "commission", "effort_cost_share", "slot_fee",
        commission_rate=kappa, effort_cost_share_supplier=psi, slot_fee_total=fee,
    )  # fmt: skip
    e = SHOW.effort(contract)
    assert kappa == pytest.approx(0.205882352941)
    assert e == pytest.approx(350.0, rel=1e-5)
    assert SHOW.payoffs(contract, 350.0) == (pytest.approx(765_000.0), pytest.approx(1_160_000.0))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_commission_without_effort_sharing_does_not(share: float) -> None:
    """Whatever share of the margin the commission gives, effort is that share of the efficient effort."""
    contract = deal("commission", commission_rate=share * SHOW.margin / (SHOW.p * (1 - SHOW.rho)))
    e = SHOW.effort(contract)
    assert e == pytest.approx(share * 350.0, rel=1e-5)
    assert sum(SHOW.payoffs(contract, e)) < 1_925_000.0


def test_commission_only_without_baseline_traffic_is_three_quarters_efficient() -> None:
    """The live-commerce twin of double marginalisation: 75 %, split 1 : 2 between host and supplier."""
    show = Show(a=0, theta=50, k=5, p=80, c=30, rho=0.5, s=20, l=5)

    def contract(kappa: float) -> Contract:
        return deal("commission", commission_rate=kappa)

    kappa = best(lambda r: show.payoffs(contract(r), show.effort(contract(r)))[1], 0.0, 0.5)
    host, supplier = show.payoffs(contract(kappa), show.effort(contract(kappa)))
    assert kappa == pytest.approx(0.21875, rel=1e-3)
    assert (host, supplier) == (pytest.approx(19_140.625, rel=1e-3), pytest.approx(38_281.25, rel=1e-3))
    assert (host + supplier) / 76_562.5 == pytest.approx(0.75, rel=1e-3)


def test_gross_commission_makes_hype_and_settled_commission_restrains_it() -> None:
    """With returns rising in effort, rho = 0.2 + 0.002 e: 100 on gross, 56.43 on settled value."""

    def host(e: float, settled: bool) -> float:
        orders, rho = 200 + 40 * e, 0.2 + 0.002 * e
        base = 100 * orders * (1 - rho if settled else 1.0)
        return (
            float(deal("commission", commission_rate=0.2).income("host", {"commission_base_cny": base}))
            - 4 * e * e
        )

    assert best(lambda e: host(e, settled=False), 0.0, 300.0) == pytest.approx(100.0, rel=1e-5)
    assert best(lambda e: host(e, settled=True), 0.0, 300.0) == pytest.approx(56.4285714286, rel=1e-5)


def test_guaranteed_slot_fee_acts_as_extra_commission_below_the_target() -> None:
    """Fee 6,000 for 2,000 orders, 10 an order, Q = 100 + 20 e, k = 4: effort 65, 4,200 of the fee kept."""
    price, target, fee = 50.0, 2_000.0, 6_000.0
    show = Show(a=100, theta=20, k=4, p=price, c=0, rho=0.0, s=0, l=0)
    contract = deal(
        "commission", "slot_fee", "guarantee",
        commission_rate=10 / price, slot_fee_total=fee, guarantee_multiple=price * target / fee,
    )  # fmt: skip
    e = show.effort(contract)
    assert e == pytest.approx(65.0, rel=1e-5)
    assert show.payoffs(contract, 65.0)[0] == pytest.approx(9_750.0)
    kept = {c.name: float(a) for c, a in contract.flows(show.facts(65.0))}
    assert kept["slot_fee"] - kept["guarantee"] == pytest.approx(4_200.0)


def test_sales_guarantee_on_a_stocked_show() -> None:
    """The host pays 25 per unit short of min(M, q): the supplier's profit rises by the expected penalty."""
    b, p, c, m, q = Normal(500.0, 150.0), 100.0, 40.0, 450.0, 500.0
    contract = deal("commission", "alert_bond", commission_rate=0.2, alert_bond_cny_per_unit=25.0)

    def cash(d: np.ndarray) -> np.ndarray:
        sold = np.minimum(d, q)
        facts = {"commission_base_cny": p * sold, "alert_units": min(m, q), "sold_units": sold}
        return np.stack(
            [p * sold - c * q + contract.income("supplier", facts), contract.income("host", facts)]
        )

    supplier, host = b.expect(cash, [q, m])
    assert supplier == pytest.approx(16_166.0780638, rel=1e-9)
    assert host == pytest.approx(7_849.78773017, rel=1e-9)


class Promotion:
    """The supplier stocks q and promotes at effort e: demand X + theta e; the factory makes at c."""

    p, c, theta, k = 100.0, 40.0, 5.0, 10.0
    base = Normal(500.0, 100.0)

    def profits(self, contract: Contract, e: float, q: float) -> np.ndarray:
        """(supplier, factory); the supplier bears the effort."""

        def cash(x: np.ndarray) -> np.ndarray:
            sold = np.minimum(x + self.theta * e, q)
            facts = {
                "ordered_units": q,
                "revenue_cny": self.p * sold,
                "leftover_units": q - sold,
                "effort_cost_cny": self.k * e * e / 2,
            }
            supplier = self.p * sold - facts["effort_cost_cny"] + contract.income("supplier", facts)
            return np.stack([supplier, contract.income("factory", facts) - self.c * q + 0.0 * sold])

        return self.base.expect(cash, [q - self.theta * e])

    def choice(self, contract: Contract) -> tuple[float, float]:
        found = minimize(
            lambda x: -float(self.profits(contract, x[0], x[1])[0]),
            (10.0, 550.0),
            method="Nelder-Mead",
            options={"xatol": 1e-6, "fatol": 1e-9},
        )
        return float(found.x[0]), float(found.x[1])


def test_effort_breaks_revenue_sharing_and_buyback_unless_it_is_shared() -> None:
    """Cachon 2003 sec. 4: both get the stock right for the effort made, but too little effort is made."""
    world, phi = Promotion(), 0.6
    first_best = (30.0, 675.334710314)
    integrated = float(world.profits(deal("wholesale", wholesale_price=world.c), *first_best)[0])
    assert integrated == pytest.approx(30_636.574665, rel=1e-8)
    terms = {"wholesale_price": phi * world.c, "revenue_share_factory": 1 - phi}
    shared = deal("wholesale", "revenue_share_factory", **terms)
    e, q = world.choice(shared)
    assert e == pytest.approx(phi * 30.0, rel=1e-3)
    assert q - world.theta * e == pytest.approx(first_best[1] - world.theta * 30.0, rel=1e-3)
    lost = world.k * (30.0 - e) ** 2 / 2  # all of it is effort not made
    assert world.profits(shared, e, q).sum() == pytest.approx(integrated - lost, rel=1e-6)
    assert lost > 0.02 * integrated

    b = (1 - phi) * world.p
    bought = deal("wholesale", "buyback", buyback_price=b, wholesale_price=phi * world.c + b)
    assert world.choice(bought)[0] == pytest.approx(e, rel=1e-3)

    cured = deal(
        "wholesale",
        "revenue_share_factory",
        "effort_cost_share_factory",
        **terms,
        effort_cost_share_factory=1 - phi,
    )
    assert world.choice(cured) == (pytest.approx(30.0, rel=1e-3), pytest.approx(first_best[1], rel=1e-3))
    assert world.profits(cured, *first_best) == pytest.approx(np.array([phi, 1 - phi]) * integrated, rel=1e-8)


def test_commission_distorts_stock_and_effort_and_the_surplus_pool_mends_both() -> None:
    """Krishnan, Kapuscinski & Butz 2004: the host picks effort, the supplier stock; the pool aligns them."""
    world, base = Promotion(), Normal(500.0, 100.0)

    def payoffs(contract: Contract, e: float, q: float) -> np.ndarray:
        def cash(x: np.ndarray) -> np.ndarray:
            sold = np.minimum(x + world.theta * e, q)
            own = np.stack([0.0 * sold - world.k * e * e / 2, world.p * sold - world.c * q])
            facts = {
                "commission_base_cny": world.p * sold,
                "pool_surplus_cny": own.sum(axis=0),
                "pool_gain_host_cny": own[0],
            }
            return own + np.stack([contract.income("host", facts), contract.income("supplier", facts)])

        return base.expect(cash, [q - world.theta * e])

    def equilibrium(contract: Contract) -> tuple[float, float]:
        e, q = 10.0, 550.0
        for _ in range(40):
            e, q = (
                best(lambda x, q=q: float(payoffs(contract, x, q)[0]), 0.0, 60.0),
                best(lambda x, e=e: float(payoffs(contract, e, x)[1]), 100.0, 1000.0),
            )
        return e, q

    alone = deal("commission", commission_rate=0.2)
    assert equilibrium(alone) == (pytest.approx(5.0, rel=1e-4), pytest.approx(525.0, rel=1e-4))
    assert payoffs(alone, 5.0, 525.0) == pytest.approx([9_577.1154392, 17_808.4617568], rel=1e-8)
    pooled = deal("surplus_pool", pool_share_host=0.4)
    assert equilibrium(pooled) == (pytest.approx(30.0, rel=1e-3), pytest.approx(675.334710314, rel=1e-3))
    assert payoffs(pooled, 30.0, 675.334710314) == pytest.approx(
        np.array([0.4, 0.6]) * 30_636.574665, rel=1e-6
    )


BELIEFS = pytest.mark.parametrize(
    "b", [LogNormal(1000.0, 0.6), Gamma(4.0, 250.0), Normal(800.0, 200.0)], ids=repr
)


@BELIEFS
@pytest.mark.parametrize("tau", [0.1, 0.5, 0.9])
def test_pinball_pay_makes_the_true_quantile_the_best_alert(b: Belief, tau: float) -> None:
    contract = deal("scoring_rule", score_base_cny=5_000.0, score_rate_cny_per_unit=4.0, alert_quantile=tau)

    def pay(alert: float) -> float:
        return float(
            b.expect(lambda d: contract.income("host", {"alert_units": alert, "sold_units": d}), [alert])
        )

    assert best(pay, 1.0, 5_000.0) == pytest.approx(float(b.quantile(tau)), rel=1e-4)


@BELIEFS
def test_quadratic_pay_makes_the_true_mean_the_best_alert(b: Belief) -> None:
    contract = deal("scoring_rule_quadratic", score_base_cny=5_000.0, score_rate_cny_per_unit2=0.01)

    def pay(alert: float) -> float:
        return float(b.expect(lambda d: contract.income("host", {"alert_units": alert, "sold_units": d})))

    assert best(pay, 1.0, 5_000.0) == pytest.approx(b.mean, rel=1e-4)


@BELIEFS
def test_interval_pay_makes_the_true_central_interval_the_best(b: Belief) -> None:
    contract = deal(
        "scoring_rule_interval", score_base_cny=5_000.0, score_rate_cny_per_unit=1.0, alert_coverage=0.8
    )

    def loss(x: np.ndarray) -> float:
        low, high = sorted(float(y) for y in x)

        def pay(d: np.ndarray) -> np.ndarray:
            return np.asarray(
                contract.income("host", {"alert_low": low, "alert_high": high, "sold_units": d})
            )

        return -float(b.expect(pay, [low, high]))

    found = minimize(
        loss, (0.8 * b.mean, 1.2 * b.mean), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9}
    )
    assert sorted(found.x) == pytest.approx(b.quantile([0.1, 0.9]), rel=1e-3)


@BELIEFS
def test_a_bond_caps_inflation_and_a_higher_bond_caps_it_lower(b: Belief) -> None:
    """A host that gains 2 a unit of alert (goods stocked for it) overstates up to the 2/bond-quantile."""

    def alert(bond: float) -> float:
        contract = deal("alert_bond", alert_bond_cny_per_unit=bond)

        def gain(a: float) -> float:
            facts = {"alert_units": a}
            return 2 * a + float(b.expect(lambda d: contract.income("host", {**facts, "sold_units": d}), [a]))

        return best(gain, 1.0, 10_000.0)

    for bond in (2.5, 4.0, 8.0):
        assert alert(bond) == pytest.approx(float(b.quantile(2.0 / bond)), rel=1e-4)
    assert alert(8.0) < b.mean < alert(2.5)

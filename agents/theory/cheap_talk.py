"""Forecasts as cheap talk: no credible message, what it costs, inflated reports, and truth by repetition.

Sources: Ozer, Zheng & Chen (2011), Management Science 57:1111-1137; Cachon & Lariviere (2001), Management
Science 47:629-646; Ren, Cohen, Ho & Terwiesch (2010), Operations Research 58:81-93.
"""

from __future__ import annotations

from dataclasses import dataclass

from agents.theory.forecast_contract import ForecastContract
from agents.theory.uniform_noise import mean_min, sum_mean_min, sum_quantile
from protocols.errors import UserError


@dataclass(frozen=True)
class Regime:
    """Expected profits (money), capacity and sales (units) under one rule of information."""

    supplier: float
    manufacturer: float
    chain: float
    mean_capacity: float
    mean_sales: float


@dataclass(frozen=True)
class CheapTalk:
    """The four regimes of information, ``xi ~ U[-A, A]`` known to the manufacturer."""

    full: Regime
    uninformative: Regime
    naive: Regime
    integrated: Regime

    @property
    def loss_from_no_trust(self) -> float:
        """Chain profit lost because no message can be believed, in money."""
        return self.full.chain - self.uninformative.chain


def _spread(spread: float) -> None:
    if not 0 <= spread < float("inf"):
        raise UserError(f"the half-width of the forecast must be finite and >= 0, found {spread}")


def cheap_talk(contract: ForecastContract, spread: float) -> CheapTalk:
    """Compare credible sharing, babbling, naive belief and the integrated chain.

    The manufacturer gains from capacity whatever xi, so a costless report says nothing in any equilibrium:
    the supplier builds K0 with ``P(mu + xi + eps <= K0) = cr``. A *naive* supplier believes the highest
    report, which all send.

    >>> game = ForecastContract(price=100, wholesale=75, cost=0, capacity_cost=60, mean=250, noise=75)
    >>> cheap_talk(game, 150).full.manufacturer
    5050.0
    """
    _spread(spread)

    def regime(capacity: float, sales: float) -> Regime:
        supplier, manufacturer = contract.supplier(sales, capacity), contract.manufacturer(sales)
        return Regime(supplier, manufacturer, supplier + manufacturer, capacity, sales)

    def known(shift: float) -> Regime:
        return regime(contract.mean + shift, contract.mean + mean_min(shift, contract.noise))

    def fixed(shift: float) -> Regime:
        return regime(contract.mean + shift, contract.mean + sum_mean_min(shift, spread, contract.noise))

    return CheapTalk(
        full=known(contract.supplier_shift),
        uninformative=fixed(sum_quantile(contract.critical_ratio, spread, contract.noise)),
        naive=fixed(spread + contract.supplier_shift),
        integrated=known(contract.chain_shift),
    )


@dataclass(frozen=True)
class Report:
    """A report of the forecast, by how much it exceeds the truth, and the capacity built on it (units)."""

    report: float
    inflation: float
    capacity: float


def trusted_report(
    contract: ForecastContract, spread: float, trust: float, lying_cost: float, forecast: float
) -> Report:
    """The manufacturer's best report when the supplier half-believes it and lying costs ``beta`` a unit.

    The supplier builds ``K = mu + alpha report + g`` (alpha = trust, g his newsvendor shift; prior mean 0).
    The marginal gain ``(r-w) alpha P(eps > K - mu - xi)`` meets beta at ``report = (b - g + xi - 2 b beta /
    ((r-w) alpha)) / alpha``, kept in ``[xi, A]``. A dearer lie or less trust in it than ``beta >= (r-w)
    alpha`` makes the truth best. Simplified from the trust-embedded model of Ozer, Zheng & Chen (2011),
    section 5.

    >>> game = ForecastContract(price=100, wholesale=75, cost=0, capacity_cost=30, mean=250, noise=75)
    >>> trusted_report(game, 150, trust=0.8, lying_cost=5, forecast=0).report
    28.125
    """
    _spread(spread)
    if not trust >= 0 or not lying_cost >= 0 or not -spread <= forecast <= spread:
        raise UserError(f"a report needs trust >= 0, a lying cost >= 0 and a forecast within +-{spread}")
    b, shift, gain = contract.noise, contract.supplier_shift, contract.retail_margin * trust
    report = forecast
    if lying_cost < gain:
        wanted = (b - shift + forecast - 2 * b * lying_cost / gain) / trust
        report = min(max(wanted, forecast), spread)
    return Report(report, report - forecast, contract.mean + trust * report + shift)


@dataclass(frozen=True)
class TruthByRepetition:
    """A period's gain from a lie, profits with and without trust (money), and patience needed."""

    one_shot_gain: float
    truthful_profit: float
    uninformative_profit: float
    critical_discount: float | None


def truth_by_repetition(contract: ForecastContract, spread: float) -> TruthByRepetition:
    """Critical discount factor for truthful reports when one lie ends belief for ever.

    xi is iid and seen after each period. The lowest type gains most from reporting A: ``(r-w) [E min(eps,
    2A + g) - E min(eps, g)]``. Truth holds iff ``delta >= gain / (gain + loss)`` with loss the
    manufacturer's per-period profit in truth less in babbling. None when he does not prefer truth: then no
    patience suffices.

    >>> game = ForecastContract(price=100, wholesale=75, cost=0, capacity_cost=60, mean=250, noise=75)
    >>> round(truth_by_repetition(game, 150).one_shot_gain, 6)
    1200.0
    """
    regimes = cheap_talk(contract, spread)
    shift, noise = contract.supplier_shift, contract.noise
    gain = contract.manufacturer(mean_min(2 * spread + shift, noise) - mean_min(shift, noise))
    truth, babble = regimes.full.manufacturer, regimes.uninformative.manufacturer
    loss = truth - babble
    critical = 0.0 if gain <= 0 else gain / (gain + loss) if loss > 0 else None
    return TruthByRepetition(gain, truth, babble, critical)

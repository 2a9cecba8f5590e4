"""What shared demand information is worth to a manufacturer, and a demand alert to a newsvendor.

Sources: Lee, So & Tang (2000), Management Science 46:626-643; Raghunathan (2001), Management Science
47:605-610; DeGroot (1970), Optimal Statistical Decisions; Iyer & Bergen (1997), Management Science
43:559-570.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sqrt

import numpy as np

from protocols.errors import UserError
from protocols.sums import dot


@dataclass(frozen=True)
class DemandSharing:
    """Order over demand variance, and variances of the manufacturer's lead-time forecast error."""

    order_variance_ratio: float
    variance_unshared: float
    variance_shared: float

    @property
    def saving(self) -> float:
        """Share of the manufacturer's safety-stock cost saved: ``1 - sqrt(V' / V)``."""
        return 1 - sqrt(self.variance_shared / self.variance_unshared)


def value_of_demand_sharing(
    rho: float, retailer_lead: int, manufacturer_lead: int, sigma: float
) -> DemandSharing:
    """Lee, So & Tang's two-level chain, AR(1) demand ``D_t = d + rho D_{t-1} + eps_t`` with sd(eps) = sigma.

    The retailer orders up to over ``l+1`` periods, so ``Y_t = D_t + a (D_t - D_{t-1})`` with ``a = rho +
    ... + rho^(l+1)``, and ``Y_{t+1} = d + rho Y_t + (1+a) eps_{t+1} - a eps_t``. Over the manufacturer's
    ``L+1`` periods the error adds up the future shocks; the present eps_t is a further error unless it is
    shared. The manufacturer is taken to use Y_t only: from the whole order history eps_t could be inferred
    and the saving vanishes (Raghunathan 2001).

    >>> round(value_of_demand_sharing(0.9, 1, 4, 20).order_variance_ratio, 5)
    1.92682
    """
    if not -1 < rho < 1 or not sigma > 0:
        raise UserError(f"demand sharing needs -1 < rho < 1 and sigma > 0, found {rho} and {sigma}")
    for lead in (retailer_lead, manufacturer_lead):
        if lead != int(lead) or lead < 0:
            raise UserError(f"a lead time must be a whole number of periods >= 0, found {lead}")
    a = float(np.sum(rho ** np.arange(1, int(retailer_lead) + 2)))
    sums = np.cumsum(rho ** np.arange(int(manufacturer_lead) + 1))  # 1, 1 + rho, ...: a shock's summed echo
    future = (1 + a) * sums - a * np.concatenate([[0.0], sums[:-1]])
    shared = sigma**2 * float(dot(future, future))
    unshared = shared + (sigma * a * float(sums[-1])) ** 2
    ratio = (1 + a) ** 2 + a**2 - 2 * rho * a * (1 + a)
    return DemandSharing(ratio, unshared, shared)


def _density_at_quantile(p: float) -> float:
    from scipy.special import ndtri

    z = float(ndtri(p))
    return exp(-z * z / 2) / sqrt(2 * pi)


@dataclass(frozen=True)
class AlertValue:
    """Expected newsvendor profits (money) with and without the alert, and what it rests on."""

    profit_without: float
    profit_with: float
    profit_perfect: float
    weight: float
    sd_without: float
    sd_with: float

    @property
    def value(self) -> float:
        """What the alert is worth, in money."""
        return self.profit_with - self.profit_without

    @property
    def value_of_perfect(self) -> float:
        """What knowing the appeal theta exactly would be worth, in money."""
        return self.profit_perfect - self.profit_without


def value_of_alert(
    price: float, cost: float, mean: float, prior_sd: float, noise_sd: float, signal_sd: float, signals: int
) -> AlertValue:
    """Value of ``k`` noisy signals of the mean demand to a newsvendor without salvage.

    ``D = mu + theta + eps``, ``theta ~ N(0, s0^2)``, ``eps ~ N(0, se^2)``; each signal is ``theta + N(0,
    ss^2)``. The posterior variance of theta is ``s0^2 ss^2 / (ss^2 + k s0^2)``, its mean puts the weight
    ``k s0^2 / (ss^2 + k s0^2)`` on the average signal, and the expected profit is ``(p-c) mu - p phi(z)
    sd(D | signals)`` with ``Phi(z) = (p-c)/p``.

    >>> round(value_of_alert(100, 55, 2000, prior_sd=300, noise_sd=250, signal_sd=100, signals=3).value, 4)
    5310.2966
    """
    if not 0 < cost < price:
        raise UserError(f"a newsvendor needs 0 < cost < price, found {cost} and {price}")
    if min(prior_sd, noise_sd, signal_sd, signals) < 0:
        raise UserError("standard deviations and the number of signals must be >= 0")
    heard = signals * prior_sd**2
    weight = heard / (signal_sd**2 + heard) if heard else 0.0
    sd_without = sqrt(prior_sd**2 + noise_sd**2)
    sd_with = sqrt(prior_sd**2 * (1 - weight) + noise_sd**2)
    margin, loss = (price - cost) * mean, price * _density_at_quantile((price - cost) / price)
    without, with_it, perfect = (margin - loss * sd for sd in (sd_without, sd_with, noise_sd))
    return AlertValue(without, with_it, perfect, weight, sd_without, sd_with)

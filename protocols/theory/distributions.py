"""Demand laws with exact loss functions, for the formulas of supply contracts.

Every law knows its mean, distribution function F, quantile and *expected sales* S(x) = E min(D, x) in closed
form, so that no formula of this package needs simulation or quadrature. From S follow the expected leftover
E(x − D)⁺ = x − S(x) and the expected lost sales E(D − x)⁺ = μ − S(x). The normal law is **not** truncated at
zero, as is usual in this literature. Units: a quantity x and the mean share one unit (pieces, orders …).

Source: Porteus, *Foundations of Stochastic Inventory Theory* (2002), ch. 1; limited expected values as in
Klugman, Panjer & Willmot, *Loss Models*, app. A and B.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from protocols.errors import UserError
from protocols.theory.distribution_base import Demand
from protocols.theory.distribution_continuous import Exponential, Gamma, LogNormal, Normal, Power, Uniform
from protocols.theory.distribution_counts import NegativeBinomial, Poisson

__all__ = [
    "Demand",
    "Exponential",
    "Gamma",
    "LogNormal",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Power",
    "Uniform",
    "make_demand",
]

_LAWS: dict[str, tuple[type[Demand], tuple[str, ...]]] = {
    "uniform": (Uniform, ("lo", "hi")),
    "power": (Power, ("k", "hi")),
    "normal": (Normal, ("mu", "sd")),
    "gamma": (Gamma, ("shape", "scale")),
    "exponential": (Exponential, ("mean",)),
    "lognormal": (LogNormal, ("mu", "sigma")),
    "negbin": (NegativeBinomial, ("mean", "r")),
    "poisson": (Poisson, ("mean",)),
}


def make_demand(spec: Mapping[str, object]) -> Demand:
    """The law that `spec` names, such as {"kind": "gamma", "shape": 4, "scale": 25}.

    Raises UserError for an unknown kind, a missing, surplus or non-numeric parameter, or one out of range.

    >>> make_demand({"kind": "uniform", "lo": 0, "hi": 100})
    Uniform(lo=0.0, hi=100.0)
    """
    kind = spec.get("kind")
    if not isinstance(kind, str) or kind not in _LAWS:
        raise UserError(f"demand kind: found {kind!r}, allowed: {', '.join(_LAWS)}")
    law, names = _LAWS[kind]
    given = [name for name in spec if name != "kind"]
    if sorted(given) != sorted(names):
        found = ", ".join(given) or "nothing"
        raise UserError(f"{kind} demand: found {found}, allowed: exactly {', '.join(names)}")
    return law(*(_number(kind, name, spec[name]) for name in names))


def _number(kind: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UserError(f"{kind} demand: {name}: found {value!r}, allowed: a finite number")
    return float(value)

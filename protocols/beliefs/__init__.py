"""Beliefs about demand: what a party thinks it may sell, with the integrals that contracts need.

Every belief offers closed forms (mean, cdf, quantile, expected sales, leftover and lost sales), a few
equiprobable ``nodes`` for fast vectorised negotiation, and ``expect`` for accurate integrals of any
piecewise smooth function.
"""

from protocols.beliefs.base import Affine, Belief
from protocols.beliefs.continuous import Continuous, Normal, Power, Uniform
from protocols.beliefs.counts import Discrete, Empirical, Gamma, NegativeBinomial
from protocols.beliefs.lognormal import LogNormal, pool

__all__ = [
    "Affine",
    "Belief",
    "Continuous",
    "Discrete",
    "Empirical",
    "Gamma",
    "LogNormal",
    "NegativeBinomial",
    "Normal",
    "Power",
    "Uniform",
    "pool",
]

"""What a fit gives back: estimates with standard errors, what was dropped, and what to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.export import Json, plain

Floats = NDArray[np.float64]
Z95 = 1.959963984540054  # two-sided 95 % of a standard normal
Pair = tuple[str, str]


@dataclass(frozen=True)
class Estimate:
    """An estimated parameter: a number, or one per live tick.

    ``path`` is its dotted path in a scenario. ``n`` counts the independent observations (``of`` says of what). ``method``
    names a text on how it was found. An estimate that is not ``applied`` stays out of the overlay. The 95 % interval is
    value ± 1.96 standard errors, kept within ``bounds``.
    """

    path: str
    value: float | tuple[float, ...]
    se: float | tuple[float, ...]
    n: int
    of: str
    method: str
    applied: bool = True
    note: str = ""
    bounds: tuple[float, float] = (0.0, float("inf"))
    texts: Mapping[str, Any] = field(default_factory=dict)  # what the note speaks of

    @property
    def low(self) -> Floats:
        return np.maximum(np.asarray(self.value) - Z95 * np.asarray(self.se), self.bounds[0])

    @property
    def high(self) -> Floats:
        return np.minimum(np.asarray(self.value) + Z95 * np.asarray(self.se), self.bounds[1])

    def as_object(self) -> dict[str, Json]:
        """As JSON: path, estimate, standard error, interval, n."""
        low, high = self.low.tolist(), self.high.tolist()
        return {
            "path": self.path, "estimate": plain(self.value), "se": plain(self.se), "low": low, "high": high, "n": int(self.n),
            "of": self.of, "method": self.method, "applied": self.applied, "note": self.note,
        }  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A parameter that is a word, chosen between two laws by Akaike's criterion."""

    path: str
    value: str
    over: str
    gain: float  # AIC of the other law minus that of the chosen one
    n: int


@dataclass(frozen=True)
class Plot:
    """A figure as data. ``kind``: ``curve`` (x, y, low, high, dots: fitted and observed), ``dots`` (labels, y, low, high) or
    ``match`` (x expected, y observed quantiles)."""

    kind: str
    title: str  # key of a text
    x: Sequence[float] = ()
    y: Sequence[float] = ()
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    labels: Sequence[str] = ()
    observed: Sequence[float] = ()


@dataclass(frozen=True)
class Drop:
    """Rows left out of a fit: from where, which column, why (key of a text), how many, and an example."""

    source: str
    column: str
    why: str
    rows: int
    example: str = ""


@dataclass(frozen=True)
class Fit:
    """Everything that one kind of log says about the scenario."""

    name: str
    estimates: tuple[Estimate, ...]
    plots: tuple[Plot, ...] = ()
    choices: tuple[Choice, ...] = ()
    drops: tuple[Drop, ...] = ()


def quantiles(residuals: Floats) -> Plot:
    """Standardised residuals against those of a normal law, at up to 99 places."""
    from scipy.special import ndtri

    found = np.sort(residuals[np.isfinite(residuals)])
    places = (np.arange(1, min(len(found), 99) + 1) - 0.5) / min(len(found), 99)
    return Plot("match", "residuals", ndtri(places).tolist(), np.quantile(found, places).tolist())

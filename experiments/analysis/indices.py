"""Sensitivity indices: Sobol and PAWN by SALib (Herman and Usher 2017), and Morris.

Indices that need a design of their own (Sobol's by Saltelli's, Morris's by trajectories) are computed from the runs when
the points are such a design, and else of the surrogate; PAWN takes any sample.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from experiments.analysis.factorial import Factorial, shares
from experiments.analysis.response import Response
from experiments.analysis.surrogate import Surrogate
from experiments.analysis.table import Floats, Table

Design = Literal["saltelli", "morris"]
RESAMPLED = 1000  # times, for the intervals of Morris's effects
BASE = 1024  # points of Saltelli's design on a surrogate, times 2 (parameters + 1)
FEWEST_PAWN, SLICES = 60, 10
_SEED = 20094
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Index:
    """Indices of one parameter: Sobol's ``first`` and ``total`` share of variance with their 95 % half-widths, ``pawn``
    (median Kolmogorov–Smirnov distance), Morris's ``mu_star`` and ``sigma`` (in units of the outcome over the whole range).

    ``source`` says what Sobol's come from: ``grid``, ``runs`` (a Saltelli design) or ``surrogate``. NaN: not computed.
    """

    parameter: str
    first: float = NAN
    first_half: float = NAN
    total: float = NAN
    total_half: float = NAN
    pawn: float = NAN
    mu_star: float = NAN
    mu_star_half: float = NAN
    sigma: float = NAN
    source: str = ""


def unit_points(kind: Design, parameters: int, n: int, seed: int) -> Floats:
    """Points in the unit cube: Saltelli's cross-sampled design of ``n`` (a power of two) · (2·parameters + 2) points, or
    ``n`` trajectories of Morris of parameters + 1 points each, on four levels.
    """
    problem = _problem(parameters)
    if kind == "saltelli":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, n, calc_second_order=True, seed=np.random.default_rng(seed)))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, n, num_levels=4, seed=seed))


def design_kind(x: Floats) -> Design | None:
    """Whether points, in order, make Saltelli's design or trajectories of Morris; told from their structure."""
    d = x.shape[1]
    if d and len(x) % (2 * d + 2) == 0 and _is_saltelli(x.reshape(-1, 2 * d + 2, d)):
        return "saltelli"
    if d > 1 and len(x) % (d + 1) == 0:
        steps = np.diff(x.reshape(-1, d + 1, d), axis=1) != 0
        if (steps.sum(axis=2) == 1).all() and (steps.sum(axis=1) == 1).all():
            return "morris"
    return None


def _is_saltelli(blocks: Floats) -> bool:
    """Each block is A, A with each column of B in turn, B with each column of A in turn, B."""
    d = blocks.shape[2]
    a, b = blocks[:, 0], blocks[:, -1]
    if (a == b).all():
        return False
    for k in range(d):
        own = np.arange(d) == k
        if not ((blocks[:, 1 + k] == np.where(own, b, a)).all() and (blocks[:, 1 + d + k] == np.where(own, a, b)).all()):
            return False
    return True


def indices(table: Table, response: Response) -> tuple[tuple[Index, ...], Floats]:
    """Indices of every parameter, and (parameters, parameters) second-order shares of variance (NaN where unknown)."""
    d = len(table.parameters)
    rows: list[dict[str, Any]] = [{} for _ in range(d)]
    second = np.full((d, d), np.nan)
    if isinstance(response, Factorial):
        first, total, both = shares(response)
        second = both.value
        _put(rows, "first", first.value, first.interval()[1] - first.value)
        _put(rows, "total", total.value, total.interval()[1] - total.value)
        _put(rows, "source", ["grid"] * d)
    elif isinstance(response, Surrogate):
        kind = design_kind(table.coded()) if len(response.x) == table.points else None
        y = response.y.mean(axis=1)
        if kind == "saltelli":
            second = _sobol(rows, y, d, "runs")
        else:
            second = _sobol(rows, response.mean(_over(response)), d, "surrogate")
        if kind == "morris":
            _morris(rows, table, response.x, y)
        elif len(response.x) >= FEWEST_PAWN:
            _put(rows, "pawn", pawn(response.x, y))
    return tuple(Index(name, **row) for name, row in zip(table.parameters, rows, strict=True)), second


def _put(rows: list[dict[str, Any]], name: str, values: Any, half: Any = None) -> None:
    for k, row in enumerate(rows):
        row[name] = values[k] if isinstance(values[k], str) else float(values[k])
        if half is not None:
            row[f"{name}_half"] = float(half[k])


def _problem(d: int) -> dict[str, Any]:
    return {"num_vars": d, "names": [f"x{k}" for k in range(d)], "bounds": [[0.0, 1.0]] * d}


def _over(response: Surrogate) -> Floats:
    """Saltelli's design laid over the sample's own distribution of each parameter."""
    unit = unit_points("saltelli", response.x.shape[1], BASE, _SEED)
    columns = []
    for k, text in enumerate(response.texts):
        how: Literal["inverted_cdf", "linear"] = "inverted_cdf" if text else "linear"
        columns.append(np.quantile(response.x[:, k], unit[:, k], method=how))
    return np.column_stack(columns)


def _sobol(rows: list[dict[str, Any]], y: Floats, d: int, source: str) -> Floats:
    """Fill in Sobol's indices from outcomes of Saltelli's design; the second-order ones."""
    from SALib.analyze import sobol

    _put(rows, "source", [source] * d)
    if np.ptp(y) <= 1e-12 * max(1.0, float(np.abs(y).max())):
        for name in ("first", "total"):
            _put(rows, name, np.zeros(d), np.zeros(d))
        return np.zeros((d, d))
    found = sobol.analyze(_problem(d), y, calc_second_order=True, seed=_SEED)
    _put(rows, "first", found["S1"], found["S1_conf"])
    _put(rows, "total", found["ST"], found["ST_conf"])
    second = np.triu(np.nan_to_num(np.asarray(found["S2"], dtype=float)), 1)
    both: Floats = second + second.T
    return both


def _morris(rows: list[dict[str, Any]], table: Table, x: Floats, y: Floats) -> None:
    """Elementary effects (Morris 1991) and the mean of their sizes (Campolongo, Cariboni and Saltelli 2007).

    Each effect is divided by the step that was really taken, as a share of the range: SALib takes 2/3 for every step, which
    is wrong for parameters with few values.
    """
    d = x.shape[1]
    unit = np.column_stack([_share(table, name, x[:, k]) for k, name in enumerate(table.parameters)])
    steps = np.diff(unit.reshape(-1, d + 1, d), axis=1)  # (trajectories, d, parameters), one other than 0 in each row
    which = np.abs(steps).argmax(axis=2)
    moved = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    effects = np.empty_like(moved)
    np.put_along_axis(effects, which, np.diff(y.reshape(-1, d + 1), axis=1) / moved, axis=1)
    sizes = np.abs(effects)
    drawn = np.random.default_rng(_SEED).integers(len(sizes), size=(RESAMPLED, len(sizes)))
    _put(rows, "mu_star", sizes.mean(axis=0), 1.96 * sizes[drawn].mean(axis=1).std(axis=0, ddof=1))
    _put(rows, "sigma", effects.std(axis=0, ddof=1))


def _share(table: Table, name: str, values: Floats) -> Floats:
    """Places (0 to 1) of a parameter's values in the range that the sweep declares, or else in the one they span."""
    declared = (table.about.get("parameters") or {}).get(name) or {}
    low, high = float(declared.get("low", values.min())), float(declared.get("high", values.max()))
    if declared.get("log") is True:
        low, high, values = np.log(low), np.log(high), np.log(values)
    return np.asarray((values - low) / (high - low))


def pawn(x: Floats, y: Floats) -> Floats:
    """(parameters,) PAWN indices (Pianosi and Wagener 2018): medians over ten slices. An inert parameter scores about what
    small slices make by chance, not zero.
    """
    from SALib.analyze import pawn as salib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # slices of a text that stay empty
        found = salib.analyze(_problem(x.shape[1]), x, y, S=SLICES)
    return np.asarray(found["median"], dtype=float)

"""Attitudes to risk: the value of an uncertain profit, vectorised over outcomes.

Mean-CVaR follows Rockafellar & Uryasev (2000), "Optimization of conditional value-at-risk", Journal of Risk
2(3):21-41, applied to profits: the CVaR here is the average of the *worst* ``tail`` of probability, so more
is better. CARA is exponential utility (Pratt 1964, Econometrica 32:122-136) as a certainty equivalent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.kernels import address, library

Floats = NDArray[np.float64]
MILLIONTHS = 1e6  # of a yuan: the grain in which uncertain profits are told apart


def cvar(profit: ArrayLike, weights: ArrayLike | None = None, tail: float = 0.125, axis: int = -1) -> Floats:
    """Mean of the worst ``tail`` of probability along ``axis``, splitting the node at the boundary exactly.

    ``profit``: CNY, any shape; ``weights``: probabilities along ``axis``, summing to 1 (None: equal).
    Raises ``ValueError`` if ``tail`` is not in (0, 1] or the weights do not fit.
    """
    x = _nodes_first(profit, axis)
    return _cvar(x, _weights(weights, len(x)), tail)


def mean_cvar(
    profit: ArrayLike,
    weights: ArrayLike | None = None,
    aversion: float = 0.0,
    tail: float = 0.125,
    axis: int = -1,
) -> Floats:
    """(1 - aversion) * mean + aversion * CVaR_tail along ``axis``; ``aversion`` in [0, 1]. CNY in, CNY out.

    ``weights``: probabilities along ``axis`` (None or all equal: the fast path). Raises ``ValueError`` for
    anything out of range. One outcome gives the same bits alone as in a batch.
    """
    if not 0.0 <= aversion <= 1.0:
        raise ValueError(f"aversion must lie in [0, 1], found {aversion}")
    if weights is None:
        given = np.asarray(profit, dtype=np.float64)
        if given.ndim == 1 and given.size and (aversion == 0.0 or _worst_alone(given.size, tail)):
            return _of_one(given.tolist(), aversion)
        if (found := _compiled(given, aversion, tail, axis)) is not None:
            return found
    x = _nodes_first(profit, axis)
    w = _weights(weights, len(x))
    mean = _mean(x, w)
    return mean if aversion == 0.0 else (1.0 - aversion) * mean + aversion * _cvar(x, w, tail)


def cara(profit: ArrayLike, weights: ArrayLike | None = None, a: float = 0.0, axis: int = -1) -> Floats:
    """Certainty equivalent -ln E[exp(-a * profit)] / a under constant absolute risk aversion ``a`` (1/CNY).

    ``a`` = 0 gives the mean. Computed with the worst profit factored out, so it cannot overflow.
    """
    if a < 0.0:
        raise ValueError(f"absolute risk aversion must not be negative, found {a}")
    x = _nodes_first(profit, axis)
    w = _weights(weights, len(x))
    if a == 0.0:
        return _mean(x, w)
    worst = x.min(axis=0)
    feasible = np.isfinite(worst)
    gain = np.where(feasible, x - np.where(feasible, worst, 0.0), 0.0)
    average = _mean(np.expm1(-a * gain), w)  # expm1 and log1p keep precision when a * profit is tiny
    out: Floats = worst - np.log1p(average) / a
    return out


def certain(profit: Floats, aversion: float, tail: float, stake: float = 0.0) -> Floats:
    """What an uncertain ``profit`` (…, equally likely nodes) is worth to somebody of ``aversion`` in [0, 1], CNY.

    ``stake`` 0: mean–CVaR with that weight on the worst ``tail``. Above 0: exponential utility of absolute risk aversion
    ``aversion / stake`` (1/CNY): a small risk of variance v costs aversion · v / (2 · stake), CNY (Pratt 1964).

    In whole millionths of a yuan: what is equal on paper (a deal at the terms that hold without one) is then equal to the
    bit, and no processor's way of rounding decides whether somebody walks away.
    """
    if stake == 0.0:
        if profit.ndim > 1 and (found := _compiled(profit, aversion, tail, -1, MILLIONTHS)) is not None:
            return found
        value = mean_cvar(profit, None, aversion, tail)
    else:
        value = cara(profit, None, aversion / stake)
    whole: Floats = np.rint(value * MILLIONTHS) / MILLIONTHS
    return whole


def _compiled(x: Floats, aversion: float, tail: float, axis: int, grain: float = 0.0) -> Floats | None:
    """:func:`mean_cvar` by the compiled engine, where the worst of equal nodes on the last axis fills the tail alone; rounded
    to whole parts of one in ``grain``, unless 0."""
    compiled, nodes = library(), x.shape[-1] if x.ndim else 0
    if compiled is None or not nodes or axis not in (-1, x.ndim - 1) or not (aversion == 0.0 or _worst_alone(nodes, tail)):
        return None
    x, out = np.ascontiguousarray(x), np.empty(x.shape[:-1])
    compiled.gy_mean_worst(address(x), out.size, nodes, aversion, grain, address(out))
    found: Floats = out[()]  # of one outcome a number, as numpy has it
    return found


def _of_one(profit: list[float], aversion: float) -> Floats:
    """:func:`mean_cvar` of one outcome whose worst node fills the tail alone: for a few numbers no array is worth its while."""
    total = profit[0]
    for value in profit[1:]:  # in turn: a sum of Python's own may round otherwise
        total += value
    mean = total / len(profit)
    found: Floats = np.float64(mean if aversion == 0.0 else (1.0 - aversion) * mean + aversion * min(profit))  # type: ignore[assignment]
    return found


def _worst_alone(nodes: int, tail: float) -> bool:
    """Whether the worst of equal nodes fills the tail alone."""
    return 0.0 < tail <= 1.0 and tail * nodes <= 1.0 + 1e-12


def _nodes_first(profit: ArrayLike, axis: int) -> Floats:
    """Nodes on the first axis, contiguous: reductions then run over whole rows of outcomes."""
    given = np.asarray(profit, dtype=np.float64)
    last = given.ndim - 1
    if axis in (-1, last) and last >= 0:  # the usual case, without moveaxis' checks
        return np.ascontiguousarray(given.transpose(last, *range(last)))
    x: Floats = np.ascontiguousarray(np.moveaxis(given, axis, 0))
    return x


def _weights(weights: ArrayLike | None, n: int) -> Floats | None:
    """Checked weights, or None when they are all equal."""
    if weights is None:
        return None
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (n,) or (w < 0.0).any() or abs(w.sum() - 1.0) > 1e-9:
        raise ValueError(f"weights must be {n} probabilities summing to 1, found {w.tolist()}")
    return None if (w == w[0]).all() else w


def _total(rows: Floats) -> Floats:
    """Sum over the first axis, row by row: the order of addition never depends on the shape."""
    total: Floats = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


def _mean(x: Floats, w: Floats | None) -> Floats:
    return _total(x) / len(x) if w is None else _total(x * _column(w, x))


def _column(w: Floats, x: Floats) -> Floats:
    return w.reshape(-1, *(1,) * (x.ndim - 1))


def _cvar(x: Floats, w: Floats | None, tail: float) -> Floats:
    if not 0.0 < tail <= 1.0:
        raise ValueError(f"tail must lie in (0, 1], found {tail}")
    n = len(x)
    if w is None and _worst_alone(n, tail):
        worst: Floats = x.min(axis=0)
        return worst
    order = np.argsort(x, axis=0, kind="stable")
    weights = np.full(x.shape, 1.0 / n) if w is None else w[order]
    # Each node gives its weight, worst first, until the tail is full; the last one gives only a part.
    used = np.clip(tail - (np.cumsum(weights, axis=0) - weights), 0.0, weights)
    with np.errstate(invalid="ignore"):  # 0 * -inf beyond the tail
        part = np.where(used > 0.0, used * np.take_along_axis(x, order, axis=0), 0.0)
    return _total(part) / _total(used)

"""Axiomatic solutions for n parties on three classical feasible sets: a transferable surplus, with caps, an
ellipsoid.

``d`` is the disagreement point, one entry per party. Weights are positive and are scaled to sum to one; they
affect only the Nash solution. Results are lists in the parties' order, in the units of the surplus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def nash_transferable(
    surplus: float, d: Sequence[float], weights: Sequence[float] | None = None
) -> list[float]:
    """Nash split of ``sum u_i = surplus``: ``u_i = d_i + w_i (surplus - sum d)``.

    Source: Nash (1950); Harsanyi (1963); weights: Kalai (1977) International Journal of Game Theory
    6:129-133.

    >>> nash_transferable(100, [10, 10], [0.75, 0.25])
    [70.0, 30.0]
    """
    gain = _gain(surplus, d)
    return [d_i + w_i * gain for d_i, w_i in zip(d, _shares(weights, len(d)), strict=True)]


def equal_surplus(surplus: float, d: Sequence[float]) -> list[float]:
    """Equal gains over ``d``: on a transferable surplus both the Kalai–Smorodinsky and the egalitarian
    solution.

    >>> equal_surplus(100, [10, 5, 0])[0] == 10 + 85 / 3
    True
    """
    return nash_transferable(surplus, d)


def nash_capped(
    surplus: float, caps: Sequence[float], d: Sequence[float], weights: Sequence[float] | None = None
) -> list[float]:
    """Nash solution of ``sum u <= surplus``, ``d_i <= u_i <= cap_i``: gains rise in proportion to weights
    until capped.

    Water filling: by the first-order conditions every party below its cap gains ``w_i * level``.

    Source: Nash (1950); constrained equal gains.

    >>> nash_capped(100, [30, 80, 80], [0, 0, 0])
    [30.0, 35.0, 35.0]
    """
    left = _gain(surplus, d)
    room = _room(caps, d)
    share = _shares(weights, len(d))
    gains = [0.0] * len(d)
    level, open_weight = 0.0, math.fsum(share)
    for i in sorted(range(len(d)), key=lambda j: (room[j] / share[j], j)):
        # Raise every open party to the level at which party i's cap binds, or as far as the surplus goes.
        step = min(room[i] / share[i] - level, left / open_weight)
        level += step
        left = max(0.0, left - step * open_weight)
        gains[i] = min(room[i], share[i] * level)
        open_weight -= share[i]
        if open_weight <= 1e-15:
            break
    return [d_i + gain for d_i, gain in zip(d, gains, strict=True)]


def lexicographic_egalitarian_capped(
    surplus: float, caps: Sequence[float], d: Sequence[float]
) -> list[float]:
    """Raise the worst-off party's gain, then the next (leximin): on this set the same point as the symmetric
    Nash one.

    Source: Imai (1983) Econometrica 51:389-401 (the lexicographic maxmin extension).
    """
    return nash_capped(surplus, caps, d)


def egalitarian_capped(surplus: float, caps: Sequence[float], d: Sequence[float]) -> list[float]:
    """Strict egalitarian: equal gains until the first cap binds or the surplus is used; may waste surplus.

    Source: Kalai (1977) Econometrica 45:1623-1630.

    >>> egalitarian_capped(100, [30, 80, 80], [0, 0, 0])
    [30.0, 30.0, 30.0]
    """
    gain = min(min(_room(caps, d)), _gain(surplus, d) / len(d))
    return [d_i + gain for d_i in d]


def ideal_capped(surplus: float, caps: Sequence[float], d: Sequence[float]) -> list[float]:
    """Individually rational ideal point: ``min(cap_i, surplus - sum of the others' d)``.

    >>> ideal_capped(90, [15, 25, 100], [5, 5, 5])
    [15.0, 25.0, 80.0]
    """
    gain = _gain(surplus, d)
    return [d_i + min(room, gain) for d_i, room in zip(d, _room(caps, d), strict=True)]


def kalai_smorodinsky_capped(surplus: float, caps: Sequence[float], d: Sequence[float]) -> list[float]:
    """The furthest feasible point on the segment from ``d`` to the individually rational ideal point.

    Source: Kalai & Smorodinsky (1975); n parties: Roth (1979).

    >>> kalai_smorodinsky_capped(60, [40, 80], [0, 0])
    [24.0, 36.0]
    """
    towards = [ideal - d_i for ideal, d_i in zip(ideal_capped(surplus, caps, d), d, strict=True)]
    total = math.fsum(towards)
    step = min(1.0, _gain(surplus, d) / total) if total > 0.0 else 0.0
    return [d_i + step * length for d_i, length in zip(d, towards, strict=True)]


def nash_ellipsoid(axes: Sequence[float], weights: Sequence[float] | None = None) -> list[float]:
    """Nash solution of ``sum (u_i / a_i)^2 <= 1``, ``u >= 0``, ``d = 0``: ``u_i = a_i sqrt(w_i)``.

    >>> nash_ellipsoid([2.0, 1.0], [0.25, 0.75])[0]
    1.0
    """
    _check_axes(axes)
    return [a * math.sqrt(w) for a, w in zip(axes, _shares(weights, len(axes)), strict=True)]


def kalai_smorodinsky_ellipsoid(axes: Sequence[float]) -> list[float]:
    """Kalai–Smorodinsky solution of the same set (ideal point = the axes): ``u_i = a_i / sqrt(n)``.

    Source: Roth (1979) for more than two parties; efficient here because the set is strictly convex.
    """
    _check_axes(axes)
    return [a / math.sqrt(len(axes)) for a in axes]


def egalitarian_ellipsoid(axes: Sequence[float]) -> list[float]:
    """Egalitarian solution of the same set: everybody gets ``(sum 1 / a_i^2)^(-1/2)``."""
    _check_axes(axes)
    return [math.fsum(a**-2 for a in axes) ** -0.5] * len(axes)


def _gain(surplus: float, d: Sequence[float]) -> float:
    gain = float(surplus) - math.fsum(d)
    rounding = 1e-12 * max([abs(surplus), *map(abs, d)], default=0.0)
    if not d or gain < -rounding:
        raise ValueError(f"surplus: found {surplus}, allowed: at least the sum of d, {list(d)}")
    return max(0.0, gain)


def _room(caps: Sequence[float], d: Sequence[float]) -> list[float]:
    room = [float(cap) - d_i for cap, d_i in zip(caps, d, strict=True)]
    if min(room) < 0.0:
        raise ValueError(f"cap: found {list(caps)}, allowed: at least d, {list(d)}")
    return room


def _shares(weights: Sequence[float] | None, n: int) -> list[float]:
    """Weights scaled to sum to one (equal ones by default)."""
    values = [1.0] * n if weights is None else [float(w) for w in weights]
    if len(values) != n or min(values) <= 0.0:
        raise ValueError(f"weights: found {values}, allowed: {n} positive numbers")
    total = math.fsum(values)
    return [w / total for w in values]


def _check_axes(axes: Sequence[float]) -> None:
    if not axes or min(axes) <= 0.0:
        raise ValueError(f"a: found {list(axes)}, allowed: positive half-axes")

"""Measures of relations over a season: disclosure, kept word, trust, structure of trade, emergence.

Pure functions of the recorded rows. A row of the network has ``source``, ``target``, ``layer``, ``matter``, ``weight``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from environment.measures.fairness import gini

Rows = Sequence[Mapping[str, Any]]
Series = Mapping[str, Sequence[float | None]]
SHORTEST = 5  # shows on either side of a change point


def per_show(
    edges: Rows, conduct: Mapping[str, Mapping[str, float]], experiences: Sequence[tuple[str, str, str, float]]
) -> dict[str, float]:
    """Relational measures of one show from its edges, the dispositions it was played with, and what was experienced."""
    found: dict[str, float] = {}
    if experiences:
        found["word_kept"] = float(np.mean([kept for *_, kept in experiences]))
    trust = [row["weight"] for row in edges if row["layer"] == "trust"]
    if trust:
        found["trust_mean"] = float(np.mean(trust))
    found["temptation_mean"] = float(np.mean([c["temptation"] for c in conduct.values()]))
    shown = [row["weight"] for row in edges if row["layer"] == "information"]
    found["disclosure"] = float(np.mean([w > 0 for w in shown])) if shown else 0.0
    trade = [(row["source"], row["target"], row["weight"]) for row in edges if row["layer"] == "trade"]
    if trade:
        found["trade_edges"] = float(len(trade))
        weights = np.array([w for *_, w in trade])
        found["trade_concentration"] = float(((weights / weights.sum()) ** 2).sum())
    return found


def of_season(series: Series, network: Sequence[Rows], profit: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The season's own measures: what it earned, how partners persisted, whether and when trust emerged."""
    total = {name: float(np.sum(values)) for name, values in profit.items()}
    found = {"season_surplus_cny": float(sum(total.values()))}
    gains = [max(v, 0.0) for v in total.values()]
    if sum(gains) > 0:
        found["season_gini"] = gini(gains)
    kept = [persistence(a, b) for a, b in zip(network[:-1], network[1:], strict=True)]
    if kept:
        found["partner_persistence"] = float(np.mean(kept))
    trust = [v for v in series.get("trust_mean", ()) if v is not None]
    if trust:
        found["trust_last"] = float(np.mean(trust[-5:]))
    kept_word = [v for v in series.get("word_kept", ()) if v is not None]
    if kept_word:
        found["word_kept_last"] = float(np.mean(kept_word[-5:]))
    for name, values in (("emergence", kept_word), ("trust_emergence", trust)):
        point = emergence(values)
        if point is not None:
            found |= {f"{name}_show": float(point[0]), f"{name}_before": point[1], f"{name}_after": point[2]}
    return found


def persistence(before: Rows, after: Rows) -> float:
    """Share of trade edges of one show that are there in the next (Jaccard index), by weight: Σ min / Σ max."""
    weights = [{(r["source"], r["target"]): float(r["weight"]) for r in rows if r["layer"] == "trade"} for rows in (before, after)]
    pairs = dict.fromkeys([*weights[0], *weights[1]])
    top = sum(max(w.get(p, 0.0) for w in weights) for p in pairs)
    return sum(min(w.get(p, 0.0) for w in weights) for p in pairs) / top if top else 1.0


def emergence(values: Sequence[float]) -> tuple[int, float, float] | None:
    """The first change of level upwards: (show from which the new level holds, mean before, mean after), or None.

    Change points of the mean by PELT with a squared-error cost and penalty 3 σ² ln n (Killick, Fearnhead and Eckley
    2012, in the ``ruptures`` library); σ² from first differences, which a change of level hardly moves. At least
    ``SHORTEST`` shows on either side.
    """
    import ruptures

    signal = np.asarray(values, dtype=float)
    if len(signal) < 2 * SHORTEST or np.ptp(signal) == 0.0:
        return None
    noise = float(np.var(np.diff(signal)) / 2.0)
    penalty = 3.0 * max(noise, 1e-12) * float(np.log(len(signal)))
    cuts = ruptures.Pelt(model="l2", min_size=SHORTEST, jump=1).fit(signal[:, None]).predict(pen=penalty)
    starts = [0, *cuts[:-1]]
    for (a, b), (_, c) in zip(zip(starts, cuts, strict=True), zip(cuts[:-1], cuts[1:], strict=True), strict=False):
        before, after = float(signal[a:b].mean()), float(signal[b:c].mean())
        if after > before:
            return b + 1, before, after
    return None

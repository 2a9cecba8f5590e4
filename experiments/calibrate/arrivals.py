"""Arrivals: how many come, along which curve, with how much noise; how long they stay; clicks that become orders.

Viewers who come in during tick t of show s: V_s · w_t · noise, the noise lognormal with mean 1 and coefficient of variation
cv. With several shows w is the mean of the shows' shares and cv² comes from what the product V_s · w_t leaves over, less the
noise of counting (Poisson). With one show the curve is smoothed by (1, 2, 1)/4, and cv comes from second differences of logs
(Gasser, Sroka and Jennen-Steinmetz 1986), which no smooth curve can explain.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from environment import Scenario
from experiments.calibrate.fit import Drop, Estimate, Fit, Floats, Plot
from experiments.calibrate.read import Log, show_of
from protocols.errors import UserError

LEAST_TICKS = 6
CROWD = 0.2  # viewers may move by this much before it matters that stock, slot fee and traffic budget do not move along
STRETCHED = 0.1  # a broadcast may be this much longer or shorter than the scenario's before its minutes are stretched


def fit_room(log: Log, scenario: Scenario) -> Fit:
    """Everything a room log says; :class:`UserError` where it is too short for a curve."""
    ticks = len(scenario.audience.arrival_weights)
    counts, drops = by_tick(log, arrivals(log, scenario), scenario)
    if counts.shape[1] < LEAST_TICKS or (counts > 0).sum(axis=1).min() < LEAST_TICKS:
        least = int((counts > 0).sum(axis=1).min())
        raise UserError(f"{log.source}: column t_min: found viewers in {least} ticks of a show, allowed: at least {LEAST_TICKS}")
    weights, weight_se, cv, cv_se, free = curve(counts)
    scale = float(np.mean(scenario.audience.arrival_weights)) * ticks  # weights stand on the scale of the base scenario's
    total = counts.sum(axis=1)
    noise = float(np.mean(total)) * cv * float(np.sqrt(np.sum(weights**2) / len(total)))
    total_se = max(float(np.std(total, ddof=1) / np.sqrt(len(total))), noise) if len(total) > 1 else noise
    n = int((counts > 0).sum())
    level, length = scenario.scale.traffic, 60.0 * scenario.clock.live_duration_h
    stretched = sum(abs(span / length - 1.0) > STRETCHED for span in spans(log).values())
    found = [
        Estimate("audience.arrival_weights", _rounded(weights * scale), _rounded(weight_se * scale), n, "ticks", "curve",
                 note="note.stretched" if stretched else "", texts={"shows": stretched}),
        Estimate("audience.arrival_noise_cv", cv, cv_se, free, "ticks", "noise"),
        _viewers(float(np.mean(total)) / level, total_se / level, len(total), scenario),
        *_stay(log, scenario),
        *_comments(log),
        *_conversion(log, scenario),
    ]  # fmt: skip
    minutes = (np.arange(ticks) + 0.5) * scenario.clock.live_tick_min
    shares = counts / counts.sum(axis=1, keepdims=True)
    plot = Plot(
        "curve", "arrivals", minutes.tolist(), weights.tolist(), (weights - 1.96 * weight_se).tolist(),
        (weights + 1.96 * weight_se).tolist(), observed=shares.mean(axis=0).tolist(),
    )  # fmt: skip
    return Fit("room", tuple(found), (plot,), drops=(*log.drops, *drops))


def _viewers(mean: float, se: float, shows: int, scenario: Scenario) -> Estimate:
    before, after = scenario.audience.unique_viewers, round(mean)
    moved = abs(after / before - 1.0) > CROWD
    return Estimate(
        "audience.unique_viewers", after, se, shows, "shows", "mean", note="note.crowd" if moved else "note.viewers",
        texts={"before": before, "after": after} if moved else {},
    )  # fmt: skip


def arrivals(log: Log, scenario: Scenario) -> Floats:
    """(rows,) viewers who came in: as given, or those in the room less those who stayed from the row before."""
    if "arrivals" in log:
        return np.asarray(log["arrivals"], dtype=float)
    present, minutes, shows = np.asarray(log["viewers"], dtype=float), np.asarray(log["t_min"], dtype=float), show_of(log)
    came = present.copy()
    for show in np.unique(shows):
        rows = np.flatnonzero(shows == show)
        rows = rows[np.argsort(minutes[rows], kind="stable")]
        stay = np.exp(-np.diff(minutes[rows]) * 60.0 / scenario.audience.mean_stay_s)
        came[rows[1:]] -= stay * present[rows[:-1]]
    found: Floats = np.maximum(came, 0.0)
    return found


def minutes_of(log: Log, scenario: Scenario) -> Floats:
    """(rows,) minutes from the start; a show much longer or shorter than the scenario's broadcast is stretched to it."""
    length = 60.0 * scenario.clock.live_duration_h
    minutes, shows = np.array(log["t_min"], dtype=float), show_of(log)
    for show, span in spans(log).items():
        if abs(span / length - 1.0) > STRETCHED:
            minutes[shows == show] *= length / span
    return minutes


def spans(log: Log) -> dict[str, float]:
    """Show -> minutes that its rows cover."""
    minutes, shows, found = np.asarray(log["t_min"], dtype=float), show_of(log), {}
    for show in np.unique(shows):
        at = np.unique(minutes[shows == show])
        found[str(show)] = float(at[-1] + (np.median(np.diff(at)) if len(at) > 1 else 1.0))
    return found


def by_tick(log: Log, values: Floats, scenario: Scenario) -> tuple[Floats, tuple[Drop, ...]]:
    """(shows, ticks) sums of ``values`` in the scenario's live ticks; rows before or after the broadcast are dropped."""
    tick, ticks = scenario.clock.live_tick_min, len(scenario.audience.arrival_weights)
    minutes, shows = minutes_of(log, scenario), show_of(log)
    at = np.floor(minutes / tick + 1e-9).astype(int)
    inside = (at >= 0) & (at < ticks)
    names, show = np.unique(shows.astype(str), return_inverse=True)
    table = np.zeros((len(names), ticks))
    np.add.at(table, (show[inside], at[inside]), values[inside])
    outside = int((~inside).sum())
    drops = (Drop(log.source, "t_min", "outside", outside, f"{minutes[~inside][0]:g}"),) if outside else ()
    return table, drops


def curve(counts: Floats) -> tuple[Floats, Floats, float, float, int]:
    """Shares per tick and their standard errors, cv of the noise and its standard error, and its degrees of freedom."""
    shows, ticks = counts.shape
    shares = counts / counts.sum(axis=1, keepdims=True)
    if shows == 1:
        return _one_show(counts[0])
    weights = shares.mean(axis=0)
    mean = counts.sum(axis=1, keepdims=True) * weights
    free = (shows - 1) * (ticks - 1)
    left = np.sum((counts - mean) ** 2) * shows * ticks / free - np.sum(mean)
    cv = float(np.sqrt(max(left / np.sum(mean**2), 0.0)))
    se = np.sqrt(np.sum((shares - weights) ** 2, axis=0) / (shows - 1) / shows)
    pooled = cv * weights / np.sqrt(shows)  # with few shows, a tick's own spread says little
    return weights, np.where(shows < 6, np.maximum(pooled, 0.0), se), cv, cv / np.sqrt(2.0 * free), free


def _one_show(counts: Floats) -> tuple[Floats, Floats, float, float, int]:
    logs = np.log(np.maximum(counts, 0.5))
    bends = 0.5 * (logs[:-2] + logs[2:]) - logs[1:-1]
    noise = max(float(np.mean(bends**2)) / 1.5 - float(np.mean(1.0 / np.maximum(counts, 1.0))), 0.0)
    cv = float(np.sqrt(np.expm1(noise)))
    smooth = counts.copy()
    smooth[1:-1] = 0.25 * counts[:-2] + 0.5 * counts[1:-1] + 0.25 * counts[2:]
    weights = smooth / smooth.sum()
    spread = np.full(len(counts), np.sqrt(3.0 / 8.0))
    spread[[0, -1]] = 1.0
    se = cv * float(np.sqrt(35.0 / 72.0 / len(bends) * 2.0))  # variance of the estimator: 2 σ⁴ (35/18) / n, by the delta method
    return weights, cv * weights * spread, cv, se, len(bends)


def _stay(log: Log, scenario: Scenario) -> list[Estimate]:
    """Mean stay by Little's law, where arrivals and those online are both logged; by show."""
    if "arrivals" not in log or "online" not in log:
        return []
    shows, found = show_of(log), []
    minutes = np.asarray(log["t_min"], dtype=float)
    for show in np.unique(shows):
        rows = shows == show
        step = float(np.median(np.diff(np.unique(minutes[rows])))) if rows.sum() > 1 else 1.0
        found.append((float(np.sum(log["online"][rows])) * step * 60.0, float(np.sum(log["arrivals"][rows]))))
    return [_ratio("audience.mean_stay_s", np.array(found), len(found), "shows", "little", counted=False)]


def _comments(log: Log) -> list[Estimate]:
    present = "viewers" if "viewers" in log else "arrivals"
    if "comments" not in log:
        return []
    pairs = np.column_stack([np.asarray(log["comments"], dtype=float), np.asarray(log[present], dtype=float)])
    return [_ratio("audience.comments_per_viewer", pairs, len(pairs), "rows", "ratio")]


def _conversion(log: Log, scenario: Scenario) -> list[Estimate]:
    """Orders per click, at the scenario's nominal effort and reference price; and units in an order."""
    audience, effort = scenario.audience, scenario.behaviour.host.effort
    found = []
    if "orders" in log and "units" in log:
        pairs = np.column_stack([np.asarray(log["units"], dtype=float), np.asarray(log["orders"], dtype=float)])
        sized = _ratio("audience.units_per_order", pairs, len(pairs), "rows", "ratio", (1.0, float("inf")), counted=False)
        found.append(sized)
        per_order = float(np.asarray(sized.value))
    else:
        per_order = audience.units_per_order
    if "clicks" in log and ("orders" in log or "units" in log):
        orders = np.asarray(log["orders"] if "orders" in log else log["units"] / per_order, dtype=float)
        orders = orders + (np.asarray(log["lost_units"], dtype=float) / per_order if "lost_units" in log else 0.0)
        drive = 1.0 + effort.conversion_gain * (log["effort"] - effort.nominal) if "effort" in log else np.ones(len(log))
        clicks = np.asarray(log["clicks"], dtype=float) * drive * audience.unique_viewers / audience.views * _price(scenario)
        note = "note.conversion"
        pairs = np.column_stack([orders, clicks])
        found.append(_ratio("audience.click_to_order", pairs, len(pairs), "rows", "ratio", (0.0, 1.0), note))
    return found


def _price(scenario: Scenario) -> float:
    """Mean factor of price on demand over the styles, by attractiveness."""
    model = scenario.demand_model
    styles: Mapping[str, Floats] = {
        "price": np.array([float(s.price) for s in scenario.styles]),
        "tag": np.array([float(s.tag) for s in scenario.styles]),
        "attract": np.array([s.attract for s in scenario.styles]),
    }
    factor = (styles["price"] / styles["tag"] / model.reference_price_ratio) ** (-model.price_elasticity)
    return float(factor @ styles["attract"] / styles["attract"].sum())


def _ratio(
    path: str, pairs: Floats, n: int, of: str, method: str, bounds: tuple[float, float] = (0.0, float("inf")), note: str = "",
    counted: bool = True,
) -> Estimate:  # fmt: skip
    """Σ first / Σ second. The standard error is the larger of two: what the rows scatter, in runs of five (neighbours are
    alike), and the luck of counting (Poisson)."""
    above, under = pairs[:, 0], pairs[:, 1]
    if under.sum() <= 0:
        raise UserError(f"{path}: found nothing to divide by, allowed: rows with viewers, clicks or orders")
    rate = float(above.sum() / under.sum())
    left = above - rate * under
    size = 5 if len(left) >= 50 else 1
    runs = np.add.reduceat(left, np.arange(0, len(left), size))
    scatter = np.sum(runs**2) * len(runs) / max(len(runs) - 1, 1)
    se = float(np.sqrt(max(scatter, above.sum() if counted else 0.0)) / under.sum())
    return Estimate(path, rate, se, n, of, method, note=note, bounds=bounds)


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(v), 5) for v in values)

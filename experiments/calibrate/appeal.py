"""Appeal dispersion and signal noise, out of a log of every style in every tick.

Units of style k in tick t are Poisson with mean c · v_t · e_kt · exp(h_kt a_k): v viewers in the room, e attractiveness as
planned × exposure (more while explained) × price, h how far the audience has discovered the style (the scenario's catch-on
along the focus that the log shows), and log-appeal a_k ~ N(−σ²/2, σ²). σ and c maximise the likelihood with every a_k
integrated out (Laplace). Comments naming a style are Poisson too, with a lognormal noise beside: what they scatter beyond
Poisson, round a smooth path of their own, is that noise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from environment import Scenario
from experiments.calibrate.arrivals import by_tick, minutes_of
from experiments.calibrate.fit import Drop, Estimate, Fit, Floats, Plot, quantiles
from experiments.calibrate.read import Log, show_of
from protocols.errors import UserError

LEAST_STYLES = 8


@dataclass(frozen=True)
class Panel:
    """Styles of shows (rows) by tick (columns)."""

    names: tuple[str, ...]
    units: Floats
    mentions: Floats | None
    exposure: Floats  # viewers × attractiveness × attention × price
    viewers: Floats
    heat: Floats


def fit_styles(log: Log, room: Log | None, scenario: Scenario, *, alone: bool = False) -> Fit:
    """Dispersion of appeal and noise of mentions.

    With fewer than eight styles of the scenario the dispersion is left out and counted as dropped; :class:`UserError` with
    none, or where nothing is left of the only log there is (``alone``).
    """
    panel, drops, found = *_panel(log, room, scenario), []
    kinds = sorted({name.partition(" #")[0] for name in panel.names})
    spread = len(kinds) >= LEAST_STYLES
    heard = panel.mentions is not None and panel.mentions.sum() > 0
    if not (spread or heard) and alone:
        raise _too_few(log, kinds, scenario)
    plots: tuple[Plot, ...] = ()
    if spread:
        estimate, plots = _appeal(panel, "note.appeal" if room is not None else "note.appeal.curve")
        found.append(estimate)
    else:  # the rows still tell the noise of mentions
        drops = (*drops, Drop(log.source, "style", "styles", 0 if heard else len(log), f"{len(kinds)}"))
    if heard:
        noise, noise_se, n = mention_noise(panel)
        found.append(Estimate("signals.noise_cv", noise, noise_se, n, "style-ticks", "mentions"))
    return Fit("styles", tuple(found), plots, drops=(*log.drops, *drops))


def _appeal(panel: Panel, note: str) -> tuple[Estimate, tuple[Plot, ...]]:
    """The dispersion, every style's own appeal, and how normal their logs are."""
    sigma, se, appeal, spread = dispersion(panel)
    order = np.argsort(appeal, kind="stable")[::-1][:20]
    dots = Plot(
        "dots", "appeal", y=np.exp(appeal[order]).tolist(), low=np.exp(appeal - 1.96 * spread)[order].tolist(),
        high=np.exp(appeal + 1.96 * spread)[order].tolist(), labels=[panel.names[k] for k in order],
    )  # fmt: skip
    estimate = Estimate("forecast.sku_log_sigma", sigma, se, len(appeal), "styles", "appeal", note=note)
    return estimate, (dots, quantiles((appeal - appeal.mean()) / appeal.std()))


def _too_few(log: Log, found: Sequence[str], scenario: Scenario) -> UserError:
    some, usual = ", ".join(map(str, dict.fromkeys(log["style"][:5]))), sorted(s.id for s in scenario.styles if s.unlock is None)
    return UserError(
        f"{log.source}: column style: found {len(found)} styles of scenario {scenario.name} ({some}, …), "
        f"allowed: at least {LEAST_STYLES} of {', '.join(usual[:8])}, …"
    )


def _panel(log: Log, room: Log | None, scenario: Scenario) -> tuple[Panel, tuple[Drop, ...]]:
    """The log as arrays, styles unknown to the scenario or locked at the start left out."""
    styles = {s.id: s for s in scenario.styles}
    usual = {name for name, s in styles.items() if s.unlock is None}
    names, shows = np.array(log["style"], dtype=object), show_of(log)
    known = np.array([name in styles for name in names])
    good = np.array([name in usual for name in names])
    if not good.any():
        raise _too_few(log, (), scenario)
    drops = [Drop(log.source, "style", why, int(rows.sum()), str(names[rows][0]))
             for why, rows in (("unknown", ~known), ("locked", known & ~good)) if rows.any()]  # fmt: skip
    keys = sorted({(str(show), str(name)) for show, name in zip(shows[good], names[good], strict=True)})
    wanted = sum((np.asarray(log[c], float) for c in ("units", "lost_units") if c in log), np.zeros(len(log)))
    units = _table(log, wanted, good, keys, scenario)
    mentions = _table(log, log["mentions"], good, keys, scenario) if "mentions" in log else None
    focus = _table(log, log["focus"].astype(float), good, keys, scenario) > 0 if "focus" in log else np.zeros(units.shape, bool)
    viewers = _viewers(room, keys, scenario)
    model = scenario.demand_model
    attract = np.array([styles[name].attract for _, name in keys])
    ratio = np.array([float(styles[name].price) / float(styles[name].tag) for _, name in keys])
    price = (ratio / model.reference_price_ratio) ** (-model.price_elasticity)
    exposure = viewers * (attract * price)[:, None] * np.where(focus, model.focus_boost, 1.0)
    numbers = {show: at for at, show in enumerate(dict.fromkeys(show for show, _ in keys), start=1)}
    labels = tuple(name if len(numbers) == 1 else f"{name} #{numbers[show]}" for show, name in keys)
    panel = Panel(labels, units, mentions, exposure, viewers, _heat(focus, scenario))
    return panel, tuple(drops)


def _table(log: Log, values: Any, rows: Any, keys: list[tuple[str, str]], scenario: Scenario) -> Floats:
    """(styles of shows, ticks) sums."""
    place = {key: at for at, key in enumerate(keys)}
    at = np.floor(minutes_of(log, scenario) / scenario.clock.live_tick_min + 1e-9).astype(int)
    table = np.zeros((len(keys), len(scenario.audience.arrival_weights)))
    inside = rows & (at >= 0) & (at < table.shape[1])
    row = np.array([place.get((str(s), str(n)), 0) for s, n in zip(show_of(log), log["style"], strict=True)])
    np.add.at(table, (row[inside], at[inside]), np.asarray(values, float)[inside])
    return table


def _viewers(room: Log | None, keys: list[tuple[str, str]], scenario: Scenario) -> Floats:
    """(styles of shows, ticks) viewers × the host's drive: of the room log's same show, else the scenario's curve."""
    weights = np.array(scenario.audience.arrival_weights)
    usual = scenario.audience.unique_viewers * weights / weights.sum()
    if room is None:
        return np.tile(usual, (len(keys), 1))
    effort = scenario.behaviour.host.effort
    drive = 1.0 + effort.conversion_gain * (room["effort"] - effort.nominal) if "effort" in room else 1.0
    present = np.asarray(room["viewers" if "viewers" in room else "arrivals"], float) * drive
    table, _ = by_tick(room, present, scenario)
    place = {name: at for at, name in enumerate(np.unique(show_of(room).astype(str)))}
    shows = sorted({show for show, _ in keys})
    if len(shows) == len(place) == 1:
        return np.tile(table[0], (len(keys), 1))
    lacking = [show for show in shows if show not in place]
    if lacking:
        raise UserError(f"{room.source}: column show: found no room log of show {lacking[0]!r}, allowed: the same shows in both")
    return np.array([table[place[show]] for show, _ in keys])


def _heat(focus: Any, scenario: Scenario) -> Floats:
    """How far the audience has discovered each style before each tick, along the focus that the log shows."""
    rule = scenario.demand_model.catch_on
    heat = np.full(focus.shape, rule.start)
    for t in range(1, focus.shape[1]):
        rate = np.where(focus[:, t - 1], rule.per_focus_tick, rule.per_shelf_tick)
        heat[:, t] = heat[:, t - 1] + (1.0 - heat[:, t - 1]) * rate
    return heat


def dispersion(panel: Panel) -> tuple[float, float, Floats, Floats]:
    """σ and its standard error, and the log-appeal of every style with its own standard error."""
    from scipy.optimize import minimize

    y, e, h = panel.units, panel.exposure, panel.heat
    level = np.log(y.sum() / e.sum())

    def lost(theta: Floats) -> float:
        return -_marginal(y, e * np.exp(level + theta[0]), h, float(np.exp(theta[1])))[0]

    best = minimize(lost, np.array([0.0, np.log(0.5)]), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4})
    curvature = _hessian(lost, best.x, 1e-2)
    sigma = float(np.exp(best.x[1]))
    _, appeal, spread = _marginal(y, e * np.exp(level + best.x[0]), h, sigma)
    return sigma, sigma * float(np.sqrt(np.linalg.inv(curvature)[1, 1])), appeal, spread


def _marginal(y: Floats, e: Floats, h: Floats, sigma: float) -> tuple[float, Floats, Floats]:
    """Log-likelihood with appeal integrated out (Laplace), its mode per style, and the width of that mode."""
    a = np.zeros(len(y))
    for _ in range(60):
        mean = e * np.exp(h * a[:, None])
        slope = np.sum(h * (y - mean), axis=1) - (a + 0.5 * sigma**2) / sigma**2
        bend = np.sum(h**2 * mean, axis=1) + 1.0 / sigma**2
        step = np.clip(slope / bend, -1.0, 1.0)
        a = a + step
        if np.abs(step).max() < 1e-9:
            break
    mean = e * np.exp(h * a[:, None])
    value = np.sum(y * (np.log(np.maximum(e, 1e-300)) + h * a[:, None]) - mean, axis=1)
    value = value - (a + 0.5 * sigma**2) ** 2 / (2.0 * sigma**2) - np.log(sigma) - 0.5 * np.log(bend)
    return float(value.sum()), a, 1.0 / np.sqrt(bend)


def _hessian(f: Callable[[Floats], float], x: Floats, d: float) -> Floats:
    """Second derivatives of a function of two arguments, by central differences."""
    steps = d * np.eye(2)
    table = [[f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b) for b in steps] for a in steps]
    return np.array(table) / (4.0 * d * d)


def mention_noise(panel: Panel) -> tuple[float, float, int]:
    """Log-sd of the noise of mentions, its standard error, and how many style-ticks said so.

    Excess variance c = e^{σ²} − 1 by moments, each style-tick weighted by how well it tells.
    """
    assert panel.mentions is not None
    busy = panel.mentions.mean(axis=1) >= 1.0
    if not busy.any():
        busy = panel.mentions.sum(axis=1) > 0
    y = panel.mentions[busy]
    mean = np.array([_path(*row) for row in zip(y, panel.viewers[busy], panel.heat[busy], strict=True)])
    used = y.shape[1] / max(y.shape[1] - 2, 1)
    excess = 0.02
    for _ in range(20):
        weight = 1.0 / (1.0 + excess * mean) ** 2
        excess = max(float(np.sum(weight * ((y - mean) ** 2 * used - mean)) / np.sum(weight * mean**2)), 1e-6)
    noise = float(np.sqrt(np.log1p(excess)))
    se = float(np.sqrt(2.0 * used / np.sum(weight * mean**2)))
    return noise, se / (2.0 * noise * (1.0 + excess)), y.size


def _path(y: Floats, viewers: Floats, heat: Floats) -> Floats:
    """(ticks,) expected mentions of one style: viewers × exp(b0 + b1 heat), by Poisson regression."""
    x = np.column_stack([np.ones(len(y)), heat])
    offset = np.log(np.maximum(viewers, 1.0))
    beta = np.array([np.log(max(y.sum(), 0.5) / viewers.sum()), 0.0])
    for _ in range(40):  # Newton's method
        mean = np.exp(np.clip(offset + x @ beta, -30.0, 30.0))
        step = np.linalg.solve((x.T * mean) @ x + 1e-9 * np.eye(2), x.T @ (y - mean))
        beta = beta + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-9:
            break
    found: Floats = np.exp(np.clip(offset + x @ beta, -30.0, 30.0))
    return found

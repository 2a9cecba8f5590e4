"""What becomes of the goods: transit times by carrier and zone, factory lead times, return rates by style."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from environment import Scenario
from environment.layout import ZONES
from experiments.calibrate.fit import Drop, Estimate, Fit, Floats, Plot, quantiles
from experiments.calibrate.read import Log, show_of
from protocols.errors import UserError

LEAST_TRUCKS = 5
LEAST_UNITS = 20


def fit_deliveries(log: Log, scenario: Scenario) -> Fit:
    """Mean and standard deviation of the hours from hand-over to door, by carrier and zone.

    Parcels of one lane handed over in the same hour share their truck and so their luck: a truck counts once. Its parcels'
    own scatter adds to the deviation.
    """
    zone, drops = _zones(log, scenario)
    carrier = np.array(log["carrier"], dtype=object)
    hours = np.asarray(log["t_delivered_h"], float) - np.asarray(log["t_out_h"], float)
    known = {c.id for c in scenario.carriers}
    rows = np.array([c in known for c in carrier])
    if not rows.any():
        raise UserError(f"{log.source}: column carrier: found {carrier[0]!r}, allowed: {', '.join(sorted(known))}")
    checks = [("carrier", "unknown", ~rows), ("zone", "unknown", rows & (zone == ""))]
    checks.append(("t_delivered_h", "backwards", rows & (hours < 0)))
    drops += tuple(Drop(log.source, c, why, int(bad.sum()), str(carrier[bad][0])) for c, why, bad in checks if bad.any())
    rows &= (zone != "") & (hours >= 0)
    parcels = np.asarray(log["parcels"], float) if "parcels" in log else np.ones(len(log))
    lane = _lanes(log, carrier, zone)
    found, labels, points, scatter = [], [], [], []
    for c in sorted({*carrier[rows]}):
        for z in ZONES:
            here = rows & (carrier == c) & (zone == z) & (parcels > 0)
            mean, within = _trucks(hours[here], parcels[here], lane[here])
            if len(mean) < LEAST_TRUCKS:
                drops += (Drop(log.source, "carrier", "few", int(here.sum()), f"{c} {z}"),) if here.any() else ()
                continue
            m, se, sd, sd_se = _moments(mean, within)
            path = f"carriers.{c}.transit_h"
            found += [Estimate(f"{path}_mean.{z}", m, se, len(mean), "trucks", "transit"),
                      Estimate(f"{path}_sd.{z}", sd, sd_se, len(mean), "trucks", "transit")]  # fmt: skip
            labels.append(f"{c} {z}")
            points.append((m, m - 1.96 * sd, m + 1.96 * sd))
            scatter.append((mean - m) / sd if sd > 0 else mean * 0.0)
    if not found:
        raise UserError(f"{log.source}: found no carrier and zone with {LEAST_TRUCKS} departures, allowed: more parcels")
    middle, low, high = zip(*points, strict=True)
    plots = (Plot("dots", "transit", y=middle, low=low, high=high, labels=labels), quantiles(np.concatenate(scatter)))
    return Fit("deliveries", tuple(found), plots, drops=(*log.drops, *drops))


def _zones(log: Log, scenario: Scenario) -> tuple[Any, tuple[Drop, ...]]:
    """(rows,) zone of each parcel, empty where the scenario knows none."""
    if "zone" in log:
        return np.array([z if z in ZONES else "" for z in log["zone"]], dtype=object), ()
    table = {(w, r): z for w, row in scenario.zones.items() for r, z in row.items()}
    pairs = zip(log["warehouse"], log["region"], strict=True)
    return np.array([table.get(pair, "") for pair in pairs], dtype=object), ()


def _lanes(log: Log, carrier: Any, zone: Any) -> Any:
    """(rows,) number of the truck: one per show, lane and hour of hand-over."""
    from_to = ("warehouse", "region") if "warehouse" in log and "region" in log else ()
    parts = [show_of(log), carrier, zone, *(log[name] for name in from_to), np.round(np.asarray(log["t_out_h"], float), 2)]
    keys = ["|".join(map(str, each)) for each in zip(*parts, strict=True)]
    return np.unique(np.array(keys), return_inverse=True)[1]


def _trucks(hours: Floats, parcels: Floats, lane: Any) -> tuple[Floats, Floats]:
    """Mean hours of each truck, and the variance of the parcels within it."""
    if not len(hours):
        return np.zeros(0), np.zeros(0)
    _, at = np.unique(lane, return_inverse=True)
    weight = np.bincount(at, parcels)
    mean = np.bincount(at, parcels * hours) / weight
    return mean, np.bincount(at, parcels * (hours - mean[at]) ** 2) / weight


def _moments(mean: Floats, within: Floats) -> tuple[float, float, float, float]:
    """Mean over trucks with its standard error, total standard deviation with its own."""
    n, centre = len(mean), float(mean.mean())
    parts = (mean - centre) ** 2 * n / (n - 1) + within
    sd = float(np.sqrt(parts.mean()))
    se_variance = float(parts.std(ddof=1)) / np.sqrt(n)
    return centre, float(mean.std(ddof=1) / np.sqrt(n)), sd, float(se_variance / (2.0 * sd)) if sd > 0 else 0.0


def fit_lots(log: Log, scenario: Scenario) -> Fit:
    """Hours from factory to warehouse, and from a rush order to goods that are ready, by factory."""
    makers = {f.id for f in scenario.factories}
    found: list[Estimate] = []
    drops: list[Drop] = []
    names = np.array(log["factory"], dtype=object)
    good = np.array([name in makers for name in names])
    if not good.any():
        raise UserError(f"{log.source}: column factory: found {names[0]!r}, allowed: {', '.join(sorted(makers))}")
    if not good.all():
        drops.append(Drop(log.source, "factory", "unknown", int((~good).sum()), str(names[~good][0])))
    ready = np.asarray(log["t_ready_h"], float)
    rush = np.asarray(log["rush"], bool) if "rush" in log else np.ones(len(log), dtype=bool)
    for name in sorted({*names[good]}):
        mine = good & (names == name)
        if "t_ordered_h" in log:
            for which, path in ((rush, "rush_lead_h"), (~rush, "std_lead_h")):
                lead = (ready - np.asarray(log["t_ordered_h"], float))[mine & which]
                found += _mean(f"factories.{name}.{path}", lead, "lots")
        if "t_at_warehouse_h" in log and "warehouse" in log:
            way = np.asarray(log["t_at_warehouse_h"], float) - ready
            for place in sorted({*log["warehouse"][mine]} & {w.id for w in scenario.warehouses}):
                found += _mean(f"factories.{name}.to_wh_h.{place}", way[mine & (log["warehouse"] == place)], "lots")
    if not found:
        raise UserError(f"{log.source}: found no factory with two lots, allowed: more lots")
    plot = _dots("lots", found, [f.path.removeprefix("factories.") for f in found])
    return Fit("lots", tuple(found), (plot,), drops=(*log.drops, *drops))


def _dots(title: str, found: list[Estimate], labels: list[str]) -> Plot:
    """Estimates with their intervals as a figure."""
    low, high = [float(e.low) for e in found], [float(e.high) for e in found]
    return Plot("dots", title, y=[float(np.asarray(e.value)) for e in found], low=low, high=high, labels=labels)


def _mean(path: str, values: Floats, of: str) -> Iterable[Estimate]:
    good = values[values >= 0]
    if len(good) >= 2:
        yield Estimate(path, float(good.mean()), float(good.std(ddof=1) / np.sqrt(len(good))), len(good), of, "mean")


def fit_orders(log: Log, scenario: Scenario) -> Fit:
    """Share of shipped units that come back, by style, and how much a style's rate varies from show to show."""
    known = {s.id for s in scenario.styles}
    names = np.array(log["style"], dtype=object)
    good = np.array([name in known for name in names])
    if not good.any():
        allowed = f"styles of scenario {scenario.name}: {', '.join(sorted(known))}"
        raise UserError(f"{log.source}: column style: found {names[0]!r}, allowed: {allowed}")
    zero = np.zeros(len(log))
    gone = sum((np.asarray(log[c], float) for c in ("cancelled_units", "refused_units") if c in log), zero)
    shipped, back = np.asarray(log["units"], float) - gone, np.asarray(log["returned_units"], float)
    odd = good & (back > shipped)
    marks = (("style", "unknown", ~good), ("returned_units", "more", odd))
    drops = [Drop(log.source, c, why, int(bad.sum()), str(names[bad][0])) for c, why, bad in marks if bad.any()]
    good &= ~odd
    keys = np.array([f"{n}|{s}" for n, s in zip(names[good], show_of(log)[good], strict=True)])
    each, at = np.unique(keys, return_inverse=True)
    n, x = (np.bincount(at, values[good]).astype(float) for values in (shipped, back))
    style = np.array([key.split("|")[0] for key in each], dtype=object)
    sigma, sigma_se, free = _between(style, n, x)
    noise = sigma if free else scenario.returns.rate_log_sigma
    found = []
    for name in sorted({*style}):
        total = n[style == name].sum()
        if total < LEAST_UNITS:
            drops.append(Drop(log.source, "units", "few", int((names[good] == name).sum()), str(name)))
            continue
        rate = float(x[style == name].sum() / total)
        variance = (rate * noise) ** 2 * float(np.sum(n[style == name] ** 2)) / total**2
        variance += 0.0 if free else rate * (1.0 - rate) / total  # what varies between shows includes the luck of counting
        value, se = rate / scenario.scale.return_rate, float(np.sqrt(variance)) / scenario.scale.return_rate
        found.append(Estimate(f"styles.{name}.return_rate", value, se, int(total), "units", "returns", bounds=(0.0, 1.0)))
    if not found:
        raise UserError(f"{log.source}: column units: found under {LEAST_UNITS} shipped units of each style, allowed: more")
    plot = _dots("returns", found, [e.path.split(".")[1] for e in found])
    extra = [Estimate("returns.rate_log_sigma", sigma, sigma_se, free, "style-shows", "between")] if free else []
    return Fit("orders", (*found, *extra), (plot,), drops=(*log.drops, *drops))


def _between(style: Any, n: Floats, x: Floats) -> tuple[float, float, int]:
    """Log-sd of a style's return rate from show to show, its standard error and degrees of freedom.

    The scenario's draw stands for all that varies between shows, the luck of counting included; style-shows of few units,
    where counting is most of it, are left out.
    """
    squares, free = 0.0, 0
    for name in np.unique(style.astype(str)):
        mine = (style == name) & (x > 0) & (n >= 5 * LEAST_UNITS)
        if mine.sum() >= 2:
            y = np.log(x[mine] / n[mine])
            squares, free = squares + float(np.sum((y - y.mean()) ** 2)), free + int(mine.sum()) - 1
    sigma = float(np.sqrt(squares / free)) if free else 0.0
    return sigma, sigma / np.sqrt(2.0 * free) if free else 0.0, free

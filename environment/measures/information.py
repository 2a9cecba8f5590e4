"""What the parties knew: how far claims ran ahead of the truth, how well they were calibrated, who shows data to whom.

An alert states a quantity and its 10 % and 90 % quantiles; between them it is read as the log-normal law that has them.
"""

from __future__ import annotations

from math import erf, exp, log, sqrt

import numpy as np

from environment.measures.registry import Floats, Tables, column, mean, measure, once, ratio, sum_of, total
from environment.recorded import Labels

TENTH = 1.2815515655446004  # standard normal quantile of 0.9
Claim = tuple[float, float, float, float]  # claimed, low, high, wanted


@once
def _claims(t: Tables) -> list[Claim]:
    """Alerts on styles that anybody wanted."""
    columns = (column(t, "alert_claims", f"{name}_units") for name in ("claimed", "wanted"))
    bounds = (column(t, "alert_claims", f"claimed_{name}") for name in ("low", "high"))
    rows = zip(*(c.tolist() for c in (*columns, *bounds)), strict=True)
    return [(claimed, low, high, wanted) for claimed, wanted, low, high in rows if wanted > 0 and claimed > 0]


@measure("alert_inflation", "information", "share", "exp(mean over alerts of ln(claimed / wanted)) − 1",
         "usual exaggeration of alerts", "预警惯常虚高幅度", source="Özer, Zheng & Chen 2011", low=-1.0)  # fmt: skip
def alert_inflation(t: Tables) -> float:
    """Inflation as whoever receives the alerts can find it out: geometric, so that ×2 and ×½ balance."""
    logs = [log(claimed / wanted) for claimed, _, _, wanted in _claims(t)]
    return exp(mean(logs)) - 1.0 if logs else float("nan")


@measure("forecast_inflation", "information", "share", "Σ claimed / Σ wanted − 1, host's forecast before the show",
         "exaggeration of the forecast before the show", "播前预测虚高幅度", source="Özer, Zheng & Chen 2011",
         low=-1.0)  # fmt: skip
def forecast_inflation(t: Tables) -> float:
    times = column(t, "forecast", "t_min")
    if not len(times):
        return float("nan")
    claimed = total(column(t, "forecast", "forecast_units")[times == times[0]])
    return ratio(claimed, sum_of(t, "styles", "wanted_units")) - 1.0


@measure("alert_coverage", "information", "share", "alerts with low ≤ wanted ≤ high / alerts; calibrated: 0.8",
         "alerts whose 10–90 % band held the truth", "预警区间命中率", source="Gneiting, Balabdaoui & Raftery 2007",
         high=1.0)  # fmt: skip
def alert_coverage(t: Tables) -> float:
    return mean([float(low <= wanted <= high) for _, low, high, wanted in _claims(t)])


def pit(t: Tables) -> list[float]:
    """Probability integral transform F(wanted) of every alert: uniform on [0, 1] if alerts are calibrated (Dawid 1984)."""
    return [_law(low, high, wanted)[2] for _, low, high, wanted in _claims(t)]


@measure("alert_pit", "information", "", "mean over alerts of F(wanted), F the law that an alert states; calibrated: 0.5",
         "where in the stated law the truth fell", "真值在预警分布中的位置", source="PIT, Dawid 1984", high=1.0)  # fmt: skip
def alert_pit(t: Tables) -> float:
    return mean(pit(t))


@measure("alert_crps", "information", "share", "mean over alerts of CRPS(F, wanted) / wanted",
         "continuous ranked probability score of alerts", "预警的连续分级概率评分",
         source="Matheson & Winkler 1976; log-normal: Baran & Lerch 2015")  # fmt: skip
def alert_crps(t: Tables) -> float:
    """0 for a certain and true alert; of a certain one it is the absolute error as a share of the truth."""
    return mean([_crps(low, high, wanted) / wanted for _, low, high, wanted in _claims(t)])


def _law(low: float, high: float, at: float) -> tuple[float, float, float]:
    """μ and σ of the logarithm, and F(at)."""
    mu, sigma = 0.5 * log(low * high), log(high / low) / (2.0 * TENTH)
    if sigma <= 0.0:
        return mu, 0.0, float(log(at) >= mu)
    return mu, sigma, _phi((log(at) - mu) / sigma)


def _crps(low: float, high: float, y: float) -> float:
    mu, sigma, at = _law(low, high, y)
    if sigma == 0.0:
        return abs(y - exp(mu))
    z = (log(y) - mu) / sigma
    return y * (2.0 * at - 1.0) - 2.0 * exp(mu + 0.5 * sigma**2) * (_phi(z - sigma) + _phi(sigma / sqrt(2.0)) - 1.0)


def _phi(z: float) -> float:
    return 0.5 * (1.0 + erf(z / sqrt(2.0)))


# --- forecast error through the show --------------------------------------------------------------
@once
def wanted_by_forecast(t: Tables) -> Floats:
    """(n,) units wanted of the style of each row of forecasts."""
    wanted = dict(zip(t["styles"]["style"], column(t, "styles", "wanted_units").tolist(), strict=True))
    styles = t["forecast"]["style"]
    if isinstance(styles, Labels):
        return np.array([wanted[style] for style in styles.names]).take(styles.at)
    return np.fromiter(map(wanted.__getitem__, styles), np.float64, len(styles))


@once
def forecast_errors(t: Tables) -> dict[float, float]:
    """Minute -> WAPE of the host's forecast of the whole show made then: Σ |forecast − wanted| / Σ wanted over styles."""
    actual = wanted_by_forecast(t)
    error = np.abs(column(t, "forecast", "forecast_units") - actual)
    times = column(t, "forecast", "t_min")
    turns = (times[1:] != times[:-1]).nonzero()[0] + 1  # where another forecast begins
    minutes = sorted({*times[:1].tolist(), *times[turns].tolist()})
    at = np.array(minutes).searchsorted(times)
    sums = zip(minutes, np.bincount(at, error).tolist(), np.bincount(at, actual).tolist(), strict=True)
    return {minute: ratio(missed, whole) for minute, missed, whole in sums}


@measure("forecast_error_mean", "information", "share",
         "mean over the host's rolling forecasts on air of Σ|forecast − wanted| / Σ wanted",
         "forecast error through the show", "直播全程平均预测误差", source="WAPE")  # fmt: skip
def forecast_error_mean(t: Tables) -> float:
    return mean([error for minute, error in forecast_errors(t).items() if minute >= 0])


@measure("forecast_error_half", "information", "share",
         "Σ|forecast − wanted| / Σ wanted, first rolling forecast in the second half",
         "forecast error half-way through the show", "直播过半时预测误差", source="WAPE")  # fmt: skip
def forecast_error_half(t: Tables) -> float:
    errors = {minute: error for minute, error in forecast_errors(t).items() if minute >= 0}
    return next((error for minute, error in errors.items() if minute >= 0.5 * max(errors)), float("nan"))


# --- who shows data ---------------------------------------------------------------------------------
@measure("disclosing_links", "information", "share",
         "directions between trading partners in which data are shown / directions (2 per trade edge)",
         "trade links that disclose", "贸易关系中共享数据的占比", high=1.0, deep=True)  # fmt: skip
def disclosing_links(t: Tables) -> float:
    edges = list(zip(t["edges"]["source"], t["edges"]["target"], t["edges"]["layer"], t["edges"]["weight"], strict=True))
    shown = {(a, b) for a, b, layer, weight in edges if layer == "information" and weight > 0}
    ways = {way for a, b, layer, _ in edges if layer == "trade" for way in ((a, b), (b, a))}
    return ratio(float(len(ways & shown)), float(len(ways)))

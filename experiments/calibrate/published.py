"""Fits of published data sets: posts of live sellers, and team-days of a garment factory."""

from __future__ import annotations

import numpy as np

from environment import Scenario
from experiments.calibrate.fit import Choice, Drop, Estimate, Fit, Floats, Plot, quantiles
from experiments.calibrate.read import Log
from protocols.errors import UserError

LEAST_POSTS = 30
DAY_MIN = 480.0  # minutes of a normal working day


def fit_posts(log: Log, scenario: Scenario) -> Fit:
    """Spread of comments over the live posts of a seller, on logs, and whether its law is normal or Student with 4 df."""
    comments = np.asarray(log["comments"], float)
    video = np.array([str(t).lower() == "video" for t in log["type"]]) if "type" in log else np.ones(len(log), dtype=bool)
    page = np.array([str(p).split("_")[0] for p in log["page"]], dtype=object)
    rows = video & (comments > 0)
    drops = [Drop(log.source, c, why, int(bad.sum())) for c, why, bad in
             (("type", "novideo", ~video), ("comments", "silent", video & (comments <= 0))) if bad.any()]  # fmt: skip
    names, at = np.unique(page[rows].astype(str), return_inverse=True)
    size = np.bincount(at) if len(at) else np.zeros(0)
    many = size[at] >= 2 if len(at) else np.zeros(0, dtype=bool)
    if many.sum() < LEAST_POSTS:
        found = f"{int(many.sum())} live posts with comments"
        raise UserError(f"{log.source}: column comments: found {found}, allowed: at least {LEAST_POSTS}")
    logs = np.log(comments[rows])
    left = (logs - (np.bincount(at, logs) / size)[at])[many]
    free = len(left) - int((size >= 2).sum())
    sigma = float(np.sqrt(left @ left / free))
    kurtosis = float(np.mean(left**4) / np.mean(left**2) ** 2)
    se = 0.5 * sigma * float(np.sqrt((kurtosis - 1.0) / len(left)))
    texts = {"pages": int((size >= 2).sum())}
    estimate = Estimate("forecast.sku_log_sigma", sigma, se, len(left), "posts", "posts", note="note.posts", texts=texts)
    choice = _law(left)
    return Fit("posts", (estimate,), (quantiles(left / sigma),), (choice,), (*log.drops, *drops))


def _law(left: Floats) -> Choice:
    """Normal or Student (4 df, as the scenario draws it), each at its own best scale, by Akaike's criterion."""
    from scipy.optimize import minimize_scalar

    n, scale = len(left), float(np.sqrt(np.mean(left**2)))
    normal = n * (np.log(scale) + 0.5 * np.log(2.0 * np.pi) + 0.5)

    def student(log_scale: float) -> float:  # minus log-likelihood; the density of t with 4 df is 3/8 (1 + t²/4)^(-5/2)
        return float(n * log_scale - n * np.log(0.375) + 2.5 * np.sum(np.log1p((left / np.exp(log_scale)) ** 2 / 4.0)))

    other = float(minimize_scalar(student, bounds=(np.log(scale) - 3.0, np.log(scale) + 1.0), method="bounded").fun)
    words = ("lognormal", "student") if normal <= other else ("student", "lognormal")
    return Choice("demand_model.monte_carlo_multiplier", *words, 2.0 * abs(other - float(normal)), n)


def fit_teams(log: Log, scenario: Scenario) -> Fit:
    """What a change of style costs, overtime over normal hours, and pieces a day of a team at each factory's minutes."""
    sewing = np.array(["sew" in str(d).lower() for d in log["department"]]) if "department" in log else np.ones(len(log), bool)
    if sewing.sum() < 2:
        raise UserError(f"{log.source}: column department: found {str(log['department'][0])!r}, allowed: rows of sewing")
    drops = (Drop(log.source, "department", "nosewing", int((~sewing).sum())),) if not sewing.all() else ()
    rate, changes = np.asarray(log["actual_productivity"], float)[sewing], np.asarray(log["no_of_style_change"], float)[sewing]
    workers, overtime = np.asarray(log["no_of_workers"], float)[sewing], np.asarray(log["over_time"], float)[sewing]
    steady, changed = rate[changes == 0], rate[changes > 0]
    if len(steady) < 2 or len(changed) < 2:
        days = f"{len(changed)} days with a change and {len(steady)} without"
        raise UserError(f"{log.source}: column no_of_style_change: found {days}, allowed: 2 of each")
    (after, after_se), (before, before_se) = _mean(changed), _mean(steady)
    loss = max(1.0 - after / before, 0.0)
    loss_se = (1.0 - loss) * float(np.hypot(after_se / after, before_se / before))
    extra, n, days_of = _mean(overtime / (workers * DAY_MIN)), len(rate), "team-days"
    found = []
    for maker in scenario.factories:
        path = f"factories.{maker.id}"
        pieces = _mean((workers * DAY_MIN * rate)[changes == 0] / maker.reference_smv)
        found += [
            Estimate(f"{path}.changeover_loss_day1", loss, loss_se, n, days_of, "changeover", bounds=(0.0, 1.0)),
            Estimate(f"{path}.overtime_uplift", *extra, n, days_of, "overtime"),
            Estimate(f"{path}.capacity_per_day", *pieces, len(steady), days_of, "pieces", applied=False, note="note.pieces"),
        ]
    counts = [(f"{k:g}", rate[changes == k]) for k in np.unique(changes) if (changes == k).sum() >= 2]
    middle = [float(v.mean()) for _, v in counts]
    wide = [1.96 * float(v.std(ddof=1) / np.sqrt(len(v))) for _, v in counts]
    plot = Plot(
        "dots", "teams", y=middle, low=[m - w for m, w in zip(middle, wide, strict=True)],
        high=[m + w for m, w in zip(middle, wide, strict=True)], labels=[label for label, _ in counts],
    )  # fmt: skip
    return Fit("teams", tuple(found), (plot,), drops=(*log.drops, *drops))


def _mean(values: Floats) -> tuple[float, float]:
    """Mean and its standard error."""
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))

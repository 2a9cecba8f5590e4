"""Fits of published data sets: posts of live sellers, team-days of a garment factory, and KuaiLive's rooms."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from environment import Scenario
from experiments.calibrate.fit import Choice, Drop, Estimate, Fit, Floats, Plot, quantiles
from experiments.calibrate.layouts import KUAILIVE
from experiments.calibrate.read import Log, load_frame
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
        raise UserError(f"{log.source}: column comments: found {int(many.sum())} live posts with comments, allowed: at least {LEAST_POSTS}")
    logs = np.log(comments[rows])
    left = (logs - (np.bincount(at, logs) / size)[at])[many]
    free = len(left) - int((size >= 2).sum())
    sigma = float(np.sqrt(left @ left / free))
    kurtosis = float(np.mean(left**4) / np.mean(left**2) ** 2)
    se = 0.5 * sigma * float(np.sqrt((kurtosis - 1.0) / len(left)))
    estimate = Estimate(
        "forecast.sku_log_sigma", sigma, se, len(left), "posts", "posts", note="note.posts", texts={"pages": int((size >= 2).sum())}
    )
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
    return Choice("demand_model.monte_carlo_multiplier", *words, 2.0 * abs(other - normal), n)


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
        raise UserError(
            f"{log.source}: column no_of_style_change: found {len(changed)} days with a change and {len(steady)} without, allowed: 2 of each"
        )
    loss = 1.0 - changed.mean() / steady.mean()
    relative = (changed.var(ddof=1) / len(changed)) / changed.mean() ** 2 + (steady.var(ddof=1) / len(steady)) / steady.mean() ** 2
    loss_se = float((1.0 - loss) * np.sqrt(relative))
    extra = overtime / (workers * DAY_MIN)
    found = []
    for maker in scenario.factories:
        path = f"factories.{maker.id}"
        found.append(Estimate(f"{path}.changeover_loss_day1", max(float(loss), 0.0), loss_se, len(rate), "team-days", "changeover", bounds=(0.0, 1.0)))
        found.append(Estimate(f"{path}.overtime_uplift", float(extra.mean()), float(extra.std(ddof=1) / np.sqrt(len(extra))), len(extra), "team-days", "overtime"))
        pieces = (workers * DAY_MIN * rate)[changes == 0] / maker.reference_smv
        found.append(Estimate(f"{path}.capacity_per_day", float(pieces.mean()), float(pieces.std(ddof=1) / np.sqrt(len(pieces))), len(pieces), "team-days", "pieces", applied=False, note="note.pieces"))
    counts = [(f"{k:g}", rate[changes == k]) for k in np.unique(changes) if (changes == k).sum() >= 2]
    middle = [float(v.mean()) for _, v in counts]
    wide = [1.96 * float(v.std(ddof=1) / np.sqrt(len(v))) for _, v in counts]
    plot = Plot(
        "dots", "teams", y=middle, low=[m - w for m, w in zip(middle, wide, strict=True)],
        high=[m + w for m, w in zip(middle, wide, strict=True)], labels=[label for label, _ in counts],
    )  # fmt: skip
    return Fit("teams", tuple(found), (plot,), drops=(*log.drops, *drops))


def is_kuailive(folder: Path) -> bool:
    """Whether a folder is laid out as KuaiLive was published."""
    return all((folder / name).is_file() for name in ("room.csv", "click.csv"))


def fit_kuailive(folder: Path, scenario: Scenario) -> Fit:
    """Arrival curve and stay over all rooms of KuaiLive: a sample of users, so that rooms are pooled and only shape is read."""
    frames = {name: load_frame(folder / name, str(folder / name)) for name in KUAILIVE if (folder / name).is_file()}
    for name, frame in frames.items():
        lacking = [c for c in KUAILIVE[name] if c not in frame.columns]
        if lacking:
            raise UserError(f"{folder / name}: column {lacking[0]}: found {', '.join(map(str, frame.columns))}, allowed: KuaiLive's columns")
    room, click = (_numbers(frames[name], KUAILIVE[name]) for name in ("room.csv", "click.csv"))
    length = room[:, 2] - room[:, 1]
    start = {key: (begin, span) for key, begin, span in zip(room[:, 0].tolist(), room[:, 1].tolist(), length.tolist(), strict=True) if span > 0}
    place = np.array([start.get(key, (np.nan, np.nan)) for key in click[:, 0].tolist()])
    share = (click[:, 1] - place[:, 0]) / place[:, 1]
    with np.errstate(invalid="ignore"):
        inside = (share >= 0) & (share < 1)
    if inside.sum() < 100:
        raise UserError(f"{folder / 'click.csv'}: found {int(inside.sum())} clicks within a room's hours, allowed: at least 100")
    ticks = len(scenario.audience.arrival_weights)
    count = np.bincount((share[inside] * ticks).astype(int), minlength=ticks).astype(float)
    scale = float(np.sum(scenario.audience.arrival_weights)) / count.sum()
    stay = click[inside, 2] / 1000.0
    found = [
        Estimate("audience.arrival_weights", tuple((count * scale).round(5).tolist()), tuple((np.sqrt(count) * scale).round(5).tolist()), int(inside.sum()), "visits", "pooled", note="note.kuailive"),
        Estimate("audience.mean_stay_s", float(stay.mean()), float(stay.std(ddof=1) / np.sqrt(len(stay))), len(stay), "visits", "mean"),
    ]
    if "comment.csv" in frames:
        spoken = len(_numbers(frames["comment.csv"], KUAILIVE["comment.csv"]))
        found.append(Estimate("audience.comments_per_viewer", spoken / len(click), float(np.sqrt(spoken)) / len(click), len(click), "visits", "ratio"))
    outside = int((~inside).sum())
    drops = (Drop(str(folder / "click.csv"), "timestamp", "outside", outside),) if outside else ()
    minutes = (np.arange(ticks) + 0.5) * scenario.clock.live_tick_min
    y, wide = count / count.sum(), 1.96 * np.sqrt(count) / count.sum()
    plot = Plot("curve", "arrivals", minutes.tolist(), y.tolist(), (y - wide).tolist(), (y + wide).tolist(), observed=y.tolist())
    return Fit("kuailive", tuple(found), (plot,), drops=drops)


def _numbers(frame: object, columns: tuple[str, ...]) -> Floats:
    import pandas as pd

    assert isinstance(frame, pd.DataFrame)
    table = frame[list(columns)].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    kept: Floats = table[np.isfinite(table).all(axis=1)]
    return kept

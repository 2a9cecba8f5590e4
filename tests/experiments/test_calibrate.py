"""Calibration: known parameters come back from simulated logs, the two real files fit, unusable logs are refused."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from environment import Scenario, Scheme, play
from experiments.calibrate import Calibration, Estimate, calibrate
from experiments.calibrate.arrivals import curve
from experiments.calibrate.job import fit_logs
from experiments.calibrate.layouts import LAYOUTS
from experiments.calibrate.own import logs_of
from experiments.calibrate.published import fit_posts
from experiments.calibrate.read import Log, read_file
from experiments.storage import write_show
from protocols.errors import UserError
from visualization.console_calibrate import calibration_text

TABLES = ("ticks", "style_ticks", "orders", "shipments", "production")
SEEDS = range(201, 213)


@pytest.fixture(scope="module")
def base() -> Scenario:
    """The reference scenario without what a log does not tell: gifts, last-piece calls, test links."""
    quiet = {"gift.trigger": "none", "signals.last_pieces.units": 0, "signals.quick_test_link.exposure": 1.0}
    return Scenario.load("autumn_launch", overrides=quiet)


@pytest.fixture(scope="module")
def shows(base: Scenario) -> list[dict[str, pd.DataFrame]]:
    """The tables of a dozen shows."""
    played = (play(base, scheme=Scheme.load("slot_fee_commission"), seed=seed) for seed in SEEDS)
    return [{name: show.frame(name) for name in TABLES} for show in played]


def fitted(shows: Sequence[Mapping[str, pd.DataFrame]], base: Scenario) -> Calibration:
    """All fits of some shows' logs, without files."""
    logs = [log for at, tables in enumerate(shows) for log in logs_of(tables, f"show {at}")]
    return Calibration(base, ("shows",), tuple(fit_logs(logs, base, lenient={"lots"})))


def truth(base: Scenario, path: str) -> Any:
    value: Any = base.plain()
    for step in path.split("."):
        value = value[step] if isinstance(value, dict) else next(each for each in value if each["id"] == step)
    return value


def distance(base: Scenario, each: Estimate) -> np.ndarray:
    """Standard errors between estimate and truth; an exact estimate of something exact is at distance 0."""
    gap = np.atleast_1d(np.asarray(each.value, float) - np.asarray(truth(base, each.path), float))
    return np.where(np.abs(gap) < 1e-9, 0.0, gap / np.maximum(np.atleast_1d(each.se), 1e-12))


def test_known_parameters_are_within_the_stated_intervals(base: Scenario, shows: list[dict[str, pd.DataFrame]]) -> None:
    """Over single shows, pairs of six and all twelve: 95 % intervals hold the truth about that often, of every parameter."""
    groups = [*([one] for one in shows), shows[:6], shows[6:], shows]
    by_kind: dict[str, list[float]] = {}
    for group in groups:
        for each in fitted(group, base).estimates:
            first, *_, last = each.path.split(".")
            kind = (
                f"{first}.{last}"
                if first in ("styles", "audience", "forecast", "signals", "returns")
                else ".".join(each.path.split(".")[::2])
            )
            by_kind.setdefault(kind, []).extend(distance(base, each).tolist())
    assert {"audience.arrival_weights", "audience.arrival_noise_cv", "audience.click_to_order", "forecast.sku_log_sigma",
            "signals.noise_cv", "styles.return_rate", "returns.rate_log_sigma"} <= set(by_kind)  # fmt: skip
    every = np.concatenate([np.array(found) for found in by_kind.values()])
    assert (np.abs(every) < 1.96).mean() > 0.92
    for kind, found in by_kind.items():
        z = np.abs(np.array(found))
        assert (z < 1.96).mean() > 0.75, (kind, np.sort(z)[-5:])
        assert z.max() < (5.0 if len(z) > 100 else 4.0), (kind, z.max())


def test_more_shows_tell_more(base: Scenario, shows: list[dict[str, pd.DataFrame]]) -> None:
    one, all_of = ({e.path: e for e in fitted(group, base).estimates} for group in (shows[:1], shows))
    for path in ("audience.arrival_noise_cv", "forecast.sku_log_sigma", "signals.noise_cv", "styles.A.return_rate"):
        assert float(np.asarray(all_of[path].se)) < 0.5 * float(np.asarray(one[path].se)), path
    assert all_of["forecast.sku_log_sigma"].n == 12 * 19


@pytest.mark.parametrize(("cv", "shows"), [(0.0, 5), (0.1, 5), (0.4, 20), (0.3, 2)])
def test_noise_is_told_from_counting(cv: float, shows: int) -> None:
    """Poisson counts round V · w · noise: counting luck is not taken for noise, and the curve is found."""
    rng = np.random.default_rng(7)
    weights = rng.random(40) + 0.5
    weights /= weights.sum()
    noise = rng.lognormal(-np.log1p(cv**2) / 2, np.sqrt(np.log1p(cv**2)), (shows, 40))
    counts = rng.poisson(rng.uniform(2000, 8000, (shows, 1)) * weights * noise).astype(float)
    found, se, estimate, spread, free = curve(counts)
    assert free == (shows - 1) * 39
    assert abs(estimate - cv) < (0.06 if cv == 0.0 else 3.5 * spread)
    assert np.abs((found - weights) / np.maximum(se, 0.04 * weights)).max() < 4.0


def test_overlay_makes_a_scenario_that_plays(base: Scenario, shows: list[dict[str, pd.DataFrame]]) -> None:
    done = fitted(shows[:6], base)
    scenario = done.fitted()
    assert scenario.audience.unique_viewers == done.overrides()["audience.unique_viewers"]
    ratio = base.audience.views / base.audience.unique_viewers
    assert scenario.audience.views / scenario.audience.unique_viewers == pytest.approx(ratio, rel=1e-5)
    show = play(scenario, scheme=Scheme.load("slot_fee_commission"), seed=1)
    assert show.conservation == {"ledger_sum": 0, "oversold": 0}


def test_files_with_other_names_and_dates_say_the_same(
    base: Scenario, shows: list[dict[str, pd.DataFrame]], tmp_path: Path
) -> None:
    direct = fitted(shows[:2], base)
    files = []
    for at, tables in enumerate(shows[:2]):
        for log in logs_of(tables, f"show {at}"):
            frame = pd.DataFrame(dict(log.columns))
            if log.layout == "room":
                clock = pd.Timestamp("2026-09-17T20:00:00+08:00") + pd.to_timedelta(frame.pop("t_min"), unit="min")
                frame = frame.rename(columns={"viewers": "观众"}).assign(time=clock.astype(str))
            path = tmp_path / f"{log.layout}{at}.{'parquet' if log.layout == 'deliveries' else 'csv'}"
            frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_csv(path, index=False)
            files += [path] if log.layout != "lots" else []  # one lot of a factory is no log of its own
    read = calibrate(files, base, columns={"viewers": "观众"})
    assert read.overrides() == {path: v for path, v in direct.overrides().items() if not path.startswith("factories")}


def test_a_results_folder_is_a_log(base: Scenario, tmp_path: Path) -> None:
    show = play(base, scheme=Scheme.load("slot_fee_commission"), seed=SEEDS[0])
    folder = write_show(show, tmp_path / "show")
    found = calibrate([folder], base)
    assert [fit.name for fit in found.fits][:4] == ["room", "styles", "orders", "deliveries"]
    same = fitted([{name: show.frame(name) for name in TABLES}], base)
    assert {e.path: e.value for e in found.estimates} == {e.path: e.value for e in same.estimates}
    json.dumps(found.as_object(), allow_nan=False)


def test_the_posts_of_thai_live_sellers(base: Scenario) -> None:
    """Within nine sellers, log comments of live posts have a standard deviation of 1.84, with heavier tails than a normal law."""
    done = calibrate(["fb_live_sellers_thailand"], base)
    (spread,) = done.estimates
    assert (spread.path, spread.n) == ("forecast.sku_log_sigma", 1674)
    assert float(np.asarray(spread.value)) == pytest.approx(1.84347, abs=1e-4)
    assert done.overrides()["demand_model.monte_carlo_multiplier"] == "student"
    assert {d.why: d.rows for d in done.drops} == {"novideo": 4716, "silent": 660}


def test_team_days_of_a_garment_factory(base: Scenario) -> None:
    done = calibrate(["garment_worker_productivity"], base)
    found = {e.path: e for e in done.estimates}
    steady, changed = 0.748076, (114 * 0.615035 + 33 * 0.661932) / 147
    loss = found["factories.F1.changeover_loss_day1"]
    assert float(np.asarray(loss.value)) == pytest.approx(1 - changed / steady, abs=1e-4)
    assert 0.1 < loss.low < 0.18 < loss.high < 0.25  # the scenario's own 18 % is within
    assert float(np.asarray(found["factories.F2.overtime_uplift"].value)) == pytest.approx(125.05452586 / 480, abs=1e-6)
    pieces = found["factories.F1.capacity_per_day"]
    assert not pieces.applied and "factories.F1.capacity_per_day" not in done.overrides()
    assert {d.why: d.rows for d in done.drops} == {"nosewing": 506}


def test_the_law_of_posts_is_chosen_by_likelihood(base: Scenario) -> None:
    rng = np.random.default_rng(3)
    for draw, law in ((rng.standard_normal(4000), "lognormal"), (rng.standard_t(4.0, 4000), "student")):
        comments = np.maximum(np.round(np.exp(8.0 + 0.7 * draw)), 1.0)
        log = Log("posts", "made", {"page": np.array(["a", "b"] * 2000, dtype=object), "comments": comments})
        fit = fit_posts(log, base)
        assert fit.choices[0].value == law
        (spread,) = fit.estimates
        assert float(np.asarray(spread.value)) == pytest.approx(0.7 * draw.std(), rel=0.03)


def kuailive(folder: Path) -> np.ndarray:
    """A small set laid out as KuaiLive; returns the arrival curve it was drawn from."""
    rng, ticks = np.random.default_rng(5), 30
    weights = np.linspace(2.0, 1.0, ticks) / np.linspace(2.0, 1.0, ticks).sum()
    rooms = pd.DataFrame({"p_date": 20250525, "live_id": range(400), "streamer_id": 1, "live_type": 1,
                          "start_timestamp": 1748131180878 + 1000 * np.arange(400), "live_name_id": 0,
                          "live_content_category": np.where(np.arange(400) < 300, "shop", "game")})  # fmt: skip
    rooms["end_timestamp"] = rooms["start_timestamp"] + rng.integers(600_000, 20_000_000, 400)
    room = rng.integers(0, 400, 40_000)
    at = (rng.choice(ticks, 40_000, p=weights) + rng.random(40_000)) / ticks
    span = (rooms["end_timestamp"] - rooms["start_timestamp"]).to_numpy()[room]
    when = rooms["start_timestamp"].to_numpy()[room] + (at * span).astype(int)
    click = pd.DataFrame({"user_id": 1, "live_id": room, "streamer_id": 1, "timestamp": when,
                          "watch_live_time": rng.exponential(60_000.0, 40_000).astype(int)})  # fmt: skip
    for name, frame in (("room", rooms), ("click", click), ("comment", click.drop(columns="watch_live_time").iloc[::10])):
        frame.to_csv(folder / f"{name}.csv", index=False)
    return weights


def test_kuailive_as_published(base: Scenario, tmp_path: Path) -> None:
    weights = kuailive(tmp_path)
    done = calibrate([tmp_path], base)
    found = {e.path: e for e in done.estimates}
    assert set(found) == {"audience.arrival_weights", "audience.mean_stay_s", "audience.comments_per_viewer"}
    shape = found["audience.arrival_weights"]
    scale = sum(base.audience.arrival_weights)
    assert np.abs((np.array(shape.value) - weights * scale) / np.array(shape.se)).max() < 4.0
    stay = found["audience.mean_stay_s"]
    assert stay.low < 60.0 < stay.high and found["audience.comments_per_viewer"].value == pytest.approx(0.1, abs=0.01)
    assert {d.why: d.rows for d in done.drops}["noshop"] == 100
    done.fitted()
    assert "sample of users" in said(done, "en") and "用户抽样" in said(done, "zh")


def said(done: Calibration, lang: str) -> str:
    """The fit as the terminal shows it, on one line; nothing may be left unsaid."""
    text = " ".join(calibration_text(done, lang).split())
    assert "calibrate." not in text and "{" not in text
    return text


def test_lead_times_from_orders(base: Scenario, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    lead = np.concatenate([rng.normal(80, 8, 60), rng.normal(200, 20, 40)])
    frame = pd.DataFrame({"factory": ["F2"] * 100, "ordered_at": np.arange(100) * 10.0, "rush": [1] * 60 + [0] * 40})
    frame["ready_at"] = frame["ordered_at"] + lead
    frame.to_csv(tmp_path / "lots.csv", index=False)
    found = {e.path: e for e in calibrate([tmp_path / "lots.csv"], base).estimates}
    assert set(found) == {"factories.F2.rush_lead_h", "factories.F2.std_lead_h"}
    assert found["factories.F2.rush_lead_h"].low < 80 < found["factories.F2.rush_lead_h"].high
    assert "rush_lead_h" in said(calibrate([tmp_path / "lots.csv"], base), "zh")


ROOM = "t_min,arrivals,online,clicks,orders\n"
BAD = {
    "x,y\n1,2\n": ("", "found x, y, allowed: those of one of the formats room, styles"),
    "t_min,comments\n1,2\n": ("room", "column arrivals or viewers: found t_min, comments"),
    ROOM: ("", "found no rows"),
    ROOM + "0,many,1,1,1\n1,few,1,1,1\n": ("", "column arrivals: found 'many' and 2 of 2 such values, allowed: numbers from 0"),
    ROOM + "0,-5,1,1,1\n1,-6,1,1,1\n": ("", "column arrivals: found '-5'"),
    ROOM + "0,5,1,1,1\n1,6,1,1,1\n": ("", "found viewers in 2 ticks of a show, allowed: at least 6"),
    "style,units,returned_units\nZ,5,1\n": ("", "column style: found 'Z', allowed: styles of scenario autumn_launch: A, B"),
    "style,units,returned_units\nA,5,1\n": ("", "found under 20 shipped units of each style"),
    "carrier,zone,t_out_h,t_delivered_h\nDHL,near,1,30\n": ("", "column carrier: found 'DHL', allowed: C1, C2"),
    "carrier,zone,t_out_h,t_delivered_h\nC1,near,1,30\n": ("", "found no carrier and zone with 5 departures"),
    "factory,t_ordered_h,t_ready_h\nF9,1,30\n": ("", "column factory: found 'F9', allowed: F1, F2"),
    "t_min,style,units\n0,A,5\n": ("", "found 1 styles of scenario autumn_launch"),
    "page,comments\na,5\n": ("", "found 0 live posts with comments, allowed: at least 30"),
    "a,b\n1\n1,2,3\n": ("", "allowed: a CSV or Parquet table"),
}


@pytest.mark.parametrize("text", BAD)
def test_an_unusable_log_is_refused_in_one_message(text: str, base: Scenario, tmp_path: Path) -> None:
    layout, message = BAD[text]
    path = tmp_path / "log.csv"
    path.write_text(text)
    with pytest.raises(UserError) as error:
        calibrate([path], base, layout=layout or None)
    assert message in str(error.value) and "log.csv" in str(error.value) and "\n" not in str(error.value)


def test_styles_need_the_rooms_of_their_own_shows(base: Scenario, shows: list[dict[str, pd.DataFrame]]) -> None:
    rooms = logs_of(shows[0], "Monday")[:1] + logs_of(shows[1], "Tuesday")[:1]
    with pytest.raises(UserError, match="found no room log of show 'Friday', allowed: the same shows in both"):
        fit_logs([*rooms, logs_of(shows[0], "Friday")[1]], base)
    alone = fit_logs(logs_of(shows[0], "Friday")[1:2], base)
    assert alone[0].estimates[0].note == "note.appeal.curve"
    by_name = [fit_logs([*rooms, logs_of(shows[0], "Monday")[1]], base), fit_logs(logs_of(shows[0], "Monday")[:2], base)]
    assert by_name[0][1].estimates == by_name[1][1].estimates


@pytest.mark.parametrize(("silent", "paths"), [(False, ["signals.noise_cv"]), (True, [])])
def test_a_show_of_six_styles_still_tells_of_everything_but_the_spread_of_appeal(
    silent: bool, paths: list[str], base: Scenario, shows: list[dict[str, pd.DataFrame]]
) -> None:
    room, styles = logs_of(shows[0], "Monday")[:2]
    few = np.isin(styles["style"], [style.id for style in base.styles if style.unlock is None][:6])
    columns = {name: values[few] * (0 if silent and name == "mentions" else 1) for name, values in styles.columns.items()
               if name not in ("style", "show")}  # fmt: skip
    six = Log("styles", "Monday", {**columns, "style": styles["style"][few], "show": styles["show"][few]})
    done = Calibration(base, ("Monday",), tuple(fit_logs([room, six], base)))
    assert [each.path for each in done.fits[1].estimates] == paths and done.fits[0].estimates
    assert [(d.why, d.rows, d.example) for d in done.drops] == [("styles", int(few.sum()) if silent else 0, "6")]
    assert "needs 8 or more" in said(done, "en") and "至少需8款" in said(done, "zh")
    if silent:
        with pytest.raises(UserError, match="found 6 styles of scenario autumn_launch"):
            fit_logs([six], base)


@pytest.mark.parametrize(("factor", "told"), [(0.5, True), (0.95, False), (1.5, True)])
def test_a_crowd_of_another_size_leaves_stock_and_fees_to_be_set(factor: float, told: bool, base: Scenario) -> None:
    weights = np.array(base.audience.arrival_weights)
    arrivals = np.round(base.audience.unique_viewers * factor * weights / weights.sum())
    room = Log("room", "Monday", {"t_min": np.arange(len(weights)) * base.clock.live_tick_min, "arrivals": arrivals})
    done = Calibration(base, ("Monday",), tuple(fit_logs([room], base)))
    said_of = [said(done, lang) for lang in ("en", "zh")]
    assert ("stock, slot fee and traffic budget are still the scenario's" in said_of[0]) is told
    assert ("库存、坑位费与投流预算仍是场景原值" in said_of[1]) is told
    assert all((f"{base.audience.unique_viewers:,}" in text) for text in said_of)


@pytest.mark.parametrize(
    ("logs", "options", "message"),
    [
        (["nowhere.csv"], {}, "cannot be read"),
        ([__file__], {}, "found a file of type .py"),
        (["fb_live_sellers_thailand"], {"layout": "rooms"}, "--format: found 'rooms'"),
        (["fb_live_sellers_thailand"], {"columns": {"page": "x"}}, "--map page=x: found no such column"),
        (["fb_live_sellers_thailand"], {"columns": {"viewer": "x"}}, "--map: found our column 'viewer'"),
        ([Path(__file__).parent], {}, "allowed: a results folder, or a KuaiLive folder"),
    ],
)
def test_what_is_no_log_is_refused(logs: list[Any], options: dict[str, Any], message: str, base: Scenario) -> None:
    with pytest.raises(UserError) as error:
        calibrate(logs, base, **options)
    assert message in str(error.value)


def test_damaged_parquet_and_bytes_are_refused(base: Scenario, tmp_path: Path) -> None:
    for name in ("log.parquet", "log.csv"):
        (tmp_path / name).write_bytes(b"PAR1\xff\xfe\x00\x81")
        with pytest.raises(UserError, match="allowed"):
            calibrate([tmp_path / name], base)


def test_a_longer_show_is_stretched_and_a_chinese_spreadsheet_read(base: Scenario, tmp_path: Path) -> None:
    """Four hours against the scenario's two and a half, in GB 18030: the curve keeps its shape, and the report says so."""
    shape = np.repeat(np.linspace(1.0, 3.0, 30), 8)
    lines = [f"{minute},{round(1000 * value)}" for minute, value in enumerate(shape)]
    (tmp_path / "room.csv").write_bytes("\n".join(["分钟,进入人数", *lines]).encode("gb18030"))
    done = calibrate([tmp_path / "room.csv"], base, columns={"t_min": "分钟", "arrivals": "进入人数"})
    weights = done.estimates[0]
    wanted = np.linspace(1.0, 3.0, 30) / 60.0 * sum(base.audience.arrival_weights)
    assert np.asarray(weights.value) == pytest.approx(wanted, rel=0.02)
    assert (weights.note, weights.texts) == ("note.stretched", {"shows": 1}) and not done.drops
    assert done.estimates[2].value == round(1000 * shape.sum())
    assert "more than a tenth longer or shorter: 1 of the logged shows" in said(done, "en") and "按比例折算" in said(done, "zh")


def test_unusable_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [f"A,{i},1,{min(i, 3)}" for i in range(1, 41)]
    rows[3], rows[7], rows[9] = "A,twelve,1,1", "A,5,1,", ",5,1,1"
    (tmp_path / "orders.csv").write_text("style,units,cancelled_units,returned_units\n" + "\n".join(rows) + "\n")
    log = read_file(tmp_path / "orders.csv", None, {})
    assert (log.layout, len(log)) == ("orders", 37)
    assert [(d.column, d.why, d.rows, d.example) for d in log.drops] == [
        ("style", "unreadable", 1, ""), ("units", "unreadable", 1, "twelve"), ("returned_units", "unreadable", 1, ""),
    ]  # fmt: skip


def test_every_column_is_described_in_both_languages(root: Path) -> None:
    page = (root / "docs" / "how-to" / "calibrate-a-scenario.md").read_text(encoding="utf-8")
    for layout in LAYOUTS.values():
        assert layout.en and layout.zh and all(c.en and c.zh for c in layout.columns)
        assert len({c.name for c in layout.columns}) == len(layout.columns)
        section = page.split(f"### `{layout.name}`")[1].split("###")[0]
        for c in layout.columns:
            assert f"| `{c.name}`{'*' if c.needed else ''} | {c.en} | {c.zh} |" in section, c.name

"""``run --shows N``: what it prints, its JSON, and what it writes."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import run
from environment import Scenario, Scheme
from environment.texts import CATALOGUE, LANGUAGES
from experiments.emergence import Drift, Tie, change_show, drift, early, late_values, ties, window
from experiments.intervals import interval
from experiments.season_files import comparison
from experiments.storage import read_show_tables
from visualization.columns import width
from visualization.console import WIDTH
from visualization.rehearsal import rehearse
from visualization.season_run import SeasonRun, command, rehearse_seasons

SHOWS, TRIALS, A, B = 3, 2, "commission_only", "full_collaboration"


@pytest.fixture(autouse=True)
def _few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temptations are tried on two shows only: these tests are about what is told of them."""
    monkeypatch.setattr("visualization.season_run.TRIALS", TRIALS)


@cache
def pair() -> SeasonRun:
    """Two seasons of three shows under each of two schemes."""
    schemes = [Scheme.load(A), Scheme.load(B)]
    return rehearse_seasons(
        Scenario.load("autumn_launch"), schemes, seed=7, shows=SHOWS, replications_wanted=2, workers=1
    )


def spoken(text: str) -> dict[str, Any]:
    found = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert isinstance(found, dict)
    return found


def test_json_of_a_season_has_a_value_per_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["run", "--shows", str(SHOWS), "--scheme", A, "--seed", "7", "--json"]) == 0
    found = spoken(capsys.readouterr().out)
    assert found["shows"] == SHOWS and found["seed"] == 7
    for key in ("series", "trust", "profit", "cash"):
        assert found[key]
        assert {len(values) for values in found[key].values()} == {SHOWS}, key
    assert len(found["network"]) == SHOWS
    assert {"source", "target", "layer", "weight"} <= set(found["network"][0][0])
    for levels in found["dispositions"].values():
        assert {len(values) for values in levels.values()} == {SHOWS}
    for party, values in found["profit"].items():
        assert math.isclose(sum(values), found["money"][party]["profit"], abs_tol=0.011)
    assert found["conservation"] == {"ledger_sum": 0, "oversold": 0}
    assert not {"comparison", "temptations", "against"} & set(found)


def test_two_schemes_are_compared_with_intervals_on_the_same_luck() -> None:
    found = spoken(json.dumps(pair().as_object(), allow_nan=False))
    assert found["replications"]["n"] == 2
    assert len(set(found["replications"]["seeds"])) == 2
    assert found["against"]["scheme"] == B
    assert len(found["against"]["series"]["word_kept"]) == SHOWS
    for name in ("season_surplus_cny", "word_kept", "trust_mean", "profit.host"):
        each = found["comparison"][name]
        assert set(each) == {"a", "b", "difference"}
        for part in each.values():
            assert part["low"] <= part["mean"] <= part["high"] and part["n"] == 2
        assert math.isclose(each["b"]["mean"] - each["a"]["mean"], each["difference"]["mean"], abs_tol=0.01)
    assert set(found["temptations"]) == {A, B} == set(found["emergence"])
    for each in found["temptations"][A]:
        assert each["gain"]["low"] <= each["gain"]["mean"] <= each["gain"]["high"]
        assert each["level"] > 0 and each["gain"]["n"] == TRIALS


def test_the_first_season_of_a_comparison_is_the_season_alone() -> None:
    alone = rehearse("autumn_launch", scheme=A, seed=7, shows=SHOWS, workers=1)
    assert isinstance(alone, SeasonRun)
    object_, both = alone.as_object(), pair().as_object()
    for key, value in object_.items():
        assert both[key] == value, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_fits_the_terminal_and_says_who_would_cheat(lang: str) -> None:
    text = pair().as_text(lang)
    wide = [line for line in text.splitlines() if width(line) > WIDTH]
    assert not wide
    assert "{" not in text and "nan" not in text
    assert [CATALOGUE[f"season.question.{key}"][LANGUAGES.index(lang)] for key in ("whether", "cheat")][0] in text
    host = sum(pair().done.whole[A].profit["host"])
    assert f"{host:+,.0f}" in text


def test_one_season_says_that_it_has_no_intervals() -> None:
    done = rehearse("autumn_launch", scheme=A, seed=7, shows=2, workers=1)
    text = done.as_text("en")
    assert "no intervals over seasons" in text
    assert "luck cannot be told from change" in " ".join(text.split())
    assert "collaboration arose" not in text
    told = " ".join(text.split())
    assert "in the last show (" in told and "the last 1" not in told and "with fewer than 5 seasons (here 1)" in told
    assert "末场" in done.as_text("zh") and "后 1 场" not in done.as_text("zh")


def test_what_is_written_is_what_was_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr("visualization.figures.season.season_drawings", lambda *_: {})
    folder, report = pair().write(tmp_path / "out", "en")
    done = pair().done
    assert report.exists()
    assert json.loads((folder / "season.json").read_text(encoding="utf-8")) == json.loads(json.dumps(pair().as_object()))
    rows = pq.read_table(folder / "seasons.parquet").to_pylist()
    assert {(row["scheme"], row["replication"]) for row in rows} == {(s, k) for s in (A, B) for k in (0, 1)}
    wanted = (B, 1, "trust_mean")
    kept = [row["value"] for row in rows if (row["scheme"], row["replication"], row["measure"]) == wanted]
    assert kept == [v for v in done.runs[B][1].series["trust_mean"] if v is not None]
    for where, scheme in ((folder, A), (folder / "against", B)):
        tables = read_show_tables(where)
        assert set(tables["season_parties"]["show"]) == set(range(1, SHOWS + 1))
        manifest = json.loads((where / "run.json").read_text(encoding="utf-8"))
        assert (manifest["scheme"], manifest["seed"]) == (scheme, 7)
        assert "tables/season_network.parquet" in manifest["files"]
    assert pq.read_table(folder / "temptations.parquet").num_rows == sum(map(len, pair().temptations.values()))


def test_mistakes_are_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["run", "--against", B]) == 2
    assert "--shows 2 or more" in capsys.readouterr().err
    assert run.main(["run", "--shows", "2", "--scheme", A, "--against", A]) == 2
    assert "different schemes" in capsys.readouterr().err


def test_the_command_plays_the_same_seasons_again() -> None:
    words = command(pair()).split()
    read = run.build_parser("en").parse_args(words[2:])
    assert (read.scheme, read.against, read.seed, read.shows, read.replications) == (A, B, 7, SHOWS, 2)
    assert str(pair().folder()) == f"results/autumn_launch-{A}-vs-{B}-7-{SHOWS}shows-x2"


def test_a_change_of_level_is_found_where_it_is() -> None:
    import numpy as np

    noise = 0.01 * np.sin(np.arange(30.0) * 7.0)
    values = np.where(np.arange(30) < 12, 0.4, 0.9) + noise
    assert change_show(values) == 13
    assert change_show(-values) is None
    values[3] = np.nan  # a show in which nothing came due does not shift the count
    assert change_show(values) == 13


def test_a_verdict_needs_enough_seasons_and_an_interval_clear_of_zero() -> None:
    def verdict(changes: list[float]) -> str:
        zero = interval([0.0] * len(changes))
        return Drift("word_kept", 3, zero, zero, interval(changes), (), (), 0.0, 0.0).verdict

    assert verdict([0.2, 0.3, 0.25, 0.2]) == "few"
    assert verdict([0.2, 0.3, 0.25, 0.2, 0.3]) == "rose"
    assert verdict([-0.2, -0.3, -0.25, -0.2, -0.3]) == "fell"
    assert verdict([-0.2, 0.3, -0.25, 0.2, 0.1]) == "unclear"


def test_early_late_and_pairs_follow_the_records() -> None:
    done = pair().done
    assert window(3) == 1 and window(30) == 10 and window(50) == 10
    assert [early(n) for n in (2, 3, 50)] == [slice(0, 1), slice(1, 2), slice(1, 11)]  # the first show is no evidence
    moved = drift(done, A, "trust_mean")
    second, last = done.matrix(A, "trust_mean")[:, 1], done.matrix(A, "trust_mean")[:, -1]
    assert math.isclose(moved.early.mean, second.mean()) and math.isclose(moved.late.mean, last.mean())
    assert late_values(done, A, "trust_mean").tolist() == last.tolist()
    assert math.isnan(moved.rose)  # three shows are too few to look for a level
    host = next(tie for tie in ties(done, A) if tie.pair == ("host", "supplier"))
    weights = [next(r["weight"] for r in run.last if (r["source"], r["layer"]) == ("host", "trade")) for run in done.runs[A]]
    assert math.isclose(host.business[1], sum(weights) / 2)
    assert {("supplier", "host"), ("host", "supplier")} == set(host.trust)
    assert "profit.host" in comparison(done)


@pytest.mark.parametrize(
    ("first", "changes", "state"),
    [
        (100.0, [60.0, 50.0, 55.0, 45.0, 65.0], "stronger"),
        (100.0, [-60.0, -50.0, -55.0, -45.0, -65.0], "weaker"),
        (100.0, [-100.0] * 5, "ended"),
        (0.0, [60.0, 50.0, 55.0, 45.0, 65.0], "appeared"),
        (100.0, [5.0, 4.0, 6.0, 5.5, 4.5], "steady"),
        (100.0, [600.0, -300.0, 0.0, 50.0, -20.0], "unclear"),  # the mean rose by two thirds: luck could do that
        (0.0, [300.0, 0.0, 0.0, 0.0, 0.0], "unclear"),
        (100.0, [60.0, 50.0, 55.0, 45.0], "few"),
        (0.0, [0.0] * 5, "none"),
    ],
)
def test_what_became_of_a_pair_is_named_only_where_the_interval_says_so(first: float, changes: list[float], state: str) -> None:
    change = interval(changes)
    assert Tie(("F1", "supplier"), (first, first + change.mean), change, {}).state == state


def test_every_table_says_of_how_many_seasons_it_is() -> None:
    heads = [line for line in pair().as_text("en").splitlines() if "mean of 2 seasons" in line or "first season" in line]
    assert len(heads) == 1 + 2 * 4
    assert all("first season" in line for line in heads if line.startswith(("What changed", "Parties", "Trust")))
    assert "promises kept, last" not in pair().as_text("en")

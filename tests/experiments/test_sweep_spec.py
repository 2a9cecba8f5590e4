"""Sweep files: what is refused, and the designs they make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from environment import Scenario
from experiments.analysis.indices import design_kind
from experiments.replicate import seed_of
from experiments.sweep import Sweep
from protocols.errors import UserError

HEAD = """schema: gongying-sweep/1
name: trial
scenario: autumn_launch
schemes: [commission_only, alert_bond]
"""


TWO = "parameters: {scale.return_rate: {low: 1, high: 2}, dispositions.host.openness: {values: [0, 1]}}\n"


def sweep(tmp_path: Path, text: str, head: str = HEAD) -> Sweep:
    path = tmp_path / "trial.yaml"
    path.write_text(head + text, encoding="utf-8")
    return Sweep.load(path)


def refusal(tmp_path: Path, text: str, head: str = HEAD) -> list[str]:
    with pytest.raises(UserError) as caught:
        sweep(tmp_path, text, head)
    return str(caught.value).replace(f"{tmp_path}/", "").splitlines()


def test_all_problems_are_told_at_once_with_file_line_and_field(tmp_path: Path) -> None:
    found = refusal(
        tmp_path,
        """schemes_too: 1
parameters:
  audience.vews: {values: [1000000]}
  scale.return_rate: {low: 2, high: 1, steps: 3}
  styles.A.return_rate: {values: [0.3, 7.0]}
  scheme.terms.leftover_share_host: {values: [much]}
  dispositions.hots.temptation: {values: [0.5]}
  dispositions.host.mood: {values: [0.5]}
  dispositions.host.openness: {values: [2]}
  seed: {values: [1, 2]}
replications: 0
outcomes: [net_gmv, profits.host, profit.nobody]
limits: {seconds: -1}
""",
    )
    wanted = {
        5: "unknown key 'schemes_too', allowed: 'schemes'",
        7: "parameters.audience.vews: unknown key 'vews' in audience, allowed: 'views'",
        8: "parameters.scale.return_rate: found the empty range 2 to 1, allowed: low < high",
        9: "parameters.styles.A.return_rate: styles.A.return_rate: found 7.0, allowed: ≤ 1",
        10: "parameters.scheme.terms.leftover_share_host: terms.leftover_share_host: found 'much', allowed: a number",
        11: "found party 'hots', allowed: 'host'",
        12: "found disposition 'mood', allowed: temptation, openness, toughness, risk",
        13: "found 2, allowed: 0 to 1",
        14: "parameters.seed: found 'seed'",
        15: "replications: found 0, allowed: > 0",
        16: "found 'profits.host', allowed: 'all' or 'profit.host'",
        17: "limits.seconds: found -1, allowed: > 0",
    }
    for line, text in wanted.items():
        assert any(each.startswith(f"trial.yaml:{line}: ") and text in each for each in found), (line, text, found)
    assert any("profit.nobody" in each for each in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("variants: [none, no_such]\n", "trial.yaml:5: variants: no_such: no such variant"),
        ("variants: [none, none]\n", "found 'none' twice"),
        ("sampling: sobol\npoints: 100\nparameters: {scale.return_rate: {low: 1, high: 2}}\n", "allowed: a power of two"),
        ("sampling: latin_hypercube\nparameters: {scale.return_rate: {low: 1, high: 2}}\n", "points: found nothing"),
        (
            f"sampling: saltelli\npoints: 100\n{TWO}",
            "trial.yaml:6: points: found 100, allowed: a power of two times 6 (for 2 parameters), such as 96 or 192",
        ),
        (f"sampling: saltelli\npoints: 6\n{TWO}", "such as 12 or 24, for saltelli"),
        (f"sampling: morris\npoints: 100\n{TWO}", "a multiple of 3 (for 2 parameters), two times or more, such as 99 or 102"),
        (f"sampling: morris\n{TWO}", "trial.yaml:5: points: found nothing, allowed: a multiple of 3"),
        ("sampling: morris\npoints: 8\nparameters: {scale.return_rate: {low: 1, high: 2}}\n", "found 1, allowed: two or more"),
        (f"sampling: morris\npoints: 9\n{TWO.replace('[0, 1]', '[1]')}", "values: found one value, allowed: two or more"),
        ("sampling: sobol\npoints: 8\n", "parameters: found nothing, allowed: one or more for sobol"),
        ("points: 8\n", "points: found 8, allowed: nothing where sampling is grid"),
        ("parameters: {scale.return_rate: {low: 1, high: 2}}\n", "steps: found nothing"),
        ("parameters: {scale.return_rate: {low: 0, high: 2, log: true, steps: 3}}\n", "low: found 0, allowed: > 0"),
        ("parameters: {scale.return_rate: {values: []}}\n", "found an empty list"),
        ("parameters: {scale.return_rate: {values: [1, 1]}}\n", "found the same value twice"),
        ("parameters: {scale.return_rate: {values: [1, 1.0]}}\n", "found the same value twice"),
        ("parameters: {scale.return_rate: {values: [1], low: 0}}\n", "either values or a range"),
        ("parameters: {scale.return_rate: {low: 0, high: .inf, steps: 3}}\n", "allowed: a finite number"),
        ("parameters: {scale.return_rate: 3}\n", "found 3, allowed: {values: [...]}"),
        ("shows: 2\noutcomes: [trust]\n", "found 'trust'"),
    ],
)
def test_one_mistake_is_one_clear_line(tmp_path: Path, text: str, wanted: str) -> None:
    found = refusal(tmp_path, text)
    assert len(found) == 1
    assert wanted in found[0]


def test_too_many_runs_are_refused_before_they_are_counted_out(tmp_path: Path) -> None:
    axes = "{scale.return_rate: {low: 0, high: 1, steps: 10000}, gift.unit_cost: {low: 0, high: 9, steps: 10000}}"
    text = f"replications: 1000000\nparameters: {axes}\n"  # points alone would fill the memory of any machine
    with pytest.raises(UserError, match="trial: found 200,000,000,000,000 runs, allowed: at most 5,000,000"):
        _ = sweep(tmp_path, text).design


def test_what_does_not_exist_is_named_with_what_does(tmp_path: Path) -> None:
    head = HEAD.replace("autumn_launch", "autum_launch").replace("alert_bond", "alert_bnd")
    found = refusal(tmp_path, "", head)
    assert len(found) == 2
    assert "trial.yaml:3: scenario: autum_launch" in found[0] and "'autumn_launch'" in found[0]
    assert "trial.yaml:4: schemes: alert_bnd" in found[1] and "'alert_bond'" in found[1]


def test_a_grid_is_every_combination_in_order(tmp_path: Path) -> None:
    found = sweep(
        tmp_path,
        """variants: [none, factory_stop_day1]
parameters:
  audience.views: {low: 1000000, high: 1000003, steps: 3}
  scale.return_rate: {low: 0.5, high: 2, steps: 3, log: true}
replications: 2
""".replace("factory_stop_day1", next(iter(Scenario.load("autumn_launch").variants))),
    ).design
    assert found.points == tuple((views, rate) for views in (1000000, 1000002, 1000003) for rate in (0.5, 1.0, 2.0))
    assert all(isinstance(views, int) for views, _ in found.points)
    assert len(found.runs) == 9 * 2 * 2 * 2 == len({run.id for run in found.runs})


@pytest.mark.parametrize("sampling", ["latin_hypercube", "sobol"])
def test_a_sample_fills_every_range_evenly(tmp_path: Path, sampling: str) -> None:
    text = f"""sampling: {sampling}
points: 16
parameters:
  scale.return_rate: {{low: 0.5, high: 2.1}}
  audience.views: {{low: 1000000, high: 1000015}}
  dispositions.host.openness: {{values: [0, 1]}}
"""
    design = sweep(tmp_path, text).design
    rates, views, levels = (np.array(column, dtype=float) for column in zip(*design.points, strict=True))
    assert sorted(((rates - 0.5) / 0.1).astype(int)) == list(range(16))  # one point in each of sixteen strips
    assert (levels == 1).sum() == 8
    assert all(isinstance(point[1], int) for point in design.points) and views.min() >= 1000000 and views.max() <= 1000015
    assert design.points == sweep(tmp_path, text).design.points
    assert design.points != sweep(tmp_path, text + "seed: 5\n").design.points


@pytest.mark.parametrize(("kind", "points"), [("saltelli", 32), ("morris", 12)])
def test_designs_for_indices_are_known_by_their_points(tmp_path: Path, kind: str, points: int) -> None:
    axes = "parameters: {scale.return_rate: {low: 0.5, high: 2, log: true}, gift.unit_cost: {low: 5, high: 25}, X}\n"
    text = f"sampling: {kind}\npoints: {points}\n" + axes.replace("X", "dispositions.host.openness: {values: [0, 1]}")
    design = sweep(tmp_path, text).design
    assert len(design.points) == points
    x = np.array(design.points, dtype=float)
    assert design_kind(x) == kind
    assert (x.min(axis=0) >= [0.5, 5, 0]).all() and (x.max(axis=0) <= [2, 25, 1]).all()
    assert design.points == sweep(tmp_path, text).design.points != sweep(tmp_path, text + "seed: 5\n").design.points


def test_luck_depends_on_the_replication_only(tmp_path: Path) -> None:
    design = sweep(tmp_path, "seed: 7\nreplications: 3\nparameters: {scale.return_rate: {values: [1, 2]}}\n").design
    assert {(run.replication, run.seed) for run in design.runs} == {(k, seed_of(7, k)) for k in range(3)}


def test_a_run_is_known_by_what_is_played_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ids(text: str, head: str = HEAD) -> set[str]:
        return {run.id for run in sweep(tmp_path, text, head).design.runs}

    axis = "parameters: {scale.return_rate: {values: [1.0, 2.0]}}\n"
    base = ids(axis)
    assert ids(axis + "outcomes: [net_gmv]\nlimits: {seconds: 9}\n", HEAD.replace("trial", "other")) == base
    assert ids(axis.replace("2.0]", "2.0, 3.0]")) > base
    assert ids(axis + "replications: 2\n") > base
    assert ids(axis, HEAD.replace(", alert_bond", "")) < base
    assert not ids(axis + "shows: 2\n") & base
    assert not ids(axis + "seed: 8\n") & base
    assert not ids(axis.replace("scale.return_rate", "dispositions.host.temptation")) & base
    assert not ids(axis.replace("scale.return_rate", "scheme.terms.leftover_share_host").replace("2.0", "0.5")) & base
    monkeypatch.setattr("experiments.sweep.design.VERSION", "9.9.9")
    assert not ids(axis) & base


def test_any_seed_that_was_recorded_can_be_written_down(tmp_path: Path) -> None:
    """As the seed of a run that failed: they have up to 63 bits."""
    path = tmp_path / "trial.yaml"
    for seed in (2**63 - 1, 9139555415570476218):
        Sweep("autumn_launch", ["guarantee"], seed=seed)
        path.write_text(f"schema: gongying-sweep/1\nname: a\nscenario: autumn_launch\nschemes: [guarantee]\nseed: {seed}\n")
        assert Sweep.load(path).setting.seed == seed
        assert Scenario.load("autumn_launch", overrides={"seed": str(seed)}).seed == seed


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan"), 1e300])
def test_a_limit_that_no_timer_keeps_is_refused(limit: float, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="up to 1e9"):
        Sweep("autumn_launch", ["guarantee"]).run(tmp_path, limit=limit)


def test_files_beside_the_sweep_are_found(tmp_path: Path) -> None:
    import environment.scheme.loader as loader

    text = (Path(loader.__file__).parent / "data" / "commission_only.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("name: commission_only", "name: mine"), encoding="utf-8")
    found = sweep(tmp_path, "", HEAD.replace("alert_bond", "mine.yaml"))
    assert list(found.setting.schemes) == ["commission_only", "mine"]
    stored = tmp_path / "out" / "sweep.yaml"
    stored.parent.mkdir()
    stored.write_bytes(found._description())
    assert Sweep.load(stored).design == found.design


def test_python_says_the_same_as_a_file(tmp_path: Path) -> None:
    axes: dict[str, Any] = {"scale.return_rate": {"low": 0.5, "high": 2, "steps": 3}}
    here = Sweep("autumn_launch", ["commission_only", "alert_bond"], parameters=axes, replications=2)
    file = sweep(tmp_path, "parameters: {scale.return_rate: {low: 0.5, high: 2, steps: 3}}\nreplications: 2\n")
    assert here.design == file.design
    with pytest.raises(UserError, match="outcomes: found 'net_gmw', allowed: 'all' or 'net_gmv'"):
        Sweep("autumn_launch", ["commission_only"], outcomes=["net_gmw"])


def test_all_outcomes_are_measures_and_profits() -> None:
    show = Sweep("autumn_launch", ["commission_only"]).setting.outcomes
    season = Sweep("autumn_launch", ["commission_only"], shows=5).setting.outcomes
    assert {"net_gmv", "profit.host", "profit.F1"} <= set(show) and "trust_last" not in show
    assert {"net_gmv", "profit.host", "trust_last", "word_kept"} <= set(season)
    assert len(set(season)) == len(season)
    assert "trust" in Sweep("autumn_launch", ["commission_only"], outcomes=["trust"]).setting.outcomes


def test_an_outcome_asked_for_twice_is_told(tmp_path: Path) -> None:
    found = refusal(tmp_path, "outcomes: [net_gmv, return_rate, net_gmv]\n")
    assert found == ["trial.yaml:5: outcomes: found 'net_gmv' twice, allowed: different outcomes"]

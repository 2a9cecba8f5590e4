"""Studies: what they refuse, what they compare, and that their words are no stronger than their numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from experiments.complementarity import judged
from experiments.study import Result, Study
from experiments.study.contrasts import compared, keys
from experiments.study.export import comparison_rows, csv_bytes, result_object, write_tables
from experiments.study.page import found_cells, page
from experiments.study.result import tail
from experiments.study.words import PLACE, sentence, worded
from protocols.errors import UserError

DOCS = Path(__file__).parents[2] / "docs" / "studies"
SMALL = """\
schema: gongying-study/1
name: small
question: {en: Does it help?, zh: 有用吗？}
source: "nobody (2020)"
scenario: autumn_launch
arms:
  a: {en: usual, zh: 惯例, scheme: slot_fee_commission}
  b: {en: commission, zh: 纯佣, scheme: commission_only, overrides: {gift.unit_cost: 15}, dispositions: {host: {temptation: 0.5}}}
grid:
  back: {path: scale.return_rate, en: returns, zh: 退货, values: [0.5, 1.5]}
replications: {full: 3, quick: 2}
outcomes: [profit.host, alert_to_goods_h]
contrasts: [[a, b]]
ratios: [[a, b]]
joint:
  twice: {en: twice, zh: 两倍, weights: {a: -2, b: 2}}
text:
  en: "Host: {profit.host: a > b}; level {profit.host: a}; {profit.host: #a} plays; {profit.host: a > b ~ back}."
  zh: "主播：{profit.host: a > b}；{profit.host: twice}；{profit.host: a / b}。"
"""


def written(folder: Path, text: str = SMALL) -> Path:
    folder.joinpath("small.yaml").write_text(text, encoding="utf-8")
    return folder / "small.yaml"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    yield Study.load(written(tmp_path_factory.mktemp("study"))).run(workers=1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("scheme: commission_only", "scheme: comission_only", "small.yaml:8: arms.b.scheme"),
        ("gift.unit_cost: 15", "gift.unit_price: 15", "arms.b: "),
        ("{temptation: 0.5}", "{temptation: 9}", "found 9.0, allowed: 0 to 5"),
        ("{temptation: 0.5}", "{honesty: 1}", "found disposition 'honesty'"),
        ("path: scale.return_rate", "path: scale.returns", "grid: "),
        ("[profit.host, alert", "[profit.hosts, alert", "found 'profit.hosts', allowed: 'profit.host'"),
        ("contrasts: [[a, b]]", "contrasts: [[a, c]]", "found arm 'c', allowed: a, b"),
        ("weights: {a: -2, b: 2}", "weights: {a: -2, b: 1}", "found a sum of -1, allowed: 0"),
        ("level {profit.host: a}", "level {profit.host: z}", "text.en: found 'z'"),
        ("level {profit.host: a}", "level {net_gmv: a}", "text.en: found outcome 'net_gmv'"),
        ("level {profit.host: a}", "level {profit.host: a - b}",
         "text.en: found 'a - b', allowed: 'b > a' (a less b), with [b, a] under contrasts"),
        ("level {profit.host: a}", "level {profit.host: b minus a}", "found 'b minus a', allowed: 'a > b' (b less a)\n"),
        ("level {profit.host: a}", "level {profit.host: b/a}", "allowed: 'b / a' (a over b), with [b, a] under ratios"),
        ("level {profit.host: a}", "level {profit.host: b by back}", "found 'b by back', allowed: 'b ~ back'"),
        ("level {profit.host: a}", "level {a - b}",
         "text.en: found '{a - b}', allowed: {outcome: what of it}, such as '{profit.host: b > a}'"),
        ("values: [0.5, 1.5]", "values: [0.5]", "grid.back.values"),
        ("quick: 2}", "quick: 2}\nshows: {full: 3, quick: 1}", "shows: found a single show and a season"),
        ("name: small", "nam: small", "nam"),
    ],
)
def test_a_study_that_cannot_be_played_is_refused_where_it_errs(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SMALL
    with pytest.raises(UserError) as error:
        Study.load(written(tmp_path, SMALL.replace(old, new)))
    assert told in f"{error.value}\n"


def test_cells_are_what_the_file_says(played: Result) -> None:
    cells = {(cell.arm, cell.point): cell for cell in played.study.cells}
    assert list(cells) == [("a", (0.5,)), ("a", (1.5,)), ("b", (0.5,)), ("b", (1.5,))]
    assert cells["b", (1.5,)].scenario.scale.return_rate == 1.5
    assert cells["b", (0.5,)].scenario.gift.unit_cost == 15 != cells["a", (0.5,)].scenario.gift.unit_cost
    assert cells["b", (0.5,)].levels == {"host": {"temptation": 0.5}} and cells["a", (0.5,)].levels == {}
    assert cells["b", (0.5,)].scheme.name == "commission_only"


def test_values_are_those_of_plays_on_the_same_seeds(played: Result) -> None:
    from environment import play

    cell = played.study.cells[2]
    show = play(cell.scenario, cell.scheme, played.seeds[1], dispositions=cell.levels)
    assert played.values["b", (0.5,)]["profit.host"][1] == show.money["host"]["profit"]


def test_comparisons_are_their_definitions(played: Result) -> None:
    host = {place: found["profit.host"] for place, found in played.values.items()}
    a, b = ((host[arm, (0.5,)] + host[arm, (1.5,)]) / 2 for arm in "ab")
    by_key = {each.key: each.paired for each in played.comparisons("profit.host")}
    assert by_key["a > b"].mean == pytest.approx((b - a).mean())
    assert by_key["a / b"].mean == pytest.approx((b / a - 1).mean())
    assert by_key["a ~ back"].mean == pytest.approx((host["a", (1.5,)] - host["a", (0.5,)]).mean())
    shift = host["b", (1.5,)] - host["b", (0.5,)] - host["a", (1.5,)] + host["a", (0.5,)]
    assert by_key["a > b ~ back"].mean == pytest.approx(shift.mean())
    assert by_key["twice"].mean == pytest.approx(2 * (b - a).mean())
    assert set(by_key) == set(keys(played.study.spec))
    assert all(each.p_holm >= each.p for each in by_key.values() if np.isfinite(each.p))


def test_one_plus_one_is_the_complementarity_of_the_same_surpluses() -> None:
    study = Study.load("one_plus_one")
    rng = np.random.default_rng(5)
    names = {"none": "none", "alerts": "alerts", "data": "data", "risk": "risk", "all": "together"}
    surplus = {name: rng.normal(100.0, 10.0, 30) for name in names}
    values = {(arm, ()): dict.fromkeys(study.spec.outcomes, surplus[name]) for name, arm in names.items()}
    found = next(f for f in compared(study.spec, values) if f.key == "beyond" and f.outcome == "chain_surplus")
    assert found.paired.mean == pytest.approx(judged(surplus).beyond.mean)


def test_one_plus_one_has_the_worlds_of_complementarity() -> None:
    from experiments.complementarity import variants

    cells = {cell.arm: cell for cell in Study.load("one_plus_one").cells}
    for name, (scheme, alerts) in variants().items():
        cell = cells["together" if name == "all" else name]
        plain, expected = (each.plain() for each in (cell.scheme, scheme))
        assert plain == expected, name
        assert (cell.scenario.signals.alert_rule.delay_min == 0) is alerts


def test_words_follow_the_verdict_of_the_numbers() -> None:
    study = Study.load("one_plus_one")
    noise = np.random.default_rng(1).normal(0.0, 1.0, 40)
    base = np.linspace(900.0, 1100.0, 40)
    shifts = {"none": 0.0, "alerts": 50.0, "data": noise - noise.mean(), "risk": -50.0 + noise, "together": np.nan}
    made = {arm: base + shift + 0.01 * noise * (arm == "alerts") for arm, shift in shifts.items()}
    values = {(arm, ()): dict.fromkeys(study.spec.outcomes, vector) for arm, vector in made.items()}
    found = compared(study.spec, values)
    verdicts = {each.key: each.verdict for each in found if each.outcome == "chain_surplus"}
    assert verdicts == {"none > alerts": "up", "none > data": "none", "none > risk": "down",
                        "none > together": "unknown", "beyond": "unknown"}  # fmt: skip
    result = Result(study, False, 1, tuple(range(40)), values, found, (), 1.0)
    english, chinese = worded(result)
    assert "alerts alone rose by 50 CNY [+50" in english and "data alone showed no clear change" in english
    assert "shared risk alone fell by" in english and "could not be compared (defined in 0 pairs)" in english
    assert "仅预警上升 50元" in chinese and "仅风险共担下降" in chinese
    assert "no effect" not in sentence(result, found[0])[0]
    assert "nan" not in page(result)


@pytest.mark.parametrize(
    ("n", "verdict", "told"), [(4, "few", "is not judged (+50 CNY; 4 pairs, fewer than 5)"), (5, "up", "rose by 50")]
)
def test_below_five_pairs_there_is_no_verdict(n: int, verdict: str, told: str) -> None:
    study = Study.load("one_plus_one")
    spread = np.linspace(-1.0, 1.0, n)
    made = {"none": np.zeros(n), "alerts": 50.0 + spread, "data": np.full(n, 7.0), "risk": np.zeros(n), "together": spread}
    values = {(arm, ()): dict.fromkeys(study.spec.outcomes, vector) for arm, vector in made.items()}
    found = compared(study.spec, values)
    result = Result(study, False, 1, tuple(range(n)), values, found, (), 1.0)
    by_key = {each.key: each for each in found if each.outcome == "chain_surplus"}
    assert by_key["none > alerts"].verdict == verdict and told in sentence(result, by_key["none > alerts"])[0]
    assert found_cells(result, by_key["none > data"])[2] == ("–", "–")  # all pairs differ by the same
    if verdict == "up":
        assert "rose by 7 CNY in every pair" in sentence(result, by_key["none > data"])[0]
        assert "各对均相同" in sentence(result, by_key["none > risk"])[1]


@pytest.mark.parametrize("name", Study.names())
def test_every_shipped_study_loads_and_answers_from_its_numbers(name: str) -> None:
    study = Study.load(name)
    assert study.spec.name == name and (study.spec.contrasts or study.spec.grid)
    for text in study.spec.text.pair:
        assert len(PLACE.findall(text)) >= 4
    told = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert study.spec.question.en in told and f"× {study.spec.replications.full} seeds" in told
    with (DOCS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["outcome"], row["comparison"]) for row in csv.DictReader(file)]
    assert rows == [(outcome, key) for outcome in study.spec.outcomes for key in keys(study.spec)]


def test_the_result_does_not_depend_on_workers_and_is_written_whole(played: Result, tmp_path: Path) -> None:
    again = played.study.run(workers=2)
    assert csv_bytes(comparison_rows(again)) == csv_bytes(comparison_rows(played))
    paths = write_tables(played, tmp_path)
    import pandas as pd

    frame = pd.read_parquet(tmp_path / "tables" / "values.parquet")
    assert len(paths) == 6 and len(frame) == played.plays * 2 and set(frame.columns) >= {"arm", "back", "seed", "value"}
    assert result_object(played)["plays"] == 12


def test_a_play_that_raises_is_recorded_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.study import play

    def fails(scenario: object, scheme: object, levels: object, seed: int, *rest: object) -> dict[str, float]:
        if seed == study.seed and levels:
            raise RuntimeError("boom")
        return {"profit.host": seed % 97 + 1.0}

    study = Study.load(written(tmp_path))
    monkeypatch.setattr(play, "play_outcomes", fails)
    result = study.run(workers=1)
    assert [(each.arm, each.seed) for each in result.failures] == [("b", study.seed)] * 2
    assert "boom" in result.failures[0].trace
    pair = next(each for each in result.found if each.key == "a > b" and each.outcome == "profit.host")
    assert pair.paired.n == 2 and pair.paired.mean == 0.0


def test_the_tail_is_the_mean_of_the_worst_eighth() -> None:
    assert tail(np.arange(16.0)) == 0.5
    assert tail(np.array([3.0, np.nan])) == 3.0
    assert np.isnan(tail(np.array([np.nan])))

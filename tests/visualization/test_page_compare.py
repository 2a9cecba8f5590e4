"""Compare on the page: the same numbers as the command, sentences no stronger than their intervals."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from environment import Scenario, Scheme
from experiments.compare import compare
from visualization.page.settings import Settings
from visualization.page.views.compare import Side, Versus, answer, csv_bytes, measure_cells, measure_name, side_name, versus

A, B, N = "slot_fee_commission", "win_win_pool_nash", 5


def side(scheme: str, **settings: object) -> Side:
    chosen = Settings(scheme=scheme, seed=7).changed(**settings)
    return Side(chosen, Scenario.load(chosen.scenario, chosen.variants, dict(chosen.overrides)), Scheme.load(scheme))


@pytest.fixture(scope="module")
def done() -> Versus:
    told: list[float] = []
    found = versus(side(A), side(B), N, told.append)
    assert told == sorted(told) and told[0] == 0.0 and told[-1] < 1.0
    return found


def test_numbers_are_those_of_the_command(done: Versus) -> None:
    other = compare("autumn_launch", A, B, n=N, seed=7)
    assert done.seeds == other.seeds
    for mine, theirs in ((done.profits, other.profits), (done.measures, other.measures)):
        assert set(mine) == set(theirs)
        for name, found in mine.items():
            assert np.array_equal(np.array(tuple(vars(found).values()), dtype=float),
                                  np.array(tuple(vars(theirs[name]).values()), dtype=float), equal_nan=True), name  # fmt: skip


def test_lines_add_up_to_the_difference(done: Versus) -> None:
    for party, found in done.profits.items():
        assert math.fsum(done.lines[party].values()) == pytest.approx(found.difference, abs=0.05)
    inside = [done.profits[party].difference for party in done.parties]
    assert done.chain.difference == pytest.approx(math.fsum(inside))
    assert inside == sorted(inside, reverse=True)


def test_the_answer_names_who_gains_and_why(done: Versus) -> None:
    sentences = answer(done)
    for which in (0, 1):
        text = " ".join(each[which] for each in sentences)
        assert done.names(done.parties[0])[which] in text and done.names(done.parties[-1])[which] in text
        assert side_name(done.a)[which] in text and side_name(done.b)[which] in text
    assert "{" not in "".join(en + zh for en, zh in sentences)


def test_few_plays_decide_nothing() -> None:
    found = versus(side(A), side(B), 2, lambda _: None)
    assert not any(found.verdict(each) for each in found.profits.values())
    assert any("luck cannot be told" in en for en, _ in answer(found))


def test_equal_worlds_do_not_differ() -> None:
    found = versus(side(A), side(A, overrides=(("scale.return_rate", "1.0"),)), 1, lambda _: None)
    assert not found.told() and found.told(all_=True)
    assert len(answer(found)) == 1 and "Nobody's money differs" in answer(found)[0][0]


def test_seasons_and_held_conduct_are_compared_too() -> None:
    held = side(A, shows=2, dispositions=(("host", "temptation", 0.5),))
    found = versus(side(A, shows=2), held, 1, lambda _: None)
    assert found.shows == 2 and "word_kept_last" in found.measures
    assert "host.temptation = 0.5" in side_name(held)[0]
    assert "seasons of 2 shows" in answer(found)[0][0]


def test_the_work_can_be_stopped_between_plays() -> None:
    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0:
            raise Stopped

    with pytest.raises(Stopped):
        versus(side(A), side(B), 3, stop)


def test_measures_have_names_cells_and_a_csv(done: Versus) -> None:
    told = done.told()
    clear = [done.measures[name].clear for name in told]
    assert told and clear == sorted(clear, reverse=True)
    assert all(all(measure_name(name)) and len(measure_cells(name, done.measures[name])) == 4 for name in told)
    rows = list(csv.DictReader(io.StringIO(csv_bytes(done).decode())))
    host = next(row for row in rows if row["name"] == "host")
    assert float(host["difference"]) == pytest.approx(done.profits["host"].difference)

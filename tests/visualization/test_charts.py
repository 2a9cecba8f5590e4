"""The strokes that figures share: places of labels, thinning, waterfalls, shares of parcels sent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualization.figures.bargaining import Stakes, agreed_row, thin
from visualization.figures.chart import Chart, percent, signed, spread, thousands
from visualization.figures.money import parts
from visualization.figures.network import apart
from visualization.figures.parcels import within
from visualization.figures.svg import drawn
from visualization.figures.ties import CLEAR, edge, labelled, layers

amounts = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 2))


@given(st.lists(st.floats(-100, 100), max_size=12), st.floats(0.1, 5), st.sampled_from([-np.inf, 0.0]))
def test_labels_never_cover_each_other(wanted: list[float], gap: float, low: float) -> None:
    places = spread(wanted, gap, low)
    ordered = [place for _, place in sorted(zip(wanted, places, strict=True))]
    tolerance = 1e-6 * gap
    assert len(places) == len(wanted)
    assert all(place >= low - tolerance for place in places)
    if low == 0.0:  # a floor makes the spacing exact; without one it is approached
        gaps = np.diff(np.sort(np.array(ordered)))
        assert (gaps >= gap - tolerance).all()


def test_labels_with_room_stay_where_they_belong() -> None:
    assert spread([3.0, 1.0, 9.0], 1.0) == [3.0, 1.0, 9.0]


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), amounts, max_size=30))
def test_a_waterfall_ends_at_the_profit(lines: dict[str, float]) -> None:
    profit = sum(lines.values())
    steps = parts({**lines, "income": 1.0, "expense": 2.0, "profit": profit})
    assert len(steps) <= 15
    assert sum(value for _, value in steps) == pytest.approx(profit, abs=0.01 * (len(lines) + 1))
    signs = [value > 0 for name, value in steps if name != "other"]
    assert signs == sorted(signs, reverse=True)


def test_a_line_that_the_profit_has_and_the_clauses_lack_is_shown() -> None:
    assert parts({"commission": 100.0, "profit": 130.0}) == [("commission", 100.0), ("other", 30.0)]


@given(st.lists(st.tuples(st.floats(0, 200), st.integers(1, 9)), min_size=1, max_size=30))
def test_share_sent_counts_parcels_and_never_those_never_sent(rows: list[tuple[float, int]]) -> None:
    waited = np.array([np.nan if wait > 150 else wait for wait, _ in rows])
    parcels = np.array([float(count) for _, count in rows])
    limits = np.array([0.0, 24.0, 48.0, 1e9])
    expected = [parcels[waited <= limit].sum() / parcels.sum() for limit in limits]
    assert within(waited, parcels, limits) == pytest.approx(expected)


@given(st.integers(1, 400), st.integers(2, 20))
def test_a_thinned_cloud_is_part_of_the_cloud_and_keeps_its_extent_to_a_cell(count: int, cells: int) -> None:
    cloud = np.random.default_rng(count).normal(size=(count, 2))
    kept = thin(cloud, cells)
    assert len(kept) <= min(count, cells * cells)
    assert {tuple(point) for point in kept} <= {tuple(point) for point in cloud}
    cell = (cloud.max(axis=0) - cloud.min(axis=0)) / cells
    assert (np.abs(kept.max(axis=0) - cloud.max(axis=0)) <= cell + 1e-12).all()


def test_parties_of_one_city_are_pushed_apart_and_others_left_alone() -> None:
    where = np.array([[120.0, 30.0], [120.0, 30.0], [120.0, 30.0], [113.0, 23.0]])
    moved = apart(where, 0.5)
    distance = np.hypot(*(moved[:, None] - moved[None]).transpose(2, 0, 1)) + np.eye(4) * 9
    assert distance.min() >= 0.45
    assert moved[3] == pytest.approx(where[3], abs=0.01)


def test_stakes_name_the_deal_and_the_most_a_party_could_gain() -> None:
    from tests.visualization.fabricated import talks

    for talk in talks():
        stakes = Stakes.of(talk)
        assert stakes is not None
        if talk.agreed:
            assert stakes.agreed is not None
            gained = stakes.table[stakes.agreed] - stakes.reserve
            assert gained == pytest.approx([talk.gains[party] for party in talk.parties])
            assert (stakes.share[stakes.agreed] <= 1 + 1e-9).all()
        else:
            assert agreed_row(talk) is None
        for row in stakes.marks.values():
            assert (stakes.table[row] >= stakes.reserve).all()


def test_numbers_read_as_people_write_them() -> None:
    assert (thousands(12345.6), thousands(-0.25), signed(-1234.5), signed(12.0)) == (
        "12,346",
        "−0.25",
        "−1,234",
        "+12",
    )


def test_a_drawing_speaks_both_languages_and_escapes_its_texts() -> None:
    chart = Chart(1.0, "en")
    chart.text(0.1, 0.5, chart.both(("sales & <more>", "销售 & <更多>")))
    chart.text(0.5, 0.5, "A12")
    drawing = drawn(chart, "made-up")
    page, file = drawing.element(), drawing.file("zh")
    assert '<text class="en"' in page and "sales &amp; &lt;more&gt;" in page
    assert '<text class="zh"' in page and "销售 &amp; &lt;更多&gt;" in page
    assert page.count("A12") == 1
    assert "sales" not in file and "销售 &amp; &lt;更多&gt;" in file
    assert "font-family: " not in page and "<metadata" not in page
    with pytest.raises(ValueError, match="English"):
        drawn(Chart(1.0, "zh"), "made-up")


@pytest.mark.parametrize("value", [0.0, -0.0, -0.004, 0.004])
def test_nothing_has_no_sign(value: float) -> None:
    assert percent(value) == "0%" and signed(value) == "0"
    assert thousands(0.0 * value) == "0"


CHAIN = {
    "S": "supplier", "H": "host", "WE": "warehouse", "WN": "warehouse", "WS": "warehouse", "C1": "carrier", "C2": "carrier",
    "F1": "factory", "F2": "factory", "F3": "factory", "F4": "factory",
}  # fmt: skip


def test_no_edge_runs_through_a_stranger() -> None:
    spot = layers(CHAIN)
    straight = [spot["S"], spot["C2"]]
    middle = np.mean(straight, axis=0)
    assert np.hypot(*(middle - spot["WN"])) < CLEAR  # a straight edge would
    for one in spot:
        for other in ("S", "C1", "C2"):
            if one != other:
                line = edge(spot, one, other)
                assert line[0] == pytest.approx(spot[one]) and line[-1] == pytest.approx(spot[other])
                if "S" in (one, other) and "H" not in (one, other):
                    strangers = [np.array(place) for party, place in spot.items() if party not in (one, other)]
                    assert min(np.hypot(*(line - place).T).min() for place in strangers) >= CLEAR


def test_names_of_neighbours_stand_apart() -> None:
    spot = layers(CHAIN)
    lifts = labelled(spot, dict.fromkeys(spot, "a name of middling size"))
    places = {party: (x, y + lifts[party]) for party, (x, y) in spot.items()}
    for one, (x, y) in places.items():
        for other, (u, v) in places.items():
            assert one == other or abs(x - u) > 1.1 or abs(y - v) > 0.07, (one, other)

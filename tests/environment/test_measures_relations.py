"""The shape of networks, and measures of a season, by hand."""

from __future__ import annotations

from math import fsum
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment.measures import relations, season

Rows = list[dict[str, Any]]


def rows(*edges: tuple[str, str, str, float]) -> Rows:
    return [dict(zip(("source", "target", "layer", "weight"), edge, strict=True)) for edge in edges]


arcs = st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")).filter(lambda p: p[0] != p[1])
weights = st.dictionaries(arcs, st.floats(0.1, 10.0), min_size=1)


@given(weights)
def test_reciprocity_is_one_of_what_is_returned_in_full_and_the_same_turned_round(w: dict[tuple[str, str], float]) -> None:
    edges = [(a, b, x) for (a, b), x in w.items()]
    turned = [(b, a, x) for a, b, x in edges]
    assert 0.0 <= relations.weighted_reciprocity(edges) <= 1.0
    assert relations.weighted_reciprocity(turned) == pytest.approx(relations.weighted_reciprocity(edges))
    symmetric = {**{(b, a): x for a, b, x in edges}, **w}
    symmetric = {(a, b): symmetric[min((a, b), (b, a))] for a, b in symmetric}
    assert relations.weighted_reciprocity((a, b, x) for (a, b), x in symmetric.items()) == pytest.approx(1.0)


def test_one_sided_trust_is_not_returned() -> None:
    assert relations.weighted_reciprocity([("S", "F", 0.9), ("S", "H", 0.9)]) == 0.0
    assert np.isnan(relations.weighted_reciprocity([]))


def test_layers_average_matters_and_leave_out_what_weighs_nothing() -> None:
    trust = (("S", "F", "trust:delivery", 0.4), ("S", "F", "trust:payment", 0.8), ("S", "H", "trust", 0.0))
    edges = rows(*trust, ("S", "F", "trade", 5.0))
    assert relations.layers(edges)["trust"] == [("S", "F", pytest.approx(0.6))]


def test_newman_girvan_2004_two_separate_blocs_have_modularity_one_half() -> None:
    blocs = [("a", "b", 1.0), ("b", "c", 1.0), ("a", "c", 1.0), ("x", "y", 1.0), ("y", "z", 1.0), ("x", "z", 1.0)]
    assert relations.best_modularity(blocs) == pytest.approx(0.5)
    assert relations.best_modularity([("S", other, 1.0) for other in "HFC"]) == pytest.approx(0.0)  # a star is one bloc


@given(st.dictionaries(st.tuples(st.integers(0, 11), st.integers(0, 11)), st.integers(1, 4) | st.floats(0.1, 1e6), min_size=1))
def test_blocs_and_their_modularity_are_those_of_networkx_to_the_bit(w: dict[tuple[int, int], float]) -> None:
    """Few small whole weights among them, so that merges gain the same and the order of ties is tried."""
    edges = [(f"{a:02}", f"{b:02}", float(weight)) for (a, b), weight in w.items()]
    graph = nx.Graph()
    found = relations.pairs(edges)
    graph.add_nodes_from(sorted({name for pair in found for name in pair}))
    unit = fsum(found.values()) * 1e-6
    graph.add_weighted_edges_from((a, b, float(round(weight / unit))) for (a, b), weight in sorted(found.items()))
    if not found:
        assert np.isnan(relations.best_modularity(edges))
        return
    blocs = nx.community.greedy_modularity_communities(graph, weight="weight")
    assert relations.best_modularity(edges) == round(float(nx.community.modularity(graph, blocs, weight="weight")), 12)
    names = list(graph)
    ties = {(names.index(a), names.index(b)): weight for a, b, weight in graph.edges(data="weight")}
    own = relations.greedy_blocs(ties, [weight for _, weight in graph.degree(weight="weight")])
    assert [{names[i] for i in bloc} for bloc in own] == [set(bloc) for bloc in blocs]


def test_borgatti_everett_1999_a_star_is_all_core_and_periphery() -> None:
    assert relations.core_periphery([("S", other, 3.0) for other in "HFCW"]) == (1.0, ("S",))
    tied = [("S", "H", 1.0), ("S", "F", 1.0), ("S", "C", 1.0), ("H", "F", 1.0)]  # and two of the periphery trade with each other
    fit, core = relations.core_periphery(tied)
    assert fit == pytest.approx(np.sqrt(0.5)) and core == ("S",)
    assert np.isnan(relations.core_periphery([("a", "b", 1.0), ("b", "c", 1.0), ("a", "c", 1.0)])[0])  # no pattern in equals


@given(weights, st.floats(0.5, 20.0))
def test_fit_and_modularity_do_not_depend_on_the_unit_of_business_or_the_order_of_edges(
    w: dict[tuple[str, str], float], scale: float
) -> None:
    edges = [(a, b, x) for (a, b), x in w.items()]
    scaled = [(b, a, x * scale) for a, b, x in edges[::-1]]
    fit, again = relations.core_periphery(edges)[0], relations.core_periphery(scaled)[0]
    assert again == pytest.approx(fit, abs=1e-6, nan_ok=True)
    assert -0.5 <= relations.best_modularity(edges) <= 1.0


def test_the_shape_of_a_show_from_its_edges() -> None:
    edges = rows(
        ("S", "H", "trade", 1.0), ("S", "F", "trade", 1.0), ("H", "S", "information", 0.5), ("S", "H", "information", 0.2),
        ("S", "F", "information", 0.2), ("S", "H", "trust:alert", 0.8), ("H", "S", "trust:delivery", 0.4),
    )  # fmt: skip
    found = {name: shape(relations.layers(edges), 4) for name, shape in relations.SHAPES.items()}
    assert found["trade_density"] == pytest.approx(2 / 6)
    assert found["data_density"] == pytest.approx(3 / 12)
    assert found["data_reciprocity"] == pytest.approx(2 / 3)
    assert found["trust_reciprocity"] == pytest.approx(0.8 / 1.2)


# --- seasons ------------------------------------------------------------------------------------------
def test_relational_measures_of_one_show() -> None:
    edges = rows(
        ("H", "S", "trade", 300.0), ("F", "S", "trade", 100.0), ("H", "S", "information", 0.5), ("S", "H", "information", 0.0),
        ("S", "H", "trust", 0.9), ("S", "F", "trust", 0.7),
    )  # fmt: skip
    conduct = {name: {"temptation": level} for name, level in (("H", 0.5), ("S", 0.0), ("F", 0.1))}
    found = season.per_show(edges, conduct, [("S", "H", "alert", 1.0), ("S", "F", "delivery", 0.5)])
    wanted = {
        "word_kept": 0.75, "trust_mean": 0.8, "temptation_mean": 0.2, "disclosure": 0.5, "trade_edges": 2.0,
        "trade_concentration": 0.625, "ties_trade_density": 2 / 3, "ties_data_density": 1 / 6, "ties_data_reciprocity": 0.0,
        "ties_trust_reciprocity": 0.0,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    assert season.per_show([], conduct, [])["disclosure"] == 0.0 and "word_kept" not in season.per_show([], conduct, [])


def test_measures_of_a_season() -> None:
    series = {
        "units_total": [90.0, 110.0, 90.0, 110.0], "lost_units": [10.0, 10.0, 10.0, 10.0], "rush_units": [0.0, 20.0, 0.0, 20.0],
        "material_cost": [5.0, 6.0, 5.0, 6.0], "alert_coverage": [1.0, None, 0.0, 0.5], "trust_mean": [0.5, None, 0.7, 0.9],
    }  # fmt: skip
    one, other = rows(("H", "S", "trade", 100.0)), rows(("H", "S", "trade", 50.0), ("F", "S", "trade", 50.0))
    found = season.of_season(series, [one, other, other, other], {"H": [1.0, 2.0, 3.0, 4.0], "S": [5.0, 5.0, 5.0, 5.0]})
    assert found["season_surplus_cny"] == 30.0
    assert found["season_gini"] == pytest.approx(1 / 6)
    assert found["partner_persistence"] == pytest.approx((1 / 3 + 1 + 1) / 3)
    assert found["trust_last"] == pytest.approx(0.7)
    assert found["bullwhip_factory"] == pytest.approx(1.0 / (10 / 110) ** 2)  # CV 1 against CV 10/110
    assert found["bullwhip_material"] == pytest.approx((0.5 / 5.5) ** 2 / (10 / 110) ** 2)
    assert found["alert_coverage_gap"] == pytest.approx(-0.3)
    assert "emergence_show" not in found  # far too short to tell


def test_emergence_parts_come_from_one_change_point() -> None:
    kept = [0.5, 0.52, 0.48, 0.5, 0.51, 0.49, 0.9, 0.92, 0.9, 0.91, 0.89, 0.9]
    found = season.of_season({"word_kept": kept}, [], {})
    assert found["emergence_show"] == 7.0
    assert (found["emergence_before"], found["emergence_after"]) == (pytest.approx(0.5), pytest.approx(np.mean(kept[6:])))
    assert "trust_emergence_show" not in found

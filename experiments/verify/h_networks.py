"""Family H, Networks and measures: what a solved case gives, mapped to the measures and network games."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from environment.measures import fairness, networks
from protocols.games.exchange import ExchangeNetwork, balanced_outcome

Inputs = Mapping[str, Any]
Answer = dict[str, Any]


def degroot(inputs: Inputs) -> Answer:
    consensus = networks.degroot(inputs["W"], inputs["b0"])
    return {
        "influence": consensus.influence.tolist(),
        "consensus": consensus.belief,
        "second_eigenvalue_modulus": consensus.second_eigenvalue,
    }


def fairness_of(inputs: Inputs) -> Answer:
    x = inputs["x"]
    return {
        "gini": fairness.gini(x),
        "gini_unbiased": fairness.gini_unbiased(x),
        "jain": fairness.jain(x),
        "hhi": fairness.herfindahl(x),
        "normalised_entropy": fairness.normalised_entropy(x),
    }


def modularity(inputs: Inputs) -> Answer:
    edges = [(one, other) for one, other in inputs["edges"]]
    return {"modularity": networks.modularity(edges, inputs["partition"])}


def network_bargaining(inputs: Inputs) -> Answer:
    edges = tuple((str(one), str(other), float(worth)) for one, other, worth in inputs["edges"])
    matching = tuple((str(one), str(other)) for one, other in inputs["matching"])
    return {"balanced": balanced_outcome(ExchangeNetwork(edges, matching))}


def network_measures(inputs: Inputs) -> Answer:
    arcs = [(one, other) for one, other in inputs["arcs"]]
    return {
        "reciprocity": networks.reciprocity(arcs),
        "transitivity": networks.transitivity(arcs),
        "global_efficiency": networks.global_efficiency(arcs),
        "density": networks.density(arcs),
    }


ADAPTERS: dict[str, Callable[[Inputs], Mapping[str, Any]]] = {
    "H.degroot": degroot,
    "H.fairness": fairness_of,
    "H.modularity": modularity,
    "H.network_bargaining": network_bargaining,
    "H.network_measures": network_measures,
}

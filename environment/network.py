"""The network: a multiplex graph of who may contract with whom, who sees what of whom, and who trusts whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import networkx as nx

from environment.scenario.cities import city
from environment.scheme.scheme import ITEMS, OWNERS

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.world import World


_STATIC: dict[tuple[str, str], nx.MultiDiGraph] = {}


def network(scenario: Scenario, scheme: Scheme) -> nx.MultiDiGraph:
    """A fresh copy of the trade and information layers (built once per scenario and scheme)."""
    key = (scenario.content_hash(), scheme.content_hash())
    if key not in _STATIC:
        if len(_STATIC) >= 32:
            _STATIC.clear()
        graph = trade_network(scenario)
        add_information(graph, scheme)
        _STATIC[key] = graph
    return _STATIC[key].copy()


def trade_network(scenario: Scenario) -> nx.MultiDiGraph:
    """Parties as nodes with kind, names and coordinates; trade edges (layer ``trade``, weight 1) of the scenario."""
    graph = nx.MultiDiGraph()
    groups = {
        "host": (scenario.host,),
        "supplier": (scenario.supplier,),
        "factory": scenario.factories,
        "warehouse": scenario.warehouses,
        "carrier": scenario.carriers,
        "material": scenario.material_suppliers,
    }
    for kind, members in groups.items():
        for party in members:
            lat, lon = _place(party)
            graph.add_node(
                party.id, kind=kind, en=party.en, zh=party.zh, lat=lat, lon=lon, city=getattr(party, "city", "")
            )
    hub = scenario.supplier.id
    for kind in ("host", "factory", "warehouse", "carrier"):
        for party in groups[kind]:
            graph.add_edge(hub, party.id, layer="trade", weight=1.0)
    for factory in scenario.factories:
        for family in factory.families:
            if family in scenario.materials:
                merchant = scenario.materials[family].supplier
                if not graph.has_edge(factory.id, merchant):
                    graph.add_edge(factory.id, merchant, layer="trade", weight=1.0)
        for merchant_ in scenario.material_suppliers:
            if merchant_.per_piece and not graph.has_edge(factory.id, merchant_.id):
                graph.add_edge(factory.id, merchant_.id, layer="trade", weight=1.0)
    return graph


def _place(party: object) -> tuple[float, float]:
    lat, lon = getattr(party, "lat", None), getattr(party, "lon", None)
    if lat is not None and lon is not None:
        return float(lat), float(lon)
    name = getattr(party, "city", None)
    if name is None:
        return float("nan"), float("nan")
    found = city(name)
    return found.lat, found.lon


def add_information(graph: nx.MultiDiGraph, scheme: Scheme) -> None:
    """Information edges owner → reader, weighted by the share of the board's items the reader sees."""
    kinds = dict(graph.nodes(data="kind"))
    for item in ITEMS:
        for owner, kind in kinds.items():
            if kind not in OWNERS[item]:
                continue
            for reader, other in kinds.items():
                if reader != owner and other in scheme.visibility.get(item, ()):
                    if graph.has_edge(owner, reader, key="information"):
                        graph.edges[owner, reader, "information"]["weight"] += 1.0 / len(ITEMS)
                    else:
                        graph.add_edge(owner, reader, key="information", layer="information", weight=1.0 / len(ITEMS))


def trust_edges(world: World) -> list[tuple[str, str, str, float]]:
    """(truster, trusted, layer, mean) of every reputation a party holds of another, a layer per matter."""
    return [
        (name, partner, f"trust:{matter}", reputation.mean)
        for name, party in world.cast.all().items()
        for (partner, matter), reputation in party.trust.items()
    ]


def add_trust(graph: nx.MultiDiGraph, edges: Iterable[tuple[str, str, str, float]]) -> None:
    """Add :func:`trust_edges`."""
    for truster, trusted, layer, weight in edges:
        graph.add_edge(truster, trusted, key=layer, layer=layer, weight=weight)

"""Cooperative games: who can achieve what together, and how to split it.

A :class:`~protocols.games.coalition.Game` is a table of coalition values; solutions are pure functions of it.
"""

from protocols.games.coalition import MAX_PLAYERS, Game, Payoffs
from protocols.games.core import (
    balanced_cover_value,
    core_range,
    in_core,
    is_balanced,
    is_convex,
    is_superadditive,
    least_core,
    max_excess,
)
from protocols.games.graph import graph_restricted, myerson
from protocols.games.kohlberg import is_nucleolus, is_prenucleolus
from protocols.games.nucleolus import nucleolus, prenucleolus
from protocols.games.shapley import SampledShapley, shapley, shapley_sampled

__all__ = [
    "MAX_PLAYERS",
    "Game",
    "Payoffs",
    "SampledShapley",
    "balanced_cover_value",
    "core_range",
    "graph_restricted",
    "in_core",
    "is_balanced",
    "is_convex",
    "is_nucleolus",
    "is_prenucleolus",
    "is_superadditive",
    "least_core",
    "max_excess",
    "myerson",
    "nucleolus",
    "prenucleolus",
    "shapley",
    "shapley_sampled",
]

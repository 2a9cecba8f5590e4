"""Family B, Cooperative games: what a solved case gives, mapped to calls of :mod:`protocols.games`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from protocols.games import (
    Game,
    core_range,
    in_core,
    is_balanced,
    is_convex,
    least_core,
    markets,
    myerson,
    nucleolus,
    shapley,
)
from protocols.games import airport as airports
from protocols.games import bankruptcy as sharing

Inputs = Mapping[str, Any]
Answer = dict[str, Any]


def _named(players: Iterable[object], payoffs: Iterable[float]) -> dict[str, float]:
    return {str(player): float(payoff) for player, payoff in zip(players, payoffs, strict=True)}


def _solutions(game: Game) -> Answer:
    """The solution concepts that every gain game of the family reports; core ranges only where there is a
    core.
    """
    value = shapley(game)
    balanced = is_balanced(game)
    answer: Answer = {
        "shapley": _named(game.players, value),
        "nucleolus": _named(game.players, nucleolus(game)),
        "least_core_eps": least_core(game)[0],
        "core_empty": not balanced,
        "shapley_in_core": in_core(game, value),
        "convex": is_convex(game),
    }
    ends = core_range(game) if balanced else None
    if ends is not None:
        answer["core_range_per_player"] = {
            name: [float(low), float(high)] for name, (low, high) in zip(game.players, ends, strict=True)
        }
    return answer


def coalition_table(inputs: Inputs) -> Answer:
    """Games given as a table of coalition values: livestream coalitions, weighted majorities."""
    return _solutions(Game.from_mapping(inputs["players"], inputs["v"]))


def glove(inputs: Inputs) -> Answer:
    players = _players(inputs)
    left, right = inputs["left"], inputs["right"]
    if left + right != len(players):
        raise ValueError(f"players: found {len(players)}, allowed: left + right = {left + right}")
    return _solutions(markets.glove_game(players[:left], players[left:]))


def assignment(inputs: Inputs) -> Answer:
    rows, cols = [str(name) for name in inputs["rows"]], [str(name) for name in inputs["cols"]]
    game = markets.assignment_game(rows, cols, inputs["surplus"])
    return {
        **_solutions(game),
        "optimal_value": game.grand,
        "row_side_optimal_core": _named(game.players, markets.side_optimal(game, rows)),
        "col_side_optimal_core": _named(game.players, markets.side_optimal(game, cols)),
    }


def newsvendor_pool(inputs: Inputs) -> Answer:
    game = markets.newsvendor_pool_game(
        _players(inputs), inputs["mu"], inputs["sd"], inputs["p"], inputs["c"], inputs["rho"]
    )
    return {
        **_solutions(game),
        "v_grand": game.grand,
        "v_single": _named(game.players, game.singles),
        "saving": game.grand - float(game.singles.sum()),
    }


def graph_game(inputs: Inputs) -> Answer:
    game = Game.from_mapping(inputs["players"], inputs["v"])
    edges = [(str(one), str(other)) for one, other in inputs["edges"]]
    return {"myerson": _named(game.players, myerson(game, edges))}


def airport(inputs: Inputs) -> Answer:
    players, costs = list(inputs["costs"]), list(inputs["costs"].values())
    charges = airports.airport_shapley(costs)
    return {
        "shapley": _named(players, charges),
        "nucleolus": _named(players, airports.airport_nucleolus(costs)),
        "shapley_in_core": airports.airport_core_contains(costs, charges),
    }


def airport_classes(inputs: Inputs) -> Answer:
    """Landing fees per movement for aircraft types, every movement being a player."""
    types: Sequence[Mapping[str, Any]] = inputs["types"]
    names = [kind["type"] for kind in types]
    costs, movements = [kind["cost"] for kind in types], [kind["movements"] for kind in types]
    fees = airports.airport_shapley(costs, movements)
    return {
        "shapley_fee": _named(names, fees),
        "nucleolus_fee": _named(names, airports.airport_nucleolus(costs, movements)),
        "total_movements": sum(movements),
        "total_collected": sum(fee * count for fee, count in zip(fees, movements, strict=True)),
    }


def bankruptcy(inputs: Inputs) -> Answer:
    estate, claims = inputs["E"], inputs["claims"]
    game = sharing.bankruptcy_game(estate, claims)
    return {
        "talmud_rule": sharing.talmud(estate, claims),
        "nucleolus": nucleolus(game).tolist(),
        "shapley": shapley(game).tolist(),
        "cea": sharing.constrained_equal_awards(estate, claims),
        "cel": sharing.constrained_equal_losses(estate, claims),
        "proportional": sharing.proportional(estate, claims),
    }


def _players(inputs: Inputs) -> list[str]:
    return [str(name) for name in inputs["players"]]


ADAPTERS: dict[str, Callable[[Inputs], Mapping[str, Any]]] = {
    "B.airport": airport,
    "B.airport_birmingham": airport_classes,
    "B.assignment": assignment,
    "B.bankruptcy": bankruptcy,
    "B.glove": glove,
    "B.livestream_coalition": coalition_table,
    "B.majority": coalition_table,
    "B.myerson": graph_game,
    "B.newsvendor_pool": newsvendor_pool,
}

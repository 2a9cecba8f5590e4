"""The whole model: do alerts in the reference scenario behave as the solvable game says they should?

Nothing here is solvable, so theory gives signs, not sizes: inflating an alert pays a host on commission in the short run, money
behind the alert takes that gain away, and a supplier that has met an inflating host takes more off its alerts.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from environment import Scenario, Scheme, play
from environment.season import play_season
from experiments.validation.finding import Finding, Kind, compare

SCENARIO = "autumn_launch"
OVERSTATED = 1.0  # temptation: by how much of itself an alert is overstated


@cache
def profit(scheme: str, temptation: float, seed: int) -> float:
    """The host's profit in one show with its alerts overstated by ``temptation``, CNY."""
    return float(play(SCENARIO, scheme, seed, dispositions={"host": {"temptation": temptation}}).money["host"]["profit"])


def gain(scheme: str, kind: Kind, seed: int, n: int) -> Finding:
    """What doubling every alert brings the host in one show, against the truth on the same luck."""
    values = [profit(scheme, OVERSTATED, seed + k) - profit(scheme, 0.0, seed + k) for k in range(n)]
    moved = sum(abs(v) > 0.005 for v in values)
    return compare("world.gain", 0.0, values, kind=kind, scheme=scheme, moved=moved, n=n)


def shading(seed: int, n: int, shows: int) -> Finding:
    """What the supplier takes off alerts late in a season: a host that always doubles them less one that never does."""
    scenario, scheme = Scenario.load(SCENARIO), Scheme.load("commission_only")

    def late(temptation: float, k: int) -> float:
        season = play_season(scenario, scheme, seed + k, shows, fixed={"host": {"temptation": temptation}})
        seen = [v for v in season.series.get("alert_shading", [])[shows // 2 :] if v is not None]
        return float(np.mean(seen)) if seen else float("nan")

    values = [late(OVERSTATED, k) - late(0.0, k) for k in range(n)]
    return compare("world.shading", 0.0, values, kind="at_least", shows=shows)


def learnt(seed: int, n: int, shows: int) -> Finding:
    """How far learning hosts come to overstate their alerts late in a season: on commission less under a bond."""
    scenario = Scenario.load(SCENARIO)

    def late(scheme: str, k: int) -> float:
        season = play_season(scenario, Scheme.load(scheme), seed + k, shows)
        return float(np.mean(season.dispositions["host"]["temptation"][shows // 2 :]))

    values = [late("commission_only", k) - late("alert_bond", k) for k in range(n)]
    return compare("world.learnt", 0.0, values, kind="at_least", shows=shows)


def findings(seed: int = 1, n: int = 24, shows: int = 12) -> list[Finding]:
    """Every line of the whole model; ``n`` shows, a quarter as many seasons (of twice ``shows`` where hosts learn)."""
    signs: list[tuple[str, Kind]] = [("commission_only", "at_least"), ("alert_bond", "at_most"), ("scoring_rule", "at_most")]
    seasons = max(n // 4, 2)
    gains = [gain(scheme, kind, seed, n) for scheme, kind in signs]
    return [*gains, shading(seed, seasons, shows), learnt(seed, seasons, 2 * shows)]

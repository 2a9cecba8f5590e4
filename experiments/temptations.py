"""The size of every temptation in money: what breaking one's word brings a party in one show, all else equal.

Every kind of party is tried at every level of its temptation while everybody else keeps to the scheme's standing
conduct, on the same luck; the difference of its profit is paired by seed. It is the short run that is measured: patience,
which weighs later business, is set to zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Literal

from experiments.intervals import Interval, difference
from experiments.pool import run_all

if TYPE_CHECKING:
    from environment import Scenario, Scheme

KINDS = ("host", "supplier", "factory", "warehouse", "carrier")
SHORT_RUN = {"behaviour.factory.patience": 0.0, "behaviour.carrier.patience": 0.0}
Money = dict[str, dict[str, float]]
Job = tuple["Scenario", "Scheme", int, str, float]


@dataclass(frozen=True, slots=True)
class Temptation:
    """What one level of one kind's temptation is worth against keeping its word, CNY a show.

    ``gain`` and ``chain`` are paired differences with 95 % intervals; ``share`` of seeds in which the kind gains;
    ``clauses`` the lines of its account that moved most (mean CNY), the reason in money.
    """

    kind: str
    level: float
    gain: Interval
    chain: Interval
    share: float
    clauses: tuple[tuple[str, float], ...]


def temptations(
    scenario: Scenario, scheme: Scheme, seeds: Sequence[int], *, workers: int | Literal["auto"] = "auto"
) -> list[Temptation]:
    """Every level above zero of every kind's menu; the word kept (0) is what it is compared with."""
    short = scenario.with_overrides(SHORT_RUN)
    menus = {kind: levels(scenario, kind) for kind in KINDS}
    tried = [(kind, level) for kind in KINDS for level in menus[kind]]
    jobs: list[Job] = [(short, scheme, seed, "", 0.0) for seed in seeds]
    jobs += [(short, scheme, seed, kind, level) for kind, level in tried for seed in seeds]
    money = run_all(_play, jobs, workers=workers, unit="show")
    honest, rest = money[: len(seeds)], money[len(seeds) :]
    names = _members(scenario)
    found = []
    for i, (kind, level) in enumerate(tried):
        played = rest[i * len(seeds) : (i + 1) * len(seeds)]
        gains = [_profit(b, names[kind]) - _profit(a, names[kind]) for a, b in zip(honest, played, strict=True)]
        chain = [_profit(b, _everybody(names)) - _profit(a, _everybody(names)) for a, b in zip(honest, played, strict=True)]
        share = sum(g > 0 for g in gains) / len(gains)
        found.append(Temptation(kind, level, difference(gains), difference(chain), share, _reason(honest, played, names[kind])))
    return found


def levels(scenario: Scenario, kind: str) -> tuple[float, ...]:
    """Levels of temptation above zero on the menu of ``kind``."""
    return tuple(x for x in scenario.season.levels.get(kind, {}).get("temptation", ()) if x > 0)


def _play(job: Job) -> Money:
    """Money per party and line when ``kind`` breaks its word at ``level`` and all others keep theirs."""
    from environment import play

    scenario, scheme, seed, kind, level = job
    held = {k: {"temptation": level if k == kind else 0.0} for k in KINDS}
    return play(scenario, scheme, seed=seed, dispositions=held).money


def _members(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    s = scenario
    groups = {"factory": s.factories, "warehouse": s.warehouses, "carrier": s.carriers, "material": s.material_suppliers}
    return {"host": (s.host.id,), "supplier": (s.supplier.id,)} | {k: tuple(p.id for p in g) for k, g in groups.items()}


def _everybody(names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for group in names.values() for name in group)


def _profit(money: Money, names: Sequence[str]) -> float:
    return fsum(money[name]["profit"] for name in names)


def _reason(honest: Sequence[Money], played: Sequence[Money], names: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The three lines of the kind's accounts that moved most, mean CNY over seeds."""
    moved: dict[str, float] = {}
    for before, after in zip(honest, played, strict=True):
        for sign, money in ((-1.0, before), (1.0, after)):
            for name in names:
                for line, cny in money[name].items():
                    if line not in ("income", "expense", "profit"):
                        moved[line] = moved.get(line, 0.0) + sign * cny / len(honest)
    ranked = sorted(moved.items(), key=lambda each: (-abs(each[1]), each[0]))
    return tuple((line, cny) for line, cny in ranked[:3] if abs(cny) >= 0.5)

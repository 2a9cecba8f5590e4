"""Policies for test links compared: how soon a true hit is promoted, how often a style that is none, what it earns.

``python -m experiments.testing 60`` prints the table for 60 drawn shows. Every policy plays the same shows with the same
number of links, each with its own stock.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from environment.scenario.trade.selection import Policy
from experiments.intervals import Interval, difference, interval
from experiments.pool import run_all

if TYPE_CHECKING:
    from environment import Scenario, Scheme, Show

POLICIES: tuple[str, ...] = get_args(Policy)
FALSE = 1.0  # appeal below which a promoted style is a false alarm
Job = tuple["Scenario", "Scheme", int]
Row = tuple[list[float], int, float, float]  # delays of the hits, false alarms, profit of host and of supplier


@dataclass(frozen=True, slots=True)
class Detection:
    """One policy over the same shows.

    ``delay``: minutes a true hit (a style that is no main one, with an appeal at or above the alert ratio) was on the shelf
    before its promotion, one that never was counted to the end of the broadcast; ``found`` share of true hits promoted;
    ``false_alarms`` promoted styles of appeal below 1, a show; ``host`` and ``supplier``: CNY a show against the first policy.
    """

    policy: str
    shows: int
    hits: int
    delay: Interval
    found: Interval
    false_alarms: Interval
    host: Interval
    supplier: Interval


def detections(
    scenario: Scenario, scheme: Scheme, seeds: Sequence[int], *, links: int = 6, policies: Sequence[str] = POLICIES,
    workers: int | Literal["auto"] = 1,
) -> list[Detection]:  # fmt: skip
    """Every policy on every seed, ``links`` test links a show; profits are paired with the first policy's."""
    drawn = scenario.with_overrides(
        {"demand_model.appeals": "drawn", "selection.test_links.most": links, "selection.test_links.own_stock": True}
    )
    worlds = [drawn.with_overrides({"selection.policy": policy}) for policy in policies]
    jobs: list[Job] = [(world, scheme, seed) for world in worlds for seed in seeds]
    rows, n = run_all(_play, jobs, workers=workers, unit="show"), len(seeds)
    first, found = rows[:n], []
    for i, policy in enumerate(policies):
        mine = rows[i * n : (i + 1) * n]
        delays = [delay for row in mine for delay in row[0]]
        length = scenario.clock.live_duration_h * 60.0
        found.append(
            Detection(
                policy, n, len(delays), interval(delays), interval([float(d < length) for d in delays]),
                interval([float(row[1]) for row in mine]),
                difference([row[2] - base[2] for row, base in zip(mine, first, strict=True)]),
                difference([row[3] - base[3] for row, base in zip(mine, first, strict=True)]),
            )
        )  # fmt: skip
    return found


def _play(job: Job) -> Row:
    from environment import play

    scenario, scheme, seed = job
    return judged(play(scenario, scheme, seed))


def judged(show: Show) -> Row:
    """What a policy made of one show."""
    end, rule = show.scenario.clock.live_duration_h * 60.0, show.scenario.signals.alert_rule.ratio
    appeal = dict(zip(show.tables["styles"]["style"], show.tables["styles"]["appeal"], strict=True))
    mains = {style.id for style in show.scenario.styles if style.role == "main"}
    named = {(f"{s.id} {s.en}", f"{s.id} {s.zh}"): s.id for s in show.scenario.styles}
    promoted = {named[e.params["style"]]: e.t_min for e in show.events if e.key == "promote"}
    opened = {named[e.params["style"]]: e.t_min for e in show.events if e.key == "unlock"}
    locked = {style.id for style in show.scenario.styles if style.unlock is not None} - opened.keys()
    hits = [s for s, a in appeal.items() if a >= rule and s not in mains and s not in locked]
    delays = [max(min(promoted.get(s, end), end) - opened.get(s, 0.0), 0.0) for s in hits]
    false = sum(appeal[s] < FALSE for s in promoted)
    money = show.money
    host, supplier = show.scenario.host.id, show.scenario.supplier.id
    return delays, false, money[host]["profit"], money[supplier]["profit"]


def table(found: Sequence[Detection]) -> str:
    """Markdown of the comparison."""
    head = "| policy | hits | delay, min | hits promoted | false alarms a show | host, CNY | supplier, CNY |"
    rows = [
        f"| `{d.policy}` | {d.hits} | {_shown(d.delay, 1)} | {_shown(d.found, 2)} | {_shown(d.false_alarms, 2)} |"
        f" {_shown(d.host, 0)} | {_shown(d.supplier, 0)} |"
        for d in found
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|", *rows])


def _shown(value: Interval, places: int) -> str:
    low, high = f"{value.low:,.{places}f}", f"{value.high:,.{places}f}"
    return f"{value.mean:,.{places}f} [{low}, {high}]".replace("-", "−")


def main(arguments: Sequence[str]) -> None:
    """Compare all policies on ``arguments[0]`` (60) drawn shows of the autumn launch."""
    from environment import Scenario, Scheme

    n = int(arguments[0]) if arguments else 60
    seeds = range(1000, 1000 + n)
    print(table(detections(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), seeds)))


if __name__ == "__main__":
    main(sys.argv[1:])

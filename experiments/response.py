"""What the link between host and suppliers is worth in speed: every show twice, with its alerts and without (or late)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.intervals import Interval, interval
from experiments.pool import run_all

if TYPE_CHECKING:
    from environment import Scenario, Scheme

NEVER_MIN = 100_000.0  # alerts under way for that long never arrive
Job = tuple["Scenario", "Scheme", int, float]


@dataclass(frozen=True)
class Response:
    """Paired measures (name -> interval over the shows in which it is defined), and shows with goods in each world.

    ``alerted`` shows had an alert at all; of these ``with_goods`` saw additional goods of the alerted style with the link,
    ``without_goods`` also without it.
    """

    n: int
    alerted: int
    with_goods: int
    without_goods: int
    measures: dict[str, Interval]


def without_alerts(scenario: Scenario, late_min: float = NEVER_MIN) -> Scenario:
    """The same world in which no demand alert ever arrives, or each ``late_min`` minutes after it was issued."""
    return scenario.with_overrides({"signals.alert_rule.delay_min": late_min})


def response(
    scenario: Scenario, scheme: Scheme, seeds: Sequence[int], *, late_min: float = NEVER_MIN,
    workers: int | Literal["auto"] = "auto",
) -> Response:  # fmt: skip
    """Play every seed with the link and without, all else and the luck equal; ``seeds`` as of :func:`seed_of`.

    Without the link alerts arrive ``late_min`` minutes after they were issued (not at all, unless told otherwise).

    The trade claims "+50 %" (``response_speedup`` 0.5): this measures it. Shows in which goods came only with the link
    have no speed to compare; ``response_units`` and the counts tell of them.
    """
    jobs: list[Job] = [(scenario, scheme, seed, late_min) for seed in seeds]
    rows = run_all(_play, jobs, workers=workers, unit="show")
    names = list(dict.fromkeys(name for found, *_ in rows for name in found))
    return Response(
        n=len(rows),
        alerted=sum(alerted for _, alerted, _, _ in rows),
        with_goods=sum(one for _, _, one, _ in rows),
        without_goods=sum(other for _, _, _, other in rows),
        measures={name: interval([found.get(name, np.nan) for found, *_ in rows]) for name in names},
    )


def _play(job: Job) -> tuple[dict[str, float], bool, bool, bool]:
    """Pair measures of one seed (undefined ones NaN), whether there was an alert, and goods with and without the link."""
    from environment import play
    from environment.measures.registry import chosen
    from environment.measures.response import alerted, arrivals

    scenario, scheme, seed, late_min = job
    linked = play(scenario, scheme, seed=seed).tables
    unlinked = play(without_alerts(scenario, late_min), scheme, seed=seed).tables
    found = {entry.name: float(entry.compute(linked, unlinked)) for entry in chosen("pair")}
    style = alerted(linked)
    one, other = (bool(style and arrivals(t, style)) for t in (linked, unlinked))
    return found, bool(style), one, other

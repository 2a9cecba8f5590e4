""""1 + 1 > 2": alerts, data and shared risk, each alone and all together, against none, on the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.intervals import FEWEST, Interval, difference
from experiments.replicate import Floats, replications
from experiments.response import without_alerts

if TYPE_CHECKING:
    from environment import Scenario, Scheme

PARTS = ("alerts", "data", "risk")
EVIDENCE = "alert_evidence"


@dataclass(frozen=True)
class Complementarity:
    """Gains of chain surplus over none of the parts, CNY a show, with 95 % bootstrap intervals over paired replications.

    ``gains``: alerts, data, risk and all. ``alone``: the sum of the three parts' gains. ``beyond``: gain of all minus that
    sum. ``share``: of replications in which ``beyond`` is above zero. ``ratio``: mean gain of all / mean sum of the parts,
    NaN where the parts alone bring nothing. ``surplus``: (n,) chain surplus under none, each part, and all.
    """

    n: int
    gains: dict[str, Interval]
    alone: Interval
    beyond: Interval
    share: float
    ratio: float
    surplus: dict[str, Floats]

    @property
    def verdict(self) -> str:
        """"complements" (1 + 1 > 2), "substitutes" or "unclear", by the interval of ``beyond``; with few replications unclear."""
        if self.beyond.n < FEWEST:
            return "unclear"
        return {"above": "complements", "below": "substitutes", "around": "unclear"}[self.beyond.verdict]


def variants(base: str | Path = "arms_length", full: str | Path = "full_collaboration") -> dict[str, tuple[Scheme, bool]]:
    """none, alerts, data, risk, all -> the scheme, and whether alerts arrive.

    *alerts*: they arrive, with their evidence, as fast as under ``full``; *data*: every other item of the data board as
    visible and as fast as under ``full``; *risk*: clauses, terms, ranges, rules and strategies of ``full``, nobody seeing
    more than under ``base``. Where alerts are off none ever arrives.
    """
    from environment import Scheme

    none, together = Scheme.load(base), Scheme.load(full)
    closed, open_ = none.plain()["visibility"], together.plain()["visibility"]
    at_once = together.information_delay_min

    def seen(shown: dict[str, object]) -> dict[str, object]:
        return {"visibility": {**closed, **shown}, "information_delay_min": at_once}

    board = {item: kinds for item, kinds in open_.items() if item != EVIDENCE}
    apart = {"visibility": closed, "information_delay_min": none.information_delay_min}
    return {
        "none": (none, False),
        "alerts": (Scheme.load(base, seen({EVIDENCE: open_.get(EVIDENCE, [])})), True),
        "data": (Scheme.load(base, seen(board)), False),
        "risk": (Scheme.load(full, apart), False),
        "all": (together, True),
    }


def complementarity(
    scenario: Scenario, *, base: str | Path = "arms_length", full: str | Path = "full_collaboration", n: int = 30,
    seed: int | None = None, workers: int | Literal["auto"] = "auto",
) -> Complementarity:  # fmt: skip
    """Play ``n`` replications of each of the five worlds; replication k has the same luck in all."""
    first = scenario.seed if seed is None else seed
    silent = without_alerts(scenario)
    surplus = {
        name: replications(scenario if alerts else silent, scheme, first, n, workers=workers).measures["chain_surplus"]
        for name, (scheme, alerts) in variants(base, full).items()
    }
    return judged(surplus)


def judged(surplus: dict[str, Floats]) -> Complementarity:
    """The result from paired surpluses (n,) of none, every part, and all."""
    from environment.measures.complementarity import complementarity as beyond_of
    from environment.measures.complementarity import complementarity_ratio

    none, together = surplus["none"], surplus["all"]
    rows = zip(none.tolist(), np.stack([surplus[part] for part in PARTS], axis=1).tolist(), together.tolist(), strict=True)
    beyond = np.array([beyond_of(*row) for row in rows])
    means = {name: float(values.mean()) for name, values in surplus.items()}
    return Complementarity(
        n=len(none),
        gains={name: difference(surplus[name] - none) for name in (*PARTS, "all")},
        alone=difference(sum((surplus[part] - none for part in PARTS), start=np.zeros(len(none)))),
        beyond=difference(beyond),
        share=float((beyond > 0).mean()),
        ratio=complementarity_ratio(means["none"], [means[part] for part in PARTS], means["all"]),
        surplus=surplus,
    )

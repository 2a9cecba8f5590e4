"""What the parties remember of a show (N7): reputations by partner and matter, and the host's usual exaggeration.

Everybody learns only from what reached it: the supplier compares claims with what was asked for and promises with what
came; the host compares what the supplier promised with what came.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

import numpy as np

from agents.trust import FIRST_IMPRESSION

if TYPE_CHECKING:
    from agents.party import Party
    from agents.public import Catalogue
    from environment.phases.settle import Outcome
    from environment.world import World

_TENTH = 1.2816  # standard normal quantile of 0.9


def accuracy(claim: float, actual: float) -> float:
    """1 − |claim − actual| / max(claim, actual): 1 for a true claim, 0.5 for one twice too high."""
    return 1.0 - abs(claim - actual) / max(claim, actual, 1.0)


def relationships(world: World, o: Outcome) -> None:
    """Update every reputation that this show gave evidence for; only parties with a seat at the review (N7) do."""
    supplier, host = world.cast.supplier, world.cast.host

    def note(who: Party, whom: str, matter: str, kept: float, prior: float = FIRST_IMPRESSION) -> None:
        who.reputation(whom, prior, matter).record(kept)
        world.experiences.append((who.name, whom, matter, kept))

    def seated(*names: str) -> bool:
        return world.bargaining.seated("N7", *names)

    if seated(host.name, supplier.name) and not world.parted:
        _claims(world, o)
    for rush in world.recorder.rushes:
        kept = 1.0 if rush["lead_h"] <= rush["agreed_lead_h"] else rush["agreed_lead_h"] / rush["lead_h"]
        if seated(supplier.name, rush["factory"]):
            note(supplier, rush["factory"], "delivery", kept)
        if seated(host.name, supplier.name):
            note(host, supplier.name, "delivery", kept, host.profile.trust_prior)
    for w, name in enumerate(world.cast.warehouses):
        sold = world.surge_sold[name]
        if seated(supplier.name, name) and sold > 0:  # judged by the day that fell furthest short
            worst = max((day[w] for day in world.fulfilment.fakes), default=0)
            note(supplier, name, "throughput", 1.0 - min(max(worst, 0.0) / sold, 1.0))
    for c, name in enumerate(world.cast.carriers):
        if seated(supplier.name, name) and np.add.reduce(world.fulfilment.daily[c, 0]) > 0:
            note(supplier, name, "volume", 1.0 - world.fulfilment.bump.get(c, 0.0))


def _claims(world: World, o: Outcome) -> None:
    """The host's forecast and alerts against what the audience asked for: how true, and how far ahead of the truth."""
    supplier, host, lost = world.cast.supplier, world.cast.host, world.recorder.lost
    faith = supplier.reputation(host.name, supplier.profile.trust_prior, "alert")
    factor = supplier.inflation.factor
    for life in world.recorder.alerts:
        if life.at("acknowledged") is None:
            continue  # still under way when the broadcast ended: it never reached the supplier
        alert = life.alert
        actual = float(np.add.reduce(o.ordered[alert.style]) + np.add.reduce(lost[alert.style]))
        faith.record(accuracy(alert.units / factor, actual))  # trust is in what is left once the usual exaggeration is off
        world.experiences.append((supplier.name, host.name, "alert", accuracy(alert.units, actual)))  # the word as given
        if alert.low > 0.0:  # an alert that claims nothing says nothing of exaggeration
            supplier.inflation.learn(alert.units, actual, log(alert.high / alert.low) / (2.0 * _TENTH))
    wanted = float(np.add.reduce(o.ordered, None) + np.add.reduce(lost, None))
    claimed = float(np.add.reduce(supplier.claims, None))
    if claimed > 0.0 < wanted:
        supplier.inflation.learn(claimed, wanted, doubt(world.catalogue))


@lru_cache(maxsize=32)
def doubt(c: Catalogue) -> float:
    """Log spread of the total that nobody could foretell."""
    return float(np.log(c.draws(c.nominal, c.log_sigma).sum(axis=1)).std())

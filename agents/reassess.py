"""Between shows: a style that comes back abnormally often for its family is mended, dropped or kept, by expected profit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from agents.public import Bools, Catalogue, Floats, units_to_come
from agents.running_order import refill
from agents.supplier_pre import contribution
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.supplier import Supplier


@dataclass(frozen=True, slots=True)
class Remedy:
    """What mending a description costs (CNY) and which share of the returns for expectation it avoids; ``spread`` is the
    log s.d. of a style's return rate from show to show, as experience has it."""

    cost: float
    effect: float
    spread: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done about a style: ``keep``, ``mend`` or ``drop``; its return rate and that of the rest of its family."""

    style: int
    action: str
    rate: float
    family: float


def chance(back: float, sent: float, others_back: float, others_sent: float, spread: float, shows: int) -> float:
    """One-sided p-value of a return rate against the rest of the family: two counts, luck of whole shows included.

    >>> round(chance(50.0, 100.0, 40.0, 100.0, 0.0, 1), 3)
    0.078
    """
    if sent <= 0 or others_sent <= 0:
        return 1.0
    pooled = (back + others_back) / (sent + others_sent)
    luck = (spread * others_back / others_sent) ** 2 / max(shows, 1)
    variance = pooled * (1.0 - pooled) * (1.0 / sent + 1.0 / others_sent) + luck
    if variance <= 0.0:
        return 1.0
    return float(ndtr(-(back / sent - others_back / others_sent) / np.sqrt(variance)))


def profit(supplier: Supplier, returned: Floats, out: Bools) -> float:
    """CNY the supplier expects of a show with these return rates (S,) and without the styles that are ``out``."""
    c = supplier.catalogue
    known: Catalogue = replace(c, returned=returned)
    if out.any():
        attract = np.where(out, 0.0, c.attract)
        plan = refill(c.plan, out, attract * c.price * known.kept)
        live = units_to_come(attract, plan, c.per_tick, c.focus_boost, np.zeros(len(out)))[0]
        units = live * (1.0 + c.shelf_share)
    else:
        units = c.nominal
    stock = supplier.profile.opening.sum(axis=1)
    sold = np.minimum(c.draws(units, c.log_sigma), stock).mean(axis=0)
    return float(dot(sold, contribution(supplier, catalogue=known)))


def verdicts(
    supplier: Supplier, sent: Floats, back: Floats, expectation: Floats, shows: Floats, level: float, remedy: Remedy,
    settled: Bools,
) -> list[Verdict]:  # fmt: skip
    """Styles whose counts (S,) of units ``sent`` and come ``back`` over ``shows`` are abnormal at ``level``, and what is done.

    ``expectation`` (S,) counts returns because the goods were not as shown; a ``settled`` style has been mended before.
    """
    c, found = supplier.catalogue, list[Verdict]()
    families = np.array(c.families)
    for s in np.flatnonzero((sent > 0) & (c.nominal > 0)).tolist():
        kin = (families == families[s]) & (sent > 0) & (np.arange(len(sent)) != s)
        if not kin.any():
            continue
        others = (float(back[kin].sum()), float(sent[kin].sum()))
        if chance(float(back[s]), float(sent[s]), *others, remedy.spread, int(shows[s])) >= level:
            continue
        rate, out, nobody = back[s] / sent[s], np.arange(len(sent)) == s, np.zeros(len(sent), dtype=bool)
        as_seen = np.where(out, rate, c.returned)
        mended = np.where(out, rate - remedy.effect * expectation[s] / sent[s], c.returned)
        worth = {"keep": profit(supplier, as_seen, nobody), "drop": profit(supplier, as_seen, out)}
        if not settled[s] and remedy.effect > 0:
            worth["mend"] = profit(supplier, mended, nobody) - remedy.cost
        action = max(worth, key=lambda name: worth[name])
        found.append(Verdict(s, action, float(rate), others[0] / others[1]))
    return found

"""Observations: everything a party is told in a step, and nothing else.

The environment fills them through the who-sees-what matrix of the incentive scheme; an item that the matrix
withholds is ``None``. Arrays are read-only. A party decides from its own memory and its observation alone.

The two observations of a live tick are filled for one reader each and read once: freezing them would protect nobody, and
cost as much as all that a party learns from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.public import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Alert:
    """The demand alert 需求预警: a claim of the host, negotiable and possibly inflated.

    ``units`` are total units of the show that the host says the style will sell, with 10 % and 90 % quantiles;
    ``region_mix`` (R,) sums to one; ``sizes`` advises the size mix of a reorder (units ordered so far per sku).
    """

    id: str
    style: int
    t_min: float
    units: float
    low: float
    high: float
    region_mix: tuple[float, ...]
    sizes: tuple[float, ...]  # (K,) advised size mix over stock-keeping units; only the style's own count
    ratio: float  # evidence: heat against plan
    mentions: int
    carts: int
    deadline_min: float


@dataclass(frozen=True, slots=True)
class Words:
    """What the comments of a tick ask for: how often each colour of the style on air is named."""

    style: int
    colours: tuple[int, ...]


@dataclass(slots=True)
class LiveObservation:
    """One live tick as the host's desk shows it."""

    tick: int
    t_min: float
    viewers: int
    likes: float
    comments: int
    mentions: Ints  # (S,)
    carts: Ints  # (S, R)
    tryons: Ints  # (S,)
    planned: Floats  # (S,) signals that an alert goes by, at appeal 1 under the same attention
    planned_carts: Floats  # (S,)
    noted: Floats  # (S,) signals of the kinds that are planned, as they came
    exposure: Floats  # (S,) nominal units of the tick under the same attention
    units: Ints | None  # (S, R) ordered in the tick
    ordered: Ints | None  # (S,) the same over all regions
    stock: Ints | None  # (S, W) as the board shows it
    unlocked: Bools
    sizes: Ints | None  # (K,) units ordered so far per size of each style
    units_exposure: Floats | None = None  # (S,) nominal units of the tick that ``units`` are of, where they come in late
    test_units: int = 0
    votes: tuple[int, int] | None = None
    ahead: Floats | None = None  # (S,) known signals from outside: demand to come over the plan's; None: none
    words: Words | None = None  # None: nobody reads the comments for keywords


@dataclass(slots=True)
class BoardObservation:
    """One live tick as the supplier's board shows it."""

    tick: int
    t_min: float
    units: Ints | None  # (S, R) ordered in the tick
    ordered: Ints | None  # (S,) the same over all regions
    sold: Ints  # (S,) its own books
    stock: Ints  # (S, W) its own stock, lots under way at their target included
    exposure: Floats | None  # (S,) nominal units so far at appeal 1 (None: it does not see the rundown)
    region_units: Ints | None  # (S, R) so far
    incoming: Ints  # (S,) units of rush lots not yet promised
    promoted: tuple[int, ...]  # styles promoted on air, for all to see
    alerts: tuple[Alert, ...] = ()
    ahead: Floats | None = None  # (S,) known signals from outside: demand to come over the plan's; None: none
    aside: Ints | None = None  # (S,) its own goods held back from the show
    busy: frozenset[tuple[int, int]] = field(default_factory=frozenset)  # (style, warehouse) with a lot under way

"""The three references of a show on its own luck, and how much of the possible gain a show captured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from environment.references.central import seat
from environment.references.clairvoyant import Tape, bound
from environment.scheme import Scheme
from environment.scheme.scheme import ITEMS, KINDS
from environment.world import World

if TYPE_CHECKING:
    from environment.records import Show
    from environment.scenario import Scenario

_KEPT: dict[tuple[str, int], References] = {}
_SCHEMES: dict[str, Scheme] = {}


@dataclass(frozen=True, slots=True)
class References:
    """Chain surplus, CNY, on one scenario's luck of one seed.

    ``arm``: at arm's length; ``planner``: one owner who knows what the parties jointly know; ``clairvoyant``: an upper bound
    with realised demand known beforehand; ``plan``: what the owner prepared; ``gap``: (clairvoyant − planner) /
    |clairvoyant|, the value of perfect information and of everything the bound relaxes; ``notes``: what to mind.
    """

    arm: float
    planner: float
    clairvoyant: float
    plan: dict[str, object]
    gap: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Efficiency:
    """η = (W − W_arm) / (W_planner − W_arm): 0 at arm's length, 1 at the planner's surplus; NaN with a ``reason``."""

    value: float
    surplus: float
    references: References
    reason: str = ""

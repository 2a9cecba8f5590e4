"""Which negotiation the table shows: what was chosen there, or what was clicked elsewhere on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from visualization.page.choices import SHOW
from visualization.page.settings import Pick
from visualization.page.views.table import Case

if TYPE_CHECKING:
    from environment.records import Show

MOST_LISTED = 300


@dataclass(frozen=True)
class Look:
    """What is looked at: ``source`` (:data:`SHOW` or a domain), the negotiation, a message of it, an issue, whose concession
    curve, and whose utilities span the plane. Empty or -1: the panel's own choice."""

    source: str = SHOW
    talk: str = ""
    message: int = -1
    issue: str = ""
    party: str = ""
    across: str = ""
    upward: str = ""
    strategies: tuple[tuple[str, str], ...] = ()  # of a stand-alone negotiation: party, strategy
    seen: Pick | None = None  # what had been clicked when a stand-alone negotiation was chosen

    def at(self, talk: str) -> Look:
        """Another negotiation, nothing chosen in it."""
        return self if talk == self.talk else Look(self.source, talk, strategies=self.strategies)

    def to(self, **values: object) -> Look:
        """A copy with other values."""
        return replace(self, **values)  # type: ignore[arg-type]


def heeding(look: Look, picked: Pick | None) -> Look:
    """``look``, back at the show where something of it was clicked since a stand-alone negotiation was chosen."""
    return Look() if look.source != SHOW and picked is not None and picked != look.seen else look


def near(found: Sequence[Case], now: str) -> Sequence[Case]:
    """As many as a list can hold, around the one looked at."""
    at = next((k for k, case in enumerate(found) if case.talk.id == now), 0)
    first = max(0, min(at - MOST_LISTED // 2, len(found) - MOST_LISTED))
    return found[first : first + MOST_LISTED]


def chosen(found: Sequence[Case], show: Show, picked: Pick | None, look: Look) -> str:
    """The negotiation to show: the one clicked anywhere, else what the click speaks of, else the one looked at before, else
    the first rush order, else the first of all ("" where there is none)."""
    known = [case.talk.id for case in found]
    meant = [] if picked is None else [name for name in _meant(found, show, picked) if name in known]
    if meant:
        return look.talk if look.talk in meant else meant[0]
    if look.talk in known:
        return look.talk
    return next((case.talk.id for case in found if case.talk.kind == "N5"), known[0] if known else "")


def _meant(found: Sequence[Case], show: Show, picked: Pick) -> list[str]:
    """The negotiations that a click may have meant, best first."""
    place = int(picked.id) if picked.id.isdecimal() else -1
    if picked.kind == "negotiation":
        return [picked.id]
    if picked.kind == "event" and 0 <= place < len(show.events):
        return [str(show.events[place].params.get("negotiation", ""))]
    if picked.kind == "posting":
        columns = [show.tables["ledger"][name] for name in ("cause", "contract")]
        return [str(column[place]) for column in columns if 0 <= place < len(column)]
    if picked.kind == "edge":
        ends = set(picked.id.split(">"))
        return [case.talk.id for case in found if ends <= set(case.talk.parties)]
    if picked.kind == "party":
        return [case.talk.id for case in found if picked.id in case.talk.parties]
    return []

"""How a game at the table ended, ready for the debrief; from here on everything may be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from environment.records import Negotiation, Show
from experiments.negotiate import Negotiated
from visualization.figures.names import Names, Pair
from visualization.page.views.seat import Debrief, debrief, settled
from visualization.page.views.seat_game import InShow, StandAlone
from visualization.page.views.table import Case, stand_alone


@dataclass(frozen=True, eq=False)
class Ended:
    """The finished game: the person's ``party``, the table as the person and as the software played it, the debrief, and
    what the whole show came to (None for a stand-alone negotiation)."""

    party: str
    case: Case
    software: Case
    debrief: Debrief
    money: Pair | None = None
    show: Show | None = None


def end_of(
    found: tuple[Show, Negotiation] | Negotiated, game: InShow | StandAlone, software: Case, names: Names
) -> Ended:  # fmt: skip
    """The end of ``game``; ``software`` is the same table as software played it on the same luck."""
    party = game.place.party
    if isinstance(found, Negotiated):
        case = stand_alone(found)
        return Ended(party, case, software, debrief(case, software, party))
    show, talk = found
    case = Case(talk, names, software.rounds, software.unit, software.live)
    same = all(np.array_equal(talk.utilities[p], software.talk.utilities[p]) for p in talk.parties)
    if not same:  # the same luck leads to the same table; anything else is a mistake of ours, not of the person's
        raise RuntimeError(f"{talk.id}: the software's own play of this seat is not about the same table")
    assert isinstance(game, InShow)
    before = game.software.money[party]["profit"] if game.software is not None else float("nan")
    money = settled(names(party), show.money[party]["profit"], before)
    return Ended(party, case, software, debrief(case, software, party), money, show)

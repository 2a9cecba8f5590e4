"""Where a visitor stands in the books: which party, group, partner, line and posting are open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from visualization.page.settings import Pick
from visualization.page.views.money import Books, line_key


@dataclass(frozen=True)
class Place:
    """What is open; an empty text where nothing is, -1 where no posting is."""

    party: str = ""
    group: str = ""
    partner: str = ""
    line: str = ""
    posting: int = -1

    def to(self, **values: object) -> Place:
        """One step down or aside: what is below the changed level closes."""
        order = ("party", "group", "partner", "line", "posting")
        first = min(order.index(name) for name in values)
        below = {name: -1 if name == "posting" else "" for name in order[first + 1 :] if name not in values}
        return replace(self, **below, **values)  # type: ignore[arg-type]


def start(books: Books) -> str:
    """The party whose account moves most: it is shown first."""
    count = Counter(p for each in books.postings for p in (each.payer, each.payee) if p in books.names.kinds)
    return count.most_common(1)[0][0] if count else ""


def follow(books: Books, place: Place, pick: Pick | None) -> Place:
    """The place after something was clicked, anywhere on the page."""
    known = {account.id for account in books.accounts}
    if place.party not in known:
        place = Place(start(books))
    if pick is None:
        return place
    if pick.kind == "party" and pick.id in known and pick.id != place.party:
        return Place(pick.id)
    if pick.kind == "edge":
        one, _, other = pick.id.partition(">")
        if {one, other} <= known and {one, other} != {place.party, place.partner}:
            return Place(one, partner=other)
    if pick.kind == "posting" and pick.id.isdecimal() and int(pick.id) < len(books.postings) and int(pick.id) != place.posting:
        each = books.postings[int(pick.id)]
        party = place.party if place.party in (each.payer, each.payee) else each.payee
        return Place(party, "", each.partner(party), line_key(each), each.at)
    if pick.kind == "negotiation":
        talk = next((each for each in books.show.negotiations if each.id == pick.id), None)
        if talk is not None and len(talk.parties) > 1 and not {place.party, place.partner} <= set(talk.parties):
            return Place(talk.parties[0], partner=talk.parties[1])
    return place

"""What panels have been set to, as far as a link reopens it: the second side of a comparison, a seat in the middle of play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from protocols.types import ACCEPT, Response

OTHER = "win_win_pool_nash"  # the second side that nobody has chosen
USUAL, MOST = 20, 200  # plays of each side
SHOW, SHOWN = "", "show"  # the source of an encounter of the show that was played, and how a link names it
SEP = "~"  # joins the members of a tuple in a link; no name or path of a parameter holds it
MOST_MOVES = 1000

Move = Response | int  # accept, leave, or the outcome to offer instead
Found = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Against:
    """Side B of a comparison: its scheme, and variants and overrides on top of side A's; ``n`` plays of each side, and
    whether they were ``played``."""

    scheme: str = OTHER
    variants: tuple[str, ...] = ()
    overrides: tuple[tuple[str, str], ...] = ()
    n: int = USUAL
    played: bool = False


@dataclass(frozen=True)
class Sitting:
    """Where a person sits: ``source`` (a domain, or :data:`SHOW`) and the place; ``moves`` made so far."""

    source: str = "rush_deal"
    talk: str = ""
    party: str = ""
    moves: tuple[Move, ...] = ()


def against_pairs(side: Against) -> list[tuple[str, str]]:
    """What a link says of side B: only what differs from the defaults.

    >>> against_pairs(Against("buyback", n=5, played=True))
    [('b', 'buyback'), ('n', '5'), ('compared', '1')]
    """
    plain, pairs = Against(), list[tuple[str, str]]()
    if side.scheme != plain.scheme:
        pairs.append(("b", side.scheme))
    if side.variants:
        pairs.append(("b.variants", SEP.join(side.variants)))
    pairs += [("b.set", f"{path}={value}") for path, value in side.overrides]
    if side.n != plain.n:
        pairs.append(("n", str(side.n)))
    return [*pairs, ("compared", "1")] if side.played else pairs


def against_of(found: Found) -> Against:
    """Side B as a link tells it; what makes no sense is left at its default."""
    plain = Against()
    n = _last(found, "n")
    return Against(
        _last(found, "b") or plain.scheme,
        tuple(name for name in _last(found, "b.variants").split(SEP) if name),
        tuple((path, value) for path, sign, value in (each.partition("=") for each in found.get("b.set", ())) if sign and path),
        int(n) if n.isdecimal() and len(n) < 4 and 1 <= int(n) <= MOST else plain.n,
        _last(found, "compared") == "1",
    )


def sitting_pairs(sitting: Sitting | None) -> list[tuple[str, str]]:
    """What a link says of a seat in the middle of play.

    >>> sitting_pairs(Sitting("", "N5", "host", (7, ACCEPT)))
    [('seat', 'show~N5~host'), ('moves', '7~a')]
    """
    if sitting is None:
        return []
    moves = SEP.join("a" if move is ACCEPT else str(move) for move in sitting.moves if move is ACCEPT or isinstance(move, int))
    seat = ("seat", SEP.join((sitting.source or SHOWN, sitting.talk, sitting.party)))
    return [seat, ("moves", moves)] if moves else [seat]


def sitting_of(found: Found) -> Sitting | None:
    """The seat a link tells of; moves that make no sense, and those after them, are left out."""
    parts = _last(found, "seat").split(SEP)
    if len(parts) != 3 or not parts[0] or not parts[2]:
        return None
    moves: list[Move] = []
    for text in _last(found, "moves").split(SEP)[:MOST_MOVES]:
        if text != "a" and not (text.isascii() and text.isdecimal() and len(text) < 10):
            break
        moves.append(ACCEPT if text == "a" else int(text))
    return Sitting(SHOW if parts[0] == SHOWN else parts[0], parts[1], parts[2], tuple(moves))


def _last(found: Found, name: str) -> str:
    return found[name][-1] if found.get(name) else ""

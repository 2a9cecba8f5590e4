"""Two-sided one-to-one matching: deferred acceptance and all stable matchings.

Sources: Gale & Shapley (1962), Amer. Math. Monthly 69:9-15; Roth & Sotomayor (1990), Two-Sided Matching.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from protocols.errors import UserError

Preferences = Mapping[str, Sequence[str]]  # party -> acceptable partners, best first
Matching = dict[str, str]  # proposer -> receiver; who is absent stays single


def _ranks(preferences: Preferences, others: Preferences, side: str) -> dict[str, dict[str, int]]:
    ranks = {
        party: {other: place for place, other in enumerate(order)} for party, order in preferences.items()
    }
    for party, order in preferences.items():
        if len(ranks[party]) != len(order):
            raise UserError(f"{side} {party!r} lists a partner twice")
        if unknown := [other for other in order if other not in others]:
            raise UserError(f"{side} {party!r} lists {unknown[0]!r}, who is not on the other side")
    return ranks


def deferred_acceptance(proposers: Preferences, receivers: Preferences) -> Matching:
    """The stable matching that is best for every proposer and worst for every receiver (Gale & Shapley).

    Preferences are strict; a partner not listed is unacceptable.

    >>> factories = {"f1": ["h2", "h1"], "f2": ["h1", "h2"]}
    >>> deferred_acceptance({"h1": ["f1", "f2"], "h2": ["f1", "f2"]}, factories)
    {'h1': 'f2', 'h2': 'f1'}
    """
    _ranks(proposers, receivers, "proposer")
    ranks = _ranks(receivers, proposers, "receiver")
    held: dict[str, str] = {}
    asked = dict.fromkeys(proposers, 0)
    free = list(reversed(list(proposers)))
    while free:
        proposer = free.pop()
        if asked[proposer] >= len(proposers[proposer]):
            continue  # everybody acceptable has refused: stays single
        receiver = proposers[proposer][asked[proposer]]
        asked[proposer] += 1
        if proposer not in ranks[receiver]:
            free.append(proposer)
            continue
        rival = held.get(receiver)
        if rival is None or ranks[receiver][proposer] < ranks[receiver][rival]:
            held[receiver] = proposer
            if rival is not None:
                free.append(rival)
        else:
            free.append(proposer)
    matched = {proposer: receiver for receiver, proposer in held.items()}
    return {proposer: matched[proposer] for proposer in proposers if proposer in matched}


def stable_matchings(proposers: Preferences, receivers: Preferences) -> list[Matching]:
    """All stable matchings, by search between each proposer's best and worst stable partner.

    The same parties stay single in all of them (rural hospitals theorem), and a proposer's partners lie
    between the two deferred-acceptance outcomes; partial matchings with a blocking pair are cut.

    >>> factories = {"f1": ["h2", "h1"], "f2": ["h1", "h2"]}
    >>> len(stable_matchings({"h1": ["f1", "f2"], "h2": ["f2", "f1"]}, factories))
    2
    """
    mine, theirs = _ranks(proposers, receivers, "proposer"), _ranks(receivers, proposers, "receiver")
    best = deferred_acceptance(proposers, receivers)
    worst = {p: r for r, p in deferred_acceptance(receivers, proposers).items()}
    singles = [p for p in proposers if p not in best]
    found: list[Matching] = []

    def blocks(proposer: str, receiver: str, partner: Mapping[str, str], holder: Mapping[str, str]) -> bool:
        """Would both rather have each other than what they hold (being single included)?"""
        if receiver not in mine[proposer] or proposer not in theirs[receiver]:
            return False
        now, rival = partner.get(proposer), holder.get(receiver)
        wants = now is None or mine[proposer][receiver] < mine[proposer][now]
        return wants and (rival is None or theirs[receiver][proposer] < theirs[receiver][rival])

    def extend(todo: list[str], partner: dict[str, str], holder: dict[str, str]) -> None:
        if not todo:
            if not any(blocks(p, r, partner, holder) for p in proposers for r in receivers):
                found.append({p: partner[p] for p in proposers if p in partner})
            return
        p, rest = todo[0], todo[1:]
        order = proposers[p]
        for r in order[mine[p][best[p]] : mine[p][worst[p]] + 1]:
            if r in holder or p not in theirs[r]:
                continue
            now, held = {**partner, p: r}, {**holder, r: p}
            if not any(blocks(a, b, now, held) for a in (*now, *singles) for b in held):
                extend(rest, now, held)

    extend([p for p in proposers if p in best], {}, {})
    return found

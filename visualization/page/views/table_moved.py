"""Why an issue ended where it did: who asked for what, who would have lost by one step more, and whose limit was reached.

Everything is computed from the parties' own utilities over the outcomes on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualization.figures.bargaining import Stakes
from visualization.figures.names import Pair, words
from visualization.page.views.table import Case
from visualization.quantities import nothing
from visualization.report.words import issue_name, joined

Floats = NDArray[np.float64]
AMOUNTS = ("rush_qty", "rush_units", "transfer_qty", "reserved_per_day", "surge_parcels", "booked_parcels")


@dataclass(frozen=True)
class Row:
    """One value of the issue: ``worth`` to each party with the other terms as agreed (None after a breakdown or where it
    cannot be carried out), ``fair`` of ``terms`` sets of other terms leave nobody worse off than no deal, ``blocked`` are
    those who cannot carry it out at any terms, ``joint`` the largest common gain over no deal (None: nothing fair)."""

    value: float | int | str
    worth: tuple[float | None, ...]
    fair: int
    terms: int
    blocked: tuple[str, ...]
    joint: float | None


@dataclass(frozen=True)
class Moved:
    """The issue's story: ``verdict`` in one sentence, ``reasons`` behind it, ``paths`` (party, what it asked for in turn)."""

    issue: str
    verdict: Pair
    reasons: list[Pair]
    paths: list[tuple[str, Pair]]
    rows: list[Row]


def first_issue(case: Case) -> str:
    """The issue one asks about first: the quantity, else the first with more than one value."""
    open_issues = [name for name, (_, values) in case.talk.issues.items() if len(values) > 1]
    return next((name for name in AMOUNTS if name in open_issues), (open_issues or list(case.talk.issues))[0])


def moved(case: Case, issue: str) -> Moved | None:
    """The story of ``issue``; None where the record holds no utilities."""
    stakes = case.stakes
    if stakes is None:
        return None
    rows = [_row(case, stakes, issue, k) for k in range(len(case.talk.issues[issue][1]))]
    paths = [(party, _path(case, issue, party)) for party in case.talk.parties if _asked(case, issue, party)]
    reasons = [*_first_asks(case, issue), *_who_cut(case, issue)]
    if case.deal is None:
        verdict, more = _broken(case, rows, issue)
    else:
        verdict, more = _verdict(case, stakes, rows, issue)
    if idle := nothing(case.talk.outcome, True):
        verdict = words("table.moved.nothing", what=idle, verdict=verdict)
    return Moved(issue, verdict, [*reasons, *more], paths, rows)


def _cells(case: Case, stakes: Stakes, issue: str, k: int) -> NDArray[np.int64]:
    """The outcomes in which ``issue`` has its ``k``-th value."""
    grid = np.arange(case.space.size, dtype=np.int64).reshape(case.space.shape)
    cells: NDArray[np.int64] = np.take(grid, k, axis=case.space.names.index(issue)).ravel()
    return cells


def _row(case: Case, stakes: Stakes, issue: str, k: int) -> Row:
    cells = _cells(case, stakes, issue, k)
    table = stakes.table[cells]
    fine = np.isfinite(table)
    fair = fine.all(axis=1) & (table >= stakes.reserve - 1e-9).all(axis=1)
    gains = (table[fair] - stakes.reserve).sum(axis=1)
    worth: tuple[float | None, ...] = tuple(None for _ in case.talk.parties)
    if case.deal is not None:
        place = list(np.unravel_index(case.deal, case.space.shape))
        place[case.space.names.index(issue)] = np.intp(k)
        here = stakes.table[int(np.ravel_multi_index(tuple(int(p) for p in place), case.space.shape))]
        worth = tuple(float(x) if np.isfinite(x) else None for x in here)
    blocked = tuple(party for at, party in enumerate(case.talk.parties) if not fine[:, at].any())
    joint = float(gains.max()) if len(gains) else None
    return Row(case.talk.issues[issue][1][k], worth, int(fair.sum()), len(cells), blocked, joint)


def _asked(case: Case, issue: str, party: str) -> list[tuple[int, float | int | str]]:
    """(round from 1, value) each time ``party`` asks for another value than before."""
    found: list[tuple[int, float | int | str]] = []
    for round_, who, outcome in case.talk.offers:
        if who == party:
            value = case.space.point(int(outcome))[issue]
            if not found or found[-1][1] != value:
                found.append((round_ + 1, value))
    return found


def _path(case: Case, issue: str, party: str) -> Pair:
    return joined((case.value(issue, value) for _, value in _asked(case, issue, party)), " → ", " → ")


def _first_asks(case: Case, issue: str) -> list[Pair]:
    parts = []
    for party in case.talk.parties:
        if asked := _asked(case, issue, party):
            name, value = case.names(party), case.value(issue, asked[0][1])
            parts.append((f"{name[0]} {value[0]}", f"{name[1]} {value[1]}"))
    return [words("table.moved.first", issue=issue_name(issue), list=joined(parts))] if parts else []


def _who_cut(case: Case, issue: str) -> list[Pair]:
    """Who was the first to ask for less than in its own first offer, where the issue is a number."""
    falls = []
    for at, party in enumerate(case.talk.parties):
        asked = _asked(case, issue, party)
        lower = [(r, v) for r, v in asked[1:] if not isinstance(v, str) and not isinstance(asked[0][1], str) and v < asked[0][1]]
        if lower:
            falls.append((lower[0][0], at, party, asked[0][1], lower[0][1]))
    if not falls:
        return []
    round_, _, party, old, new = min(falls)
    return [words("table.moved.fell", party=case.names(party), n=round_, issue=issue_name(issue), old=case.value(issue, old),
                  new=case.value(issue, new))]  # fmt: skip


def _verdict(case: Case, stakes: Stakes, rows: Sequence[Row], issue: str) -> tuple[Pair, list[Pair]]:
    """Why no more (no later value) was agreed, and what one step more and one step less would have meant."""
    agreed = next(k for k, row in enumerate(rows) if row.value == case.talk.outcome[issue])
    value, reasons = case.value(issue, rows[agreed].value), list[Pair]()
    for step, key in ((1, "more"), (-1, "less")):
        if 0 <= agreed + step < len(rows):
            reasons += _one_step(case, rows, agreed, agreed + step, key, issue)
    if agreed + 1 == len(rows):
        return words("table.moved.top", issue=issue_name(issue), value=value), reasons
    above = rows[agreed + 1]
    there = case.value(issue, above.value)
    if above.blocked:
        who = joined(case.names(party) for party in above.blocked)
        return words("table.moved.blocked", value=value, there=there, who=who), reasons
    if not above.fair:
        tightest = _tightest(case, stakes, issue, agreed + 1)
        return words("table.moved.reserve", value=value, there=there, party=case.names(tightest)), reasons
    losers = _losers(case, rows[agreed], above)
    if losers:
        per = joined(_change(case, party, rows[agreed], above) for party in losers)
        key = "floor" if any(_under(case, stakes, party, above) for party in losers) else "margin"
        said = words(f"table.moved.{key}", value=value, there=there, per=per, who=joined(case.names(p) for p in losers))
        return said, [*reasons, *_elsewhere(case, rows, agreed, issue)]
    return words("table.moved.open", value=value, there=there), [*reasons, *_elsewhere(case, rows, agreed, issue)]


def _losers(case: Case, here: Row, there: Row) -> list[str]:
    """Who would have lost by going there with all else as agreed; who cannot go there at these terms loses too."""
    pairs = zip(case.talk.parties, here.worth, there.worth, strict=True)
    return [party for party, a, b in pairs if a is not None and (b is None or b < a - 1e-9)]


def _under(case: Case, stakes: Stakes, party: str, row: Row) -> bool:
    at = case.talk.parties.index(party)
    worth = row.worth[at]
    return worth is None or worth < float(stakes.reserve[at]) - 1e-9


def _change(case: Case, party: str, here: Row, there: Row) -> Pair:
    """'supplier −812 CNY (−3.2 a unit)'."""
    at = case.talk.parties.index(party)
    a, b = here.worth[at], there.worth[at]
    if a is None or b is None:
        return words("table.moved.unable", party=case.names(party))
    whole = case.worth(b - a, True)
    if isinstance(here.value, str) or isinstance(there.value, str) or case.unit != "CNY":
        return words("table.moved.change", party=case.names(party), whole=whole)
    step = abs(float(there.value) - float(here.value))
    if step < 1.0:
        return words("table.moved.change", party=case.names(party), whole=whole)
    unit = f"{(b - a) / step:+.2f}".replace("-", "−")
    return words("table.moved.per", party=case.names(party), whole=whole, unit=unit)


def _one_step(case: Case, rows: Sequence[Row], here: int, there: int, key: str, issue: str) -> list[Pair]:
    changes = joined(_change(case, party, rows[here], rows[there]) for party in case.talk.parties)
    return [words(f"table.moved.{key}", there=case.value(issue, rows[there].value), list=changes)]


def _elsewhere(case: Case, rows: Sequence[Row], agreed: int, issue: str) -> list[Pair]:
    """Whether another set of terms would have made the next value acceptable to all, and better for all together."""
    above, here = rows[agreed + 1], rows[agreed]
    there = case.value(issue, above.value)
    if above.joint is None or here.joint is None:
        return []
    return [words("table.moved.elsewhere", there=there, n=above.fair, m=above.terms, gain=case.worth(above.joint, True),
                  here=case.worth(here.joint, True), value=case.value(issue, here.value))]  # fmt: skip


def _tightest(case: Case, stakes: Stakes, issue: str, k: int) -> str:
    """The party whose limit keeps the value out of reach: the worst off where the worst off does best."""
    share = stakes.share[_cells(case, stakes, issue, k)]
    share = np.where(np.isfinite(share), share, -np.inf)
    best = int(np.argmax(share.min(axis=1)))
    return case.talk.parties[int(np.argmin(share[best]))]


def _broken(case: Case, rows: Sequence[Row], issue: str) -> tuple[Pair, list[Pair]]:
    """No deal: whether there was one to be had."""
    fair = [row for row in rows if row.fair]
    ending = words(f"ending.{case.talk.reason}", case.talk.reason)
    if not fair:
        blocked = [party for party in case.talk.parties if all(party in row.blocked for row in rows)]
        key = "table.moved.none_able" if blocked else "table.moved.none_fair"
        return words(key, who=joined(case.names(p) for p in blocked), reason=ending), []
    best = max(fair, key=lambda row: row.joint or 0.0)
    total, every = sum(row.fair for row in rows), sum(row.terms for row in rows)
    said = words("table.moved.missed", reason=ending, n=total, m=every, issue=issue_name(issue),
                 value=case.value(issue, best.value), gain=case.worth(best.joint or 0.0, True))  # fmt: skip
    return said, _last_stands(case)


def _last_stands(case: Case) -> list[Pair]:
    """What everybody's last offer left to everybody else, against no deal."""
    last = {who: int(outcome) for _, who, outcome in case.talk.offers}
    found = []
    for who, outcome in last.items():
        gains = joined(
            words("table.moved.change", party=case.names(p),
                  whole=case.worth(float(case.talk.utilities[p][outcome]) - float(case.talk.reservations[p]), True))
            for p in case.talk.parties
        )  # fmt: skip
        found.append(words("table.moved.last", party=case.names(who), terms=case.terms(outcome), list=gains))
    return found

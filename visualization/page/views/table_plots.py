"""A negotiation drawn: the space of utilities, parallel axes, and concession curves, as plain data for the widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocols.solutions import pareto_mask
from visualization.figures.bargaining import thin
from visualization.figures.names import Pair, words
from visualization.page.views.table import Case

Floats = NDArray[np.float64]
MOST_OUTCOMES = 400_000  # beyond, the cloud is drawn from every k-th outcome
LOW, HIGH = -0.4, 1.15  # shares of the parallel axes; a line beyond ends at the edge
NAMES = {"nash": "figure.talk.key.nash", "ks": "figure.talk.key.ks"}


def space(case: Case, across: str, upward: str, lang: int) -> dict[str, Any]:
    """The utilities of two parties: all outcomes, the front, no deal, offers in order, Nash and KS points, the deal.

    With more than two parties the front is that of these two among outcomes that leave nobody worse off than no deal.
    """
    stakes, talk = case.stakes, case.talk
    if stakes is None:
        return {}
    pair = [talk.parties.index(across), talk.parties.index(upward)]
    two, floor = stakes.table[:, pair], stakes.reserve[pair]
    finite = np.flatnonzero(np.isfinite(stakes.table).all(axis=1))
    fair = finite if len(talk.parties) == 2 else finite[(stakes.table[finite] >= stakes.reserve).all(axis=1)]
    front = fair[pareto_mask(two[fair])] if len(fair) else fair
    front = front[np.argsort(two[front, 0], kind="stable")]
    rows = [*front.tolist(), *(row for _, _, row in talk.offers), *stakes.marks.values()]
    seen = np.vstack([two[rows], floor])
    seen = seen[np.isfinite(seen).all(axis=1)]
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = 0.06 * np.maximum(high - low, 1e-6)
    low, high = low - margin, high + margin
    every = finite[:: 1 + len(finite) // MOST_OUTCOMES]
    inside = two[every][((two[every] >= low) & (two[every] <= high)).all(axis=1)]
    return {
        "axes": [_axis(case, party, at, lang) for at, party in enumerate((across, upward))],
        "window": [[float(low[0]), float(high[0])], [float(low[1]), float(high[1])]],
        "cloud": _listed(thin(inside)) if len(inside) else [],
        "front": _listed(two[front]),
        "floor": floor.tolist(),
        "names": {party: case.names(party)[lang] for party in talk.parties},
        "offers": [offer for offer in _offers(case, lang) if np.isfinite(two[talk.offers[offer["id"]][2]]).all()],
        "at": [_pair(two[row]) for _, _, row in talk.offers],
        "marks": [
            {"kind": kind, "label": words(NAMES[kind])[lang], "at": _pair(two[row])} for kind, row in stakes.marks.items()
        ],
        "deal": None if stakes.agreed is None else _pair(two[stakes.agreed]),
        "texts": {key: words(f"figure.talk.key.{key}")[lang] for key in ("agreed", "front", "reserve")},
    }


def parallel(case: Case, lang: int) -> dict[str, Any]:
    """An axis per party, from no deal (0) to the most it could gain with nobody worse off (1); a line per offer, landmark
    and deal, drawn from :data:`LOW` to :data:`HIGH`.

    Where no outcome suits all (``fair`` is False), the most that any outcome could bring it takes that place.
    """
    stakes, talk = case.stakes, case.talk
    if stakes is None:
        return {}
    able = stakes.table[np.isfinite(stakes.table).all(axis=1)]
    fair = able[(able >= stakes.reserve).all(axis=1)]
    most = (fair if len(fair) else able).max(axis=0) - stakes.reserve
    most = np.where(most > 0, most, 1.0)
    share = (stakes.table - stakes.reserve) / most
    share = np.where(np.isfinite(share), np.clip(share, LOW, HIGH), LOW)
    marks = [
        {"kind": kind, "label": words(NAMES[kind])[lang], "at": _pair(share[row])} for kind, row in stakes.marks.items()
    ]
    return {
        "axes": [
            {**_axis(case, party, 0, lang), "most": case.worth(float(most[at]), True)[lang]}
            for at, party in enumerate(talk.parties)
        ],
        "names": {party: case.names(party)[lang] for party in talk.parties},
        "offers": _offers(case, lang),
        "at": [_pair(share[row]) for _, _, row in talk.offers],
        "marks": marks,
        "fair": bool(len(fair)),
        "range": [LOW, HIGH],
        "deal": None if stakes.agreed is None else _pair(share[stakes.agreed]),
        "texts": {key: words(f"figure.talk.key.{key}")[lang] for key in ("agreed", "reserve")},
    }


def concession(case: Case, party: str, aims: Sequence[float | None], lang: int) -> dict[str, Any]:
    """What the offers were worth to ``party``, round by round: its own and those it received; its reservation value.

    ``aims`` holds, per offer, what it insisted on when it made it (None: not known, or not its offer).
    """
    talk = case.talk
    mine = np.asarray(talk.utilities[party], dtype=np.float64)
    lines = []
    for who in (party, *(other for other in talk.parties if other != party)):
        points = [
            {"id": k, "round": r + 1, "worth": float(mine[row]), "title": _title(case, k, lang, party)}
            for k, (r, name, row) in enumerate(talk.offers)
            if name == who and np.isfinite(mine[row])
        ]
        key = "table.curve.own" if who == party else "table.curve.from"
        label = words(key, party=case.names(who))[lang]
        lines.append({"label": label, "colour": case.colours[who], "points": points, "own": who == party})
    known = [
        {"round": talk.offers[k][0] + 1, "worth": float(aim)}
        for k, aim in enumerate(aims)
        if aim is not None and np.isfinite(aim)
    ]
    return {
        "lines": lines,
        "aims": known,
        "floor": float(talk.reservations[party]),
        "rounds": max([talk.rounds, *(r + 1 for r, _, _ in talk.offers)]),
        "unit": case.unit,
        "deal": None if case.deal is None else {"round": talk.rounds, "worth": float(mine[case.deal])},
        "texts": {
            "round": words("figure.talk.rounds")[lang],
            "worth": words("table.curve.worth", party=case.names(party))[lang],
            "floor": words("figure.talk.key.reserve")[lang],
            "aim": words("table.curve.aim")[lang],
            "unit": ("CNY", "元")[lang] if case.unit == "CNY" else case.unit,
            "agreed": words("figure.talk.key.agreed")[lang],
        },
    }


def _axis(case: Case, party: str, at: int, lang: int) -> dict[str, Any]:
    label = words("table.axis.up" if at else "table.axis.across", party=case.names(party), unit=_unit(case))[lang]
    return {"party": party, "name": case.names(party)[lang], "label": label, "colour": case.colours[party], "unit": case.unit}


def _unit(case: Case) -> Pair:
    return (", CNY", "（元）") if case.unit == "CNY" else ("", "") if not case.unit else (f", {case.unit}", f"（{case.unit}）")


def _offers(case: Case, lang: int) -> list[dict[str, Any]]:
    return [
        {"id": k, "party": who, "colour": case.colours[who], "round": r + 1, "title": _title(case, k, lang)}
        for k, (r, who, _) in enumerate(case.talk.offers)
    ]


def _title(case: Case, offer: int, lang: int, party: str = "") -> str:
    """What an offer says, and what it is worth: to everybody, or to ``party`` alone."""
    round_, who, row = case.talk.offers[offer]
    parties: Sequence[str] = [party] if party else case.talk.parties
    worth: Mapping[str, Pair] = {p: case.worth(float(case.talk.utilities[p][row])) for p in parties}
    told = "\n".join(f"{case.names(p)[lang]}: {text[lang]}" for p, text in worth.items())
    head = words("table.offer.title", n=round_ + 1, party=case.names(who), terms=case.terms(int(row)))[lang]
    return f"{head}\n{told}"


def _pair(row: Floats) -> list[float]:
    return [round(float(value), 4) for value in row]


def _listed(rows: Floats) -> list[list[float]]:
    return [_pair(row) for row in rows]

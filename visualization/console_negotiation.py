"""A stand-alone negotiation for people: the deal in words, the landmarks, the talk, and a small plot in text.

:func:`write_plot` draws the same as SVG or PNG.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from environment.texts import CATALOGUE
from experiments.negotiate import Negotiated
from protocols.contracts.quantities import QUANTITIES
from protocols.errors import UserError
from protocols.outcomes import Issue
from protocols.transcript import Message, Performative
from protocols.types import Agreement
from visualization.columns import grid, pad, width
from visualization.quantities import UNITS

Flags = NDArray[np.bool_]
WIDTH = 110
PLOT = (64, 18)  # columns and rows of the plot in text
SHOWN = 40  # lines of a transcript before the middle is left out

TEXTS: dict[str, tuple[str, str]] = {
    "head": ("{title}: {n} outcomes, {protocol}, {rounds} rounds at most", "{title}：{n} 组条件，{protocol}，最多 {rounds} 轮"),
    "deal": ("Deal in round {round}:", "第 {round} 轮成交："),
    "none": ("No deal after {round} rounds: {reason}.", "{round} 轮后未成交：{reason}。"),
    "both": ("no terms are worth having to both", "没有对双方都值得的条件"),
    "all": ("no terms are worth having to all {n}", "没有对 {n} 方都值得的条件"),
    "worth": ("What it is worth", "各方所得"),
    "party": ("party", "参与方"),
    "strategy": ("strategy", "策略"),
    "gets": ("gets", "所得"),
    "no deal": ("without a deal", "不成交"),
    "best": ("most, nobody worse off", "无人吃亏时最多"),
    "landmarks": ("Landmarks", "参照点"),
    "agreed": ("agreed", "成交"),
    "nash": ("Nash", "纳什解"),
    "kalai_smorodinsky": ("Kalai–Smorodinsky", "卡莱–斯莫罗丁斯基解"),
    "egalitarian": ("egalitarian", "平等主义解"),
    "utilitarian": ("utilitarian", "功利主义解"),
    "terms": ("terms", "条件"),
    "front": (
        "{n} outcomes are Pareto efficient; the result is {distance} away from the nearest.",
        "帕累托有效的条件 {n} 组；结果距最近者 {distance}。",
    ),
    "efficient": ("{n} outcomes are Pareto efficient.", "帕累托有效的条件 {n} 组。"),
    "nothing": ("Nothing is worth having for all parties at once.", "没有各方都可接受的条件。"),
    "talk": ("The talk", "谈判过程"),
    "left out": ("… {n} messages …", "……（略去 {n} 条）……"),
    "round": ("round {round}", "第 {round} 轮"),
    "plot": ("All outcomes: {x} → across, {y} ↑ up", "全部条件：横轴为{x}，纵轴为{y}"),
    "key": (
        "· outcomes  o Pareto front  {offers}  N Nash  K Kalai–Smorodinsky  * deal  | and - no deal",
        "· 条件  o 帕累托前沿  {offers}  N 纳什解  K 卡莱–斯莫罗丁斯基解  * 成交  | 与 - 不成交",
    ),
    "hidden": ("at the same place: {marks}", "位置相同：{marks}"),
    "offers": ("{mark} offers of {party}", "{mark} {party}的提议"),
    "drawn": ("Plot: {path}", "图：{path}"),
    "hint": ("--plot FILE.svg draws it.", "--plot 文件.svg 可绘图。"),
    "note": ("Note: {text}", "注：{text}"),
    "deadline": ("the deadline passed", "时限已到"),
    "walk_away": ("{party} walked away", "{party}离场"),
    "no_feasible_outcome": ("no outcome is worth having", "没有各方都可接受的条件"),
    "no_bid": ("nobody bid", "无人出价"),
    "refused": ("{party} refused", "{party}拒绝"),
    "no_trade": ("there was no trade", "没有交易"),
    "party_failed": ("{party} failed ({detail})", "{party}出错（{detail}）"),
}


def say(key: str, lang: str, **params: object) -> str:
    """A text in one language."""
    return TEXTS[key][lang == "zh"].format(**params)


def negotiation_text(done: Negotiated, lang: str = "en", plot: Path | None = None) -> str:
    """Everything a person wants to know of a negotiation, as lines of at most :data:`WIDTH` columns."""
    domain, result = done.domain, done.result
    title = domain.title[lang == "zh"] or domain.name
    rule = _called("protocol", done.protocol, lang)
    head = say("head", lang, title=title, n=f"{domain.space.size:,}", protocol=rule, rounds=done.rounds)
    pieces = [[head, "═" * min(width(head), WIDTH)]]
    if isinstance(result, Agreement):
        pieces.append([say("deal", lang, round=result.rounds), *_terms(done, lang)])
    else:
        who = "" if result.party is None else _name(done, result.party, lang)
        reason = say(result.reason, lang, party=who, detail=result.detail) if result.reason in TEXTS else result.reason
        if not _fair(done).any():
            reason = say("both" if len(domain.parties) == 2 else "all", lang, n=len(domain.parties))
        pieces.append([say("none", lang, round=result.rounds, reason=reason)])
    pieces += [[say("worth", lang), *_worth(done, lang)], [say("landmarks", lang), *_landmarks(done, lang)]]
    if len(domain.parties) == 2 and done.front:
        pieces.append(list(_plot(done, lang)))
    pieces.append([say("talk", lang), *_talk(done, lang)])
    closing = [say("note", lang, text=note) for note in domain.notes]
    closing.append(say("hint", lang) if plot is None else say("drawn", lang, path=plot))
    return "\n\n".join("\n".join(piece) for piece in [*pieces, closing])


def number(value: float) -> str:
    """A utility: money without decimals, small scales with three digits."""
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "−") if np.isfinite(value) else "–"


def _name(done: Negotiated, party: str, lang: str) -> str:
    return next((each.says(lang) for each in done.domain.parties if each.name == party), party)


def _label(issue: str, lang: str) -> str:
    known = QUANTITIES.get(issue)
    if lang == "zh" and (known is not None or f"issue.{issue}" in CATALOGUE):
        return known.zh if known is not None else CATALOGUE[f"issue.{issue}"][1]
    return issue.replace("_", " ")


def _called(kind: str, spec: str, lang: str) -> str:
    """A protocol or a strategy as written, in 中文 by its name with what was set."""
    name, colon, rest = spec.partition(":")
    return CATALOGUE[f"{kind}.{name}"][1] + colon + rest if lang == "zh" and f"{kind}.{name}" in CATALOGUE else spec


def _fair(done: Negotiated) -> Flags:
    """(n_outcomes,) where nobody is worse off than without a deal."""
    return np.asarray((done.table >= np.array(done.domain.reservations)).all(axis=1))


def _amount(done: Negotiated, value: float) -> str:
    """A utility; in CNY whole."""
    return number(round(value) if done.domain.unit == "CNY" and np.isfinite(value) else value)


def _value(issue: Issue, value: object, lang: str) -> tuple[str, str]:
    """A value on the table, and its unit: shares in per cent."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value), issue.unit
    if issue.unit == "share":
        return f"{round(100 * value, 4):g}%", ""
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.4f}".rstrip("0").rstrip(".")
    return shown.replace("-", "−"), UNITS.get(issue.unit, ("", issue.unit))[1].strip() if lang == "zh" else issue.unit


def _point(done: Negotiated, point: Mapping[str, object], lang: str) -> str:
    """Terms in a line, each with its name, value and unit."""
    told = []
    for issue in done.domain.space.issues:
        label, (shown, unit) = _label(issue.name, lang), _value(issue, point[issue.name], lang)
        told.append(f"{label} {shown}" + (f" {unit}" if unit and not label.endswith(unit) else ""))
    return ("，" if lang == "zh" else ", ").join(told)


def _terms(done: Negotiated, lang: str) -> Iterator[str]:
    """The deal, an issue a line: its name, value and unit, and what it means where that is known."""
    assert isinstance(done.result, Agreement)
    rows = []
    for issue in done.domain.space.issues:
        shown, unit = _value(issue, done.result.point[issue.name], lang)
        meaning = QUANTITIES.get(issue.name)
        rows.append(
            (
                _label(issue.name, lang),
                shown,
                unit,
                "" if meaning is None or lang == "zh" else meaning.en,
            )
        )
    return grid(rows, right=frozenset({1}))


def _worth(done: Negotiated, lang: str) -> Iterator[str]:
    unit = f" ({done.domain.unit})" if done.domain.unit else ""
    if lang == "zh" and done.domain.unit:
        unit = f"（{UNITS.get(done.domain.unit, ('', done.domain.unit))[1].strip()}）"
    rows = [tuple(say(key, lang) for key in ("party", "gets", "no deal", "best", "strategy"))]
    rows[0] = (rows[0][0] + unit, *rows[0][1:])
    fair = _fair(done)
    for at, party in enumerate(done.domain.parties):
        best = _amount(done, float(done.table[fair, at].max())) if fair.any() else "–"
        gets = _amount(done, done.payoffs[party.name])
        strategy = _called("strategy", done.strategies[party.name], lang)
        rows.append((party.says(lang), gets, _amount(done, party.reservation), best, strategy))
    return grid(rows, right=frozenset({1, 2, 3}), head=True)


def _landmarks(done: Negotiated, lang: str) -> Iterator[str]:
    """What each solution would give, and how far from efficient the result is."""
    found = [(name, row) for name, row in done.points.items() if row is not None]
    if not found:
        yield f"  {say('nothing', lang)}"
    rows = [("", *(party.says(lang) for party in done.domain.parties), say("terms", lang))]
    for name, row in found:
        worth = (_amount(done, float(value)) for value in done.table[row])
        point = done.domain.space.point(row)
        rows.append((say(name, lang), *worth, _point(done, point, lang)))
    if found:
        yield from grid(rows, right=frozenset(range(1, len(rows[0]) - 1)), head=True, total=WIDTH)
    key = "front" if found else "efficient"  # where no terms suit everybody, no deal is no distance from them
    yield f"  {say(key, lang, n=f'{len(done.front):,}', distance=_amount(done, done.distance_to_pareto))}"


def _talk(done: Negotiated, lang: str) -> Iterator[str]:
    messages = list(done.result.transcript)
    cut = len(messages) - SHOWN
    keep = [*messages[: SHOWN // 2], None, *messages[-SHOWN // 2 :]] if cut > 1 else messages
    rounds = width(say("round", lang, round=done.rounds))
    for message in keep:
        if message is None:
            yield f"  {say('left out', lang, n=cut)}"
            continue
        yield f"  {pad(say('round', lang, round=message.round + 1), rounds)}  {_said(done, message, lang)}"


def _said(done: Negotiated, message: Message, lang: str) -> str:
    """A message in words, and what an offer is worth to each party."""
    said = message._replace(sender=_name(done, message.sender, lang), outcome=None).text(lang)
    if message.performative != Performative.PROPOSE or message.outcome is None:
        return said
    worth = done.table[done.domain.space.index(message.outcome)]
    return f"{said} {_point(done, message.outcome, lang)}  [{' | '.join(_amount(done, float(value)) for value in worth)}]"


def _plot(done: Negotiated, lang: str) -> Iterator[str]:
    """The space of utilities in characters; what matters more is drawn over what matters less."""
    columns, rows = PLOT
    table = done.table[np.isfinite(done.table).all(axis=1)]
    reserve = np.array(done.domain.reservations)
    low, high = np.vstack([table, reserve]).min(axis=0), np.vstack([table, reserve]).max(axis=0)
    span = np.where(high > low, high - low, 1.0)

    def place(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[Sequence[int], Sequence[int]]:
        at = np.rint((np.atleast_2d(points) - low) / span * [columns - 1, rows - 1]).astype(int)
        return at[:, 1].tolist(), at[:, 0].tolist()

    hidden: list[tuple[str, str]] = []

    def over(mark: str, row: int) -> None:
        """Draw a landmark; one that stood there is named below the plot instead."""
        cell = tuple(each[0] for each in place(done.table[row]))
        stood = [covered for covered, by in hidden if by == sheet[cell]] + [str(sheet[cell])] * (sheet[cell] in ("N", "K"))
        hidden[:] = [pair for pair in hidden if pair[0] not in stood] + [(covered, mark) for covered in stood]
        sheet[cell] = mark

    sheet = np.full((rows, columns), " ")
    sheet[:, place(reserve)[1][0]] = "|"
    sheet[place(reserve)[0][0], :] = "-"
    sheet[place(table)] = "·"
    sheet[place(done.table[done.front])] = "o"
    for mark, party in zip("12", done.domain.names, strict=True):
        offered = [row for _, who, row in done.result.offers if who == party]
        if offered:
            sheet[place(done.table[offered])] = mark
    for mark, name in (("N", "nash"), ("K", "kalai_smorodinsky")):
        row = done.points[name]
        if row is not None:
            over(mark, row)
    if isinstance(done.result, Agreement):
        over("*", int(done.result.outcome))
    first, second = (party.says(lang) for party in done.domain.parties)
    yield say("plot", lang, x=first, y=second)
    labels = {rows - 1: number(float(high[1])), 0: number(float(low[1]))}
    margin = max(width(text) for text in labels.values())
    for row in range(rows - 1, -1, -1):
        yield f"  {pad(labels.get(row, ''), margin, right=True)} │{''.join(sheet[row]).rstrip()}"
    yield f"  {' ' * margin} └{'─' * columns}"
    left, right = number(float(low[0])), number(float(high[0]))
    yield f"  {' ' * margin}  {left}{right.rjust(columns - len(left))}"
    offers = "  ".join(say("offers", lang, mark=mark, party=name) for mark, name in (("1", first), ("2", second)))
    yield f"  {say('key', lang, offers=offers)}"
    if hidden:
        yield "  " + say("hidden", lang, marks=", ".join(f"{covered} = {by}" for covered, by in hidden))


def write_plot(done: Negotiated, path: Path, lang: str = "en") -> None:
    """Draw the negotiation to an .svg or .png file (a PNG has its texts in English: fonts differ from place
    to place).

    Raises :class:`UserError` for another ending and for a path that cannot be written.
    """
    from experiments.storage import write_atomically
    from visualization.negotiation_plot import picture

    form = path.suffix.lower()
    if form not in (".svg", ".png"):
        raise UserError(f"--plot: found {path.name!r}, allowed: a name that ends in .svg or .png")
    drawing = picture(done, form[1:], lang)
    try:
        write_atomically(path, drawing)
    except OSError as problem:
        raise UserError(f"--plot {path}: cannot be written ({problem.strerror})") from None

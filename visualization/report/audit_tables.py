"""The tables of an audit in words: one model for the terminal and for the page, every text in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from environment.names import name_of
from environment.texts import render
from experiments.audit.coalitions import Core
from experiments.audit.game import EmpiricalGame
from experiments.audit.incentives import Step, Temptation
from experiments.audit.job import Audit, Finding
from experiments.audit.verdict import interval, kinds, listed, say, state_words
from experiments.audit.welfare import State, Welfare
from visualization.figures.names import Pair
from visualization.quantities import money, number

Row = tuple[Pair, ...]
DASH: Pair = ("–", "–")
MOST_CELLS = 8  # profiles of the game shown; all are in the tables


@dataclass(frozen=True)
class Section:
    """A table with its heading, a remark below, and the numbers of the columns set flush right."""

    key: str
    title: Pair
    note: Pair | None
    head: Row
    rows: tuple[Row, ...]
    right: frozenset[int]
    remarks: tuple[Pair, ...] = ()


def sections(audit: Audit, finding: Finding) -> list[Section]:
    """Every table of one scheme's audit, in the order of the checks."""
    found = [_rationality(audit, finding)]
    found += [_incentives(audit, shows, tempted) for shows, tempted in finding.incentives.items()]
    found.append(_balance(finding))
    if finding.core is not None:
        found += [_core(finding.core), _coalitions(finding.core)]
    if finding.game is not None:
        found.append(_game(finding.game))
    return [*found, _welfare(finding.welfare)]


def _same(text: object) -> Pair:
    return str(text), str(text)


def _cny(value: float) -> Pair:
    return _same(money(value))


def _percent(value: float) -> Pair:
    return _same(f"{100 * value:.0f}%")


def _head(*keys: str) -> Row:
    return tuple(say(f"col.{key}") for key in keys)


def _section(key: str, title: Pair, head: Row, rows: Iterable[Row], left: int = 1, remarks: Iterable[Pair] = ()) -> Section:
    right = frozenset(range(left, len(head)))
    note = say(f"note.{key}") if key != "coalitions" else None
    return Section(key, title, note, head, tuple(rows), right, tuple(remarks))


def _rationality(audit: Audit, finding: Finding) -> Section:
    rows = [
        (name_of(audit.scenario, p.party), _cny(p.profit), _cny(p.alone), interval(p.gain), _percent(p.share_at_or_above))
        for p in finding.rationality
    ]
    head = _head("party", "scheme", "alone", "gain", "share")
    return _section("rationality", say("head.rationality"), head, rows)


def _incentives(audit: Audit, shows: int, tempted: Iterable[Temptation]) -> Section:
    rows = []
    for each in tempted:
        name = name_of(audit.scenario, each.party)
        for key, step in (("best", each.best), ("cheat", each.cheat)):
            if step is not None:
                rows.append((name, say(f"row.{key}"), *_step(step)))
                name = ("", "")
    when = say("shows.many", shows=shows) if shows > 1 else say("shows.one")
    head = (say("col.party"), ("", ""), *_head("deviation", "instead", "pays", "p"))
    return _section("incentives", say("head.incentives", shows=when), head, rows, left=4)


def _step(step: Step) -> Row:
    levels = _same(f"{step.deviation.level:g} ({step.instead_of:g})")
    what = say(f"disposition.{step.deviation.disposition}")
    return what, levels, interval(step.gain), _same(number(round(step.gain.p, 3)))


def _balance(finding: Finding) -> Section:
    accounts = finding.balance.leaves.items()
    rows = [((render(f"account.{a}", "en"), render(f"account.{a}", "zh")), interval(net)) for a, net in accounts]
    return _section("balance", say("head.balance"), _head("account", "receives"), rows)


def _core(core: Core) -> Section:
    splits = (core.payout, core.allocation, core.shapley, core.nucleolus)
    rows = [(kinds([player]), *(_cny(split[player]) for split in splits)) for player in core.players]
    head = _head("player", "payout", "allocation", "shapley", "nucleolus")
    return _section("core", say("head.core"), head, rows)


def _coalitions(core: Core) -> Section:
    """Groups by size and value."""
    order = sorted(core.values, key=lambda group: (group.count("+"), -core.values[group]))
    rows = [(kinds(group.split("+")), _cny(core.values[group]), _cny(core.errors[group])) for group in order]
    return _section("coalitions", say("head.coalitions"), _head("group", "value", "error"), rows)


def _game(game: EmpiricalGame) -> Section:
    """Profiles nearest to equilibrium, that in which all keep their word always among them."""
    ranked = sorted(game.cells, key=lambda cell: (-cell.support, cell.regret))
    shown = [cell for cell in ranked if cell is game.cells[0]] + [cell for cell in ranked if cell is not game.cells[0]]
    rows = [
        (
            kinds(cell.broken),
            *(_cny(cell.payoffs[player]) for player in game.players),
            _cny(cell.regret),
            _percent(cell.support),
        )
        for cell in shown[:MOST_CELLS]
    ]
    head = (say("col.profile"), *(kinds([player]) for player in game.players), *_head("regret", "support"))
    remarks = []
    if game.mixed:
        points = (listed((kinds([p])[0] + f" {x:.2f}", kinds([p])[1] + f" {x:.2f}") for p, x in m.items()) for m in game.mixed)
        remarks.append(say("mixed", points=listed(points, ("; ", "；"))))
    return _section("game", say("head.game"), head, rows, remarks=remarks)


def _welfare(found: Welfare) -> Section:
    rows = [
        (say("row.arm"), interval(found.arm, "amount"), _same("0%")),
        *((state_words(state.name), interval(state.surplus, "amount"), _eta(state)) for state in found.states),
        (say("row.planner"), interval(found.planner, "amount"), _same("100%")),
        (say("row.clairvoyant"), interval(found.clairvoyant, "amount"), DASH),
    ]
    return _section("welfare", say("head.welfare"), _head("state", "surplus", "eta"), rows)


def _eta(state: State) -> Pair:
    if state.efficiency is None or state.low is None or state.high is None:
        return DASH
    text = f"{100 * state.efficiency:.0f}% [{100 * state.low:.0f}%, {100 * state.high:.0f}%]"
    return _same(text.replace("-", "−"))

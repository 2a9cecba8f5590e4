"""The verdict of an audit in words, in both languages, hedged by the intervals.

A property *holds* or *fails* when its interval says so, else it *cannot be told* ("open").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from environment.names import name_of
from environment.texts import render
from experiments.audit.coalitions import Core
from experiments.audit.game import EmpiricalGame
from experiments.audit.incentives import Part, Step, Temptation
from experiments.audit.intervals import Estimate
from experiments.audit.job import Audit, Finding
from experiments.audit.welfare import State, Welfare

Pair = tuple[str, str]
NameOf = Callable[[str], Pair]
_MINUS = re.compile(r"(?<![A-Za-z0-9])-(?=[\d.])")


@dataclass(frozen=True)
class Statement:
    """One sentence about one property; ``status`` is ``holds``, ``fails``, ``open``, or empty for a remark."""

    about: str
    status: str
    text: Pair


@dataclass(frozen=True)
class Verdict:
    """What an audit found of one scheme."""

    statements: tuple[Statement, ...]

    def status(self, about: str) -> str:
        """Status of a property; ``open`` where the audit says nothing of it."""
        return next((s.status for s in self.statements if s.about == about and s.status), "open")

    @property
    def summary(self) -> Pair:
        judged = [s for s in self.statements if s.status and s.about in PROPERTIES]
        names = {status: [say(f"property.{s.about}") for s in judged if s.status == status] for status in STATUSES}
        return say("summary", **{status: listed(pairs) for status, pairs in names.items()})


STATUSES = ("holds", "fails", "open")
PROPERTIES = ("individual_rationality", "incentive_compatibility", "budget_balance", "core", "game")


def verdict(audit: Audit, finding: Finding) -> Verdict:
    """Put the findings of one scheme into words."""

    def name(party: str) -> Pair:
        return name_of(audit.scenario, party)

    found = [_rationality(finding.rationality, name)]
    for shows, tempted in finding.incentives.items():
        found += _incentives(tempted, shows, name, judged=shows == audit.shows)
    balance = finding.balance
    found.append(
        Statement("budget_balance", "holds" if balance.exact else "fails", say(
            f"bb.{'holds' if balance.exact else 'fails'}", between=balance.between_parties, whole=balance.whole,
            pools=sum(balance.pools.values()),
        ))
    )  # fmt: skip
    if finding.core is not None:
        found += _core(finding.core)
    if finding.game is not None:
        found += _game(finding.game)
    found += _welfare(finding.welfare)
    return Verdict(tuple(found))


def say(key: str, **params: object) -> Pair:
    """Text ``audit.<key>`` in both languages, with a true minus sign."""
    return _MINUS.sub("−", render(f"audit.{key}", "en", params)), _MINUS.sub("−", render(f"audit.{key}", "zh", params))


def listed(items: Iterable[Pair], joints: Pair = (", ", "、")) -> Pair:
    """Items in a row; "nothing" without any."""
    found = list(items)
    if not found:
        return say("none")
    return joints[0].join(en for en, _ in found), joints[1].join(zh for _, zh in found)


def kinds(players: Sequence[str]) -> Pair:
    """Kinds of party in a row; "nobody" without any."""
    return listed([(render(f"kind.{p}", "en"), render(f"kind.{p}", "zh")) for p in players]) if players else say("nobody")


def interval(estimate: Estimate, key: str = "interval") -> Pair:
    """Mean and interval in whole CNY: with signs, or as an ``amount`` without a plus."""
    return say(key, mean=round(estimate.mean), low=round(estimate.low), high=round(estimate.high))


def state_words(state: str) -> Pair:
    """What a state of affairs is called."""
    kind, _, broken = state.partition(":")
    if kind != "equilibrium":
        return say(f"state.{kind}")
    return say("state.equilibrium", broken=kinds(broken.split("+"))) if broken else say("state.honest")


def step_words(step: Step, name: NameOf) -> Pair:
    """Who does what instead of what, and the gain with its interval."""
    return say(
        "step",
        party=name(step.deviation.party),
        disposition=say(f"disposition.{step.deviation.disposition}"),
        level=step.deviation.level,
        instead=step.instead_of,
        gain=interval(step.gain),
    )


def _rationality(parts: Sequence[Part], name: NameOf) -> Statement:
    about = "individual_rationality"
    losers = [part for part in parts if part.gain.sure_loss]
    unclear = [part for part in parts if part.gain.low < 0.0 and not part.gain.sure_loss]
    if losers:
        worst = min(losers, key=lambda part: part.gain.mean)
        text = say("ir.fails", losers=listed(name(p.party) for p in losers), worst=name(worst.party), gain=interval(worst.gain))
        return Statement(about, "fails", text)
    if unclear:
        low = min(part.gain.low for part in unclear)
        return Statement(about, "open", say("ir.open", unclear=listed(name(p.party) for p in unclear), low=low))
    gainers = listed(name(p.party) for p in parts if p.gain.sure_gain)
    return Statement(about, "holds", say("ir.holds", gainers=gainers))


def _incentives(tempted: Sequence[Temptation], shows: int, name: NameOf, judged: bool) -> list[Statement]:
    """The best breach of every party, and other deviations that surely pay. Of several horizons the longest is judged."""
    breaches = [t.cheat for t in tempted if t.cheat is not None]
    paying = [step for step in breaches if step.gain.sure_gain]
    most = max(breaches, key=lambda step: step.gain.high, default=None)
    start = say("horizon.many", shows=shows) if shows > 1 else say("horizon.one")
    if paying:
        status, text = "fails", say("ic.fails", cheats=listed((step_words(s, name) for s in paying), ("; ", "；")))
    elif most is not None and most.gain.high > 0.0:
        status, text = "open", say("ic.open", high=most.gain.high, cheat=step_words(most, name))
    else:
        status, text = "holds", say("ic.holds")
    about = "incentive_compatibility" if judged else "incentive_compatibility_one_show"
    found = [Statement(about, status, _joined(start, text))]
    best = (t.best for t in tempted if t.best is not None)
    better = [step for step in best if step.gain.sure_gain and step.deviation.disposition not in ("temptation", "openness")]
    if better:
        words = listed((step_words(s, name) for s in better), ("; ", "；"))
        found.append(Statement("conduct", "", _joined(start, say("conduct.pays", steps=words))))
    return found


def _joined(first: Pair, second: Pair) -> Pair:
    return first[0] + second[0], first[1] + second[1]


def _core(core: Core) -> list[Statement]:
    status = "fails" if core.epsilon_low > 0.0 else "holds" if core.epsilon_high <= 0.0 else "open"
    text = say(
        f"core.{status}", epsilon=round(core.epsilon), low=round(core.epsilon_low), high=round(core.epsilon_high),
        share=core.nonempty,
    )  # fmt: skip
    paid = "fails" if core.complaint_low > 0.0 else "holds" if core.complaint_high <= 0.0 else "open"
    payout = say(
        f"payout.{paid}", leavers=kinds(core.leavers), gain=round(core.complaint), low=round(core.complaint_low),
        high=round(core.complaint_high),
    )  # fmt: skip
    return [Statement("core", status, text), Statement("payout", paid, payout)]


def _game(game: EmpiricalGame) -> list[Statement]:
    paying = [p for p in game.players if game.switch[p].sure_gain]
    status = "fails" if paying else "holds" if all(gain.high <= 0.0 for gain in game.switch.values()) else "open"
    found = [Statement("game", status, say(f"game.{status}", support=game.cells[0].support, tempted=kinds(paying)))]
    for basin in game.basins[:2]:
        key = "never" if basin.broken is None else "broken" if basin.broken else "kept"
        found.append(Statement("adaptation", "", say(f"adapt.{key}", share=basin.share, broken=kinds(basin.broken or ()))))
    if game.indifferent:
        found.append(Statement("indifferent", "", say("idle", idle=kinds(game.indifferent))))
    return found


def _welfare(found: Welfare) -> list[Statement]:
    if found.note:
        return [Statement("welfare", "", say(f"welfare.{found.note}"))]
    shown = [s for s in found.states if s.name == "standing"] + [s for s in found.states if s.name.startswith("equilibrium")][:1]
    return [Statement("welfare", "", _eta(state)) for state in shown]


def _eta(state: State) -> Pair:
    return say("welfare.eta", state=state_words(state.name), eta=state.efficiency, low=state.low, high=state.high)

"""Why a party made an offer, or accepted one: its own strategy asked again, from what it could see at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.strategies.bayesian import Bayesian
from agents.strategies.opponent_model import OpponentModel
from agents.strategies.trade_off import TradeOff
from environment.encounters import PERSON
from environment.texts import CATALOGUE
from protocols.transcript import Performative
from protocols.types import History, Offer, View
from visualization.figures.names import Pair, words
from visualization.page.views.table import Case
from visualization.page.views.table_behind import OWN, POOL, RISK, Lines
from visualization.report.words import issue_name, joined, share


@dataclass(frozen=True)
class Step:
    """A party's own move: the number of the message, the number of offers before it, and what it insisted on then
    (None: its strategy has no such level)."""

    message: int
    party: str
    round: int
    before: int
    aim: float | None


def view_of(case: Case, party: str, round_: int, before: int) -> View:
    """What ``party`` saw in ``round_`` (from 0), when ``before`` offers had been made."""
    talk, seat = case.talk, case.seats[party]
    history: list[Offer] = list(talk.offers[:before])
    view = View(seat, case.space, tuple(talk.parties), case.rounds, History(history), lambda: np.random.default_rng(0))
    view.round, view.period = round_, before
    view.time = round_ / (case.rounds - 1) if case.rounds > 1 else 1.0
    return view


def steps(case: Case) -> list[Step]:
    """Every offer and acceptance, in order. A strategy with a memory is asked at every move from the first."""
    talk, before, found = case.talk, 0, list[Step]()
    players = {party: seat.strategy for party, seat in case.seats.items()} if case.clocked else {}
    for player in players.values():
        player.reset()
    for at, message in enumerate(talk.transcript):
        act = message.performative
        if act in (Performative.PROPOSE, Performative.ACCEPT) and message.sender in talk.parties:
            person = talk.strategies.get(message.sender) == PERSON
            target = getattr(players.get(message.sender), "target", None)
            aim = None
            if target is not None and not person:
                view = view_of(case, message.sender, message.round, before)
                aim = max(min(float(target(view)), view.best), view.floor)
            found.append(Step(at, message.sender, message.round, before, aim))
        before += act is Performative.PROPOSE
    return found


def aims(case: Case, party: str) -> list[float | None]:
    """Per offer of the talk, what ``party`` insisted on when it made it; None for the others' offers."""
    by_offer = {step.before: step.aim for step in steps(case) if _proposes(case, step) and step.party == party}
    return [by_offer.get(k) for k in range(len(case.talk.offers))]


def _proposes(case: Case, step: Step) -> bool:
    return case.talk.transcript[step.message].performative is Performative.PROPOSE


@dataclass(frozen=True)
class Why:
    """A move explained: ``head`` says who did what when, ``reasons`` why, ``lines`` what its worth to that party is made of
    (label, amount in the case's unit; empty where that is not known), ``total`` that worth."""

    head: Pair
    reasons: list[Pair]
    lines: list[tuple[Pair, float]]
    total: Pair


def why(case: Case, message: int, parts: Mapping[str, Lines] | None = None) -> Why | None:
    """Why the move that message number ``message`` records was made; None for a message that is no offer or acceptance."""
    step = next((each for each in steps(case) if each.message == message), None)
    if step is None:
        return None
    talk, proposes = case.talk, _proposes(case, step)
    number = step.before if proposes else step.before - 1
    outcome, who = int(talk.offers[number][2]), case.names(step.party)
    worth, floor = float(talk.utilities[step.party][outcome]), float(talk.reservations[step.party])
    head = words(
        "table.why.offer" if proposes else "table.why.accept", party=who, n=step.round + 1, terms=case.terms(outcome)
    )
    reasons = [words("table.why.worth", party=who, worth=case.worth(worth), gain=case.worth(worth - floor, True),
                     floor=case.worth(floor))]  # fmt: skip
    reasons += _by_strategy(case, step, outcome, worth, proposes)
    lines: list[tuple[Pair, float]] = []
    if parts and step.party in parts:
        lines = [(line_name(name), cny) for name, cny in parts[step.party].at(outcome).items()]
    return Why(head, reasons, lines, case.worth(worth))


def line_name(name: str) -> Pair:
    """What a line of :class:`~visualization.page.views.table_behind.Lines` is called."""
    if name in (OWN, RISK, POOL):
        return words(f"table.line.{name}")
    return words(f"clause.{name}", name) if f"clause.{name}" in CATALOGUE else issue_name(name)


def _by_strategy(case: Case, step: Step, outcome: int, worth: float, proposes: bool) -> list[Pair]:
    """What its strategy says about the move."""
    spec = case.talk.strategies.get(step.party, "")
    who = case.names(step.party)
    if spec == PERSON:
        return [words("table.why.person", party=who)]
    strategy, label = case.seats[step.party].strategy, strategy_name(spec)
    if step.aim is None:
        return [words("table.why.other" if case.clocked else "table.why.unclocked", strategy=label)]
    view = view_of(case, step.party, step.round, step.before)
    span = view.best - max(view.floor, view.worst)
    level = share((step.aim - max(view.floor, view.worst)) / span if span > 0 else 0.0)
    said = [words("table.why.aim", party=who, strategy=label, aim=case.worth(step.aim), share=level,
                  time=share(view.time))]  # fmt: skip
    if not proposes:
        return [*said, words("table.why.enough", worth=case.worth(worth), aim=case.worth(step.aim))]
    if isinstance(strategy, Bayesian):
        said += _estimates(case, strategy, step, outcome)
    elif isinstance(strategy, TradeOff) and (latest := TradeOff._latest(view)):
        band = view.between(step.aim, step.aim + strategy.band * span)
        others = joined(case.names(party) for party in latest)
        said.append(words("table.why.near" if len(band) > 1 else "table.why.only", party=who, n=max(len(band), 1), others=others))
    else:
        said.append(words("table.why.least"))
    return said


def _estimates(case: Case, strategy: Bayesian, step: Step, outcome: int) -> list[Pair]:
    """What a learning strategy thought the offer was worth to the others, and what it was."""
    found, talk = list[Pair](), case.talk
    for other in talk.parties:
        seen = [(r, row) for r, who, row in talk.offers[: step.before] if who == other]
        if other == step.party or not seen:
            continue
        model = OpponentModel(case.space, strategy.other_concession)
        for round_, row in seen:
            model.observe(row, round_ / (case.rounds - 1) if case.rounds > 1 else 1.0)
        utility = np.asarray(talk.utilities[other], dtype=np.float64)
        fine = utility[np.isfinite(utility)]
        actual = (float(utility[outcome]) - fine.min()) / max(float(np.ptp(fine)), 1e-12)
        found.append(words("table.why.estimate", party=case.names(step.party), other=case.names(other),
                           guess=share(float(model.worth()[outcome])), actual=share(actual)))  # fmt: skip
    return found


def strategy_name(spec: str) -> Pair:
    """A strategy's name in words, its parameters behind it."""
    name, _, arguments = spec.partition(":")
    label = words(f"strategy.{name}", name) if name else ("–", "–")
    return (f"{label[0]} ({arguments})", f"{label[1]}（{arguments}）") if arguments else label


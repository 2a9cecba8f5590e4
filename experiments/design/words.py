"""What a design found, in sentences, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from environment.names import name_of
from environment.texts import render
from experiments.analysis.naming import Pair, figure, listed, together
from protocols.contracts.quantities import QUANTITIES

if TYPE_CHECKING:
    from environment import Scenario, Scheme
    from experiments.audit.intervals import Estimate
    from experiments.design.job import Design, Recommended
    from experiments.design.objectives import Score


def say(key: str, **params: Any) -> Pair:
    """Text ``design.<key>`` in both languages."""
    return render(f"design.{key}", "en", params), render(f"design.{key}", "zh", params)


def money(value: float, sign: bool = False) -> str:
    """An amount in CNY, without its unit."""
    return figure(value, "CNY", sign)


def span(found: Estimate, sign: bool = False) -> str:
    """A mean with its interval."""
    return f"{money(found.mean, sign)} [{money(found.low, sign)}, {money(found.high, sign)}]"


def kind_name(kind: str) -> Pair:
    return render(f"design.kind.{kind}", "en"), render(f"design.kind.{kind}", "zh")


def base_name(done: Design, base: str) -> Pair:
    scheme = done.space.bases[base]
    return scheme.en, scheme.zh


def told(done: Design) -> list[Pair]:
    """The answer: how many were tried, what lies on the front, and the three recommendations."""
    tried = sum(each.score is not None for each in done.trials)
    lines = [
        say(
            "answer.tried", trials=tried, bases=len(done.space.bases), terms=len(done.space.axes), last=len(done.finalists),
            replications=done.replications,
        )
    ]  # fmt: skip
    failed = len(done.trials) - tried
    if failed:
        first = next(each for each in done.trials if each.error)
        lines.append(say("answer.failed", n=failed, error=first.error.splitlines()[0]))
    feasible = sum(each.score is not None and each.score.feasible for each in done.finalists)
    lines.append(say("answer.front" if done.possible else "answer.impossible", n=len(done.front), feasible=feasible))
    lines.append(say("answer.curse", fresh=done.fresh))
    return [*lines, *(together(text) for text in recommendations(done))]


def recommendations(done: Design) -> list[list[Pair]]:
    """Sentences of every recommended scheme; one that is the best for several aims is described once."""
    found: list[list[Pair]] = []
    seen: dict[int, Pair] = {}
    for each in done.recommended:
        number, title = each.trial.number, say(f"title.{each.aim}")
        found.append([say("words.same", title=title, other=seen[number])] if number in seen else recommendation(done, each))
        seen.setdefault(number, title)
    return found


def recommendation(done: Design, each: Recommended) -> list[Pair]:
    """One recommended scheme in sentences: what it is, what it gives on fresh seeds, and what the search had promised."""
    candidate, found, fresh = each.trial.candidate, each.trial.score, each.fresh
    assert found is not None
    base = base_name(done, candidate.base)
    terms = dict(candidate.terms)
    title = say(f"title.{each.aim}")
    if terms:
        changes = listed(changes_of(done.scenario, done.space.bases[candidate.base], terms), ("; ", "；"))
        lines = [say("words.terms", title=title, base=base, changes=changes)]
    else:
        lines = [say("words.base", title=title, base=base)]
    promised = money(found.more.mean, True)
    lines.append(
        say("words.fresh", n=done.fresh, surplus=span(fresh.surplus), promised=promised, more=span(fresh.more, True))
    )
    worst = fresh.kinds[fresh.worst_off]
    lines.append(say("words.worst", kind=kind_name(fresh.worst_off), gain=span(worst, True), promised=money(found.worst, True)))
    return [*lines, _breach(done.scenario, fresh, found), _part(done.scenario, fresh)]


def _breach(scenario: Scenario, fresh: Score, found: Score) -> Pair:
    cheat = fresh.cheat
    if cheat is None:
        return say("words.nobody")
    key = "words.breach" if cheat.gain.low > 0 else "words.unsure" if cheat.gain.mean > 0 else "words.kept"
    party, gain = name_of(scenario, cheat.party), span(cheat.gain, True)
    return say(key, party=party, level=f"{cheat.level:g}", gain=gain, promised=money(found.breach))


def _part(scenario: Scenario, fresh: Score) -> Pair:
    if fresh.feasible:
        return say("words.all")
    losses = [(name_of(scenario, party), money(fresh.gains[party].mean, True)) for party in fresh.losers]
    return say("words.losers", parties=listed((f"{en} ({loss})", f"{zh}（{loss}）") for (en, zh), loss in losses))


def changes_of(scenario: Scenario, base: Scheme, terms: Mapping[str, float]) -> list[Pair]:
    """Each term that is set, with what it was under the base: bargained over, or standing at a value."""
    from environment.deals import standing_terms
    from environment.encounters import TERMS_OF

    standing, found = standing_terms(scenario, base), []
    table = {TERMS_OF.get(issue, issue) for talk in scenario.negotiations if talk.id != "N7" for issue in base.issues(talk)}
    for name, value in terms.items():
        quantity = QUANTITIES[name]
        was = say("was.table") if name in table else say("was.value", value=level(standing.get(name, 0.0), quantity.unit))
        found.append(say("change", term=term_name(name), value=level(value, quantity.unit), was=was))
    return found


def term_name(name: str) -> Pair:
    """What a term is called, without the remarks of its definition."""
    return QUANTITIES[name].en.partition(";")[0], QUANTITIES[name].zh.partition("（")[0]


def level(value: float, unit: str) -> Pair:
    """A term's value as people read it: shares in per cent, money with its unit."""
    if unit.startswith("share"):
        text = f"{figure(value, 'share')}%"
        return text, text
    if unit == "x":
        return f"×{figure(value)}", f"×{figure(value)}"
    return f"{figure(value)} {unit}", f"{figure(value)} {say(f'unit.{unit}')[1]}"

"""What the seasons say, in sentences built from their numbers and hedged by their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from environment.measures.season import SHORTEST
from environment.names import name_of
from environment.scheme import Scheme
from experiments.emergence import SIGNS, Drift, Tie, drift, early, late_values, ties, window
from experiments.intervals import FEWEST, Interval, interval
from experiments.seasons import Seasons
from experiments.temptations import Temptation
from visualization.figures.names import Pair, words
from visualization.quantities import signed
from visualization.season_words import bare, label, said, unit

KEPT, SURPLUS = "word_kept", "season_surplus_cny"


def title(scheme: Scheme) -> Pair:
    return (scheme.en, scheme.zh)


def say(key: str, **params: Any) -> Pair:
    return words(f"season.{key}", **params)


def answer(done: Seasons, tempted: Mapping[str, Sequence[Temptation]]) -> list[tuple[Pair, list[Pair]]]:
    """Whether, when, among whom, what it was worth, who would rather cheat: each question with its sentences."""
    kept = {scheme.name: drift(done, scheme.name, KEPT) for scheme in done.schemes}
    long = done.shows >= 2 * SHORTEST
    found = {
        "whether": [
            *(whether(done, scheme, kept[scheme.name]) for scheme in done.schemes),
            *([versus(done)] if len(done.schemes) > 1 else []),
            *(signs(done, scheme) for scheme in done.schemes),
        ],
        "when": [when(s, kept[s.name], done.n) for s in done.schemes] if long else [_short(done)],
        "whom": [whom(done, scheme) for scheme in done.schemes],
        "worth": [worth(done)],
        "cheat": [cheats(scheme, tempted[scheme.name]) for scheme in done.schemes],
    }
    return [(say(f"question.{key}"), sentences) for key, sentences in found.items()]


def whether(done: Seasons, scheme: Scheme, kept: Drift) -> Pair:
    """Whether promises came to be kept more over the season."""
    if kept.early.n == 0 and kept.late.n == 0:
        return say("answer.no_promise", scheme=title(scheme))
    return say(
        f"answer.{kept.verdict}",
        scheme=title(scheme),
        closing=closing(kept.window),
        opening=opening(done.shows),
        early=said(kept.early, "share"),
        late=said(kept.late, "share"),
        change=said(kept.change, "share", change=True),
        n=done.n,
        fewest=FEWEST,
    )


def opening(shows: int) -> Pair:
    """The early shows by their numbers."""
    at = early(shows)
    return words("season.early" if at.stop - at.start > 1 else "season.early.one", first=at.start + 1, last=at.stop)


def closing(shows: int) -> Pair:
    """The late shows by their number."""
    return words("season.late" if shows > 1 else "season.late.one", window=shows)


def versus(done: Seasons) -> Pair:
    """Promises kept late in the season under one scheme against the other, paired by luck."""
    a, b = done.schemes[:2]
    found = interval(late_values(done, b.name, KEPT) - late_values(done, a.name, KEPT))
    return say(
        "answer.versus",
        closing=closing(window(done.shows)),
        scheme=title(a),
        other=title(b),
        difference=said(found, "share", change=True),
        verdict=say(f"verdict.{decided(found)}"),
    )


def _short(done: Seasons) -> Pair:
    return say("answer.when.short", shows=done.shows, least=2 * SHORTEST)


def when(scheme: Scheme, kept: Drift, n: int) -> Pair:
    """From which show on a lasting change of level was found, and in how many seasons."""
    if not (kept.rise or kept.fall):
        return say("answer.when.none", scheme=title(scheme), n=n)
    return say(
        "answer.when",
        scheme=title(scheme),
        n=n,
        rose=len(kept.rise),
        fell=len(kept.fall),
        rise=_at(kept.rise),
        fall=_at(kept.fall),
    )


def _at(shows: Sequence[int]) -> Pair:
    if not shows:
        return ("", "")
    return say("answer.when.at", middle=middle(shows), low=min(shows), high=max(shows))


def middle(shows: Sequence[int]) -> int:
    """The median show, the earlier one of two."""
    return sorted(shows)[(len(shows) - 1) // 2]


def signs(done: Seasons, scheme: Scheme) -> Pair:
    """The signs of collaboration beside promises kept."""
    moved = [drift(done, scheme.name, name) for name in SIGNS if name != KEPT]
    parts = [
        say(
            "answer.sign.few" if each.verdict == "few" else "answer.sign",
            measure=label(each.measure),
            early=_value(each, each.early),
            late=_value(each, each.late),
            verdict=say(f"verdict.{each.verdict}"),
        )
        for each in moved
        if each.early.n and each.late.n
    ]
    return say("answer.signs", scheme=title(scheme), signs=listed(parts))


def _value(each: Drift, found: Interval) -> Pair:
    return said(Interval(found.mean, found.mean, found.mean, 1), unit(each.measure))


def listed(pairs: Sequence[Pair]) -> Pair:
    return ("; ".join(en for en, _ in pairs), "；".join(zh for _, zh in pairs))


def whom(done: Seasons, scheme: Scheme) -> Pair:
    """Where business went, as far as intervals tell, and trust."""
    found = ties(done, scheme.name)
    trust = sorted((last, *direction) for tie in found for direction, (_, last) in tie.trust.items() if last == last)
    return say(
        "answer.whom",
        scheme=title(scheme),
        business=_business(done, found),
        most=_trust(done, trust[-1:]),
        least=_trust(done, trust[:1]),
    )


def _business(done: Seasons, found: Sequence[Tie]) -> Pair:
    """The pairs whose business grew and shrank most, of those whose change is not luck."""
    if done.n < FEWEST:
        return say("answer.whom.few")
    ranked = sorted(found, key=lambda tie: (tie.change.mean, tie.pair))
    up = [tie for tie in ranked if decided(tie.change) == "above"][-1:]
    down = [tie for tie in ranked if decided(tie.change) == "below"][:1]
    key = {(True, True): "both", (True, False): "up", (False, True): "down", (False, False): "neither"}[bool(up), bool(down)]
    named = {side: _pair(done, ties_[0]) for side, ties_ in (("up", up), ("down", down)) if ties_}
    return say(f"answer.whom.{key}", **named)


def _pair(done: Seasons, tie: Tie) -> Pair:
    a, b = (name_of(done.scenario, party) for party in tie.pair)
    return say("answer.whom.pair", a=a, b=b, change=signed(tie.change.mean))


def _trust(done: Seasons, found: Sequence[tuple[float, str, str]]) -> Pair:
    if not found:
        return say("answer.whom.nobody")
    value, a, b = found[0]
    return say("answer.whom.trust", a=name_of(done.scenario, a), b=name_of(done.scenario, b), value=bare(value, ""))


def worth(done: Seasons) -> Pair:
    """What the season earned, and under two schemes the difference and who has most and least of it."""
    a, *others = done.schemes
    if not others:
        moved = drift(done, a.name, "chain_surplus")
        return say(
            "answer.worth.one",
            shows=done.shows,
            a=said(done.summary(a.name, SURPLUS), "CNY"),
            change=said(moved.change, "CNY", change=True),
            verdict=say(f"verdict.{moved.verdict}"),
        )
    b = others[0]
    gains = {party: done.difference(a.name, b.name, f"profit.{party}") for party in done.runs[a.name][0].profit}
    ranked = sorted(gains, key=lambda party: (gains[party].mean, party))
    difference = done.difference(a.name, b.name, SURPLUS)
    high, low = gains[ranked[-1]], gains[ranked[0]]
    found = say(
        "answer.worth.two",
        shows=done.shows,
        scheme=title(a),
        other=title(b),
        a=said(done.summary(a.name, SURPLUS), "CNY"),
        b=said(done.summary(b.name, SURPLUS), "CNY"),
        difference=said(difference, "CNY", change=True),
        verdict=say(f"verdict.{decided(difference)}"),
        most=say(f"answer.worth.{'gains' if high.mean >= 0 else 'loses'}_{'most' if high.mean >= 0 else 'least'}",
                 party=name_of(done.scenario, ranked[-1]), by=said(high, "CNY", change=True)),
        least=say(f"answer.worth.{'gains' if low.mean >= 0 else 'loses'}_{'least' if low.mean >= 0 else 'most'}",
                  party=name_of(done.scenario, ranked[0]), by=said(low, "CNY", change=True)),
    )  # fmt: skip
    turned = _turned(done, a, b)
    return (f"{found[0]} {turned[0]}", found[1] + turned[1]) if turned else found


def _turned(done: Seasons, a: Scheme, b: Scheme) -> Pair | None:
    """The parties whose mean profit of the season has another sign under the second scheme."""
    parts = []
    for party in done.runs[a.name][0].profit:
        one, other = (done.summary(scheme.name, f"profit.{party}") for scheme in (a, b))
        if one.mean * other.mean < 0.0:
            who = name_of(done.scenario, party)
            parts.append(say("answer.worth.turned.one", party=who, a=said(one, "CNY"), b=said(other, "CNY")))
    return say("answer.worth.turned", who=listed(parts)) if parts else None


def decided(found: Interval) -> str:
    """"above", "below" or "around" zero by the interval; "few" with too few values to tell."""
    return "few" if found.n < FEWEST else found.verdict


def cheats(scheme: Scheme, tempted: Sequence[Temptation]) -> Pair:
    """The kinds that gain from breaking their word in one show, each at the level that pays best."""
    best: dict[str, Temptation] = {}
    for each in tempted:
        if decided(each.gain) == "above" and (each.kind not in best or each.gain.mean > best[each.kind].gain.mean):
            best[each.kind] = each
    if not best:
        return say("answer.cheat.none", scheme=title(scheme), n=tempted[0].gain.n if tempted else 0)
    parts = [
        say(
            "answer.cheat.one",
            kind=words(f"kind.{each.kind}"),
            how=breach(each),
            gain=said(each.gain, "CNY", change=True),
            chain=said(each.chain, "CNY", change=True),
        )
        for each in sorted(best.values(), key=lambda t: -t.gain.mean)
    ]
    return say("answer.cheat", scheme=title(scheme), who=listed(parts))


def breach(each: Temptation) -> Pair:
    """What breaking one's word at this level means."""
    return say(f"breach.{each.kind}", level=f"{round(100 * each.level):g}%")


def reason(lines: Sequence[tuple[str, float]], whole: float) -> Pair:
    """Lines of an account with what moved on them, and all other lines together: they add up to ``whole`` (CNY)."""
    found = [(words(f"clause.{line}", line), signed(cny)) for line, cny in lines]
    rest = whole - fsum(cny for _, cny in lines)
    if abs(rest) >= 0.5:
        found.append((say("answer.rest"), signed(rest)))
    if not found:
        return ("–", "–")
    return (", ".join(f"{en} {cny}" for (en, _), cny in found), "、".join(f"{zh} {cny}" for (_, zh), cny in found))

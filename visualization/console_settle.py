"""A settlement as plain text for a terminal, in English or 中文: every clause with its arithmetic, then totals per party."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from environment.texts import LANGUAGES, render
from experiments.settle import Item, Settlement
from experiments.settle.arithmetic import figure
from protocols.contracts import QUANTITIES
from visualization.columns import grid, width, wrap
from visualization.figures.names import words

WIDTH = 120


def settlement_text(done: Settlement, lang: str = "en", saved: Path | None = None) -> str:
    """Everything about a settlement, for a reader; ``saved`` is where the contract was written."""
    closing = [] if saved is None else [render("settle.saved", lang, {"path": saved})]
    return "\n".join([*_lines(done, lang), *closing])


def _lines(done: Settlement, lang: str) -> Iterator[str]:
    which, contract = LANGUAGES.index(lang), done.agreement.contract
    yield render("settle.title", lang, {"show": done.record.source})
    yield render("settle.own" if done.own else "settle.under", lang, {"title": done.agreement.title[which]})
    pairs = ((_named(done, role, lang, held=False), _named(done, party, lang)) for role, party in contract.parties.items())
    held = (name if name == role else f"{role} = {name}" for role, name in pairs)
    yield from wrap(render("settle.parties", lang, {"list": ", ".join(held)}), WIDTH)
    facts = [(n, figure(done.facts[n]), _meaning(n, which)) for n in contract.fact_names if n in done.facts]
    if facts:
        yield from _head("settle.facts", lang)
        yield from grid(facts, right=frozenset({1}), total=WIDTH)
    yield from _head("settle.clauses", lang)
    for item in done.items:
        yield from _item(done, item, lang)
    if any("shortfall" in item.clause.formula or "pos(" in item.clause.formula for item in done.items):
        yield from wrap(render("settle.legend", lang), WIDTH)
    yield from _head("settle.total", lang)
    names = tuple(render(f"settle.column.{c}", lang) for c in ("party", "total", "due"))
    total, due = done.totals(), done.balances()
    rows = [(_named(done, party, lang), cny(total[party], True), cny(due[party], True)) for party in total]
    yield from grid([names, *rows], right=frozenset({1, 2}), total=WIDTH, head=True)
    yield from _closing(done, lang)


def _named(done: Settlement, party: str, lang: str, held: bool = True) -> str:
    """What the record calls a party, or for its kind: its name; any other as it is written. ``held``: a party, not a role."""
    which = LANGUAGES.index(lang)
    if held and party in done.record.names:
        return done.record.names[party][which]
    return words(f"kind.{party}", words(f"account.{party}", party)[1])[which] if lang == "zh" else party


def _item(done: Settlement, item: Item, lang: str) -> Iterator[str]:
    which = LANGUAGES.index(lang)
    sides, cents = (item.payer, item.payee)[:: 1 if item.cents >= 0 else -1], abs(item.cents)
    payer, payee = (_named(done, party, lang) for party in sides)
    notes = [render(f"settle.due.{item.clause.when}", lang)]
    notes += [render("settle.about", lang, {"cause": item.cause})] if item.cause else []
    yield f"  {item.clause.name}  ({', '.join(notes)})"
    yield from _indented(item.clause.doc(lang))
    shown = item.how.formula[which]
    if item.how.value is not None:
        amount = figure(round(item.how.value, 2))
        yield from _indented(shown)
        yield from _indented(f"= {amount}" if item.how.numbers == amount else f"= {item.how.numbers} = {amount}")
    else:
        yield from _indented(shown)
    for step in item.how.steps:
        yield from _indented(render("settle.where", lang, {"step": step}))
    if item.cut:
        yield from _indented(render("settle.cut", lang))
    yield from _indented("→ " + render("settle.pays", lang, {"payer": payer, "payee": payee, "amount": cny(cents)}))
    if item.paid is not None:
        key = "settle.settled" if item.due == 0 else "settle.paid" if item.due > 0 else "settle.paid.back"
        yield from _indented("  " + render(key, lang, {"paid": cny(item.paid), "due": cny(abs(item.due))}))


def _closing(done: Settlement, lang: str) -> Iterator[str]:
    if done.missing:
        yield from _head("settle.missing", lang)
        which = LANGUAGES.index(lang)
        for each in done.missing:
            facts = ", ".join(f"{name} ({_meaning(name, which)})" for name in each.facts)
            yield from wrap("  " + render("settle.missing.line", lang, {"clause": each.clause.name, "facts": facts}), WIDTH)
    else:
        yield render("settle.complete", lang)
    if done.own:
        wrong = [f"{item.clause.name} {item.cause}".strip() + f" {cny(-item.due, True)}" for item in done.items if item.due]
        yield render("settle.differs" if wrong else "settle.agrees", lang, {"list": ", ".join(wrong)})


def cny(cents: int, sign: bool = False) -> str:
    """1234567 -> '12,345.67', with a true minus sign."""
    text = f"{'+' if sign and cents > 0 else '−' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    return text


def _meaning(name: str, which: int) -> str:
    quantity = QUANTITIES[name]
    unit = words(f"settle.unit.{quantity.unit}", quantity.unit)[which]
    return f"{(quantity.en, quantity.zh)[which]}{(', ', '，')[which]}{unit}"


def _indented(text: str) -> Iterator[str]:
    yield from ("      " + line for line in wrap(text, WIDTH - 6))


def _head(key: str, lang: str) -> Iterator[str]:
    text = render(key, lang)
    yield ""
    yield text
    yield "─" * width(text)

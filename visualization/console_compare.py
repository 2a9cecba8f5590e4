"""Two schemes compared, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from environment.scenario import Scenario
from environment.texts import LANGUAGES
from experiments.compare import CONFIDENCE, Comparison, Contrast
from experiments.intervals import FEWEST
from visualization.columns import grid, wrap
from visualization.console import WIDTH, say, section
from visualization.figures.names import words
from visualization.quantities import beside_zero, measure_label, parts, unit_of


def comparison_text(done: Comparison, lang: str) -> str:
    """Profit of every party of the chain and every measure: A, B, difference B − A and its interval."""
    which = LANGUAGES.index(lang)
    title = (done.scenario.title_en, done.scenario.title_zh)[which]
    sides = [f"{letter}  {scheme.name}: {(scheme.en, scheme.zh)[which]}" for letter, scheme in (("A", done.a), ("B", done.b))]
    profits = [(_name(done.scenario, party)[which], "CNY", found) for party, found in done.profits.items()]
    measures = [(measure_label(name, lang), unit_of(name), found) for name, found in done.measures.items()]
    n = len(done.seeds)
    note = say("compare.note", lang, n=n, level=f"{100 * CONFIDENCE:g}", fewest=FEWEST)
    if n < FEWEST:
        note += say("compare.few", lang, n=n, fewest=FEWEST)
    ended: list[str] = []
    if done.until is not None:
        u, unit = done.until, "CNY" if done.until.outcome.startswith("profit.") else unit_of(done.until.outcome)
        known, asked = ("".join(parts(value, unit, lang)) for value in (u.half_width, u.target))
        key = "compare.until.reached" if u.reached else "compare.until.most"
        ended = wrap(say(key, lang, n=len(done.seeds), outcome=u.outcome, known=known, asked=asked), WIDTH)
    kept = {"cents": done.conservation.get("ledger_sum", 0), "units": done.conservation.get("oversold", 0)}
    return "\n\n".join(
        [
            "\n".join([title, *sides, *wrap(note, WIDTH), *ended]),
            section("compare.profit", lang, _table(profits, lang)),
            section("measures", lang, _table(measures, lang)),
            say("conserved", lang, **kept),
        ]
    )


def _table(rows: list[tuple[str, str, Contrast]], lang: str) -> Iterator[str]:
    heads = ("", "A", "B", say("compare.difference", lang), say("compare.interval", lang), "")
    lines: list[tuple[str, ...]] = [heads]
    for label, unit, found in rows:
        shown = [parts(value, unit, lang)[0] for value in (found.a, found.b)]
        change, low, high = (_signed(value, unit, lang, found.clear) for value in (found.difference, found.low, found.high))
        between = f"{low} … {high}" if found.spread else "–"
        clear = "*" if found.clear else " "
        after = parts(found.a, unit, lang)[1].strip()
        lines.append((label, *shown, change, f"{between} {clear}", after))
    return grid(lines, right=frozenset({1, 2, 3, 4}), total=WIDTH, head=True)


def _signed(value: float, unit: str, lang: str, clear: bool) -> str:
    shown, after = parts(value, unit, lang)
    if clear:  # its interval leaves out zero, and must be seen to
        shown = beside_zero(value, shown, after == "%")
    return f"+{shown}" if value > 0 and shown != "0" and not shown.startswith("+") else shown


def _name(scenario: Scenario, party: str) -> tuple[str, str]:
    """What a party is called in the scenario; an account around the chain by its own name."""
    single = [scenario.host, scenario.supplier]
    every = [*single, *scenario.factories, *scenario.warehouses, *scenario.carriers, *scenario.material_suppliers]
    every += [each for guest in (scenario.week.shows if scenario.week else ()) for each in (guest, guest.supplier)]
    found = next((each for each in every if each.id == party), None)
    return (found.en, found.zh) if found is not None else words(f"account.{party}", party)

"""Incentive schemes as plain text for a terminal: a line each, or one explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from environment import Scheme
from environment.scheme.explain import Payment, Term, false_alert, payments, readers, role, talks
from environment.texts import LANGUAGES, render
from experiments.export import Json, plain
from visualization.columns import grid, wrap
from visualization.console import WIDTH, catalogue, section
from visualization.figures.names import words
from visualization.quantities import quantity


def schemes_text(name: str | None, lang: str) -> str:
    """All shipped schemes, a line each; or the scheme ``name`` (a name or a file) explained."""
    if name is not None:
        return explained(Scheme.load(name), lang)
    found = [Scheme.load(each) for each in Scheme.names()]
    return catalogue([(each.name, (each.summary_en, each.summary_zh)) for each in found], lang)


def schemes_object(name: str | None) -> Json:
    """The same for machines: one object, or a list of name, titles, summaries and source."""
    from environment.scheme.explain import as_object

    if name is not None:
        return plain(as_object(Scheme.load(name)))
    keys = ("name", "en", "zh", "summary_en", "summary_zh", "source")
    return [{key: getattr(scheme, key) for key in keys} for scheme in map(Scheme.load, Scheme.names())]


def explained(scheme: Scheme, lang: str) -> str:
    """Who pays whom for what and when; what is negotiated; who sees what; what a false alert costs."""
    which = LANGUAGES.index(lang)
    head = [f"{scheme.name}: {(scheme.en, scheme.zh)[which]}", *wrap((scheme.summary_en, scheme.summary_zh)[which], WIDTH)]
    head += wrap(say("source", lang, source=scheme.source), WIDTH)
    pieces = [
        "\n".join(head),
        _section("pays", lang, _payments(scheme, lang)),
        _section("talks", lang, _talks(scheme, lang)),
        _section("sees", lang, _sees(scheme, lang)),
        _section("false", lang, [line for pair in false_alert(scheme) for line in _indented(pair[which])]),
    ]
    if scheme.split:
        pieces.append(_section("split", lang, _indented(words(f"split.{scheme.split}")[which])))
    return "\n\n".join(pieces)


def say(key: str, lang: str, **params: str) -> str:
    """A text of schemes in one language."""
    return render(f"console.scheme.{key}", lang, params)


def _section(key: str, lang: str, lines: Sequence[str] | Iterator[str]) -> str:
    return section(f"scheme.{key}", lang, lines)


def _indented(text: str) -> list[str]:
    return ["  " + line for line in wrap(text, WIDTH - 2)]


def _payments(scheme: Scheme, lang: str) -> Iterator[str]:
    which = LANGUAGES.index(lang)
    rows = [tuple(say(f"col.{key}", lang) for key in ("who", "what", "when", "terms"))]
    notes = []
    for payment in payments(scheme):
        c = payment.clause
        who = f"{role(c.payer)[which]} {'⇄' if c.signed else '→'} {role(c.payee)[which]}"
        rows.append((who, words(f"clause.{c.name}", c.name)[which], words(f"when.{c.when}")[which], _terms(payment, lang)))
        notes.append(payment.what[which])
    return grid(rows, total=WIDTH, head=True, notes=notes)


def _terms(payment: Payment, lang: str) -> str:
    """The terms that the scheme or an encounter sets; those of the scenario go without saying."""
    which = LANGUAGES.index(lang)
    own = [t for t in payment.terms if t.agreed or t.value is not None or t.name.startswith("pool_share_")]
    parts = [f"{words(f'issue.{t.name}', t.name)[which]}{(': ', '：')[which]}{_value(t, lang)}" for t in own]
    if payment.idle:
        parts.append(words("terms.idle")[which])
    return ("; ", "；")[which].join(parts) or words("terms.standing")[which]


def _value(term: Term, lang: str) -> str:
    fixed = not term.agreed and term.value is not None
    return quantity(term.value, term.unit, lang) if fixed else term.text()[LANGUAGES.index(lang)]


def _talks(scheme: Scheme, lang: str) -> Iterator[str]:
    which = LANGUAGES.index(lang)
    rows = [tuple(say(f"col.{key}", lang) for key in ("encounter", "rule", "issues"))]
    for encounter, protocol, issues in talks(scheme):
        names = []
        for name, unit, span in issues:
            ends = [quantity(end, unit, lang) for end in span[:2]] if span else []
            names.append(words(f"issue.{name}", name)[which] + (f" {ends[0]} – {ends[1]}" if ends else ""))
        about = words(f"talk.{encounter}")[which]
        rule = words(f"protocol.{protocol.partition(':')[0]}", protocol)[which]
        rows.append((f"{encounter} {about}", rule, ("; ", "；")[which].join(names) or say("none", lang)))
    return grid(rows, total=WIDTH, head=True)


def _sees(scheme: Scheme, lang: str) -> Iterator[str]:
    which = LANGUAGES.index(lang)
    rows = []
    for item, kinds in readers(scheme).items():
        who = (", ", "、")[which].join(role(kind)[which] for kind in kinds) or words("role.nobody")[which]
        rows.append((words(f"item.{item}")[which], who))
    yield from grid(rows, total=WIDTH)
    if scheme.information_delay_min:
        yield "  " + say("delay", lang, minutes=f"{scheme.information_delay_min:g}")

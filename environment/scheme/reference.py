"""The reference of incentive schemes, generated: ``python -m environment.scheme.reference > FILE``."""

from __future__ import annotations

from itertools import groupby

from environment.scheme.explain import REFERENCE, Payment, Term, false_alert, payments, readers, role, talks, words
from environment.scheme.money import FACTS
from environment.scheme.scheme import PAIRS, Scheme

_FACTS = "Facts that a show counts 直播记录的事实"
_HEAD = """# Incentive schemes 激励方案

Generated from `environment/scheme/data` and the clauses' registry by `python -m environment.scheme.reference`; do not edit.
Play one with `python run.py run --scheme NAME`, see one here or with `python run.py schemes NAME`, set two against each other
with `python run.py compare A B`, write your own: [how to](../how-to/write-a-scheme.md).

Each table says who pays whom for what, and when. *Terms*: a number is fixed by the scheme; *scenario*: as the scenario has
it; *N1* (to N8, [scenario.md](scenario.md)): agreed in that encounter, in the range given or else in the scenario's. A clause
marked *idle* moves nothing at the standing terms of `{reference}`; any other moves money once its facts are not zero. What
each clause says is [at the end](#what-the-clauses-say-条款含义), its formula in [clauses.md](clauses.md).
A scheme can name a clause if a show counts all [facts](#facts-that-a-show-counts-直播记录的事实) that it reads.
每张表说明谁为何事、何时付给谁；“N1”等指在该次谈判中商定；“闲置”指按该场景的条款恒为零。
"""


def schemes_reference() -> str:
    """Markdown with one section per shipped scheme, after a table of all."""
    found = [Scheme.load(name) for name in Scheme.names()]
    parts = [_HEAD.format(reference=REFERENCE), "| scheme | 方案 | what it is | source |", "|---|---|---|---|"]
    parts += [f"| [`{s.name}`](#{s.name}) | {s.zh} | {s.summary_en} | {_cell(s.source)} |" for s in found]
    parts += [_section(scheme) for scheme in found]
    used = sorted({p.clause.name: p.clause for scheme in found for p in payments(scheme)}.items())
    parts += ["\n## What the clauses say 条款含义\n", "| clause | meaning | 含义 | source |", "|---|---|---|---|"]
    rows = ((f"[`{name}`](clauses.md#{name})", c.doc_en, c.doc_zh, c.source) for name, c in used)
    parts += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    parts += [f"\n## {_FACTS}\n", "| pair | facts 事实 |", "|---|---|"]
    parts += [f"| `{pair}` | {', '.join(f'`{fact}`' for fact in sorted(FACTS[pair]))} |" for pair in PAIRS]
    parts.append("\nWhat each is, with its unit: [terms and facts](clauses.md#terms-and-facts).")
    return "\n".join(parts) + "\n"


def _section(scheme: Scheme) -> str:
    lines = [
        f"\n## {scheme.name}\n",
        f"**{scheme.en} {scheme.zh}.** {scheme.summary_en}  ",
        f"{scheme.summary_zh}\n",
        f"- source 来源: {scheme.source}",
        "- what a false alert costs the host 虚假预警的代价: " + "; ".join(" ".join(pair) for pair in false_alert(scheme)),
    ]
    if scheme.split:
        lines.append("- how the pool is shared 共赢池分配: " + " ".join(words(f"split.{scheme.split}")))
    lines += [
        f"- who sees what besides its owner 数据可见: {_visibility(scheme)}",
        f"- negotiated 谈判: {_talks(scheme)}\n",
        "| who pays → whom | for what 事由 | when | terms 条款 |",
        "|---|---|---|---|",
    ]
    lines += [_row(payment) for payment in payments(scheme)]
    return "\n".join(lines)


def _row(p: Payment) -> str:
    c = p.clause
    who = f"{role(c.payer)[0]} → {role(c.payee)[0]} {role(c.payer)[1]}→{role(c.payee)[1]}" + (" (or back)" if c.signed else "")
    terms = "; ".join(f"`{t.name}` {_term(t)}" for t in p.terms) or "–"
    name = " ".join(words(f"clause.{c.name}"))
    return f"| {who} | `{c.name}` {name} | {' '.join(words(f'when.{c.when}'))} | {terms}{' · *idle 闲置*' if p.idle else ''} |"


def _term(term: Term) -> str:
    if term.agreed or term.value is not None or term.name.startswith("pool_share_"):
        return term.text()[0].removeprefix("agreed at ")
    return "scenario"


def _talks(scheme: Scheme) -> str:
    parts = []
    for encounter, protocol, issues in talks(scheme):
        names = ", ".join(f"`{name}`" + (f" {span[0]:g}–{span[1]:g}" if span else "") for name, _, span in issues)
        parts.append(f"{encounter} by `{protocol}` on {names}" if names else f"{encounter} not held")
    return "; ".join(parts)


def _visibility(scheme: Scheme) -> str:
    found = sorted(readers(scheme).items(), key=lambda item: item[1])
    shared = []
    for kinds, group in groupby(found, key=lambda item: item[1]):
        if kinds:
            items = ", ".join(words(f"item.{item}")[0] for item, _ in group)
            shared.append(f"{items}: {', '.join(role(kind)[0] for kind in kinds)}")
    late = f"; news travels {scheme.information_delay_min:g} min late" if scheme.information_delay_min else ""
    return ("; ".join(shared) or "nobody sees anything of another") + late


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(schemes_reference(), end="")

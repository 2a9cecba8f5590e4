"""The reference of protocols, generated from their docstrings: ``python -m protocols.reference > FILE``."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator

from protocols.registry import PROTOCOLS
from protocols.rules.base import Rule

TITLES = {
    "alternating_offers": "轮流出价", "stacked_alternating_offers": "多方轮流出价", "monotonic_concession": "单调让步",
    "mediated_single_text": "调解单一文本", "contract_net": "合同网", "first_price": "第一价格密封拍卖",
    "vickrey": "第二价格密封拍卖", "vcg_reverse_auction": "VCG 组合反向拍卖", "k_double_auction": "k 双向拍卖",
    "call_market": "统一价格集合竞价", "rationing": "产能配给", "coalition_formation": "联盟形成", "arbitration": "仲裁",
}  # fmt: skip

FAILURES = {  # the reasons of protocols.types.Breakdown
    "deadline": ("the rounds are over without a deal", "轮次用完仍未成交"),
    "walk_away": ("a party leaves", "一方离场"),
    "no_feasible_outcome": ("no outcome is worth having to a party (or to all together)", "没有各方都可接受的条件"),
    "no_bid": ("nobody bids, or no bid counts", "没有有效出价"),
    "refused": ("a party does not confirm the result", "一方不确认结果"),
    "no_trade": ("bids or gains leave nothing to trade", "没有成交的余地"),
    "party_failed": ("a strategy raised an error, or did what it must not", "策略出错或违规"),
}

_HEAD = """# Protocols 谈判规则

Generated from `protocols/rules` by `python -m protocols.reference`; do not edit.
Name one in a scheme, in `negotiate --protocol`, or in `make_protocol`, with its arguments in the same text:
`rationing:cut=linear`. In a show each serves every encounter: [how](../how-to/choose-a-protocol.md). All take `rounds`,
the most rounds (`negotiate --rounds`), and `first`, the seat that begins (from 0). Each is stepwise, keeps a transcript of
FIPA performatives, and ends in an agreement or in a breakdown with one of these reasons:

| reason | means | 含义 |
|---|---|---|
"""


def protocols_reference() -> str:
    """Markdown: the reasons for failing, a table of the protocols, and a section for each."""
    reasons = [f"| `{name}` | {english} | {chinese} |" for name, (english, chinese) in FAILURES.items()]
    rows = [
        f"| [`{name}`](#{name}) | {TITLES.get(name, '')} | {_seats(rule)} | {', '.join(f'`{r}`' for r in failures(rule))} |"
        for name, rule in PROTOCOLS.items()
    ]
    table = "\n| protocol | 名称 | parties | may fail with |\n|---|---|---|---|\n"
    sections = [_section(name, rule) for name, rule in PROTOCOLS.items()]
    return _HEAD + "\n".join(reasons) + "\n" + table + "\n".join(rows) + "\n" + "".join(sections)


def failures(rule: type[Rule]) -> list[str]:
    """The reasons for failing that a protocol documents, in its own docstring or in that of its base."""
    for kind in rule.__mro__:
        stated = re.search(r"Fails with (.*)", kind.__doc__ or "", re.S)
        if stated:
            return [name for name in re.findall(r'"(\w+)"', stated[1]) if name in FAILURES]
    return []


def _section(name: str, rule: type[Rule]) -> str:
    lines = [markdown(rule.__doc__), f"- parties: {_seats(rule)}"]
    own = arguments(rule, leave_out=("space", "rounds", "first"))
    rounds = inspect.signature(rule).parameters["rounds"].default
    lines.append(f"- arguments: {own or 'none of its own'}; `rounds` = {rounds}")
    if "Fails with" not in (rule.__doc__ or ""):
        lines.append(f"- may fail with {', '.join(f'`{reason}`' for reason in failures(rule))}")
    lines += [f"- `{argument}`:{meanings}" for argument, meanings in _choices(rule)]
    lines += [f"- source: {cited}" for cited in [source(rule)] if cited]
    return f"\n### `{name}`\n\n{lines[0]}\n\n" + "\n".join(lines[1:]) + "\n"


def _choices(rule: type[Rule]) -> Iterator[tuple[str, str]]:
    """The texts that an argument takes, kept in a constant of the rule's module named as its plural, and what they
    mean."""
    for argument in inspect.signature(rule).parameters:
        allowed = getattr(sys.modules[rule.__module__], f"{argument.upper()}S", None)
        if isinstance(allowed, dict):  # of functions, which explain themselves
            meanings = [f"\n  - `{text}`: {markdown(kind.__doc__).splitlines()[0]}" for text, kind in allowed.items()]
            yield argument, "".join(meanings)
        elif allowed is not None:
            yield argument, " " + ", ".join(f"`{text}`" for text in allowed)


def _seats(rule: type[Rule]) -> str:
    low, high = rule.seats
    return f"{low}" if high == low else f"{low} or more" if high is None else f"{low} to {high}"


def arguments(make: Callable[..., object], leave_out: tuple[str, ...] = ()) -> str:
    """The arguments of a class with their defaults, as in "`k` = 0.5, `cut` = proportional"."""
    found = []
    for name, parameter in inspect.signature(make).parameters.items():
        default: object = parameter.default
        if default is parameter.empty:
            shown = ""
        elif default is None:
            shown = " = none (from Python only)"
        else:
            shown = f" = {str(default).lower() if isinstance(default, bool) else default}"
        if name not in leave_out:
            found.append(f"`{name}`{shown}")
    return ", ".join(found)


def source(kind: type) -> str:
    """What the docstring of a class's module cites ("" for nothing; some classes cite their own source)."""
    text = inspect.getdoc(sys.modules[kind.__module__]) or ""
    cited = [part for part in text.split("\n\n")[1:] if re.search(r"\b(18|19|20)\d\d\b", part)]
    return " ".join(markdown(part) for part in cited).rstrip(".")


def markdown(docstring: str | None) -> str:
    """A docstring as Markdown: one line a paragraph, code in backticks, cross-references by their last names."""
    text = inspect.cleandoc(docstring or "")
    text = re.sub(r":(\w+):`~?([\w.]+)`", lambda m: f"`{_short(m[2])}`", text).replace("``", "`")
    return "\n\n".join(re.sub(r"\n(?!- )", " ", part) for part in text.split("\n\n"))


def _short(target: str) -> str:
    """The class and what follows of a dotted name, or its last part."""
    parts = target.split(".")
    first = next((at for at, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[first:])


if __name__ == "__main__":
    print(protocols_reference(), end="")

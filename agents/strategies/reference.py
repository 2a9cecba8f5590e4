"""The reference of strategies, generated from their docstrings: ``python -m agents.strategies.reference > FILE``."""

from __future__ import annotations

from agents.strategies import STRATEGIES
from agents.strategies.base import Aspiring
from agents.strategies.human import Human
from agents.strategies.negmas_bridge import NegmasNegotiator
from protocols.reference import arguments, markdown, source
from protocols.rules.voice import TRUTH

TITLES = {
    "time_dependent": "时间型让步", "boulware": "强硬型（后期让步）", "linear": "线性让步", "conceder": "让步型（早期让步）",
    "aspiration": "期望水平（另一惯例）", "tit_for_tat": "相对一报还一报", "random_absolute_tit_for_tat": "随机绝对一报还一报",
    "averaged_tit_for_tat": "平均一报还一报", "micro": "最小让步", "trade_off": "等效用权衡", "bayesian": "贝叶斯对手模型",
    "rubinstein": "鲁宾斯坦均衡", "chatterjee_samuelson": "双向拍卖均衡", "procurement_equilibrium": "招标均衡",
    "fixed": "固定要价", "walk_away": "限时离场", "human": "真人", "negmas": "NegMAS 谈判者",
}  # fmt: skip

_HEAD = """# Strategies 谈判策略

Generated from `agents/strategies` by `python -m agents.strategies.reference`; do not edit.
Name one in a scheme, in `negotiate --strategy PARTY=NAME`, or in `make_strategy`, with its arguments in the same text:
`boulware:e=0.3,k=0.05`. A strategy sees its own utilities and reservation value, the offers made, and the clock; never
its opponent. Where a rule asks for more than offers and answers (a bid, a report, a vote) a strategy without an answer of
its own tells the truth. "In bulk": sessions of it are played together as arrays, with identical results.

Where a section gives a target, the strategy {aspiring}

| strategy | 名称 | arguments | in bulk |
|---|---|---|---|
"""
_BY_HAND = {"human": Human, "negmas": NegmasNegotiator}  # made in Python, by whoever asks the person or has the library


def strategies_reference() -> str:
    """Markdown: a table of the strategies and a section for each."""
    rows = [
        f"| [`{name}`](#{name}) | {TITLES.get(name, '')} | {arguments(kind) or 'none'} | {'yes' if _in_bulk(kind) else ''} |"
        for name, kind in STRATEGIES.items()
    ]
    named = "".join(_section(f"`{name}`", kind) for name, kind in STRATEGIES.items())
    by_hand = "".join(_section(f"`{kind.__name__}` {TITLES[name]}", kind) for name, kind in _BY_HAND.items())
    aspiring = (
        markdown(Aspiring.__doc__)
        .replace("Plays by a target utility", "plays by it")
        .replace("\n\nSubclasses give `target`.", "")
    )
    return _HEAD.format(aspiring=aspiring) + "\n".join(rows) + "\n" + named + "\n## From Python\n" + by_hand


def _in_bulk(kind: type) -> bool:
    plan = getattr(kind, "plan", None)
    return plan is not None and plan(kind(), 1.0, 0.0, 2) is not None


def _section(title: str, kind: type) -> str:
    answers = [f"`{question}`" for question in TRUTH if hasattr(kind, question)]
    lines = [f"- arguments: {arguments(kind) or 'none'}"]
    lines += [f"- has its own answer to {', '.join(answers)}"] if answers and kind is not NegmasNegotiator else []
    lines += [f"- source: {cited}" for cited in [source(kind)] if cited]
    shared = [base for base in kind.__mro__[1:] if base.__name__.startswith("_")]  # what variants have in common
    text = "\n\n".join(markdown(each.__doc__) for each in (kind, *shared))
    return f"\n### {title}\n\n{text}\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(strategies_reference(), end="")

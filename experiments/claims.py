"""What the trade claims, measured: ``python -m experiments.claims > docs/claims.md`` (about three minutes of CPU)."""

from __future__ import annotations

import sys

from environment import Scenario, Scheme
from experiments.codesign import CLAIM, WAYS, Codesign, codesign
from experiments.intervals import Interval

SEASONS, SHOWS = 40, 8
_HEAD = """# What the trade claims, and what is measured here

<!-- made by `python -m experiments.claims > docs/claims.md`; do not edit -->

The trade texts make four claims with numbers. Nothing in the model is set to them: each is an output, switched by the
mechanisms it is said to come from, and measured on common luck with an interval. What the answer is, is the answer.

| claim | switched by | measured by | remade by |
|---|---|---|---|
| alerts make the response 50 % faster | `signals.alert_rule.delay_min` | [response_speed](studies/response_speed.md): time from surge to first goods with the alert at once, late, and never | `python run.py study response_speed` |
| weeks become days | reserved capacity and materials (`factories.*.reserved_per_day`, `material_suppliers.*.reserved`, N2) | [weeks_to_days](studies/weeks_to_days.md): time from alert to first goods with and without reservation | `python run.py study weeks_to_days` |
| hours instead of weeks of feedback | `data.delay_min` | [information_delay](studies/information_delay.md): what the chain loses as data come minutes to weeks late | `python run.py study information_delay` |
| the three mechanisms together are worth more than their sum, "1+1>2" | the scheme: alerts, data, shared risk | [one_plus_one](studies/one_plus_one.md): gain of all three together against the sum of each alone | `python run.py study one_plus_one` |
| co-created products succeed 30 % more often | `product.cocreate.launch`: audience or calendar | the experiment below | `python -m experiments.claims` |

## Co-created against traditional new styles
"""  # noqa: E501


def page(seasons: int = SEASONS, shows: int = SHOWS) -> str:
    """The page, with the experiment on co-creation played anew."""
    scenario = Scenario.load("autumn_launch", variants=["co_creation"])
    found = codesign(scenario, Scheme.load("slot_fee_commission"), n=seasons, shows=shows)
    return _HEAD + "\n" + "\n".join(_lines(found, shows))


def _lines(found: Codesign, shows: int) -> list[str]:
    lines = [
        f"{found.n} seasons of {shows} shows under `slot_fee_commission`, variant `co_creation`, each played twice on the same",
        "luck: new styles come by the calendar, or out of what the audience wished for. A new style succeeds when its first show",
        "sells the share `product.cocreate.success.sold` of its own first order at a margin of `product.cocreate.success.margin`",
        "or more.",
        "",
        "| way | styles a season | succeed | CNY per style, first show |",
        "|---|---|---|---|",
    ]
    for way in WAYS:
        shown = ((found.launched, "{:.2f}"), (found.rate, "{:.1%}"), (found.per_style, "{:,.0f}"))
        cells = [_shown(value[way], form) for value, form in shown]
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    lines += [
        "",
        f"Success by the audience over success by the calendar: {_shown(found.uplift, '{:+.1%}')}, against a claim of",
        f"{CLAIM:+.0%}: **{found.verdict}** the claim, by its interval. The supplier's profit:",
        f"{_shown(found.profit, '{:+,.0f}')} CNY a season.",
        "",
        "First orders are newsvendor quantities, so nearly all of them sell: a rate near 100 % cannot tell the ways apart. What",
        "a new style brings in its first show can: the last column, development cost aside.",
        "",
        "What counts as success decides the answer. A first definition, units sold against the plan of the place a style takes,",
        "found 5 % by the calendar and 50 % by the audience; it was given up because calendar launches order cautiously and",
        "could hardly reach 70 % of that plan whatever they were worth. Both are said so that nobody takes one for the truth.",
    ]
    return lines


def _shown(value: Interval, form: str) -> str:
    return f"{form.format(value.mean)} [{form.format(value.low)}, {form.format(value.high)}]"


if __name__ == "__main__":
    print(page(*(int(word) for word in sys.argv[1:])))

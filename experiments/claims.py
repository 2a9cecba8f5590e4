"""What the trade claims, measured: ``python -m experiments.claims > docs/claims.md`` (about three minutes of CPU)."""

from __future__ import annotations

import sys

from environment import Scenario, Scheme
from experiments.codesign import CLAIM, WAYS, Codesign, codesign, verdict
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
        "luck: new styles come by the calendar, or out of what the audience wished for. The trade does not say what counts as",
        "success, so two common meanings are measured: **sold through**, its first show sells the share",
        "`product.cocreate.success.sold` of its own first order at a margin of `product.cocreate.success.margin` or more; **paid",
        "back**, its first show earns what design and samples cost.",
        "",
        "| way | styles a season | sold through | paid back | CNY per style, first show |",
        "|---|---|---|---|---|",
    ]
    for way in WAYS:
        rates = ((found.launched, "{:.2f}"), (found.rate, "{:.1%}"), (found.payback, "{:.1%}"), (found.per_style, "{:,.0f}"))
        lines.append(f"| {way} | " + " | ".join(_shown(value[way], form) for value, form in rates) + " |")
    for name, uplift in (("Sold through", found.uplift), ("Paid back", found.payback_uplift)):
        lines += ["", f"{name}, the audience over the calendar: {_shown(uplift, '{:+.1%}')}: **{verdict(uplift)}** the claim of"]
        lines += [f"{CLAIM:+.0%}, by its interval."]
    lines += [
        "",
        "Careful first orders are newsvendor quantities and nearly all sell through, so that meaning cannot tell the ways apart.",
        "Much of the other difference is choice: the calendar launches on its dates, the audience's way only what is expected to",
        "earn its cost.",
    ]
    return [*lines, "", f"The supplier's profit, audience less calendar: {_shown(found.profit, '{:+,.0f}')} CNY a season."]


def _shown(value: Interval, form: str) -> str:
    return f"{form.format(value.mean)} [{form.format(value.low)}, {form.format(value.high)}]"


if __name__ == "__main__":
    print(page(*(int(word) for word in sys.argv[1:])))

"""The page on the story's expectations, from the scenario file: ``python -m environment.scenario.baseline_page > FILE``.

Numbers are the file's, reasons its comments (``# first estimate … → model, because …``); nothing is played.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from environment.scenario.scenario import Scenario

_NOTE = re.compile(r"^  (\w+):.*?# first estimate (.*?) → model, because (.*)$", re.M)

_HEAD = """# The story, re-baselined

Generated from `autumn_launch.yaml` by `python -m environment.scenario.baseline_page`; do not edit.

`story_expectations` began as estimates from a crude expected-value walk. They now hold what the model gives on the
reference seed. This plays it and says what differs (exit code 1 if anything does):

```console
$ python -m environment.scenario.baseline
```

`--write` puts the model's numbers into the scenario file. A test holds the file to the model within 15 %, or one live
tick, one hour, one order; a profit, being a small difference of large flows, also within 1 % of gross turnover.

| expectation | first estimate | model | because |
|---|---|---|---|
"""

_TAIL = """
Minutes and hours count from the start of the broadcast. **No reaction** means: the rundown is run as printed, no alert arrives,
no stock moves, no gift, vote or test link; the terms agreed before the show are the same. **No surge labour** sets every
warehouse's surge to zero. **Nominal multipliers** plays every appeal at 1. *Before team cost* leaves the cost of effort out. *Leftover
at cost* values unsold goods at what they cost.

## Who gains from the hit

In the estimate reacting to the hit brings the host 21,000 CNY and the supplier 4,000. In the model the host gains {host:,.0f} and the
supplier {moves} {amount:,.0f}, on {sales:,.0f} more of gross sales. The host follows its commission and takes slots of the main styles for B;
more of those is left over, rush orders carry a premium, and commission is paid on what is sold. What could move it (sharing
leftovers, a higher slot floor, a pool) is what schemes are for.
"""


def baseline_page(file: Path, expected: Mapping[str, float | Mapping[str, float]]) -> str:
    """Markdown with one row per expectation: first estimate, model, reason."""
    notes = {name: (first, why) for name, first, why in _NOTE.findall(file.read_text(encoding="utf-8"))}
    rows = []
    for name, value in expected.items():
        first, why = notes[name]
        rows.append(f"| {name.replace('_', ' ')} | {first} | {_cell(value)} | {why} |")
    profit, host, idle = (expected[k] for k in ("supplier_profit", "host_profit_before_team_cost", "without_reaction"))
    gross = expected["gross_gmv"]
    assert isinstance(profit, Mapping) and isinstance(host, Mapping) and isinstance(idle, Mapping)
    assert not isinstance(gross, Mapping)
    change = profit["story_all_leftover_salvaged"] - profit["no_reaction_salvaged"]
    tail = _TAIL.format(
        moves="gains" if change > 0 else "loses", amount=abs(change), host=host["story"] - host["no_reaction"],
        sales=gross - idle["gross_gmv"],
    )  # fmt: skip
    return _HEAD + "\n".join(rows) + "\n" + tail


def _cell(value: float | Mapping[str, float]) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in value.items())
    return f"{value:,}"


if __name__ == "__main__":
    from environment.scenario.baseline import FILE

    print(baseline_page(FILE, Scenario.load("autumn_launch").story_expectations or {}), end="")

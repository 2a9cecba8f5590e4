"""The story's expectations against the model: ``python -m environment.scenario.baseline [--write]``.

Plays the reference seed of ``autumn_launch`` and three counterfactuals on the same luck, prints what the scenario file
expects beside what the model gives, and exits 1 when they differ by more than the tolerance. ``--write`` puts
the model's numbers into the file, comments untouched.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment import play
from environment.scenario.scenario import Scenario

if TYPE_CHECKING:
    from environment.records import Show

FILE = Path(__file__).resolve().parent / "data" / "autumn_launch.yaml"
HIT, FLAT, LOCKED, SHORT, LONG = "B", "A", "S06", "WE", "WN"
SHARE = 0.15  # tolerance of every number …
TICK_MIN, HOUR_H, COUNT = 5.0, 1.0, 1.0  # … or one live tick, one hour, one order
TURNOVER = 0.01  # … or this share of gross turnover, for profits: small differences of large flows

# A chain that does not react: the plan is run, no alert arrives, nothing moves, no gift, vote or test link.
NO_REACTION: Mapping[str, object] = {
    "behaviour.host.running_order": "plan",
    "signals.alert_rule.delay_min": 100000,
    "signals.vote.first_tick": 10000,
    "signals.quick_test_link.trigger_ratio": 1000000.0,
    "replenishment.low_stock_trigger": 0.0,
    "gift.first_n_orders": 0,
}

Expectations = dict[str, Any]  # name -> number, or name -> {name -> number}


def model() -> Expectations:
    """What the model gives for every expectation, under the file's own names; NaN for what did not happen."""
    base = Scenario.load("autumn_launch")
    story, without = play(base), play(base.with_overrides(NO_REACTION))
    idle = play(base.with_overrides({f"warehouses.{w.id}.surge_parcels_per_day": 0 for w in base.warehouses}))
    as_planned = {f"styles.{s.id}.true_mult": 1.0 for s in base.styles}
    plain = play(base.with_overrides({**as_planned, "demand_model.appeals": "file"}))
    return {
        **_times(story),
        "units_total": story.measures["units_total"],
        "units_A": _units(story, FLAT),
        "units_B": _units(story, HIT),
        "gross_gmv": story.measures["gross_gmv"],
        "net_gmv_after_refunds_returns": story.measures["net_gmv"],
        "share_orders_shipped_24h": {
            "story": story.measures["share_shipped_24h"],
            "no_surge_labour": idle.measures["share_shipped_24h"],
        },
        "without_reaction": {
            "units_total": without.measures["units_total"],
            "gross_gmv": without.measures["gross_gmv"],
            "units_B": _units(without, HIT),
        },
        "host_profit_before_team_cost": {"story": _host(story), "no_reaction": _host(without)},
        "supplier_profit": {
            "story_all_leftover_salvaged": story.money["supplier"]["profit"],
            "story_leftover_at_cost": story.money["supplier"]["profit"] + _written_off(story),
            "no_reaction_salvaged": without.money["supplier"]["profit"],
            "nominal_multipliers": plain.money["supplier"]["profit"],
        },
    }


def _times(show: Show) -> Expectations:
    """When what happened on air, and what answered it."""
    lots: dict[str, float] = {}
    for lot, style, at in _rows(show, "production", "lot", "style", "t_at_warehouse_h"):
        if style == HIT:
            lots[lot] = max(at, lots.get(lot, at))
    made = {lot: sum(n for x, n in _rows(show, "production", "lot", "units") if x == lot) for lot in lots}
    first = next(iter(lots), "")
    moves = [
        {"decided_min": 60.0 * at, "units": n, "available_at_WE_h": ready}
        for source, to, style, n, at, ready, cause in _rows(
            show, "transfers", "from", "to", "style", "units", "t_decided_h", "t_available_h", "cause"
        )
        if (source, to, style, cause) == (LONG, SHORT, HIT, "N6")
    ]
    low = 0.35 * float(next(s for s in show.scenario.styles if s.id == HIT).stock[SHORT])
    stock = _rows(show, "stock", "t_h", "style", "warehouse", "units")
    missing = float("nan")
    return {
        "alert_raised_min": _state(show, "issued"),
        "B_promoted_min": _event(show, "promotion"),
        "B_east_stock_below_35pct_min": next((60.0 * t for t, s, w, n in stock if (s, w) == (HIT, SHORT) and n < low), missing),
        "transfer_WN_to_WE": moves[0] if moves else dict.fromkeys(("decided_min", "units", "available_at_WE_h"), missing),
        "first_rush_order": {
            "decided_min": _state(show, "committed"),
            "units": made.get(first, missing),
            "at_warehouse_h": lots.get(first, missing),
        },
        "all_rush_orders": {
            "orders": len(lots),
            "units": sum(made.values()),
            "last_at_warehouse_h": max(lots.values(), default=missing),
        },
        "likes_100k_unlocks_S06_min": _event(show, "unlock"),
    }


def _rows(show: Show, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(show.tables[table][column] for column in columns), strict=True)


def _state(show: Show, state: str) -> float:
    """Minute at which the first alert on the hit entered ``state``."""
    rows = _rows(show, "alerts", "style", "state", "t_min")
    return next((float(t) for style, name, t in rows if (style, name) == (HIT, state)), float("nan"))


def _event(show: Show, kind: str) -> float:
    return next((e.t_min for e in show.events if e.kind == kind), float("nan"))


def _units(show: Show, style: str) -> int:
    return sum(int(n) for s, n in _rows(show, "orders", "style", "units") if s == style)


def _host(show: Show) -> float:
    """The host's profit before the cost of effort."""
    return show.money["host"]["profit"] - show.money["host"].get("effort", 0.0)


def _written_off(show: Show) -> float:
    """What unsold goods lose against their cost, CNY."""
    rows = _rows(show, "leftover", "units", "cost_cny", "salvage_cny")
    return float(sum(n * (cost - value) for n, cost, value in rows))


def flat(values: Mapping[str, Any]) -> dict[str, float]:
    """Nested expectations under dotted names."""
    found: dict[str, float] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{part}": float(inner) for part, inner in value.items()}
        else:
            found[name] = float(value)
    return found


def allowed(name: str, expected: float, turnover: float) -> float:
    """How far the model may be from ``expected``, in the expectation's own unit."""
    part = name.rsplit(".", 1)[-1]
    least = TICK_MIN if part.endswith("_min") else HOUR_H if part.endswith("_h") else COUNT if part == "orders" else 0.0
    if "_profit" in name:
        least = TURNOVER * turnover
    return max(SHARE * abs(expected), least)


def compare(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[tuple[str, float, float, bool]]:
    """(name, file, model, within tolerance) of every expectation; NaN where one side has none."""
    file, now = flat(expected), flat(found)
    turnover, nothing = now["gross_gmv"], float("nan")
    rows = []
    for name in dict.fromkeys((*file, *now)):
        a, b = file.get(name, nothing), now.get(name, nothing)
        rows.append((name, a, b, abs(a - b) <= allowed(name, a, turnover)))
    return rows


def write(found: Mapping[str, Any]) -> None:
    """Put the model's numbers into the scenario file, each in place of the old one."""
    head, tail = FILE.read_text(encoding="utf-8").split("story_expectations:", 1)
    lines = tail.splitlines()
    for i, line in enumerate(lines):
        name = line.strip().split(":", 1)[0]
        value = found.get(name)
        if isinstance(value, Mapping):
            inner = ", ".join(f"{part}: {_shown(v)}" for part, v in value.items())
            lines[i] = re.sub(r"\{[^}]*\}", "{" + inner + "}", line, count=1)
        elif value is not None:
            lines[i] = re.sub(rf"^(\s*{re.escape(name)}: *)\S+", rf"\g<1>{_shown(value)}", line)
    FILE.write_text(head + "story_expectations:" + "\n".join(lines) + "\n", encoding="utf-8")


def _shown(value: float) -> str:
    if abs(value) < 1.0 and value != 0:
        return f"{value:.3f}"
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1
    return f"{value:.{digits}f}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The story's expectations against the model.")
    parser.add_argument("--write", action="store_true", help="put the model's numbers into the scenario file")
    options = parser.parse_args(arguments)
    found = model()
    rows = compare(Scenario.load("autumn_launch").story_expectations or {}, found)
    print(f"{'expectation':<46}{'file':>12}{'model':>12}")
    for name, a, b, near in rows:
        print(f"{name:<46}{a:>12,.2f}{b:>12,.2f}{'' if near else '   differs'}")
    if options.write:
        write(found)
        print(f"written to {FILE.name}")
        return 0
    return 0 if all(near for *_, near in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())

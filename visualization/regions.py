"""The job of ``region``: one evening of a generated region, told in three tables."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from visualization.targets import ready

if TYPE_CHECKING:
    from environment.market_day import MarketDay

SIDES = {"N1": ("host", "supplier"), "N5": ("host", "supplier", "factory")}


def region(args: argparse.Namespace) -> int:
    """Play the day and print it; tables and measures into ``--out``."""
    from experiments.claim import REGION

    if args.out is not None:
        ready(args.out, REGION, (args.file, args.scheme))
    from environment.market_day import DaySpec, play_day
    from visualization.jobs import print_json

    changes: dict[str, object] = dict(args.set)
    if args.parties is not None:
        changes["parties"] = args.parties
    day = play_day(DaySpec.load(args.file, changes), args.scheme, args.seed)
    if args.out is not None:
        from experiments.region_files import write

        write(day, args.out)
    if args.json:
        print_json(
            {"scheme": day.scheme.name, "seed": day.seed, "measures": day.measures, "money": day.money,
             "out": None if args.out is None else str(args.out)}
        )  # fmt: skip
        return 0
    print(day_text(day, args.lang))
    if args.out is not None:
        from environment.texts import render

        print("\n" + render("region.written", args.lang, {"folder": str(args.out)}))
    return 0


def day_text(day: MarketDay, lang: str) -> str:
    """The day in words and tables."""
    from environment.texts import render
    from visualization.columns import grid
    from visualization.quantities import money as cny

    def say(key: str, **params: object) -> str:
        return render(f"region.{key}", lang, params)

    m, region = day.measures, day.region
    talks = [tuple(say(f"col.{c}") for c in ("encounter", "talks", "agreed", "rounds", "gains"))]
    for name, done in sorted(day.talks.items()):
        sides = SIDES.get(name, ("supplier", "factory" if name == "N2" else "warehouse" if name == "N3" else "carrier"))
        mean = done.gain.sum(axis=1) / max(int(done.agreed.sum()), 1)
        gains = ", ".join(f"{render(f'kind.{kind}', lang)} {cny(x)}" for kind, x in zip(sides, mean.tolist(), strict=True))
        rate, rounds = m[f"agreement_rate_{name}"], m[f"rounds_{name}"]
        talks.append((say(name), f"{len(done.outcome):,}", f"{rate:.1%}", f"{rounds:.1f}", gains))
    money = [tuple(say(f"col.{c}") for c in ("kind", "count", "profit", "losing"))]
    for kind, number in region.count.items():
        money.append((render(f"kind.{kind}", lang), f"{number:,}", cny(m[f"profit_{kind}"]), f"{m[f'losing_{kind}']:.1%}"))
    lines = [
        say("title", parties=region.spec.parties, edges=int(m["trade_edges"]), scheme=day.scheme.name, seed=day.seed), "",
        say("head.talks"), *grid(talks, right=frozenset({1, 2, 3}), total=110, head=True), "",
        say("head.money"), *grid(money, right=frozenset({1, 2, 3}), total=110, head=True), "",
        say("head.day"),
        say("day.units", wanted=m["units_wanted"], sold=m["units_sold"], lost=m["lost_share"], gross=m["gross_gmv"],
            net=m["net_gmv"]),
        say("day.rush", alerts=m["alerts"], rush=m["rush_units"]),
        say("day.load", warehouse=m["warehouse_load"], carrier=m["carrier_load"], late=m["late_share"]),
        say("day.sum", sum=m["ledger_sum"]),
    ]  # fmt: skip
    return "\n".join(lines)

"""What a generated region is like: counts, tiers, partners; parties themselves are drawn from a scenario's tables."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from environment.scenario import Scenario
from environment.scenario.overlay import apply_overrides
from environment.scenario.parameter import Frozen, FrozenMap, Id, P, Positive, Share
from environment.scenario.registry import locate
from environment.scenario.tree import parse, read_text
from environment.scenario.validate import build, report

KINDS = ("host", "supplier", "factory", "warehouse", "carrier")
MOST = 20_000
MOST_OUTCOMES = 20_000  # of a negotiation at N1: every edge has its own table of them
Spread = Annotated[float, Field(ge=0, le=5)]
Multiple = Annotated[float, Field(gt=0, le=1000)]
Few = Annotated[int, Field(gt=0, le=1000)]
_DATA = Path(__file__).parent / "data"


class Tier(Frozen):
    """A class of hosts."""

    id: Annotated[Id, P("id", "–", "Name of the tier", "层级")]
    share: Annotated[Share, P("share", "E", "Share of all hosts", "主播占比")]
    viewers: Annotated[float, Field(gt=0, le=1e9), P("viewers", "E", "Median viewers of a show", "场观中位数")]
    spread: Annotated[Spread, P("log s.d.", "E", "Spread of viewers within the tier", "层内离散")]
    partners: Annotated[Few, P("suppliers", "E", "Suppliers a host of the tier sells for", "合作商家数")]


class Reach(Frozen):
    """How partners are met."""

    candidates: Annotated[Few, P("parties", "E", "Partners a party comes across", "候选伙伴数")]
    local: Annotated[Share, P("share", "E", "Share of partners taken by nearness, the rest at random", "就近比例")]


class Stock(Frozen):
    """Goods on the shelf before the day."""

    cover: Annotated[Multiple, P("× expected", "E", "Stock over expected demand", "备货系数")]
    spread: Annotated[Spread, P("log s.d.", "E", "Spread of that judgement over suppliers", "备货离散")]


class Slack(Frozen):
    """Capacity of the region over what an ordinary evening needs."""

    factory: Annotated[Multiple, P("×", "E", "Factories", "工厂富余")]
    warehouse: Annotated[Multiple, P("×", "E", "Warehouses", "仓库富余")]
    carrier: Annotated[Multiple, P("×", "E", "Carriers", "运力富余")]


class DaySpec(Frozen):
    """A market-day file (``gongying-market-day/1``)."""

    schema_: Annotated[
        Literal["gongying-market-day/1"], Field(alias="schema"), P("format", "–", "Format of the file", "文件格式")
    ]
    base: Annotated[str, P("scenario", "–", "Scenario whose tables parties are drawn from", "参数来源场景")]
    parties: Annotated[int, Field(ge=20, le=MOST), P("parties", "E", "Parties in all", "参与方总数")]
    seed: Annotated[int, Field(ge=0, lt=2**63), P("integer", "–", "Seed of the reference day", "随机种子")]
    mix: Annotated[FrozenMap[Id, Positive], P("share", "E", "Parties by kind", "各类占比")]
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    partners: Annotated[FrozenMap[Id, Few], P("parties", "E", "Partners of a supplier by kind", "商家的伙伴数")]
    reach: Reach
    stock: Stock
    slack: Slack
    grid: Annotated[FrozenMap[Id, Few], P("steps", "E", "Steps of each issue at N1", "议题档数")]
    rounds: Annotated[int, Field(ge=1, le=200), P("rounds", "E", "Rounds of a negotiation", "谈判轮数")]

    @classmethod
    def load(cls, name_or_path: str | Path = "market_day", overrides: dict[str, object] | None = None) -> DaySpec:
        """A shipped file by name, or a file; every problem found in one :class:`protocols.errors.UserError`."""
        path, label = locate(name_or_path, _DATA, "market day")
        tree = apply_overrides(parse(read_text(path, label), label), overrides or {})
        spec = build(cls, tree, "market day")
        problems = [f"{label}: {line}" for line in spec.faults()]
        if problems:
            raise report(problems)
        return spec

    def faults(self) -> list[str]:
        """What one field cannot show."""
        lines = []
        for name, table, allowed in (("mix", self.mix, KINDS), ("partners", self.partners, KINDS[2:])):
            if set(table) != set(allowed):
                lines.append(f"{name}: found {', '.join(table) or 'nothing'}, allowed exactly {', '.join(allowed)}")
        total = sum(tier.share for tier in self.tiers)
        if abs(total - 1.0) > 1e-9:
            lines.append(f"tiers.*.share: found a sum of {total:g}, allowed 1")
        if prod(self.grid.values()) > MOST_OUTCOMES:
            lines.append(f"grid: found {prod(self.grid.values()):,} outcomes at N1, allowed up to {MOST_OUTCOMES:,}")
        if self.base not in Scenario.names():
            lines.append(f"base: found {self.base!r}, allowed {', '.join(Scenario.names())}")
        return lines

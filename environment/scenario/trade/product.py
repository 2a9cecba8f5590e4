"""Modular variants that share semi-finished goods, and products designed with the audience."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from environment.scenario.parameter import (
    Frozen,
    FrozenDict,
    FrozenMap,
    Id,
    Multiple,
    NonNegative,
    P,
    Positive,
    PositiveHours,
    PositiveMultiple,
    PositiveSpread,
    Power,
    Share,
    Spread,
    Times,
    TimesOrNone,
)


class VariantGroup(Frozen):
    """Styles made of one semi-finished good (greige 白坯): held at a factory, finished into whichever style sells."""

    styles: Annotated[tuple[Id, ...], Field(min_length=2), P("ids", "S1", "Styles that share the semi-finished good", "共用白坯的款")]
    factory: Annotated[Id, P("id", "E", "Factory that holds and finishes it", "后整理工厂")]
    hold: Annotated[
        Literal["none", "finished", "pool", "auto"],
        P("choice", "E", "Safety stock of the group: none beyond the opening stock, finished goods, the pool, or what pays more",
          "安全库存形式：不备、成品、白坯池、择优"),
    ] = "none"  # fmt: skip
    greige_share: Annotated[Share, P("share of ex-factory cost", "E", "Cost of a piece before finishing", "白坯占出厂成本")] = 0.65
    finishing_premium: Annotated[
        Multiple, P("share of finishing cost", "E", "Surcharge for finishing in small runs", "小批后整理加价")
    ] = 0.10
    finishing_h: Annotated[PositiveHours, P("h", "E", "Hours from order to finished goods at the factory", "后整理周期")] = 20.0
    greige_salvage: Annotated[
        Share, P("share of greige cost", "E", "Value of greige that is not used: it serves the next styles", "剩余白坯价值")
    ] = 0.90


class Success(Frozen):
    """When a new style counts as a success, judged on its first show."""

    sold: Annotated[Positive, P("share of first order", "E", "Sell-through: units ordered by buyers over units made for the launch", "首单售罄率")] = 0.7
    margin: Annotated[
        float, Field(ge=-1, le=1), P("share of turnover", "E", "Supplier's margin on it, goods left over included", "毛利率")
    ] = 0.10


class Cocreate(Frozen):
    """New styles over a season: developed by the calendar, or out of the audience's wishes (product co-creation 产品共创)."""

    launch: Annotated[
        Literal["none", "calendar", "audience"],
        P("choice", "S1", "Where new styles come from: none, the design calendar, wishes of the audience", "新品来源"),
    ] = "none"
    every_shows: Annotated[Times, P("shows", "E", "Shows between two decisions to develop a style", "立项间隔")] = 1
    development_shows: Annotated[
        Times, P("shows", "E", "Shows from the wish to the style on offer", "开发周期")
    ] = 2
    cost: Annotated[NonNegative, P("CNY/style", "E", "Design, samples and photographs of a new style", "开发费")] = 4000.0
    attract: Annotated[PositiveMultiple, P("index", "E", "Attractiveness planned for a new style", "新品预期吸引力")] = 0.40
    wish_elasticity: Annotated[
        Power, P("power", "E", "Wishes grow by this power of the design's true appeal", "心愿对真实吸引力的弹性")
    ] = 1.0
    wish_noise: Annotated[Spread, P("log s.d.", "E", "Noise of the number of wishes beyond counting", "心愿数噪声")] = 0.5
    samples: Annotated[TimesOrNone, P("packs", "S1", "Samples or tasting packs sent out per design", "试吃装/样品数")] = 0
    sample_cost: Annotated[NonNegative, P("CNY/pack", "E", "Cost of a sample with its freight", "样品单价")] = 18.0
    sample_response: Annotated[Share, P("share", "E", "Recipients who answer", "反馈率")] = 0.4
    sample_noise: Annotated[PositiveSpread, P("log s.d.", "E", "Spread of one answer round the true appeal", "单份反馈离散")] = 1.5
    success: Success = Success()


class Fixes(Frozen):
    """Tickets of the design queue from reasons of returns, carried out before the next show where that pays."""

    effect: Annotated[
        Share, P("share", "E", "Returns for the reason that a fix takes away; 0: tickets stay in the queue", "改进减少该原因退货的比例")
    ] = 0.0
    cost: Annotated[NonNegative, P("CNY/fix", "E", "Cost of a fix: pattern, photographs, inspection", "单项改进成本")] = 1500.0


class Product(Frozen):
    """Modular variants that share semi-finished goods, and products designed with the audience."""

    groups: Annotated[FrozenMap[Id, VariantGroup], P("groups", "S1", "Modular variants", "模块化变体组")] = FrozenDict()
    cocreate: Cocreate = Cocreate()
    fixes: Fixes = Fixes()

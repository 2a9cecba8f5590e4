"""Where goods wait: elastic safety stock, top-up before the show, front warehouses, pre-positioning."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from environment.scenario.parameter import (
    DayCount,
    Frozen,
    FrozenDict,
    FrozenMap,
    Hours,
    Id,
    Multiple,
    NonNegative,
    P,
    Positive,
    PositiveCount,
    PositiveDays,
    Share,
    Spread,
)


class Traffic(Frozen):
    """How far the night's traffic strays from the plan, and how well the host sees it coming."""

    log_sigma: Annotated[Spread, P("log s.d.", "E", "Spread of the night's traffic round the plan", "当晚流量偏离计划")] = 0.0
    estimate_log_sigma: Annotated[
        Spread, P("log s.d./√day", "E", "Error of the host's traffic estimate a day ahead; grows with √days", "流量预估误差")
    ] = 0.10


class TopUp(Frozen):
    """Goods made or bought before the show, reviewed daily from the host's traffic estimate."""

    first_days: Annotated[DayCount, P("days", "S1", "Days before the show of the first review; 0: no top-up", "首次补货提前天数")] = 0
    season_share: Annotated[
        Share, P("share", "E", "Part of the plan's opening stock that is made with the season's order; reviews order the rest", "季前首单占比")
    ] = 1.0
    lead_h: Annotated[Hours, P("h", "E", "Hours from order to shelf; the last review leaves that much time", "到仓周期")] = 30.0
    premium: Annotated[Multiple, P("share of ex-factory cost", "E", "Surcharge for a small run in a hurry", "补货加价")] = 0.08
    units_per_day: Annotated[PositiveCount, P("units/day", "E", "Most that is made or bought in a day", "日补货上限")] = 1500


class Elastic(Frozen):
    """Safety stock that learns: a style that runs out gets more, one that does not gets less."""

    step: Annotated[
        Multiple,
        P("s.d.", "S1", "Step of the safety factor after a show with or without a stock-out; 0: fixed", "安全系数调整步长"),
    ] = 0.0


class Position(Frozen):
    """Stock placed by region from what regions bought in past shows of the season."""

    learning: Annotated[
        Share, P("share", "S2", "Weight of the last show in expected regional shares; 0: history as it was", "上一场地区销售的权重")
    ] = 0.0
    shrink_units: Annotated[
        NonNegative, P("units", "E", "Sales of a style that count as much as its family's (and the family's as all)", "收缩件数")
    ] = 300.0
    taste_memory: Annotated[
        float,
        Field(ge=0, lt=1),
        P("correlation", "E", "Correlation of a style's regional tastes from show to show", "地区口味的延续性"),
    ] = 0.0


class Modular(Frozen):
    """Small regular lots between warehouses during the days after the show."""

    every_days: Annotated[DayCount, P("days", "S1", "Days between two reviews; 0: none", "补货间隔")] = 0
    lot_units: Annotated[PositiveCount, P("units", "E", "Size of a lot; a move is a whole number of lots", "单批件数")] = 20


class Front(Frozen):
    """What a warehouse that is opened costs the supplier, beyond handling and storage."""

    rent_month: Annotated[
        FrozenMap[Id, NonNegative], P("CNY/month", "R21", "Rent, by warehouse", "月租")
    ] = FrozenDict()
    opening: Annotated[
        FrozenMap[Id, NonNegative], P("CNY", "E", "One-off cost of opening: racks, devices, hiring", "开仓一次性投入")
    ] = FrozenDict()
    shows_month: Annotated[Positive, P("shows/month", "E", "Shows that share a month's rent", "每月场次")] = 8.0
    life_months: Annotated[PositiveDays, P("months", "E", "Months over which the opening cost is spread", "摊销月数")] = 24.0


class Stocking(Frozen):
    """Where goods wait: elastic safety stock, top-up before the show, front warehouses, pre-positioning."""

    traffic: Traffic = Traffic()
    top_up: TopUp = TopUp()
    elastic: Elastic = Elastic()
    position: Position = Position()
    modular: Modular = Modular()
    front: Front = Front()

"""Bounded price moves while on air."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from environment.scenario.parameter import Frozen, P, Power, Share, Spread, Times


class Pricing(Frozen):
    """Dynamic pricing 动态定价: the price of the style on air may move a little round its live price."""

    bound: Annotated[float, Field(ge=0, le=0.5), P("share of price", "S1", "Largest move up or down (0: prices stand)", "调价幅度上限")] = 0.0
    step: Annotated[float, Field(ge=0.0001, le=1), P("share of price", "E", "Smallest change of price", "调价步长")] = 0.02
    every_ticks: Annotated[Times, P("ticks", "E", "Live ticks between moves", "调价间隔")] = 1
    elasticity: Annotated[
        Power,
        P("elasticity", "E", "Demand on air falls by this power of the move (Bijmolt, van Heerde and Pieters 2005: 2.62)", "调价弹性"),
    ] = 2.62
    rival_elasticity: Annotated[
        Power, P("elasticity", "E", "Demand rises by this power of competitors' price index", "竞品交叉弹性")
    ] = 0.5
    rival_log_sigma: Annotated[
        Spread, P("log s.d.", "E", "Spread of competitors' price index through a show (0: it stands)", "竞品价格指数波动")
    ] = 0.0
    rival_memory: Annotated[Share, P("share", "E", "Part of the index's deviation left after a tick", "竞品价格惯性")] = 0.8

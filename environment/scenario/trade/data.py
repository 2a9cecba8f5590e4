"""The event stream: who hears of what with which delay, and signals from outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from environment.scenario.parameter import Frozen, Id, Minutes, P, Range

_EVER = 60.0 * 24 * 365


class External(Frozen):
    """A signal from outside the chain: weather, a hot topic. It moves demand while it lasts, whoever knows of it."""

    id: Annotated[Id, P("id", "–", "Key of the signal", "代码")]
    families: Annotated[tuple[Id, ...], P("ids", "E", "Families of goods it moves; empty: all", "影响品类")] = ()
    regions: Annotated[tuple[Id, ...], P("ids", "E", "Regions it moves; empty: all", "影响地区")] = ()
    effect: Annotated[
        float, Field(ge=-3, le=3), P("log demand", "E", "Demand × exp(effect) while it lasts", "需求影响（对数）")
    ]
    window_min: Annotated[Range, P("min", "E", "Minutes from live start in which it moves demand", "影响时段")]
    known_min: Annotated[
        float, Field(ge=-_EVER, le=_EVER), P("min", "E", "Minute from which it is known", "公布时间")
    ]


class DataPlatform(Frozen):
    """The event stream 数据中台: who hears of what with which delay, and signals from outside."""

    delay_min: Annotated[
        Minutes, P("min", "S1", "Delay of what one party shows another: orders, stock, signals, alerts", "跨方信息延迟")
    ] = 0.0
    external: Annotated[tuple[External, ...], P("signals", "S1", "Signals from outside", "外部信号")] = ()
    use_external: Annotated[
        bool, P("yes/no", "S1", "Whether forecasts take known signals from outside into account", "预测是否采用外部信号")
    ] = True

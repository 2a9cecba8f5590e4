"""How parties remember and change between the shows of a season."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from environment.scenario.parameter import Frozen, FrozenMap, Id, NonNegative, P, PositiveSpread, Share

Spec = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(:[a-z0-9_=,.+-]+)?$")]
Levels = Annotated[tuple[NonNegative, ...], Field(max_length=12)]


class Partners(Frozen):
    """Whom the supplier calls for capacity before a show."""

    approach_cost: Annotated[
        NonNegative, P("CNY/encounter", "E", "Working time a prepared encounter costs the one who calls it", "单次约谈成本")
    ]
    memory: Annotated[
        Share, P("share", "E", "Weight of past shows in what a call is expected to bring", "合作回报的记忆权重")
    ]
    explore: Annotated[
        Share, P("probability", "E", "Chance per show to call a partner that was dropped or never called", "寻找新伙伴的概率")
    ]


class Season(Frozen):
    """Memory, learning and partner search between shows; a single show does not use them."""

    forgetting: Annotated[
        float, Field(gt=0, le=1), P("per show", "E", "What experience so far still counts after another show", "经验衰减系数")
    ]
    inflation_spread: Annotated[
        PositiveSpread, P("log", "E", "Spread of a host's exaggeration as first met", "夸大程度的先验离散")
    ]
    learning: Annotated[
        FrozenMap[Id, Spec], P("rule", "E", "Learning rule by kind of party or by party", "学习规则")
    ]
    levels: Annotated[
        FrozenMap[Id, FrozenMap[Id, Levels]],
        P("by disposition", "E", "Levels a kind of party may choose its dispositions from, beside its own", "行为选项"),
    ]
    partners: Partners

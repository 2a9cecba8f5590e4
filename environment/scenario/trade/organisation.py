"""How fast and by whom decisions are taken: squad, delegated authority, tolerance for failed trials."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from environment.scenario.parameter import Frozen, NonNegative, P, Share


class Authority(Frozen):
    """What may be decided on the spot 授权; more than that waits for the other side's consent. Left out: no limit."""

    gift_cny: Annotated[NonNegative | None, P("CNY", "E", "Gifts the host may give away on its own word", "赠品授权上限")] = None
    price_cut: Annotated[Share | None, P("share", "E", "Price move the supplier may make on its own word", "调价授权上限")] = None
    reorder_units: Annotated[NonNegative | None, P("units", "E", "Rush order that may be placed without approval", "翻单授权上限")] = None
    approval_min: Annotated[float, Field(ge=0, le=240), P("min", "E", "Time an approval takes", "审批耗时")] = 15.0


class Tolerance(Frozen):
    """Tolerance 容错: what failed trials may cost; booked as learning cost, never more than the budget."""

    budget_cny: Annotated[NonNegative, P("CNY", "E", "Trial budget of a show", "试错预算")] = 0.0
    discount: Annotated[Share, P("share of price", "E", "Price cut on a test link", "测款让利")] = 0.0


class Organisation(Frozen):
    """How fast and by whom decisions are taken: squad, delegated authority, tolerance for failed trials."""

    squad: Annotated[bool, P("yes/no", "S1", "One cross-team squad 敏捷小组 decides at once", "是否设跨部门敏捷小组")] = True
    latency_min: Annotated[
        float, Field(ge=0, le=240), P("min", "E", "Without a squad: wait of every decision across teams", "无小组时跨部门决策延迟")
    ] = 30.0
    authority: Authority = Authority()
    tolerance: Tolerance = Tolerance()

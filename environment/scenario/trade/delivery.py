"""What consumers see and get: goods traits, visible parcels, returns at the door, styles that come back too often."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from environment.scenario.parameter import Frozen, FrozenDict, FrozenMap, Id, Multiple, NonNegative, P, Share

Trait = Literal["fragile", "valuable"]
TRAITS: tuple[Trait, ...] = ("fragile", "valuable")


class Care(Frozen):
    """How a carrier treats goods that need care."""

    fragile: Annotated[Share, P("share of units", "E", "Fragile units damaged on the way", "易碎品破损率")] = 0.0
    valuable: Annotated[Share, P("share of units", "E", "Valuable units spoilt on the way", "贵重品损坏调包率")] = 0.0
    insurance: Annotated[NonNegative, P("CNY/parcel", "E", "Charge for a parcel that needs care", "保价费")] = 0.0
    cover: Annotated[Share, P("share of price", "E", "What the carrier pays for a damaged unit", "保价赔付比例")] = 0.0


class Visible(Frozen):
    """Parcels that buyers can follow (接单-拣货-打包-出库-中转-派送) and a 24 h stream from the warehouse."""

    avoided: Annotated[
        Share, P("share", "E", "Cancellations and refusals for lateness that it avoids; 0 = off", "避免的超时退单")
    ] = 0.0
    cost: Annotated[NonNegative, P("CNY/show", "E", "Cost of the stream", "仓库直播成本")] = 0.0


class Doorstep(Frozen):
    """Returns picked up at the door, without proof: more conversion, more returns."""

    conversion: Annotated[Multiple, P("share", "E", "Conversion gained; 0 = off", "转化提升")] = 0.0
    returns: Annotated[Multiple, P("share", "E", "Rise of the return rates", "退货率上升")] = 0.0
    pickup_cost: Annotated[NonNegative, P("CNY/return", "E", "Paid to the carrier for a pick-up", "上门取件费")] = 0.0


class Reassess(Frozen):
    """Between shows of a season: styles that come back abnormally often for their family are looked at again."""

    level: Annotated[
        Share, P("probability", "E", "Chance at which a rate counts as abnormal; 0 = off", "异常判定的显著性水平")
    ] = 0.0
    mend_cost: Annotated[NonNegative, P("CNY/style", "E", "Cost of a true description: photos, fabric, fit", "修正描述成本")] = 0.0
    mend_effect: Annotated[Share, P("share", "E", "Returns for expectation that it avoids", "修正后避免的预期不符退货")] = 0.0


class Delivery(Frozen):
    """What consumers see and get: goods traits, visible parcels, returns at the door."""

    choice: Annotated[
        Literal["cheapest_first", "expected_cost"],
        P("choice", "S2", "Carriers by the card as long as they have room, or parcel by parcel by expected cost", "选择物流商的规则"),
    ] = "cheapest_first"
    traits: Annotated[
        FrozenMap[Id, Annotated[tuple[Trait, ...], Field(min_length=1)]],
        P("by style", "E", "Goods that need care: fragile, valuable", "货品特性"),
    ] = FrozenDict()
    care: FrozenMap[Id, Care] = FrozenDict()
    visible: Visible = Visible()
    doorstep: Doorstep = Doorstep()
    reassess: Reassess = Reassess()
    mended: Annotated[
        FrozenMap[Id, Share], P("share", "E", "Returns for expectation that a mended description avoids, by style", "已修正描述的款")
    ] = FrozenDict()
    dropped: Annotated[tuple[Id, ...], P("ids", "E", "Styles taken off the running order", "撤下的款")] = ()

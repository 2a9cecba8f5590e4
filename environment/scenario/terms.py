"""Costs, contracts and standing terms: everything that is paid for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from environment.scenario.parameter import (
    Frozen,
    FrozenMap,
    Hours,
    Id,
    Multiple,
    NonNegative,
    P,
    PositiveCount,
    PositiveHours,
    Share,
    Spread,
    Text,
    Wealth,
    Window,
)

Grade = Literal["A", "B", "C"]
Reason = Literal["size", "expectation", "colour", "quality"]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class WarehouseCosts(Frozen):
    """What warehouse work costs and when it starts."""

    handling_per_order: Annotated[NonNegative, P("CNY/order", "R20", "Picking and packing", "操作费")]
    extra_item: Annotated[NonNegative, P("CNY/item", "R20", "Each further item of an order", "续件费")]
    packaging: Annotated[NonNegative, P("CNY/order", "E", "Packaging", "包材费")]
    storage_per_unit_month: Annotated[NonNegative, P("CNY/unit/month", "R21", "Storage", "仓储费")]
    surge_labour_premium: Annotated[
        Multiple, P("share of handling", "E", "Night-shift premium", "夜班加价")
    ]
    surge_setup_lead_h: Annotated[Hours, P("h", "E", "Notice needed for surge labour", "加班提前期")]
    return_inspect: Annotated[NonNegative, P("CNY/unit", "E", "Inspection of a returned unit", "退货质检费")]
    wave_start_h: Annotated[Hours, P("h", "E", "When picking of live orders starts", "拣货开始时间")]
    priority_styles: Annotated[
        Literal["promoted", "none"] | tuple[Id, ...],
        P("choice or ids", "S2", "Styles picked first", "优先拣货款"),
    ]


class Transfer(Frozen):
    """A lane between two warehouses."""

    id: Annotated[Id, P("id", "–", "Key of the lane", "线路代码")]
    from_: Annotated[Id, Field(alias="from"), P("id", "E", "Warehouse that gives", "调出仓")]
    to: Annotated[Id, P("id", "E", "Warehouse that receives", "调入仓")]
    line_haul_h: Annotated[PositiveHours, P("h", "E", "Hours on the road", "干线时间")]
    load_h: Annotated[Hours, P("h", "E", "Hours to load", "装车时间")]
    putaway_h: Annotated[Hours, P("h", "E", "Hours to put away", "上架时间")]
    cost_per_kg: Annotated[NonNegative, P("CNY/kg", "E", "Line-haul", "干线运费")]
    handling_per_unit: Annotated[NonNegative, P("CNY/unit", "E", "Loading and putting away", "装卸费")]
    departures: Annotated[
        tuple[ClockTime, ClockTime] | None,
        P("clock", "E", "Window in which the truck leaves on demand; null = any hour", "发车时段"),
    ]


class Replenishment(Frozen):
    """When a warehouse calls for goods."""

    low_stock_trigger: Annotated[
        Share, P("share of opening stock", "E", "Stock below this calls for goods", "低库存触发线")
    ]


class Inventory(Frozen):
    """Safety stock and placement before the show."""

    service_level: Annotated[
        float,
        Field(ge=0.5, lt=1),
        P("probability", "E", "Chance of no stock-out that safety stock is set for", "服务水平"),
    ]
    placement_lead_h: Annotated[
        Hours, P("h", "E", "How long before the show stock is placed", "备货提前期")
    ]
    min_move_units: Annotated[PositiveCount, P("units", "E", "Smallest move worth a truck", "最小调拨量")]


class CapacityReservation(Frozen):
    """The standing reservation of capacity and cloth."""

    fee_per_unit: Annotated[NonNegative, P("CNY/unit", "E", "Option fee of a reserved unit", "预留费")]
    window_h: Annotated[Window, P("h", "S2", "Hours in which reserved capacity can be used", "预留时段")]
    exercise_deadline_h: Annotated[Hours, P("h", "E", "When the option must be exercised", "行权期限")]
    release_refund: Annotated[
        Share, P("share of fee", "E", "Fee returned for what is released in time", "释放退还比例")
    ]
    covers: Annotated[
        Literal["family", "main_only"],
        P("choice", "S2", "Every style of the family, or the main styles only", "覆盖范围"),
    ]


class Promises(Frozen):
    """Times promised to buyers."""

    ship_within_h: Annotated[PositiveHours, P("h", "R10", "Dispatch, platform rule", "发货时限")]
    first_scan_within_h: Annotated[PositiveHours, P("h", "R10", "First carrier scan, platform rule", "揽收时限")]
    target_ship_h: Annotated[PositiveHours, P("h", "S1", "Dispatch aimed at", "目标发货时间")]
    target_deliver_h: Annotated[PositiveHours, P("h", "S1", "Delivery aimed at", "目标送达时间")]
    presale_ship_within_h: Annotated[PositiveHours, P("h", "R10", "Dispatch of presale orders", "预售发货时限")]


class LateShipPayout(Frozen):
    """What a buyer gets for a late first scan, by price band."""

    below_3: Annotated[NonNegative, P("CNY/order", "R11", "Price up to ¥3", "3元以下")]
    below_300: Annotated[NonNegative, P("CNY/order", "R11", "Price from ¥3 to ¥300", "3–300元")]
    at_or_above_300_rate: Annotated[
        Share, P("share of price", "R11", "Price of ¥300 and more", "300元以上比例")
    ]
    cap: Annotated[NonNegative, P("CNY/order", "R11", "Most that is paid", "封顶")]


class FakeShipDeposit(Frozen):
    """Deposit lost for a dispatch that was only claimed."""

    per_order: Annotated[NonNegative, P("CNY/order", "R12", "Deposit of an order", "每单保证金")]
    cap_per_day: Annotated[NonNegative, P("CNY/day", "R12", "Most that is lost in a day", "每日封顶")]


class Throttle(Frozen):
    """The platform caps orders of a shop that ships late."""

    at: Annotated[Share, P("late share", "R13", "Late share at which the cap begins", "限流线")]
    until_below: Annotated[Share, P("late share", "R13", "Late share at which it ends", "解除线")]


class Platform(Frozen):
    """The platform's fees and rules."""

    take_rate: Annotated[Share, P("share of net GMV", "R1", "Technical service fee", "技术服务费率")]
    payment_fee: Annotated[Share, P("share of gross GMV", "R2", "Payment channel", "支付通道费率")]
    commission_service_fee: Annotated[
        Share, P("share of commission", "R3", "Platform's cut of the commission", "佣金抽成")
    ]
    late_ship_payout: LateShipPayout
    fake_ship_deposit: FakeShipDeposit
    late_rate_throttle: Throttle
    cancel_hazard_per_late_12h: Annotated[
        Share,
        P("per 12 h late", "E", "Hazard that a late order is cancelled or refused", "超时退单风险"),
    ]
    return_freight_insurance_per_order: Annotated[
        NonNegative, P("CNY/order", "R14–R16", "Return-freight insurance", "运费险")
    ]


class Guarantee(Frozen):
    """Minimum sales promised for the slot fee (保量)."""

    multiple_of_fee: Annotated[Multiple, P("× slot fee", "R8", "Sales promised", "保量倍数")]
    base: Annotated[Literal["net_gmv", "gross_gmv"], P("choice", "R8", "Sales that count", "保量口径")]


class TierBonus(Frozen):
    """Extra commission above a threshold."""

    above_gross_gmv: Annotated[NonNegative, P("CNY", "R6", "Threshold", "阶梯门槛")]
    extra_rate: Annotated[Share, P("share of GMV", "R6", "Extra commission above it", "阶梯加佣")]


class HostSupplierTerms(Frozen):
    """Standing terms between host and supplier."""

    commission_rate: Annotated[Share, P("share of base", "R4–R6", "Commission", "佣金率")]
    commission_base: Annotated[
        Literal["net_of_returns", "gross"], P("choice", "R4", "Sales on which commission is paid", "佣金口径")
    ]
    slot_fee: Annotated[
        FrozenMap[Id, NonNegative], P("CNY/style", "R7", "Slot fee (坑位费) by role", "坑位费")
    ]
    guarantee: Guarantee
    max_return_rate: Annotated[
        Share, P("share", "R9", "Return rate above which the slot fee is returned", "退货率上限")
    ]
    tier_bonus: TierBonus
    min_slot_share: Annotated[
        Share,
        P(
            "share of planned slots",
            "E",
            "Planned slots a main style is owed for its fee",
            "主推款最低讲解占比",
        ),
    ]
    leftover_risk_share_host: Annotated[
        Share, P("share of loss", "E", "Leftover loss borne by the host", "主播尾货分担")
    ]


class SupplierFactoryTerms(Frozen):
    """Standing terms between supplier and factories."""

    buyback: Annotated[
        Share, P("share of ex-factory", "E", "Price at which leftover is taken back", "回购价")
    ]
    leftover_risk_share_factory: Annotated[
        Share, P("share of loss", "E", "Leftover loss borne by the factory", "工厂尾货分担")
    ]
    late_penalty_rate: Annotated[
        Multiple, P("share of value/day", "E", "Penalty for late goods", "延期违约金")
    ]


class SupplierWarehouseTerms(Frozen):
    """Standing terms between supplier and warehouses."""

    throughput_penalty: Annotated[
        NonNegative, P("CNY/parcel", "E", "Penalty for throughput not delivered", "产能违约金")
    ]


class SupplierCarrierTerms(Frozen):
    """Standing terms between supplier and carriers."""

    on_time_penalty: Annotated[NonNegative, P("CNY/parcel", "E", "Penalty for a late parcel", "延误赔付")]


class Contracts(Frozen):
    """Standing terms by pair; the scheme says which clauses use them."""

    host_supplier: HostSupplierTerms
    supplier_factory: SupplierFactoryTerms
    supplier_warehouse: SupplierWarehouseTerms
    supplier_carrier: SupplierCarrierTerms


class PaidTraffic(Frozen):
    """Bought traffic (投流)."""

    budget: Annotated[NonNegative, P("CNY", "E", "Budget of the show", "投流预算")]
    share_host: Annotated[Share, P("share", "E", "Share paid by the host", "主播承担比例")]


class Salvage(Frozen):
    """What leftover and returned goods are worth."""

    next_stream_share: Annotated[
        Share, P("share", "R25–R27", "Resold in later shows or on the shelf", "后续直播消化比例")
    ]
    next_stream_value: Annotated[Multiple, P("× ex-factory", "R25–R27", "Value there", "后续价值")]
    liquidation_value: Annotated[Multiple, P("× ex-factory", "R25", "Value of the rest", "清仓价值")]
    decay_per_30d: Annotated[Share, P("per 30 days", "R26", "Loss of value with time", "价值衰减")]
    returned_grade: Annotated[
        FrozenMap[Id, Share], P("share", "E", "Grades of returned units; sums to 1", "退货分级")
    ]
    grade_value: Annotated[FrozenMap[Id, Share], P("× A-grade value", "E", "Value of a grade", "等级价值")]


class DesignRequest(Frozen):
    """A wish in the comments that becomes a design ticket."""

    share_of_comments: Annotated[
        Share, P("share of comments", "E", "Comments on the hit style that ask for it", "诉求占比")
    ]
    ticket_at: Annotated[PositiveCount, P("comments", "E", "Requests that open a ticket", "立项门槛")]
    label_en: Annotated[Text, P("text", "S2", "The wish in English", "诉求（英文）")]
    label_zh: Annotated[Text, P("text", "S2", "The wish in Chinese", "诉求（中文）")]


class Returns(Frozen):
    """Why and when goods come back."""

    reasons: Annotated[FrozenMap[Id, Share], P("share", "E", "Reasons of returns; sums to 1", "退货原因")]
    request_delay_h: Annotated[Hours, P("h", "E", "From delivery to the request", "申请延迟")]
    rate_log_sigma: Annotated[
        Spread, P("log s.d.", "E", "Luck of a style's return rate in a show", "退货率波动")
    ]
    transit_h: Annotated[Hours, P("h", "E", "From the request to the warehouse", "退回时间")]
    design_request: DesignRequest


class Risk(Frozen):
    """How risk enters preferences."""

    cvar_tail: Annotated[float, Field(ge=1e-6, le=1), P("probability", "E", "Tail of the CVaR", "CVaR尾部")]
    cara_stake: Annotated[
        Wealth,
        P("CNY", "E", "0: mean–CVaR; else exponential utility of aversion risk_aversion / stake", "指数效用的金额尺度（0为均值–CVaR）"),
    ] = 0.0
    demand_correlation: Annotated[
        Share, P("correlation", "E", "Luck shared by all styles in a demand belief", "款间相关性")
    ]
    demand_nodes: Annotated[
        int, Field(ge=2, le=256), P("nodes", "E", "Points that stand for the demand belief", "需求节点数")
    ]


class SupplierOutside(Frozen):
    """The supplier's next-best host."""

    audience_share: Annotated[Share, P("× tonight's audience", "E", "Audience of that host", "备选主播流量")]
    commission_rate: Annotated[Share, P("share", "R4", "Its commission", "备选佣金率")]
    slot_fee_total: Annotated[NonNegative, P("CNY", "R7", "Its slot fee", "备选坑位费")]


class HostOutside(Frozen):
    """The host's next-best brand."""

    gmv_share: Annotated[Share, P("× tonight's GMV", "E", "GMV with that brand", "备选品牌GMV")]


class OutsideOption(Frozen):
    """What the two expect if they do not work together tonight."""

    supplier: SupplierOutside
    host: HostOutside

"""Who takes part, what they can do, and how they behave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from environment.scenario.parameter import (
    Count,
    Frozen,
    FrozenDict,
    FrozenMap,
    HourEdge,
    Hours,
    Id,
    Multiple,
    NonNegative,
    P,
    Positive,
    PositiveHours,
    PositiveMinutes,
    PositiveMultiple,
    Range,
    Share,
    Spread,
    Text,
    Times,
    Wealth,
    Window,
)

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
ZoneClass = Literal["same", "near", "far", "remote"]
ByZone = FrozenMap[Id, Positive]  # by zone class; keys are checked with all other tables
HoursByZone = FrozenMap[Id, PositiveHours]


class Party(Frozen):
    """What every party has."""

    id: Annotated[Id, P("id", "–", "Key of the party", "代码")]
    zh: Annotated[Text, P("text", "–", "Name in Chinese", "中文名")]
    en: Annotated[Text, P("text", "–", "Name in English", "英文名")]
    cash: Annotated[Wealth, P("CNY", "E", "Cash at the start", "期初现金")]


class Seated(Party):
    """A party with a place on the map."""

    city: Annotated[Text, P("city", "E", "City, a row of cn_cities.csv", "所在城市")]


class Warehouse(Seated):
    """A front or cloud warehouse."""

    lat: Annotated[float, Field(ge=-90, le=90), P("°N", "E", "Latitude", "纬度")]
    lon: Annotated[float, Field(ge=-180, le=180), P("°E", "E", "Longitude", "经度")]
    default_regions: Annotated[tuple[Id, ...], P("ids", "E", "Regions it serves first", "默认服务地区")]
    parcels_per_day: Annotated[Count, P("parcels/day", "E", "Throughput without surge labour", "日处理能力")]
    surge_parcels_per_day: Annotated[
        Count, P("parcels/day", "E", "Extra throughput with surge labour", "加班增量能力")
    ]
    automation: Annotated[Share, P("share", "E", "Share of picking that is automated", "自动化程度")]
    labour_per_order: Annotated[
        NonNegative, P("CNY/order", "E", "Own labour cost of an order in normal hours", "单均人工成本")
    ]
    overpromise: Annotated[Multiple, P("share", "E", "Surge labour sold over what is staffed", "虚报加班产能")]


class Outside(Frozen):
    """What the open market offers a factory."""

    load: Annotated[Share, P("share", "E", "Free capacity the open market takes", "外部占用产能")]
    margin: Annotated[
        Multiple, P("share of value", "E", "Margin of outside work on ex-factory value", "外部订单毛利")
    ]
    peak_margin_sd: Annotated[
        Multiple, P("share of value", "E", "Luck of that margin at the peak", "旺季毛利波动")
    ]


class Factory(Seated):
    """A factory, own or contract; capacity and unit labour are stated at ``reference_smv``."""

    families: Annotated[tuple[Id, ...], P("ids", "E", "Product families it makes", "可产品类")]
    capacity_per_day: Annotated[Count, P("units/day", "R35", "Capacity at the reference minutes", "日产能")]
    reserved_per_day: Annotated[
        Count, P("units/day", "E", "Capacity reserved for us, standing", "预留日产能")
    ]
    overtime_uplift: Annotated[Multiple, P("share", "R35", "Extra capacity with overtime", "加班产能增幅")]
    overtime_cost_mult: Annotated[
        float, Field(ge=1, le=1000), P("× labour", "E", "Cost of overtime labour", "加班工资倍数")
    ]
    moq: Annotated[Count, P("units", "R24", "Smallest order accepted", "起订量")]
    std_lead_h: Annotated[PositiveHours, P("h", "R24", "Lead time of an ordinary order", "常规交期")]
    rush_lead_h: Annotated[PositiveHours, P("h", "R24", "Lead time of a rush order", "翻单交期")]
    rush_premium: Annotated[
        Multiple, P("share of price", "E", "Premium asked for a rush order", "翻单加价")
    ]
    changeover_loss_day1: Annotated[
        Share, P("share", "R35", "Output lost on the first day of a new style", "换款首日损失")
    ]
    unit_labour: Annotated[
        NonNegative, P("CNY/unit", "E", "Labour of a unit at the reference minutes", "单件人工")
    ]
    reference_smv: Annotated[
        Positive, P("min/unit", "R35", "Minutes at which capacity and labour are stated", "基准工时")
    ]
    to_wh_h: Annotated[FrozenMap[Id, Hours], P("h", "E", "Hours to each warehouse", "到仓时间")]
    outside: Outside
    divert: Annotated[
        Share, P("share", "E", "Reserved capacity it may sell elsewhere when that pays more", "挪用预留产能")
    ]


class MaterialSupplier(Seated):
    """A merchant of what goods are made of (yarn, cloth, ingredients), or of what each piece needs once (trims, packaging)."""

    item: Annotated[
        Literal["yarn", "greige_fabric", "ingredients", "trims", "packaging"], P("choice", "E", "What it sells", "物料")
    ]
    unit: Annotated[Literal["kg", "m", "set"], P("choice", "–", "Unit of sale", "计量单位")]
    price: Annotated[Positive, P("CNY/unit of sale", "E", "Price", "单价")]
    reserved: Annotated[NonNegative, P("units of sale", "S2", "Stock set aside for us", "预留量")]
    lead_h_stock: Annotated[Hours, P("h", "E", "Lead time from stock", "现货交期")]
    lead_h_new: Annotated[Hours, P("h", "E", "Lead time when it must be made", "新产交期")]
    cost_share: Annotated[Share, P("share of price", "E", "Own cost of the goods over their list price", "成本占售价比例")]
    rush_premium: Annotated[
        Multiple, P("share of price", "E", "Premium beyond the reserved stock", "急用加价")
    ]
    free_stock: Annotated[
        NonNegative, P("units of sale", "E", "Stock beyond the reserve that it could set aside too (N8)", "可另备的库存")
    ] = 0.0
    holding_cost: Annotated[
        Share, P("share of price", "E", "What goods set aside and not called for cost it: capital, sales missed", "备而未用成本")
    ] = 0.0

    @property
    def per_piece(self) -> bool:
        """Whether every piece needs the same of it, whatever its family and weight."""
        return self.item in ("trims", "packaging")


class Material(Frozen):
    """What a product family is made of."""

    supplier: Annotated[Id, P("id", "E", "Merchant of the material", "原料商")]
    per_kg: Annotated[
        Positive, P("units of sale/kg", "E", "Material per kg of goods, loss included", "每公斤用料")
    ]


class Spot(Frozen):
    """The spot market for line-haul."""

    markup: Annotated[
        float, Field(ge=-1, le=1000), P("share", "E", "Spot rate over the booked first-kg rate", "即期加价")
    ]
    log_sigma: Annotated[Spread, P("log s.d.", "E", "Luck of the spot rate", "即期波动")]


class Outage(Frozen):
    """Hours in which a carrier takes fewer parcels from one warehouse."""

    warehouse: Annotated[Id, P("id", "E", "Warehouse concerned", "受影响仓")]
    parcels_per_day: Annotated[Count, P("parcels/day", "E", "What it still takes", "剩余运力")]
    window_h: Annotated[Window, P("h", "E", "From and to, hours from live start", "起止时间")]


class Carrier(Party):
    """An express carrier; tables by zone class or by warehouse."""

    rate_first_kg: Annotated[ByZone, P("CNY", "R17–R19", "First kilogram", "首重")]
    rate_add_kg: Annotated[ByZone, P("CNY/kg", "R19", "Each further kilogram", "续重")]
    transit_h_mean: Annotated[HoursByZone, P("h", "R22", "Mean time from hand-over to door", "平均时效")]
    transit_h_sd: Annotated[HoursByZone, P("h", "E", "Its standard deviation", "时效标准差")]
    booked_parcels_per_day: Annotated[
        FrozenMap[Id, Count], P("parcels/day", "E", "Booked volume", "预订运力")
    ]
    overflow_parcels_per_day: Annotated[
        FrozenMap[Id, Count], P("parcels/day", "E", "Volume beyond it, at a surcharge", "溢出运力")
    ]
    overflow_surcharge: Annotated[
        NonNegative, P("CNY/parcel", "E", "Surcharge beyond the booked volume", "溢出加价")
    ]
    take_or_pay: Annotated[
        Share, P("share", "E", "Share of booked volume paid whether used or not", "照付不议比例")
    ]
    pickups: Annotated[
        tuple[ClockTime, ...],
        Field(min_length=1),
        P("clock", "E", "Daily pick-ups (cut-offs) at a warehouse", "揽收班次"),
    ]
    cost_share: Annotated[
        Share, P("share of card", "E", "Own cost of a parcel over the card rate", "成本占牌价比例")
    ]
    spot: Spot
    bump: Annotated[Share, P("share", "E", "Booked parcels it may bump when spot pays more", "甩货比例")]
    outages: Annotated[tuple[Outage, ...], P("list", "E", "Outages", "停运")] = ()


class Effort(Frozen):
    """The host's effort e in [0, 1]: costs cost·e², conversion × (1 + conversion_gain·(e − nominal))."""

    cost: Annotated[NonNegative, P("CNY", "E", "Cost of full effort", "全力成本")]
    conversion_gain: Annotated[Multiple, P("share", "E", "Conversion gained by full effort", "转化提升")]
    nominal: Annotated[Share, P("effort", "E", "Effort at which the funnel is stated", "基准努力")]


class Conduct(Frozen):
    """What the conduct of every kind of party has."""

    risk_aversion: Annotated[
        Share, P("weight of CVaR", "E", "0 = expected profit, 1 = worst cases only", "风险厌恶")
    ]


class HostConduct(Conduct):
    """The host's conduct."""

    running_order: Annotated[
        Literal["hill_climber", "plan"],
        P("choice", "S2", "Follow the signals, or the planned order", "调整顺序"),
    ]
    forecast_inflation: Annotated[
        PositiveMultiple, P("× own estimate", "E", "What its forecast claims over its plan", "预测夸大")
    ]
    alert_inflation: Annotated[
        PositiveMultiple, P("× own estimate", "E", "What its alerts claim over what it believes", "预警夸大")
    ]
    trust_prior: Annotated[Share, P("trust", "E", "Trust in the supplier at the start", "对商家初始信任")]
    effort: Effort


class SupplierConduct(Conduct):
    """The supplier's conduct."""

    trust_in_host_prior: Annotated[
        Share, P("trust", "E", "Trust in the host's alerts at the start", "对主播初始信任")
    ]
    discount_rule: Annotated[
        Literal["trust_weighted", "credulous", "ignore"],
        P(
            "choice",
            "E",
            "θ·alert + (1−θ)·own nowcast; the alert alone; or the nowcast alone",
            "预警折算规则",
        ),
    ]
    hide_stock: Annotated[
        Share, P("share", "E", "Stock not shown on the data board; of styles it expects to sell out, held back", "隐瞒库存")
    ]
    own_shop: Annotated[
        Share,
        P("share", "E", "Buyers the show turned away who look for the style in the supplier's own shop", "转向自营店的买家"),
    ]


class KeeperConduct(Conduct):
    """Conduct of those who sell capacity ahead and may break their word at the peak."""

    patience: Annotated[
        Share,
        P("per show", "E", "Discount factor of the later business that a broken promise costs", "耐心（失信代价的贴现）"),
    ]


class FactoryConduct(KeeperConduct):
    """A factory's conduct."""

    reservation_margin: Annotated[
        Multiple, P("share of value", "E", "Margin below which it will not reserve", "保留毛利")
    ]


class Behaviour(Frozen):
    """Conduct by kind of party."""

    host: HostConduct
    supplier: SupplierConduct
    factory: FactoryConduct
    warehouse: Conduct
    carrier: KeeperConduct


# The encounters of a show and what each is about: issue -> unit (N7 is the review: settings, not ranges; a scenario may do
# without those in OPTIONAL).
ENCOUNTERS: Mapping[str, Mapping[str, str]] = {
    "N1": {
        "commission_rate": "share of base",
        "slot_fee_total": "CNY",
        "guarantee_multiple": "× slot fee",
        "gift_cost_share_host": "share of cost",
    },
    "N2": {
        "reserved_per_day": "units/day",
        "option_fee": "CNY/unit",
        "rush_premium": "share of price",
        "lead_h": "h",
    },
    "N3": {"surge_parcels": "parcels/day", "handling_fee": "CNY/order"},
    "N4": {
        "booked_parcels": "parcels/day",
        "first_kg_rate": "CNY/parcel",
        "take_or_pay": "share of booked volume",
    },
    "N5": {
        "rush_qty": "units",
        "unit_premium": "share of price",
        "leftover_host": "share of loss",
        "leftover_factory": "share of loss",
    },
    "N6": {"transfer_qty": "units", "transfer_credit_per_unit": "CNY/unit"},
    "N7": {"settlement": "choice", "relationship_update": "true/false"},
    "N8": {
        "material_reserved": "units",
        "material_holding_fee": "share of price",
        "material_rush_premium": "share of price",
    },
}
OPTIONAL = frozenset({"N8"})


class Negotiation(Frozen):
    """One encounter: who, over what, by when."""

    id: Annotated[Id, P("id", "–", "Key of the encounter", "谈判代码")]
    phase: Annotated[Literal["pre", "live", "post"], P("choice", "S2", "Phase of the show", "阶段")]
    parties: Annotated[tuple[Id, ...], P("ids", "S2", "Who sits at the table; all = everybody", "参与方")]
    issues: Annotated[
        FrozenMap[Id, Range | Literal["audit", "none"] | bool],
        P("by issue", "E", "[low, high] of an issue, or a setting of the review after the show", "议题范围"),
    ]
    grid: Annotated[FrozenMap[Id, Positive], P("by issue", "E", "Step of an issue", "议题步长")] = (
        FrozenDict()
    )
    deadline_h: Annotated[HourEdge | None, P("h", "E", "Deadline from live start", "截止时间")] = None
    deadline_min: Annotated[PositiveMinutes | None, P("min", "E", "Time allowed during the show", "限时")] = None
    round_limit: Annotated[Times | None, P("rounds", "E", "Rounds of offers", "轮数上限")] = None

    def ranges(self) -> dict[str, tuple[float, float, float]]:
        """Negotiable issues: name -> (low, high, step)."""
        found = {name: span for name, span in self.issues.items() if isinstance(span, tuple)}
        return {name: (low, high, self.grid[name]) for name, (low, high) in found.items()}

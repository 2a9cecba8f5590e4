"""The audience, the styles on offer, and what their signals look like."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from environment.scenario.parameter import (
    Count,
    Frozen,
    FrozenMap,
    Id,
    Minutes,
    Moment,
    Multiple,
    NonNegative,
    P,
    Positive,
    PositiveCount,
    PositiveHours,
    PositiveMinutes,
    PositiveMultiple,
    PositiveSpread,
    Power,
    Share,
    Spread,
    Text,
    Times,
    TimesOrNone,
    Window,
)

Role = Literal["main", "backup", "locked", "tail"]
Size = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,6}$")]


class Clock(Frozen):
    """Phases of a show, hours from the start of the broadcast."""

    live_start: Annotated[
        Moment, P("date-time", "–", "Start of the broadcast", "开播时间")
    ]
    pre_window_h: Annotated[Window, P("h", "S2", "Preparation before the show", "播前准备期")]
    live_duration_h: Annotated[float, Field(ge=0.01, le=24), P("h", "S2", "Length of the broadcast", "直播时长")]
    post_window_h: Annotated[Window, P("h", "S2", "Fulfilment and review after the show", "播后履约与复盘期")]
    settle_h: Annotated[
        PositiveHours, P("h", "E", "When returns are in and commissions settle", "退货期结束、佣金结算时刻")
    ]
    live_tick_min: Annotated[
        float, Field(ge=0.01, le=60), P("min", "–", "Length of a tick of the broadcast", "直播时段步长")
    ]
    post_tick_h: Annotated[
        float, Field(ge=0.01, le=24), P("h", "–", "Length of a step after the broadcast", "播后步长")
    ]


class Scale(Frozen):
    """Stress multipliers; 1 = the file's own level."""

    return_rate: Annotated[
        Multiple, P("×", "E", "Multiplies every style's return rate", "所有退货率的倍数")
    ]
    traffic: Annotated[PositiveMultiple, P("×", "E", "Multiplies the number of viewers", "观众人数的倍数")]


class Audience(Frozen):
    """How many people come, stay, click and order."""

    unique_viewers: Annotated[PositiveCount, P("people", "E", "Different viewers of the show", "独立观众数")]
    views: Annotated[
        PositiveCount,
        P("visits", "E", "Entries into the room; one viewer may enter more than once", "进房人次"),
    ]
    mean_stay_s: Annotated[Positive, P("s", "E", "Mean stay (R31: below 45 s is failing)", "平均停留时长")]
    product_click_rate: Annotated[Share, P("per viewer", "E", "Viewers who click a product", "商品点击率")]
    click_to_order: Annotated[Share, P("per click", "R30", "Clicks that become orders", "点击成交率")]
    units_per_order: Annotated[float, Field(ge=1, le=1000), P("units/order", "E", "Units in an order", "每单件数")]
    likes_per_viewer: Annotated[Multiple, P("likes/viewer", "E", "Likes given by a viewer", "人均点赞")]
    comments_per_viewer: Annotated[
        Multiple, P("comments/viewer", "E", "Comments written by a viewer", "人均评论")
    ]
    arrival_weights: Annotated[
        tuple[NonNegative, ...],
        P("weight per tick", "R33", "Arrival curve, one weight per live tick", "进房曲线，每时段一个权重"),
    ]
    arrival_noise_cv: Annotated[Spread, P("CV", "E", "Noise of arrivals in a tick", "进房噪声变异系数")]


class Region(Frozen):
    """A region of buyers."""

    id: Annotated[Id, P("id", "–", "Key of the region", "地区代码")]
    zh: Annotated[Text, P("text", "–", "Name in Chinese", "中文名")]
    en: Annotated[Text, P("text", "–", "Name in English", "英文名")]
    share: Annotated[Share, P("share of demand", "E", "Share of the audience's demand", "需求占比")]
    hub_city: Annotated[Text, P("city", "E", "City that stands for the region on the map", "代表城市")]


class Forecast(Frozen):
    """Errors of the forecast made before the show."""

    by_region_bias: Annotated[
        FrozenMap[Id, PositiveMultiple],
        P("forecast/true", "E", "Bias of the regional forecast that placed the stock", "地区预测偏差"),
    ]
    live_log_sigma: Annotated[
        Spread,
        P("log s.d.", "E", "Doubt about the demand still to come in a live nowcast, at the start", "直播中剩余需求的对数标准差"),
    ]
    sku_log_sigma: Annotated[
        PositiveSpread,
        P(
            "log s.d.",
            "E",
            "Spread of a style's true appeal round the forecast (R34: up to 1.76)",
            "单款爆冷热的对数标准差",
        ),
    ]


class CatchOn(Frozen):
    """How fast the audience discovers a style's true appeal (heat 0 = as forecast, 1 = true appeal)."""

    start: Annotated[Share, P("heat", "E", "Heat at the start of the show", "开播时热度")]
    per_shelf_tick: Annotated[
        Share, P("per tick", "E", "Share of the gap closed in a tick on the shelf", "挂链每时段热度追赶")
    ]
    per_focus_tick: Annotated[
        Share, P("per tick", "E", "Share of the gap closed in a tick of explanation", "讲解每时段热度追赶")
    ]


class PostLive(Frozen):
    """Sales from the replay and the shelf after the broadcast."""

    shelf_units_fraction_of_live: Annotated[
        Multiple, P("× live units", "E", "Shelf sales after the show", "播后挂链销量")
    ]
    over_h: Annotated[PositiveHours, P("h", "E", "Hours over which they come", "播后销售时长")]
    shape: Annotated[Literal["exponential", "uniform"], P("choice", "E", "How they fade", "衰减形状")]
    half_life_h: Annotated[PositiveHours, P("h", "E", "Half-life when exponential", "半衰期")]


class DemandModel(Frozen):
    """From attention to units."""

    appeals: Annotated[
        Literal["auto", "file", "drawn"],
        P(
            "choice",
            "–",
            "Latent appeals: the file's, drawn, or the file's on its own seed",
            "真实吸引力来源",
        ),
    ]
    monte_carlo_multiplier: Annotated[
        Literal["lognormal", "student"],
        P("choice", "R34", "Law of drawn appeals; student has the heavier tail", "抽取分布"),
    ]
    region_log_sigma: Annotated[
        Spread, P("log s.d.", "E", "Taste for one style across regions", "地区口味差异")
    ]
    focus_boost: Annotated[
        PositiveMultiple, P("×", "E", "Exposure while explained, against a shelf item", "讲解中曝光倍数")
    ]
    locked_boost: Annotated[Multiple, P("×", "E", "Exposure of a style still locked", "未解锁款曝光倍数")]
    catch_on: CatchOn
    gift_boost: Annotated[
        PositiveMultiple, P("×", "E", "Demand for the promoted style while the gift lasts", "赠品期需求倍数")
    ]
    presale_conv_factor: Annotated[
        Share, P("share", "E", "Buyers kept when the link turns to presale", "转预售后保留的买家")
    ]
    price_elasticity: Annotated[
        Power, P("elasticity", "E", "Demand falls by this power of price/tag", "价格弹性")
    ]
    reference_price_ratio: Annotated[
        PositiveMultiple, P("price/tag", "E", "Ratio at which the price multiplier is 1", "基准折扣")
    ]
    post_live: PostLive


class Sizes(Frozen):
    """Size mix of stock and of demand."""

    default_mix: Annotated[
        FrozenMap[Size, Share], P("share", "E", "Planned mix of sizes; sums to 1", "默认尺码比例")
    ]
    one_size_families: Annotated[tuple[Id, ...], P("ids", "E", "Families without sizes", "均码品类")]
    demand_log_sigma: Annotated[
        Spread, P("log s.d.", "E", "True size mix round the planned one", "实际尺码偏差")
    ]


class Colour(Frozen):
    """A colour's name in both languages."""

    zh: Annotated[Text, P("text", "–", "Colour in Chinese", "颜色（中文）")]
    en: Annotated[Text, P("text", "–", "Colour in English", "颜色（英文）")]


class Unlock(Frozen):
    """What opens a locked style."""

    metric: Annotated[Literal["likes", "comments"], P("choice", "S2", "Counter that unlocks", "解锁指标")]
    threshold: Annotated[PositiveCount, P("count", "S2", "Count at which the style unlocks", "解锁门槛")]


class Style(Frozen):
    """One style on offer. A warehouse missing from ``stock`` holds none."""

    id: Annotated[Id, P("id", "–", "Key of the style", "款号")]
    zh: Annotated[Text, P("text", "–", "Name in Chinese", "中文名")]
    en: Annotated[Text, P("text", "–", "Name in English", "英文名")]
    role: Annotated[Role, P("choice", "S2", "main 主推, backup 备选, locked until unlocked, tail", "角色")]
    family: Annotated[Id, P("id", "E", "Product family: which factories can make it", "品类")]
    tag: Annotated[Positive, P("CNY", "E", "Tag price", "吊牌价")]
    price: Annotated[Positive, P("CNY", "E", "Live price", "直播价")]
    ex_factory: Annotated[
        Positive, P("CNY/unit", "E", "Supplier's cost from the factory at plan", "出厂成本")
    ]
    kg: Annotated[Positive, P("kg/unit", "E", "Shipping weight", "重量")]
    smv: Annotated[Positive, P("min/unit", "R35", "Standard sewing minutes", "标准工时")]
    attract: Annotated[PositiveMultiple, P("index", "E", "Attractiveness expected before the show", "预期吸引力")]
    true_mult: Annotated[
        PositiveMultiple, P("×", "E", "True appeal over expectation, in the story", "故事中的真实吸引力倍数")
    ]
    pre_ship_refund: Annotated[Share, P("share", "E", "Orders refunded before dispatch", "发货前退款率")]
    return_rate: Annotated[Share, P("share", "R28", "Delivered units sent back", "退货率")]
    stock: Annotated[FrozenMap[Id, Count], P("units", "E", "Opening stock by warehouse", "各仓期初库存")]
    colours: Annotated[tuple[Colour, ...], P("names", "S2", "Colours offered", "颜色")] = ()
    size_mix: Annotated[
        FrozenMap[Size, Share] | None, P("share", "E", "Own size mix; else the default", "本款尺码比例")
    ] = None
    unlock: Unlock | None = None


class Gift(Frozen):
    """The first-orders gift."""

    id: Annotated[Id, P("id", "–", "Key of the gift", "赠品代码")]
    zh: Annotated[Text, P("text", "–", "Name in Chinese", "中文名")]
    en: Annotated[Text, P("text", "–", "Name in English", "英文名")]
    trigger: Annotated[
        Literal["promotion", "none"],
        P("choice", "S2", "Given with any promoted backup style, or never", "触发条件"),
    ]
    first_n_orders: Annotated[Count, P("orders", "S2", "Orders that get the gift", "前N单")]
    unit_cost: Annotated[NonNegative, P("CNY/unit", "E", "Cost of a gift", "赠品单价")]
    stock: Annotated[Count, P("units", "E", "Gifts on hand", "赠品库存")]
    cost_share_host: Annotated[Share, P("share", "E", "Share of its cost borne by the host", "主播承担比例")]


class AlertRule(Frozen):
    """When live signals count as a surge."""

    metric: Annotated[
        tuple[Literal["mentions", "carts", "tryons"], ...], P("choices", "E", "Signals added up", "监测指标")
    ]
    ewma_span_ticks: Annotated[float, Field(ge=1, le=10_000), P("ticks", "E", "Span of the moving average", "平滑跨度")]
    ratio: Annotated[PositiveMultiple, P("× plan", "E", "Ratio to plan that counts as hot", "触发倍数")]
    consecutive_ticks: Annotated[Times, P("ticks", "E", "Ticks in a row above it", "连续时段数")]
    delay_min: Annotated[Minutes, P("min", "E", "Delay before the alert reaches the chain", "传递延迟")]


class Vote(Frozen):
    """The audience votes for one of two styles."""

    every_ticks: Annotated[Times, P("ticks", "E", "Ticks between votes", "投票间隔")]
    participation: Annotated[Share, P("share", "E", "Viewers who vote", "投票参与率")]
    first_tick: Annotated[TimesOrNone, P("tick", "E", "Tick of the first vote", "首次投票时段")]


class QuickTestLink(Frozen):
    """A small first lot on a test link."""

    qty: Annotated[PositiveCount, P("units", "S2", "Units on the test link", "测款数量")]
    hot_if_sold_within_min: Annotated[
        PositiveMinutes, P("min", "E", "Sold out faster than this is hot", "爆款判定时间")
    ]
    exposure: Annotated[PositiveMultiple, P("×", "E", "Exposure of the link against a shelf item", "测款曝光倍数")]
    trigger_ratio: Annotated[
        Positive, P("× plan", "E", "Signal ratio at which a style is worth testing", "触发测款倍数")
    ]


class LastPieces(Frozen):
    """"Last XX pieces": said of the style on air while the stock the host sees is low."""

    units: Annotated[Count, P("units", "E", "Stock shown at which the host says so", "报最后库存的件数")]
    boost: Annotated[PositiveMultiple, P("× demand", "E", "Demand for the style while it says so", "紧迫感提升")]


class Signals(Frozen):
    """What the audience shows before it buys."""

    mention_share_per_attract: Annotated[
        Multiple,
        P("share of comments", "E", "Comments naming a style, per unit of attractiveness", "评论提及率"),
    ]
    mention_elasticity: Annotated[
        Power, P("power", "E", "Mentions grow by this power of appeal", "提及弹性")
    ]
    cart_per_click: Annotated[Share, P("per click", "E", "Clicks that add to cart", "点击加购率")]
    tryon_per_click: Annotated[Share, P("per click", "E", "Clicks that ask for a try-on", "点击求试穿率")]
    noise_cv: Annotated[Spread, P("log s.d.", "E", "Noise of mentions in a tick", "信号噪声")]
    alert_rule: AlertRule
    vote: Vote
    quick_test_link: QuickTestLink
    last_pieces: LastPieces

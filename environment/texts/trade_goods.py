"""Texts of product and stock: top-ups, pools, lots, new styles, fixes."""

from __future__ import annotations

STORY: dict[str, tuple[str, str]] = {
    "stocking.top_up": (
        "{days} days before the show the host expects {claim:.0f}% of planned traffic, the supplier believes {factor:.0f}%:"
        " {units:,} units are ordered on top.",
        "开播前{days}天：主播预估流量为计划的{claim:.0f}%，商家采信{factor:.0f}%，追加备货{units:,}件。",
    ),
    "stocking.modular": (
        "{units:,} units move between warehouses in lots of {lot}, to where the shelf sales need them.",
        "模块化补货：按每批{lot}件在仓间调拨{units:,}件，补到挂链销售所需之处。",
    ),
    "variants.pool": (
        "{list} share {units:,} semi-finished pieces held at {factory}: they are finished into what sells.",
        "{list}共用{units:,}件半成品，存于{factory}，按销售再加工成品。",
    ),
    "variants.finished": (
        "{list} get {units:,} finished units of safety stock from {factory}.",
        "{list}由{factory}加备成品安全库存{units:,}件。",
    ),
    "variants.finish": (
        "{factory} finishes {units:,} semi-finished pieces into {style}, on the shelf by hour {ready:.0f}; {left:,} pieces are left.",
        "{factory}把{units:,}件半成品加工成{style}，第{ready:.0f}小时到仓；半成品余{left:,}件。",
    ),
    "arrival.finish": (
        "Lot {lot}: {units:,} finished units of {style} reach {warehouse}, {promised:,} of them already ordered.",
        "{lot}到货：{style}成品{units:,}件到{warehouse}，其中{promised:,}件已下单。",
    ),
    "design.develop.audience": (
        "{wishes:,} wishes for a version of {style}: it is developed for {cost:,.0f} CNY, on offer in show {show} (samples tried: {packs:,}).",
        "收到{style}改款心愿{wishes:,}条：投入{cost:,.0f}元开发，第{show}场上新（试用样品{packs:,}份）。",
    ),
    "design.develop.calendar": (
        "By the calendar a new season's {style} is developed for {cost:,.0f} CNY, on offer in show {show}.",
        "按产品日历开发{style}新季款，投入{cost:,.0f}元，第{show}场上新。",
    ),
    "design.launch": ("New on offer: {style}, {units:,} units made.", "新款上架：{style}，首单{units:,}件。"),
    "design.fix": ("{style}: {fix}, {cost:,.0f} CNY.", "{style}：{fix}，花费{cost:,.0f}元。"),
}

EVENTS: dict[str, tuple[str, str]] = {
    "event.stocking": ("goods prepared", "备货"),
    "evidence.gain_cny": ("expected gain", "预期增益"),
    "evidence.rivals": ("competitors' price index", "竞品价格指数"),
    "evidence.claimed_traffic": ("traffic claimed", "所报流量（倍）"),
    "evidence.believed_traffic": ("traffic believed", "所信流量（倍）"),
    "evidence.doubt": ("uncertainty (log)", "不确定性（对数）"),
    "evidence.pool_gain": ("gain from a pool", "备半成品的增益"),
    "evidence.finished_gain": ("gain from finished stock", "备成品的增益"),
}

CLAUSES: dict[str, tuple[str, str]] = {
    "clause.top_up": ("goods topped up", "播前补货货款"),
    "clause.finished": ("finished safety stock", "成品安全库存"),
    "clause.greige": ("semi-finished goods", "半成品货款"),
    "clause.finishing": ("finishing", "成品加工费"),
    "clause.greige_left": ("value of semi-finished goods left", "剩余半成品价值"),
    "clause.warehouse_rent": ("rent of warehouses opened", "新开仓租金"),
    "clause.development": ("development of new styles", "新品开发费"),
    "clause.design_samples": ("samples and tasting packs", "样品与试吃装"),
    "clause.design_fix": ("fixes of the design queue", "设计改进费"),
}

BOOKS: dict[str, tuple[str, str]] = {
    "clause.top_up.doc": ("Goods made or bought before the show on the host's traffic estimate.", "按主播流量预估播前生产或采购的货品。"),
    "clause.finished.doc": ("Safety stock of modular variants, held finished.", "模块化变体以成品持有的安全库存。"),
    "clause.greige.doc": ("Semi-finished pieces that modular variants share.", "模块化变体共用的半成品。"),
    "clause.finishing.doc": ("Semi-finished pieces finished into the variant that sells.", "把半成品加工成热销变体的费用。"),
    "clause.greige_left.doc": (
        "Semi-finished pieces that were not used, at what they are worth for the next styles.",
        "未用半成品按其对后续款式的价值计。",
    ),
    "clause.warehouse_rent.doc": (
        "A show's share of the rent and of the opening cost of a warehouse opened by the supplier.",
        "商家新开仓的月租与一次性投入，按场次分摊。",
    ),
    "clause.development.doc": ("Design, samples and photographs of new styles.", "新品设计、打样与拍摄。"),
    "clause.design_samples.doc": ("Samples and tasting packs sent to the audience.", "寄给观众的样品与试吃装。"),
    "clause.design_fix.doc": ("Changes of goods that reasons of returns called for.", "按退货原因改进商品的花费。"),
}

TEXTS = STORY | EVENTS | CLAUSES | BOOKS

"""Sentences of the mechanisms of the broadcast: selection, organisation, pricing; and names of their lines."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "trade.preselected": (
        "Pre-selection by data ({shows} past shows, {sources} sources): {style} promises {level:.2f} × plan; {moved} slots change hands.",
        "数据预选（历史{shows}场，{sources}类信号）：{style}预计为计划的{level:.2f}倍；调整{moved}个讲解时段。",
    ),
    "trade.bench": (
        "{count} comments in five minutes ask for {style}, which is not on the shelf: the assistant puts up its link.",
        "五分钟内{count}条评论在问未上架的{style}：助理捕捉关键词，临时上架。",
    ),
    "trade.question": (
        "{count} comments on {style} ({share:.0f}%) voice the same need, “{wish}”: a ticket enters the design queue.",
        "关于{style}的{count}条评论（{share:.0f}%）提出同一需求“{wish}”：进入设计快反队列。",
    ),
    "trade.requests": (
        "Viewers made {count:,} individual requests, most of {style}; the back office answered after {wait:.0f} min on average,"
        " {bought:,} bought.",
        "观众提出{count:,}条个性需求，以{style}最多；后台平均{wait:.0f}分钟答复，成交{bought:,}件。",
    ),
    "trade.promises": (
        "Of {count:,} promises to ship individual requests within {hours:.0f} h, {kept:.0f}% were kept.",
        "{count:,}件个性需求承诺{hours:.0f}小时内发出，兑现{kept:.0f}%。",
    ),
    "trade.price": (
        "The price of {style} moves to {price:.0f} CNY ({move:+.0f}%) while it is on air.",
        "{style}讲解期间调价至{price:.0f}元（{move:+.0f}%）。",
    ),
    "trade.approval.gift": (
        "The gift for {style} passes what {other} may give away: after {rounds} rounds they agree that {other} bears {value:.0f}%.",
        "{style}的赠品超出{other}授权：谈{rounds}轮后同意，{other}承担{value:.0f}%。",
    ),
    "trade.approval.price": (
        "The price of {style} may move further than the supplier's authority: {other} agrees to {value:.0f}% of the live price.",
        "{style}调价超出商家授权：{other}同意调至直播价的{value:.0f}%。",
    ),
    "trade.approval.none": (
        "{style}: what passes the authority is not approved; {other} and the supplier do not agree.",
        "{style}：超出授权的事项未获批准，{other}与商家未谈拢。",
    ),
    "trade.trials": (
        "{count} test links at a discount cost {cost:,.0f} CNY of a trial budget of {budget:,.0f} CNY: booked as learning cost.",
        "{count}次让利测款花费{cost:,.0f}元（试错预算{budget:,.0f}元），计入学习成本。",
    ),
    "event.keyword": ("keyword captured", "关键词捕捉"),
    "event.request": ("individual requests", "个性需求"),
    "event.price": ("price moves", "动态调价"),
    "event.approval": ("approval", "审批"),
    "event.trial": ("trials", "试错"),
    "clause.bench_link": ("links put up on demand", "临时上架成本"),
    "clause.bench_link.doc": ("Work of the host's team to put a style on the shelf during the show.", "主播团队直播中临时上架的成本。"),
    "clause.request_service": ("individual requests served", "个性需求服务成本"),
    "clause.request_service.doc": ("Gift boxes and packing by hand for individual requests.", "个性需求的礼盒与手工打包成本。"),
    "clause.trial_discount": ("discount on test links", "测款让利"),
    "clause.trial_discount.doc": (
        "What units on test links were sold below their price: learning cost within the trial budget.",
        "测款链接低于直播价的让利：试错预算内的学习成本。",
    ),
    "talk.authority": ("approval", "审批"),
    "issue.price_level": ("price", "价格"),
}

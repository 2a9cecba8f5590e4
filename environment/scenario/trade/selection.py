"""How goods are chosen before the show and tried during it: history, keywords, requests, test policy."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from environment.scenario.parameter import (
    Count,
    Frozen,
    Id,
    Minutes,
    Multiple,
    NonNegative,
    P,
    Positive,
    PositiveCount,
    PositiveHours,
    PositiveSpread,
    Share,
    Spread,
    Text,
    Times,
    TimesOrNone,
)

Policy = Literal["heat", "epsilon_greedy", "ucb", "thompson"]


class PreSelection(Frozen):
    """Pre-selection by data 数据预选: what the host knows of each style's appeal before the show, as noisy observations.

    A record of ``shows`` past shows says the log of the appeal with a standard error of ``…_sigma / √shows``.
    """

    shows: Annotated[TimesOrNone, P("shows", "S1", "Past shows with comparable goods on record (0: none)", "有可比商品记录的历史场次")] = 0
    click_sigma: Annotated[PositiveSpread, P("log s.d.", "E", "Error of one show's clicks about tonight's appeal", "单场点击信号误差")] = 1.2
    conversion_sigma: Annotated[
        PositiveSpread, P("log s.d.", "E", "Error of one show's conversion about tonight's appeal", "单场转化信号误差")
    ] = 0.9
    basket_sigma: Annotated[
        PositiveSpread, P("log s.d.", "E", "Error of one show's basket size about tonight's appeal", "单场客单信号误差")
    ] = 1.5
    trend: Annotated[
        Multiple, P("1/log variance", "S1", "Precision of the trend capture (抖音/微博/小红书; 0: not watched)", "趋势捕捉精度")
    ] = 0.0
    competitor: Annotated[
        Multiple, P("1/log variance", "S1", "Precision of what competitors' sales tell (0: not watched)", "竞品监测精度")
    ] = 0.0
    fans: Annotated[
        Multiple, P("1/log variance", "S1", "Precision of what the fans' profile tells (0: not watched)", "粉丝画像精度")
    ] = 0.0


class Keywords(Frozen):
    """Keyword capture 关键词捕捉: an assistant reads what the comments ask for."""

    listen: Annotated[bool, P("yes/no", "S2", "Whether an assistant reads the comments", "是否有助理捕捉关键词")] = False
    bench: Annotated[
        tuple[Id, ...], P("ids", "S2", "Styles kept off the shelf until the comments ask for them", "待上架备选款")
    ] = ()
    share: Annotated[Share, P("share of comments", "E", "Share naming a bench style at which it is noticed", "触发补挂的评论占比")] = 0.012
    ticks: Annotated[Times, P("ticks", "E", "Ticks in a row above that share", "连续时段数")] = 2
    link_cost: Annotated[NonNegative, P("CNY", "E", "Cost of putting a style on the shelf during the show", "临时上架成本")] = 300.0
    colour_share: Annotated[Share, P("share of mentions", "E", "Mentions of a style that name a colour", "提及颜色的占比")] = 0.3
    colour_count: Annotated[PositiveCount, P("comments", "E", "Colour words heard before the host shows another colour", "换色展示所需评论数")] = 30
    colour_gain: Annotated[
        Multiple,
        P("×", "E", "Extra demand on air when the colour shown is the whole audience's favourite", "展示最受欢迎颜色的需求增益"),
    ] = 0.0


class Questions(Frozen):
    """Question clusters 提问聚类 (敏感肌 …): a niche need that comments voice becomes a design ticket."""

    share: Annotated[Share, P("share of mentions", "E", "Mentions of a style that voice the need, on average", "表达该需求的提及占比")] = 0.0
    log_sigma: Annotated[Spread, P("log s.d.", "E", "How that share differs between styles", "款间差异")] = 0.8
    threshold: Annotated[Share, P("share of mentions", "E", "Share from which it is a cluster", "聚类门槛")] = 0.1
    count: Annotated[PositiveCount, P("comments", "E", "Comments needed at least", "最少评论数")] = 30
    wish_en: Annotated[Text, P("text", "S1", "The need, in English", "需求（英文）")] = "softer fabric for sensitive skin"
    wish_zh: Annotated[Text, P("text", "S1", "The need, in Chinese", "需求（中文）")] = "敏感肌可穿的亲肤面料"


class TestLinks(Frozen):
    """Which styles get a test link 测款链接 and what it sells."""

    own_stock: Annotated[bool, P("yes/no", "S2", "The link sells its own units and no more", "测款链接只卖自有库存")] = False
    most: Annotated[TimesOrNone, P("links", "E", "Test links per show (0: as many as stir)", "每场测款链接上限")] = 0
    epsilon: Annotated[Share, P("share", "E", "ε-greedy: links given by chance", "ε-贪心探索比例")] = 0.1
    width: Annotated[Multiple, P("s.d.", "E", "UCB: standard deviations above the mean", "UCB 置信宽度")] = 1.0


class Requests(Frozen):
    """Individual requests 个性需求: viewers ask for a bigger size or a gift box; the back office answers with a promise."""

    per_comment: Annotated[Multiple, P("requests/comment", "E", "Requests among the comments", "评论中的个性需求占比")] = 0.0
    box_share: Annotated[Share, P("share", "E", "Of them for a gift box, the rest for the biggest size", "礼盒需求占比")] = 0.5
    boxes: Annotated[Count, P("units", "E", "Gift boxes on hand", "礼盒库存")] = 300
    per_min: Annotated[Positive, P("requests/min", "E", "Requests the back office can answer", "后台答复能力")] = 4.0
    deadline_min: Annotated[Minutes, P("min", "E", "Wait after which most askers have left", "答复时限")] = 10.0
    convert: Annotated[Share, P("share", "E", "Askers who buy on a promise in time", "及时答复后的转化率")] = 0.5
    late_convert: Annotated[Share, P("share", "E", "Askers who buy on a promise after the deadline", "超时答复后的转化率")] = 0.1
    cost: Annotated[NonNegative, P("CNY/unit", "E", "Cost of serving a request: box, packing by hand", "个性服务单件成本")] = 6.0
    ship_within_h: Annotated[PositiveHours, P("h", "E", "Dispatch that the answer promises", "承诺发货时间")] = 24.0


class Selection(Frozen):
    """How goods are chosen before the show and tried during it: history, keywords, requests, test policy."""

    preselection: PreSelection = PreSelection()
    keywords: Keywords = Keywords()
    questions: Questions = Questions()
    policy: Annotated[
        Policy, P("choice", "E", "Who gets the next test link and spare slot: the hottest style, or a bandit's choice", "测款与空档分配策略")
    ] = Field(default="heat")
    test_links: TestLinks = TestLinks()
    requests: Requests = Requests()

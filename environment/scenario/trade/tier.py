"""Who the host is: its quality gate, how well its audience matches the goods, and the audience's trust.

A head, mid or tail host (头部, 中腰部, 尾部主播) is a profile of these parameters, beside audience and terms; the reference
scenario ships one variant for each.
"""

from __future__ import annotations

from typing import Annotated

from environment.scenario.parameter import (
    Days,
    Frozen,
    Multiple,
    NonNegative,
    P,
    PositiveDays,
    PositiveMultiple,
    Share,
    Spread,
    TimesOrNone,
)


class Gate(Frozen):
    """Selection by trial samples before the show (样品试用): a style with too many defective samples is refused."""

    samples: Annotated[TimesOrNone, P("units/style", "E", "Samples tried of each style; 0 = no gate", "每款试用样品数，0为不设门槛")] = 0
    days: Annotated[PositiveDays, P("days", "S1", "Days a sample is in use", "样品试用天数")] = 30.0
    pass_level: Annotated[
        Share, P("share of samples", "E", "Most defects found at which a style is admitted", "可入选的最高次品率")
    ] = 1.0
    cost_per_day: Annotated[
        NonNegative, P("CNY/style/day", "E", "What a day of trial costs the host's team", "团队试用成本")
    ] = 0.0
    hidden: Annotated[
        Spread, P("log s.d.", "E", "How little a supplier knows of the pass level; 0 = it knows it", "门槛不透明度")
    ] = 0.0


class Defects(Frozen):
    """Latent defect rates of the styles a show is offered: log-normal, drawn afresh for each show."""

    mean: Annotated[Share, P("share of units", "E", "Mean defect rate; 0 = no defects beyond the return rate", "平均次品率")] = 0.0
    log_sigma: Annotated[Spread, P("log s.d.", "E", "Spread between styles", "款间差异")] = 0.0
    returned: Annotated[Share, P("share", "E", "Defective units that buyers send back", "次品退货比例")] = 1.0
    shows_after_days: Annotated[
        Days, P("days", "E", "Mean days of use until a defect shows", "缺陷平均显现天数")
    ] = 0.0


class Quality(Frozen):
    """The supplier's work on quality: inspection of every unit and better make, e in [0, 1] by style."""

    cost: Annotated[NonNegative, P("CNY/unit shipped", "E", "Cost of full effort; grows with e²", "全力品控成本")] = 0.0
    effect: Annotated[Share, P("share", "E", "Defects that full effort removes", "全力品控可消除的次品")] = 0.0


class AfterSale(Frozen):
    """After-sale guarantee 售后赔付兜底."""

    payout: Annotated[
        Share, P("share of price", "E", "What the host pays the buyer of a defective unit, beside the refund", "每件次品赔付")
    ] = 0.0


class Trust(Frozen):
    """The audience's trust in the host's word, in [0, 1]: a public score; broken promises lower it, kept ones raise it."""

    start: Annotated[Share, P("trust", "E", "Trust at the start of the show", "开播时观众信任")] = 0.8
    neutral: Annotated[Share, P("trust", "E", "Trust at which the funnel is stated", "转化基准信任")] = 0.8
    conversion_gain: Annotated[
        Multiple, P("share", "E", "Conversion gained by full trust over none; 0 = off", "信任对转化的影响")
    ] = 0.0
    severity: Annotated[PositiveMultiple, P("× a kept one", "E", "Weight of a broken promise", "失信的权重")] = 1.0
    memory: Annotated[Share, P("per show", "E", "Weight of past shows in the score", "口碑记忆")] = 0.8


class Tier(Frozen):
    """Who the host is: its quality gate, how well its audience matches the goods, and the audience's trust."""

    match: Annotated[
        Share,
        P("share", "E", "Returns for size and expectation that a vertical audience avoids (货不对人)", "垂直匹配度"),
    ] = 0.0
    gate: Gate = Gate()
    defects: Defects = Defects()
    quality: Quality = Quality()
    after_sale: AfterSale = AfterSale()
    trust: Trust = Trust()

"""Texts of the report, together with those of its figures and labels."""

from __future__ import annotations

from environment.texts import figures, labels

PAGE: dict[str, tuple[str, str]] = {
    "report.nav": ("Parts of the report", "报告目录"),
    "report.part.story": ("Story", "经过"),
    "report.part.cast": ("Cast", "各方"),
    "report.part.talks": ("Negotiations", "谈判"),
    "report.part.money": ("Money", "资金"),
    "report.part.goods": ("Goods & service", "货品与履约"),
    "report.part.review": ("Review", "复盘"),
    "report.part.measures": ("Measures", "指标"),
    "report.part.how": ("How computed", "计算说明"),
    "report.meta.scheme": ("Incentive scheme", "激励方案"),
    "report.meta.scenario": ("Scenario", "场景"),
    "report.meta.seed": ("Seed", "随机种子"),
    "report.meta.version": ("Made by", "生成"),
    "report.meta.again": ("Play this show again:", "重演本场："),
    "report.head.story": ("The show in five sentences", "五句话看本场"),
    "report.head.timeline": ("What happened, step by step", "逐步经过"),
    "report.head.cast": ("Who took part, and what each was after", "参与各方与各自所求"),
    "report.head.talks": ("Who bargained for what", "谁与谁谈了什么"),
    "report.head.said": ("What was said", "谈判实录"),
    "report.head.money": ("Who earned what, and why", "谁赚了多少，为什么"),
    "report.head.waterfalls": ("How each result comes about", "各方利润的构成"),
    "report.head.ledger": ("The ledger, by contract and clause", "总账：按合同与条款"),
    "report.head.goods": ("Goods and service", "货品与履约"),
    "report.head.moves": ("Goods on the move", "调拨与翻单"),
    "report.head.review": ("What the review concludes", "复盘结论"),
    "report.head.queue": ("Design queue", "产品设计队列"),
    "report.head.measures": ("Measures", "指标"),
    "report.head.how": ("How this was computed", "计算说明"),
    "report.phase.before": ("Before the show", "播前"),
    "report.phase.live": ("During the broadcast", "直播中"),
    "report.phase.after": ("After the show", "播后"),
    "report.timeline.how": (
        "T is the start of the broadcast. Numbers in circles are those in the figure above. Small boxes are "
        "the evidence the "
        "decision rested on.",
        "T 为开播时刻；圆圈数字与上图对应；小方框为决策所依据的证据。",
    ),
    "report.evidence": ("Evidence", "依据"),
    "report.talks.how": (
        "Each party values an outcome by its own expected profit, under its own beliefs and attitude to "
        "risk. A gain is what the "
        "deal is worth to it beyond having no deal, in CNY. Open a negotiation to see its terms, its figure "
        "and what was said.",
        "各方按自己的信念与风险态度，以自身预期利润衡量各组条件。增益指成交比不成交多值多少（元）。展开可看条款、图与谈判实录。",
    ),
    "report.agreed": ("deal", "成交"),
    "report.broken": ("no deal", "未成交"),
    "report.source": ("Source:", "出处："),
    "report.col.party": ("Party", "参与方"),
    "report.col.wants": ("Was after", "所求"),
    "report.col.bargained": ("Bargained over", "谈判事项"),
    "report.col.gain": ("Gain over no deal, CNY", "相对不成交的增益（元）"),
    "report.col.gains": ("Gains, CNY", "增益（元）"),
    "report.col.profit": ("Result, CNY", "利润（元）"),
    "report.col.talk": ("Negotiation", "谈判"),
    "report.col.parties": ("Parties", "各方"),
    "report.col.rounds": ("Rounds", "轮数"),
    "report.col.outcome": ("Outcome", "结果"),
    "report.col.issue": ("Issue", "议题"),
    "report.col.range": ("On the table", "可谈范围"),
    "report.col.agreed": ("Agreed", "成交值"),
    "report.col.strategy": ("Strategy", "策略"),
    "report.col.reserve": ("No deal is worth", "不成交价值"),
    "report.col.worth": ("The deal is worth", "成交价值"),
    "report.col.over": ("Gain, CNY", "增益（元）"),
    "report.col.possible": ("Of the most with nobody worse off", "占无人吃亏时的最大值"),
    "report.col.nash": ("At the Nash point, CNY", "纳什解处增益（元）"),
    "report.col.income": ("Received, CNY", "收入（元）"),
    "report.col.expense": ("Paid, CNY", "支出（元）"),
    "report.col.largest": ("Largest lines", "主要项目"),
    "report.col.clause": ("Clause", "条款"),
    "report.col.flow": ("Payer → payee", "付款方 → 收款方"),
    "report.col.postings": ("Postings", "笔数"),
    "report.col.amount": ("CNY", "元"),
    "report.col.meaning": ("Meaning and formula", "含义与公式"),
    "report.col.move": ("Move", "批次"),
    "report.col.style": ("Style", "款式"),
    "report.col.route": ("From → to", "起点 → 终点"),
    "report.col.units": ("Units", "件数"),
    "report.col.left": ("Left", "发出"),
    "report.col.there": ("On sale or shelf", "到仓可用"),
    "report.col.cause": ("Cause", "原因"),
    "report.col.request": ("Request", "诉求"),
    "report.col.asked": ("How often", "次数"),
    "report.col.measure": ("Measure", "指标"),
    "report.col.value": ("Value", "数值"),
    "report.col.formula": ("Definition", "定义"),
    "report.col.mean": ("Mean", "均值"),
    "report.col.table": ("Table", "数据表"),
    "report.col.row": ("A row is", "每行含义"),
    "report.col.rows": ("Rows", "行数"),
    "report.col.columns": ("Columns", "列"),
    "report.caption.cast": (
        "Every party of the chain. The gain sums its negotiations, in its own expectation; the result is what the ledger says.",
        "链上各方。增益为其各场谈判之和（自身预期）；利润以总账为准。",
    ),
    "report.caption.talks": ("Every negotiation, in order of time.", "全部谈判，按时间排列。"),
    "report.caption.terms": ("What lay on the table and what was agreed.", "可谈范围与成交值。"),
    "report.caption.sides": (
        "What the negotiation was worth to each side, CNY of risk-adjusted expected profit in its own eyes.",
        "谈判对各方的价值（元，按其自身信念与风险态度的预期利润）。",
    ),
    "report.caption.money": (
        "Received, paid and result by party, from the ledger. Below, grey: the accounts that balance them.",
        "各方收支与利润（取自总账）。下方灰色为平衡账户。",
    ),
    "report.money.around": (
        "Balancing accounts: what was received less what was paid; not a profit",
        "平衡账户：收入减支出，不是利润",
    ),
    "report.caption.ledger": ("Postings of this contract, summed by clause.", "本合同按条款汇总。"),
    "report.caption.moves": (
        "Transfers between warehouses and lots from factories.",
        "仓间调拨与工厂到货批次。",
    ),
    "report.caption.queue": ("What viewers asked for, and what returns call for.", "观众提出的诉求与退货反映的改进点。"),
    "report.caption.measures": ("Every measure of this show.", "本场全部指标。"),
    "report.caption.spreads": ("Result per party over replications, CNY.", "多次重复的各方利润（元）。"),
    "report.caption.tables": (
        "Recorded tables, beside this report as Parquet files.",
        "与本报告同目录的数据表（Parquet）。",
    ),
    "report.sum.sales": (
        "In {minutes} minutes of broadcast {viewers} viewers placed {orders} orders for {units} units worth "
        "{gmv}; {presale} of "
        "these units were sold as presale, and demand for {lost} more went unserved.",
        "{minutes} 分钟直播，{viewers} 名观众下了 {orders} 单共 {units} 件，成交额 {gmv}；其中预售 {presale} "
        "件，另有 {lost} 件需求流失。",
    ),
    "report.sum.nothing_sold": ("Nothing was sold.", "没有成交。"),
    "report.sum.hit_and_flat": (
        "{hit} ran hot with {sold} units ordered against the {plan} that the host had claimed, while {flat} "
        "stayed flat with "
        "{flat_sold} against {flat_plan}.",
        "{hit}爆单：下单 {sold} 件，播前主播申报 {plan} 件；{flat}平淡：{flat_sold} 件，申报 {flat_plan} 件。",
    ),
    "report.sum.hit": (
        "Every style met the host's claim; {hit} beat it by most, with {sold} units ordered against {plan}.",
        "各款均达主播申报；{hit}超出最多：下单 {sold} 件，预测 {plan} 件。",
    ),
    "report.sum.flat": (
        "No style beat the host's claim; {flat} missed it by most, with {flat_sold} units ordered against {flat_plan}.",
        "没有款式超出主播申报；{flat}差距最大：下单 {flat_sold} 件，预测 {flat_plan} 件。",
    ),
    "report.sum.alert": (
        "At {when} {party} raised a demand alert for {style} ({state}; alerts in all: {alerts}); "
        "the "
        "chain moved {moved} units between warehouses (transfers: {transfers}) and made {made} units in rush "
        "orders.",
        "{when}，{party}就{style}发出需求预警（{state}；共 {alerts} 次预警）；全链仓间调拨 {transfers} "
        "批"
        "共 {moved} 件，翻单生产 {made} 件。",
    ),
    "report.sum.no_alert": (
        "No demand alert was raised; the chain moved {moved} units between warehouses (transfers: "
        "{transfers}) "
        "and made {made} units in rush orders.",
        "未发出需求预警；全链仓间调拨 {transfers} 批共 {moved} 件，翻单生产 {made} 件。",
    ),
    "report.sum.deals": (
        "{agreed} of {n} negotiations ended in a deal; the largest gain over no deal, {gain} in its own "
        "expectation, went to "
        "{party} in {id} ({talk}).",
        "{n} 场谈判成交 {agreed} 场；相对不成交增益最大的是{party}，在 {id}（{talk}）中预期多得 {gain}。",
    ),
    "report.sum.no_deal": ("None of {n} negotiations ended in a deal.", "{n} 场谈判均未成交。"),
    "report.sum.end": (
        "Over the whole show {p24} of the units left within 24 hours of the order and {p48} within 48; when everything was "
        "settled {best} had earned "
        "most, {most}, and {worst} least, {least}.",
        "全场（含播后）{p24} 的件数在下单后 24 小时内发出，{p48} 在 48 小时内；结清后{best}利润最高，为 {most}，{worst}最低，为 {least}。",
    ),
    "report.sum.service": (
        "Over the whole show {p24} of the units left within 24 hours of the order and {p48} within 48.",
        "全场（含播后）{p24} 的件数在下单后 24 小时内发出，{p48} 在 48 小时内。",
    ),
    "report.card.gmv": ("Gross sales", "成交额"),
    "report.card.gmv.note": ("{live} of it in the broadcast; before refunds", "其中直播中 {live}；退款前"),
    "report.card.units": ("Units ordered", "下单件数"),
    "report.card.units.note": ("{live} of them in the broadcast", "其中直播中 {live} 件"),
    "report.card.presale": ("Sold as presale", "预售占比"),
    "report.card.presale.note": ("{units} units not yet in stock", "{units} 件下单时无现货"),
    "report.card.lost": ("Demand lost", "流失需求"),
    "report.card.lost.note": ("{units} units asked for and not sold", "{units} 件想买未成"),
    "report.card.dispatch": ("Dispatched in 24 h", "24 小时发货率"),
    "report.card.dispatch.note": ("{share} in 48 h", "48 小时 {share}"),
    "report.card.back": ("Cancelled, refused or returned", "取消、拒收与退货"),
    "report.card.back.note": (
        "{returned} returned, {refused} refused at the door, {cancelled} cancelled",
        "退货 {returned} 件，拒收 {refused} 件，取消 {cancelled} 件",
    ),
    "report.card.deals": ("Deals", "成交谈判"),
    "report.card.deals.note": ("of all negotiations", "占全部谈判"),
    "report.card.chain": ("Result of the chain", "全链利润"),
    "report.card.chain.note": ("sum over its parties", "链上各方合计"),
    "report.alert.issued": ("nobody took it up", "无人响应"),
    "report.alert.acknowledged": ("it was read, and nothing came of it", "已读，未有行动"),
    "report.alert.countered": ("it was weighed, and nothing was agreed", "已评估，未谈成"),
    "report.alert.committed": ("the goods ordered were still to come", "所订货品尚未到齐"),
    "report.alert.fulfilled": ("the goods ordered for it arrived as agreed", "所订货品如约到齐"),
    "report.alert.defaulted": ("goods ordered for it arrived late", "所订货品有延误"),
    "report.alert.expired": ("nobody in the chain committed to it in time", "供应链未在期限内承诺"),
    "report.goods.hit": (
        "{style}: viewers wanted {wanted} units over the whole show, ordered {units}, and {lost} were lost.",
        "{style}：全场需求 {wanted} 件，下单 {units} 件，流失 {lost} 件。",
    ),
    "report.talk.no_deal": ("no deal: {reason}", "未成交：{reason}"),
    "report.talk.story.agreed": (
        "From {when} on, {parties} bargained over {issues}, by {protocol}. They agreed after {rounds} rounds.",
        "{when}起，{parties}就{issues}谈判，规则为{protocol}，经 {rounds} 轮达成一致。",
    ),
    "report.talk.story.broken": (
        "From {when} on, {parties} bargained over {issues}, by {protocol}. After {rounds} rounds there was no deal: {reason}.",
        "{when}起，{parties}就{issues}谈判，规则为{protocol}，{rounds} 轮后未成交：{reason}。",
    ),
    "report.said.turn": ("Round {n}", "第 {n} 轮"),
    "report.said.table": ("The table", "谈判桌"),
    "report.said.propose": ("{party} proposes {terms}.", "{party}提议：{terms}。"),
    "report.said.change": ("{party} moves to {terms}.", "{party}改为：{terms}。"),
    "report.said.repeat": ("{party} repeats its offer.", "{party}重申原提议。"),
    "report.said.cfp": ("{party} calls for proposals", "{party}征询报价"),
    "report.said.accept-proposal": ("{party} accepts", "{party}接受"),
    "report.said.reject-proposal": ("{party} rejects", "{party}拒绝"),
    "report.said.inform": ("{party} announces the result", "{party}宣布结果"),
    "report.said.refuse": ("{party} leaves the table", "{party}离场"),
    "report.said.failure": ("{party} ends the talk", "{party}终止谈判"),
    "report.said.more": ("{n} more messages are in the transcript file.", "另有 {n} 条消息见谈判记录文件。"),
    "report.money.sum": (
        "Every posting has a payer and a payee: the ledger sums to {cents} cents over all accounts. "
        "Oversold: {units} units. An "
        "amount is what was paid, in CNY; each line names the contract clause behind it.",
        "每笔记账都有付款方与收款方：全部账户合计 {cents} 分。超卖 {units} 件。金额单位为元，每行都对应一条合同条款。",
    ),
    "report.ledger.how": (
        "Contracts by turnover. The same formulas gave the negotiators their expectations and settled the show on its facts.",
        "合同按流水排序。谈判时的预期与结算时的金额出自同一公式。",
    ),
    "report.ledger.sum": ("{postings} postings, {turnover} CNY", "{postings} 笔，{turnover} 元"),
    "report.move.transfer": ("transfer", "调拨"),
    "report.move.agreed": ("agreed in {id}", "{id} 谈成"),
    "report.move.lot": ("factory lot", "工厂批次"),
    "report.moves.none": (
        "No goods moved between warehouses, and none were made to order.",
        "没有仓间调拨，也没有翻单。",
    ),
    "report.moves.more": ("{n} more rows are in the tables.", "另有 {n} 行见数据表。"),
    "report.review.none": ("The review has nothing to say.", "复盘无结论。"),
    "report.queue.comments": ("Wishes in the comments, by comments", "评论中的诉求（评论条数）"),
    "report.queue.returns": ("Main reasons of returns, by units returned for it", "主要退货原因（退货件数）"),
    "report.queue.none": ("Nothing reached the threshold for a design ticket.", "没有诉求达到立项门槛。"),
    "report.replications": (
        "The show was played {n} times under other luck, which style becomes the hit included (the file fixes the hit only for "
        "its own seed): P10 is exceeded nine times in ten, P90 once in ten.",
        "直播在不同运气下重复 {n} 次，爆款是哪一款也随运气而变（剧本只固定自身种子的爆款）：十次中九次高于 P10，一次高于 P90。",
    ),
    "report.fig.live": (
        "Viewers, what was being explained, and what sold in the course of the broadcast. Vertical lines are the events "
        "listed below the curves.",
        "直播过程中观众、讲解款式与销量的变化。竖线为曲线下方列出的事件。",
    ),
    "report.fig.alerts": (
        "How far each demand alert got, when, and through whom.",
        "每次需求预警走到哪一步、何时、由谁推进。",
    ),
    "report.fig.network": (
        "Left: the parties at their cities, pushed apart where they share one; a carrier is at home "
        "everywhere "
        "and not on the map. Right: the same trade links by kind of party.",
        "左：各方所在城市（同城者略作错开；物流商遍布全国，不在图上）。右：按角色排列的交易关系。",
    ),
    "report.fig.talk2": (
        "Left: each dot is an outcome, by what it is worth to either side. The offers of a party are in its colour, "
        "dashed lines are what no deal is worth, and no outcome beats those on the black front for both. Right: what "
        "each party asked for itself, 0% being no deal and 100% its best outcome on the table.",
        "左：每点为一组条件，横纵坐标为对双方的价值。提议按各方颜色连线，虚线为不成交价值，黑线为帕累托前沿。"
        "右：各方为己所求，0% 为不成交，100% 为可谈范围内对其最好的条件。",
    ),
    "report.fig.talk3": (
        "Left: a line per offer, in the colour of who made it, showing what it gives to each party: 0% is no deal, "
        "100% the most that party could get while nobody does worse than without a deal (lines that touch the edge go on beyond it). "
        "Right: what each party asked for itself, 100% being its best outcome on the table.",
        "左：每条线为一个提议（颜色为提议方），纵轴为各方所得：0% 为不成交，100% 为无人吃亏时该方的最大值（触到边缘的线在图外继续）。"
        "右：各方为己所求，100% 为可谈范围内对其最好的条件。",
    ),
    "report.fig.profit": (
        "What each party of the chain was left with after everything was settled.",
        "全部结清后链上各方的利润。",
    ),
    "report.fig.waterfall": (
        "From the receipts of {party} over its payments to its result.",
        "{party}：由收入经支出到利润。",
    ),
    "report.fig.orders": (
        "Left: of the units viewers wanted, what was sold from stock, sold as presale or lost; and of those "
        "ordered, what was kept, "
        "returned or cancelled. Right: where each region's parcels came from.",
        "左：需求中现货、预售与流失的占比，以及下单后留存、退货与取消的占比。右：各地区包裹的发货仓。",
    ),
    "report.fig.forecast": (
        "Left: a line leads from the host's claim before the show (ring) to what was ordered (dot). Right: how "
        "far "
        "the rolling forecast was off what viewers wanted, ordered or lost, as a share of it.",
        "左：由播前主播申报（圈）到实际下单（点）。右：滚动预测与观众需求（下单加流失）之差占需求的比例。",
    ),
    "report.fig.stock": (
        "Stock of the style that outsold its forecast by most, during the broadcast and after it.",
        "超出预测最多的款式在直播中与播后的各仓库存。",
    ),
    "report.fig.dispatch": (
        "How soon parcels left the warehouse; a parcel never sent never counts.",
        "包裹发出的快慢；未发出者不计入。",
    ),
    "report.fig.parcels": (
        "Where the parcels were, hour by hour, in the states a buyer can see.",
        "买家可见的各状态包裹数。",
    ),
    "report.fig.returns": ("Why goods came back.", "退货原因。"),
    "report.how.model": (
        "The show is a simulation: parties are agents with private information, beliefs, cash and an "
        "attitude to risk. They see only "
        "what the scheme lets them see, and they decide and bargain for themselves. Luck is drawn from named "
        "streams of the seed, so "
        "the same command gives the same report, byte for byte.",
        "本场为仿真：各方是拥有私有信息、信念、现金与风险态度的主体，只能看到方案允许的信息，自行决策与谈判。"
        "随机性取自种子的命名随机流，同一命令得到逐字节相同的报告。",
    ),
    "report.how.utility": (
        "A party's value of an outcome is its expected profit under its own beliefs, lowered for risk (a mix "
        "of the mean and the mean "
        "of the worst cases). Gains over no deal are in those terms and need not come true. Nash and "
        "Kalai–Smorodinsky points are "
        "computed over all outcomes on the table with no deal as the point of disagreement; no party knows "
        "them.",
        "各组条件对各方的价值为其自身信念下的预期利润，并按风险折减（均值与最坏情形均值的组合）。增益以此计，不"
        "必然实现。"
        "纳什解与 K–S 解在全部可谈条件上以不成交为分歧点计算，任何一方都不知道。",
    ),
    "report.how.money": (
        "Every transfer of money is a posting in integer cents that names contract, clause and cause. One "
        "cash-flow function per "
        "clause served the negotiators' forecasts and the settlement.",
        "每笔资金以整数分记账，注明合同、条款与原因。每个条款只有一个现金流函数，谈判预期与结算共用。",
    ),
    "report.how.again": (
        "Full tables, the ledger posting by posting, the scenario as played and every transcript lie beside this file.",
        "完整数据表、逐笔总账、实际使用的场景与全部谈判记录与本文件同目录。",
    ),
    "report.how.tables": ("The recorded tables", "数据表清单"),
}

TABLES: dict[str, tuple[str, str]] = {
    "table.ledger": ("a posting", "一笔记账"),
    "table.seats": ("a party of a negotiation", "谈判中的一方"),
    "table.ticks": ("a live tick", "一个直播时段"),
    "table.style_ticks": ("a style in a live tick", "一款在一个时段"),
    "table.stock": ("a style in a warehouse at an hour", "某时某仓某款库存"),
    "table.orders": ("a style in a region", "一款在一个地区"),
    "table.shelf": ("an hour of sales after the broadcast", "下播后货架销售的一个小时"),
    "table.shipments": ("parcels of one kind on one way", "同款同路线的一组包裹"),
    "table.parcel_states": ("an hour", "一个小时"),
    "table.transfers": ("a transfer", "一次调拨"),
    "table.production": ("a lot of a day", "一日批次"),
    "table.returns": ("a style, reason and grade", "一款、一因、一等级"),
    "table.forecast": ("a style at a minute", "某时某款预测"),
    "table.nodes": ("a party", "一个参与方"),
    "table.edges": ("a link of a layer", "某层的一条连边"),
    "table.review": ("a conclusion", "一条结论"),
    "table.design_queue": ("a request", "一项诉求"),
    "table.alert_claims": ("an alert", "一次预警"),
    "table.conservation": ("the show", "本场"),
    "table.leftover": ("a style left in a warehouse", "一仓一款的尾货"),
    "table.materials": ("a purchase of material for a lot", "一批次的一笔原料采购"),
    "table.regions": ("a region", "一个地区"),
    "table.negotiations": ("a negotiation", "一场谈判"),
    "table.parties": ("a party", "一个参与方"),
    "table.styles": ("a style", "一款"),
    "table.alerts": ("a state an alert entered", "预警进入的一个状态"),
}

TEXTS: dict[str, tuple[str, str]] = {**PAGE, **TABLES, **figures.TEXTS, **labels.TEXTS}

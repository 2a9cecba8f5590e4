"""Texts of the page: the negotiation table and the seat."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "strategy.person": ("a person", "真人"),
    "talk.domain": ("stand-alone negotiation", "独立谈判"),
    # --- issues of the domains that come with the project, and their values ---
    "issue.rush_units": ("rush quantity", "翻单数量"),
    "issue.stock_units": ("stock", "备货"),
    "issue.unit_price": ("unit price", "单价"),
    "issue.lead_time": ("lead time", "交期"),
    "issue.payment": ("payment term", "账期"),
    "issue.packaging": ("packaging", "包装"),
    "value.plain": ("plain", "普通"),
    "value.branded": ("branded", "品牌"),
    "value.gift_box": ("gift box", "礼盒"),
    "measure.days": ("{n} days", "{n} 天"),
    "measure.x": ("{n} ×", "{n} 倍"),
    # --- the table ---
    "table.story.agreed": (
        "{parties} bargained over {issues}, by {protocol}. They agreed after {rounds} rounds.",
        "{parties}就{issues}谈判，规则为{protocol}，经 {rounds} 轮达成一致。",
    ),
    "table.story.broken": (
        "{parties} bargained over {issues}, by {protocol}. After {rounds} rounds there was no deal: {reason}.",
        "{parties}就{issues}谈判，规则为{protocol}，{rounds} 轮后未成交：{reason}。",
    ),
    "table.curve.own": ("offers by {party}", "{party}自己的提议"),
    "table.curve.from": ("offers by {party}", "{party}的提议"),
    "table.curve.worth": ("worth to {party}", "对{party}的价值"),
    "table.curve.aim": ("what it insists on", "它所坚持的水平"),
    "table.axis.across": ("worth to {party}{unit} →", "对{party}的价值{unit} →"),
    "table.axis.up": ("↑ worth to {party}{unit}", "↑ 对{party}的价值{unit}"),
    "table.offer.title": ("Round {n}, {party}: {terms}", "第 {n} 轮，{party}：{terms}"),
    "table.why.offer": ("Round {n}: {party} offers {terms}.", "第 {n} 轮：{party}提议{terms}。"),
    "table.why.accept": ("Round {n}: {party} accepts {terms}.", "第 {n} 轮：{party}接受{terms}。"),
    "table.why.worth": (
        "It expects {worth} from this: {gain} against no deal, which is worth {floor} to it.",
        "它预期由此得到 {worth}；相对不成交（值 {floor}）为 {gain}。",
    ),
    "table.why.aim": (
        "Its strategy is {strategy}. With {time} of the time gone it insists on {aim}: {share} of the way from no deal to its "
        "best outcome.",
        "它的策略是“{strategy}”。时间已过 {time}，它坚持 {aim}，即从不成交到最佳条件之间的 {share}。",
    ),
    "table.why.enough": (
        "The offer is worth {worth} to it, no less than the {aim} it insists on: so it says yes.",
        "该提议对它值 {worth}，不低于它坚持的 {aim}，因此同意。",
    ),
    "table.why.near": (
        "{n} outcomes are about that good for it. Of these it offers the one nearest to what {others} last asked for.",
        "对它差不多好的条件有 {n} 组，它选出最接近{others}上次要求的那个。",
    ),
    "table.why.only": (
        "No other outcome is about that good for it, so it has no room to meet {others}.",
        "对它同样好的条件没有第二组，因此无从迁就{others}。",
    ),
    "table.why.least": (
        "It offers the outcome that is just good enough.",
        "它提出刚好够好的条件。",
    ),
    "table.why.estimate": (
        "From the offers so far {party} guesses that this gives {other} {guess} of what {other} can wish for. In truth it is {actual}.",
        "{party}根据此前的提议猜测，这能给{other}其所能期望的 {guess}；实际为 {actual}。",
    ),
    "table.why.other": (
        "Its strategy is {strategy}; it has no level that it insists on.",
        "它的策略是“{strategy}”，没有固定坚持的水平。",
    ),
    "table.why.unclocked": (
        "Its strategy is {strategy}. Under this rule what it insisted on at that moment is not on record.",
        "它的策略是“{strategy}”。在此规则下，当时所坚持的水平没有记录。",
    ),
    "table.why.person": ("{party} was played by a person.", "{party}由真人扮演。"),
    "table.line.own": ("its own sales, goods and costs", "自身销售、货品与成本"),
    "table.line.risk": ("taken off for risk", "风险扣减"),
    "table.line.pool": ("from (+) or to (−) the pool", "由共赢池得到（+）或付给（−）"),
    "table.moved.first": ("First asked for ({issue}): {list}.", "最初要求（{issue}）：{list}。"),
    "table.moved.fell": (
        "{party} was the first to ask for less: {new} instead of {old}, in round {n}.",
        "最先减少要求的是{party}：第 {n} 轮由 {old} 改为 {new}。",
    ),
    "table.moved.top": (
        "{value} is the most that was on the table: it was not cut down in the bargaining.",
        "{value} 已是桌面上的上限：谈判中没有被压低。",
    ),
    "table.moved.blocked": (
        "It stopped at {value} because {there} cannot be carried out by {who} at any terms (capacity, material or cash).",
        "停在 {value}，因为无论什么条件，{who}都无法执行 {there}（产能、面料或资金不足）。",
    ),
    "table.moved.reserve": (
        "It stopped at {value} because no terms make {there} worth having to all: the reservation value of {party} is the limit.",
        "停在 {value}，因为 {there} 在任何条件下都不能让各方都划算：卡在{party}的保留价值上。",
    ),
    "table.moved.floor": (
        "It stopped at {value} because {there} at the agreed terms would leave {who} below what no deal is worth: {per}.",
        "停在 {value}，因为按成交的其他条件做 {there}，{who}会低于不成交的价值：{per}。",
    ),
    "table.moved.margin": (
        "It stopped at {value} because {who} would earn less by going to {there} at the agreed terms: {per}. Nobody's reservation "
        "value was reached; it is the expected profit of one more step that holds it back.",
        "停在 {value}，因为按成交的其他条件做到 {there}，{who}会少赚：{per}。没有谁触及保留价值，是再加一档的预期利润挡住了它。",
    ),
    "table.moved.open": (
        "Nobody would have lost by going from {value} to {there} at the agreed terms: this was left on the table.",
        "按成交的其他条件由 {value} 做到 {there}，没有谁会吃亏：这部分被留在了桌上。",
    ),
    "table.moved.more": (
        "One step more ({there}, all else as agreed) would have meant: {list}.",
        "多一档（{there}，其余条件不变）将意味着：{list}。",
    ),
    "table.moved.less": (
        "One step less ({there}, all else as agreed) would have meant: {list}.",
        "少一档（{there}，其余条件不变）将意味着：{list}。",
    ),
    "table.moved.change": ("{party} {whole}", "{party} {whole}"),
    "table.moved.per": ("{party} {whole} ({unit} for each)", "{party} {whole}（每单位 {unit}）"),
    "table.moved.unable": ("{party} could not carry it out", "{party}无法执行"),
    "table.moved.elsewhere": (
        "At other terms {there} was possible: {n} of {m} sets of terms leave nobody worse off than no deal. The best of them "
        "brings all together {gain} over no deal; the best with {value} brings {here}.",
        "换些条件，{there} 是可能的：{m} 组条件中有 {n} 组不让任何一方比不成交差，其中最好的让各方合计比不成交多 {gain}；"
        "而 {value} 最好的一组为 {here}。",
    ),
    "table.moved.none_able": (
        "No deal ({reason}): {who} could not carry out anything that was on the table.",
        "未成交（{reason}）：桌上的条件{who}都无法执行。",
    ),
    "table.moved.none_fair": (
        "No deal ({reason}), and none was to be had: every outcome leaves somebody worse off than no deal.",
        "未成交（{reason}），也确实无法成交：每组条件都会让某一方不如不成交。",
    ),
    "table.moved.missed": (
        "No deal ({reason}), though one was to be had: {n} of {m} outcomes leave nobody worse off than no deal. The best for all "
        "together has {issue} {value} and brings {gain}.",
        "未成交（{reason}），但本可成交：{m} 组条件中有 {n} 组不让任何一方比不成交差；合计最好的是{issue} {value}，共多得 {gain}。",
    ),
    "table.moved.last": (
        "The last offer of {party} ({terms}) would have left, against no deal: {list}.",
        "{party}的最后提议（{terms}）相对不成交会带来：{list}。",
    ),
    "table.rush.claim": (
        "At minute {t} the host's alert claimed {units} units of {style} (80% between {low} and {high}): {ratio} × plan.",
        "第 {t} 分钟，主播预警：{style} 可卖 {units} 件（80% 区间 {low}–{high}），为计划的 {ratio} 倍。",
    ),
    "table.rush.believed": (
        "The supplier, who trusts the host's claims to {trust} and counted {own} itself, believed {believed} of the {claim}.",
        "商家对主播预警的信任为 {trust}，自己估计 {own} 件，于是在所称 {claim} 件中采信 {believed} 件。",
    ),
    "table.rush.short": (
        "At minute {t} it expected {believed} units of {style} to be wanted and could promise {stock}: {short} were short. {stay} of such buyers "
        "stay for presale, and unsold goods cost money, so it called for {wanted}.",
        "第 {t} 分钟它预计 {style} 需要 {believed} 件，可承诺 {stock} 件，缺 {short} 件；其中 {stay} 的买家愿等预售，而卖不掉要亏钱，于是征询 {wanted} 件。",
    ),
    "table.rush.wanted": ("The supplier called for {wanted} units of {style}.", "商家就 {style} 征询 {wanted} 件。"),
    "table.rush.call": (
        "Offers could go a quarter beyond the {wanted} called for, to the next value on the grid: {top}.",
        "提议最多可超出所征询的 {wanted} 件四分之一，取网格上的下一档：{top} 件。",
    ),
    "table.rush.option": (
        "Without a deal the supplier would have used its reserved capacity alone: {units} units.",
        "若不成交，商家会单独动用已预留产能：{units} 件。",
    ),
    "table.rush.leads": (
        "The factories quoted {short} hours for the smallest quantity and {long} for the largest they can make.",
        "工厂报价：最小数量 {short} 小时到仓，可做的最大数量 {long} 小时。",
    ),
    "table.rush.never": ("cannot be made", "无法生产"),
    # --- the panel ---
    "table.closed": (
        "This panel is closed while you sit at a table: it would show what the others keep to themselves.",
        "入座期间此面板关闭：它会显示其他各方的私有信息。",
    ),
    "table.back": ("Back to your seat", "回到座位"),
    "table.source": ("Negotiations of", "谈判来源"),
    "table.source.show": ("the show that was played", "已上演的直播"),
    "table.plays": ("{party} plays", "{party}的策略"),
    "table.list": ("Negotiations", "谈判列表"),
    "table.none": ("Nobody bargained in this show: every term stood.", "本场没有谈判：一切按既定条款。"),
    "table.many": (
        "{n} of {all} negotiations are listed. Click a party or an edge in another panel to come to its own.",
        "共 {all} 场谈判，此处列出 {n} 场。在其他面板点击某一方或某条连线，可到达其谈判。",
    ),
    "table.nothing": ("No outcome was possible for all parties, so there is nothing to draw.", "没有各方都能执行的条件，无图可画。"),
    "table.head.id": ("No.", "编号"),
    "table.head.about": ("About", "内容"),
    "table.head.parties": ("Parties", "各方"),
    "table.head.when": ("When", "时间"),
    "table.head.rounds": ("Rounds", "轮数"),
    "table.head.end": ("Outcome", "结果"),
    "table.head.round": ("Round", "轮次"),
    "table.head.said": ("What was said", "内容"),
    "table.head.line": ("Part", "组成"),
    "table.head.amount": ("Amount", "金额"),
    "table.across": ("Across", "横轴"),
    "table.upward": ("Upward", "纵轴"),
    "table.two": (
        "Two parties at a time; the front is theirs among outcomes that leave nobody worse off than no deal.",
        "每次看两方；前沿取自不让任何一方比不成交差的条件。",
    ),
    "table.parallel.fair": (
        "100%: the most with nobody worse off than without a deal. Lines that touch the edge go on beyond it.",
        "100%：在无人比不成交更差的条件中，该方的最大所得。触到边缘的线在图外继续。",
    ),
    "table.parallel.unfair": (
        "No terms suit everybody. 100%: the most that any terms would bring. Lines that touch the edge go on beyond it.",
        "没有各方都划算的条件。100%：任一条件能带来的最大所得。触到边缘的线在图外继续。",
    ),
    "table.whose": ("In the eyes of", "从谁的角度"),
    "table.no_offers": ("Nobody made an offer.", "没有任何提议。"),
    "table.no_aim": ("What it insisted on is not known.", "它所坚持的水平不可知。"),
    "table.why_end": ("Why it ended there: {issue}", "为何停在这里：{issue}"),
    "table.issue": ("Issue", "议题"),
    "table.before": ("Before anybody bargained", "谈判之前"),
    "table.at": ("At the table", "谈判之中"),
    "table.fair": ("Terms that suit all", "各方都划算的条件"),
    "table.joint": ("Best common gain", "最大合计增益"),
    "table.lead": ("Lead time", "交期"),
    "table.rows.agreed": (
        "What each value would be worth to each party, all else as agreed (the value agreed on is marked); how many sets of the "
        "other terms leave nobody worse off than no deal; and the largest gain of all together.",
        "其余条件按成交值，各档对各方的价值（成交档有标记）；其他条件中有多少组不让任何一方比不成交差；各方合计的最大增益。",
    ),
    "table.rows.broken": (
        "For each value: how many sets of the other terms leave nobody worse off than no deal, and the largest gain of all together.",
        "每一档：其他条件中有多少组不让任何一方比不成交差，以及各方合计的最大增益。",
    ),
    "table.click": ("Click a sentence, or an offer in the drawings: why?", "点击一句话或图中的提议，查看原因。"),
    "table.why": ("Why?", "为什么？"),
    "table.clauses": ("What that worth is made of in its eyes (means over what it thinks may happen):", "在它看来价值的组成（对它所设想情形取平均）："),
    "table.sum": ("together", "合计"),
    "table.no_clauses": (
        "The clauses behind this number can be shown for single shows only: in a season the parties remember earlier shows.",
        "只有单场直播能逐条款展开：整季中各方带着以往记忆。",
    ),
    "table.save.transcript": ("Transcript (JSON Lines)", "谈判记录（JSON Lines）"),
    "table.save.figure": ("Figure (SVG)", "图（SVG）"),
    # --- the seat ---
    "talk.seat": ("your seat", "你的座位"),
    "seat.title": ("Take a seat", "入座谈判"),
    "seat.intro": (
        "You play one party, software plays the others. You see what your party knows: your own expected profit, clause by clause, and "
        "what has been offered. What the others want, and what no deal is worth to them, stays hidden until the end.",
        "你扮演其中一方，其余由软件扮演。你只看到本方所知：逐条款的预期利润，以及已有的提议。其他各方想要什么、不成交对他们值多少，"
        "到结束前都不可见。",
    ),
    "seat.source": ("Negotiation", "谈判"),
    "seat.source.show": ("an encounter of the show that was played", "已上演直播中的一场谈判"),
    "seat.talk": ("Encounter", "哪一场"),
    "seat.party": ("You are", "你的角色"),
    "seat.rounds": ("At the table: {parties}. Deadline: {n} rounds.", "在座：{parties}。时限：{n} 轮。"),
    "seat.season": (
        "A seat can be taken in a single show: set the number of shows to 1.",
        "只能在单场直播中入座：请把场次设为 1。",
    ),
    "seat.start": ("Sit down", "入座"),
    "seat.job": ("the others are thinking", "对方正在考虑"),
    "seat.you": ("You are {party}", "你是{party}"),
    "seat.clock": ("Round {n} of {rounds}: {left} left after this one", "第 {n} 轮，共 {rounds} 轮，此后还有 {left} 轮"),
    "seat.clock.last": ("Round {n} of {rounds}: the last one", "第 {n} 轮，共 {rounds} 轮：最后一轮"),
    "seat.stand": ("Leave the seat", "离开座位"),
    "seat.opening": ("You begin: make the first offer.", "由你开始：请先提议。"),
    "seat.said": ("{party} offers {terms}.", "{party}提议{terms}。"),
    "seat.heard.offer": ("{party} offers {terms}.", "{party}提议{terms}。"),
    "seat.heard.accept": ("{party} accepts {whose}.", "{party}接受{whose}。"),
    "seat.heard.decline": ("{party} declines {whose} and offers {terms}.", "{party}拒绝{whose}，改提{terms}。"),
    "seat.heard.you.offer": ("You offer {terms}.", "你提议{terms}。"),
    "seat.heard.you.accept": ("You accept {whose}.", "你接受{whose}。"),
    "seat.heard.you.decline": ("You decline {whose} and offer {terms}.", "你拒绝{whose}，改提{terms}。"),
    "seat.heard.yours": ("your offer", "你的提议"),
    "seat.heard.theirs": ("the offer of {party}", "{party}的提议"),
    "seat.agreed": ("{who} accepted it.", "{who}已接受。"),
    "seat.final": ("If you accept, the deal is done.", "你若接受，即告成交。"),
    "seat.open": ("If you accept, the others still have to.", "你若接受，还须其他各方同意。"),
    "seat.worth.line": (
        "Worth {worth} to you: {gain} against no deal ({floor}).",
        "对你值 {worth}；相对不成交（{floor}）为 {gain}。",
    ),
    "seat.worth": ("Worth to you", "对你的价值"),
    "seat.unable": ("Your party cannot carry this out.", "本方无法执行这组条件。"),
    "seat.below": ("Less than no deal is worth to you.", "比不成交还差。"),
    "seat.accept": ("Accept", "接受"),
    "seat.offer": ("Offer this", "提出这组条件"),
    "seat.closer": ("As good for you, nearer to theirs", "对你同样好，且更接近对方"),
    "seat.walk": ("Walk away", "离场"),
    "seat.make": ("Your offer", "你的提议"),
    "seat.theirs": ("Their offer", "对方提议"),
    "seat.ours": ("Your offer", "你的提议"),
    "seat.total": ("what it is worth to you", "对你的价值"),
    "seat.gain": ("gain over no deal", "相对不成交的增益"),
    "seat.behind": ("Behind the number, part by part", "数字背后：逐项"),
    "seat.past": ("What was offered and accepted, by its worth to you", "已有的提议与接受，及其对你的价值"),
    "seat.debrief": ("Debrief: you were {party}", "复盘：你是{party}"),
    "seat.end.agreed": (
        "You agreed after {n} rounds: {terms}. You expect {worth}, {gain} against no deal ({floor}).",
        "经 {n} 轮成交：{terms}。你预期得到 {worth}，相对不成交（{floor}）为 {gain}。",
    ),
    "seat.end.broken": (
        "No deal after {n} rounds: {reason}. You are left with what no deal is worth to you: {floor}.",
        "{n} 轮后未成交：{reason}。你得到的是不成交的价值：{floor}。",
    ),
    "seat.walked.you": ("you walked away", "你离场了"),
    "seat.walked.software": ("it walked away", "软件离场了"),
    "seat.walked.other": ("{party} walked away", "{party}离场了"),
    "seat.software.agreed": (
        "Software in your seat, on the same luck, agreed after {n} rounds: {terms}.",
        "同样的运气下，软件坐你的位置，经 {n} 轮成交：{terms}。",
    ),
    "seat.software.broken": (
        "Software in your seat, on the same luck, came to no deal: {reason}.",
        "同样的运气下，软件坐你的位置未能成交：{reason}。",
    ),
    "seat.verdict.better": (
        "You won a better deal than the software: {more} more for you.",
        "你谈得比软件好：多得 {more}。",
    ),
    "seat.verdict.worse": (
        "The software won a better deal than you: {more} more than you got.",
        "软件谈得比你好：比你多得 {more}。",
    ),
    "seat.verdict.same": ("You did just as well as the software.", "你与软件谈得一样好。"),
    "seat.nash.over": (
        "The Nash point, which makes the product of everybody's gains largest, would have given you {nash}; you got more, {mine}.",
        "纳什解（让各方增益之积最大的条件）会给你 {nash}：你得到更多，{mine}。",
    ),
    "seat.nash.under": (
        "The Nash point, which makes the product of everybody's gains largest, would have given you {nash}; you got {mine}.",
        "纳什解（让各方增益之积最大的条件）会给你 {nash}；你得到 {mine}。",
    ),
    "seat.nash.on": ("That is what the Nash point would have given you: {nash}.", "这正是纳什解会给你的：{nash}。"),
    "seat.left.some": (
        "Left on the table: {terms} would have brought you {more} more and left nobody else worse off.",
        "留在桌上的：{terms} 会让你多得 {more}，且不让其他任何一方变差。",
    ),
    "seat.left.none": (
        "Nothing was left on the table: no outcome gives you more without taking from somebody else.",
        "没有留在桌上的：任何让你多得的条件都会让别人少得。",
    ),
    "seat.left.joint": (
        "All together gained {joint}; the most that suits everybody would have been {most}.",
        "各方合计增益 {joint}；人人都划算的条件中最多可达 {most}。",
    ),
    "seat.money": (
        "When the show was settled, {party} had {mine} CNY in the books; with software in your seat {software} CNY: a difference of {more} CNY.",
        "直播结算后，{party}账上为 {mine} 元；若由软件坐你的位置为 {software} 元，相差 {more} 元。",
    ),
    "seat.again": ("Play this seat again", "再谈一次"),
    "seat.other": ("Another seat", "换个座位"),
    "seat.revealed": ("What was hidden", "原先不可见的"),
    "seat.gains": ("Gain over no deal", "相对不成交的增益"),
    "seat.head.party": ("Party", "各方"),
    "seat.head.mine": ("as you played", "你的结果"),
    "seat.head.software": ("as software played", "软件的结果"),
    "seat.head.nash": ("at the Nash point", "纳什解"),
}

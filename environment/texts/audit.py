"""Texts of the mechanism audit: the verdict in words, headings, columns and remarks. Money is CNY per show."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

VERDICT: Texts = {
    "audit.summary": ("Holds: {holds}. Fails: {fails}. Cannot be told: {open}.", "成立：{holds}。不成立：{fails}。尚不能断定：{open}。"),
    "audit.none": ("nothing", "无"),
    "audit.property.individual_rationality": ("individual rationality", "个体理性"),
    "audit.property.incentive_compatibility": ("incentive compatibility", "激励相容"),
    "audit.property.budget_balance": ("budget balance", "预算平衡"),
    "audit.property.core": ("core stability", "核稳定"),
    "audit.property.game": ("word kept in equilibrium", "守信均衡"),
    "audit.status.holds": ("holds", "成立"),
    "audit.status.fails": ("fails", "不成立"),
    "audit.status.open": ("cannot be told", "尚不能断定"),
    "audit.interval": ("{mean:+,.0f} [{low:+,.0f}, {high:+,.0f}]", "{mean:+,.0f} [{low:+,.0f}, {high:+,.0f}]"),
    "audit.amount": ("{mean:,.0f} [{low:,.0f}, {high:,.0f}]", "{mean:,.0f} [{low:,.0f}, {high:,.0f}]"),
    "audit.ir.holds": (
        "Nobody is worse off than at arm's length; better off for sure: {gainers}.",
        "没有一方比各自为政时更差；确定更好：{gainers}。",
    ),
    "audit.ir.fails": (
        "Worse off than at arm's length: {losers}. {worst} loses most: {gain} CNY a show.",
        "比各自为政时更差：{losers}。损失最大的是{worst}：每场{gain}元。",
    ),
    "audit.ir.open": (
        "Nobody is shown to be worse off than at arm's length, but losses are not ruled out for {unclear} (down to {low:,.0f} CNY a show).",
        "没有一方被证明比各自为政时更差，但不能排除{unclear}受损（每场最低{low:,.0f}元）。",
    ),
    "audit.horizon.one": ("In a single show: ", "单场："),
    "audit.horizon.many": ("Over {shows} shows in a row: ", "连续{shows}场："),
    "audit.step": (
        "{party} ({disposition} at {level:g} instead of {instead:g}: {gain})",
        "{party}（{disposition}由{instead:g}改为{level:g}：{gain}）",
    ),
    "audit.ic.holds": (
        "nobody gains by breaking its word or hiding data.",
        "没有一方能从失信或隐瞒数据中获利。",
    ),
    "audit.ic.fails": (
        "breaking one's word or hiding data pays {cheats} CNY a show; all others keep to their usual conduct.",
        "失信或隐瞒数据有利可图：{cheats}，元/场；其余各方维持惯常行为。",
    ),
    "audit.ic.open": (
        "nobody is shown to gain by breaking its word or hiding data; the largest gain that is not ruled out is {high:,.0f} CNY a show, by {cheat}.",
        "没有一方被证明能从失信或隐瞒数据中获利；尚不能排除的最大收益为每场{high:,.0f}元：{cheat}。",
    ),
    "audit.conduct.pays": (
        "other ways to do better than by usual conduct: {steps} CNY a show.",
        "改变惯常行为的其他获利方式：{steps}，元/场。",
    ),
    "audit.bb.holds": (
        "Money balances to the cent: transfers between parties net to zero, and what leaves the chain goes to named accounts.",
        "资金分毫不差：各方之间的转移支付合计为零，流出供应链的款项均有去向。",
    ),
    "audit.bb.fails": (
        "Money does not balance: {between} cents between the parties, {whole} in all, {pools} in pools.",
        "资金不平衡：各方之间{between}分，总计{whole}分，共赢池{pools}分。",
    ),
    "audit.core.holds": (
        "Some split leaves no group of kinds better off by leaving: least-core ε {epsilon:,.0f} CNY a show [{low:,.0f}, {high:,.0f}].",
        "存在一种分配，使任何一组参与方都不会因离开而更好：最小核 ε 为每场{epsilon:,.0f}元 [{low:,.0f}, {high:,.0f}]。",
    ),
    "audit.core.fails": (
        "Whatever the split, some group of kinds would do better by leaving, by {epsilon:,.0f} CNY a show [{low:,.0f}, {high:,.0f}] at least.",
        "无论如何分配，总有一组参与方离开更好，每场至少{epsilon:,.0f}元 [{low:,.0f}, {high:,.0f}]。",
    ),
    "audit.core.open": (
        "Whether some split keeps all groups in cannot be told: least-core ε {epsilon:,.0f} CNY a show [{low:,.0f}, {high:,.0f}], a core in {share:.0%} of resamples.",
        "是否存在留住所有组合的分配尚不能断定：最小核 ε 为每场{epsilon:,.0f}元 [{low:,.0f}, {high:,.0f}]，{share:.0%}的重抽样中核非空。",
    ),
    "audit.payout.fails": (
        "What the scheme pays is no such split: {leavers} would earn {gain:,.0f} CNY a show [{low:,.0f}, {high:,.0f}] more by leaving.",
        "该方案的实际分配不在其中：{leavers}离开每场可多得{gain:,.0f}元 [{low:,.0f}, {high:,.0f}]。",
    ),
    "audit.payout.holds": (
        "What the scheme pays is such a split: no group gains by leaving.",
        "该方案的实际分配即属此类：没有任何组合会因离开而获利。",
    ),
    "audit.payout.open": (
        "Whether what the scheme pays keeps all groups in cannot be told: {leavers} would gain {gain:,.0f} CNY a show [{low:,.0f}, {high:,.0f}] by leaving.",
        "实际分配能否留住所有组合尚不能断定：{leavers}离开每场可得{gain:,.0f}元 [{low:,.0f}, {high:,.0f}]。",
    ),
    "audit.game.holds": (
        "That all keep their word is an equilibrium, in {support:.0%} of resampled seeds.",
        "各方守信构成均衡（{support:.0%}的重抽样）。",
    ),
    "audit.game.fails": (
        "That all keep their word is no equilibrium (it is one in {support:.0%} of resampled seeds); breaking it pays: {tempted}.",
        "各方守信不构成均衡（仅在{support:.0%}的重抽样中成立）；失信可获利者：{tempted}。",
    ),
    "audit.game.open": (
        "Whether all keeping their word is an equilibrium cannot be told: it is one in {support:.0%} of resampled seeds.",
        "各方守信是否构成均衡尚不能断定：{support:.0%}的重抽样中成立。",
    ),
    "audit.adapt.kept": ("Adaptation ends with all keeping their word from {share:.0%} of starts.", "从{share:.0%}的起点出发，演化终点是各方守信。"),
    "audit.adapt.broken": (
        "Adaptation ends, from {share:.0%} of starts, where these break their word: {broken}.",
        "从{share:.0%}的起点出发，演化终点是以下各方失信：{broken}。",
    ),
    "audit.adapt.never": ("From {share:.0%} of starts adaptation settles nowhere.", "从{share:.0%}的起点出发，演化不会停在任何一点。"),
    "audit.idle": ("It never matters to its own money what these do: {idle}.", "以下各方守信与否不影响自身收益：{idle}。"),
    "audit.welfare.eta": (
        "{state} the chain captures {eta:.0%} [{low:.0%}, {high:.0%}] of what an informed planner would add to arm's length.",
        "{state}，供应链获得了知情规划者相对各自为政增益的{eta:.0%} [{low:.0%}, {high:.0%}]。",
    ),
    "audit.welfare.planner_within_noise": (
        "How much of the possible gain is captured cannot be told: on these seeds the informed planner does not surely beat arm's length.",
        "可得增益被实现了多少尚不能断定：在这些种子下，知情规划者并不确定优于各自为政。",
    ),
}

STATES: Texts = {
    "audit.state.standing": ("By usual conduct", "按惯常行为"),
    "audit.state.kept": ("Where all keep their word", "各方守信时"),
    "audit.state.broken": ("Where all break their word", "各方失信时"),
    "audit.state.equilibrium": ("In the equilibrium where these break their word ({broken})", "在以下各方失信的均衡中（{broken}）"),
    "audit.state.honest": ("In the equilibrium where all keep their word", "在各方守信的均衡中"),
    "audit.disposition.temptation": ("breaking its word", "失信程度"),
    "audit.disposition.openness": ("showing its data", "数据公开程度"),
    "audit.disposition.toughness": ("bargaining toughness", "议价强硬程度"),
    "audit.disposition.risk": ("weight of bad outcomes", "风险厌恶程度"),
}

PAGE: Texts = {
    "audit.title": ("Audit of incentive schemes", "激励方案审计"),
    "audit.scheme": ("Audit: {scheme}", "审计：{scheme}"),
    "audit.made": (
        "{scenario} · {replications} seeds from {seed} on, the same for every scheme, deviation and coalition · shows in a row: {shows} · money in CNY per show · 95% intervals · gongying {version}",
        "{scenario} · 自种子 {seed} 起共 {replications} 个种子，所有方案、偏离与联盟共用 · 连续场次：{shows} · 金额单位：元/场 · 95% 区间 · gongying {version}",
    ),
    "audit.variants": ("Variants: {names}", "变体：{names}"),
    "audit.overrides": ("Set: {names}", "设定：{names}"),
    "audit.again": ("Do this audit again:", "重做本次审计："),
    "audit.head.verdict": ("Verdict", "结论"),
    "audit.head.rationality": ("Does taking part pay?", "参与是否划算"),
    "audit.head.incentives": ("Does acting otherwise pay? Best deviation and best breach of each party, {shows}", "偏离是否划算：各方最佳偏离与最佳失信，{shows}"),
    "audit.shows.one": ("single show", "单场"),
    "audit.shows.many": ("{shows} shows in a row", "连续{shows}场"),
    "audit.head.balance": ("Where does the money go?", "资金流向"),
    "audit.head.core": ("Would a group do better by leaving?", "是否有组合离开更好"),
    "audit.head.coalitions": ("What each group earns by itself", "各组合自行所得"),
    "audit.head.game": ("The game of keeping or breaking one's word", "守信与失信的博弈"),
    "audit.head.welfare": ("What the chain earns", "供应链总盈余"),
    "audit.note.rationality": (
        "Difference to the same seeds at arm's length; the intervals hold for all parties together (balanced max-T).",
        "与相同种子下各自为政之差；各方区间同时成立（平衡 max-T）。",
    ),
    "audit.note.incentives": (
        "Every level of the menu is tried, all others at usual conduct. Deviations are compared with usual conduct, breaches with keeping one's word and showing one's data; intervals hold for all of them together (balanced max-T), so that the best of many is not overrated.",
        "尝试菜单中的每一档，其余各方维持惯常行为。偏离与惯常行为相比，失信与守信、公开数据相比；所有区间同时成立（平衡 max-T），避免高估多者之最。",
    ),
    "audit.note.balance": (
        "Net receipts of the accounts around the chain from its parties in the first show.",
        "首场中链外账户从各方净收的款项。",
    ),
    "audit.note.core": (
        "Members of a group deal under the scheme, keep their word and show their data; all others deal at arm's length, break their word as far as their menus go and show nothing. ε is the complaint that no split avoids.",
        "组内成员按方案交易、守信并公开数据；其余各方各自为政、尽其所能失信且不公开数据。ε 是任何分配都无法避免的不满。",
    ),
    "audit.note.game": (
        "Each kind keeps its word or breaks it as far as its menu goes. Support: share of resampled seeds in which the profile is an equilibrium. Regret: the most that one kind gains by switching.",
        "每类参与方或守信，或按菜单最大程度失信。支持率：该组合在重抽样种子中为均衡的比例。后悔值：某类参与方改变选择的最大收益。",
    ),
    "audit.note.welfare": (
        "η: share of the informed planner's gain over arm's length.",
        "η：相对于知情规划者对各自为政的增益所占比例。",
    ),
    "audit.col.party": ("party", "参与方"),
    "audit.col.player": ("kind", "类别"),
    "audit.col.scheme": ("under the scheme", "方案下"),
    "audit.col.alone": ("at arm's length", "各自为政"),
    "audit.col.gain": ("difference", "差额"),
    "audit.col.share": ("seeds not worse", "不更差的种子"),
    "audit.col.deviation": ("what", "行为"),
    "audit.col.instead": ("level (instead of)", "档位（原档位）"),
    "audit.col.pays": ("gain", "收益"),
    "audit.col.p": ("p", "p"),
    "audit.col.account": ("account", "账户"),
    "audit.col.receives": ("receives", "净收"),
    "audit.col.payout": ("scheme pays", "方案分配"),
    "audit.col.allocation": ("least core", "最小核"),
    "audit.col.shapley": ("Shapley", "沙普利值"),
    "audit.col.nucleolus": ("nucleolus", "核仁"),
    "audit.col.group": ("group", "组合"),
    "audit.col.value": ("earns", "所得"),
    "audit.col.error": ("standard error", "标准误"),
    "audit.col.profile": ("who breaks its word", "失信者"),
    "audit.col.regret": ("regret", "后悔值"),
    "audit.col.support": ("support", "支持率"),
    "audit.col.state": ("state", "状态"),
    "audit.col.surplus": ("surplus of the chain", "供应链总盈余"),
    "audit.col.eta": ("η", "η"),
    "audit.nobody": ("nobody", "无"),
    "audit.row.best": ("deviation", "偏离"),
    "audit.row.cheat": ("breach", "失信"),
    "audit.row.arm": ("arm's length", "各自为政"),
    "audit.row.planner": ("informed planner", "知情规划者"),
    "audit.row.clairvoyant": ("clairvoyant (upper bound)", "先知（上界）"),
    "audit.mixed": ("Mixed equilibria, share that keeps its word: {points}. They attract no path.", "混合均衡中守信的比例：{points}。它们不吸引任何路径。"),
    "audit.written": ("Report: {path}", "报告：{path}"),
    "audit.tables": ("Tables: {path}", "数据表：{path}"),
    "audit.figure.gains.title": ("What the best breach of its word gains each party, CNY per show", "各方最佳失信所得（元/场）"),
    "audit.figure.paths.title": ("Share that keeps its word, from one half on", "守信比例的演化（起点为一半）"),
    "audit.figure.paths.time": ("time of adaptation, 1/rate", "演化时间（1/速率）"),
    "audit.figure.basins.title": ("Where adaptation ends (of starts)", "演化终点（起点占比）"),
    "audit.figure.parts.title": ("Profit against arm's length, CNY per show", "相对各自为政的利润差（元/场）"),
    "audit.figure.kept": ("all keep their word", "各方守信"),
    "audit.figure.all": ("broken by all", "各方失信"),
    "audit.figure.broken": ("broken by {broken}", "{broken}失信"),
    "audit.figure.unsettled": ("nowhere", "不停留"),
    "audit.figure.caption.parts": (
        "Means over seeds with intervals that hold together; blue: a sure gain, red: a sure loss.",
        "种子均值及同时成立的区间；蓝色：确定获利，红色：确定受损。",
    ),
    "audit.figure.caption.gains": ("Means over seeds with intervals that hold together; blue: a sure gain.", "种子均值及同时成立的区间；蓝色：确定获利。"),
    "audit.figure.caption.game": (
        "Replicator dynamics of the empirical game: each kind shifts towards what pays it more against the others' mix.",
        "经验博弈的复制者动态：各类参与方朝对自己更有利的选择移动。",
    ),
}

TEXTS: Texts = {**VERDICT, **STATES, **PAGE}

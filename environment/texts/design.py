"""Texts of `design`: what a search for schemes found, its tables and its page."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

WORDS: Texts = {
    "design.answer.tried": (
        "{trials} schemes tried from {bases} base schemes and {terms} terms; {last} of them on all {replications} seeds.",
        "由{bases}个基础方案和{terms}个条款试了{trials}个方案；其中{last}个在全部{replications}个种子上评估。",
    ),
    "design.answer.failed": ("{n} could not be played; the first: {error}", "{n}个无法执行；第一个：{error}"),
    "design.answer.front": (
        "Of these, no party is surely worse off than at arm's length under {feasible}; not beaten in all three objectives at once (the front): {n}.",
        "其中{feasible}个没有让任何一方确定地不如各自为政；在三个目标上未被同时超越（前沿）的有{n}个。",
    ),
    "design.answer.impossible": (
        "Each of these leaves some party surely worse off than at arm's length: none that was tried is one that all would join. The front ({n}) is that of all, without this condition.",
        "每个方案都有一方确定不如各自为政：所试方案中没有各方都愿加入的。下列前沿（{n}个）未计入该条件。",
    ),
    "design.answer.curse": (
        "The best of many looks better than it is (winner's curse). What follows was played again on {fresh} fresh seeds, by which nothing was chosen.",
        "众中选优，成绩必偏高（赢家诅咒）。以下结果在{fresh}个未参与挑选的新种子上重新评估。",
    ),
    "design.title.total": ("Best for the chain as a whole", "总盈余最大"),
    "design.title.worst": ("Best for the worst-off", "最弱一方最优"),
    "design.title.honest": ("Least to gain by breaking one's word", "失信获利最小"),
    "design.aim.total": ("the largest chain surplus", "总盈余最大"),
    "design.aim.worst": ("the largest gain of the worst-off kind of party", "最弱一类参与方获益最大"),
    "design.aim.honest": ("the smallest gain from breaking one's word", "失信获利最小"),
    "design.summary": ("{base} with {n} terms set, found by a search for {aim}.", "在“{base}”基础上设定{n}项条款，搜索目标：{aim}。"),
    "design.words.terms": ("{title}: {base}, with {changes}.", "{title}：{base}，并设定{changes}。"),
    "design.words.same": ("{title}: the same scheme as “{other}”.", "{title}：与“{other}”为同一方案。"),
    "design.words.base": ("{title}: {base} as it is.", "{title}：{base}，不作改动。"),
    "design.change": ("{term} at {value} ({was})", "{term}为 {value}（{was}）"),
    "design.was.table": ("bargained over before", "原为谈判项"),
    "design.was.value": ("before: {value}", "原为 {value}"),
    "design.words.fresh": (
        "On {n} fresh seeds the chain earns {surplus} CNY per show, {more} against arm's length on the same seeds (the search had said {promised}).",
        "在{n}个新种子上，每场总盈余 {surplus} 元，与相同种子下的各自为政相差 {more} 元（搜索时为 {promised}）。",
    ),
    "design.words.worst": (
        "Worst off: {kind}, {gain} CNY (the search had said {promised}).",
        "最弱一方：{kind}，{gain} 元（搜索时为 {promised}）。",
    ),
    "design.words.breach": (
        "{party} gains most by breaking its word (temptation {level}): {gain} CNY (the search had said {promised}).",
        "失信获利最多的是{party}（失信程度 {level}）：{gain} 元（搜索时为 {promised}）。",
    ),
    "design.words.unsure": (
        "Nobody is shown to gain by breaking its word; most, if at all, {party} (temptation {level}): {gain} CNY (the search had said {promised}).",
        "没有证据表明有人因失信获利；可能最多的是{party}（失信程度 {level}）：{gain} 元（搜索时为 {promised}）。",
    ),
    "design.words.kept": (
        "Nobody gains by breaking its word on average; least lost by {party} (temptation {level}): {gain} CNY (the search had said {promised}).",
        "平均而言无人因失信获利；损失最小的是{party}（失信程度 {level}）：{gain} 元（搜索时为 {promised}）。",
    ),
    "design.words.nobody": ("Nobody may break its word in this scenario.", "此场景中没有失信选项。"),
    "design.words.all": ("No party is surely worse off than at arm's length.", "没有一方确定地不如各自为政。"),
    "design.words.losers": ("Surely worse off than at arm's length: {parties} CNY.", "确定不如各自为政的有（元）：{parties}。"),
    "design.unit.CNY": ("CNY", "元"),
    "design.unit.CNY/unit": ("CNY/unit", "元/件"),
    "design.unit.CNY/unit^2": ("CNY/unit^2", "元/件²"),
    "design.unit.CNY/order": ("CNY/order", "元/单"),
    "design.unit.CNY/item": ("CNY/item", "元/件"),
    "design.unit.CNY/unit/month": ("CNY/unit/month", "元/件/月"),
    "design.unit.CNY/parcel": ("CNY/parcel", "元/件"),
    "design.unit.units": ("units", "件"),
    "design.kind.host": ("host", "主播"),
    "design.kind.supplier": ("supplier", "商家"),
    "design.kind.factory": ("factories and their material merchants", "工厂及其原料商"),
    "design.kind.warehouse": ("warehouses", "仓库"),
    "design.kind.carrier": ("carriers", "物流商"),
}

PAGE: Texts = {
    "design.title": ("Schemes found by search", "方案设计"),
    "design.made": (
        "{scenario}, seed {seed}, {replications} seeds, gongying {version}",
        "{scenario}，种子 {seed}，{replications} 个种子，gongying {version}",
    ),
    "design.again": ("Made by ", "生成命令："),
    "design.head.design": ("What was searched", "搜索范围"),
    "design.head.answer": ("What came of it", "结果"),
    "design.head.front": ("The front", "前沿"),
    "design.head.recommended": ("Three schemes", "三个推荐方案"),
    "design.head.fresh": ("In the search and on fresh seeds", "搜索时与新种子上"),
    "design.about": (
        "Objectives, CNY per show: profit of the whole chain (large); gain over arm's length of the kind of party that gains least (large); gain of the party that gains most by breaking its word (small). Condition: no party's mean gain over arm's length lies below zero with its whole 95% interval. All on common random numbers.",
        "目标（元/场）：总盈余（大）；相对各自为政获益最少的一类参与方的获益（大）；失信获利最多者的获利（小）。条件：没有一方相对各自为政的平均获益连同其 95% 区间整体低于零。全部共用随机数。",
    ),
    "design.method": (
        "Scrambled Sobol points; the better half goes on to twice as many seeds (successive halving), the bases stay to the end. A term that is set is off the table.",
        "加扰 Sobol 点；较优的一半进入种子加倍的下一轮（逐次减半），基础方案保留到底。被设定的条款不再谈判。",
    ),
    "design.col.term": ("term", "条款"),
    "design.col.range": ("range", "范围"),
    "design.col.source": ("source", "来源"),
    "design.col.bases": ("base schemes", "基础方案"),
    "design.col.trial": ("trial", "编号"),
    "design.col.scheme": ("scheme", "方案"),
    "design.col.base": ("base", "基础"),
    "design.col.terms": ("terms set", "设定条款"),
    "design.col.surplus": ("chain surplus", "总盈余"),
    "design.col.worst": ("worst-off gain", "最弱方获益"),
    "design.col.worst_off": ("worst off", "最弱方"),
    "design.col.breach": ("gain from a breach", "失信获利"),
    "design.col.measure": ("CNY per show", "元/场"),
    "design.col.search": ("search", "搜索时"),
    "design.col.fresh": ("fresh seeds [95%]", "新种子 [95%]"),
    "design.as_is": ("as it is", "不作改动"),
    "design.alone": ("arm's length", "各自为政"),
    "design.row.more": ("against arm's length", "较各自为政"),
    "design.note.front": ("Means over the seeds of the search, by which they were chosen.", "为挑选时所用种子上的均值。"),
    "design.note.fresh": (
        "The intervals hold for all kinds together, and for all breaches together.",
        "区间分别对各类参与方、各失信方式同时成立。",
    ),
    "design.caption.front": (
        "Every scheme played on all seeds; filled: the front; a cross: some party is surely worse off; a diamond: arm's length; a colour per base.",
        "每点为一个在全部种子上评估的方案；实心：前沿；叉：有一方确定受损；菱形：各自为政；一色一基础方案。",
    ),
    "design.files": (
        "Play one: python run.py run --scheme {path}",
        "用它演一场：python run.py run --scheme {path}",
    ),
    "design.written": ("Report: {page}", "报告：{page}"),
    "design.stored": ("{n} evaluations were played now, all others were stored already.", "本次执行{n}次评估，其余已有存档。"),
}

TEXTS: Texts = {**WORDS, **PAGE}

"""Texts of studies: what is ahead, what was compared, what was found."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "study.title": ("A study", "专题研究"),
    "study.head.design": ("Question and design", "问题与设计"),
    "study.head.answer": ("Answer", "回答"),
    "study.head.levels": ("Every arm", "各组水平"),
    "study.head.compared": ("Differences on the same luck", "相同运气下的差别"),
    "study.head.source": ("After: {source}", "参考：{source}"),
    "study.made": (
        "Study {name}{quick}: {plays} plays of scenario {scenario}; gongying {version}.",
        "研究 {name}{quick}：场景 {scenario}，共 {plays} 次模拟；gongying {version}。",
    ),
    "study.quick.mark": (" (quick)", "（快速版）"),
    "study.design": (
        "{arms} arms{grid} × {n} seeds = {plays} plays{season}, the same seeds everywhere; {cpu} of CPU time here. "
        "Differences are paired by seed, with 95% bootstrap intervals (BCa, never narrower than Student's t); p-values are corrected by Holm over all {tests} comparisons.",
        "{arms} 组{grid} × {n} 个种子 = {plays} 次模拟{season}，各组种子相同；本机 CPU 时间 {cpu}。"
        "差值按种子配对，附 95% BCa 自助区间（不窄于 Student t）；p 值按全部 {tests} 项比较作 Holm 校正。",
    ),
    "study.design.grid": (" × {points} grid points", " × {points} 个网格点"),
    "study.design.season": (" (seasons of {shows} shows)", "（每次一季 {shows} 场）"),
    "study.quick": (
        "This is the quick version (the full one has {full} seeds): a missing effect may just be too few seeds.",
        "这是快速版（完整版有 {full} 个种子）：未见效应也可能只因种子太少。",
    ),
    "study.failed": ("{n} plays failed; their seeds do not count.", "{n} 次模拟失败，其种子不计。"),
    "study.ahead": (
        "{name}: {plays:,} plays{season}, about {cpu} of CPU time, about {wall} on {workers} workers",
        "{name}：{plays:,} 次模拟{season}，CPU 时间约 {cpu}，{workers} 个进程约需 {wall}",
    ),
    "study.kind.pair": ("{other} against {base}", "{other}，对照{base}"),
    "study.kind.ratio": ("{other} relative to {base}", "{other}，相对{base}"),
    "study.kind.along": ("{base}, {axis} {first} → {last}", "{base}，{axis} {first} → {last}"),
    "study.kind.shift": (
        "change of: {other} against {base}, with {axis} {first} → {last}",
        "差的变化：{other}，对照{base}，{axis} {first} → {last}",
    ),
    "study.change.up": ("rose by {by}{unit} [{low}, {high}]", "上升 {by}{unit} [{low}, {high}]"),
    "study.change.down": ("fell by {by}{unit} [{low}, {high}]", "下降 {by}{unit} [{low}, {high}]"),
    "study.change.hint": (
        "may have changed by {mean} [{low}, {high}] (not clear once corrected for all comparisons)",
        "可能变化 {mean} [{low}, {high}]（经全部比较校正后不明确）",
    ),
    "study.change.none": ("showed no clear change ({mean} [{low}, {high}])", "未见变化（{mean} [{low}, {high}]）"),
    "study.change.up.all": ("rose by {by}{unit} in every pair", "每对均上升 {by}{unit}"),
    "study.change.down.all": ("fell by {by}{unit} in every pair", "每对均下降 {by}{unit}"),
    "study.change.none.all": ("was the same in every pair", "各对均相同"),
    "study.change.few": ("is not judged ({mean}; {n} pairs, fewer than {fewest})", "不作判断（{mean}；仅 {n} 对，不足 {fewest} 对）"),
    "study.change.unknown": ("could not be compared (defined in {n} pairs)", "无法比较（仅 {n} 对有定义）"),
    "study.sentence": ("{what}: {outcome} {change}.", "{what}：{outcome}{change}。"),
    "study.col.arm": ("arm", "组"),
    "study.col.comparison": ("comparison", "比较"),
    "study.col.mean": ("mean", "均值"),
    "study.col.tail": ("worst eighth", "最差八分之一均值"),
    "study.col.verdict": ("verdict", "结论"),
    "study.verdict.up": ("higher", "更高"),
    "study.verdict.down": ("lower", "更低"),
    "study.verdict.hint": ("unclear", "不明确"),
    "study.verdict.none": ("no effect found", "未见效应"),
    "study.verdict.few": ("too few pairs", "配对不足"),
    "study.verdict.unknown": ("too few pairs", "配对不足"),
    "study.note.levels": (
        "Mean over seeds with its 95% interval; the worst eighth is the mean of the lowest eighth of seeds (CVaR), for money only.",
        "各种子的均值及 95% 区间；最差八分之一为最低八分之一种子的均值（CVaR），仅用于金额。",
    ),
    "study.note.compared": (
        "n pairs share their luck. A verdict needs five pairs or more, an interval without zero and a corrected p below 0.05; – where all pairs differ by the same, or there are fewer than two.",
        "n 对共享同一运气。结论须不少于五对、区间不含零且校正后 p 小于 0.05；– 表示各对差值相同，或不足两对。",
    ),
    "study.caption.levels": ("Means and 95% intervals; lines join levels of the grid.", "均值与 95% 区间；线段连接网格各水平。"),
    "study.caption.forest": (
        "Paired differences with 95% intervals; blue above zero, red below.",
        "配对差值与 95% 区间；蓝色高于零，红色低于零。",
    ),
    "study.again.page": ("The command that remakes this page (in about {cpu} of CPU time):", "重做本页的命令（CPU 时间约 {cpu}）："),
    "study.data": ("The same as a table: [{file}]({file}).", "数据表：[{file}]({file})。"),
    "study.written": ("Report: {page}\nTables and figures: {folder}", "报告：{page}\n数据表与图：{folder}"),
}

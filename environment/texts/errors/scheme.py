"""What is wrong in an incentive scheme: clauses, terms, ranges, pools."""

from __future__ import annotations

PAIRS: tuple[tuple[str, str], ...] = (
    ("{name}, paid by {payer} to {payee}", "{name}，由{payer!t}付给{payee!t}"),
    ("clause {name} twice", "条款 {name} 出现两次"),
    ("no rule for {encounter}", "{encounter} 没有谈判规则"),
    ("a rule for each of {names}", "{names} 各有一条谈判规则"),
    ("null, though no quantity stands", "null，但没有既定数量"),
    ("a range, or null for every issue of {encounter} (then it is not held)", "区间；或 {encounter} 的每个议题都为 null（即不谈）"),
    ("no step", "没有步长"),
    ("[low, high, step], since {encounter} of a scenario does not have {issue}", "[low, high, step]，因为场景的 {encounter} 没有 {issue}"),
    ("{name} without a rule to share its pool", "{name}，却没有共赢池的分配规则"),
    ("split: shapley, nash or proportional", "split: shapley、nash 或 proportional"),
    ("{name} without a pool", "{name}，却没有共赢池"),
    ("null, or a clause such as {names}", "null，或写一条条款，如 {names}"),
    ("null for every issue, though a pool needs payoffs without a deal, which N1 records",
     "每个议题都为 null，但共赢池需要 N1 记录的不成交时所得"),
    ("a range of one issue", "至少一个议题的区间"),
    ("{name}, which reads {facts}: no show records it for this pair", "{name}，要用到 {facts}：直播不为这一对记录它"),
    ("{name} without a value of its term {term}", "{name}，但其条款值 {term} 没有给出"),
    ("{name}, whose term {term} has no unit", "{name}，其条款值 {term} 没有单位"),
    ("QUANTITIES[{term}] = Quantity(unit, en, zh)", "QUANTITIES[{term}] = Quantity(单位, 英文, 中文)"),
    ("terms: {{{term}: a number}}", "terms: {{{term}: 数}}"),
    ("{n} steps", "{n} 步"),
    ("fewer than {n}", "少于 {n}"),
    ("{n} or fewer", "不超过 {n}"),
    ("a range that the scenario's step divides", "能被场景步长整除的区间"),
    ("{message} (scheme {name})", "{message!t}（方案 {name}）"),
    ("{message} (arm {name})", "{message!t}（实验组 {name}）"),
)  # fmt: skip

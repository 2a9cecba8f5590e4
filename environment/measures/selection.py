"""Selection, organisation and pricing on air: tests, requests, waits, approvals, price moves; from the table ``desk``."""

from __future__ import annotations

from math import fsum

import numpy as np

from environment.measures.registry import Tables, column, mean, measure, once, ratio

NAN = float("nan")
_HIT, _MISS = 2.0, 1.0  # appeal of a style that the squad's rule would reorder, and of one that sells to plan


@once
def _rows(t: Tables, kind: str) -> list[int]:
    """Rows of the desk whose kind begins with ``kind``."""
    return [i for i, name in enumerate(t["desk"]["kind"]) if str(name).startswith(kind)]


def _of(t: Tables, kind: str, name: str) -> list[float]:
    return [float(t["desk"][name][i]) for i in _rows(t, kind)]


def _count(t: Tables, kind: str) -> float:
    """Rows of ``kind``, NaN if there are none."""
    return float(len(_rows(t, kind))) or NAN


@measure("hit_to_alert_min", "response", "min", "mean minute of the first alert of every style alerted whose appeal ≥ 2",
         "start of the show to a true hit's alert", "真爆款从开播到预警")  # fmt: skip
def hit_to_alert(t: Tables) -> float:
    """Styles that hit and are never alerted are not in the mean: read it with the experiment on test policies."""
    hits = {s for s, a in zip(t["styles"]["style"], column(t, "styles", "appeal").tolist(), strict=True) if a >= _HIT}
    claims = zip(t["alert_claims"]["style"], t["alert_claims"]["t_min"], strict=True)
    return mean([float(minute) for style, minute in claims if style in hits])


@measure("false_alarms", "response", "", "alerts for styles whose appeal < 1", "false alarms", "误报")
def false_alarms(t: Tables) -> float:
    flops = {s for s, a in zip(t["styles"]["style"], column(t, "styles", "appeal").tolist(), strict=True) if a < _MISS}
    return float(sum(style in flops for style in t["alert_claims"]["style"]))


@measure("test_links", "response", "", "test links opened under a test policy or a trial budget", "test links opened",
         "测款链接数", source="S2 测款")  # fmt: skip
def test_links(t: Tables) -> float:
    return _count(t, "test")


@measure("trial_loss", "response", "CNY", "Σ discount on units sold on test links", "learning cost of trials", "试错成本",
         source="S1 容错")
def trial_loss(t: Tables) -> float:
    losses = _of(t, "trial", "value")
    return fsum(losses) if losses else NAN


@measure("bench_called", "sales", "", "styles called from the bench on what comments ask for", "bench styles called",
         "关键词补挂款数", source="S2 关键词捕捉")  # fmt: skip
def bench_called(t: Tables) -> float:
    return _count(t, "bench")


@measure("question_tickets", "information", "", "question clusters that became design tickets on air", "question clusters filed",
         "提问聚类立项数", source="S1 敏感肌")  # fmt: skip
def question_tickets(t: Tables) -> float:
    return _count(t, "question")


@measure("request_answer_min", "service", "min", "mean wait of individual requests for their answer", "wait for an answer",
         "个性需求答复时间", source="S2")  # fmt: skip
def request_answer(t: Tables) -> float:
    waits, counts = _of(t, "request", "minutes"), _of(t, "request", "count")
    return float(np.average(waits, weights=counts)) if waits else NAN


@measure("request_conversion", "sales", "share", "units bought on a promise / individual requests", "requests that became sales",
         "个性需求转化率", source="S2", high=1.0)  # fmt: skip
def request_conversion(t: Tables) -> float:
    return ratio(fsum(_of(t, "request", "value")), fsum(_of(t, "request", "count")))


@measure("promises_kept", "service", "share", "units shipped as promised / units promised to individual requests",
         "promises to requests kept", "个性需求承诺兑现率", source="S2", high=1.0)  # fmt: skip
def promises_kept(t: Tables) -> float:
    return ratio(fsum(_of(t, "promise", "value")), fsum(_of(t, "promise", "count")))


@measure("decision_wait_min", "response", "min", "mean wait of decisions that had to wait for another team",
         "wait of decisions across teams", "跨部门决策等待", source="S1 敏捷小组")  # fmt: skip
def decision_wait(t: Tables) -> float:
    return mean(_of(t, "wait", "minutes"))


@measure("approvals", "negotiation", "", "approvals asked for beyond somebody's authority", "approvals asked for", "审批次数",
         source="S1 授权")  # fmt: skip
def approvals(t: Tables) -> float:
    return _count(t, "approval")


@measure("approval_rate", "negotiation", "share", "approvals given / asked for", "approvals given", "审批通过率",
         source="S1 授权", high=1.0)  # fmt: skip
def approval_rate(t: Tables) -> float:
    return mean(_of(t, "approval", "kept"))


@measure("price_moves", "sales", "", "times the price of the style on air was changed", "price moves", "调价次数",
         source="S1 动态定价")  # fmt: skip
def price_moves(t: Tables) -> float:
    return _count(t, "price")


@measure("price_move_mean", "sales", "share", "mean of |price / live price − 1| over price moves", "size of price moves",
         "平均调价幅度", source="S1 动态定价")  # fmt: skip
def price_move_mean(t: Tables) -> float:
    return mean([abs(x) for x in _of(t, "price", "value")])

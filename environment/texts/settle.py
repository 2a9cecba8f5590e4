"""Texts of the settlement of a recorded show under a contract."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "settle.title": ("Settlement of {show}", "结算：{show}"),
    "settle.under": ("under: {title}", "依据合同：{title}"),
    "settle.own": ("under its own contract of host and supplier: {title}", "依据本场主播与商家合同：{title}"),
    "settle.parties": ("parties: {list}", "各方：{list}"),
    "settle.facts": ("Facts of the record", "记录中的事实"),
    "settle.clauses": ("What each clause makes whom owe, CNY", "各条款应付金额（元）"),
    "settle.pays": ("{payer} owes {payee} {amount} CNY", "{payer}应付{payee} {amount}元"),
    "settle.paid": ("paid so far {paid}, still due {due}", "已付{paid}，待付{due}"),
    "settle.paid.back": ("paid so far {paid}, to be given back {due}", "已付{paid}，应退回{due}"),
    "settle.settled": ("paid in full", "已付清"),
    "settle.due.signing": ("due at signing", "签约时付"),
    "settle.due.delivery": ("due on delivery", "交付时付"),
    "settle.due.settlement": ("due at settlement", "结算时付"),
    "settle.about": ("alert {cause}", "预警{cause}"),
    "settle.cut": ("cut in proportion: together, the refunds of a fee never exceed it", "按比例削减：同一费用的退款合计不超过该费用"),
    "settle.where": ("where {step}", "其中 {step}"),
    "settle.legend": (
        "shortfall(a, b): the share of b that a misses, 0 to 1. pos(x): x where positive, else 0.",
        "shortfall(a, b)：a 未达 b 的比例，0 至 1。pos(x)：x 为正时取 x，否则为 0。",
    ),
    "settle.total": ("Totals per party, CNY", "各方合计（元）"),
    "settle.column.party": ("party", "一方"),
    "settle.column.total": ("under the contract", "按合同净收"),
    "settle.column.due": ("still to receive", "待收"),
    "settle.unit.CNY": ("CNY", "元"),
    "settle.unit.share": ("share", "比例"),
    "settle.missing": ("Not worked out, for want of facts", "缺少事实、未能算出的条款"),
    "settle.missing.line": ("{clause}: {facts}", "{clause}：{facts}"),
    "settle.complete": ("Every clause could be worked out.", "全部条款均已算出。"),
    "settle.agrees": (
        "The ledger of the show posted the same, to the cent, under every clause.",
        "逐条核对：与本场总账分毫不差。",
    ),
    "settle.differs": (
        "The ledger of the show differs: {list}.",
        "与本场总账不一致：{list}。",
    ),
    "settle.saved": ("The contract is in {path}: edit it and settle again with --contract.", "合同已写入 {path}：修改后用 --contract 再次结算。"),
}

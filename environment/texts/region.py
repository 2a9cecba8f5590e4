"""Texts of a market day: one evening of a generated region."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "region.title": (
        "One evening of a region of {parties:,} parties and {edges:,} trade edges, scheme {scheme}, seed {seed}",
        "{parties:,} 个参与方、{edges:,} 条贸易边的区域一晚，方案 {scheme}，种子 {seed}",
    ),
    "region.head.talks": ("Bargaining, all edges of a pair at once", "谈判（同类各边同时进行）"),
    "region.head.money": ("Money by kind of party", "各类参与方的钱"),
    "region.head.day": ("The day", "这一天"),
    "region.col.encounter": ("encounter", "谈判"),
    "region.col.talks": ("talks", "场次"),
    "region.col.agreed": ("agreed", "成交"),
    "region.col.rounds": ("rounds", "轮数"),
    "region.col.gains": ("gain each, CNY", "各方所得（元）"),
    "region.col.kind": ("kind", "类别"),
    "region.col.count": ("parties", "数量"),
    "region.col.profit": ("profit, CNY", "利润（元）"),
    "region.col.losing": ("at a loss", "亏损比例"),
    "region.N1": ("N1 host and supplier: terms", "N1 主播与商家：条款"),
    "region.N2": ("N2 supplier and factory: reserved capacity", "N2 商家与工厂：预留产能"),
    "region.N3": ("N3 supplier and warehouse: surge labour", "N3 商家与仓：加班产能"),
    "region.N4": ("N4 supplier and carrier: volume", "N4 商家与物流：运力"),
    "region.N5": ("N5 host, supplier, factory: rush order", "N5 主播、商家、工厂：紧急翻单"),
    "region.day.units": (
        "{wanted:,.0f} units were wanted and {sold:,.0f} sold; {lost:.1%} found no goods. Turnover {gross:,.0f} CNY, kept {net:,.0f}.",
        "需求 {wanted:,.0f} 件，售出 {sold:,.0f} 件，{lost:.1%} 缺货。成交 {gross:,.0f} 元，净留存 {net:,.0f} 元。",
    ),
    "region.day.rush": (
        "{alerts:,.0f} suppliers ran hot enough for an alert; {rush:,.0f} units were made in a rush.",
        "{alerts:,.0f} 家商家热度触发预警，翻单生产 {rush:,.0f} 件。",
    ),
    "region.day.load": (
        "On the peak day warehouses worked at {warehouse:.0%} of their capacity and carriers at {carrier:.0%}; {late:.1%} of parcels left a day late.",
        "高峰日仓库产能利用 {warehouse:.0%}，物流 {carrier:.0%}；{late:.1%} 的包裹晚一天发出。",
    ),
    "region.day.sum": ("The books add up to {sum:g} cents.", "账目合计 {sum:g} 分。"),
    "region.written": ("tables in {folder}", "表格已写入 {folder}"),
}

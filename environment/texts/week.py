"""Texts of a week of several hosts on shared capacity."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # --- the story ---
    "week.programme": (
        "{shows} shows share factories, warehouses and carriers: {list}.",
        "{shows}场直播共用工厂、仓库与物流商：{list}。",
    ),
    "week.show": ("{who} on {when}, plan {units:,} units", "{who}（{when}，计划{units:,}件）"),
    "week.N2": (
        "{who} (show of {host}) reserves lines, pieces a day: {list}.",
        "{who}（{host}场）预留产能（件/天）：{list}。",
    ),
    "week.N3": (
        "{who} (show of {host}) books surge labour, parcels a day: {list}.",
        "{who}（{host}场）预订加班产能（单/天）：{list}。",
    ),
    "week.N4": (
        "{who} (show of {host}) books trucks, parcels a day: {list}.",
        "{who}（{host}场）预订运力（单/天）：{list}。",
    ),
    "week.deal": ("{party}: {sold} (alone in the week {alone})", "{party}：{sold}（独占全周时{alone}）"),
    "week.deal.sold": ("{sold:,} of {room:,} left, at {price:.2f} CNY", "余{room:,}中的{sold:,}，价{price:.2f}元"),
    "week.deal.none_left": ("none left", "已无余量"),
    "week.deal.unsold": ("nothing of {room:,} left", "余{room:,}而未订"),
    "week.deal.alone": ("{sold:,} at {price:.2f} CNY", "{sold:,}，价{price:.2f}元"),
    "week.deal.alone.nothing": ("nothing", "未订"),
    "week.part": ("{who} {share:.0%}", "{who}{share:.0%}"),
    "week.full.factory": (
        "{party} has promised {used:,} of {capacity:,} pieces on the day from {when}: {list}.",
        "{party}自{when}起一天的产能已订{used:,}/{capacity:,}件：{list}。",
    ),
    "week.full.warehouse": (
        "{party} is full on the day from {when}: {used:,} of {capacity:,} parcels: {list}.",
        "{party}自{when}起一天满负荷：{used:,}/{capacity:,}单：{list}。",
    ),
    "week.full.carrier": (
        "{party} has no truck left at {place} on the day from {when}: {used:,} of {capacity:,} parcels: {list}.",
        "{party}在{place}自{when}起一天无车可用：{used:,}/{capacity:,}单：{list}。",
    ),
    "week.cost": (
        "{who} settles. Against having the week to itself: host {host:+,.0f} CNY, {merchant} {supplier:+,.0f} CNY; shipped within "
        "24 h {share:.0%} ({share_alone:.0%}), rush orders {rush:,} units ({rush_alone:,}), wanted in vain {lost:,} ({lost_alone:,}).",
        "{who}结算。与独占全周相比：主播{host:+,.0f}元，{merchant}{supplier:+,.0f}元；24小时发货率{share:.0%}（{share_alone:.0%}），"
        "翻单{rush:,}件（{rush_alone:,}），未满足需求{lost:,}件（{lost_alone:,}）。",
    ),
    "week.kind": ("{kind} {cny:+,.0f}", "{kind}{cny:+,.0f}"),
    "week.sum": (
        "The whole week against the same shows one by one: {cny:+,.0f} CNY for the chain ({list}).",
        "全周合计与各场独占相比：全链{cny:+,.0f}元（{list}）。",
    ),
    # --- console and report ---
    "console.week.shows": ("Shows, each against having the week to itself", "各场，与独占全周相比"),
    "console.week.story": ("What happened between the shows", "各场之间发生了什么"),
    "console.week.capacity": ("Use of shared capacity by day", "共用产能逐日利用"),
    "console.week.parties": ("Who pays: profit over the week", "谁承担：全周利润"),
    "console.week.measures": ("Measures of the week", "全周指标"),
    "console.week.conserved": (
        "Kept: ledgers of the week sum to {cents} cents, {units} units oversold, {over:g} parcels or pieces beyond any capacity.",
        "守恒：全周总账合计{cents}分，超卖{units}件，超出产能{over:g}件。",
    ),
    "week.col.show": ("show", "场次"),
    "week.col.start": ("start", "开播"),
    "week.col.units": ("units", "件数"),
    "week.col.share": ("24 h, % (alone)", "24小时发货%（独占）"),
    "week.col.rush": ("rush (alone)", "翻单（独占）"),
    "week.col.host": ("host", "主播"),
    "week.col.merchant": ("merchant", "商家"),
    "week.col.chain": ("chain", "全链"),
    "week.col.together": ("together", "同周"),
    "week.col.alone": ("alone", "独占"),
    "week.col.change": ("change", "差额"),
    "week.col.cash": ("cash", "现金"),
    "week.col.day": ("day from", "日（起）"),
    "week.col.promised": ("promised", "已订"),
    "week.col.used": ("used", "已用"),
    "week.col.capacity": ("capacity", "产能"),
    "week.refused": (
        "found with a week of several hosts, allowed: with a single show; a week is played once (use --seed for other luck)",
        "多主播周场景不适用；一周只演一次（可用 --seed 换运气）",
    ),
    "report.week.title": ("{scenario}: the week", "{scenario}：全周报告"),
    "report.week.lead": (
        "{shows} shows under “{scheme}”. Each show was also played with the week to itself, on the same luck: the difference is what "
        "sharing factories, warehouses and carriers did to it.",
        "“{scheme}”方案下的{shows}场直播。每场另按独占全周、相同运气再演一次：两者之差即共用工厂、仓库与物流商的影响。",
    ),
    "report.week.part.shows": ("Shows", "各场"),
    "report.week.part.story": ("Story", "经过"),
    "report.week.part.capacity": ("Capacity", "产能"),
    "report.week.part.deals": ("What partners sold", "预订成交"),
    "report.week.part.parties": ("Who pays", "谁承担"),
    "report.week.part.measures": ("Measures", "指标"),
    "report.week.part.timelines": ("The shows, hour by hour", "各场时间线"),
    "report.week.capacity.note": (
        "Share of a day's capacity in use (factories: promised). Carriers at each warehouse. A day begins at {clock}.",
        "每日产能利用率（工厂为已订）。物流商按仓统计。一日自{clock}起。",
    ),
    "report.week.meta.again": ("Played by ", "重演命令："),
}

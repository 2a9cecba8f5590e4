"""Texts of the page: deals about nothing, what a link reopens, a lost seat, a small sweep, moments and units."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # --- agreements about nothing ---
    "issue.rush_qty.nothing": ("no order", "不下单"),
    "issue.rush_units.nothing": ("no order", "不下单"),
    "issue.transfer_qty.nothing": ("no transfer", "不调拨"),
    "issue.rush_qty.agreed": ("agreed to order nothing", "约定不下单"),
    "issue.rush_units.agreed": ("agreed to order nothing", "约定不下单"),
    "issue.transfer_qty.agreed": ("agreed to move nothing", "约定不调拨"),
    "issue.reserved_per_day.none": ("no capacity reserved", "不预留产能"),
    "issue.surge_parcels.none": ("no surge capacity", "不加班"),
    "issue.booked_parcels.none": ("no volume booked", "不预订运力"),
    "table.ended.nothing": (
        "From {when} on, {parties} bargained over {issues}, by {protocol}. After {rounds} rounds they {what}.",
        "{when}起，{parties}就{issues}谈判，规则为{protocol}，{rounds} 轮后{what}。",
    ),
    "table.ended.domain": (
        "{parties} bargained over {issues}, by {protocol}. After {rounds} rounds they {what}.",
        "{parties}就{issues}谈判，规则为{protocol}，{rounds} 轮后{what}。",
    ),
    "table.moved.nothing": ("They {what}. {verdict}", "各方{what}。{verdict}"),
    "stage.card.nothing_agreed": ("{what} after {rounds} rounds", "{rounds} 轮后{what}"),
    "seat.end.nothing": (
        "You {what} after {n} rounds: you are left with {worth}, {gain} against no deal ({floor}).",
        "{n} 轮后你{what}：你得到 {worth}，相对不成交（{floor}）为 {gain}。",
    ),
    "seat.software.nothing": (
        "Software in your seat, on the same luck, {what} after {n} rounds.",
        "同样的运气下，软件坐你的位置，{n} 轮后{what}。",
    ),
    "rush.zero": ("No rush order for {style}: the parties agree to order nothing.", "{style}未翻单：各方约定不下单。"),
    "transfer.zero": (
        "Nothing of {style} goes from {source} to {target}: the parties agree to move nothing.",
        "{style}不由{source}调往{target}：各方约定不调拨。",
    ),
    "event.rush.zero": ("nothing ordered", "不下单"),
    "event.transfer.zero": ("nothing moved", "不调拨"),
    # --- gain and worth ---
    "table.worths": ("What the outcome is worth", "结果的价值"),
    "table.worths.how": (
        "Gain over no deal = worth of the outcome − worth of no deal, in each party's own expectation.",
        "相对不成交的增益 = 结果的价值 − 不成交的价值，均为各方自己的预期。",
    ),
    "table.worths.paid": (
        "Gain over no deal = worth of the outcome + side payment − worth of no deal, in each party's own expectation.",
        "相对不成交的增益 = 结果的价值 + 补偿 − 不成交的价值，均为各方自己的预期。",
    ),
    "table.worths.party": ("Party", "一方"),
    "table.worths.outcome": ("Expects of the outcome", "对结果的预期"),
    "table.worths.floor": ("No deal", "不成交"),
    "table.worths.payment": ("Side payment", "补偿"),
    "table.worths.gain": ("Gain over no deal", "相对不成交的增益"),
    "stage.card.gain.how": ("expects {worth} of the outcome − {floor} without a deal", "预期结果 {worth} − 不成交 {floor}"),
    "table.column": ("Worth to {party}", "对{party}的价值"),
    # --- a seat left in the middle, and what is closed meanwhile ---
    "seat.left.title": ("Your seat was left in the middle", "你的座位中途断开了"),
    "seat.left.lost": (
        "The server was restarted, or the link was opened anew: the seat in progress was lost on the server.",
        "服务器已重启，或重新打开了链接：服务器上进行中的座位已丢失。",
    ),
    "seat.left.where": ("You were {party} at: {talk}.", "你的角色：{party}；谈判：{talk}。"),
    "seat.left.moves": (
        "The address still holds your {n} moves. The same moves lead to the same table, so you can go on where you were.",
        "地址中仍保存着你的 {n} 步。同样的步骤会回到同样的局面，因此你可以接着谈。",
    ),
    "seat.left.fresh": ("You had made no move yet. You can sit down again at the same place.", "你尚未出过招，可以在原位重新入座。"),
    "seat.left.on": ("Go on where you were", "接着谈"),
    "seat.left.anew": ("Sit down again, from the start", "原位重新入座"),
    "seat.left.other": ("Choose another seat", "另选座位"),
    "page.download.closed": (
        "Closed while you sit at a table: these files hold the others' private numbers. They open when the seat is over.",
        "你在座时暂不开放：这些文件含有他方的私有数字，离座后即可下载。",
    ),
    # --- a small sweep, played here ---
    "page.sweeps.small": ("Play a small sweep now (12 runs, some seconds)", "现在跑一个小扫描（12 次，约数秒）"),
    "page.sweeps.small.playing": (
        "Playing {runs} runs: two schemes, returns 20% below and above, three replications each.",
        "正在上演 {runs} 次：两种方案，退货率低 20% 与高 20%，各重复 3 次。",
    ),
    "page.sweeps.small.cancelled": (
        "Cancelled. Runs that had ended are kept: played again, the sweep goes on from there.",
        "已取消。已完成的运行会保留，再次上演时从那里继续。",
    ),
    # --- moments ---
    "stage.hours": ("h", "小时"),
    "stage.minutes": ("min", "分钟"),
    "moment.before": ("T−{n} h", "开播前 {n} 小时"),
    "moment.live": ("T+{n} min", "开播 {n} 分钟"),
    "moment.after": ("T+{n} h", "开播后 {n} 小时"),
}

"""Texts of a season: what changed between shows."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "terms.gone": (
        "The host is out of business: a substitute plays for {share:.0%} of the audience.",
        "主播已退出经营：替补主播开播，流量为原来的{share:.0%}。",
    ),
    "season.dropped": (
        "From show {show} on the supplier does not call {other} for {about}: it expects less of a call than a call costs.",
        "自第{show}场起，商家不再为{about}约谈{other}：预期收益低于约谈成本。",
    ),
    "season.called": (
        "Show {show}: the supplier tries {other} for {about}.",
        "第{show}场：商家尝试就{about}约谈{other}。",
    ),
    "season.failed": (
        "After show {show}: {who} is out of business with {cash:,.0f} CNY in its purse.",
        "第{show}场后：{who}现金{cash:,.0f}元，退出经营。",
    ),
    "season.emerged": (
        "From show {show} on promises are kept at a new level: {before:.0%} before, {after:.0%} after.",
        "自第{show}场起，守信进入新水平：此前{before:.0%}，此后{after:.0%}。",
    ),
}

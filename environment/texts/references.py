"""Texts of a show set against its references."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "console.references": ("References on the same luck (profit of all parties, CNY)", "同一运气下的参照（各方利润合计，元）"),
    "references.arm": ("at arm's length", "各自为政"),
    "references.show": ("this show", "本场"),
    "references.planner": ("one informed planner", "知情规划者"),
    "references.clairvoyant": ("bound with demand known beforehand", "预知需求的上界"),
    "references.share": (
        "The show captured {share:.0%} of what the planner gains over arm's length.",
        "本场实现了规划者相对各自为政增益的{share:.0%}。",
    ),
    "references.none": (
        "On this luck the planner gains next to nothing over arm's length: no share is stated.",
        "在此运气下规划者几乎没有增益，不计算比例。",
    ),
}

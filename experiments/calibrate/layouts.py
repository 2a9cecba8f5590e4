"""What a log may look like: the columns of each format, with their units and their names in published files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a log.

    ``kind``: ``number`` (within ``low`` and ``high``), ``minutes`` or ``hours`` (a number, or a date and time counted from the
    first of the show), ``flag`` (yes/no) or ``text``. ``names`` are what published files call it.
    """

    name: str
    kind: str
    en: str
    zh: str
    needed: bool = False
    names: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1e12


@dataclass(frozen=True)
class LogLayout:
    """A format: its columns, and the sets of them of which one must be there complete (besides those needed)."""

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    units: str = ""  # rows of what

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    def missing(self, have: frozenset[str]) -> str:
        """What a table with the columns ``have`` lacks to be of this format, in words; empty when nothing."""
        lacking = [c.name for c in self.columns if c.needed and c.name not in have]
        if not lacking and self.one_of and not any(set(group) <= have for group in self.one_of):
            return " or ".join("+".join(group) for group in self.one_of)
        return ", ".join(lacking)


_SHOW = Column(
    "show", "text", "which show the row belongs to (one show when absent)", "场次（缺省为一场）", names=("live_id", "room_id")
)
_LAYOUTS = (
    LogLayout(
        "room",
        "the room, a row per minute (or tick)",
        "直播间逐分钟（或时段）日志",
        (
            _SHOW,
            Column(
                "t_min",
                "minutes",
                "start of the row, minutes from the start of the broadcast",
                "时段起点（开播后分钟）",
                True,
                ("minute", "time"),
                low=-1e6,
            ),
            Column("arrivals", "number", "viewers who came in", "进入人数"),
            Column(
                "viewers",
                "number",
                "viewers in the room at any time of the row: arrivals and those still there",
                "时段内观众（新进与停留）",
            ),
            Column("online", "number", "viewers in the room at one moment", "同时在线人数"),
            Column("comments", "number", "comments", "评论数"),
            Column("clicks", "number", "clicks on products", "商品点击数"),
            Column("orders", "number", "orders", "订单数"),
            Column("units", "number", "units ordered", "件数"),
            Column("lost_units", "number", "units wanted in vain", "缺货件数"),
            Column("effort", "number", "the host's effort, 0 to 1", "主播努力", high=1.0),
        ),
        (("arrivals",), ("viewers",)),
        "minutes",
    ),
    LogLayout(
        "styles",
        "each style, a row per style and minute (or tick)",
        "逐款逐分钟（或时段）日志",
        (
            _SHOW,
            Column(
                "t_min",
                "minutes",
                "start of the row, minutes from the start of the broadcast",
                "时段起点（开播后分钟）",
                True,
                ("minute", "time"),
                low=-1e6,
            ),
            Column("style", "text", "style, as in the scenario", "款号", True, ("sku", "product_id")),
            Column("units", "number", "units ordered", "件数", True),
            Column("lost_units", "number", "units wanted in vain", "缺货件数"),
            Column("mentions", "number", "comments that name the style", "评论提及数"),
            Column("focus", "flag", "the style is being explained", "讲解中"),
        ),
        (),
        "style-minutes",
    ),
    LogLayout(
        "orders",
        "orders, a row per order, style or region",
        "订单表",
        (
            _SHOW,
            Column("style", "text", "style, as in the scenario", "款号", True, ("sku", "product_id")),
            Column("units", "number", "units ordered", "件数", True, ("quantity",)),
            Column("cancelled_units", "number", "of them cancelled before dispatch", "发货前取消件数"),
            Column("refused_units", "number", "of them refused at the door", "拒收件数"),
            Column("returned_units", "number", "of them sent back", "退货件数", True, ("returned",)),
        ),
        (),
        "orders",
    ),
    LogLayout(
        "deliveries",
        "parcels, a row per parcel (or batch)",
        "包裹表",
        (
            _SHOW,
            Column("carrier", "text", "carrier, as in the scenario", "物流商", True),
            Column("zone", "text", "zone: same, near, far, remote", "分区"),
            Column("warehouse", "text", "warehouse, as in the scenario", "仓库"),
            Column("region", "text", "region, as in the scenario", "地区"),
            Column(
                "t_out_h",
                "hours",
                "handed to the carrier (scanned), hours or date and time",
                "揽收时刻",
                True,
                ("t_scanned_h", "scanned_at"),
                low=-1e6,
            ),
            Column("t_delivered_h", "hours", "at the door", "签收时刻", True, ("delivered_at",), low=-1e6),
            Column("parcels", "number", "parcels of the row (1 when absent)", "包裹数", names=("units",)),
        ),
        (("zone",), ("warehouse", "region")),
        "parcels",
    ),
    LogLayout(
        "lots",
        "factory lots, a row per lot",
        "工厂批次表",
        (
            _SHOW,
            Column("factory", "text", "factory, as in the scenario", "工厂", True),
            Column("warehouse", "text", "warehouse, as in the scenario", "仓库"),
            Column("t_ordered_h", "hours", "ordered, hours or date and time", "下单时刻", names=("ordered_at",), low=-1e6),
            Column("t_ready_h", "hours", "ready at the factory", "完工时刻", True, ("ready_at",), low=-1e6),
            Column("t_at_warehouse_h", "hours", "at the warehouse", "到仓时刻", names=("received_at",), low=-1e6),
            Column("rush", "flag", "a rush order (yes when absent)", "紧急翻单"),
        ),
        (("t_ordered_h",), ("warehouse", "t_at_warehouse_h")),
        "lots",
    ),
    LogLayout(
        "posts",
        "posts of live sellers, a row per post",
        "直播帖子表",
        (
            Column("page", "text", "seller (of an id with _, what stands before it)", "卖家", True, ("status_id",)),
            Column("type", "text", "kind of post; only video is used", "类型", names=("status_type",)),
            Column("comments", "number", "comments", "评论数", True, ("num_comments",)),
        ),
        (),
        "posts",
    ),
    LogLayout(
        "teams",
        "factory teams, a row per team and day",
        "工厂班组日报",
        (
            Column("department", "text", "department; only sewing is used", "部门"),
            Column("smv", "number", "standard minutes of the piece", "标准工时", True, low=0.1),
            Column("over_time", "number", "overtime, minutes of all workers", "加班分钟", True),
            Column("no_of_style_change", "number", "changes of style that day", "换款次数", True),
            Column("no_of_workers", "number", "workers", "人数", True, low=1.0),
            Column("actual_productivity", "number", "standard minutes made over minutes worked", "实际效率", True, high=3.0),
        ),
        (),
        "team-days",
    ),
)
LAYOUTS: dict[str, LogLayout] = {layout.name: layout for layout in _LAYOUTS}
"""Every format by name."""

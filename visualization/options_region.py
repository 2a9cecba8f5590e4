"""The options of ``region``."""

from __future__ import annotations

from visualization.option_values import assignment, count, folder, seed
from visualization.options import JSON, LANG, Option, option

REGION_OPTIONS: tuple[Option, ...] = (
    option(
        "file",
        nargs="?",
        default="market_day",
        metavar="NAME|FILE",
        help=("a market-day file (default: market_day)", "区域文件（默认 market_day）"),
    ),
    option("--parties", type=count, metavar="N", help=("how many parties in all", "参与方总数")),
    option(
        "--scheme",
        default="slot_fee_commission",
        metavar="NAME|FILE",
        help=("incentive scheme (default: slot_fee_commission)", "激励方案（默认 slot_fee_commission）"),
    ),
    option("--seed", type=seed, metavar="N", help=("seed of the day (default: the file's)", "种子（默认用文件中的）")),
    option(
        "--set",
        type=assignment,
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help=("change one value of the file, as often as you like", "修改文件中的一个值，可重复"),
    ),
    option("--out", type=folder, metavar="DIR", help=("write tables there (Parquet, JSON)", "把表格写入此文件夹")),
    JSON,
    LANG,
)

"""The options of ``study``."""

from __future__ import annotations

from visualization.option_values import count, folder, times
from visualization.options import JSON, LANG, Option, option

STUDY_OPTIONS: tuple[Option, ...] = (
    option(
        "name",
        nargs="?",
        metavar="NAME|FILE",
        help=("a shipped study or a study file (default: list them)", "自带研究名或研究文件（默认列出）"),
    ),
    option("--quick", action="store_true", help=("the small version, under two minutes", "快速版，两分钟以内")),
    option(
        "--replications",
        type=times,
        metavar="N",
        help=("seeds in place of the file's number", "种子数（替换文件中的数）"),
    ),
    option("--workers", type=count, metavar="N", help=("processes (default: one per core)", "进程数（默认每核一个）")),
    option(
        "--out",
        type=folder,
        metavar="DIR",
        help=(
            "folder of the results (default: results/study-NAME; with --json: none)",
            "结果文件夹（默认 results/study-NAME；--json 时不写）",
        ),
    ),
    JSON,
    LANG,
)

"""The options of ``design``."""

from __future__ import annotations

from visualization.option_values import count, folder, named, times
from visualization.options import JSON, LANG, RUN_OPTIONS, Option, option

_PLAYED = ("--scenario", "--variant", "--set", "--seed", "--workers")
DESIGN_OPTIONS: tuple[Option, ...] = (
    option(
        "schemes",
        nargs="*",
        metavar="BASE_SCHEME",
        help=(
            "schemes to start from, by name or file (default: all but arm's length)",
            "基础方案名或文件（默认除各自为政外全部）",
        ),
    ),
    *(each for each in RUN_OPTIONS if each.flags[0] in _PLAYED),
    option(
        "--parameters",
        type=named,
        metavar="FILE",
        help=("a file of terms and ranges (default: the shipped ranges)", "条款与范围文件（默认用自带范围）"),
    ),
    option(
        "--trials",
        type=count,
        default=64,
        metavar="N",
        help=("schemes to try, the bases among them (default: 64)", "尝试的方案数，含基础方案（默认 64）"),
    ),
    option(
        "--replications",
        type=times,
        default=8,
        metavar="R",
        help=("seeds of the last round, the same for every scheme (default: 8)", "末轮种子数，各方案共用（默认 8）"),
    ),
    option(
        "--out",
        type=folder,
        metavar="DIR",
        help=(
            "folder of the results; the same command goes on there (default: results/design-<scenario>-<bases>-<seed>)",
            "结果文件夹，同一命令可续跑（默认 results/design-<场景>-<方案>-<种子>）",
        ),
    ),
    JSON,
    LANG,
)

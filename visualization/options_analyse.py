"""The options of ``analyse``."""

from __future__ import annotations

import argparse
from pathlib import Path

from visualization.option_values import folder
from visualization.options import JSON, LANG, Option, option


def above_zero(text: str) -> float:
    """A number above zero."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"found {text}; allowed: a number above 0")
    return number


ANALYSE_OPTIONS: tuple[Option, ...] = (
    option("folder", type=Path, metavar="DIR", help=("the folder of a sweep that has ended", "已结束的扫描的文件夹")),
    option(
        "--outcome",
        action="append",
        default=[],
        metavar="NAME",
        help=(
            "an outcome to analyse, with =-NAME one that is wanted small; may be repeated (default: the main ones)",
            "要分析的结果，写作 =-NAME 表示越小越好；可重复（默认主要结果）",
        ),
    ),
    option("--base", metavar="SCHEME", help=("what others are compared with (default: the first)", "对照方案（默认第一个）")),
    option(
        "--half-width",
        type=above_zero,
        metavar="H",
        help=("tell how many replications know every difference to ±H", "给出使各差值精确到 ±H 所需的重复次数"),
    ),
    option(
        "--discover",
        action="append",
        default=[],
        metavar="OUTCOME<V",
        help=(
            "what conditions with the outcome below (or >: above) V have in common; may be repeated; needs ema-workbench",
            "结果低于（或 > 高于）V 的条件有何共同点；可重复；需 ema-workbench",
        ),
    ),
    option(
        "--out",
        type=folder,
        metavar="DIR",
        help=(
            "folder of the report (default: DIR/analysis; with --json: none)",
            "报告文件夹（默认 DIR/analysis；--json 时不写）",
        ),
    ),
    option("--csv", action="store_true", help=("also write the tables as CSV", "另将数据表写为 CSV")),
    option("--png", action="store_true", help=("also write the figures as PNG", "另将图写为 PNG")),
    JSON,
    LANG,
)

"""The options of ``compare``."""

from __future__ import annotations

import argparse

from visualization.option_values import times
from visualization.options import JSON, LANG, PLAYED, RUN_OPTIONS, Option, option


def wish(text: str) -> tuple[str, float]:
    """OUTCOME=HALF-WIDTH: a name, and a number above zero."""
    name, sign, value = text.partition("=")
    try:
        width = float(value)
    except ValueError:
        width = 0.0
    if not (name and sign and 0 < width < float("inf")):
        raise argparse.ArgumentTypeError(f"found {text}; allowed: OUTCOME=H with H above 0, such as chain_surplus=5000")
    return name, width


COMPARE_OPTIONS: tuple[Option, ...] = (
    option("a", metavar="A", help=("a scheme, by name or file", "方案名或文件")),
    option("b", metavar="B", help=("the scheme set against it", "对照方案")),
    option(
        "--replications",
        type=times,
        metavar="N",
        help=(
            "pairs of shows, each on the same luck (default: 30; with --until at most 1000)",
            "配对次数，每对运气相同（默认 30；用 --until 时至多 1000）",
        ),
    ),
    option(
        "--until",
        type=wish,
        metavar="OUTCOME=H",
        help=(
            "play on until the difference of a measure or profit.PARTY is known to ±H",
            "一直演到某度量或 profit.参与方 的差值精确到 ±H 为止",
        ),
    ),
    *(each for each in RUN_OPTIONS if each.flags[0] in PLAYED),
    JSON,
    LANG,
)

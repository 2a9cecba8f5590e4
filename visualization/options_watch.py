"""The options of ``watch``."""

from __future__ import annotations

from pathlib import Path

from visualization.option_values import address, port, shelf
from visualization.options import LANG, Option, option

WATCH_OPTIONS: tuple[Option, ...] = (
    option(
        "--host",
        type=address,
        default="127.0.0.1",
        metavar="ADDRESS",
        help=("address to serve at (default: 127.0.0.1, this machine only)", "监听地址（默认 127.0.0.1，仅本机）"),
    ),
    option("--port", type=port, default=8765, metavar="N", help=("port to serve at (default: 8765)", "端口（默认 8765）")),
    option("--no-open", action="store_true", help=("do not open a browser", "不打开浏览器")),
    option(
        "--results",
        type=shelf,
        default=Path("results"),
        metavar="DIR",
        help=("folder whose sweeps and studies the page may open (default: results)", "页面可打开的结果文件夹（默认 results）"),
    ),
    LANG,
)

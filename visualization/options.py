"""The options of the command line's verbs, as data: flags, help in both languages, and how text is read.

Nothing heavy is imported here: help and usage errors answer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualization.option_values import assignment, count, folder, named, player, rounds, seconds, seed, shard, times

LANGUAGES = ("en", "zh")
Pair = tuple[str, str]  # a text in English and in 中文


@dataclass(frozen=True)
class Option:
    """One argument of a verb: its flags (or its place), its help, and what argparse is told besides."""

    flags: tuple[str, ...]
    help: Pair
    settings: dict[str, Any]


def option(*flags: str, help: Pair, **settings: Any) -> Option:
    return Option(flags, help, settings)


LANG = option(
    "--lang",
    choices=LANGUAGES,
    help=("language of the output (default: $GONGYING_LANG or en)", "输出语言（默认 $GONGYING_LANG 或 en）"),
)

JSON = option(
    "--json",
    action="store_true",
    help=("print one JSON value and nothing else", "只输出一个 JSON 值"),
)

RUN_OPTIONS: tuple[Option, ...] = (
    option(
        "--scenario",
        type=named,
        metavar="NAME|FILE",
        help=("a scenario by name or file (default: autumn_launch)", "场景名或文件（默认 autumn_launch）"),
    ),
    option(
        "--scheme",
        type=named,
        metavar="NAME|FILE",
        help=("an incentive scheme (default: slot_fee_commission)", "激励方案（默认 slot_fee_commission）"),
    ),
    option(
        "--references",
        action="store_true",
        help=("set the show against arm's length, planner and clairvoyant on the same luck", "与同一运气下的三种参照比较"),
    ),
    option(
        "--against",
        type=named,
        metavar="NAME|FILE",
        help=("a second scheme to play the same seasons (with --shows)", "对照方案，演同样的季（须与 --shows 同用）"),
    ),
    option(
        "--variant",
        action="append",
        default=[],
        metavar="V",
        help=("a variant of the scenario; may be repeated", "场景变体，可重复"),
    ),
    option(
        "--set",
        action="append",
        default=[],
        type=assignment,
        metavar="a.b=c",
        help=("set one parameter of the scenario; may be repeated", "设定一个场景参数，可重复"),
    ),
    option(
        "--seed",
        type=seed,
        metavar="N",
        help=("seed of all luck (default: the scenario's own)", "随机种子（默认取场景自带）"),
    ),
    option(
        "--shows",
        type=count,
        default=1,
        metavar="N",
        help=("number of shows in the season (default: 1)", "场次数（默认 1）"),
    ),
    option(
        "--replications",
        type=times,
        metavar="N",
        help=(
            "play N times with other luck; print P10, P50, P90 (of seasons: means with intervals)",
            "换运气重复 N 次，给出 P10、P50、P90（季：均值与区间）",
        ),
    ),
    option(
        "--workers",
        type=count,
        metavar="N",
        help=("processes for replications (default: as pays)", "重复所用进程数（默认自动）"),
    ),
    option(
        "--out",
        type=folder,
        metavar="DIR",
        help=(
            "folder of the results (default: results/<scenario>-<scheme>-<seed>; with --json: none)",
            "结果文件夹（默认 results/<场景>-<方案>-<种子>；用 --json 时不写）",
        ),
    ),
    JSON,
    LANG,
)

SCHEMES_OPTIONS: tuple[Option, ...] = (
    option(
        "name",
        nargs="?",
        metavar="NAME|FILE",
        help=("a scheme to explain (default: list all)", "要说明的方案（默认全部列出）"),
    ),
    JSON,
    LANG,
)

PLAYED = ("--scenario", "--variant", "--set", "--seed", "--workers")
AUDIT_OPTIONS: tuple[Option, ...] = (
    option(
        "schemes",
        nargs="+",
        metavar="SCHEME",
        help=("incentive schemes by name or file, all on the same luck", "激励方案名或文件，共用同一运气"),
    ),
    *(each for each in RUN_OPTIONS if each.flags[0] in PLAYED),
    option(
        "--shows",
        type=count,
        default=1,
        metavar="N",
        help=("shows in a row, with conduct held for all of them (default: 1)", "连续场次，各方行为全程不变（默认 1）"),
    ),
    option(
        "--replications",
        type=times,
        default=20,
        metavar="R",
        help=("seeds, the same for every scheme and deviation (default: 20)", "种子数，各方案与偏离共用（默认 20）"),
    ),
    option(
        "--out",
        type=folder,
        metavar="DIR",
        help=(
            "folder of the results (default: results/audit-<scenario>-<schemes>-<seed>-x<R>; with --json: none)",
            "结果文件夹（默认 results/audit-<场景>-<方案>-<种子>-x<R>；用 --json 时不写）",
        ),
    ),
    JSON,
    LANG,
)

SWEEP_OPTIONS: tuple[Option, ...] = (
    option(
        "file",
        nargs="?",
        metavar="FILE",
        help=("a sweep file, or a shipped sweep: return_rate", "参数扫描文件，或自带例子 return_rate"),
    ),
    option(
        "--out",
        type=folder,
        metavar="DIR",
        help=("folder of the results (default: results/sweep-<name>)", "结果文件夹（默认 results/sweep-<名称>）"),
    ),
    option(
        "--engine",
        default="local",
        metavar="E",
        help=(
            "where runs are played: local, dask (here), dask:ADDRESS of a scheduler (default: local)",
            "运行方式：local、dask（本机）、dask:调度器地址（默认 local）",
        ),
    ),
    option("--workers", type=count, metavar="N", help=("processes (default: one per core)", "进程数（默认每核一个）")),
    option(
        "--limit",
        type=seconds,
        metavar="S",
        help=("seconds a run may take (default: the file's, else none)", "单次运行时限（秒；默认取文件，否则不限）"),
    ),
    option(
        "--shard",
        type=shard,
        metavar="i/n",
        help=("play only part i of n, for batch queues", "只做 n 份中的第 i 份，用于批处理队列"),
    ),
    option("--retry-failed", action="store_true", help=("play failed runs again", "重做失败的运行")),
    option(
        "--status",
        type=Path,
        metavar="DIR",
        help=("only say how far the sweep in DIR is", "只报告 DIR 中的进度"),
    ),
    JSON,
    LANG,
)

VERIFY_OPTIONS: tuple[Option, ...] = (
    option(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=("JSON files of solved cases (default: those that come with the project)", "算例文件（默认自带算例）"),
    ),
    option(
        "--family",
        metavar="F",
        help=("only one family, by its letter or part of its name", "只算一类：字母或名称的一部分"),
    ),
    option(
        "--page",
        type=Path,
        metavar="FILE",
        help=("also write the validation page (Markdown) to FILE", "另将验证页（Markdown）写入 FILE"),
    ),
    JSON,
    LANG,
)

NEGOTIATE_OPTIONS: tuple[Option, ...] = (
    option(
        "domain",
        metavar="DOMAIN",
        help=(
            "a domain file (own YAML/JSON, Genius XML, GeniusWeb or NegMAS), its folder, or a shipped example: "
            "logrolling, host_terms, rush_deal",
            "谈判域文件（自有 YAML/JSON、Genius XML、GeniusWeb 或 NegMAS）、其文件夹，或自带例子",
        ),
    ),
    option(
        "--protocol",
        type=named,
        metavar="P",
        help=(
            "rule of encounter, such as mediated_single_text or arbitration:solution=nash (default: the domain's, "
            "else alternating offers)",
            "谈判规则（默认取谈判域的，否则轮流出价）",
        ),
    ),
    option(
        "--strategy",
        action="append",
        default=[],
        type=player,
        metavar="PARTY=NAME[:arg=value,…]",
        help=("how a party plays, such as buyer=boulware:e=0.3; may be repeated", "某方的策略，可重复"),
    ),
    option("--rounds", type=rounds, metavar="N", help=("rounds at most (default: the domain's, else 20)", "轮数上限")),
    option("--first", metavar="PARTY", help=("who begins (default: the first party)", "先手（默认第一方）")),
    option("--seed", type=seed, default=0, metavar="N", help=("seed of all luck (default: 0)", "随机种子（默认 0）")),
    JSON,
    option("--plot", type=Path, metavar="FILE", help=("draw it to FILE (.svg or .png)", "绘图到 FILE（.svg 或 .png）")),
    LANG,
)

SETTLE_OPTIONS: tuple[Option, ...] = (
    option(
        "show",
        type=named,
        metavar="SHOW",
        help=(
            "a results folder, a CSV of sales, returns and payments, or a shipped example: minimum_sales, roi_return_cap",
            "结果文件夹、销售退货付款 CSV，或自带例子：minimum_sales、roi_return_cap",
        ),
    ),
    option(
        "--contract",
        type=named,
        metavar="FILE",
        help=(
            "the contract (YAML), or a shipped example (default: the show's own contract of host and supplier)",
            "合同文件（YAML）或自带例子（默认取该场自身的主播与商家合同）",
        ),
    ),
    option("--save", type=Path, metavar="FILE", help=("also write the contract to FILE", "另将合同写入 FILE")),
    JSON,
    LANG,
)

CALIBRATE_OPTIONS: tuple[Option, ...] = (
    option(
        "logs",
        nargs="+",
        metavar="LOG",
        help=(
            "CSV or Parquet files, results folders, a KuaiLive folder, or the shipped fb_live_sellers_thailand and "
            "garment_worker_productivity",
            "CSV 或 Parquet 文件、结果文件夹、KuaiLive 文件夹，或自带的 fb_live_sellers_thailand、garment_worker_productivity",
        ),
    ),
    option(
        "--format",
        metavar="F",
        help=(
            "what the files hold: room, styles, orders, deliveries, lots, posts, teams (default: found from their columns)",
            "文件内容：room、styles、orders、deliveries、lots、posts、teams（默认按列名判断）",
        ),
    ),
    option(
        "--map",
        action="append",
        default=[],
        type=assignment,
        metavar="OURS=THEIRS",
        help=("our name of a column and theirs; may be repeated", "列名对应：我方名=文件列名，可重复"),
    ),
    *(each for each in RUN_OPTIONS if each.flags[0] in ("--scenario", "--variant", "--set")),
    option(
        "--out",
        type=Path,
        metavar="FILE",
        help=(
            "write the overlay to FILE (.yaml), and beside it the fitted scenario, the fit as JSON and an HTML report",
            "将覆盖层写入 FILE（.yaml），并在旁写出拟合后的场景、JSON 与 HTML 报告",
        ),
    ),
    JSON,
    LANG,
)

"""The front door: read the command line, call one function, print what it gives back.

One entry of :data:`VERBS` per job. Nothing heavy is imported before a verb starts its work, so that help and
usage errors answer at once. A mistake of the user ends with one message on stderr and exit code 2.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Pair = tuple[str, str]  # a text in English and in 中文
LANGUAGES = ("en", "zh")
PURPOSE: Pair = (
    "gongying (供应 · 共赢): rehearse a live-commerce show by real bargaining.",
    "gongying（供应 · 共赢）：用真实的议价排练一场直播。",
)


@dataclass(frozen=True)
class Option:
    """One argument of a verb: its flags (or its place), its help, and what argparse is told besides."""

    flags: tuple[str, ...]
    help: Pair
    settings: dict[str, Any]


@dataclass(frozen=True)
class Verb:
    """One job of the command line."""

    name: str
    help: Pair
    action: Callable[[argparse.Namespace], int]
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()


def option(*flags: str, help: Pair, **settings: Any) -> Option:
    return Option(flags, help, settings)


def count(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {text}; allowed: a whole number from 1 on")
    return number


def seed(text: str) -> int:
    """A seed: a whole number from 0 below 2**63 (it is stored in signed 64-bit columns)."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"found {text}; allowed: a whole number from 0 below 2**63")
    return number


def assignment(text: str) -> tuple[str, str]:
    """``a.b=c`` as (path, value); the value stays text until the scenario's types read it."""
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: PATH=VALUE, such as gift.limit=800")
    return path.strip(), value.strip()


def run(args: argparse.Namespace) -> int:
    """Play a show; print its story, money and measures (or one JSON object); write the results folder."""
    from visualization.rehearsal import rehearse, write_results

    done = rehearse(
        args.scenario,
        scheme=args.scheme,
        variants=args.variant,
        overrides=dict(args.set),
        seed=args.seed,
        shows=args.shows,
        replications_wanted=args.replications,
        workers=args.workers or "auto",
    )
    if args.json:
        print_json(done.as_object())
        if args.out is not None:
            write_results(done, args.out, lang=args.lang, shows=args.shows)
        return 0
    print(done.as_text(args.lang), flush=True)
    if sys.stderr.isatty():  # drawing takes a few seconds
        from visualization.console import say

        print(say("writing", args.lang), end="\r", file=sys.stderr, flush=True)
    print(write_results(done, args.out, lang=args.lang, shows=args.shows).as_text(args.lang))
    return 0


def list_scenarios(args: argparse.Namespace) -> int:
    """Print the scenarios that come with the project and their variants, a line each."""
    from environment import Scenario
    from visualization.console import catalogue

    rows = []
    for scenario in (Scenario.load(name) for name in Scenario.names()):
        rows.append((scenario.name, (scenario.title_en, scenario.title_zh)))
        for name, changes in scenario.variants.items():
            rows.append((f"  --variant {name}", (changes.get("note", ""), changes.get("note_zh", ""))))
    print(catalogue(rows, args.lang))
    return 0


def list_schemes(args: argparse.Namespace) -> int:
    """Print the names of the incentive schemes that come with the project, a line each."""
    from environment import Scheme
    from visualization.console import catalogue

    found = [Scheme.load(name) for name in Scheme.names()]
    print(catalogue([(each.name, (each.summary_en, each.summary_zh)) for each in found], args.lang))
    return 0


def verify(args: argparse.Namespace) -> int:
    """Run solved cases through the project's own code; 0 only if every one of them passes."""
    from experiments.verify import verify_with_bar

    report = verify_with_bar(args.files, args.family)
    if args.page is not None:
        report.write_page(args.page, args.lang)
    if args.json:
        print_json(report.to_json())
    else:
        print(report.text(args.lang))
    return 0 if report.ok else 1


def negotiate(args: argparse.Namespace) -> int:
    """Play one negotiation of a domain file; a breakdown is a result too, not a failure."""
    from experiments import negotiate as job

    done = job.negotiate(
        job.load_domain(args.domain),
        protocol=args.protocol,
        strategies=dict(args.strategy),
        rounds=args.rounds,
        first=args.first,
        seed=args.seed,
    )
    if args.plot is not None:
        from visualization.console_negotiation import write_plot

        write_plot(done, args.plot, args.lang)
    if args.json:
        print_json(done.to_json())
    else:
        from visualization.console_negotiation import negotiation_text

        print(negotiation_text(done, args.lang, args.plot))
    return 0


def print_json(found: object) -> None:
    """Print one JSON value and nothing else."""
    import json

    print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2))


def default_language() -> str:
    """The language of ``GONGYING_LANG`` when that is one we speak, else English."""
    wished = os.environ.get("GONGYING_LANG", "en")
    return wished if wished in LANGUAGES else "en"


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
        default="autumn_launch",
        metavar="NAME|FILE",
        help=("a scenario by name or file (default: autumn_launch)", "场景名或文件（默认 autumn_launch）"),
    ),
    option(
        "--scheme",
        metavar="NAME|FILE",
        help=("an incentive scheme (default: slot_fee_commission)", "激励方案（默认 slot_fee_commission）"),
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
        type=count,
        metavar="N",
        help=("play N times with other luck; print P10, P50, P90", "换运气重复 N 次，给出 P10、P50、P90"),
    ),
    option(
        "--workers",
        type=count,
        metavar="N",
        help=("processes for replications (default: as pays)", "重复所用进程数（默认自动）"),
    ),
    option(
        "--out",
        type=Path,
        metavar="DIR",
        help=(
            "folder of the results (default: results/<scenario>-<scheme>-<seed>; with --json: none)",
            "结果文件夹（默认 results/<场景>-<方案>-<种子>；用 --json 时不写）",
        ),
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
        metavar="P",
        help=(
            "rule of encounter, such as mediated_single_text or arbitration:solution=nash (default: the domain's, "
            "else alternating offers)",
            "谈判协议（默认取谈判域的，否则轮流出价）",
        ),
    ),
    option(
        "--strategy",
        action="append",
        default=[],
        type=assignment,
        metavar="PARTY=NAME[:arg=value,…]",
        help=("how a party plays, such as buyer=boulware:e=0.3; may be repeated", "某方的策略，可重复"),
    ),
    option("--rounds", type=count, metavar="N", help=("rounds at most (default: the domain's, else 20)", "轮数上限")),
    option("--first", metavar="PARTY", help=("who begins (default: the first party)", "先手（默认第一方）")),
    option("--seed", type=seed, default=0, metavar="N", help=("seed of all luck (default: 0)", "随机种子（默认 0）")),
    JSON,
    option("--plot", type=Path, metavar="FILE", help=("draw it to FILE (.svg or .png)", "绘图到 FILE（.svg 或 .png）")),
    LANG,
)

VERBS: tuple[Verb, ...] = (
    Verb(
        "run",
        ("play a show and tell its story, its money and its measures (the default)", "排练一场直播（默认）"),
        run,
        RUN_OPTIONS,
        (
            "run.py",
            "run.py run --scheme commission_only --seed 7",
            "run.py run --variant carrier_outage_E --set gift.limit=800 --lang zh",
            "run.py run --replications 200 --json",
        ),
    ),
    Verb("scenarios", ("list the scenarios", "列出场景"), list_scenarios, (LANG,), ("run.py scenarios",)),
    Verb("schemes", ("list the incentive schemes", "列出方案"), list_schemes, (LANG,), ("run.py schemes",)),
    Verb(
        "negotiate",
        ("play one stand-alone negotiation from a domain file", "按谈判域文件单独谈判一次"),
        negotiate,
        NEGOTIATE_OPTIONS,
        (
            "run.py negotiate logrolling",
            "run.py negotiate host_terms --strategy host=conceder --strategy supplier=boulware:e=0.3 --plot terms.svg",
            "run.py negotiate rush_deal --protocol arbitration:solution=nash --json",
        ),
    ),
    Verb(
        "verify",
        (
            "run solved cases from the literature and print expected against computed",
            "用本项目代码重算文献算例，对照期望与计算值",
        ),
        verify,
        VERIFY_OPTIONS,
        ("run.py verify", "run.py verify cases.json --family B --json", "run.py verify --page docs/validation.md"),
    ),
)


class VersionAction(argparse.Action):
    """Print the version; it is read only when asked for, to keep the start light."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from protocols.version import VERSION

        print(f"gongying {VERSION}")
        parser.exit()


def build_parser(lang: str) -> argparse.ArgumentParser:
    """The parser of all verbs, with help in ``lang``."""
    which = LANGUAGES.index(lang)
    raw = argparse.RawDescriptionHelpFormatter
    start = ("examples:", "示例：")[which]
    parser = argparse.ArgumentParser(
        description=PURPOSE[which],
        formatter_class=raw,
        epilog="\n".join([start, *(f"  python {verb.examples[0]}" for verb in VERBS)]),
    )
    version = ("print the version", "显示版本")[which]
    parser.add_argument("--version", action=VersionAction, nargs=0, help=version)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title=("verbs", "命令")[which])
    for verb in VERBS:
        examples = "\n".join([start, *(f"  python {line}" for line in verb.examples)])
        text = verb.help[which]
        sub = verbs.add_parser(verb.name, help=text, description=text, epilog=examples, formatter_class=raw)
        for each in verb.options:
            sub.add_argument(*each.flags, help=each.help[which], **each.settings)
        sub.set_defaults(action=verb.action)
    return parser


def with_verb(words: Sequence[str]) -> list[str]:
    """The command line with its verb: ``run`` when it names none and asks for no general help."""
    if words and (words[0] in {verb.name for verb in VERBS} or words[0] in {"-h", "--help", "--version"}):
        return list(words)
    if words and not words[0].startswith("-"):
        near = difflib.get_close_matches(words[0], [verb.name for verb in VERBS], n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        allowed = ", ".join(verb.name for verb in VERBS)
        print(f"run.py: found verb {words[0]!r}, allowed: {allowed}{hint}", file=sys.stderr)
        raise SystemExit(2)
    return ["run", *words]


def language_of(words: Sequence[str]) -> str:
    """The language asked for on the command line, before it is parsed: help needs it already."""
    for at, word in enumerate(words):
        flag, sign, value = word.partition("=")
        wished = value if sign else "".join(words[at + 1 : at + 2])
        if flag == "--lang" and wished in LANGUAGES:
            return wished
    return default_language()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code (0 done, 2 a mistake of the user, 130 interrupted)."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without 中文 shows escapes instead of failing
            stream.reconfigure(errors="backslashreplace")
    lang = language_of(words)
    args = build_parser(lang).parse_args(with_verb(words))
    args.lang = lang
    from protocols.errors import UserError

    try:
        code: int = args.action(args)
        sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(("interrupted", "已中断")[LANGUAGES.index(lang)], file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())

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

from visualization.options import (
    AUDIT_OPTIONS,
    CALIBRATE_OPTIONS,
    COMPARE_OPTIONS,
    LANG,
    LANGUAGES,
    NEGOTIATE_OPTIONS,
    RUN_OPTIONS,
    SCHEMES_OPTIONS,
    SETTLE_OPTIONS,
    VERIFY_OPTIONS,
    Option,
    Pair,
)

PURPOSE: Pair = (
    "gongying (供应 · 共赢): rehearse a live-commerce show by real bargaining.",
    "gongying（供应 · 共赢）：用真实的议价排练一场直播。",
)


@dataclass(frozen=True)
class Verb:
    """One job of the command line."""

    name: str
    help: Pair
    action: Callable[[argparse.Namespace], int]
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()


def run(args: argparse.Namespace) -> int:
    """Play a show or seasons; print what came of it (or one JSON object); write the results folder."""
    from visualization.rehearsal import rehearse, write_results

    done = rehearse(
        args.scenario,
        scheme=args.scheme,
        against=args.against,
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
            write_results(done, args.out, lang=args.lang)
        return 0
    print(done.as_text(args.lang), flush=True)
    if sys.stderr.isatty():  # drawing takes a few seconds
        from visualization.console import say

        print(say("writing", args.lang), end="\r", file=sys.stderr, flush=True)
    print(write_results(done, args.out, lang=args.lang).as_text(args.lang))
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


def schemes(args: argparse.Namespace) -> int:
    """List the incentive schemes that come with the project, a line each, or explain one."""
    from visualization.console_schemes import schemes_object, schemes_text

    if args.json:
        print_json(schemes_object(args.name))
    else:
        print(schemes_text(args.name, args.lang))
    return 0


def compare(args: argparse.Namespace) -> int:
    """Play two schemes on the same luck; print both and the paired difference of every profit and measure."""
    from environment import Scenario
    from experiments import compare as job

    world = Scenario.load(args.scenario, variants=args.variant, overrides=dict(args.set))
    done = job.compare(world, args.a, args.b, n=args.replications, seed=args.seed, workers=args.workers or "auto")
    if args.json:
        print_json(done.as_object())
    else:
        from visualization.console_compare import comparison_text

        print(comparison_text(done, args.lang))
    return 0


def audit(args: argparse.Namespace) -> int:
    """Audit schemes as mechanisms; print the verdict and its tables (or one JSON object); write the results folder."""
    from experiments.audit import audit_object
    from visualization.auditing import audited, told, written

    done = audited(
        args.schemes, args.scenario, variants=args.variant, overrides=dict(args.set), shows=args.shows,
        replications=args.replications, seed=args.seed, workers=args.workers or "auto",
    )  # fmt: skip
    if args.json:
        print_json(audit_object(done))
    else:
        print(told(done, args.lang), flush=True)
    if args.out is not None or not args.json:
        closing = written(done, args.out, args.lang)
        if not args.json:
            print(closing)
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


def settle(args: argparse.Namespace) -> int:
    """Settle a recorded show under a contract; print what each clause owes, with its arithmetic."""
    from experiments import settle as job

    done = job.settle(args.show, args.contract)
    if args.save is not None:
        job.save(done.agreement, args.save)
    if args.json:
        print_json(done.as_object())
    else:
        from visualization.console_settle import settlement_text

        print(settlement_text(done, args.lang, args.save))
    return 0


def calibrate(args: argparse.Namespace) -> int:
    """Fit parameters of a scenario to logs; print the estimates, write overlay and report where asked."""
    from environment import Scenario
    from experiments import calibrate as job

    world = Scenario.load(args.scenario, variants=args.variant, overrides=dict(args.set))
    done = job.calibrate(args.logs, world, layout=args.format, columns=dict(args.map))
    written = ()
    if args.out is not None:
        from visualization.report.calibration_page import write_calibration

        written = write_calibration(done, args.out, args.lang)
    if args.json:
        print_json(done.as_object())
    else:
        from visualization.console_calibrate import calibration_text

        print(calibration_text(done, args.lang, written))
    return 0


def print_json(found: object) -> None:
    """Print one JSON value and nothing else."""
    import json

    print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2))


def default_language() -> str:
    """The language of ``GONGYING_LANG`` when that is one we speak, else English."""
    wished = os.environ.get("GONGYING_LANG", "en")
    return wished if wished in LANGUAGES else "en"


VERBS: tuple[Verb, ...] = (
    Verb(
        "run",
        ("play a show and tell its story, its money and its measures (the default)", "排练一场直播（默认）"),
        run,
        RUN_OPTIONS,
        (
            "run.py",
            "run.py run --scheme commission_only --seed 7",
            "run.py run --variant carrier_outage_E --set gift.first_n_orders=800 --lang zh",
            "run.py run --replications 200 --json",
            "run.py run --shows 50 --scheme commission_only --against full_collaboration --replications 20",
        ),
    ),
    Verb("scenarios", ("list the scenarios", "列出场景"), list_scenarios, (LANG,), ("run.py scenarios",)),
    Verb(
        "schemes",
        ("list the incentive schemes, or explain one", "列出激励方案，或说明其中之一"),
        schemes,
        SCHEMES_OPTIONS,
        ("run.py schemes", "run.py schemes alert_bond", "run.py schemes win_win_pool_nash --json"),
    ),
    Verb(
        "compare",
        ("compare two schemes on the same luck", "在相同运气下比较两个方案"),
        compare,
        COMPARE_OPTIONS,
        (
            "run.py compare arms_length full_collaboration",
            "run.py compare slot_fee_commission alert_bond --replications 100 --json",
        ),
    ),
    Verb(
        "audit",
        (
            "audit schemes as mechanisms: who gains, who would cheat, does it balance, does it hold together",
            "审计方案的机制：谁获益、谁会失信、收支是否平衡、能否维系",
        ),
        audit,
        AUDIT_OPTIONS,
        (
            "run.py audit slot_fee_commission",
            "run.py audit commission_only alert_bond --replications 40 --out results/bond",
            "run.py audit full_collaboration --shows 10 --replications 8 --json",
        ),
    ),
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
        "settle",
        (
            "settle a recorded show under a contract and explain every amount",
            "按合同结算一场已记录的直播，逐项说明金额",
        ),
        settle,
        SETTLE_OPTIONS,
        (
            "run.py settle minimum_sales --contract minimum_sales",
            "run.py settle results/autumn_launch-slot_fee_commission-20260917 --save terms.yaml",
            "run.py settle sales.csv --contract terms.yaml --json",
        ),
    ),
    Verb(
        "calibrate",
        (
            "fit a scenario to real logs and report the fit",
            "用真实日志拟合场景参数并报告拟合情况",
        ),
        calibrate,
        CALIBRATE_OPTIONS,
        (
            "run.py calibrate fb_live_sellers_thailand",
            "run.py calibrate room.csv orders.csv deliveries.parquet --out fit.yaml",
            "run.py calibrate minutes.csv --format room --map arrivals=进入人数 --map online=在线人数 --json",
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

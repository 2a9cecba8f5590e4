"""What each verb of the command line does: call one function, print what it gives back, answer with an exit code.

Nothing heavy is imported before a job starts its work.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from visualization.options import LANGUAGES
from visualization.targets import apart, ready

REFERENCE = "autumn_launch"  # the scenario of every verb that is given none
MANY = 200  # shows that will want workers (experiments.replicate judges by time, once it plays)
PLAYING = (
    "mesa", "experiments.replicate", "environment.world", "environment.tables", "environment.measures", "environment.season",
)  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Play a show or seasons; print what came of it (or one JSON object); write the results folder."""
    from experiments.claim import RUN

    scenario = placed(args)
    if args.out is not None or not args.json:
        ready(args.out, RUN, (scenario, args.scheme, args.against))
    if args.workers != 1 and args.replications and args.replications * args.shows >= MANY:
        from experiments.pool import start_ahead

        start_ahead(PLAYING)
    if args.json:  # nothing is printed before the show is played
        import mesa  # noqa: F401  (looks through the stack and every loaded module while it loads: cheapest before all others)

    from visualization.rehearsal import rehearse, write_results

    done = rehearse(
        scenario,
        scheme=args.scheme,
        against=args.against,
        variants=args.variant,
        overrides=dict(args.set),
        seed=args.seed,
        shows=args.shows,
        replications_wanted=args.replications,
        workers=args.workers or "auto",
        references=args.references,
        begun=None if args.json else lambda heading: print(heading(args.lang), end="\n\n", flush=True),
    )
    if args.json:
        print_json(done.as_object())
        if args.out is not None:
            write_results(done, args.out, lang=args.lang)
        return 0
    print(done.as_text(args.lang, headed=False), flush=True)
    if sys.stderr.isatty():  # drawing takes a few seconds
        from visualization.console import say

        print(say("writing", args.lang), end="\r", file=sys.stderr, flush=True)
    print(write_results(done, args.out, lang=args.lang).as_text(args.lang))
    return 0


def placed(args: argparse.Namespace) -> str:
    """The scenario, named by its place or by ``--scenario``."""
    from protocols.errors import UserError

    if None in (args.placed, args.scenario) or args.scenario == args.placed:
        return str(args.placed or args.scenario or REFERENCE)
    raise UserError(f"run: found scenario {args.placed} and --scenario {args.scenario}, allowed: one of them")


def watch(args: argparse.Namespace) -> int:
    """Serve the page until interrupted."""
    from visualization.page.server import watch as serve

    which, host = LANGUAGES.index(args.lang), f"[{args.host}]" if ":" in args.host else args.host
    address = ("the page: http://{}:{} (Ctrl+C ends it)", "页面：http://{}:{}（Ctrl+C 结束）")[which].format(host, args.port)
    print(("the page is being prepared …", "页面准备中……")[which], flush=True)
    return serve(
        args.host, args.port, opened=not args.no_open, results=args.results, ready=lambda: print(address, flush=True)
    )


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

    world = Scenario.load(args.scenario or REFERENCE, variants=args.variant, overrides=dict(args.set))
    n = args.replications or (30 if args.until is None else 1000)
    done = job.compare(world, args.a, args.b, n=n, seed=args.seed, workers=args.workers or "auto", until=args.until)
    if args.json:
        print_json(done.as_object())
    else:
        from visualization.console_compare import comparison_text

        print(comparison_text(done, args.lang))
    return 0


def audit(args: argparse.Namespace) -> int:
    """Audit schemes as mechanisms; print the verdict and its tables (or one JSON object); write the results folder."""
    from experiments.claim import AUDIT

    if args.out is not None or not args.json:
        ready(args.out, AUDIT, (args.scenario, *args.schemes))
    from experiments.audit import audit_object
    from visualization.auditing import audited, told, written

    done = audited(
        args.schemes, args.scenario or REFERENCE, variants=args.variant, overrides=dict(args.set), shows=args.shows,
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


def design(args: argparse.Namespace) -> int:
    """Search terms of schemes; write report and recommended schemes; print what was found (or one JSON object)."""
    from experiments.claim import DESIGN

    ready(args.out, DESIGN, (args.scenario, args.parameters, *args.schemes))
    from experiments.design import design_object
    from visualization.designing import designed, told, written

    done = designed(
        args.schemes, args.scenario or REFERENCE, variants=args.variant, overrides=dict(args.set), parameters=args.parameters,
        trials=args.trials, replications=args.replications, seed=args.seed, folder=args.out, workers=args.workers or "auto",
    )  # fmt: skip
    page = written(done, args.lang)
    if args.json:
        print_json(design_object(done))
    else:
        print(told(done, page, args.lang))
    return 0


def verify(args: argparse.Namespace) -> int:
    """Run solved cases through the project's own code; 0 only if every one of them passes."""
    from experiments.verify import verify_with_bar

    apart("--page", args.page, args.files)
    report = verify_with_bar(args.files, args.family)
    if args.page is not None:
        report.write_page(args.page, args.lang)
    if args.json:
        print_json(report.to_json())
    else:
        print(report.text(args.lang))
    return 0 if report.ok else 1


def analyse(args: argparse.Namespace) -> int:
    """Analyse a stored sweep; print the answers (or one JSON object); write the report."""
    from experiments.claim import ANALYSIS

    if args.out is not None or not args.json and os.path.isdir(args.folder):
        ready(args.out or args.folder / "analysis", ANALYSIS)
    from experiments.analysis.export import analysis_object
    from visualization.analysing import analysed, told, written

    done = analysed(args.folder, args.outcome, args.base, args.half_width, args.discover)
    if args.json:
        print_json(analysis_object(done))
    else:
        print(told(done, args.lang), flush=True)
    if args.out is not None or not args.json:
        closing = written(done, args.out, args.lang, csv=args.csv, png=args.png)
        if not args.json:
            print(f"\n{closing}")
    return 0


def study(args: argparse.Namespace) -> int:
    """Play a study and print its answer and comparisons (or one JSON object); write its folder. Without a name, list them."""
    from experiments.study import Study
    from experiments.study.export import result_object
    from protocols.errors import UserError
    from visualization import console_study as console
    from visualization.studying import written

    if args.name is None:
        for flag in ("quick", "replications", "workers", "out"):
            if getattr(args, flag):
                raise UserError(f"study: found --{flag} without a study, allowed: python run.py study NAME --{flag}")
        if args.json:
            print_json(console.list_object())
        else:
            print(console.list_text(args.lang))
        return 0
    from experiments.claim import STUDY

    if args.out is not None or not args.json:
        ready(args.out, STUDY, (args.name,))
    found = Study.load(args.name)
    done = found.run(
        quick=args.quick, workers=args.workers or "auto", replications=args.replications,
        tell=lambda ahead: print(console.ahead_text(found.spec.name, ahead, args.lang), file=sys.stderr, flush=True),
    )  # fmt: skip
    if args.json:
        print_json(result_object(done))
    else:
        print(console.study_text(done, args.lang), flush=True)
    if args.out is not None or not args.json:
        closing = written(done, args.out, args.lang)
        if not args.json:
            print(f"\n{closing}")
    return 1 if done.failures else 0


def negotiate(args: argparse.Namespace) -> int:
    """Play one negotiation of a domain file; a breakdown is a result too, not a failure."""
    from experiments import negotiate as job
    from protocols.errors import UserError

    apart("--plot", args.plot, (args.domain,))
    players = [party for party, _ in args.strategy]
    for party in players:
        if players.count(party) > 1:
            raise UserError(f"--strategy: found {party} twice, allowed: one strategy for each")
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

    apart("--save", args.save, (args.show, args.contract))
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

    if args.out is not None:
        from visualization.report.calibration_page import beside

        for path in beside(args.out):
            apart("--out", path, (args.scenario or REFERENCE, *args.logs))
    world = Scenario.load(args.scenario or REFERENCE, variants=args.variant, overrides=dict(args.set))
    done = job.calibrate(args.logs, world, layout=args.format, columns=dict(args.map))
    written: tuple[Path, ...] = ()
    if args.out is not None:
        from visualization.report.calibration_page import write_calibration

        written = write_calibration(done, args.out, args.lang)
    if args.json:
        print_json(done.as_object())
    else:
        from visualization.console_calibrate import calibration_text

        print(calibration_text(done, args.lang, written))
    return 0


def sweep(args: argparse.Namespace) -> int:
    """Play what a sweep has not yet; 0 only if no run failed. Or say how far one is."""
    from experiments import sweep as job
    from visualization.console_sweep import estimate_text, results_text, status_text

    if args.status is not None:
        now = job.status(args.status)
        if args.json:
            print_json(now.as_object())
        else:
            print(status_text(now, job.failures(args.status), args.lang))
        return 0
    if args.file is None:
        from protocols.errors import UserError

        raise UserError(f"sweep: found no FILE, allowed: a sweep file, or one of {', '.join(job.Sweep.names())}")
    found = job.Sweep.load(args.file)
    done = found.run(
        args.out,
        args.workers,
        engine=args.engine,
        limit=args.limit,
        shard=args.shard,
        retry_failed=args.retry_failed,
        tell=lambda ahead: print(estimate_text(ahead, args.lang), file=sys.stderr, flush=True),
    )
    if args.json:
        print_json(done.as_object())
    else:
        print(results_text(found.setting.spec.name, done, args.shard is not None, args.lang))
    return 1 if done.failed else 0


def print_json(found: object) -> None:
    """Print one JSON value and nothing else."""
    import json

    print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2))


def default_language() -> str:
    """The language of the variable ``GONGYING_LANG``, English without it; a locale such as ``zh_CN.UTF-8`` will do."""
    wished = os.environ.get("GONGYING_LANG") or "en"
    short = wished.replace("-", "_").partition("_")[0].lower()
    if short not in LANGUAGES:
        raise ValueError(f"GONGYING_LANG: found {wished!r}, allowed: {', '.join(LANGUAGES)}")
    return short

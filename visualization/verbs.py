"""The verbs of the command line, one entry per job: name, help in both languages, what it calls, its options, examples."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from visualization import jobs, regions
from visualization.options import (
    AUDIT_OPTIONS,
    CALIBRATE_OPTIONS,
    LANG,
    NEGOTIATE_OPTIONS,
    RUN_OPTIONS,
    SCHEMES_OPTIONS,
    SETTLE_OPTIONS,
    SWEEP_OPTIONS,
    VERIFY_OPTIONS,
    Option,
    Pair,
)
from visualization.options_analyse import ANALYSE_OPTIONS
from visualization.options_compare import COMPARE_OPTIONS
from visualization.options_design import DESIGN_OPTIONS
from visualization.options_region import REGION_OPTIONS
from visualization.options_study import STUDY_OPTIONS
from visualization.options_watch import WATCH_OPTIONS
from visualization.options_week import PLACED

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


VERBS: tuple[Verb, ...] = (
    Verb(
        "run",
        ("play a show and tell its story, its money and its measures (the default)", "排练一场直播（默认）"),
        jobs.run,
        (PLACED, *RUN_OPTIONS),
        (
            "run.py",
            "run.py run --scheme commission_only --seed 7",
            "run.py run --variant carrier_outage_E --set gift.first_n_orders=800 --lang zh",
            "run.py run --replications 200 --json",
            "run.py run festival_week",
            "run.py run --shows 50 --scheme commission_only --against full_collaboration --replications 20",
        ),
    ),
    Verb(
        "watch",
        ("open the page: watch a show, sit at the table, compare schemes", "打开页面：观看直播、入座谈判、比较方案"),
        jobs.watch,
        WATCH_OPTIONS,
        ("run.py watch", "run.py watch --port 8080 --no-open"),
    ),
    Verb(
        "region",
        ("play one evening of a generated region of up to 20,000 parties", "演练生成区域的一晚（至多两万个参与方）"),
        regions.region,
        REGION_OPTIONS,
        ("run.py region", "run.py region --parties 10000 --scheme full_collaboration", "run.py region my_region.yaml --json"),
    ),
    Verb("scenarios", ("list the scenarios", "列出场景"), jobs.list_scenarios, (LANG,), ("run.py scenarios",)),
    Verb(
        "schemes",
        ("list the incentive schemes, or explain one", "列出激励方案，或说明其中之一"),
        jobs.schemes,
        SCHEMES_OPTIONS,
        ("run.py schemes", "run.py schemes alert_bond", "run.py schemes win_win_pool_nash --json"),
    ),
    Verb(
        "compare",
        ("compare two schemes on the same luck", "在相同运气下比较两个方案"),
        jobs.compare,
        COMPARE_OPTIONS,
        (
            "run.py compare arms_length full_collaboration",
            "run.py compare slot_fee_commission alert_bond --replications 100 --json",
            "run.py compare commission_only guarantee --until chain_surplus=8000",
        ),
    ),
    Verb(
        "audit",
        (
            "audit schemes as mechanisms: who gains, who would cheat, does it balance, does it hold together",
            "审计方案的机制：谁获益、谁会失信、收支是否平衡、能否维系",
        ),
        jobs.audit,
        AUDIT_OPTIONS,
        (
            "run.py audit slot_fee_commission",
            "run.py audit commission_only alert_bond --replications 40 --out results/bond",
            "run.py audit full_collaboration --shows 10 --replications 8 --json",
        ),
    ),
    Verb(
        "sweep",
        ("play a declared sweep: parameters × schemes × luck, resumable", "执行参数扫描：参数 × 方案 × 运气，可续跑"),
        jobs.sweep,
        SWEEP_OPTIONS,
        (
            "run.py sweep return_rate",
            "run.py sweep my_sweep.yaml --out results/mine --workers 2 --limit 30",
            "run.py sweep my_sweep.yaml --shard 3/16",
            "run.py sweep --status results/mine",
        ),
    ),
    Verb(
        "analyse",
        ("analyse a sweep: who gains, what matters, where schemes break even", "分析扫描：谁获益、什么重要、何处持平"),
        jobs.analyse,
        ANALYSE_OPTIONS,
        (
            "run.py analyse results/sweep-return_rate",
            "run.py analyse results/mine --outcome chain_surplus --outcome=-lost_units --csv",
            "run.py analyse results/mine --half-width 500 --discover 'chain_surplus<0' --json",
        ),
    ),
    Verb(
        "study",
        ("answer a question by a named or written study, on the same luck", "以自带或自写的研究回答一个问题（相同运气）"),
        jobs.study,
        STUDY_OPTIONS,
        (
            "run.py study",
            "run.py study one_plus_one --quick",
            "run.py study my_study.yaml --out results/mine --workers 2",
        ),
    ),
    Verb(
        "design",
        (
            "search terms of schemes for the front of surplus, worst-off party and temptation",
            "搜索方案条款：盈余、最弱一方与失信动机的前沿",
        ),
        jobs.design,
        DESIGN_OPTIONS,
        (
            "run.py design alert_bond leftover_share",
            "run.py design slot_fee_commission --parameters my_ranges.yaml --trials 128 --replications 16",
            "run.py design --trials 256 --out results/search --json",
        ),
    ),
    Verb(
        "negotiate",
        ("play one stand-alone negotiation from a domain file", "按谈判域文件单独谈判一次"),
        jobs.negotiate,
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
        jobs.settle,
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
        jobs.calibrate,
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
        jobs.verify,
        VERIFY_OPTIONS,
        ("run.py verify", "run.py verify cases.json --family B --json", "run.py verify --page docs/validation.md"),
    ),
)

"""The command line without a show: help, languages, verbs, and mistakes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import run
from environment import Scenario
from tests.cli.typed import typed
from visualization.verbs import Verb

outcome = typed()


@pytest.mark.parametrize("verb", [verb.name for verb in run.VERBS])
def test_every_verb_explains_itself_in_both_languages(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, english, _ = outcome(capsys, verb, "--help")
    assert code == 0
    assert "examples:" in english
    code, chinese, _ = outcome(capsys, verb, "--help", "--lang", "zh")
    assert code == 0
    assert "示例：" in chinese
    table = next(each for each in run.VERBS if each.name == verb)
    assert table.help[0] in english.replace("\n", " ")
    assert table.help[1] in chinese


@pytest.mark.parametrize("verb", run.VERBS, ids=lambda verb: verb.name)
def test_every_example_of_the_help_parses(verb: Verb) -> None:
    for example in verb.examples:
        program, *words = example.split()
        assert program == "run.py"
        args = run.build_parser("en").parse_args(run.with_verb(words))
        assert args.action is verb.action
        if getattr(args, "set", None) or getattr(args, "variant", None):
            Scenario.load(args.scenario or "autumn_launch", variants=args.variant, overrides=dict(args.set))


def test_the_example_in_the_refusal_of_a_bad_setting_is_a_real_path(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = outcome(capsys, "--set", "gift")
    path, value = err.rpartition("such as ")[2].split()[0].split("=")
    Scenario.load("autumn_launch", overrides={path: value})


def test_run_is_the_default_verb() -> None:
    assert run.with_verb([]) == ["run"]
    assert run.with_verb(["--seed", "3"]) == ["run", "--seed", "3"]
    assert run.with_verb(["--help"]) == ["--help"]
    assert run.with_verb(["schemes"]) == ["schemes"]


def test_an_unknown_verb_is_named_with_its_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "shemes")
    assert (code, out) == (2, "")
    assert "'shemes'" in err
    assert "did you mean schemes?" in err


@pytest.mark.parametrize(
    "words",
    [
        ("--seed", "-1"),
        ("--seed", str(2**63)),
        ("--seed", "soon"),
        ("--seed", "9" * 5000),
        ("--shows", "0"),
        ("--replications", "0"),
        ("--replications", "1000000000000"),
        ("--scheme", ""),
        ("--out", ""),
        ("--out", __file__),
        ("--out", f"{__file__}/deeper"),
        ("--set", "gift.first_n_orders"),
        ("--set", "=3"),
        ("--lang", "fr"),
        ("--no-such-option",),
    ],
)
def test_a_malformed_option_is_refused_before_any_work(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = outcome(capsys, *words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err and len(err) < 1500
    assert words[0] in err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--scenario", "no_such_show"), "no_such_show"),
        (("--scheme", "no_such_scheme"), "no_such_scheme"),
        (("--variant", "no_such_variant"), "no_such_variant"),
        (("--set", "no.such.path=1"), "no"),
        (("--set", "seed=maybe"), "seed"),
    ],
)
def test_a_mistake_in_the_input_is_one_message(
    words: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = outcome(capsys, "run", "--json", *words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert named in err


@pytest.mark.parametrize(
    "words",
    [("--port", "0"), ("--port", "65536"), ("--results", __file__), ("--host", ""), ("--host", " ")],
    ids=["no port", "too high", "no folder", "every network", "blank"],
)
def test_what_the_page_cannot_be_served_with_is_refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "watch", *words)
    assert (code, out) == (2, "")
    assert words[0] in err and words[1] in err


@pytest.mark.parametrize("flag", ["--shows", "--seed"])
def test_a_count_that_is_no_number_is_told_what_is_allowed(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "run", flag, "abc")
    assert (code, out) == (2, "")
    assert "found abc; allowed: a whole number from" in err


@pytest.mark.parametrize("words", [("audit", "nope"), ("schemes", "nope"), ("compare", "nope", "guarantee")])
def test_a_scheme_by_its_place_is_not_called_an_option(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = outcome(capsys, *words)
    assert code == 2
    assert "scheme nope: no scheme of that name" in err and "--scheme" not in err


def test_the_language_of_the_environment_is_used_and_overruled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGYING_LANG", "zh")
    assert run.language_of([]) == "zh"
    assert run.language_of(["run", "--lang", "en"]) == "en"
    assert run.language_of(["run", "--lang=en"]) == "en"
    monkeypatch.setenv("GONGYING_LANG", "zh_CN.UTF-8")
    assert run.language_of(["run"]) == "zh"


def test_a_language_we_do_not_speak_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GONGYING_LANG", "tlh")
    assert run.main(["scenarios"]) == 2
    assert capsys.readouterr().err == "GONGYING_LANG: found 'tlh', allowed: en, zh\n"


def test_help_and_complaints_are_in_chinese_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--lang", "zh", "-h"], ["compare", "--lang", "zh", "-h"], ["compare", "--lang", "zh"]):
        _, out, err = outcome(capsys, *words)
        assert "用法：" in out + err
        assert not any(word in out + err for word in ("usage:", "options:", "arguments:", "error:", "show this"))


def test_lists_name_what_can_be_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    from environment import Scheme

    code, out, _ = outcome(capsys, "scenarios")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == list(Scenario.names())
    listed = [line.split()[1] for line in out.splitlines() if line.startswith("  --variant")]
    assert listed == [variant for name in Scenario.names() for variant in Scenario.load(name).variants]
    code, out, _ = outcome(capsys, "schemes", "--lang", "zh")
    assert code == 0
    assert {line.split()[0] for line in out.splitlines()} >= set(Scheme.names())


def test_version_is_that_of_the_project(root: Path) -> None:
    from protocols.version import VERSION

    done = subprocess.run(
        [sys.executable, "run.py", "--version"], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"gongying {VERSION}\n"
    assert f"## {VERSION}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")

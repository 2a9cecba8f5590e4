"""The verb ``negotiate``: the JSON object, the text in both languages, pictures, and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import run
from experiments.negotiate import load_domain
from protocols.registry import PROTOCOLS
from tests.cli.typed import typed
from visualization.columns import width

KEYS = {
    "agreement", "outcome", "rounds", "utilities", "reservation", "pareto", "nash", "kalai_smorodinsky",
    "egalitarian", "utilitarian", "distance_to_pareto", "transcript",
}  # fmt: skip


outcome = typed("negotiate")


def played(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, out, err = outcome(capsys, *words, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    assert set(found) >= KEYS
    return found


def test_the_object_holds_the_deal_and_what_was_possible(capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys, "logrolling", "--strategy", "buyer=bayesian", "--strategy", "seller=bayesian")
    domain = load_domain("logrolling")
    assert found["agreement"] is True
    row = domain.space.index(found["outcome"])
    assert found["utilities"] == dict(zip(domain.names, domain.table[row].tolist(), strict=True))
    assert found["reservation"] == {"buyer": 0.3, "seller": 0.25}
    front = np.array([list(point["utilities"].values()) for point in found["pareto"]])
    assert (np.diff(front[:, 0]) <= 0).all() and (np.diff(front[:, 1]) >= 0).all()
    best = ((domain.table - domain.reservations).clip(0).prod(axis=1)).max()
    gains = np.array(list(found["nash"]["utilities"].values())) - domain.reservations
    assert gains.prod() == pytest.approx(best)
    assert found["distance_to_pareto"] == pytest.approx(
        np.sqrt(((front - list(found["utilities"].values())) ** 2).sum(axis=1)).min()
    )
    said = [message["performative"] for message in found["transcript"]]
    assert said[0] == "propose" and said[-1] == "accept-proposal"


def test_same_command_same_bytes_and_another_seed_another_talk(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("logrolling", "--strategy", "buyer=random_absolute_tit_for_tat", "--strategy", "seller=linear")
    one, two, three = (outcome(capsys, *words, "--json", "--seed", seed)[1] for seed in ("1", "1", "2"))
    assert one == two != three


def test_first_rounds_and_protocol_are_heeded(capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys, "logrolling", "--first", "seller", "--rounds", "7")
    assert found["transcript"][0]["sender"] == "seller" and found["rounds"] <= 7
    fair = played(capsys, "rush_deal", "--protocol", "arbitration:solution=egalitarian")
    assert fair["outcome"] == fair["egalitarian"]["outcome"] and fair["distance_to_pareto"] == 0.0


def test_a_breakdown_is_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys, "logrolling", "--strategy", "buyer=walk_away")
    assert (found["agreement"], found["outcome"], found["reason"]) == (False, None, "walk_away")
    assert found["utilities"] == found["reservation"] and found["distance_to_pareto"] > 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("domain", ["logrolling", "rush_deal"])
def test_every_protocol_plays_or_says_why_not(domain: str, protocol: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, domain, "--protocol", protocol)
    assert code in (0, 2) and bool(out) == (code == 0)
    assert "Traceback" not in err and (protocol in err or code == 0)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", [("logrolling",), ("rush_deal",), ("host_terms", "--strategy", "host=walk_away")])
def test_the_text_tells_the_deal_the_landmarks_and_the_talk(
    lang: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = outcome(capsys, *words, "--lang", lang)
    assert code == 0
    domain = load_domain(words[0])
    for party in domain.parties:
        assert party.says(lang) in out
    heads = {"en": ["What it is worth", "Landmarks", "The talk"], "zh": ["各方所得", "参照点", "谈判过程"]}[lang]
    assert all(head in out for head in heads)
    plot = [line for line in out.splitlines() if " │" in line]
    assert len(plot) == (18 if len(domain.parties) == 2 else 0)
    if plot:
        marks = set("".join(plot))
        assert {"o", "|", "-"} <= marks and marks & {"N", "K"} and all(width(line) <= 110 for line in plot)
        assert ("*" in "".join(plot)) == ("walk_away" not in " ".join(words))


@pytest.mark.parametrize("domain", ["logrolling", "rush_deal"])
def test_pictures_are_drawn_in_both_forms(domain: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, magic in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        path = tmp_path / "new" / f"plot.{form}"
        assert outcome(capsys, domain, "--plot", str(path), "--lang", "zh")[0] == 0
        assert path.read_bytes().startswith(magic)
    text = (tmp_path / "new" / "plot.svg").read_text(encoding="utf-8")
    assert load_domain(domain).parties[0].says("zh") in text
    assert "CNY" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no_such_domain",), "allowed: a file, a folder, or one of host_terms, logrolling, rush_deal"),
        (("logrolling", "--strategy", "byer=linear"), "found party 'byer', allowed: buyer, seller"),
        (("logrolling", "--strategy", "buyer=linnear"), "strategy 'linnear': unknown"),
        (("logrolling", "--strategy", "buyer=boulware:e=-1"), "e=-1"),
        (("logrolling", "--strategy", "linear"), "PARTY=NAME"),
        (("logrolling", "--first", "me"), "found party 'me'"),
        (("logrolling", "--protocol", "poker"), "protocol 'poker': unknown"),
        (("logrolling", "--rounds", "0"), "--rounds"),
        (("logrolling", "--plot", "x.pdf"), ".svg or .png"),
        ((), "DOMAIN"),
    ],
)
def test_a_mistake_is_one_message(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, *words)
    assert (code, out) == (2, "")
    assert said in err and "Traceback" not in err


def test_terms_are_told_with_names_and_units_and_rates_in_per_cent(capsys: pytest.CaptureFixture[str]) -> None:
    for lang, terms in (("en", "commission rate 30%, slot fee total 60,000 CNY"), ("zh", "佣金率 30%，坑位费合计 60,000 元")):
        assert run.main(["negotiate", "host_terms", "--lang", lang]) == 0
        told = capsys.readouterr().out
        assert terms in told and "commission_rate" not in told and "0.3," not in told


def test_where_no_terms_suit_both_that_is_said_and_no_distance(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "apart.yaml"
    own.write_text(
        "name: apart\nissues:\n  - {name: price, values: [10, 20]}\nparties:\n"
        "  - {name: seller, reservation: 3, utility: {weights: {price: 1}, values: {price: {10: 0, 20: 1}}}}\n"
        "  - {name: buyer, reservation: 0, utility: {weights: {price: 1}, values: {price: {10: 1, 20: 0}}}}\n",
        encoding="utf-8",
    )
    told_of = {"en": ("no terms are worth having to both", "away from"), "zh": ("没有对双方都值得的条件", "距最近者")}
    for lang, (said, gone) in told_of.items():
        assert run.main(["negotiate", str(own), "--lang", lang]) == 0
        told = capsys.readouterr().out
        assert said in told and gone not in told and "deadline" not in told

"""Results of studies as pages for people: ``python -m experiments.study.page [NAME …] [--quick]`` writes docs/studies/."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.analysis.naming import Pair, figure, unit_of
from experiments.storage import write_atomically
from experiments.study.contrasts import Found
from experiments.study.export import comparison_rows, csv_bytes
from experiments.study.read import Study
from experiments.study.result import Level, Result
from experiments.study.words import design, label, mean_change, named, place_name, say, spent, unit, worded

OUT = Path("docs") / "studies"


def page(result: Result) -> str:
    """The page in Markdown: question, answer in both languages, design, tables, and the command that remakes it."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    spec = result.study.spec
    yield from (f"# {spec.question.en}", "", f"*{spec.question.zh}*", "")
    for text in worded(result):
        yield from (text, "")
    for text in design(result):
        yield from (text, "")
    yield from (say("head.source", source=spec.source)[0], "")
    yield from (say("again.page", cpu=spent(result.cpu_s))[0], "", "<!-- not run: plays for minutes -->", "```console")
    yield f"$ python -m experiments.study.page {spec.name}{' --quick' if result.quick else ''}"
    yield from ("```", "", say("data", file=f"{spec.name}.csv")[0], "")
    for outcome in spec.outcomes:
        name = named(result, outcome)
        unit_text = {"CNY": " (CNY)", "share": " (%)"}.get(unit_of(outcome), "")
        yield from (f"## {name[0]} · {name[1]}{unit_text}", "")
        yield from _table(level_head(), [level_cells(result, each) for each in result.levels(outcome)])
        found = result.comparisons(outcome)
        if found:
            yield ""
            yield from _table(found_head(), [found_cells(result, each) for each in found])
        yield ""
    yield from (say("note.levels")[0], "", say("note.compared")[0])


def _table(head: Sequence[Pair], body: Sequence[Sequence[Pair]]) -> Iterator[str]:
    yield "| " + " | ".join(en for en, _ in head) + " |"
    yield "|" + " --- |" + " ---: |" * (len(head) - 1)
    for row in body:
        yield "| " + " | ".join(en.replace("|", "\\|") for en, _ in row) + " |"


def same(text: str) -> Pair:
    return text, text


def level_head() -> tuple[Pair, ...]:
    return tuple(say(f"col.{key}") for key in ("arm", "mean", "interval", "tail", "n"))


def level_cells(result: Result, each: Level) -> tuple[Pair, ...]:
    """One arm at one point: name, mean, interval, worst eighth, n."""
    which, found = unit_of(each.outcome), each.mean
    between = f"[{figure(found.low, which)}, {figure(found.high, which)}]" if found.n > 1 else "–"
    cells = (figure(found.mean, which), between, figure(each.tail, which), str(found.n))
    return (place_name(result.study.spec, each), *map(same, cells))


def found_head() -> tuple[Pair, ...]:
    return tuple(say(f"col.{key}") for key in ("comparison", "difference", "interval", "p", "n", "verdict"))


def found_cells(result: Result, each: Found) -> tuple[Pair, ...]:
    """One comparison: name, difference, interval, corrected p, n, verdict."""
    which, one = unit(each), each.paired
    between = f"[{figure(one.low, which, True)}, {figure(one.high, which, True)}]" if one.spread else "–"
    p = "–" if one.p_holm != one.p_holm else "< 0.001" if one.p_holm < 0.001 else f"{one.p_holm:.3f}"
    numbers = (mean_change(each), same(between), same(p), same(str(one.n)))
    return (label(result.study.spec, each), *numbers, say(f"verdict.{each.verdict}"))


def main(words: Sequence[str] | None = None) -> None:
    """Play studies and write their pages and tables."""
    parser = argparse.ArgumentParser(prog="python -m experiments.study.page", description="Pages of studies")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a shipped study or a file (default: all shipped)")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args(words)
    for name in asked.names or Study.names():
        result = Study.load(name).run(quick=asked.quick, workers=asked.workers or "auto")
        write_page(result, asked.out)
        print(asked.out / f"{result.study.spec.name}.md", file=sys.stderr, flush=True)


def write_page(result: Result, folder: Path) -> None:
    """Write the page and the table of comparisons of a study into ``folder``."""
    name = result.study.spec.name
    write_atomically(folder / f"{name}.md", page(result).encode())
    write_atomically(folder / f"{name}.csv", csv_bytes(comparison_rows(result)))


if __name__ == "__main__":
    main()

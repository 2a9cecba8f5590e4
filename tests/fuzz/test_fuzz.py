"""Changed files give a result or one clear error: a fixed sample of each kind, and every case that once did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.__main__ import one
from tests.fuzz.corpus import build
from tests.fuzz.guard import judge
from tests.fuzz.kinds import ATTEMPTS, Kind, kinds

CASES = Path(__file__).parent / "cases"  # <kind>-<seed>-<case>/: the files, and USED.txt, which names the one to use
COUNT = {"scenario": 60, "results": 25, "week": 40, "upload": 40, "market_day": 80, "study": 80, "scheme": 120, "sweep": 80}


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds(build(tmp_path_factory.mktemp("originals")))}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_changed_file_gives_a_result_or_one_clear_error(name: str, every: dict[str, Kind], tmp_path: Path) -> None:
    found = [(case, *one(every[name], case, tmp_path / "case")[:2]) for case in range(COUNT.get(name, 200))]
    bad = [f"case {case}: {what}" for case, verdict, what in found if verdict == "finding"]
    assert not bad, "\n".join(bad[:3])
    assert {verdict for _, verdict, _ in found} == {"result", "refused"}  # both ways are tried


@pytest.mark.parametrize("case", sorted(CASES.iterdir()) if CASES.exists() else [], ids=lambda path: path.name)
def test_what_was_once_found_stays_mended(case: Path) -> None:
    used = (case / "USED.txt").read_text(encoding="utf-8").strip()
    verdict, what = judge(ATTEMPTS[case.name.split("-")[0]], case / used)
    assert verdict != "finding", what

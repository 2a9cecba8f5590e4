"""A sweep on two hosts by dask, one of which is lost on the way: the rows are those of an undisturbed one at home."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.sweep import Sweep
from tests.experiments.sweep_hosts import missing
from tests.experiments.sweep_tools import ROOT, environment, sweep_file

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are of Linux")


def test_a_host_that_is_lost_costs_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dask.distributed", reason="the dask extra is not installed")
    if why := missing():
        pytest.skip(why)
    file = sweep_file(tmp_path, replications=50)
    inside = ["unshare", "-rn", "--kill-child", sys.executable, "-m", "tests.experiments.sweep_hosts"]
    words = [*inside, str(file), str(tmp_path / "two")]
    done = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["hosts"] == 2  # both had played when one was lost
    assert (told["done"], told["failed"]) == (200, 0)
    monkeypatch.setenv("SWEEP_MARKS", str(tmp_path))
    Sweep.load(file).run(tmp_path / "home", 2, model="tests.experiments.sweep_models:marked")
    assert len(list(tmp_path.glob("host-*"))) == 1
    assert (tmp_path / "two" / "rows.parquet").read_bytes() == (tmp_path / "home" / "rows.parquet").read_bytes()

"""Nothing read from a file runs, leaves its folder, or grows without limit."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from environment import Scenario, Scheme
from experiments.design.space import load_space
from experiments.negotiate import load_domain
from experiments.settle import load_agreement
from experiments.study import Study
from experiments.sweep import Sweep
from experiments.verify.files import load_cases
from protocols.errors import UserError
from visualization.page.upload import accept, allowed, folders

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocols", "agents", "environment", "experiments", "visualization")
FORBIDDEN = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "yaml.full_load",
             "pd.read_pickle", "np.load", "tempfile.mktemp", "subprocess.getoutput"}  # fmt: skip
CHOSEN = {  # modules named at run time, and by whom
    "environment/__init__.py", "environment/measures/registry.py", "visualization/page/app.py",
    "experiments/sweep/work.py", "experiments/verify/runner.py",
}  # fmt: skip
LOADERS = {
    "scenario": Scenario.load, "scheme": Scheme.load, "sweep": Sweep.load, "study": Study.load, "domain": load_domain,
    "contract": load_agreement, "ranges": lambda path: load_space([Scheme.load("alert_bond")], path),
}  # fmt: skip
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + k)}: &{chr(98 + k)} [{', '.join(['*' + chr(97 + k)] * 10)}]\n" for k in range(9)
)


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(file, name called, call) of every call in the packages."""
    for path in [ROOT / "run.py", *(p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py")))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(ROOT)), ast.unparse(node.func), node


def test_no_call_runs_text_as_code() -> None:
    assert not [(file, name) for file, name, _ in calls() if name in FORBIDDEN]


def test_no_process_is_started_by_a_shell() -> None:
    assert not [
        (file, name)
        for file, name, call in calls()
        for word in call.keywords
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    ]


def test_modules_are_chosen_at_run_time_in_known_places_only() -> None:
    assert {file for file, name, _ in calls() if name.split(".")[-1] == "import_module"} <= CHOSEN


def test_tables_are_read_without_pickled_objects() -> None:
    assert not [file for file, _, call in calls() for word in call.keywords if word.arg == "allow_pickle"]


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch {here}/ran']\n",
        "schema: !!python/name:os.system\n",
        LAUGHS,
        "[" * 5000,
        "{a: " * 3000,
        "a: " + "9" * 5000,
        "\0\0\0",
        "a: b\n---\na: b\n",
        "? [a, b]\n: 1\n",
        "\ufeff",
        "a: *nowhere\n",
        "x: &x [*x]\n",
    ],
    ids=[
        "object", "name", "laughs", "deep lists", "deep maps", "long number", "nul", "two documents", "key", "mark", "alias",
        "loop",
    ],
)
def test_hostile_text_is_refused_in_one_message(kind: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text.replace("{here}", str(tmp_path)), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        LOADERS[kind](path)  # type: ignore[operator]
    assert 0 < len(str(caught.value).replace(str(tmp_path), "")) < 6000  # wherever the file lies
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("kind", LOADERS)
def test_files_beyond_the_limit_folders_and_missing_files_are_refused(kind: str, tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: 1\n#" + b"x" * (9 * 2**20))
    for path in (large, tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(UserError):
            LOADERS[kind](path)  # type: ignore[operator]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><negotiation_template>&b;</negotiation_template>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><negotiation_template>&a;</negotiation_template>'


@pytest.mark.parametrize("text", [ENTITIES, OUTSIDE, "<a>" * 5000, "<a", "<a/><b/>", "&a;", "<a>\0</a>"])
def test_xml_has_no_entities_and_a_depth(text: str, tmp_path: Path) -> None:
    path = tmp_path / "domain.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        load_domain(path)


HOSTILE_JSON = ["[" * 100_000, "9" * 5000, '{"a": 1e999}', "[NaN]", "\0", '"\\ud800"', '{"domains": [1], "runs": 3}']


@pytest.mark.parametrize("text", HOSTILE_JSON)
def test_hostile_json_gives_cases_or_one_message(text: str, tmp_path: Path) -> None:
    from experiments.verify import verify_files

    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        load_domain(path)
    try:
        load_cases(path)
        verify_files([path])
    except UserError as error:
        assert str(error)


def test_names_of_files_do_not_lead_out_of_the_pages_folders(tmp_path: Path) -> None:
    kept, root = tmp_path / "kept", tmp_path / "results"
    kept.mkdir()
    root.mkdir()
    (root / "link").symlink_to("/etc")
    scheme = (ROOT / "environment" / "scheme" / "data" / "alert_bond.yaml").read_bytes()
    for name in ("../../evil.yaml", "..\\..\\evil.yaml", "/etc/evil.yaml", "a\0b.yaml", "x" * 500, "..", ""):
        _, _, path = accept(name, scheme, kept, have=1)
        assert path.resolve().parent == kept.resolve()
        path.unlink()
    for name in ("..", "../kept", "/etc", "link", "link/passwd", "a\0b", "a/../../kept"):
        with pytest.raises(UserError):
            allowed(name, root)
    assert allowed("a/../b", root) == root / "b"
    (root / "loop").symlink_to(root / "loop")
    assert allowed("loop", root) == root / "loop"
    for name in ("sweep", os.fsdecode("秋季".encode("gbk"))):  # the browser could not be sent the second
        (root / name).mkdir()
        (root / name / "sweep.yaml").touch()
    assert folders(root) == ["sweep"]


def test_names_inside_files_do_not_lead_out_of_the_results(tmp_path: Path) -> None:
    """Names that become parts of file names: of sweeps, schemes, scenarios and parties."""
    sweep = "schema: gongying-sweep/1\nname: ../../evil\nscenario: autumn_launch\nschemes: [alert_bond]\n"
    (tmp_path / "sweep.yaml").write_text(sweep)
    with pytest.raises(UserError, match="name"):
        Sweep.load(tmp_path / "sweep.yaml")
    for kind, folder in ((Scenario, "scenario"), (Scheme, "scheme")):
        name = "autumn_launch" if kind is Scenario else "alert_bond"
        text = (ROOT / "environment" / folder / "data" / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / "x.yaml").write_text(text.replace(f"name: {name}", "name: ../../evil", 1), encoding="utf-8")
        with pytest.raises(UserError, match="name"):
            kind.load(tmp_path / "x.yaml")


def test_a_results_folder_that_names_other_files_reads_none_of_them(tmp_path: Path) -> None:
    from experiments.settle import settle

    (tmp_path / "run.json").write_text(json.dumps({"format": "gongying-run/1", "files": {"../../../etc/passwd": "0"}}))
    with pytest.raises(UserError) as caught:
        settle(str(tmp_path), None)
    assert "root:" not in str(caught.value)


def test_a_name_too_long_for_a_file_is_one_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import run

    monkeypatch.chdir(tmp_path)
    name = "a" * 5000
    for words in (["run", "--scenario", name], ["negotiate", name], ["settle", "minimum_sales", "--contract", name]):
        assert run.main(words) == 2
        said = capsys.readouterr().err
        assert 0 < len(said) < 6000 and "Traceback" not in said

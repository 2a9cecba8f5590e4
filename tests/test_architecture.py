"""The house rules that a machine can check: floors, libraries per floor, sizes, cycles, a light front door.

Everything is computed from the files that are there, so a new file is judged without being listed.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("protocols", "agents", "environment", "experiments", "visualization")
ADDED = {
    "protocols": {"numpy", "scipy"},
    "agents": {"mesa", "networkx"},
    "environment": {"pandas", "pydantic", "pydantic_core", "yaml"},
    "experiments": {"pyarrow", "jinja2", "markupsafe", "tqdm", "SALib"},
    "visualization": {"matplotlib", "solara", "anywidget", "traitlets", "ipyvuetify", "ipyvue", "ipywidgets"},
}
# Optional libraries, each imported only by the adapter that bears its name.
ADAPTERS = {"negmas", "dask", "ema_workbench"}
# Global randomness, and formats that run code when they are read.
BANNED = {"random", "pickle", "marshal", "shelve", "dill", "joblib"}
# Slow to import: only where used, inside a function, below the named floor.
LAZY = {"pandas": "experiments", "scipy.stats": None, "matplotlib.pyplot": None, "solara": "visualization"}
MAX_FILE, MAX_FUNCTION = 400, 60
HEAVY = ("mesa", "numpy", "pandas", "scipy", "matplotlib", "solara", "networkx", "pydantic", "pyarrow")


@dataclass(frozen=True)
class Import:
    """One import: who, what, where, and whether it runs when the module is loaded."""

    module: str
    target: str
    line: int
    at_load: bool


@cache
def files() -> dict[str, Path]:
    """Every module of the five packages, by dotted name."""
    found = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def waits(node: ast.AST) -> bool:
    """Whether what is inside ``node`` does not run when the module is loaded."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def walk(node: ast.AST, at_load: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """Every node below ``node``, with whether it runs when the module is loaded."""
    for child in ast.iter_child_nodes(node):
        yield child, at_load
        yield from walk(child, at_load and not waits(child))


def targets(node: ast.AST, module: str, is_package: bool) -> list[str]:
    """What an import names, absolute and dotted: the module itself where a module is named."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    assert isinstance(node, ast.ImportFrom)
    base = node.module or ""
    if node.level:
        package = module.split(".") if is_package else module.split(".")[:-1]
        above = package[: len(package) - node.level + 1]
        base = ".".join([*above, base] if base else above)
    inner = [f"{base}.{alias.name}" for alias in node.names]
    third_party = base.split(".")[0] not in FLOORS
    return [name if name in files() or third_party else base for name in inner]


@cache
def imports() -> tuple[Import, ...]:
    found = []
    for module, path in files().items():
        for node, at_load in walk(tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for target in targets(node, module, path.name == "__init__.py"):
                    found.append(Import(module, target, node.lineno, at_load))
    return tuple(found)


def described(offenders: list[Import]) -> str:
    return "\n" + "\n".join(f"{each.module}:{each.line} imports {each.target}" for each in offenders)


def test_there_is_something_to_check() -> None:
    assert {name.split(".")[0] for name in files()} == set(FLOORS)
    assert len(imports()) > 20


def test_imports_only_go_down() -> None:
    def goes_up(each: Import) -> bool:
        here, there = each.module.split(".")[0], each.target.split(".")[0]
        return there in {"tests", "run"} or (there in FLOORS and FLOORS.index(there) > FLOORS.index(here))

    offenders = [each for each in imports() if goes_up(each)]
    assert not offenders, described(offenders)


def test_each_floor_uses_only_its_libraries() -> None:
    def is_foreign(each: Import) -> bool:
        floor, library = each.module.split(".")[0], each.target.split(".")[0]
        allowed = set().union(*(ADDED[name] for name in FLOORS[: FLOORS.index(floor) + 1]))
        if library in ADAPTERS:
            return library not in each.module.split(".")[-1] or each.at_load
        return library not in {*sys.stdlib_module_names, *FLOORS, *allowed} or library in BANNED

    offenders = [each for each in imports() if is_foreign(each)]
    assert not offenders, described(offenders)


def test_slow_libraries_are_imported_where_used() -> None:
    def is_early(each: Import) -> bool:
        floor = FLOORS.index(each.module.split(".")[0])
        slow = [name for name in LAZY if f"{each.target}.".startswith(f"{name}.")]
        allowed_from = [LAZY[name] for name in slow]
        return each.at_load and any(home is None or floor < FLOORS.index(home) for home in allowed_from)

    offenders = [each for each in imports() if is_early(each)]
    assert not offenders, described(offenders)


def test_what_is_played_sums_alike_on_every_processor() -> None:
    """Products of floats go through ``protocols.sums.dot``, not through BLAS; the rest of protocols solves linear systems."""
    played = ("agents.", "environment.", "protocols.beliefs.", "protocols.rules.", "protocols.contracts.", "protocols.risk")
    banned = {"vecdot", "matmul", "tensordot", "inner", "vdot", "matvec", "vecmat"}
    offenders = [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for module, path in files().items() if f"{module}.".startswith(played)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult))
        or (isinstance(node, ast.Attribute) and node.attr in banned and ast.unparse(node.value) == "np")
    ]  # fmt: skip
    assert not offenders, "\n".join(offenders)


def test_no_import_cycles() -> None:
    inside = [each for each in imports() if each.at_load and each.target in files()]
    graph = nx.DiGraph([(each.module, each.target) for each in inside])
    circles = [sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1]
    circles += [[name] for name in nx.nodes_with_selfloops(graph)]
    assert not circles, circles


def test_no_file_is_too_long() -> None:
    paths = [*files().values(), ROOT / "run.py", *sorted((ROOT / "tests").rglob("*.py"))]
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert not {str(path): lines for path, lines in lengths.items() if lines > MAX_FILE}


def test_no_function_is_too_long() -> None:
    offenders = []
    for path in [*files().values(), ROOT / "run.py"]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > MAX_FUNCTION:
                    offenders.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines")
    assert not offenders, "\n".join(offenders)


def test_every_package_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in files().values()}
    assert not [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import runpy, sys\n"
        "sys.argv = ['run.py', '--help']\n"
        "try:\n"
        "    runpy.run_path('run.py', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert all(verb in done.stdout for verb in ("run", "scenarios", "schemes"))

"""The parties' code itself: it reads no model and knows no world."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

AGENTS = sorted((Path(__file__).resolve().parents[2] / "agents").rglob("*.py"))


@pytest.mark.parametrize("path", AGENTS, ids=lambda p: p.stem)
def test_no_party_reads_its_model_and_none_imports_the_world(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("model", "_model"), f"{path.name}:{node.lineno} reads .{node.attr}"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "vars"):
            named = [a.value for a in node.args if isinstance(a, ast.Constant)]
            assert "model" not in named, f"{path.name}:{node.lineno} reaches for the model"
        names = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] not in ("environment", "experiments", "visualization"), f"{path.name}:{node.lineno}"


def test_a_party_keeps_no_reference_to_another() -> None:
    """Walk what each party holds: no other party and no world is reachable except through Mesa's own attribute."""
    import mesa

    from environment import Scenario, Scheme
    from environment.world import World

    world = World(Scenario.load("autumn_launch"), Scheme.load("full_collaboration"), 4)
    world.play()
    for party in world.cast.all().values():
        seen: set[int] = set()
        todo = [(party.name, v) for k, v in vars(party).items() if k not in ("model", "_model")]
        while todo:
            where, value = todo.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            assert not isinstance(value, mesa.Agent | mesa.Model), where
            if isinstance(value, dict):
                todo += [(f"{where}[{k}]", v) for k, v in value.items()]
            elif isinstance(value, list | tuple | set | frozenset):
                todo += [(f"{where}[]", v) for v in value]
            elif hasattr(value, "__slots__") or hasattr(value, "__dict__"):
                names = [*getattr(type(value), "__slots__", ()), *getattr(value, "__dict__", {})]
                todo += [(f"{where}.{n}", getattr(value, n, None)) for n in names if isinstance(n, str)]
    world.close()

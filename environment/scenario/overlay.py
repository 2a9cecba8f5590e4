"""Overlays: change a file by dotted paths, as variants and ``--set`` do.

``factories.F2.capacity_per_day`` walks keys, and items of lists by their ``id`` (or by position where items
have none). The last step may be new: an entry of a keyed collection, or a key that the schema then accepts
or refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from environment.scenario.tree import Node, parse
from protocols.errors import UserError


def suggest(found: str, allowed: tuple[str, ...]) -> str:
    """What is allowed instead of ``found``: the nearest names, or the whole list when none is near."""
    near = get_close_matches(found, allowed, n=3, cutoff=0.6)
    if near:
        return " or ".join(f"'{name}'" for name in near) + " (nearest)"
    return (", ".join(allowed[:40]) + (", …" if len(allowed) > 40 else "")) if allowed else "nothing here"


def overlay(root: Node, path: str, value: Node) -> Node:
    """``root`` with the entry at dotted ``path`` replaced by ``value`` (whose origin names the overlay)."""
    steps = path.split(".")
    if not all(steps):
        raise UserError(f"{value.origin}: '{path}' is not a dotted path such as audience.views")
    return _put(root, steps, 0, value)


def _put(node: Node, steps: list[str], depth: int, value: Node) -> Node:
    step, last = steps[depth], depth == len(steps) - 1
    where = ".".join(steps[:depth]) or "the top level"
    if not isinstance(node.value, (dict, tuple)) or (node.value == () and not last):
        raise UserError(f"{value.origin}: unknown path '{'.'.join(steps)}': {where} holds no entries")
    old = node.child(step)
    if old is None and not last:
        raise UserError(
            f"{value.origin}: unknown path '{'.'.join(steps)}': {where} has no '{step}', "
            f"allowed: {suggest(step, node.names())}"
        )
    new = value if last else _put(old, steps, depth + 1, value)  # type: ignore[arg-type]
    if isinstance(node.value, dict):
        return replace(node, value={**node.value, step: new})
    return _put_item(node, node.value, step, _with_id(new, step) if last and _keyed(node) else new, steps)


def _put_item(node: Node, items: tuple[Node, ...], step: str, new: Node, steps: list[str]) -> Node:
    at = node.position(step)
    if at is not None and at < len(items):
        return replace(node, value=(*items[:at], new, *items[at + 1 :]))
    if not _keyed(node):
        path = ".".join(steps)
        raise UserError(
            f"{new.origin}: unknown path '{path}': found item '{step}', allowed: 0 to {len(items) - 1}"
        )
    if not isinstance(new.value, dict):
        path = ".".join(steps)
        raise UserError(
            f"{new.origin}: unknown path '{path}': no item '{step}', allowed: {suggest(step, node.names())}"
        )
    return replace(node, value=(*items, new))


def _keyed(node: Node) -> bool:
    return isinstance(node.value, tuple) and bool(node.value) and node.value[0].id() is not None


def _with_id(node: Node, name: str) -> Node:
    """A whole entry may leave out the ``id`` that its path already names; it may not have another."""
    if not isinstance(node.value, dict):
        return node
    if "id" in node.value and node.id() != name:
        found = node.value["id"].value
        raise UserError(f"{node.origin}: id: found {found!r}, allowed: '{name}', as in the path")
    return replace(node, value={"id": Node(name, node.origin), **node.value})


def apply_variants(root: Node, names: tuple[str, ...]) -> Node:
    """``root`` with the named variants of its own ``variants`` block applied in order."""
    block = root.child("variants")
    known = block.names() if block is not None else ()
    for name in names:
        body = block.child(name) if block is not None else None
        if body is None or not isinstance(body.value, dict):
            raise UserError(f"--variant {name}: no such variant, allowed: {suggest(name, known)}")
        root = _apply_block(root, name, body.value)
    return root


def _apply_block(root: Node, name: str, changes: Mapping[str, Node]) -> Node:
    for path, value in changes.items():
        if path not in ("note", "note_zh"):
            root = overlay(root, path, _relabel(value, f"variant {name} ({value.origin})"))
    return root


def apply_overrides(root: Node, overrides: Mapping[str, object]) -> Node:
    """``root`` with ``{dotted path: value}`` applied; text values are read as YAML, as with ``--set``."""
    for path, value in overrides.items():
        text = " ".join(str(value).split())
        label = f"--set {path}={text if len(text) <= 60 else text[:57] + '…'}"
        tree = parse(value or '""', label, lines=False) if isinstance(value, str) else Node.of(value, label)
        root = overlay(root, path, tree)
    return root


def _relabel(node: Node, origin: str) -> Node:
    if isinstance(node.value, dict):
        return Node({key: _relabel(item, origin) for key, item in node.value.items()}, origin, node.size)
    if isinstance(node.value, tuple):
        return Node(tuple(_relabel(item, origin) for item in node.value), origin, node.size)
    return Node(node.value, origin)

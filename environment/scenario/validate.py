"""Validation of a tree against a pydantic model, with one clear line per problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from environment.scenario.overlay import suggest
from environment.scenario.tree import Loc, Node
from protocols.errors import UserError

M = TypeVar("M", bound=BaseModel)
MAX_SHOWN = 40

_SYMBOLS = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", "≥"),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "≤"),
}
_KINDS = {
    "int": "a whole number", "float": "a number", "string": "text", "bool": "true or false",
    "tuple": "a list", "dict": "a mapping", "mapping": "a mapping", "model": "a mapping",
    "finite": "a finite number",
    "datetime": "a date and time with offset, such as \"2026-09-17T20:00:00+08:00\"",
    "timezone": "a date and time with offset, such as \"2026-09-17T20:00:00+08:00\"", "none": "null",
}  # fmt: skip


def build(model: type[M], tree: Node, kind: str) -> M:
    """``model`` made from ``tree``; all problems found are reported in one :class:`UserError`.

    ``kind`` names the sort of file in messages ("scenario", "scheme").
    """
    if not isinstance(tree.value, dict):
        raise UserError(
            f"{tree.origin}: found {shown(tree)}, allowed: a {kind} file is a mapping of keys to values"
        )
    try:
        return model.model_validate(tree.plain())
    except ValidationError as error:
        raise report(_problems(error.errors(include_url=False, include_input=False), tree, model)) from None


def report(lines: Sequence[str]) -> UserError:
    """One exception for a list of problems."""
    unique = list(dict.fromkeys(lines))
    more = [f"… and {len(unique) - MAX_SHOWN} more problems"] if len(unique) > MAX_SHOWN else []
    return UserError("\n".join(unique[:MAX_SHOWN] + more))


def problem(tree: Node, loc: Loc, found: str, allowed: str) -> str:
    """One line: where it was written, the field, what was found and what is allowed."""
    node, names = tree.find(loc)
    return f"{node.origin}: {'.'.join(names) or 'file'}: found {found}, allowed: {allowed}"


def shown(node: Node) -> str:
    """A value as the reader would recognise it, shortened."""
    if isinstance(node.value, dict):
        return "a mapping" if node.value else "an empty mapping"
    if isinstance(node.value, tuple):
        return f"a list of {len(node.value)}" if node.value else "an empty list"
    if isinstance(node.value, bool) or node.value is None:
        return "nothing" if node.value is None else str(node.value).lower()
    text = f"'{node.value}'" if isinstance(node.value, str) else repr(node.value)
    return text if len(text) <= 60 else text[:57] + "…"


def _problems(errors: Iterable[ErrorDetails], tree: Node, model: type[BaseModel]) -> list[str]:
    """Errors of one place are one line: the branches of a choice of types each report their own."""
    lines: dict[tuple[str, ...], tuple[Node, str, list[str]]] = {}
    for error in errors:
        node, names = tree.find(error["loc"])
        if error["type"] == "missing":
            key = str(error["loc"][-1])
            lines[(*names, key)] = (
                node,
                f"{'.'.join((*names, key))}: found nothing",
                ["a value (the key is required)"],
            )
        elif error["type"] == "extra_forbidden":
            parent = error["loc"][:-1]
            known = _keys(model, parent)
            where = ".".join(tree.find(parent)[1])
            at = f" in {where}" if where else ""
            lines[names] = (node, f"unknown key '{names[-1]}'{at}", [suggest(names[-1], known)])
        else:
            entry = lines.setdefault(names, (node, f"{'.'.join(names) or 'file'}: found {shown(node)}", []))
            keys = _keys(model, error["loc"]) if error["type"] == "model_type" else ()
            entry[2].append(f"a mapping of {', '.join(keys)}" if keys else _allowed(error))
    return [
        f"{node.origin}: {text}, allowed: {' or '.join(dict.fromkeys(allowed))}"
        for node, text, allowed in lines.values()
    ]


def _allowed(error: ErrorDetails) -> str:
    kind, ctx = error["type"], error.get("ctx", {})
    if kind in _SYMBOLS:
        key, symbol = _SYMBOLS[kind]
        return f"{symbol} {ctx[key]:g}"
    if kind == "literal_error":
        return str(ctx["expected"]).replace(" or ", ", ")
    if kind == "string_pattern_mismatch":
        return f"text of the form {ctx['pattern']}"
    if kind in ("too_long", "too_short"):
        few = kind == "too_short"
        return f"at {'least' if few else 'most'} {ctx['min_length' if few else 'max_length']} items"
    if kind in ("string_too_short", "string_too_long"):
        return f"text of 1 to {ctx.get('max_length', 300)} characters"
    return _KINDS.get(kind.split("_")[0], error["msg"])


def _keys(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """Keys that a file may have at ``loc`` below ``model``: walks fields through lists and mappings."""
    here: object = model
    for step in loc:
        if isinstance(step, int):  # an item of the list that the last step opened
            continue
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = fields.get(str(step))
        here = _model_in(here)
    if isinstance(here, type) and issubclass(here, BaseModel):
        return tuple(field.alias or name for name, field in here.model_fields.items())
    return ()


def _model_in(annotation: object) -> object:
    """The model inside ``tuple[M, ...]``, ``Mapping[str, M]`` or ``M | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)), None)

"""Domain files as trees that remember lines: YAML, JSON and XML, read safely and within limits.

Scalars of YAML follow its core schema 1.2: ``no``, ``22:00`` and dates stay text. Only plain data comes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import yaml

from protocols.errors import UserError

SUFFIXES = (".yaml", ".yml", ".json", ".xml")
MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 30
MAX_NODES = 500_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMBERS_OF_JSON = {"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written: ``file:line``."""

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    origin: str

    def plain(self) -> Plain:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, tuple) else self.value


def read(path: Path) -> Node:
    """The content of a file. An XML element becomes a mapping of its attributes, with its name under
    ``#name`` and its children, in order, under ``#children``.

    Raises :class:`UserError` with file and line for what cannot be read.
    """
    label = str(path)
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise UserError(f"{label}: cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise UserError(f"{label}:{line}: not UTF-8 text (byte 0x{data[problem.start]:02x})") from None
    if len(data) > MAX_BYTES:
        raise UserError(f"{label}: larger than {MAX_BYTES // 2**20} MiB, the limit for a domain file")
    if path.suffix.lower() == ".xml" or text.lstrip().startswith("<"):
        return _xml(text, label)
    if path.suffix.lower() == ".json":
        return _json(text, label)
    return _yaml(text, label)


def _json(text: str, label: str) -> Node:
    """JSON is YAML but for a few details of writing: where these don't matter, the YAML reader gives the
    lines.
    """
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UserError(f"{label}:{problem.lineno}: not valid JSON: {problem.msg}") from None
    except ValueError as problem:  # a number of thousands of digits
        raise UserError(f"{label}: not valid JSON: {str(problem).split(';')[0]}") from None
    except RecursionError:
        raise UserError(f"{label}: nested deeper than {MAX_DEPTH} levels") from None
    try:
        root = _composed(text)
    except (yaml.YAMLError, RecursionError):
        root = None
    return _placed(plain, label) if root is None else _Tree(label).build(root, 0)


def _placed(value: object, label: str) -> Node:
    if isinstance(value, Mapping):
        return Node({str(key): _placed(item, label) for key, item in value.items()}, label)
    if isinstance(value, list):
        return Node(tuple(_placed(item, label) for item in value), label)
    assert value is None or isinstance(value, bool | int | float | str)
    return Node(value, label)


def _composed(text: str) -> yaml.Node | None:
    loader = _LOADER(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
        return root
    finally:
        loader.dispose()


def _yaml(text: str, label: str) -> Node:
    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{label}:{mark.line + 1}" if mark is not None else label
        raise UserError(f"{where}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(f"{label}: not valid YAML: {' '.join(str(error).split())}") from None
    if root is None:
        raise UserError(f"{label}: is empty, expected a mapping of keys")
    return _Tree(label).build(root, 0)


class _Tree:
    """Turns the nodes of the YAML library into ours, within limits that count an alias as often as it is
    used.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.left = MAX_NODES

    def build(self, node: yaml.Node, depth: int) -> Node:
        origin = f"{self.label}:{node.start_mark.line + 1}"
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise UserError(f"{origin}: nested deeper than {MAX_DEPTH} levels, or more than {MAX_NODES:,} values")
        if isinstance(node, yaml.SequenceNode):
            return Node(tuple(self.build(item, depth + 1) for item in node.value), origin)
        if not isinstance(node, yaml.MappingNode):
            return Node(_scalar(node), origin)
        pairs: dict[str, Node] = {}
        for key_node, value in node.value:
            key = self.key(key_node, depth)
            if key in pairs:
                first = pairs[key].origin
                raise UserError(f"{self.label}:{key_node.start_mark.line + 1}: key {key!r} is given twice (first at {first})")
            pairs[key] = self.build(value, depth + 1)
        return Node(pairs, origin)

    def key(self, node: yaml.Node, depth: int) -> str:
        """A key as text; a list, as in a table of outcomes, becomes JSON text."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        return json.dumps(self.build(node, depth + 1).plain(), ensure_ascii=False)


def _scalar(node: yaml.Node) -> Scalar:
    text = str(node.value)
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    text = _NUMBERS_OF_JSON.get(text, text)
    if _FLOAT.fullmatch(text) or text in _NUMBERS_OF_JSON.values():
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _xml(text: str, label: str) -> Node:
    """Elements with their lines. A document type, and with it every entity, is refused."""
    parser = expat.ParserCreate()
    top: list[Node] = []
    open_: list[tuple[dict[str, Node], list[Node], str]] = []

    def origin() -> str:
        return f"{label}:{parser.CurrentLineNumber}"

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_) >= MAX_DEPTH:
            raise UserError(f"{origin()}: nested deeper than {MAX_DEPTH} levels")
        here = {key: Node(value, origin()) for key, value in attributes.items()}
        open_.append(({**here, "#name": Node(name, origin())}, [], origin()))

    def end(_: str) -> None:
        pairs, children, where = open_.pop()
        node = Node({**pairs, "#children": Node(tuple(children), where)}, where)
        (open_[-1][1] if open_ else top).append(node)

    def doctype(*_: object) -> None:
        raise UserError(f"{origin()}: found a document type, allowed: plain elements only")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as problem:
        raise UserError(f"{label}:{problem.lineno}: not valid XML: {expat.ErrorString(problem.code)}") from None
    return top[0]

"""Domain files as trees that remember lines: YAML, JSON and XML, read safely and within limits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.parsers import expat

import yaml

from environment.scenario.tree import MAX_DEPTH, MAX_NODES, Node, parse, read_text
from experiments.negotiate.field import Field
from protocols.errors import UserError

SUFFIXES = (".yaml", ".yml", ".json", ".xml")
_LIST_KEY = re.compile(r"^\s*\? *(-|\[)", re.M)


def read(path: Path) -> Field:
    """The content of a file. An XML element becomes a mapping of its attributes, with its name under
    ``#name`` and its children, in order, under ``#children``.

    Raises :class:`UserError` with file and line for what cannot be read.
    """
    label = str(path)
    text = read_text(path, label)
    if path.suffix.lower() == ".xml" or text.lstrip().startswith("<"):
        return Field(_xml(text, label))
    if path.suffix.lower() == ".json" or text.lstrip().startswith("{"):
        return Field(_json(text, label))
    return Field(_with_list_keys(text, label) if _LIST_KEY.search(text) else parse(text, label))


def _json(text: str, label: str) -> Node:
    """JSON is YAML but for a few details of writing: the YAML reader gives the lines."""
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UserError(f"{label}:{problem.lineno}: not valid JSON: {problem.msg}") from None
    except RecursionError:
        raise UserError(f"{label}: nested too deeply") from None
    try:
        tree = parse(text, label)
    except UserError:
        return Node.of(plain, label)
    return tree


def _with_list_keys(text: str, label: str) -> Node:
    """YAML whose keys may be lists, as in a table of outcomes; such a key is kept as JSON text."""
    loader = yaml.SafeLoader(text)
    left = [MAX_NODES]

    def built(node: yaml.Node, depth: int) -> Node:
        origin = f"{label}:{node.start_mark.line + 1}"
        left[0] -= 1
        if depth > MAX_DEPTH or left[0] < 0:
            raise UserError(f"{origin}: nested deeper than {MAX_DEPTH} levels or more than {MAX_NODES} values")
        if isinstance(node, yaml.MappingNode):
            rows = [(built(key, depth + 1), built(value, depth + 1)) for key, value in node.value]
            return Node({_key(key): value for key, value in rows}, origin)
        if isinstance(node, yaml.SequenceNode):
            return Node(tuple(built(item, depth + 1) for item in node.value), origin)
        value = loader.construct_object(node)
        return Node(value if value is None or isinstance(value, str | int | float) else str(value), origin)

    try:
        root = loader.get_single_node()
        if root is None:
            raise UserError(f"{label}: is empty, expected a mapping of keys")
        return built(root, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{label}:{mark.line + 1}" if mark is not None else label
        raise UserError(f"{where}: not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise UserError(f"{label}: not valid YAML: {' '.join(str(error).split())}") from None
    finally:
        loader.dispose()


def _key(node: Node) -> str:
    plain = node.plain()
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, tuple) else str(plain)


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

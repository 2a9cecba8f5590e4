"""YAML text as a tree that remembers where every value was written.

The reader works on the parser's events, so that depth, size and alias limits hold *before* anything is built.
Scalars follow YAML 1.2's core schema (``true``/``false``, decimal integers, floats, ``null``): ``NO``,
``22:00`` and dates stay text. Only plain data comes out: no tags, no objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from protocols.errors import UserError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
MAX_NODES = 200_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml when the wheel has it: ten times faster
_INT = re.compile(r"[-+]?[0-9]{1,19}")  # of 64 bits: a seed has up to 63
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_NO_TAG = (None, "!")

Scalar = str | int | float | bool | None
Plain = Scalar | tuple["Plain", ...] | dict[str, "Plain"]
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written (``origin``: file:line, or the option that set it)."""

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    origin: str
    size: int = 1

    def plain(self) -> Plain:
        """The value without origins; sequences become tuples."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, tuple):
            return tuple(child.plain() for child in self.value)
        return self.value

    def child(self, step: str | int) -> Node | None:
        """The entry named ``step``: a key, a position, or the ``id`` of an item of a list."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, tuple):
            position = step if isinstance(step, int) else self.position(step)
            if position is not None and 0 <= position < len(self.value):
                return self.value[position]
        return None

    def position(self, name: str) -> int | None:
        """Position of the item with that ``id`` (or of that number, in a list without ids)."""
        if not isinstance(self.value, tuple):
            return None
        ids = [item.id() for item in self.value]
        if name in ids:
            return ids.index(name)
        return int(name) if name.isdecimal() and not any(ids) else None

    def id(self) -> str | None:
        """The item's own ``id``, when it is a mapping that has one."""
        mine = self.value.get("id") if isinstance(self.value, dict) else None
        return mine.value if mine is not None and isinstance(mine.value, str) else None

    def names(self) -> tuple[str, ...]:
        """What :meth:`child` can be asked for."""
        if isinstance(self.value, dict):
            return tuple(self.value)
        if isinstance(self.value, tuple):
            ids = tuple(item.id() for item in self.value)
            return tuple(name for name in ids if name) or tuple(str(i) for i in range(len(ids)))
        return ()

    def find(self, loc: Loc) -> tuple[Node, tuple[str, ...]]:
        """The deepest node on the way to ``loc`` and its name step by step (positions shown as ids)."""
        node: Node = self
        shown: tuple[str, ...] = ()
        for step in loc:
            below = node.child(step)
            if below is None:
                return node, shown
            shown = (*shown, (below.id() or str(step)) if isinstance(step, int) else str(step))
            node = below
        return node, shown

    @classmethod
    def of(cls, value: object, origin: str) -> Node:
        """A tree of plain Python data, everything written at ``origin``."""
        if isinstance(value, Mapping):
            return cls({str(key): cls.of(item, origin) for key, item in value.items()}, origin)
        if isinstance(value, (list, tuple)):
            return cls(tuple(cls.of(item, origin) for item in value), origin)
        if value is None or isinstance(value, (str, int, float, bool)):
            return cls(value, origin)
        raise UserError(
            f"{origin}: found {type(value).__name__}, allowed: text, number, true/false, list or mapping"
        )


def read_text(path: Path, label: str) -> str:
    """Text of a file; what makes it unreadable is one clear :class:`UserError` that calls it ``label``."""
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "a directory, expected a YAML file")
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(f"{label}: cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise UserError(f"{label}: larger than {MAX_BYTES // 1024} KiB, the limit for such a file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{label}:{line}: not UTF-8 text (byte 0x{data[error.start]:02x})") from None


def parse(text: str, label: str, *, lines: bool = True) -> Node:
    """The tree of one YAML document. ``label`` names it in messages, followed by ``:line`` when ``lines``."""
    try:
        return _Builder(label, lines).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{label}:{mark.line + 1}" if mark is not None and lines else label
        raise UserError(f"{where}: not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise UserError(f"{label}: not valid YAML: {' '.join(str(error).split())}") from None


class _Open:
    """A collection still being read."""

    __slots__ = ("anchor", "is_map", "items", "key", "key_origin", "origin", "pairs", "size")

    def __init__(self, origin: str, anchor: str | None, is_map: bool) -> None:
        self.origin, self.anchor, self.is_map = origin, anchor, is_map
        self.items: list[Node] = []
        self.pairs: dict[str, Node] = {}
        self.key: str | None = None
        self.key_origin = origin
        self.size = 1

    def close(self) -> Node:
        return Node(self.pairs if self.is_map else tuple(self.items), self.origin, self.size)


class _Builder:
    """Turns parser events into a :class:`Node`, refusing what a plain data file may not hold."""

    def __init__(self, label: str, lines: bool) -> None:
        self.label, self.lines = label, lines
        self.anchors: dict[str, Node] = {}
        self.open: list[_Open] = []
        self.root: Node | None = None

    def origin(self, event: yaml.Event) -> str:
        mark = event.start_mark
        return f"{self.label}:{mark.line + 1}" if self.lines and mark is not None else self.label

    def build(self, events: Iterator[yaml.Event]) -> Node:
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self.add(Node(self.scalar(event), self.origin(event)), event.anchor, event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self.start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                done = self.open.pop()
                self.add(done.close(), done.anchor, event)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise UserError(
                    f"{self.origin(event)}: a second document begins; one file holds one document"
                )
        if self.root is None:
            raise UserError(f"{self.label}: is empty, expected a mapping of keys")
        return self.root

    def start(self, event: yaml.CollectionStartEvent) -> None:
        if event.tag not in _NO_TAG:
            raise UserError(f"{self.origin(event)}: tag {event.tag} is not allowed; only plain data")
        if len(self.open) >= MAX_DEPTH:
            raise UserError(f"{self.origin(event)}: nested deeper than {MAX_DEPTH} levels")
        self.open.append(_Open(self.origin(event), event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self.anchors:
            raise UserError(f"{self.origin(event)}: alias *{event.anchor} names nothing complete before it")
        self.add(self.anchors[event.anchor], None, event)

    def add(self, node: Node, anchor: str | None, event: yaml.Event) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.size += node.size
        if parent.size > MAX_NODES:
            raise UserError(
                f"{self.origin(event)}: more than {MAX_NODES} values (aliases counted as often as used)"
            )
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None:
            parent.key, parent.key_origin = self.key(node, parent, event), node.origin
        else:  # a collection is found where its key is written, not where its first entry is
            inner = isinstance(node.value, (dict, tuple)) and anchor is None
            parent.pairs[parent.key] = replace(node, origin=parent.key_origin) if inner else node
            parent.key = None

    def key(self, node: Node, parent: _Open, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise UserError(f"{self.origin(event)}: a key must be text, found a list, a mapping or an alias")
        key = str(event.value)
        if key in parent.pairs:
            first = parent.pairs[key].origin
            raise UserError(f"{self.origin(event)}: key '{key}' is given twice (first at {first})")
        return key

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.tag not in _NO_TAG:
            raise UserError(f"{self.origin(event)}: tag {event.tag} is not allowed; only plain data")
        text = str(event.value)
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text) and -(2**63) <= int(text) < 2**63:
            return int(text)
        return float(text.replace(".inf", "inf").replace(".nan", "nan")) if _FLOAT.fullmatch(text) else text

"""Plain text in columns for a terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_GLUE = "\u2060"  # word joiner, around what must stay on one line
_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PIECES = re.compile(rf"{_GLUE}[^{_GLUE}]*{_GLUE}|[{_WIDE}]|[^ {_WIDE}{_GLUE}]+| +|{_GLUE}")
_NO_START = set("，。；：、！？）》」』”’%)〕")


def width(text: str) -> int:
    """Columns that ``text`` takes on a terminal.

    >>> width("gift 赠品")
    9
    """
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if char == _GLUE or unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, columns: int, right: bool = False) -> str:
    """``text`` filled up with spaces, on its left if ``right``."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[str]:
    """``text`` as lines of at most ``columns``, broken at spaces or between Chinese characters; never empty.

    A single word longer than a line stays whole, and closing punctuation does not start a line.

    >>> wrap("one two three", 8)
    ['one two', 'three']
    """
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if width(line + piece.rstrip()) <= columns or not line.strip() or piece in _NO_START:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip(" ")
    found = [*lines, line.rstrip()] if line.strip() or not lines else lines
    return [each.replace(_GLUE, "") for each in found]


def keep_together(text: str) -> str:
    """``text`` marked so that :func:`wrap` moves it to the next line as a whole.

    >>> wrap("one " + keep_together("two three"), 10)
    ['one', 'two three']
    """
    return f"{_GLUE}{text}{_GLUE}"


def grid(
    rows: Sequence[Sequence[str]],
    right: frozenset[int] = frozenset(),
    total: int = 110,
    indent: int = 2,
    head: bool = False,
    notes: Sequence[str] = (),
) -> Iterator[str]:
    """Rows as aligned lines, two spaces between columns; the last column wraps within ``total``.

    ``right`` holds the numbers of the columns set flush right; with ``head`` a rule follows the first row.
    ``notes`` has a text per row (after the head) that is put below it, under the second column.
    """
    if not rows:
        return
    count = len(rows[0])
    sizes = [max(width(row[at]) for row in rows) for at in range(count)]
    before = indent + sum(sizes[:-1]) + 2 * (count - 1)
    sizes[-1] = min(sizes[-1], max(24, total - before))
    hang = 2 if before + sizes[-1] >= total - 1 else 0  # room for closing punctuation that stays on its line
    for number, row in enumerate(rows):
        wide = any(_columns(char) == 2 for char in row[-1])
        last = wrap(row[-1], sizes[-1] - hang if wide else sizes[-1])
        cells = [pad(row[at], sizes[at], at in right) for at in range(count - 1)]
        cells.append(pad(last[0], sizes[-1], count - 1 in right))
        yield (" " * indent + "  ".join(cells)).rstrip()
        yield from (" " * before + line for line in last[1:])
        if head and number == 0:
            yield " " * indent + "─" * (before - indent + sizes[-1])
        elif notes:
            under = indent + sizes[0] + 2
            yield from (" " * under + line for line in wrap(notes[number - head], total - under))

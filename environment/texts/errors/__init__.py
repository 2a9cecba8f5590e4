"""A user's mistake in 中文: :func:`in_chinese` turns the English message of a ``UserError`` into Chinese.

Messages are written in English where the mistake is found. The catalogues of this package pair the English template of
each message, or of a part of one, with its Chinese; names, numbers, files and lines are carried over as they stand.
In a Chinese template ``{x}`` is carried over, ``{x!t}`` is translated in its turn, and ``{x!w}`` too where it is known
(a name otherwise). In an English one ``{x:*}`` may be empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter

from environment.texts.errors import bargaining, files, frames, jobs, page, records, scenario, scheme, words

PAIRS: tuple[tuple[str, str], ...] = (
    *frames.PAIRS, *files.PAIRS, *scenario.PAIRS, *scheme.PAIRS, *bargaining.PAIRS, *jobs.PAIRS, *records.PAIRS,
    *page.PAIRS,
)  # fmt: skip
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"(?<![\w.=\-/:])[a-z]{2,}(?![\w=\-/]|[.:]\w)")  # plain English, not part of a name, path or value
_PHRASE = re.compile(r"\b(?!pip install)[a-z]{2,} [a-z]{2,}\b")
_OR = re.compile(r"(?<!') or (?=(?:[^']*'[^']*')*[^']*$)| or (?=')")
_LAST: tuple[tuple[str, str], ...] = (
    (r", allowed:? ", "，允许："),
    (r"\bfound ", "读到 "),
    (r"\bline (\d+)", r"第 \1 行"),
    (r"\ballowed: ", "允许："),
    (r" \(nearest\)", "（最接近）"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A pair made ready: what to match, words that must be there, and the Chinese in pieces (text, field, how)."""

    pattern: re.Pattern[str]
    needles: tuple[str, ...]
    chinese: tuple[tuple[str, str | None, str | None], ...]

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.fullmatch(text) if all(needle in text for needle in self.needles) else None


def in_chinese(message: str) -> str:
    """The message in 中文, line by line; what the catalogue does not know keeps its English around Chinese frame words.

    >>> in_chinese("mine.yaml:3: seed: found 'x', allowed: a whole number")
    "mine.yaml:3: seed: 读到 'x'，允许：整数"
    """
    return "\n".join(_joined(_line(line, [])) for line in message.split("\n"))


def _joined(text: str) -> str:
    """No blank between Chinese words, and no "found none of"."""
    return re.sub("(?<=[一-鿿]) (?=[一-鿿])", "", text).replace("读到没有", "没有")


def untranslated(message: str) -> list[str]:
    """The parts of a message that no catalogue has, in English; empty when all of it reads in 中文."""
    missed: list[str] = []
    for line in message.split("\n"):
        _line(line, missed)
    return missed


def _line(line: str, missed: list[str]) -> str:
    before = len(missed)
    said = _piece(line, missed)
    if said == line and len(missed) > before:
        for pattern, chinese in _LAST:
            said = re.sub(pattern, chinese, said)
    return said


def _piece(text: str, missed: list[str] | None) -> str:
    """A message or a part of one in 中文; ``missed`` (None: nobody asks) gathers what stays English."""
    if text in words.WORDS:
        return words.WORDS[text]
    for entry in _entries():
        found = entry.match(text)
        if found is not None:
            return _filled(entry, found.groupdict(), missed)
    choices = _OR.split(text)
    if len(choices) > 1:
        return " 或 ".join(_piece(each, missed) for each in choices)
    if missed is not None and _WORD.search(_QUOTED.sub("", text)):
        missed.append(text)
    return text


def _filled(entry: _Entry, values: dict[str, str], missed: list[str] | None) -> str:
    said = []
    for literal, field, how in entry.chinese:
        said.append(literal)
        if field is None:
            continue
        value = values[field]
        if how == "t":
            said.append(_piece(value, missed))
            continue
        kept = value if how is None else _piece(value, None)
        if missed is not None and kept == value and _PHRASE.search(_QUOTED.sub("", value)):
            missed.append(value)
        said.append(kept)
    return "".join(said)


@cache
def _entries() -> tuple[_Entry, ...]:
    """Frames as they stand, then the rest, those that say most before those that match most."""
    rest = sorted(PAIRS, key=lambda pair: -sum(len(literal) for literal, *_ in Formatter().parse(pair[0])))
    return tuple(_entry(english, chinese) for english, chinese in (*frames.FRAMES, *rest))


def _entry(english: str, chinese: str) -> _Entry:
    pattern, needles, seen = "", [], set()
    for literal, field, spec, _ in Formatter().parse(english):
        pattern += re.escape(literal)
        needles += [literal] if literal else []
        if field is None:
            continue
        some = ".*?" if spec == "*" else ".+?"
        pattern += f"(?P={field})" if field in seen else f"(?P<{field}>{some})"
        seen.add(field)
    parts = tuple((literal, field, how) for literal, field, _, how in Formatter().parse(chinese))
    return _Entry(re.compile(pattern, re.DOTALL), tuple(needles), parts)

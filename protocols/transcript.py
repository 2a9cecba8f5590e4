"""What was said at the table: messages with FIPA performatives, their order, and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, overload

from protocols.outcomes import OutcomeSpace, Point, Value

TABLE = "table"  # sender of what the rule of encounter itself announces


class Performative(StrEnum):
    """Speech acts of the FIPA communicative act library (SC00037J) that bargaining needs."""

    CFP = "cfp"
    PROPOSE = "propose"
    ACCEPT = "accept-proposal"
    REJECT = "reject-proposal"
    INFORM = "inform"
    REFUSE = "refuse"
    FAILURE = "failure"


_SAYING: dict[str, tuple[str, str]] = {
    "cfp": ("calls for proposals", "征询报价"),
    "propose": ("proposes", "提议"),
    "accept-proposal": ("accepts", "接受"),
    "reject-proposal": ("rejects", "拒绝"),
    "inform": ("announces", "宣布"),
    "refuse": ("refuses", "退出"),
    "failure": ("fails", "出错"),
}
_REASONS: dict[str, tuple[str, str]] = {
    "deadline": ("the deadline passed", "谈判时限已到"),
    "walk_away": ("walks away", "离场"),
    "no_feasible_outcome": ("no outcome is worth having", "没有各方都可接受的条件"),
    "below_reservation": ("worse than no deal", "不如不成交"),
    "no_bid": ("no bid", "没有出价"),
    "not_awarded": ("another bid won", "未中标"),
    "award": ("wins the award", "中标"),
    "no_trade": ("there was no trade to make", "没有成交的余地"),
    "refused": ("does not confirm", "一方不确认"),
}


class Message(NamedTuple):
    """One message: sequence number, round (both from 0), who to whom, speech act, outcome and reason.

    ``outcome`` is the point it speaks of or None; ``reason`` a short code or text ("" when none is given).
    """

    number: int
    round: int
    sender: str
    receivers: tuple[str, ...]
    performative: Performative
    outcome: Point | None = None
    reason: str = ""

    def record(self) -> dict[str, int | str | list[str] | dict[str, Value] | None]:
        """The message as plain data, as written to JSON Lines."""
        return {
            "number": self.number,
            "round": self.round,
            "sender": self.sender,
            "receivers": list(self.receivers),
            "performative": str(self.performative),
            "outcome": None if self.outcome is None else dict(self.outcome),
            "reason": self.reason,
        }

    def text(self, lang: str = "en") -> str:
        """The message in words, in English or 中文 (``lang="zh"``)."""
        side = 1 if lang == "zh" else 0
        said = _SAYING[str(self.performative)][side]
        terms = "" if self.outcome is None else ", ".join(f"{k} = {v}" for k, v in self.outcome.items())
        code = self.reason.partition(": ")[0] if lang == "zh" else self.reason  # what a rule adds after a colon is English
        why = _REASONS.get(code, (self.reason, self.reason))[side]
        if lang == "zh":
            return f"{self.sender}{said}" + (f" {terms}" if terms else "") + (f"（{why}）" if why else "")
        return f"{self.sender} {said}" + (f" {terms}" if terms else "") + (f" ({why})" if why else "")


Row = tuple[int, str, Performative, int | None, str]  # round, sender, performative, outcome index, reason


class Transcript(Sequence[Message]):
    """The messages of one encounter, in order; reads like a tuple of :class:`Message`, built when looked
    at."""

    __slots__ = ("_names", "_rows", "_space")

    def __init__(self, space: OutcomeSpace, names: Sequence[str], rows: Iterable[Row]) -> None:
        self._space = space
        self._names = tuple(names)
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: int) -> Message: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Message, ...]: ...
    def __getitem__(self, key: int | slice) -> Message | tuple[Message, ...]:
        if isinstance(key, slice):
            return tuple(self._message(k) for k in range(*key.indices(len(self._rows))))
        number = key + len(self._rows) if key < 0 else key
        if not 0 <= number < len(self._rows):
            raise IndexError(f"message {key} of {len(self._rows)}")
        return self._message(number)

    def __iter__(self) -> Iterator[Message]:
        return (self._message(k) for k in range(len(self._rows)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._names, self._rows))

    def _message(self, number: int) -> Message:
        round_, sender, performative, outcome, reason = self._rows[number]
        receivers = tuple(name for name in self._names if name != sender)
        point = None if outcome is None else self._space.point(outcome)
        return Message(number, round_, sender, receivers, performative, point, reason)


def jsonl(messages: Iterable[Message]) -> str:
    """The messages as JSON Lines: one object a line, UTF-8 text, keys in a fixed order."""
    return "".join(json.dumps(message.record(), ensure_ascii=False) + "\n" for message in messages)


def read_jsonl(text: str) -> tuple[Message, ...]:
    """The messages written by :func:`jsonl`."""
    messages = []
    for line in text.splitlines():
        row = json.loads(line)
        row["receivers"] = tuple(row["receivers"])
        row["performative"] = Performative(row["performative"])
        messages.append(Message(**row))
    return tuple(messages)

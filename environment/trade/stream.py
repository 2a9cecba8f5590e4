"""The event stream: what one party shows another reaches every subscriber after the information delay.

Each item of the data board is published once per live tick. A subscriber reads the newest event that is at least as old
as the delay; before there is one it knows nothing of the item, as where the scheme withholds it.
"""

from __future__ import annotations

from collections import deque
from typing import Any


class Stream:
    """Events of one show by item: (minute, what was shown)."""

    def __init__(self, delay_min: float) -> None:
        self.delay_min = delay_min
        self.published: dict[str, int] = {}
        self.read_by: dict[tuple[str, str], int] = {}  # (subscriber, item) -> events that reached it
        self._events: dict[str, deque[tuple[float, Any]]] = {}
        self._last: dict[tuple[str, str], float] = {}

    def publish(self, item: str, t_min: float, value: Any) -> None:
        """Put an event of ``item`` on the stream."""
        self._events.setdefault(item, deque()).append((t_min, value))
        self.published[item] = self.published.get(item, 0) + 1

    def read(self, who: str, item: str, now_min: float) -> Any:
        """The newest event of ``item`` that has reached ``who`` by ``now_min``; None where none has."""
        events, last, found = self._events.get(item, ()), self._last.get((who, item), float("-inf")), None
        for t_min, value in events:
            if t_min + self.delay_min > now_min + 1e-9:
                break
            found = value
            if t_min > last:
                self.read_by[(who, item)] = self.read_by.get((who, item), 0) + 1
                self._last[(who, item)] = last = t_min
        return found

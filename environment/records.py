"""What a show leaves behind: events, negotiations, and the :class:`Show` that holds every table.

Everything a person or a machine reads of a finished show comes from here. Tables are plain columns
(name -> numpy array or list, all of one length); :meth:`Show.frame` turns one into a pandas frame on demand,
so that playing a show never imports pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from environment.texts import render

if TYPE_CHECKING:
    import pandas as pd

    from environment.scenario import Scenario
    from environment.scheme import Scheme

Column = Sequence[Any]
Table = dict[str, Column]
T = TypeVar("T")
_NONE: Mapping[str, Any] = {}


class Event(NamedTuple):
    """One line of the story: what happened, who decided, on what evidence.

    ``key`` and ``params`` name a text of the catalogue (:mod:`environment.texts`), so that the same event reads
    in 中文 and English. ``t_min`` counts minutes from the start of the broadcast (negative before it).
    """

    t_min: float
    kind: str
    party: str
    key: str
    params: Mapping[str, Any] = _NONE
    evidence: Mapping[str, float | int | str] = _NONE

    def text(self, lang: str = "en") -> str:
        return render(self.key, lang, self.params)


@dataclass(frozen=True, slots=True)
class Negotiation:
    """One encounter as it ended.

    ``outcome`` maps issue -> agreed value (empty on breakdown); ``gains`` party -> utility of the result minus its
    reservation value, CNY of risk-adjusted expected profit under its own beliefs (0 on breakdown).
    ``issues`` maps issue -> (unit, list of values). ``utilities`` maps party -> array over the outcome space in row-major
    order of ``issues``; ``offers`` lists (round, party, outcome index) as they were made; ``transcript`` is the
    sequence of FIPA messages. ``bound`` names the parties of the deal (a rule may leave some out) and ``payments`` maps
    party -> CNY received (negative: paid) where the rule moves money beside the outcome.
    """

    id: str
    kind: str
    parties: tuple[str, ...]
    protocol: str
    t_min: float
    rounds: int
    agreed: bool
    reason: str
    outcome: Mapping[str, float | int | str]
    gains: Mapping[str, float]
    reservations: Mapping[str, float]
    issues: Mapping[str, tuple[str, Sequence[float | int | str]]]
    utilities: Mapping[str, Any]
    offers: Sequence[tuple[int, str, int]]
    transcript: Sequence[Any]
    strategies: Mapping[str, str] = field(default_factory=dict)
    bound: tuple[str, ...] = ()
    payments: Mapping[str, float] = field(default_factory=dict)


class Known(Generic[T]):
    """What ``look`` finds in a record, kept for the last few: a batch of shows meets the encounters before the show again."""

    def __init__(self, look: Callable[[Negotiation], T], most: int = 128) -> None:
        self._look, self._most = look, most
        self._found: dict[int, tuple[Negotiation, T]] = {}

    def __call__(self, record: Negotiation) -> T:
        found = self._found.get(id(record))
        if found is None:
            if len(self._found) >= self._most:
                self._found.clear()
            found = self._found[id(record)] = (record, self._look(record))  # holding the record keeps its id its own
        return found[1]


@dataclass(slots=True)
class Show:
    """A finished show: the result of :func:`environment.play`.

    ``measures`` maps a flat name to a number (formulas: :mod:`environment.measures`), ``money`` maps
    party -> line -> CNY, ``tables`` holds every recorded table by name (see ``docs/reference/tables.md``; made when first read),
    ``conservation`` holds ``ledger_sum`` (cents, 0) and ``oversold`` (units, 0).
    """

    scenario: Scenario
    scheme: Scheme
    seed: int
    version: str
    events: list[Event]
    negotiations: list[Negotiation]
    measures: dict[str, float]
    money: dict[str, dict[str, float]]
    conservation: dict[str, int]
    tables: Mapping[str, Table]

    def every_measure(self) -> dict[str, float]:
        """``measures``, and those that cost more than playing the show (marked † in ``docs/measures.md``)."""
        from environment.measures.registry import compute_all

        return {**self.measures, **compute_all(self.tables, deep=True, cheap=False)}

    def frame(self, name: str) -> pd.DataFrame:
        """The recorded table ``name`` as a pandas frame."""
        import pandas as pd

        if name not in self.tables:
            raise KeyError(f"no table {name!r}; there are: {', '.join(sorted(self.tables))}")
        return pd.DataFrame({column: list(values) for column, values in self.tables[name].items()})

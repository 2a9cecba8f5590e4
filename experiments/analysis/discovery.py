"""Scenario discovery: which conditions make an outcome good or bad, asked as ``outcome<value`` or ``outcome>value``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.table import Table
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

_QUESTION = re.compile(r"\s*([^<>]+?)\s*([<>])\s*([^<>]+?)\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """The cases of interest: conditions whose mean outcome is below (``<``) or above (``>``) a value."""

    outcome: str
    sign: str
    value: float

    def __str__(self) -> str:
        return f"{self.outcome} {self.sign} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Box:
    """Conditions in words of limits: ``limits`` gives (low, high) of numbers and the levels of texts.

    ``coverage`` is the share of all cases of interest inside, ``density`` the share of cases inside that are of interest,
    ``mass`` the share of all cases inside, ``p`` the largest quasi-p of a limit (could it be there by chance?; NaN: none told).
    """

    method: str
    limits: dict[str, tuple[float, float] | tuple[str, ...]]
    coverage: float
    density: float
    mass: float
    p: float = float("nan")


@dataclass(frozen=True)
class Discovery:
    """The answer to a question: PRIM's box and CART's leaves in which cases of interest are the majority."""

    question: Question
    cases: int
    interesting: int
    boxes: tuple[Box, ...]


def question(text: str) -> Question:
    """``chain_surplus<0`` as a :class:`Question`; :class:`UserError` for anything else."""
    found = _QUESTION.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return Question(found[1], found[2], float(found[3]))
    except ValueError as error:
        raise UserError(
            f"--discover: found {text!r}, allowed: OUTCOME<VALUE or OUTCOME>VALUE, such as chain_surplus<0"
        ) from error


def cases(table: Table, asked: Question) -> tuple[pd.DataFrame, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """A row per condition (scheme and variant where they vary, parameters), and whether its mean outcome is of interest."""
    import pandas as pd

    if asked.outcome not in table.frame.columns:
        allowed = f"{', '.join(table.outcomes)}, or another of the sweep"
        raise UserError(f"--discover: found outcome '{asked.outcome}', allowed: {allowed}")
    names = [name for name, many in (("variant", table.variants), ("scheme", table.schemes)) if len(many) > 1]
    known = table.frame.dropna(subset=[asked.outcome])
    grouped = known.groupby(["variant", "scheme", "point"], sort=True)
    mean = grouped[asked.outcome].mean().to_numpy(dtype=float)
    rows = grouped.first().reset_index()[[*names, *table.parameters]]
    texts = [c for c in rows.columns if c in names or not table.numeric(c)]
    rows = rows.assign(**{c: pd.Categorical(rows[c].astype(str)) for c in texts})
    rows = rows.assign(**{c: rows[c].astype(float) for c in rows.columns if c not in texts})
    wanted = mean < asked.value if asked.sign == "<" else mean > asked.value
    if not len(rows.columns):
        raise UserError("--discover: found nothing that varies, allowed: a sweep over parameters, schemes or variants")
    return rows, wanted

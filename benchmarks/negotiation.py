"""How fast bargaining runs: ``python benchmarks/negotiation.py [--quick]``. Figures, never a test.

Domain: 20 × 10 × 10 outcomes, 100 rounds, two parties who concede by the clock with different exponents.
Times are CPU seconds of this process, the best of three. "shared tables": all sessions bargain over one pair
of preferences, sorted once; "own tables": every session has preferences of its own, and sorting them is part
of the time. The first line says how fast the machine is just now, for comparison. Where NegMAS is installed
(extra ``negmas``) it bargains and computes beside, in the same process: the same domain, rounds and kind of
strategy (its AspirationNegotiator, whose sessions it plays one by one).
"""

from __future__ import annotations

import argparse
import bisect
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agents.strategies.negmas_bridge import outcome_space, utility_function  # noqa: E402
from agents.strategies.time_dependent import TimeDependent  # noqa: E402
from protocols.bulk import SortedTables, alternate  # noqa: E402
from protocols.outcomes import Issue, OutcomeSpace  # noqa: E402
from protocols.rules.alternating_offers import AlternatingOffers  # noqa: E402
from protocols.solutions import pareto_mask  # noqa: E402
from protocols.solutions.points import solution_points  # noqa: E402
from protocols.types import Seat  # noqa: E402

ROUNDS = 100
NEGMAS = find_spec("negmas") is not None
SPACE = OutcomeSpace([Issue("price", tuple(range(20))), Issue("qty", tuple(range(10))), Issue("lead", tuple(range(10)))])


def cpu(task: Callable[[], object], repeats: int = 3) -> float:
    """CPU seconds of the fastest of ``repeats`` runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    return best


def preferences(rng: np.random.Generator) -> np.ndarray:
    """(2, size) additive utilities, opposed on every issue, with different weights."""
    axes = [SPACE.codes(name) / (len(SPACE.issue(name).values) - 1) for name in SPACE.names]
    weights = rng.dirichlet(np.ones(3), 2)
    first = sum(w * axis for w, axis in zip(weights[0], axes, strict=True))
    second = sum(w * (1 - axis) for w, axis in zip(weights[1], axes, strict=True))
    return np.stack([np.reshape(first, -1), np.reshape(second, -1)]) + 1e-6 * rng.random((2, SPACE.size))


def exponents(rng: np.random.Generator, sessions: int) -> np.ndarray:
    return np.round(rng.uniform(0.1, 4, (sessions, 2)), 1)


def in_bulk(tables: np.ndarray, rows: np.ndarray, powers: np.ndarray) -> float:
    """The array engine: checking the tables, sorting, targets and play."""
    kept = SortedTables(tables)
    kinds, kind = np.unique(powers, return_inverse=True)
    given_up = 1 - np.stack([np.array(TimeDependent(float(e)).plan(1.0, 0.0, ROUNDS)) for e in kinds])
    batch = alternate(kept, rows, kept.best[rows][:, :, None] * (1 - given_up[kind.reshape(powers.shape)]))
    return float(batch.agreed.mean())


def stepwise(tables: np.ndarray, rows: np.ndarray, powers: np.ndarray) -> float:
    """The same sessions one by one through the rule, with transcript."""
    rule = AlternatingOffers(SPACE, ROUNDS)
    rng = np.random.default_rng(0)
    agreed = 0
    for pair, power in zip(rows, powers, strict=True):
        seats = [Seat(str(k), tables[pair[k]], 0.0, TimeDependent(float(power[k]))) for k in range(2)]
        agreed += rule.run(seats, rng).agreed
    return agreed / len(rows)


def plain_python(tables: np.ndarray, rows: np.ndarray, powers: np.ndarray) -> float:
    """A reference loop in plain Python: sorted lists and bisection, no arrays, no transcript."""
    agreed = 0
    lists = [table.tolist() for table in tables]
    ranked = [sorted(range(len(table)), key=table.__getitem__) for table in lists]
    values = [[table[k] for k in order] for table, order in zip(lists, ranked, strict=True)]
    for pair, power in zip(rows, powers, strict=True):
        standing, deal = -1, False
        for act in range(2 * ROUNDS):
            round_, k = divmod(act, 2)
            mine = pair[k]
            target = values[mine][-1] * (1 - (round_ / (ROUNDS - 1)) ** (1 / power[k]))
            if standing >= 0 and lists[mine][standing] >= target:
                deal = True
                break
            standing = ranked[mine][bisect.bisect_left(values[mine], target)]
        agreed += deal
    return agreed / len(rows)


def in_negmas(tables: np.ndarray, rows: np.ndarray, powers: np.ndarray) -> float:
    """The same sessions one by one in NegMAS; those over the same preferences share its sorting of them too."""
    import negmas

    space = outcome_space(SPACE)
    made: dict[int, Any] = {}
    agreed = 0
    for pair, power in zip(rows.tolist(), powers.tolist(), strict=True):
        session = negmas.SAOMechanism(outcome_space=space, n_steps=ROUNDS)
        for row, e in zip(pair, power, strict=True):
            if row not in made:
                made[row] = utility_function(SPACE, tables[row], 0.0, str(row), space)
            session.add(negmas.sao.negotiators.AspirationNegotiator(aspiration_type=1 / e), ufun=made[row])
        agreed += session.run().agreement is not None
    return agreed / len(rows)


def counting() -> None:
    for _ in range(10_000_000):
        pass


def negotiations(sizes: list[int]) -> None:
    rng = np.random.default_rng(1)
    print(f"this machine counts to 10,000,000 in {cpu(counting):.2f} s of CPU")
    if NEGMAS:  # what it loads on first use is not its speed
        in_negmas(preferences(rng), np.array([[0, 1]]), np.array([[1.0, 1.0]]))
    print(f"negotiations per CPU second: {SPACE!r}, {ROUNDS} rounds; beside each, how many times slower than in bulk")
    print(f"{'batch':>8} {'tables':>8} {'in bulk':>12} {'stepwise':>18} {'plain Python':>18} {'NegMAS':>18}")
    for size in sizes:
        for kind in ("shared", "own"):
            count = 1 if kind == "shared" else size
            tables = np.concatenate([preferences(rng) for _ in range(count)])
            first = np.zeros(size, dtype=int) if kind == "shared" else 2 * np.arange(size)
            rows = np.stack([first, first + 1], axis=1)
            powers = exponents(rng, size)
            bulk = size / cpu(lambda: in_bulk(tables, rows, powers))  # noqa: B023
            line = f"{size:>8} {kind:>8} {bulk:>12,.0f}"
            for play, most in ((stepwise, 200), (plain_python, 200), (in_negmas, 20)):
                if play is in_negmas and not NEGMAS:
                    line += f"{'not installed':>19}"
                    continue
                few = min(size, most)
                rate = few / cpu(lambda: play(tables[: 2 * few], rows[:few], powers[:few]), 1)  # noqa: B023
                line += f"{rate:>10,.0f} {f'(×{bulk / rate:,.1f})':>8}"
            print(line)


def fronts() -> None:
    print("\nPareto front, and front with Nash, KS, egalitarian and utilitarian points (ms of CPU)")
    print(f"{'outcomes':>9} {'parties':>8} {'front':>8} {'all':>8} {'size of front':>14} {'NegMAS front':>14} {'all':>8}")
    for size, parties in ((2_000, 2), (100_000, 2), (100_000, 3)):
        rng = np.random.default_rng(size + parties)
        angle = rng.random((size, parties))
        table = rng.random((size, 1)) ** 0.5 * angle / np.linalg.norm(angle, axis=1, keepdims=True)
        front = cpu(lambda: pareto_mask(table)) * 1e3  # noqa: B023
        every = cpu(lambda: solution_points(table, [0.1] * parties)) * 1e3  # noqa: B023
        there = "".join(f"{ms:>{width}.1f}" for ms, width in zip(fronts_in_negmas(table), (15, 9), strict=True)) if NEGMAS else ""
        print(f"{size:>9,} {parties:>8} {front:>8.1f} {every:>8.1f} {pareto_mask(table).sum():>14}{there or ' not installed'}")


def fronts_in_negmas(table: np.ndarray) -> tuple[float, float]:
    """Milliseconds of NegMAS for the front alone, and for front and points; looking up the utilities is part of it."""
    from negmas.preferences import ops

    space = OutcomeSpace([Issue("outcome", tuple(range(len(table))))])
    there = outcome_space(space)
    ufuns = [utility_function(space, column, 0.1, str(k), there) for k, column in enumerate(table.T)]
    outcomes = list(there.enumerate())
    ranges = [(float(column.min()), float(column.max())) for column in table.T]

    def front() -> list[tuple[float, ...]]:
        return list(ops.pareto_frontier(ufuns, outcomes=outcomes)[0])

    def every() -> None:
        efficient = front()
        for points in (ops.nash_points, ops.ks_points, ops.kalai_points, ops.max_welfare_points):
            points(ufuns, efficient, ranges=ranges, outcome_space=there)

    return cpu(front, 1) * 1e3, cpu(every, 1) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller batches")
    quick = parser.parse_args().quick
    negotiations([1, 100] if quick else [1, 100, 10_000])
    fronts()


if __name__ == "__main__":
    main()

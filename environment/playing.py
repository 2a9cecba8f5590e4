"""Play a show: the one call behind ``run``, sweeps and the page."""

from __future__ import annotations

from environment.records import Show
from environment.scenario import Scenario
from environment.scheme import Scheme
from protocols.errors import UserError
from protocols.version import VERSION

DEFAULT_SCHEME = "slot_fee_commission"


def play(
    scenario: Scenario | str = "autumn_launch", scheme: Scheme | str = DEFAULT_SCHEME, seed: int | None = None, shows: int = 1
) -> Show:
    """Play one show of ``scenario`` under ``scheme`` with ``seed`` (the scenario's own by default).

    The same arguments give the same bytes. Raises :class:`protocols.errors.UserError` for input that cannot be played.
    """
    from environment import tables
    from environment.measures import show as _  # noqa: F401  (registers the measures)
    from environment.measures.registry import compute_all
    from environment.world import World

    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    scheme = Scheme.load(scheme) if isinstance(scheme, str) else scheme
    if shows != 1:
        raise UserError(f"shows: found {shows}, allowed 1: seasons of several shows are not built yet")
    world = World(scenario, scheme, scenario.seed if seed is None else seed)
    world.play()
    recorded = tables.build(world)
    show = Show(
        scenario=scenario,
        scheme=scheme,
        seed=world.seed,
        version=VERSION,
        events=sorted(world.events, key=lambda e: e.t_min),
        negotiations=world.bargaining.records,
        measures=compute_all(recorded),
        money=money(world),
        conservation={"ledger_sum": world.ledger.total(), "oversold": world.stock.oversold()},
        tables=recorded,
    )
    world.close()
    return show


def money(world: object) -> dict[str, dict[str, float]]:
    """party -> line -> CNY: what every clause brought or cost, income, expense and profit."""
    ledger = world.ledger  # type: ignore[attr-defined]
    out: dict[str, dict[str, float]] = {}
    for account in ledger.accounts:
        lines = {clause: cents / 100.0 for clause, cents in ledger.by_clause(account).items()}
        income = sum(v for v in lines.values() if v > 0)
        expense = -sum(v for v in lines.values() if v < 0)
        out[account] = {**lines, "income": income, "expense": expense, "profit": ledger.balance(account) / 100.0}
    return out

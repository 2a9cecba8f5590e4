"""How parties play at the table: strategies by name, and one way to make them from text.

A strategy sees a :class:`protocols.types.View` and never its opponent. A person's seat is
:class:`agents.strategies.human.Human`, made by whoever asks the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from agents.strategies.bayesian import Bayesian
from agents.strategies.equilibrium import ChatterjeeSamuelson, ProcurementEquilibrium, Rubinstein
from agents.strategies.fixed import Fixed, WalkAway
from agents.strategies.micro import Micro
from agents.strategies.time_dependent import Aspiration, Boulware, Conceder, Linear, TimeDependent
from agents.strategies.tit_for_tat import AveragedTitForTat, RandomAbsoluteTitForTat, RelativeTitForTat
from agents.strategies.trade_off import TradeOff
from protocols.errors import UserError
from protocols.spec import Argument, build, parse_spec
from protocols.types import Strategy

STRATEGIES: dict[str, type[Strategy]] = {
    "time_dependent": TimeDependent,
    "boulware": Boulware,
    "linear": Linear,
    "conceder": Conceder,
    "aspiration": Aspiration,
    "tit_for_tat": RelativeTitForTat,
    "random_absolute_tit_for_tat": RandomAbsoluteTitForTat,
    "averaged_tit_for_tat": AveragedTitForTat,
    "micro": Micro,
    "trade_off": TradeOff,
    "bayesian": Bayesian,
    "rubinstein": Rubinstein,
    "chatterjee_samuelson": ChatterjeeSamuelson,
    "procurement_equilibrium": ProcurementEquilibrium,
    "fixed": Fixed,
    "walk_away": WalkAway,
}


def make_strategy(spec: str) -> Strategy:
    """The strategy that ``spec`` names, such as "linear" or "boulware:e=0.3,k=0.05".

    Unknown names and arguments, and values out of range, raise :class:`~protocols.errors.UserError`.
    """
    kind, args = _recipe(spec)
    return kind(**args)


@lru_cache(maxsize=256)
def _recipe(spec: str) -> tuple[type[Strategy], Mapping[str, Argument]]:
    """The class and the arguments that ``spec`` names, found good by making one."""
    name, args = parse_spec(spec)
    if name == "negmas":  # optional, and not in the list: any NegMAS negotiator, where NegMAS is installed
        from agents.strategies.negmas_bridge import NegmasNegotiator

        kind: type[Strategy] = NegmasNegotiator
    elif name in STRATEGIES:
        kind = STRATEGIES[name]
    else:
        raise UserError(f"strategy {name!r}: unknown, allowed {', '.join(sorted(STRATEGIES))}")
    build(kind, f"strategy {name!r}", args)
    return kind, args

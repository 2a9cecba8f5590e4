"""Every rule of encounter by name, and the one way to make one from a scheme's text."""

from __future__ import annotations

from collections.abc import Mapping

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.alternating_offers import AlternatingOffers
from protocols.rules.arbitration import Arbitration
from protocols.rules.base import Rule
from protocols.rules.call_market import CallMarket
from protocols.rules.coalition_formation import CoalitionFormation
from protocols.rules.contract_net import ContractNet
from protocols.rules.k_double_auction import KDoubleAuction
from protocols.rules.mediated_single_text import MediatedSingleText
from protocols.rules.monotonic_concession import MonotonicConcession
from protocols.rules.rationing import Rationing
from protocols.rules.sealed_auction import FirstPrice, Vickrey
from protocols.rules.stacked_alternating_offers import StackedAlternatingOffers
from protocols.rules.vcg_reverse_auction import VcgReverseAuction
from protocols.spec import build, parse_spec

PROTOCOLS: dict[str, type[Rule]] = {
    rule.name: rule
    for rule in (
        AlternatingOffers,
        StackedAlternatingOffers,
        MonotonicConcession,
        MediatedSingleText,
        ContractNet,
        FirstPrice,
        Vickrey,
        VcgReverseAuction,
        KDoubleAuction,
        CallMarket,
        Rationing,
        CoalitionFormation,
        Arbitration,
    )
}


def make_protocol(spec: str, space: OutcomeSpace, rounds: int = 20, **args: object) -> Rule:
    """The rule of encounter that ``spec`` names, such as "alternating_offers" or "rationing:cut=linear".

    ``args`` are further arguments of its class and win over those in the text. Unknown names and arguments
    raise :class:`~protocols.errors.UserError`.
    """
    if spec in PROTOCOLS and not args:  # the plain name: nothing to read
        return PROTOCOLS[spec](space, rounds)
    name, texts = parse_spec(spec)
    if name not in PROTOCOLS:
        raise UserError(f"protocol {name!r}: unknown, allowed {', '.join(sorted(PROTOCOLS))}")
    given: Mapping[str, object] = {"rounds": rounds, **texts, **args}
    return build(PROTOCOLS[name], f"protocol {name!r}", given, space=space)

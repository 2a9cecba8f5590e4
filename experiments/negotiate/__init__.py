"""One stand-alone negotiation from a domain file: our own format, Genius XML, GeniusWeb or NegMAS files.

>>> from experiments.negotiate import load_domain, negotiate
>>> negotiate(load_domain("logrolling")).result.agreed
True
"""

from experiments.negotiate.domain import Domain, Party
from experiments.negotiate.files import load_domain, shipped
from experiments.negotiate.session import Negotiated, negotiate

__all__ = ["Domain", "Negotiated", "Party", "load_domain", "negotiate", "shipped"]

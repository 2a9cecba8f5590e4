"""The mechanism audit: does a scheme leave everybody better off, make truth pay, balance its budget, hold together?"""

from experiments.audit.export import audit_object
from experiments.audit.job import Audit, Finding, audit

__all__ = ["Audit", "Finding", "audit", "audit_object"]

"""The mechanism audit: does a scheme leave everybody better off, make truth pay, balance its budget, hold together?"""

from experiments.audit.job import REPLICATIONS, Audit, Finding, audit

__all__ = ["REPLICATIONS", "Audit", "Finding", "audit"]

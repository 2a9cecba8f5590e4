"""Sweeps: many runs over parameters, schemes and luck, declared in a file, stored so that none is ever lost."""

from experiments.sweep.results import Results, Status, failures, read, status
from experiments.sweep.sweep import Sweep

__all__ = ["Results", "Status", "Sweep", "failures", "read", "status"]

"""Solved cases run through the project's own code: expected against computed, family by family.

One adapter per model type maps a case's inputs to library calls (modules ``a_…`` to ``h_…`` of this package);
the runner compares numbers under the case's own tolerance. Nothing here looks an answer up.
"""

from experiments.verify.cli import VerifyReport, verify_files, verify_with_bar
from experiments.verify.runner import Verdict, verify

__all__ = ["Verdict", "VerifyReport", "verify", "verify_files", "verify_with_bar"]

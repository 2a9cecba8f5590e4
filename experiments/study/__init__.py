"""Studies: a question, some arms on the same luck, and an answer with its uncertainty, declared in a file."""

from experiments.study.read import Study
from experiments.study.result import Result

__all__ = ["Result", "Study"]

"""Analysis of sweeps: paired comparison, effects, sensitivity indices, break-even, Pareto sets, replications needed."""

from experiments.analysis.job import Analysis, analyse
from experiments.analysis.paired import compare, paired
from experiments.analysis.stopping import replicate_until, replications_for
from experiments.analysis.table import Table, load, table_of

__all__ = ["Analysis", "Table", "analyse", "compare", "load", "paired", "replicate_until", "replications_for", "table_of"]

"""The scenario by its place on the command line: ``run festival_week``."""

from __future__ import annotations

from visualization.option_values import named
from visualization.options import Option, option

PLACED: Option = option(
    "placed",
    nargs="?",
    type=named,
    metavar="SCENARIO",
    help=("a scenario by name or file, as with --scenario", "场景名或文件，同 --scenario"),
)

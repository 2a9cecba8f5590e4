"""The parameter reference, generated from the models: ``python -m environment.scenario.reference > FILE``."""

from __future__ import annotations

from collections.abc import Sequence

from environment.scenario.parameter import Parameter
from environment.scenario.scenario import Scenario

WEEK = "festival_week"  # the shipped scenario with a week of several hosts
BARGAIN = "merchants_bargain"  # the variant with numbers that the scenario's own file leaves out
_HEAD = """# Parameters of a scenario 场景参数

Generated from `environment/scenario` by `python -m environment.scenario.reference`; do not edit.
`*` stands for the id of an item or the key of a table. Sources: R# = a row of the calibration table,
S1, S2 = the trade texts (both in [scenario.md](scenario.md)), E = our estimate, – = a name or a choice.
Values are those of `{name}` (of `week`: those of `{week}`; of what its own file leaves out: those of its variant
`{bargain}`); a range spans all items.
Any can be set on the command line: `--set factories.F2.moq=200`.
"""


def parameter_reference(scenario: Scenario) -> str:
    """Markdown with one row per kind of parameter, grouped by the top-level key of the file."""
    groups: dict[str, dict[str, list[Parameter]]] = {}
    guests = [leaf for leaf in Scenario.load(WEEK).parameters() if leaf.path.startswith("week.")]
    for leaf in (*scenario.parameters(), *left_out(scenario), *guests):
        groups.setdefault(leaf.pattern.split(".")[0], {}).setdefault(leaf.pattern, []).append(leaf)
    parts = [_HEAD.format(name=scenario.name, week=WEEK, bargain=BARGAIN)]
    for top, rows in groups.items():
        parts.append(
            f"\n## {top}\n\n| parameter | unit | source | value | meaning | 含义 |\n|---|---|---|---|---|---|"
        )
        parts += [_row(pattern, found) for pattern, found in rows.items()]
    return "\n".join(parts) + "\n"


def left_out(scenario: Scenario) -> list[Parameter]:
    """Parameters of the variant :data:`BARGAIN` of kinds that ``scenario`` leaves out."""
    if BARGAIN not in scenario.variants:
        return []
    known = {leaf.pattern for leaf in scenario.parameters()}
    return [leaf for leaf in Scenario.load(scenario.name, [BARGAIN]).parameters() if leaf.pattern not in known]


def _row(pattern: str, found: Sequence[Parameter]) -> str:
    first = found[0]
    units = " / ".join(dict.fromkeys(leaf.unit for leaf in found))
    cells = (f"`{pattern}`", units, first.source, _values(found), first.text_en, first.text_zh)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _values(found: Sequence[Parameter]) -> str:
    values = [leaf.value for leaf in found]
    if len(values) > 1 and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
        low, high = min(values), max(values)
        return _shown(low) if low == high else f"{_shown(low)} … {_shown(high)}"
    texts = list(dict.fromkeys(_shown(value) for value in values))
    return ", ".join(texts[:4]) + (", …" if len(texts) > 4 else "")


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list):
        items = [_shown(item) for item in value[:6]]
        return "[" + ", ".join(items) + (", …]" if len(value) > 6 else "]")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    return str(value)


if __name__ == "__main__":
    print(parameter_reference(Scenario.load("autumn_launch")), end="")

"""A contract in a small YAML file: who holds which role, which clauses, on what terms, and which are due."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from environment.scenario.tree import parse, read_text
from experiments.negotiate.field import Field
from experiments.negotiate.source import Node
from experiments.settle.record import BASES
from experiments.storage import write_atomically
from protocols.contracts import CLAUSES, QUANTITIES, Clause, Contract
from protocols.errors import UserError

FORMAT = "gongying-contract/1"
DATA = Path(__file__).parent / "data"
KEYS = ("schema", "name", "title_en", "title_zh", "parties", "clauses", "terms", "counts", "facts", "when")
MOMENTS = ("signing", "delivery", "settlement")
COUNTED = ("gross", "net")
_ID = re.compile(r"\w[\w .&'-]{0,79}")


@dataclass(frozen=True)
class Agreement:
    """A contract as agreed.

    ``counts`` says which sales a commission or guarantee counts (``gross`` or ``net``), ``facts`` what the parties have
    stated beyond the record, ``when`` which moments are settled.
    """

    contract: Contract
    title: tuple[str, str]
    counts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(BASES, "net"))
    facts: Mapping[str, float] = field(default_factory=dict)
    when: tuple[str, ...] = MOMENTS


def shipped(suffix: str = ".yaml") -> dict[str, Path]:
    """The example contracts (or, by suffix, records) that come with the project, by name."""
    return {path.stem: path for path in sorted(DATA.glob(f"*{suffix}"))}


def find(name: str | Path, suffix: str, what: str) -> Path:
    """The file called ``name``, or the shipped example of that name; :class:`UserError` if there is neither."""
    path, known = Path(name), shipped(suffix)
    if path.exists():
        return path
    if str(name) in known:
        return known[str(name)]
    near = difflib.get_close_matches(str(name), known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise UserError(f"{what}: found no {name}, allowed: a file, or one of {', '.join(known)}{hint}")


def load_agreement(name: str | Path) -> Agreement:
    """The contract in a file, or the shipped example of that name. :class:`UserError` names file, line and field."""
    path = find(name, ".yaml", "--contract")
    root = Field(Node(parse(read_text(path, str(path)), str(path)).value, str(path)))  # type: ignore[arg-type]
    root.only(*KEYS)
    root["schema"].one_of([FORMAT])
    clauses = _clauses(root["clauses"])
    title = root["name"].text()
    titles = tuple(_text(root, key, title) for key in ("title_en", "title_zh"))
    return Agreement(
        contract=Contract(title, _parties(root["parties"], clauses), clauses, _terms(root, clauses)),
        title=(titles[0], titles[1]),
        counts=_counts(root),
        facts=_numbers(root, "facts", {name for c in clauses for name in c.facts}),
        when=_when(root),
    )


def save(agreement: Agreement, path: Path) -> None:
    """Write the file that says the same: what a user edits to ask "what if"."""
    try:
        write_atomically(path, _yaml(agreement).encode())
    except OSError as error:
        raise UserError(f"{path}: found {error.strerror or error}, allowed: a file that can be written") from error


def _yaml(agreement: Agreement) -> str:
    import yaml

    contract = agreement.contract
    found = {
        "schema": FORMAT,
        "name": contract.name,
        "title_en": agreement.title[0],
        "title_zh": agreement.title[1],
        "parties": dict(contract.parties),
        "clauses": [c.name for c in contract.clauses],
        "terms": {name: float(contract.terms[name]) for name in contract.term_names if name in contract.terms},
        "counts": dict(agreement.counts),
        **({"facts": {name: float(v) for name, v in agreement.facts.items()}} if agreement.facts else {}),
        "when": list(agreement.when),
    }
    return str(yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120))


def _text(root: Field, key: str, default: str) -> str:
    given = root.get(key)
    return default if given is None else given.text()


def _clauses(given: Field) -> tuple[Clause, ...]:
    names: list[str] = []
    for item in given.items(least=1):
        name = item.one_of(CLAUSES)
        if name in names:
            item.fail("each clause once", repr(name))
        names.append(name)
    return tuple(CLAUSES[name] for name in names)


def _parties(given: Field, clauses: tuple[Clause, ...]) -> dict[str, str]:
    """Role -> party; every role that a clause names must be held, and by a different party."""
    roles = {role: c.name for c in clauses for role in (c.payer, c.payee)}
    held: dict[str, str] = {}
    for role, party in given.pairs():
        if role not in roles:
            party.fail(f"roles of the clauses: {', '.join(roles)}", f"the role {role!r}")
        name = party.text()
        if not _ID.fullmatch(name):
            party.fail("a name of letters, digits, spaces and . & ' - _")
        if name in held.values():
            party.fail("a different party in each role", repr(name))
        held[role] = name
    for role, clause in roles.items():
        if role not in held:
            given.fail(f"also a holder of the role {role!r} (clause {clause})")
    return held


def _terms(root: Field, clauses: tuple[Clause, ...]) -> dict[str, float]:
    wanted = {name: c.name for c in clauses for name in c.terms}
    given = _numbers(root, "terms", set(wanted))
    for name, clause in wanted.items():
        if name not in given:
            found = root.get("terms") or root
            found.fail(f"also the term {name!r} in {QUANTITIES[name].unit} (clause {clause})", "terms without it")
    return given


def _numbers(root: Field, key: str, known: set[str]) -> dict[str, float]:
    """name -> number of a block of terms or facts; a share lies between 0 and 1, and only a signed amount is negative."""
    given = root.get(key)
    if given is None or given.empty:
        return {}
    given.only(*sorted(known))
    found = {}
    for name, value in given.pairs():
        unit = QUANTITIES[name].unit
        found[name] = value.number(-1e15 if "±" in unit else 0.0, 1.0 if unit.startswith("share") and "/" not in unit else 1e15)
    return found


def _counts(root: Field) -> dict[str, str]:
    found = dict.fromkeys(BASES, "net")
    given = root.get("counts")
    if given is not None:
        given.only(*BASES)
        found |= {name: value.one_of(COUNTED) for name, value in given.pairs()}
    return found


def _when(root: Field) -> tuple[str, ...]:
    given = root.get("when")
    if given is None:
        return MOMENTS
    chosen = {item.one_of(MOMENTS) for item in given.items(least=1)}
    return tuple(moment for moment in MOMENTS if moment in chosen)

"""Finding and reading a domain: a shipped example, a file of any known format, or a folder of them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

from experiments.negotiate import genius, geniusweb, negmas_format
from experiments.negotiate.domain import Domain
from experiments.negotiate.field import Field
from experiments.negotiate.own import load_own
from experiments.negotiate.source import SUFFIXES, read
from protocols.errors import UserError

DATA = Path(__file__).parent / "data"
Files = Mapping[Path, Field]
# Formats whose domain and parties come in files of their own: (is domain, is profile, load).
FORMATS: dict[str, tuple[Callable[[Field], bool], Callable[[Field], bool], Callable[[Files, Files], Domain]]] = {
    "Genius": (genius.is_domain, genius.is_profile, genius.load),
    "GeniusWeb": (geniusweb.is_domain, geniusweb.is_profile, geniusweb.load),
    "NegMAS": (negmas_format.is_domain, negmas_format.is_profile, negmas_format.load),
}


def shipped() -> dict[str, Path]:
    """The example domains that come with the project, by name."""
    return {path.stem: path for path in sorted(DATA.glob("*.yaml"))}


def load_domain(domain: str | Path) -> Domain:
    """The domain called by a shipped name, or in a file or folder.

    Raises :class:`UserError` naming file, line and field.
    """
    path = Path(domain)
    if str(domain) in shipped() and not path.exists():
        return load_own(Field(read(shipped()[str(domain)])), shipped()[str(domain)])
    if path.is_dir():
        return _folder(path, None)
    if not path.exists():
        near = difflib.get_close_matches(str(domain), shipped(), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise UserError(f"DOMAIN: found no file {domain}, allowed: a file, a folder, or one of {', '.join(shipped())}{hint}")
    root = Field(read(path))
    if _kind(root) is None:
        if isinstance(root.node.value, dict) and ("parties" in root.node.value or "issues" in root.node.value):
            return load_own(root, path)
        root.fail("a domain: issues and parties, or a Genius, GeniusWeb or NegMAS file (docs/reference/domains.md)")
    return _folder(path.parent, path)


def _kind(root: Field) -> tuple[str, bool] | None:
    """Format of a file of several, and whether it is the domain (else a profile)."""
    for name, (is_domain, is_profile, _) in FORMATS.items():
        if is_domain(root):
            return name, True
        if is_profile(root):
            return name, False
    return None


def _folder(folder: Path, chosen: Path | None) -> Domain:
    """A domain whose parties are described in files of their own, beside it."""
    found: dict[tuple[str, bool], dict[Path, Field]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("_", ".")):
            root = _readable(path, chosen)
            kind = None if root is None else _kind(root)
            if root is not None and kind is not None:
                found.setdefault(kind, {})[path] = root
    names = sorted({name for name, _ in found})
    if chosen is not None:
        names = [name for name, _ in found if chosen in found[name, _]]
    if len(names) != 1:
        many = f"files of {' and '.join(names)}" if names else "no Genius, GeniusWeb or NegMAS file"
        raise UserError(f"{folder}: found {many}, allowed: one domain and a profile per party")
    domains, profiles = found.get((names[0], True), {}), found.get((names[0], False), {})
    if chosen in domains:
        domains = {path: root for path, root in domains.items() if path == chosen}
    if len(domains) > 1:
        raise UserError(f"{folder}: found {len(domains)} domains ({', '.join(p.name for p in domains)}); name one of them")
    if len(profiles) < 2:
        raise UserError(f"{folder}: found {len(profiles)} profiles of {names[0]}, allowed: one per party, at least 2")
    return FORMATS[names[0]][2](domains, profiles)


def _readable(path: Path, chosen: Path | None) -> Field | None:
    """The content of a file; None for one beside the chosen file that cannot be read."""
    try:
        return Field(read(path))
    except UserError:
        if chosen is None or path == chosen:
            raise
        return None

"""The locks and the package: complete, portable, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement

from protocols.version import VERSION

EXTRAS = {"requirements.lock": (), "requirements-test.lock": ("test",), "requirements-page.lock": ("page",)}


def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def locked(root: Path, name: str) -> list[Requirement]:
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", EXTRAS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_lock_satisfies_pyproject_on_every_python(root: Path, name: str, python: str) -> None:
    where = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    valid = [each for each in locked(root, name) if not each.marker or each.marker.evaluate(where)]
    pins = {each.name.lower(): each for each in valid}
    metadata = project(root)["project"]
    wanted = list(metadata["dependencies"])
    for extra in EXTRAS[name]:
        wanted += metadata["optional-dependencies"][extra]
    for requirement in map(Requirement, wanted):
        pin = pins[requirement.name.lower()]
        (version,) = (each.version for each in pin.specifier)
        assert version in requirement.specifier, requirement


def test_the_locks_agree_with_each_other(root: Path) -> None:
    core = {str(each) for each in locked(root, "requirements.lock")}
    for name in EXTRAS:
        assert core <= {str(each) for each in locked(root, name)}


@pytest.mark.parametrize("name", EXTRAS)
def test_locks_name_no_host_and_no_path(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|^/|@ ", text, re.MULTILINE)


def test_every_data_file_of_the_packages_is_shipped(root: Path) -> None:
    settings = project(root)["tool"]["setuptools"]
    packages = settings["packages"]["find"]["include"]
    shipped = {pattern.removeprefix("*") for pattern in settings["package-data"]["*"]}
    for package in packages:
        for path in (root / package.rstrip("*")).rglob("*"):
            if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts:
                assert path.suffix in shipped or path.name in shipped, path.relative_to(root)


def test_the_citation_names_this_version_and_licence(root: Path) -> None:
    found = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    metadata = project(root)["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(found)
    assert found["version"] == VERSION and found["license"] == metadata["license"]
    assert found["keywords"] == metadata["keywords"] and found["authors"]

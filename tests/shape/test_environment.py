"""One lock, one truth: pyproject, requirements.lock and environment.yml say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = [
    Requirement(line)
    for line in [
        *PYPROJECT["project"]["dependencies"],
        *PYPROJECT["project"]["optional-dependencies"]["dev"],
        *PYPROJECT["project"]["optional-dependencies"]["dask"],
    ]
]


def locked() -> dict[str, list[str]]:
    """Every version that the lock holds of each package (one for each range of Pythons)."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", LOCK, flags=re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("requirement", WANTED, ids=lambda requirement: requirement.name)
def test_the_lock_satisfies_what_the_project_asks_for(requirement: Requirement) -> None:
    """Each dependency of pyproject.toml is locked at versions that it allows."""
    versions = locked()[canonicalize_name(requirement.name)]

    assert all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_holds_a_hash_for_every_package() -> None:
    """Pip refuses what is not the file that was locked."""
    entries = re.split(r"\n(?=[\w.-]+==)", LOCK.strip())

    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_holds_no_address() -> None:
    """Which index serves the packages is the machine's affair."""
    assert not re.search(r"https?://|^-|--index|--find-links", LOCK, flags=re.MULTILINE)


def test_conda_users_get_the_same_lock() -> None:
    """environment.yml takes python and pip from conda-forge and everything else from the lock."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    entries = [
        line.strip().removeprefix("- ")
        for line in text.split("dependencies:")[1].splitlines()
        if line.strip()
    ]

    assert entries == [
        "python >=3.11,<3.14",
        "pip",
        "pip:",
        "--requirement requirements.lock",
    ]


def test_the_python_range_is_one() -> None:
    """pyproject, environment.yml and the Makefile ask for Python 3.11 or later."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert PYPROJECT["project"]["requires-python"] == ">=3.11"
    assert "(3, 11)" in makefile


def test_make_help_lists_every_target() -> None:
    """Each target that is no file says in one line what it does; plain `make` builds the example."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)[0].split()

    assert targets[0] == "briefing"
    assert targets == re.findall(r"^([a-z-]+):.*## .", makefile, flags=re.MULTILINE)

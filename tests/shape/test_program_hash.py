"""The program's hash in an edition covers all that decides its bytes, and nothing else."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from briefing.editions import provenance
from briefing.settings import paths

PACKAGE = paths.PACKAGE
# Modules that make an edition load these, which do not decide its bytes.
EXCEPTIONS = {
    "delivery": "jobs.build tells what failed: pages and a log beside the editions",
    "explore": "the engine imports it beforehand, for the analysts' notebooks that use it",
    "jobs/__init__.py": "a docstring",
    "jobs/answers.py": "carries errors from one process to another; an edition has none",
}
MODULES = {
    ".".join(["briefing", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(
        ".__init__"
    ): path
    for path in PACKAGE.rglob("*.py")
}


def named(path: Path) -> Iterator[str]:
    """Name the modules that a module imports, anywhere in it, or names in a text of its own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and re.fullmatch(
            r"briefing(\.\w+)+(:\w+)?", str(node.value)
        ):
            yield str(node.value).partition(":")[0]


def place(module: str) -> str:
    return MODULES[module].relative_to(PACKAGE).as_posix()


def is_in(module: str, rooms: Collection[str]) -> bool:
    return place(module) in rooms or place(module).partition("/")[0] in rooms


@cache
def loaded() -> set[str]:
    """All that the modules which make an edition load, from import to import."""
    seen: set[str] = set()
    # Sections are loaded by the notebooks, engine and export as processes of their own.
    rooms = {"sections", "engine", "export", "workbooks"}
    makers = {
        "briefing.jobs.build",
        "briefing.jobs.edition_builder",
        "briefing.jobs.month_process",
    }
    waiting = [*makers, *(module for module in MODULES if is_in(module, rooms))]
    while waiting:
        module = waiting.pop()
        if module in seen or module not in MODULES:
            continue
        seen.add(module)
        parts = module.split(".")
        waiting += [".".join(parts[:length]) for length in range(1, len(parts))]
        if not is_in(module, EXCEPTIONS):
            waiting += named(MODULES[module])
    return seen


def test_what_makes_an_edition_is_covered() -> None:
    """Each module that is loaded on the way to an edition lies in a room on the list."""
    covered = provenance.DECIDES_BYTES
    left = {place(module) for module in loaded() if not is_in(module, [*covered, *EXCEPTIONS])}

    assert left == set()


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_every_exception_is_one(name: str) -> None:
    """It is loaded, and not on the list."""
    assert name not in provenance.DECIDES_BYTES
    assert any(is_in(module, [name]) for module in loaded())


def test_every_room_on_the_list_is_there_and_loaded() -> None:
    """What is moved or renamed is moved or renamed on the list."""
    modules = loaded()

    for name in provenance.DECIDES_BYTES:
        assert any(is_in(module, [name]) for module in modules), name


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package in a folder of the test's own, where it may be changed."""
    copy = tmp_path / "briefing"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(paths, "PACKAGE", copy)
    provenance.code_hash.cache_clear()
    yield copy
    provenance.code_hash.cache_clear()


@pytest.mark.parametrize(
    ("name", "is_covered"),
    [
        ("ledgers/dictionaries/projects.toml", True),
        ("page/words/en.toml", True),
        ("export/templates/briefing.typ", True),
        ("export/templates/briefing.docx", True),
        ("workbooks/__init__.py", True),
        ("sections/__init__.py", True),
        ("jobs/edition_builder.py", True),
        ("cli/editions.py", False),
        ("delivery/letter.py", False),
        ("jobs/schedule/cron.py", False),
        ("jobs/due.py", False),
        ("starter/__init__.py", False),
    ],
)
def test_a_change_of_the_program_counts_where_it_decides_bytes(
    package: Path, name: str, is_covered: bool
) -> None:
    """A byte more in a dictionary, a template or the words is another program; in a command it is not."""
    assert (package / name).is_file()
    before = provenance.code_hash()
    with (package / name).open("ab") as file:
        file.write(b"\n")
    provenance.code_hash.cache_clear()

    assert (provenance.code_hash() != before) is is_covered

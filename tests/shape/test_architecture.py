"""The house: data flows one way, every room is small enough to know, nothing else lies about."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from briefing.jobs.edition_builder import TEMPORARY

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline" / "briefing"
CEILING = 400
ROOMS = {
    "cli", "delivery", "domain", "editions", "engine", "explore", "export", "indicators", "jobs",
    "ledgers", "page", "sections", "settings", "starter", "system", "workbooks",
}  # fmt: skip

# What reads, measures, says and asks touches no file, but for the modules that are made for it.
WITHOUT_FILES = {"cli", "domain", "indicators", "ledgers", "page", "sections"}
MADE_FOR_FILES = {
    "indicators/published.py", "indicators/trace/printed.py", "indicators/trace/reading.py",
    "ledgers/cut/read_cache.py", "ledgers/dictionary.py", "ledgers/store.py",
    "page/words/__init__.py",
}  # fmt: skip
FILE_CALLS = {
    "copyfile", "mkdir", "mkdtemp", "mkstemp", "open", "read_bytes", "read_parquet", "read_text",
    "rmtree", "to_parquet", "unlink", "write_bytes", "write_text",
}  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_data_flows_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    """No room imports, directly or through others, from a room above its own (pyproject.toml)."""
    code = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)

    assert code == 0, capsys.readouterr().out


def test_the_package_holds_sixteen_rooms() -> None:
    """Whatever is added to the package finds its place in one of them, or is a room of its own."""
    entries = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}

    assert entries == {*ROOMS, "__init__.py", "__main__.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_outgrows_the_ceiling(path: Path) -> None:
    """A module nearing 400 lines becomes a package with one module per subject."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= CEILING


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_goes_in_and_what_comes_out(path: Path) -> None:
    """Each module opens with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_files_are_touched_in_few_places() -> None:
    """A figure never depends on what a function finds in a folder."""
    touching = {
        name
        for path in MODULES
        if (name := path.relative_to(PACKAGE).as_posix()).split("/")[0] in WITHOUT_FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in FILE_CALLS
    }

    assert touching == MADE_FOR_FILES


def test_the_top_level_holds_nothing_else() -> None:
    """A newcomer finds any room from the folder names."""
    allowed = {
        "notebooks",
        "pipeline",
        "data",
        "reports",
        "tests",
        "docs",
        "environment.yml",
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "pyproject.toml",
        "requirements.lock",
        "Makefile",
        "LICENSE",
        ".ci",
        ".git-blame-ignore-revs",
        ".gitignore",
        ".pre-commit-config.yaml",
    }
    local = {
        "logs",
        ".import_linter_cache",
        ".git",
        ".venv",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
        ".benchmarks",
    }
    found = {path.name for path in ROOT.iterdir() if not path.name.endswith(".egg-info")}

    assert found - local <= allowed


def test_every_temporary_folder_is_swept() -> None:
    """A run that is killed leaves none for ever: each beginning of a name is known to the sweep."""
    begun = {
        keyword.value.value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("TemporaryDirectory")
        for keyword in node.keywords
        if keyword.arg == "prefix" and isinstance(keyword.value, ast.Constant)
    }

    assert begun == set(TEMPORARY)

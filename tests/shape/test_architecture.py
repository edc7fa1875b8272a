"""Data flows one way: what each module may import, and where files may be touched."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.workshop import TEMPORARY

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline"
CEILING = 400

# A module imports only from lines above its own; those that share a line never import each other.
LAYERS = [
    ["errors", "near", "disk", "text"],
    ["findings"],
    ["faults"],
    ["months", "identifiers", "limits", "lifetime"],
    ["units", "money", "working_days", "paths", "privacy"],
    ["words", "provenance", "items", "journal", "sections"],
    ["archive"],
    ["stale"],
    ["verify"],
    ["job", "memory", "schedule", "standing"],
    ["failure", "attempts"],
    ["county"],
    ["delivery"],
    ["ledgers"],
    ["read"],
    ["tidy"],
    ["correct", "check", "cells"],
    ["store"],
    ["intake"],
    ["feedback", "template"],
    ["indicators"],
    ["forecast", "replacement", "blocks", "traced"],
    ["published"],
    ["deliver", "shelf"],
    ["charts", "tables", "prose"],
    ["export"],
    ["desk"],
    ["briefing"],
    ["engine"],
    ["figures", "sample", "archive_page"],
    ["made"],
    ["workshop"],
    ["build"],
    ["batch"],
    ["due"],
    ["cli"],
    ["__main__"],
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# They treat notebooks as files: of what a notebook says they know only the kinds of block.
KNOWS_ONLY = {
    "export": {"export", "errors", "disk", "paths", "blocks", "words", "cells"},
    "engine": {"engine", "errors", "limits", "lifetime"},
}
TOUCHES_DISK = {
    "deliver",
    "provenance",
    "journal",
    "items",
    "job",
    "memory",
    "read",
    "store",
    "published",
    "traced",
    "schedule",
    "figures",
    "workshop",
    "batch",
    "archive",
    "archive_page",
    "engine",
    "export",
    "desk",
    "sections",
    "sample",
    "template",
    "ledgers",
    "correct",
    "words",
}
DISK = {
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "mkdir",
    "unlink",
    "replace",
    "rmtree",
    "copyfile",
    "mkdtemp",
    "to_parquet",
    "read_parquet",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The layers that a module imports when it runs; imports for types alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "pipeline":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline."):
            found.add((node.module or "").split(".")[1])
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_layers_above_its_own(path: Path) -> None:
    """No module imports from a later layer, nor from one beside its own."""
    own = layer_of(path)
    if own == "__init__":
        assert imports(path) == set()
        return

    upward = {name for name in imports(path) - {own} if LEVEL[name] >= LEVEL[own]}

    assert upward == set()


@pytest.mark.parametrize("layer", sorted(KNOWS_ONLY))
def test_export_and_engine_know_no_indicators(layer: str) -> None:
    """What executes and renders notebooks would do so for any other product."""
    used = {name for path in MODULES if layer_of(path) == layer for name in imports(path)}

    assert used <= KNOWS_ONLY[layer]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_are_touched_in_few_places(path: Path) -> None:
    """Only the layers that are made for it read or write files."""
    if layer_of(path) in TOUCHES_DISK:
        return
    calls = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in DISK - {"replace"})
            or (isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "os.replace")
            or (isinstance(node.func, ast.Name) and node.func.id == "open")
        )
    }

    assert calls == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_outgrows_the_ceiling(path: Path) -> None:
    """A module nearing 400 lines becomes a package with one module per subject."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= CEILING


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_goes_in_and_what_comes_out(path: Path) -> None:
    """Each module opens with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_layer_has_its_line() -> None:
    """A new module or package is given its place in the flow."""
    layers = {layer_of(path) for path in MODULES} - {"__init__"}

    assert layers == set(LEVEL)


def test_the_top_level_holds_nothing_else() -> None:
    """A newcomer finds any room from the folder names."""
    allowed = {
        "notebooks",
        "pipeline",
        "data",
        "reports",
        "tests",
        "environment.yml",
        "README.md",
        "README.zh-CN.md",
        "pyproject.toml",
        "requirements.lock",
        "Makefile",
        "LICENSE",
        ".ci",
        ".gitignore",
        ".pre-commit-config.yaml",
    }
    local = {"logs", ".git", ".venv", ".mypy_cache", ".ruff_cache", ".hypothesis", ".benchmarks"}
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

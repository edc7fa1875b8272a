"""Notebooks are thin: claim, then the cell that proves it; no outputs, no logic."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.If,
    ast.Lambda,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.Try,
    ast.With,
)
LONGEST = 6

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_a_notebook_for_the_briefing() -> None:
    """The main report is notebooks/briefing.ipynb."""
    assert "briefing.ipynb" in {path.name for path in NOTEBOOKS}


@each_notebook
def test_a_notebook_is_valid_and_holds_no_outputs(path: Path) -> None:
    """Outputs are made, not committed."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)

    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(path))


@each_notebook
def test_a_notebook_has_exactly_one_parameters_cell_and_it_comes_first(path: Path) -> None:
    """Papermill puts its values behind the cell tagged parameters."""
    tagged = ["parameters" in cell.metadata.get("tags", []) for cell in code_cells(path)]

    assert tagged[0]
    assert sum(tagged) == 1


@each_notebook
def test_a_notebook_imports_only_briefing(path: Path) -> None:
    """Whatever a notebook needs, `import briefing` gives it."""
    statements = [
        ast.unparse(node)
        for cell in code_cells(path)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert statements == ["import briefing"]


@each_notebook
def test_a_notebook_holds_no_logic(path: Path) -> None:
    """What decides or repeats belongs in the package, where it has a test."""
    nodes = [
        type(node).__name__
        for cell in code_cells(path)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, LOGIC)
    ]

    assert nodes == []


@each_notebook
def test_a_cell_is_short(path: Path) -> None:
    """One call proves one claim."""
    assert max(len(cell.source.splitlines()) for cell in code_cells(path)) <= LONGEST


@each_notebook
def test_no_figure_is_written_by_hand(path: Path) -> None:
    """Markdown holds headings and claims; every number on the page is computed."""
    notebook = nbformat.read(path, as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]

    assert not any(character.isdigit() for text in texts for character in text)

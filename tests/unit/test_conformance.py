"""The fork engine shows what the standard kernel shows, whatever a cell does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fixtures.engines import KERNEL, notebook, outcome, pathologies, warm_runner

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.engine import Warm

HARMLESS, SPOILING = pathologies("harmless"), pathologies("spoiling")

# All that differs by design, and what the fork engine shows instead. Beside these, its streams
# keep their order among each other; the standard kernel's are told apart, and cut by the clock.
DIFFERS = {
    # The traceback names our stream, and not ipykernel's.
    "writing_what_is_no_text": "streams.py",
    "closed_stdout": "I/O operation on closed file",
    # Fewer frames stand below the cell.
    "a_recursion_error": "maximum recursion depth exceeded",
    # What a message costs in warnings is shown before it; the kernel's thread shows it after.
    "not_a_number": '{"stderr": ',
    # The kernel loses the line, and shows an error of its own.
    "surrogates": "a\\\\ud800b",
    # The kernel loses what a process is told to print to Python's own stream.
    "stdout_as_a_file": "x\\n",
}

# Printed below Python. A thread of the standard kernel brings it when it comes to it, on a busy
# machine after what the cell showed later, or in the next cell; the fork engine in its place.
BELOW_PYTHON = {
    "a_fork_that_prints": ['{"stdout": "parent child\\n"}'],
    "bytes_that_are_no_utf8": ['{"stdout": "caf\ufffd \ufffd\\n"}'],
    "c_level_printing": ['{"stdout": "from C\\n"}'],
    "descriptor_printing": ['{"stdout": "描述符\\n"}'],
    "descriptor_printing_to_stderr": ['{"stderr": "to 2\\n"}'],
    "half_a_character": ['{"stdout": "\ufffd"}', '{"stdout": "next\\n"}'],
    "os_system": ['{"stdout": "from system\\n"}'],
    "python_s_first_stdout": ['{"stdout": "first\\n"}'],
    "subprocess_output": ['{"stdout": "from echo\\n"}'],
}

# How a run ends whose notebook ends its process, takes too much or too long.
ENDS = {
    "stops_at_an_error": 3,
    "an_invalid_bundle": 1,
    "sys_exit_stops": 0,
    "sys_exit_one_fails": 3,
    "exit_in_the_last_cell": 0,
    "quit_amid": 0,
    "os_exit": 5,
    "os_exit_with_a_child": 5,
    "segmentation_fault": 5,
    "abort": 5,
    "sigterm_of_self": 5,
    "sigkill_of_self": 5,
    "memory_hog": 3,
    "an_endless_loop": 4,
    "endless_c": 4,
    "an_endless_await": 4,
    "a_loop_that_swallows_interrupts": 4,
    "a_flood": 6,
    "a_flood_at_the_descriptor": 6,
}


@pytest.fixture(scope="module")
def shown(
    warm: Warm, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each engine shows of every harmless pathology, all in one notebook."""
    folder = tmp_path_factory.mktemp("joined")
    # A standard kernel may show what is printed below Python in a later cell: these come last.
    ordered = sorted(HARMLESS.items(), key=lambda entry: entry[0] in BELOW_PYTHON)
    page = notebook([cell for _, cells in ordered for cell in cells], "raises-exception")
    found = []
    for name, runner in (("kernel", KERNEL), ("fork", warm_runner(warm))):
        cells = iter(outcome(runner, page, folder / name).cells)
        found.append({title: [next(cells) for _ in own] for title, own in ordered})
    return found[0], found[1]


def test_every_pathology_has_its_notebook() -> None:
    """There are many, and the table of differences names only such as there are."""
    assert len(HARMLESS) + len(SPOILING) >= 40
    assert set(DIFFERS) | set(ENDS) <= {*HARMLESS, *SPOILING}


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(HARMLESS) - {*DIFFERS, *BELOW_PYTHON}))
def test_both_engines_show_the_same(
    shown: tuple[dict[str, list[str]], dict[str, list[str]]], name: str
) -> None:
    """Outputs, their metadata, tracebacks and counts are equal, cell by cell."""
    standard, forked = shown

    assert forked[name] == standard[name]


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(HARMLESS) & set(DIFFERS)))
def test_what_differs_is_written_down(
    shown: tuple[dict[str, list[str]], dict[str, list[str]]], name: str
) -> None:
    """Where the engines differ, the fork engine shows what the table says."""
    standard, forked = shown

    assert forked[name] != standard[name]
    assert DIFFERS[name] in "".join(forked[name])


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(BELOW_PYTHON))
def test_what_is_printed_below_python_stands_in_its_place(
    shown: tuple[dict[str, list[str]], dict[str, list[str]]], name: str
) -> None:
    """It is the first that its cell shows, before whatever the cell shows afterwards."""
    _, forked = shown

    for cell, text in zip(forked[name], BELOW_PYTHON[name], strict=True):
        assert cell.partition(", ")[2].startswith(f'[{{"streams": {text}}}')


@pytest.mark.parametrize("name", sorted(ENDS))
def test_an_end_is_told_as_it_was(warm: Warm, tmp_path: Path, name: str) -> None:
    """A process that dies, a limit that is passed, a cell that leaves: each has its status."""
    limit = 1 if ENDS[name] == 4 else 60

    found = outcome(
        warm_runner(warm), notebook(SPOILING[name]), tmp_path / "one", cell_limit=limit
    )

    assert found.status == ENDS[name]
    assert "never" not in "".join(found.cells)


def test_a_notebook_ends_in_order(warm: Warm, tmp_path: Path) -> None:
    """After the last cell atexit runs, and what was left open is written."""
    run = warm_runner(warm)

    assert outcome(run, notebook(SPOILING["atexit"]), tmp_path / "a").files == ["said.txt"]
    assert outcome(run, notebook(SPOILING["a_file_left_open"]), tmp_path / "b").files == [
        "left.txt"
    ]
    assert (tmp_path / "b" / "work" / "left.txt").read_text(encoding="utf-8") == "写了"

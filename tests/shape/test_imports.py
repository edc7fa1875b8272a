"""What a command does not need is not imported: that nothing is to be done is said at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"numpy", "pandas", "pyarrow", "altair", "nbformat", "papermill", "nbconvert", "vl_convert", "scipy", "pandera"}  # fmt: skip


def imported(statement: str) -> set[str]:
    """Return the packages that a fresh interpreter holds after a statement."""
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}; {report}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "cli",
        "jobs.build",
        "jobs.job",
        "editions",
        "editions.provenance",
        "editions.items",
        "page.words",
        "engine.order",
    ],
)
def test_what_finds_that_nothing_changed_imports_nothing_heavy(module: str) -> None:
    """Pandas alone would take longer than the answer may."""
    assert imported(f"import briefing.{module}") & HEAVY == set()


@pytest.mark.long
def test_the_grammar_of_addresses_is_built_when_it_is_asked_for() -> None:
    """Notebooks and charts never ask; whoever does gets the real answer."""
    assert "lark" not in imported("import briefing.sections, briefing.export.render")
    asked = (
        "import briefing, jsonschema;"
        "check = jsonschema.FormatChecker().conforms;"
        "assert check('http://县.cn/', 'iri') and not check('a b', 'iri');"
        "import rfc3987_syntax; assert rfc3987_syntax.grammar"
    )
    assert "lark" in imported(asked)


def test_what_renders_a_page_loads_no_reader_of_ledgers() -> None:
    """Neither by itself nor through what it imports: export stands beside the readers."""
    modules = ["render", "exporters", "overview", "render_process", "renderer", "safe_cells"]
    statement = "; ".join(f"import briefing.export.{module}" for module in modules)
    report = "import sys; print(*{name for name in sys.modules if name.startswith('briefing.')})"
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}; {report}"],
        capture_output=True,
        text=True,
        check=True,
    )
    rooms = {name.split(".")[1] for name in done.stdout.split()}

    assert rooms == {"export", "page", "domain", "system"}

"""
Long tests need tools of the machine: where they are missing they are skipped with a line, and
where they must be there (REQUIRE_TOOLS) their absence is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.project import copy_project, run


def need(reason: str | None) -> None:
    """Skip, or fail, when a tool is missing; *reason* says which."""
    if reason and os.environ.get("REQUIRE_TOOLS"):
        pytest.fail(f"this machine must have it: {reason}")
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of May 2020, built in a project of its own."""
    folder = copy_project(tmp_path_factory.mktemp("long") / "project")
    done = run(folder, "build", "2020-05")
    assert done.returncode == 0, done.stderr
    return folder / "reports" / "zhashui" / "2020-05"

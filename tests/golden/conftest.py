"""A copy of the project for each test that builds, and one build that many tests read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import copy_project, run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own, nothing built."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which May 2020 has been built; tests only read it."""
    folder = copy_project(tmp_path_factory.mktemp("built") / "project")
    done = run(folder, "build", "2020-05")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--regenerate"))

"""A copy of the project for each test that builds, and one build that many tests read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.once import once
from tests.project import copy_project, run


@pytest.fixture
def project(tmp_path: Path, opened: Path) -> Path:
    """A project of the test's own, nothing built; its ledgers have been read before, as they were."""
    return shutil.copytree(opened, tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which May 2020 has been built; tests only read it."""

    def build(folder: Path) -> None:
        done = run(copy_project(folder), "build", "2020-05")
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "built", build)


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--regenerate"))

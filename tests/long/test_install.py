"""The ways to install it: the lock in a fresh environment, and the pip part of environment.yml."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


def test_the_pip_part_of_environment_yml_installs_in_a_fresh_environment(tmp_path: Path) -> None:
    """What conda hands to pip works, and the project goes in after it without asking for more."""
    entries = (ROOT / "environment.yml").read_text(encoding="utf-8").split("- pip:")[1]
    requirements = [
        line.strip().removeprefix("- ") for line in entries.splitlines() if line.strip()
    ]
    # conda writes the pip entries to a file beside environment.yml and hands that file to pip.
    project = tmp_path / "project"
    shutil.copytree(
        ROOT,
        project,
        ignore=shutil.ignore_patterns(".venv", ".git", "reports", "*.egg-info", ".*_cache"),
    )
    shutil.rmtree(project / "data" / "zhashui" / "tidy", ignore_errors=True)
    (project / "condaenv.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    python = str(tmp_path / "env" / "bin" / "python")

    for words in (
        ["install", "--quiet", "--requirement", "condaenv.txt"],
        ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."],
        ["check"],
    ):
        subprocess.run([python, "-m", "pip", *words], cwd=project, check=True)
    done = subprocess.run(
        [str(tmp_path / "env" / "bin" / "briefing"), "check", "2020-05"],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "错误0条" in done.stdout


def test_plain_papermill_runs_the_notebook_in_a_fresh_copy(tmp_path: Path) -> None:
    """Opening a month whose ledgers have not been read yet reads and checks them first."""
    from tests.project import copy_project

    project = copy_project(tmp_path / "fresh")
    papermill = str(Path(sys.executable).parent / "papermill")
    done = subprocess.run(
        [
            papermill,
            "notebooks/briefing.ipynb",
            "out.ipynb",
            "-p",
            "month",
            "2020-05",
            "--no-progress-bar",
        ],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "完成投资43亿元" in (project / "out.ipynb").read_text(encoding="utf-8")

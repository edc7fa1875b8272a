"""Names of things in a project, and no way out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import Project, safe_name

MAY = Month(2020, 5)


def test_a_month_has_its_folders() -> None:
    """Raw ledgers, tidy tables and the published month lie where the contract says."""
    project = Project(Path("/p"))
    county = project.county("zhashui")

    assert county.raw(MAY) == Path("/p/data/zhashui/raw/2020-05")
    assert county.tidy(MAY) == Path("/p/data/zhashui/tidy/2020-05")
    assert county.config == Path("/p/data/zhashui/county.toml")
    assert project.published("zhashui", MAY) == Path("/p/reports/zhashui/2020-05")
    assert project.notebook("briefing") == Path("/p/notebooks/briefing.ipynb")


@pytest.mark.parametrize("name", ["zhashui", "柞水", "zhashui-2", "a.b_c"])
def test_a_plain_name_is_taken(name: str) -> None:
    """Letters of any script, digits, dots and dashes."""
    assert safe_name(name, "县名") == name


@pytest.mark.parametrize(
    "name", ["..", ".hidden", "a/b", "../etc", "a\\b", "", "-x", "a" * 65, "a\n", "a b"]
)
def test_a_name_cannot_leave_its_folder(name: str) -> None:
    """A path in a name's stead is refused, whichever way it is asked for."""
    with pytest.raises(UsageError, match="不合规"):
        Project(Path("/p")).county(name)
    with pytest.raises(UsageError, match="不合规"):
        Project(Path("/p")).notebook(name)


def test_a_project_is_found_from_within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder may be the root or any folder below it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks" / "drafts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks" / "drafts")

    assert Project.here().root == tmp_path


def test_outside_a_project_there_is_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere the clerk is told to go to the project's root."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="请到项目根目录执行"):
        Project.here()

"""Small inputs that were once read wrong, alone in a new county or among the sample's ledgers."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

from briefing.domain.months import Month
from briefing.ledgers import ingest
from briefing.settings import county, paths
from briefing.starter.new_county import NewCounty, county_toml
from briefing.workbooks import formats
from tests.project import ROOT

if TYPE_CHECKING:
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book

CASES = Path(__file__).parent / "fixtures" / "cases"
# What the names of the sample's files hold.
_LEDGERS = {
    "projects": "进展情况",
    "statistics": "统计台账",
    "reserve": "储备",
    "permits": "前期手续",
    "tasks": "包抓",
    "problems": "督查问题",
    "growth": "增速反馈",
}


def alone(folder: Path, month: str, *files: Path) -> CheckedMonth:
    """Open *month* of a new county in *folder* that received these files only."""
    folder.mkdir(parents=True, exist_ok=True)
    text = county_toml(NewCounty("新县", "610199", Decimal(8), Month.parse(month)))
    (folder / "county.toml").write_text(text, encoding="utf-8")
    return _opened(folder, month, files)


def in_sample(folder: Path, month: str, *files: Path, instead_of: str = "") -> CheckedMonth:
    """
    Open *month* of the sample county in *folder* with these files besides, or in place of the
    sample's file of one ledger. Other months are left out.
    """
    sample = ROOT / "data" / "zhashui"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(sample / "county.toml", folder)
    shutil.copytree(sample / "raw" / month, folder / "raw" / month)
    if instead_of:
        (replaced,) = (folder / "raw" / month).glob(f"*{_LEDGERS[instead_of]}*")
        replaced.unlink()
    return _opened(folder, month, files)


def _opened(folder: Path, month: str, files: tuple[Path, ...]) -> CheckedMonth:
    raw = folder / "raw" / month
    raw.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, raw)
    found = paths.CountyFolder(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "Guard", InProcess)
        return ingest.open_year(found, county.load(found.config), Month.parse(month))[-1]


class InProcess:
    """Reads here what a child would read: hundreds of small cases need no process each."""

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def begin(self, path: Path) -> None:
        """Do nothing ahead."""

    def read(self, path: Path) -> Book:
        """Read a file."""
        return formats.read(path, self._limits)

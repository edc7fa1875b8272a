"""Months that are built from one another, one of which is corrected afterwards."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.starter.sample import generate
from tests.project import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long


def test_later_months_are_named_when_an_earlier_one_is_corrected(tmp_path: Path) -> None:
    """By build and batch, by verify, and by list; until they are built again."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    generate(tmp_path / "data", projects=12, months=[Month(2020, 1), Month(2020, 2)])
    for month in ("2020-01", "2020-02"):
        assert run(tmp_path, "build", month).returncode == 0
    with (tmp_path / "data" / "zhashui" / "county.toml").open("a", encoding="utf-8") as rules:
        rules.write("# 改\n")

    corrected = run(tmp_path, "build", "2020-01")

    line = "提示 zhashui 2020-02：用的是zhashui 2020-01改正前的数，该月已有第2版，请重新生成。"
    assert "已生成第2版" in corrected.stdout
    assert line in corrected.stderr.splitlines()
    told = run(tmp_path, "verify")
    assert (told.returncode, told.stderr.splitlines()) == (0, [line])
    assert "2020-02：有台账，已发布第1版，所用数据已有新版" in run(tmp_path, "list").stdout
    batch = run(tmp_path, "batch", "2020-01", "--report", "ledger_check")
    assert line in batch.stderr.splitlines()

    assert "提示 zhashui" not in run(tmp_path, "build", "2020-02").stderr
    assert run(tmp_path, "verify").stderr == ""

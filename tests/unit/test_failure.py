"""What stopped a report is told by step, cell and remedy: on a page beside it, and in the log."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING, Any

import pytest

from briefing import editions
from briefing.delivery import failure, log
from briefing.domain.errors import (
    BriefingError,
    Busy,
    LedgersRefused,
    NotebookFailed,
    PublishFailed,
    SettingsWrong,
    UsageError,
)
from briefing.domain.findings import Finding, Severity
from briefing.domain.months import Month
from briefing.jobs.build import EditionFiles, build
from briefing.jobs.job import Job
from tests.editions import COUNTY, small_project

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings.paths import Project

MAY = Month(2020, 5)
PHONE = "13812345678"
FINDING = Finding(
    "进展<月报>.xlsx",
    "5月",
    17,
    "年度计划投资",
    "V02",
    Severity.ERROR,
    f"读到“{PHONE}”",
    "应为数字（万元）",
    "请水利局核实后填写",
    "F",
)


class Builder:
    """Makes an edition of one file, or fails as it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def make(self, *_: Any, **__: Any) -> EditionFiles:
        """Make one file, or fail."""
        if self.error:
            raise self.error
        return EditionFiles({"briefing.html": b"<p>5</p>"}, {}, [])

    def list_items(self, *_: Any) -> None:
        """List nothing."""

    def stop(self) -> None:
        """Nothing is going on."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return small_project(tmp_path)


def made(project: Project, error: Exception | None = None) -> Path:
    return build(Job(project, COUNTY, MAY), Builder(error)).target


def tell(job: Job, error: Exception, target: Path | None = None) -> None:
    failure.tell(job.project, job.log_fields, job.title, target or job.folder, error)


def page(project: Project) -> Path:
    return project.reports / COUNTY / "failed" / "2020-05.html"


def logged(project: Project) -> list[dict[str, Any]]:
    text = (project.root / "logs" / "briefing.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_refused_month_names_its_cells_and_never_what_they_say(project: Project) -> None:
    """The page for clerks, in Chinese, with the remedy first; the log by codes and addresses."""
    with pytest.raises(LedgersRefused):
        made(project, LedgersRefused([FINDING]))

    text = page(project).read_text(encoding="utf-8")
    assert "甲2020年5月briefing：没有生成" in text
    assert "停在这一步：核查台账" in text
    assert (
        "[V02] 进展&lt;月报&gt;.xlsx › 5月 › 第17行 › 年度计划投资（F列）：应为数字（万元）。"
        "请水利局核实后填写。" in text
    )
    assert "还没有已发布的简报。" in text
    (line,) = logged(project)
    assert line | {"time": ""} == {
        "time": "",
        "event": "failed",
        "county": "甲",
        "month": "2020-05",
        "report": "briefing",
        "language": "zh",
        "step": "核查台账",
        "error": "LedgersRefused",
        "exit_code": 3,
        "cells": [
            {"code": "V02", "file": "进展<月报>.xlsx", "sheet": "5月", "row": 17, "column": "F"}
        ],
        "count": 1,
        "remedy": "请按下列位置更正台账，或写更正文件，再执行一次；读到的内容见 briefing check。",
    }
    assert PHONE not in text + json.dumps(line)


def test_the_page_asks_for_nothing(project: Project) -> None:
    """No script, no address, no file but itself and the edition that still stands."""
    target = made(project)
    with pytest.raises(LedgersRefused):
        build(Job(project, COUNTY, MAY), Builder(LedgersRefused([FINDING])), force=True)

    text = page(project).read_text(encoding="utf-8")
    assert 'href="../2020-05/briefing.html">第1版</a>仍然有效' in text
    assert (
        page(project).parent / "../2020-05/briefing.html"
    ).resolve() == target / "briefing.html"
    assert "default-src 'none'" in text
    assert not any(word in text for word in ("http://", "https://", "<script", "src="))


@pytest.mark.parametrize(
    ("error", "step", "said"),
    [
        (NotebookFailed(f"第3个单元格出错，{PHONE}", 3), "执行笔记本", "笔记本第3个单元格"),
        (PublishFailed("缺少字形“𠮷”"), "排版与发布", "缺少字形“𠮷”"),
        (SettingsWrong("county.toml › lights：没有这个键"), "读取规则", "没有这个键"),
        (KeyError(PHONE), "程序", "程序有错"),
    ],
)
def test_each_step_has_its_remedy(
    project: Project, error: Exception, step: str, said: str
) -> None:
    """And whatever it was comes out as it was."""
    with pytest.raises(type(error)):
        made(project, error)

    text = page(project).read_text(encoding="utf-8")
    (line,) = logged(project)
    assert f"停在这一步：{step}" in text
    assert said in text
    assert line["step"] == step
    assert line["error"] == type(error).__name__
    assert PHONE not in text + json.dumps(line)


def test_a_bug_is_told_by_its_lines(project: Project) -> None:
    """Where our code broke, without what it held; the traceback stays with who called."""
    with pytest.raises(KeyError):
        made(project, KeyError(PHONE))

    (line,) = logged(project)
    assert {"file": "briefing/jobs/build.py"}.items() <= line["cells"][0].items()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES])
def test_a_fault_of_the_disk_is_one_line_wherever_it_is_met(project: Project, number: int) -> None:
    """It is no bug of ours: what happened and what to do, and exit code 5."""
    with pytest.raises(PublishFailed) as told:
        made(project, OSError(number, "in English", "/full/of/figures"))

    assert told.value.lines == [str(told.value)]
    assert str(told.value).startswith("/full/of/figures：")
    assert "English" not in str(told.value)
    assert page(project).exists()


def test_a_later_success_takes_the_page_away(project: Project) -> None:
    """Also one that finds nothing to do; and the log tells of each."""
    with pytest.raises(BriefingError):
        made(project, PublishFailed("磁盘已满"))
    made(project)
    assert not page(project).parent.exists()

    tell(Job(project, COUNTY, MAY), PublishFailed("x"))
    assert page(project).exists()
    made(project)
    assert not page(project).exists()
    assert [line["event"] for line in logged(project)] == [
        "failed",
        "published",
        "failed",
        "unchanged",
    ]


def test_who_is_busy_has_not_failed(project: Project) -> None:
    """The other run makes the report: no page, a line in the log."""
    with editions.locked(Job(project, COUNTY, MAY).target("")), pytest.raises(Busy):
        made(project)

    assert not page(project).exists()
    assert logged(project)[0]["event"] == "busy"


@pytest.mark.parametrize("county", ["nowhere", "../x"])
def test_a_county_that_there_is_not_gets_no_page(project: Project, county: str) -> None:
    """Nothing is written anywhere but into the log."""
    tell(Job(project, county, MAY), UsageError("没有这个县"))

    assert not project.reports.exists()
    assert logged(project)[0]["county"] == county


def test_a_misspelt_item_gets_no_page(project: Project) -> None:
    """It was a slip of the pen: nobody waits for the file of a project that there is not."""
    tell(Job(project, COUNTY, MAY, "dossier", item="x"), UsageError("没有项目"))

    assert not project.reports.exists()
    assert logged(project)[0]["event"] == "failed"


def test_a_failed_item_has_a_page_of_its_own(project: Project) -> None:
    """Below the report's; the list of items, once it is there, has no failed page either."""
    job = Job(project, COUNTY, MAY, "dossier", item="水厂")
    tell(job, LedgersRefused([FINDING]))
    tell(job, NotebookFailed("x", 2), job.target("水厂"))
    folder = page(project).parent
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html")) == [
        "2020-05-dossier.html",
        "2020-05-dossier/水厂.html",
    ]

    failure.clear(project, job.target("水厂"), job.target(""))
    assert not folder.exists()
    assert all("水厂" not in json.dumps(line, ensure_ascii=False) for line in logged(project))


def test_a_disk_that_takes_no_page_and_no_log_changes_nothing(project: Project) -> None:
    """What stopped the report is what is raised."""
    (project.root / "logs").write_text("", encoding="utf-8")
    (project.reports / COUNTY).mkdir(parents=True)
    (project.reports / COUNTY / "failed").write_text("", encoding="utf-8")

    with pytest.raises(NotebookFailed, match="broken"):
        made(project, NotebookFailed("broken", 1))


def test_the_log_turns_over(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few files of bounded size; each line whole."""
    monkeypatch.setattr(log, "MOST_BYTES", 2000)
    for number in range(200):
        log.write(project.root, "failed", count=number)

    files = sorted((project.root / "logs").glob("briefing.jsonl*"))
    assert len(files) == 1 + log.MOST_FILES
    assert all(path.stat().st_size <= 2000 for path in files)
    assert logged(project)[-1]["count"] == 199

"""
What stopped a report goes in; a page for whoever waits for it and a line in the log come out.

Both name the step, the cell and the remedy. The page lies beside what is published, which stays:
`reports/<county>/failed/<month>.html`; it goes when the report is made. Neither has what was found
in a cell: that is for `briefing check`, among those who may see the ledgers.
"""

from __future__ import annotations

import contextlib
import html
import os
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing import editions
from briefing.delivery import log
from briefing.domain.errors import (
    BriefingError,
    Busy,
    LedgersRefused,
    NoSuchItem,
    NotebookFailed,
    PublishFailed,
    UsageError,
)
from briefing.domain.findings import errors
from briefing.domain.text import shorten
from briefing.settings.paths import FAILED, PACKAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from briefing.domain.findings import Finding
    from briefing.jobs.job import Job

# Cells that are named one by one, on the page and in a line of the log.
MOST_CELLS = 20
_LONGEST = 300


@dataclass(frozen=True)
class Failure:
    """Where a report stopped: the step, the places, and what to do."""

    step: str
    remedy: str
    # What the page says of each place; the log has the same as addresses and codes.
    places: Sequence[str] = ()
    cells: Sequence[dict[str, Any]] = ()
    count: int = 0
    error: str = ""


def tell(job: Job, target: Path | None, error: Exception) -> None:
    """Write what stopped a report into the log, and onto its page where it has a place."""
    failure = of(error)
    log.write(
        job.project.root,
        "busy" if isinstance(error, Busy) else "failed",
        **named(job),
        step=failure.step,
        error=failure.error,
        exit_code=error.exit_code if isinstance(error, BriefingError) else 1,
        cells=failure.cells,
        count=failure.count,
        remedy=failure.remedy,
    )
    place = _place(job, target)
    # Who is busy makes it; and a county or an item that there is not has no waiting readers.
    if isinstance(error, Busy | NoSuchItem) or not place:
        return
    folder, name = place
    with contextlib.suppress(PublishFailed):
        editions.put(folder, {name: editions.sealed_page(_page(job, target, folder, failure))})


def clear(job: Job, target: Path) -> None:
    """Take the page away: the report is there, and if it is of one item, so is the list of them."""
    for each in (target, job.target("")):
        if place := _place(job, each):
            folder, name = place
            editions.take_away(folder / name)


def named(job: Job) -> dict[str, str]:
    """Name a report in the log; an item may be a project's name, and stays out."""
    return {
        "county": job.county,
        "month": str(job.month),
        "report": job.report,
        "language": job.lang,
    }


def of(error: Exception) -> Failure:
    """Say at which step, and where, something stopped a report."""
    kind = type(error).__name__
    if isinstance(error, LedgersRefused):
        found = errors(error.findings)
        return Failure(
            "核查台账",
            "请按下列位置更正台账，或写更正文件，再执行一次；读到的内容见 briefing check。",
            [_told(finding) for finding in found[:MOST_CELLS]],
            [_cell(finding) for finding in found[:MOST_CELLS]],
            len(found),
            kind,
        )
    if isinstance(error, NotebookFailed):
        cells = [{"cell": error.cell}] if error.cell else []
        places = [f"笔记本第{error.cell}个单元格"] if error.cell else []
        again = "请再执行一次，仍不成功的" if error.may_try_again else "请"
        remedy = f"{again}交维护人员，用 briefing --debug build 查看原因。"
        return Failure("执行笔记本", remedy, places, cells, len(cells), kind)
    if isinstance(error, PublishFailed):
        remedy = "请检查磁盘空间、权限与字体，再执行一次。"
        return Failure("排版与发布", remedy, error.lines, error=kind)
    if isinstance(error, UsageError):
        remedy = "请按提示改正 county.toml、更正文件或命令，再执行一次。"
        return Failure("读取规则", remedy, error.lines, error=kind)
    if isinstance(error, Busy):
        return Failure("等待发布", "另一个进程正在生成，请稍后再试。", error=kind)
    cells = _frames(error)
    return Failure("程序", "程序有错，请把 logs/briefing.jsonl 交维护人员。", (), cells, 0, kind)


def _told(finding: Finding) -> str:
    return f"[{finding.code}] {finding.place}：{finding.expected}。{finding.advice}。"


def _cell(finding: Finding) -> dict[str, Any]:
    """The address of a finding. What names a column or a row by the ledger's own words stays out."""
    return {
        "code": finding.code,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.letter,
    }


def _frames(error: Exception) -> list[dict[str, Any]]:
    """Where in our code it broke; the message may hold what a cell says, and stays out."""
    return [
        {"file": os.path.relpath(frame.filename, PACKAGE.parent), "line": frame.lineno}
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(PACKAGE))
    ]


def _place(job: Job, target: Path | None) -> tuple[Path, str] | None:
    """Return the folder and the name of a report's page; none where the county has no folder."""
    try:
        if job.county and not job.project.county(job.county).root.is_dir():
            return None
        target = target or job.target("")
    except UsageError:
        # What was asked for has no name that could be a folder's.
        return None
    reports = job.project.reports / (job.county or job.report)
    page = reports / FAILED / target.relative_to(reports)
    return page.parent, f"{page.name}.html"


def _page(job: Job, target: Path | None, folder: Path, failure: Failure) -> str:
    title = f"{job.county or job.report} {job.month} {job.report}：没有生成"
    stays = "还没有已发布的简报。"
    if target and (found := editions.manifest(target)):
        link = os.path.relpath(target / f"{job.report}.html", folder).replace(os.sep, "/")
        stays = f'<a href="{html.escape(link)}">第{found["edition"]}版</a>仍然有效，没有改动。'
    more = failure.count - len(failure.places)
    places = [*failure.places, *([f"另有{more}处。"] if more > 0 and failure.places else [])]
    listed = "".join(f"<li>{html.escape(shorten(place, _LONGEST))}</li>" for place in places)
    return _FORM.format(
        title=html.escape(title),
        remedy=html.escape(failure.remedy),
        step=html.escape(failure.step),
        places=f"<ol>{listed}</ol>" if listed else "",
        stays=stays,
    )


_FORM = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.7;
  font-family: "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }}
h1 {{ font-size: 1.3rem; border-bottom: 2px solid #b3261e; padding-bottom: .4rem; }}
.remedy {{ font-weight: bold; }}
li {{ overflow-wrap: anywhere; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="remedy">{remedy}</p>
<p>停在这一步：{step}</p>
{places}
<p>{stays}</p>
</main>
</body>
</html>
"""

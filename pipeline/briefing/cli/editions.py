"""`briefing verify` and `briefing list`: what is published, and whether it is unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from briefing.cli import completion
from briefing.cli.app import app
from briefing.cli.options import CountyOption
from briefing.cli.output import JsonOption, print_json, shown
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.domain.text import one_line
from briefing.settings.paths import Project, safe_name


@app.command(
    examples=[
        "briefing verify",
        "briefing verify 2020-05 --county zhashui",
        "briefing verify --json",
    ]
)
def verify(
    month: Annotated[
        str | None,
        typer.Argument(
            metavar="[MONTH]", help="省略则核对所有月份", autocompletion=completion.published
        ),
    ] = None,
    county: CountyOption = None,
    as_json: JsonOption = False,
) -> None:
    """核对已发布的各版文件、当时的台账与程序是否还是原样。"""
    from briefing.editions.verify import verify as verify_editions

    project = Project.here()
    targets = _published(project, county, month)
    result = verify_editions(project, targets)
    for target, what in result.faults:
        # A fault of the root is one of the program or the packages, which all editions share.
        line = what if target == project.root else f"{shown(target)}：{what}"
        typer.echo(one_line(line), err=True)
    for note in result.notes:
        typer.echo(f"提示 {one_line(note)}", err=True)
    if as_json:
        faults = [{"folder": shown(target), "what": what} for target, what in result.faults]
        print_json({"checked": len(targets), "faults": faults, "notes": result.notes})
    else:
        months = {(target.parent.name, target.name[:7]) for target in targets}
        counted = f"{len(months)}个月的{len(targets)}份报告"
        typer.echo(f"核对{counted}，{len(result.faults)}处不一致。")
    if result.faults:
        raise typer.Exit(5)


@app.command(name="list", examples=["briefing list", "briefing list --json"])
def list_(as_json: JsonOption = False) -> None:
    """列出各县收到的台账月份与已发布的简报。"""
    listed = list(_listed(Project.here()))
    if as_json:
        print_json([entry for _, entry in listed])
        return
    for line, _ in listed:
        typer.echo(line)


def _listed(project: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each month of each county, and of each report of all counties, as a line and for JSON."""
    from briefing import editions
    from briefing.editions import stale

    months = sorted(project.reports.glob("[!.]*/????-??"))
    outdated = {each.target for each in stale.find(project, months)}
    for name in project.counties():
        received = {path.name for path in (project.data / name / "raw").glob("????-??")}
        published = {path.name for path in (project.reports / name).glob("????-??")}
        if not received | published:
            yield f"{name}：还没有台账", {"county": name, "month": None, "has_ledgers": False}
        for month in sorted(received | published):
            folder = project.reports / name / month
            manifest = editions.manifest(folder)
            state = f"已发布第{manifest['edition']}版" if manifest else "未发布"
            state += "，所用数据已有新版" if folder in outdated else ""
            ledgers = "有台账" if month in received else "无台账"
            entry = {
                "county": name,
                "month": month,
                "has_ledgers": month in received,
                "edition": manifest["edition"] if manifest else None,
                "is_outdated": folder in outdated,
            }
            yield f"{name} {month}：{ledgers}，{state}", entry
    for name in project.made():
        for folder in sorted((project.reports / name).glob("????-??")):
            if manifest := editions.manifest(folder):
                edition = manifest["edition"]
                entry = {"report": name, "month": folder.name, "edition": edition}
                yield f"{name} {folder.name}：各县汇总，已发布第{edition}版", entry


def _published(project: Project, county: str | None, month: str | None) -> list[Path]:
    from briefing import editions

    name = safe_name(county, "县名") if county else "[!.]*"
    of_month = str(Month.parse(month)) if month else "????-??"
    targets = editions.targets(project.reports, name, of_month)
    if not targets:
        months = {path.name for path in project.reports.glob(f"{county or '[!.]*'}/????-??")}
        others = f"，现有 {'、'.join(sorted(months))}" if month and months else ""
        message = f"reports 下没有已发布的{month or '月份'}{others}，请先执行 briefing build。"
        raise UsageError(message)
    return targets

"""The command line: each command reads as the story of what it does."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipeline.errors import BriefingError, LedgersRefused, PublishFailed, UsageError
from pipeline.findings import Finding, Severity, errors
from pipeline.months import Month
from pipeline.paths import Project

if TYPE_CHECKING:
    from pipeline.intake import CheckedMonth

app = typer.Typer(
    help="把县里的原始投资台账变成领导签得了字的月度简报。",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

MonthArgument = Annotated[
    str, typer.Argument(metavar="MONTH", help="报告月份，YYYY-MM，如 2020-05")
]
CountyOption = Annotated[
    str | None, typer.Option("--county", "-c", help="data 下的县文件夹名；只有一个县时可省略")
]


@app.callback()
def options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示完整的程序堆栈")] = False,
) -> None:
    """把县里的原始投资台账变成领导签得了字的月度简报。"""
    context.obj = debug


@app.command()
def build(
    month: MonthArgument,
    county: CountyOption = None,
    report: Annotated[str, typer.Option(help="notebooks 下的报告名")] = "briefing",
    force: Annotated[bool, typer.Option("--force", help="没有变化也重新生成")] = False,
    cell_limit: Annotated[int, typer.Option(help="单个单元格的秒数上限", min=1)] = 120,
    run_limit: Annotated[int, typer.Option(help="整次运行的秒数上限", min=1)] = 600,
) -> None:
    """由原始台账生成并发布一个月的简报（HTML 与 PDF）。"""
    from pipeline.build import build as build_month
    from pipeline.engine import Limits

    project, of_month = Project.here(), Month.parse(month)
    name = county or _only_county(project)
    limits = Limits(cell=cell_limit, run=run_limit)
    with _progress() as told:
        built = build_month(
            project, name, of_month, report=report, force=force, limits=limits, progress=told
        )
    for warning in built.warnings:
        typer.echo(f"提示 {warning.line}", err=True)
    folder = _shown(built.target)
    if not built.is_new:
        typer.echo(f"{name} {of_month}：没有变化，已是最新：{folder}")
        return
    typer.echo(f"{name} {of_month}：已生成")
    for file in (f"{report}.html", f"{report}.pdf"):
        typer.echo(f"  {folder / file}")


@app.command()
def check(
    month: MonthArgument,
    county: CountyOption = None,
    format_: Annotated[str, typer.Option("--format", help="text 或 json")] = "text",
) -> None:
    """只核查台账，逐格列出问题；有错误时退出码为 3。"""
    from pipeline import county as counties
    from pipeline.intake import open_year

    if format_ not in {"text", "json"}:
        message = f"--format “{format_}”无法识别，应为 text 或 json。"
        raise UsageError(message)
    project, of_month = Project.here(), Month.parse(month)
    folder = project.county(county or _only_county(project))
    with _progress() as told:
        checked = open_year(folder, counties.load(folder.config), of_month, told)[-1]
    if format_ == "json":
        typer.echo(_as_json(folder.name, checked))
    else:
        _print_findings(checked.findings)
        count = len(errors(checked.findings))
        rows = sum(len(table.frame) for table in checked.tables.values())
        typer.echo(
            f"{folder.name} {of_month}：{len(checked.tables)}种台账，{rows}行；"
            f"错误{count}条，提示{len(checked.findings) - count}条。"
        )
    if not checked.is_sound:
        raise typer.Exit(LedgersRefused.exit_code)


@app.command()
def sample(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="写到哪个文件夹，通常是 data")
    ],
    counties: Annotated[int, typer.Option(help="几个县", min=1)] = 1,
    projects: Annotated[int, typer.Option(help="每县几个重点项目", min=1)] = 95,
    months: Annotated[str, typer.Option(metavar="A..B", help="月份范围")] = "2020-01..2020-05",
    seed: Annotated[int, typer.Option(help="随机种子；同样的种子得到同样的文件")] = 20200531,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的示例县")] = False,
    mess: Annotated[
        bool, typer.Option("--mess", help="每种乱法一个县 mess-…，答案在旁边的 truth.json")
    ] = False,
) -> None:
    """生成虚构的示例县：各部门原样的台账，逐行虚构，合计可核。"""
    from pipeline.sample import generate
    from pipeline.sample.mess.folders import generate_mess

    if mess and counties > 1:
        message = "--mess 只用一个县，不能与 --counties 同用。"
        raise UsageError(message)
    span = _span(months)
    try:
        if mess:
            made = generate_mess(
                destination, projects=projects, months=span, seed=seed, force=force
            )
            folders = list(made)
        else:
            folders = generate(
                destination,
                counties=counties,
                projects=projects,
                months=span,
                seed=seed,
                force=force,
            )
    except OSError as error:
        message = f"{destination}：无法写入（{error.strerror}），请换一个文件夹。"
        raise PublishFailed(message) from error
    for folder in folders:
        typer.echo(f"已生成 {_shown(folder)}")


@app.command()
def verify(
    month: Annotated[
        str | None, typer.Argument(metavar="[MONTH]", help="省略则核对所有月份")
    ] = None,
    county: CountyOption = None,
) -> None:
    """核对已发布的文件与其清单中的哈希是否一致。"""
    from pipeline import archive

    project = Project.here()
    targets = _published(project, county, month)
    faults = []
    for target in targets:
        found = archive.manifest(target)
        if found is None:
            faults.append(f"{_shown(target)}：manifest.json 缺失或无法读取。")
            continue
        changed = archive.altered(target, found["outputs"])
        changed += archive.altered(project.root, found["inputs"])
        faults += [f"{_shown(target)}：{name} 缺失或与发布时不一致。" for name in changed]
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(f"核对{len(targets)}个月，{len(faults)}处不一致。")
    if faults:
        raise typer.Exit(5)


@app.command(name="list")
def list_() -> None:
    """列出各县收到的台账月份与已发布的简报。"""
    from pipeline import archive
    from pipeline.briefing.report import county_names

    project = Project.here()
    for name in county_names(project):
        received = {path.name for path in (project.data / name / "raw").glob("????-??")}
        published = {path.name for path in (project.reports / name).glob("????-??")}
        for month in sorted(received | published):
            found = archive.manifest(project.reports / name / month)
            state = f"已发布第{found['edition']}版" if found else "未发布"
            ledgers = "有台账" if month in received else "无台账"
            typer.echo(f"{name} {month}：{ledgers}，{state}")


@app.command()
def explore(
    month: Annotated[
        str | None, typer.Argument(metavar="[MONTH]", help="先核查好这个月的台账")
    ] = None,
    county: CountyOption = None,
) -> None:
    """打开 JupyterLab，在同样的数据上分析。"""
    project = Project.here()
    if month is not None:
        from pipeline.briefing.report import open_month

        open_month(month, county)
    lab = shutil.which("jupyter-lab", path=str(Path(sys.executable).parent)) or shutil.which(
        "jupyter-lab"
    )
    if lab is None:
        message = "没有找到 JupyterLab，请先执行 make。"
        raise UsageError(message)
    os.chdir(project.root)
    # JupyterLab refuses root unless told; in a container there is no one else.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    words = [lab, str(project.notebook("briefing")), *(["--allow-root"] if is_root else [])]
    os.execv(lab, words)


def main() -> None:
    """Run the command line; a clerk's fault is one line each and an exit code, ours a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BriefingError as error:
        if "--debug" in sys.argv:
            raise
        for line in error.lines:
            typer.echo(line, err=True)
        sys.exit(error.exit_code)


def _only_county(project: Project) -> str:
    from pipeline.briefing.report import only_county

    return only_county(project)


def _shown(path: Path) -> Path:
    """Show a path from the working folder where it lies below it."""
    absolute = path.resolve()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


def _span(text: str) -> list[Month]:
    first, dots, last = text.partition("..")
    start, end = Month.parse(first), Month.parse(last if dots else first)
    if end < start:
        message = f"月份范围“{text}”前后颠倒，应写作 2020-01..2020-05。"
        raise UsageError(message)
    return [start.plus(step) for step in range(end.since(start) + 1)]


def _published(project: Project, county: str | None, month: str | None) -> list[Path]:
    pattern = f"{county or '*'}/{Month.parse(month) if month else '????-??'}"
    targets = sorted(path for path in project.reports.glob(pattern) if path.is_dir())
    if not targets:
        message = f"reports 下没有已发布的{month or '月份'}，请先执行 briefing build。"
        raise UsageError(message)
    return targets


def _print_findings(findings: list[Finding]) -> None:
    for finding in findings:
        word = "错误" if finding.severity is Severity.ERROR else "提示"
        typer.echo(f"{word} {finding.line}", err=finding.severity is Severity.ERROR)


def _as_json(county: str, checked: CheckedMonth) -> str:
    from pipeline.check import reconciliation, row_counts

    tables = {
        name: {
            "rows": row_counts(table).to_dict("records"),
            "declared": reconciliation(table).to_dict("records"),
        }
        for name, table in checked.tables.items()
    }
    return json.dumps(
        {
            "county": county,
            "month": str(checked.month),
            "findings": [finding.as_dict() for finding in checked.findings],
            "reconciliation": tables,
        },
        ensure_ascii=False,
        indent=2,
        # Amounts are decimals: exact, and written as they print.
        default=str,
    )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show which file is being read, on a terminal; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("正在读取"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, number, total: bar.update(
            task, description=escape(name), completed=number - 1, total=total
        )

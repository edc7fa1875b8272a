"""The command that makes a new county's folder."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli.common import JsonOption, app, print_json, shown
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.settings.paths import CountyFolder
    from briefing.starter.template import Given


@app.command(
    examples=[
        "briefing init luochuan --name 洛川县 --code 610629 --growth 8 --first-month 2026-01",
        "briefing init luochuan    （按改过的 county.toml 补上缺的空表）",
    ]
)
def init(
    county: Annotated[
        str, typer.Argument(metavar="COUNTY", help="data 下新建的文件夹名，如 luochuan")
    ],
    name: Annotated[str, typer.Option(help="县名，如 洛川县")] = "",
    code: Annotated[str, typer.Option(help="六位行政区划代码，如 610629")] = "",
    growth: Annotated[str, typer.Option(help="全年固定资产投资增速目标，%，如 8")] = "",
    first_month: Annotated[
        str, typer.Option(metavar="MONTH", help="第1期简报的月份，YYYY-MM")
    ] = "",
    towns: Annotated[str, typer.Option(help="各镇（街道），用“、”隔开")] = "",
    units: Annotated[str, typer.Option(help="各责任单位，用“、”隔开")] = "",
    as_json: JsonOption = False,
) -> None:
    """
    新建一个县：county.toml 和各种台账的空表。

    已有的从不覆盖。已有 county.toml 的县不带选项再执行一次，按它的镇办、单位补上缺的空表。
    """
    from briefing.settings import county as counties
    from briefing.starter import template
    from briefing.system import files

    folder = Project.here().county(county)
    written: list[Path] = []
    facts = {
        "--name": name, "--code": code, "--growth": growth, "--first-month": first_month,
        "--towns": towns, "--units": units,
    }  # fmt: skip
    if folder.config.exists():
        _refuse_facts(folder, facts)
    else:
        text = template.county_toml(_given(county, facts)).encode()
        files.write_all_or_explain(folder.root, {folder.config.name: text})
        written.append(shown(folder.config))
    books = template.workbooks(counties.load(folder.config))
    lacking = {
        name: data for name, data in books.items() if not (folder.templates / name).exists()
    }
    if not lacking:
        message = f"{shown(folder.root)}：county.toml 与空表都已有，没有改动；要重做空表请先移走 templates 里的旧表。"
        raise UsageError(message)
    files.write_all_or_explain(folder.templates, lacking)
    written += [shown(folder.templates / file) for file in lacking]
    if as_json:
        print_json({"county": county, "written": written})
        return
    for path in written:
        typer.echo(f"已写 {path}")
    typer.echo("请先逐项核对 county.toml；空表每月复制一份，填好放进 raw/月份。")


def _refuse_facts(folder: CountyFolder, facts: dict[str, str]) -> None:
    """What is already written down in county.toml is changed there."""
    if told := [option for option, value in facts.items() if value]:
        message = (
            f"{shown(folder.config)} 已有，不覆盖，{'、'.join(told)}没有用上；"
            "改县情请直接改这个文件，补空表请不带选项再执行。"
        )
        raise UsageError(message)


def _given(county: str, facts: dict[str, str]) -> Given:
    """Put together what only the county can tell. Raises UsageError that names what is missing."""
    from briefing.starter.template import Given

    needed = ("--name", "--code", "--growth", "--first-month")
    if missing := [option for option in needed if not facts[option]]:
        message = (
            f"新建县还要写明{'、'.join(missing)}，例如：briefing init {county} --name 洛川县 "
            "--code 610629 --growth 8 --first-month 2026-01"
        )
        raise UsageError(message)
    is_number = re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]+)?", facts["--growth"])
    if not is_number:
        message = f"--growth “{facts['--growth']}”不合规，应为百分数的数字，如 8 或 8.5。"
        raise UsageError(message)
    return Given(
        facts["--name"].strip(),
        facts["--code"],
        Decimal(facts["--growth"]),
        Month.parse(facts["--first-month"]),
        _listed(facts["--towns"]),
        _listed(facts["--units"]),
    )


def _listed(text: str) -> list[str]:
    """Take apart what is separated by any of the commas that clerks type, each once."""
    parts = (part.strip() for part in re.split(r"[、,，;；]", text))
    return list(dict.fromkeys(part for part in parts if part))

"""The command that opens the analysts' desk."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import CountyOption, app, completing
from pipeline.errors import UsageError
from pipeline.paths import Project


@app.command(examples=["briefing explore 2020-05", "briefing explore"])
def explore(
    month: Annotated[
        str | None,
        typer.Argument(
            metavar="[MONTH]", help="先核查好这个月的台账", autocompletion=completing.months
        ),
    ] = None,
    county: CountyOption = None,
) -> None:
    """打开 JupyterLab，在同样的数据上分析。"""
    project = Project.here()
    if month is not None:
        from pipeline.briefing.opened import open_month

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

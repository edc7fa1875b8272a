"""`briefing explore`: open JupyterLab on a month's data."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli import completion
from briefing.cli.app import app
from briefing.cli.options import CountyOption, checked_month
from briefing.cli.output import reading_shown
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import Project

# Without these settings JupyterLab asks the network for news, new versions and extensions.
CONFIG = Path(__file__).parent / "lab"
OFFLINE = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


@app.command(examples=["briefing explore 2020-05", "briefing explore"])
def explore(
    month: Annotated[
        str,
        typer.Argument(
            metavar="[MONTH]",
            help="月份，YYYY-MM；省略则为有台账的最近一个月",
            autocompletion=completion.months,
            callback=checked_month,
        ),
    ] = "",
    county: CountyOption = None,
) -> None:
    """
    打开 JupyterLab，在同样的数据上分析。

    打开的是 notebooks/explore.ipynb；省略月份为有台账的最近一个月。
    """
    from briefing.sections.opening import ASKED_COUNTY, ASKED_MONTH, open_county

    project = Project.here()
    name = county or project.only_county(Month.parse(month) if month else None)
    of_month = project.county(name).month(month)
    # Ledgers that are refused end the command here; the notebook finds the tables ready.
    with reading_shown() as progress:
        open_county(project, name, of_month, progress).measured  # noqa: B018
    own = shutil.which("jupyter-lab", path=str(Path(sys.executable).parent))
    lab = own or shutil.which("jupyter-lab")
    if lab is None:
        message = "没有找到 JupyterLab，请先执行 make。"
        raise UsageError(message)
    os.chdir(project.root)
    # JupyterLab refuses root, which is the only user of many containers, without the option.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    words = [
        lab,
        f"--ServerApp.root_dir={project.root}",
        "--LabApp.default_url=/lab/tree/notebooks/explore.ipynb",
        *OFFLINE,
        *(["--allow-root"] if is_root else []),
    ]
    config = os.pathsep.join(filter(None, [str(CONFIG), os.environ.get("JUPYTER_CONFIG_PATH")]))
    setting = {ASKED_MONTH: str(of_month), ASKED_COUNTY: name, "JUPYTER_CONFIG_PATH": config}
    os.execve(lab, words, os.environ | setting)

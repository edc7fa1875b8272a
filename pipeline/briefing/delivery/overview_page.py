"""reports/ goes in, reports/index.html comes out: written whole, and only where it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import filelock

from briefing import editions
from briefing.delivery.overview import shelf
from briefing.domain.errors import Busy, PublishFailed
from briefing.export import overview
from briefing.settings.paths import SHELF
from briefing.system import os_errors

if TYPE_CHECKING:
    from briefing.settings.paths import Project

# Whoever looked first and wrote last would lose what another has published meanwhile.
_PATIENCE = 60


def write(project: Project) -> bool:
    """
    Write the page of what is published now; tell whether it is another than before.

    Raises PublishFailed or Busy; the former page then stays, and so does all that is published.
    """
    path = project.reports / SHELF
    try:
        project.reports.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(project.reports / f".{SHELF}.lock", timeout=_PATIENCE):
            page = editions.sealed_page(overview.render(shelf(project)))
            if path.is_file() and path.read_bytes() == page:
                return False
            editions.place(project.reports, {SHELF: page}, alone=SHELF)
    except filelock.Timeout:
        message = f"{path}：另一个进程正在写目录页，请稍后再执行 briefing due。"
        raise Busy(message) from None
    except OSError as error:
        what = "已发布的各期不受影响，目录页未能写入"
        raise PublishFailed(os_errors.told(path, what, error)) from error
    return True

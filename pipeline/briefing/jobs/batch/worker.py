"""
Carry out a job as a Dask worker: orders and answers are JSON.

Files are written to a folder of the order's own, below the shared reports, and published by the
machine that gave the order. So what a lost worker finishes late is never read.
"""

from __future__ import annotations

import atexit
import threading
import uuid
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from briefing import __version__
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import code_hash, fonts_hash, stamp
from briefing.engine.order import RunLimits
from briefing.jobs import answers
from briefing.jobs.edition_builder import EditionBuilder
from briefing.jobs.job import Job
from briefing.settings.paths import Project

_builders: dict[tuple[str, ...], EditionBuilder] = {}
_lock = threading.Lock()


@answers.answer_faults
def identity(root: str) -> dict[str, Any]:
    """Return what would make the reports here: program, fonts, lock, packages that differ from it."""
    lock = Path(root) / "requirements.lock"
    return {
        # The version too: the hash does not cover orders and answers.
        "code": f"{__version__} {code_hash()}",
        "fonts": fonts_hash(),
        "lock": stamp(lock)[0] if lock.is_file() else "",
        "strange": list(_strange(lock.read_text(encoding="utf-8"))) if lock.is_file() else [],
    }


@answers.answer_faults
def list_items(order: dict[str, Any]) -> dict[str, Any]:
    """Open a month, so that its items are listed in the shared folder."""
    job, builder = _accepted(order)
    builder.list_items(job)
    return {}


@answers.answer_faults
def make(order: dict[str, Any]) -> dict[str, Any]:
    """Make an edition's files in a folder of their own; return the folder and their hashes."""
    job, builder = _accepted(order)
    made = builder.make(job, order["parameters"])
    folder = Path(order["staging"]) / uuid.uuid4().hex
    folder.mkdir(parents=True)
    for name, data in made.files.items():
        (folder / name).write_bytes(data)
    return {
        "folder": str(folder),
        "files": {name: stamp(folder / name)[0] for name in made.files},
        "fonts": made.fonts,
        "warnings": [warning.as_dict() for warning in made.warnings],
    }


def _accepted(order: dict[str, Any]) -> tuple[Job, EditionBuilder]:
    """Return the job and the builder. Raises UsageError where this worker would make other bytes."""
    project = Project(Path(order["root"]))
    if not project.root.is_dir():
        message = f"工作节点上没有文件夹 {project.root}，请挂载共享文件夹。"
        raise UsageError(message)
    if differences := differing(identity(order["root"]), order["identity"]):
        message = f"工作节点与本机不一致（{'、'.join(differences)}），请在节点上安装同样的版本。"
        raise UsageError(message)
    month = Month.parse(order["month"])
    job = Job(project, order["county"], month, order["report"], order["lang"], order["item"])
    if job.files_key != order["files_key"]:
        message = f"{job.name}：工作节点看到的台账与本机不同，请检查共享文件夹。"
        raise UsageError(message)
    return job, _builder(project, order["engine"], RunLimits(**order["limits"]))


def differing(here: dict[str, Any], there: dict[str, Any]) -> list[str]:
    """Name in Chinese what differs between two identities."""
    words = {"code": "程序", "fonts": "字体", "lock": "依赖清单", "strange": "已安装的依赖"}
    return [word for part, word in words.items() if here.get(part) != there.get(part)]


def _builder(project: Project, engine: str | None, limits: RunLimits) -> EditionBuilder:
    """Return the builder of this process; its own processes end with this one."""
    key = (str(project.root), engine or "", str(limits))
    with _lock:
        if key not in _builders:
            _builders[key] = EditionBuilder(project, 1, engine, limits)
            atexit.register(_builders[key].stop)
    return _builders[key]


@cache
def _strange(lock: str) -> tuple[str, ...]:
    """Return the packages whose installed version is not the lock's."""
    found = []
    for line in lock.splitlines():
        try:
            wanted = Requirement(line.rstrip("\\ "))
        except InvalidRequirement:
            # A hash of the package above.
            continue
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            installed = version(wanted.name)
        except PackageNotFoundError:
            installed = "无"
        if installed not in wanted.specifier:
            found.append(f"{wanted.name} {installed}")
    return tuple(found)

"""
What a Dask worker does: an order of paths, hashes and words comes in; an answer that JSON keeps goes out.

Files are left in a folder of the order's own, below the shared reports: only whoever gave the order
publishes. So what a lost worker finishes late is left where nobody looks.
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

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import code_hash, fonts_hash, key_of, stamp
from briefing.engine.order import RunLimits
from briefing.jobs import answers
from briefing.jobs.edition_builder import Workshop
from briefing.jobs.job import Job
from briefing.settings.paths import Project

_workshops: dict[tuple[str, ...], Workshop] = {}
_lock = threading.Lock()


@answers.told
def identity(root: str) -> dict[str, Any]:
    """Say what would make the reports here: the code's hash, the fonts', and what differs from the lock."""
    lock = Path(root) / "requirements.lock"
    return {
        "code": code_hash(),
        "fonts": fonts_hash(),
        "lock": stamp(lock)[0] if lock.is_file() else "",
        "strange": list(_strange(lock.read_text(encoding="utf-8"))) if lock.is_file() else [],
    }


@answers.told
def list_items(order: dict[str, Any]) -> dict[str, Any]:
    """Open a month, so that its items are listed in the shared folder."""
    job, workshop = _accepted(order)
    workshop.list_items(job, order["made_of"])
    return {}


@answers.told
def make(order: dict[str, Any]) -> dict[str, Any]:
    """Make an edition's files in a folder of their own; answer where, and with their hashes."""
    job, workshop = _accepted(order)
    made = workshop.make(job, order["parameters"], order["made_of"])
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


def _accepted(order: dict[str, Any]) -> tuple[Job, Workshop]:
    """Return the job and who makes it here. Raises UsageError where other bytes would come out."""
    project = Project(Path(order["root"]))
    if not project.root.is_dir():
        message = f"工作节点上没有文件夹 {project.root}，请挂载共享文件夹。"
        raise UsageError(message)
    if differences := differing(identity(order["root"]), order["identity"]):
        message = f"工作节点与本机不一致（{'、'.join(differences)}），请在节点上安装同样的版本。"
        raise UsageError(message)
    month = Month.parse(order["month"])
    job = Job(project, order["county"], month, order["report"], order["lang"], order["item"])
    if key_of(job.files()) != order["made_of"]:
        message = f"{job.name}：工作节点看到的台账与本机不同，请检查共享文件夹。"
        raise UsageError(message)
    return job, _workshop(project, order["engine"], RunLimits(**order["limits"]))


def differing(here: dict[str, Any], there: dict[str, Any]) -> list[str]:
    """Name in Chinese what of two identities differs."""
    words = {"code": "程序", "fonts": "字体", "lock": "依赖清单", "strange": "已安装的依赖"}
    return [word for part, word in words.items() if here.get(part) != there.get(part)]


def _workshop(project: Project, engine: str | None, limits: RunLimits) -> Workshop:
    """The workshop of this process; its processes end with it."""
    key = (str(project.root), engine or "", str(limits))
    with _lock:
        if key not in _workshops:
            _workshops[key] = Workshop(project, 1, engine, limits)
            atexit.register(_workshops[key].stop)
    return _workshops[key]


@cache
def _strange(lock: str) -> tuple[str, ...]:
    """What is installed otherwise than the lock says."""
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

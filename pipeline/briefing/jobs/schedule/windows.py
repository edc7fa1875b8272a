"""A task of the Windows Task Scheduler, as the XML that it takes; run later where it was missed."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from briefing.domain.errors import PublishFailed
from briefing.jobs.schedule.timer import answer, run

if TYPE_CHECKING:
    from briefing.jobs.schedule.timer import Timer

WHERE = "Windows 任务计划程序"
CLOCK = "本机时间"
NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
# In the order that the scheduler's own form asks for.
_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    "ExecutionTimeLimit": "PT12H",
}


def text(timer: Timer) -> str:
    """Return all that is written."""
    ET.register_namespace("", NAMESPACE)
    tree = _task(timer)
    ET.indent(tree)
    return '<?xml version="1.0" encoding="UTF-16"?>\n' + ET.tostring(tree, "unicode") + "\n"


def is_installed(timer: Timer) -> bool:
    """Tell whether our task is there."""
    return run(["schtasks", "/Query", "/TN", timer.name]).returncode == 0


def install(timer: Timer) -> list[str]:
    """Hand the task to the scheduler, in the place of a former one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "task.xml")
        # schtasks takes UTF-16 with its mark, and nothing else for sure.
        path.write_text(text(timer), encoding="utf-16")
        done = run(["schtasks", "/Create", "/TN", timer.name, "/XML", str(path), "/F"])
    if done.returncode:
        message = f"任务计划程序没有接受（{answer(done)}）。"
        raise PublishFailed(message)
    return [f"已写入任务计划程序：{timer.name}"]


def remove(timer: Timer) -> list[str]:
    """Take our task out of the scheduler."""
    if not is_installed(timer):
        return []
    done = run(["schtasks", "/Delete", "/TN", timer.name, "/F"])
    if done.returncode:
        message = f"任务计划程序没有删去 {timer.name}（{answer(done)}）。"
        raise PublishFailed(message)
    return [f"已从任务计划程序删去 {timer.name}"]


def _task(timer: Timer) -> ET.Element:
    task = ET.Element(_name("Task"), version="1.2")
    about = _below(task, "RegistrationInfo")
    _below(about, "Description", f"{timer.marker}: briefing due --all ({timer.root})")
    daily = _below(_below(task, "Triggers"), "CalendarTrigger")
    _below(daily, "StartBoundary", f"2020-01-01T{timer.at:%H:%M}:00")
    _below(_below(daily, "ScheduleByDay"), "DaysInterval", "1")
    settings = _below(task, "Settings")
    for name, value in _SETTINGS.items():
        _below(settings, name, value)
    program, *words = timer.words
    execute = _below(_below(task, "Actions"), "Exec")
    _below(execute, "Command", program)
    _below(execute, "Arguments", subprocess.list2cmdline(words))
    _below(execute, "WorkingDirectory", str(timer.root))
    return task


def _below(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, _name(name))
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"

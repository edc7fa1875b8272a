"""Keep the timer as a task of the Windows Task Scheduler, which runs a missed task later."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from briefing.domain.errors import PublishFailed
from briefing.jobs.schedule.timer import Timer, answer, run

WHERE = "Windows 任务计划程序"
CLOCK = "本机时间"
NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
# In the order of the scheduler's XML schema.
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
    """Give the task to the scheduler; it replaces a former one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "task.xml")
        # The only encoding that every schtasks reads is UTF-16 with a byte order mark.
        path.write_text(text(timer), encoding="utf-16")
        done = run(["schtasks", "/Create", "/TN", timer.name, "/XML", str(path), "/F"])
    if done.returncode:
        message = f"任务计划程序没有接受（{answer(done)}）。"
        raise PublishFailed(message)
    return [f"已写入任务计划程序：{timer.name}"]


def remove(timer: Timer) -> list[str]:
    """Remove our task from the scheduler."""
    if not is_installed(timer):
        return []
    done = run(["schtasks", "/Delete", "/TN", timer.name, "/F"])
    if done.returncode:
        message = f"任务计划程序没有删去 {timer.name}（{answer(done)}）。"
        raise PublishFailed(message)
    return [f"已从任务计划程序删去 {timer.name}"]


def _task(timer: Timer) -> ET.Element:
    program, *words = timer.words
    start = f"2020-01-01T{timer.at:%H:%M}:00"
    daily = {"StartBoundary": start, "ScheduleByDay": {"DaysInterval": "1"}}
    execute = {
        "Command": program,
        "Arguments": subprocess.list2cmdline(words),
        "WorkingDirectory": str(timer.root),
    }
    task = ET.Element(f"{{{NAMESPACE}}}Task", version="1.2")
    _fill(
        task,
        {
            "RegistrationInfo": {
                "Description": f"{timer.marker}: briefing due --all ({timer.root})"
            },
            "Triggers": {"CalendarTrigger": daily},
            "Settings": _SETTINGS,
            "Actions": {"Exec": execute},
        },
    )
    return task


def _fill(parent: ET.Element, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        if isinstance(value, str):
            element.text = value
        else:
            _fill(element, value)

"""Checked tables are stored and come back the same."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from briefing.ledgers import correct, store
from briefing.ledgers.tidy.table import Table
from tests.conftest import MAY, ZHASHUI, tidied

PROJECTS = """
序号|项目名称|项目性质|责任单位|总投资（亿元）|年度任务（万元）|1-5月累计（万元）|开复工时间|开复工状态
合计：2个|   |        |        |0.0500001     |                |                 |          |
1  |水厂    |新建    |水利局  |0.05          |100.000001      |—                |2020.3    |在建
2  |电站    |新建    |水利局  |0.0000001     |约100           |50               |          |未开工
"""
TASKS = (
    "序号|项目名称|办理事项|承办单位|受理日期|承诺时限|实际用时\n1|水厂|用地|资源局|2020-05-06|5|"
)
EMPTY = "序号|项目名称|审批类型|建议书|可研|环评"
SPONSORS = "序号|项目名称|责任单位|包抓领导|工作组|任务清单\n1|水厂|水利局|张三|是|"
CORRECTION = """
[[correction]]
month = "2020-05"
ledger = "projects"
project = "电站"
column = "annual_task_wan"
expect = "约100"
value = "100"
reason = "核实"
confirmed_by = "水利局"
confirmed_on = 2020-06-02
"""


@pytest.mark.parametrize("ledger", ["projects", "tasks", "permits", "sponsorship"])
def test_tables_come_back_as_they_were(tmp_path: Path, ledger: str) -> None:
    """Types, missing values, empty tables, declarations, places and corrections."""
    month = tidied(PROJECTS, TASKS, EMPTY, SPONSORS)
    month = correct.apply(month, correct.load({"a": CORRECTION}).cells, MAY, ZHASHUI)
    store.save(tmp_path / "2020-05", month.tables, month.findings, "key")

    tables, findings = store.load(tmp_path / "2020-05")

    assert findings == month.findings
    assert tables.keys() == month.tables.keys()
    for part in ("frame", "sent", "places", "declared", "corrected"):
        pd.testing.assert_frame_equal(
            getattr(tables[ledger], part), getattr(month.tables[ledger], part)
        )
    assert tables[ledger].ledger is month.tables[ledger].ledger


def test_findings_come_back_as_they_were(tmp_path: Path) -> None:
    """With their severity, and in their order."""
    month = tidied(PROJECTS)
    store.save(tmp_path / "m", month.tables, month.findings, "key")

    assert month.findings
    assert store.load(tmp_path / "m")[1] == month.findings


def test_a_seal_names_what_a_month_was_made_from(tmp_path: Path) -> None:
    """A second save takes the place of the first, whole."""
    month = tidied(PROJECTS, TASKS)
    store.save(tmp_path / "m", month.tables, [], "one")
    store.save(tmp_path / "m", {"tasks": month.tables["tasks"]}, [], "two")

    assert (found := store.seal(tmp_path / "m")) is not None
    assert (found["key"], found["tables"]) == ("two", ["tasks"])
    assert store.load(tmp_path / "m")[0].keys() == {"tasks"}
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"tables": []}'])
def test_without_a_whole_seal_nothing_is_stored(tmp_path: Path, content: str | None) -> None:
    """A folder that was not finished is as good as none."""
    if content is not None:
        (tmp_path / store.SEAL).write_text(content, encoding="utf-8")

    assert store.seal(tmp_path) is None


def test_a_save_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the new tables, not the old ones, and leaves no litter."""
    month = tidied(PROJECTS)
    store.save(tmp_path / "m", month.tables, [], "one")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.ipc, "new_stream", full)
    with pytest.raises(OSError, match="No space"):
        store.save(tmp_path / "m", month.tables, [], "two")

    assert (found := store.seal(tmp_path / "m")) is not None
    assert found["key"] == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux does")
def test_a_month_is_stored_and_opened_without_a_thread(tmp_path: Path) -> None:
    """A process that has opened a stored month has no thread more, and may fork."""
    store.save(tmp_path / "m", tidied(PROJECTS).tables, [], "one")
    work = (
        "import sys; from pathlib import Path; from briefing.ledgers import store\n"
        "threads = lambda: len(list(Path('/proc/self/task').iterdir()))\n"
        "before, folder = threads(), Path(sys.argv[1])\n"
        "tables, findings = store.load(folder)\n"
        "store.save(folder, tables, findings, 'two')\n"
        "print(threads() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", work, str(tmp_path / "m")], check=True, capture_output=True
    )

    assert done.stdout.strip() == b"0"


def test_a_table_of_nothing_comes_back_as_nothing(tmp_path: Path) -> None:
    """A part without columns is not stored."""
    table = tidied(TASKS).tables["tasks"]
    bare = dataclasses.replace(table, declared=pd.DataFrame(), corrected=pd.DataFrame())
    store.save(tmp_path / "m", {"tasks": bare}, [], "key")

    loaded: Table = store.load(tmp_path / "m")[0]["tasks"]

    assert loaded.declared.empty
    assert loaded.corrected.empty
    assert b"declared" not in (tmp_path / "m" / store.TABLES).read_bytes()


def test_several_may_put_the_same_month_there_at_once(tmp_path: Path) -> None:
    """Each save ends well, what stands there is whole, and nothing is left beside it."""
    month = tidied(TASKS)

    def save(_: int) -> None:
        for _ in range(10):
            store.save(tmp_path / "m", month.tables, [], "key")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(4)))

    assert store.load(tmp_path / "m")[0].keys() == month.tables.keys()
    assert [path.name for path in tmp_path.iterdir()] == ["m"]

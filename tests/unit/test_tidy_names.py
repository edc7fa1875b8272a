"""Projects, towns and offices in the spellings of every department."""

from __future__ import annotations

import pytest

from pipeline.tidy import names
from tests.conftest import ZHASHUI, tidied


@pytest.mark.parametrize(
    ("cell", "town"),
    [
        ("营盘镇", "营盘镇"),
        ("柞水县营盘镇", "营盘镇"),
        ("营盘镇秦丰村", "营盘镇"),
        ("营盘镇、乾佑街道", "跨区域"),
        ("营盘镇和下梁镇", "跨区域"),
        ("营盘镇秦丰村、下梁镇", "跨区域"),
        ("营盘镇/营盘镇", "营盘镇"),
        ("全县", "跨区域"),
        ("柞水县全县", "跨区域"),
        ("西安市", "西安市"),
        ("—", None),
    ],
)
def test_a_place_is_a_town_or_crosses_them(cell: str, town: str | None) -> None:
    """Several towns are 跨区域 and counted once; a place elsewhere keeps its name."""
    assert names.town(cell, ZHASHUI) == town


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("柞水县水利局", "水利局"),
        ("县水务局", "水利局"),
        ("营盘镇人民政府", "营盘镇"),
        ("乾佑街道办事处", "乾佑街道"),
        ("陕西某某公司", "陕西某某公司"),
        ("无", None),
    ],
)
def test_an_office_has_one_name(cell: str, unit: str | None) -> None:
    """By county.toml; a town's government answers for projects too; a stranger keeps its name."""
    assert names.unit(cell, ZHASHUI) == unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("木耳产业园（一期）", "木耳产业园(1期)"),
        ("“智慧柞水”项目", "智慧柞水项目"),
        ("柞水至山阳公路", "柞水—山阳公路"),
        ("水 厂\u3000", "水厂"),
        ("公路三标段", "公路3标段"),
    ],
)
def test_spellings_of_a_project_meet(one: str, other: str) -> None:
    """Brackets, quotes, white space, dashes and numerals."""
    assert names.folded_name(one) == names.folded_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("水厂一期", "水厂二期"), ("水厂", "水厂扩建"), ("1号桥", "11号桥")]
)
def test_different_projects_stay_apart(one: str, other: str) -> None:
    """A phase is another project."""
    assert names.folded_name(one) != names.folded_name(other)


PROJECTS = """
序号|项目名称          |项目代码 |项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|状态|开复工状态
1  |木耳产业园（一期）|2020-611|新建    |水利局  |500          |100             |50              |    |在建
2  |水厂              |         |新建    |水利局  |500          |100             |50              |    |在建
"""
TASKS = "序号|项目名称|项目代码|办理事项|承办单位|受理日期|承诺时限\n"


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("木耳产业园(1期)|         ", "2020-611"),
        ("木耳产业园    |2020－611 ", "2020-611"),
        ("水　厂        |         ", "水厂"),
        ("水厂          |2020-999 ", "水厂"),
        ("电站          |2020-777 ", "2020-777"),
        ("电站          |         ", "电站"),
    ],
    ids=["name", "code", "folded", "code unknown to the list", "stranger", "stranger's name"],
)
def test_a_row_finds_its_project(row: str, key: str) -> None:
    """By its code, else by its folded name; a stranger keeps what it has."""
    tables = tidied(PROJECTS, f"{TASKS}1|{row}|用地|资源局|2020-05-06|5").tables

    assert list(tables["tasks"].frame["project_key"]) == [key]


def test_a_code_goes_before_a_name() -> None:
    """A code that the list knows decides, even beside another project's name."""
    tables = tidied(PROJECTS, f"{TASKS}1|水厂改扩建|2020-611|用地|资源局|2020-05-06|5").tables

    assert list(tables["tasks"].frame["project_key"]) == ["2020-611"]


def test_without_the_list_every_ledger_has_its_own_keys() -> None:
    """A missing master list leaves codes and names as they are."""
    tables = tidied(f"{TASKS}1|水　厂||用地|资源局|2020-05-06|5").tables

    assert list(tables["tasks"].frame["project_key"]) == ["水厂"]

"""Projects, towns and offices in the spellings of every department."""

from __future__ import annotations

import pytest

from briefing.ledgers.tidy import names
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
        ("跨镇办", "跨区域"),
        ("全县各镇办", "跨区域"),
        ("下梁镇至小岭镇", "跨区域"),
        ("营盘、下梁", "跨区域"),
        ("营盘", "营盘镇"),
        ("营盘镇（秦丰村）", "营盘镇"),
        ("营盘镇人民政府", "营盘镇"),
        ("柞水县乾佑街办", "乾佑街道"),
        ("凤凰古镇", "凤凰镇"),
        ("红岩寺", "红岩寺镇"),
        ("柞水县", "柞水县"),
        ("秦丰村", "秦丰村"),
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
        ("柞水县营盘镇人民政府", "营盘镇"),
        ("县水利局（牵头）", "水利局"),
        ("水利局\n(张某)", "水利局"),
        ("县水利局、县住建局", "县水利局、县住建局"),
        ("陕西某某公司", "陕西某某公司"),
        ("无", None),
    ],
)
def test_an_office_has_one_name(cell: str, unit: str | None) -> None:
    """By county.toml; a town's government answers for projects too; a stranger keeps its name."""
    assert names.unit(cell, ZHASHUI) == unit


@pytest.mark.parametrize(
    ("office", "is_listed"),
    [("水利局", True), ("县水务局", True), ("营盘镇", True), ("陕西某某公司", False), ("", False)],
)
def test_an_office_is_listed_or_a_stranger(office: str, is_listed: bool) -> None:
    """By county.toml, towns included."""
    assert names.is_listed(office, ZHASHUI) is is_listed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("木耳产业园（一期）", "木耳产业园(1期)"),
        ("木耳产业园第一期", "木耳产业园Ⅰ期"),
        ("木耳产业园建设项目（一期）", "木耳产业园一期建设项目"),
        ("公路三标段", "公路3标段"),
        ("公路第三标段", "公路Ⅲ标段"),
        ("一号桥", "1号桥"),
        ("“智慧柞水”项目", "智慧柞水项目"),
        ("柞水至山阳公路", "柞水—山阳公路"),
        ("水 厂\u3000", "水厂"),
        ("５Ｇ基站", "5g基站"),
        ("柞水县木耳小镇", "木耳小镇"),
        ("柞水木耳小镇", "木耳小镇"),
        ("陕西省商洛市柞水县木耳小镇", "木耳小镇"),
        ("(柞水县)木耳小镇", "木耳小镇"),
        ("县医院门诊楼", "柞水县医院门诊楼"),
        ("柞水县城老旧小区改造", "县城老旧小区改造"),
        ("木耳小镇建设项目", "木耳小镇"),
        ("集镇供水工程", "集镇供水项目"),
    ],
)
def test_spellings_of_a_project_meet(one: str, other: str) -> None:
    """Brackets, quotes, white space, dashes, numerals, the county's name, a closing 项目."""
    assert names.folded_name(one, "柞水县") == names.folded_name(other, "柞水县")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("水厂一期", "水厂二期"),
        ("水厂Ⅰ期", "水厂Ⅱ期"),
        ("水厂", "水厂一期"),
        ("水厂", "水厂扩建"),
        ("1号桥", "11号桥"),
        ("一号桥", "十一号桥"),
        ("东坡村供水", "西坡村供水"),
        ("道路1.5公里", "道路15公里"),
        ("公路一标段", "公路二标段"),
        ("柞水-山阳公路", "山阳公路"),
        ("县道改造", "道改造"),
        ("县城供热", "城供热"),
        ("镇安县木耳小镇", "木耳小镇"),
        ("十四五期规划馆", "145期规划馆"),
    ],
)
def test_different_projects_stay_apart(one: str, other: str) -> None:
    """A phase is another project, and so is another village, or another county's."""
    assert names.folded_name(one, "柞水县") != names.folded_name(other, "柞水县")


@pytest.mark.parametrize("name", ["项目", "工程", "水厂项目", "县", "柞水县", "柞水", "一期"])
def test_a_short_name_keeps_something(name: str) -> None:
    """What is folded away whole would join all that is short."""
    assert names.folded_name(name, "柞水县")


CODE = "2020-611026-48-01-000001"
PROJECTS = """
序号|项目名称          |项目代码 |项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|状态|开复工状态
1  |木耳产业园（一期）|2020-611026-48-01-000001|新建    |水利局  |500          |100             |50              |    |在建
2  |水厂              |         |新建    |水利局  |500          |100             |50              |    |在建
"""
TASKS = "序号|项目名称|项目代码|办理事项|承办单位|受理日期|承诺时限\n"


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("木耳产业园(1期)|         ", CODE),
        ("木耳产业园    |2020－611026－48－01－000001", CODE),
        ("水　厂        |         ", "水厂"),
        ("水厂          |2020-611026-48-01-000999", "水厂"),
        ("电站          |2020-611026-48-01-000777", "2020-611026-48-01-000777"),
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
    tables = tidied(
        PROJECTS, f"{TASKS}1|水厂改扩建|2020-611026-48-01-000001|用地|资源局|2020-05-06|5"
    ).tables

    assert list(tables["tasks"].frame["project_key"]) == [CODE]


def test_without_the_list_every_ledger_has_its_own_keys() -> None:
    """A missing master list leaves codes and names as they are."""
    tables = tidied(f"{TASKS}1|水　厂||用地|资源局|2020-05-06|5").tables

    assert list(tables["tasks"].frame["project_key"]) == ["水厂"]


def test_a_name_that_two_projects_share_links_to_neither() -> None:
    """A row without a code under such a name is nobody's; it is not given to the last."""
    twins = PROJECTS + "3|木耳产业园(1期)|2020-611026-48-01-000003|新建|水利局|500|100|50||在建\n"
    tables = tidied(twins, f"{TASKS}1|木耳产业园一期||用地|资源局|2020-05-06|5").tables

    assert list(tables["tasks"].frame["project_key"]) == ["木耳产业园1期"]
    assert names.key_finder(tables["projects"].frame)("木耳产业园（一期）") is None
    assert names.key_finder(tables["projects"].frame)(CODE) == CODE


def test_the_county_before_a_name_makes_no_other_project() -> None:
    """柞水县水厂 in one ledger is 水厂 in the other."""
    tables = tidied(PROJECTS, f"{TASKS}1|柞水县水厂||用地|资源局|2020-05-06|5").tables

    assert list(tables["tasks"].frame["project_key"]) == ["水厂"]


def test_a_replaced_project_is_spelled_as_in_the_list() -> None:
    """拟替换项目 names it in the words of the list, whatever words were sent."""
    reserve = (
        "序号|项目名称|领域|总投资（万元）|责任单位|拟替换项目\n"
        "1|新水厂|民生|800|水利局|柞水县木耳产业园Ⅰ期\n2|新电站|民生|900|水利局|"
    )
    frame = tidied(PROJECTS, reserve).tables["reserve"].frame

    assert frame["replaces"].iloc[0] == "木耳产业园（一期）"
    assert frame["replaces"].isna().iloc[1]


def test_a_row_without_its_code_is_the_project_of_its_name() -> None:
    """Listed twice, once with its code and once without: that is one project, and named."""
    twice = PROJECTS + "3|柞水县木耳产业园(1期)||新建|水利局|500|100|50||在建\n"
    frame = tidied(twice).tables["projects"].frame

    assert frame["project_key"].iloc[-1] in set(frame["project_key"].iloc[:-1])

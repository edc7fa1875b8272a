"""What one ledger or one month says against another."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.ledgers.check import check_month
from tests.conftest import tidied

HEAD = (
    "序号|项目名称|项目代码|项目性质|责任单位|总投资（万元）|年度任务（万元）|"
    "{month}月完成（万元）|1-{month}月累计（万元）|开复工状态|开工时间"
)
WATER = "1|水厂||新建|水利局|500|100|10|50|在建|2020-04-01"
POWER = "2|电站||新建|水利局|800|200|20|60|在建|2020-04-01"


def told(*texts: str, before: str = "", month: int = 5) -> list[tuple[str, int]]:
    """Codes and rows of what is said of the drawn ledgers; *before* are last month's projects."""
    of_month = Month(2020, month)
    now = tidied(*texts, month=of_month)
    assert [f for f in now.findings if f.severity == "error"] == []
    then = tidied(before, month=of_month.previous).tables if before else None
    return [(f.code, f.row) for f in check_month(now.tables, then, of_month)]


def projects(*rows: str, month: int = 5) -> str:
    return "\n".join([HEAD.format(month=month), *rows])


def test_sound_ledgers_are_silent() -> None:
    """The ground of every test below."""
    assert told(projects(WATER, POWER)) == []


def test_a_project_that_a_ledger_leaves_out_is_named_once_for_the_ledger() -> None:
    """Every key project has its 六个一."""
    sponsorship = "序号|项目名称|责任单位|包抓领导|工作组|任务清单\n1|水厂|水利局|县领导|是|是"

    assert told(projects(WATER, POWER), sponsorship) == [("K04", 0)]


def test_an_unknown_project_comes_with_the_name_that_it_may_mean() -> None:
    """水厂改扩建 in one ledger, 水厂改扩建工程 in another."""
    tasks = "序号|项目名称|办理事项|承办单位|受理日期|承诺时限\n1|木耳产业园区建设|用地|资源局|2020-05-06|5"
    month = tidied(projects(WATER.replace("水厂", "木耳产业园建设")), tasks)

    (finding,) = check_month(month.tables, None)

    assert finding.code == "K02"
    assert "相近的有“木耳产业园建设”" in finding.expected


def test_the_code_of_one_project_beside_the_name_of_another_is_a_question() -> None:
    """Two rows of a ledger whose codes were exchanged count for each other's project."""
    water, power = (
        row.replace("||", f"|2020-611026-78-01-{n}00000|", 1)
        for row, n in ((WATER, 1), (POWER, 2))
    )
    head = "序号|项目名称|项目代码|办理事项|承办单位|受理日期|承诺时限\n"
    task = head + "1|电站|2020-611026-78-01-{}00000|用地|资源局|2020-05-06|5"

    assert told(projects(water, power), task.format(2)) == []
    assert told(projects(water, power), task.format(1)) == [("K07", 2)]


def test_one_project_under_two_names_is_a_question() -> None:
    """The same office, the same size, nearly the same name; 一期 and 二期 are two."""
    again = "2|营盘镇水厂改扩建||新建|水利局|500|100|10|50|在建|2020-04-01"
    first = WATER.replace("水厂", "营盘镇水厂改造扩建")

    assert told(projects(first, again)) == [("K05", 3)]
    assert (
        told(
            projects(
                WATER.replace("水厂", "水厂改造一期"),
                again.replace("营盘镇水厂改扩建", "水厂改造二期"),
            )
        )
        == []
    )


def test_a_ledger_sent_twice_is_one_fault() -> None:
    """Not one for each of its rows."""
    rows = [WATER.replace("1|水厂", f"{n}|水厂{n}号") for n in range(1, 8)]

    assert told(projects(*rows), projects(*rows)) == [("K01", 0)]


def test_a_started_project_without_investment_is_a_question() -> None:
    """Two months after its start; not one month after it."""
    idle = WATER.replace("|10|50|", "|0|0|")

    assert told(projects(idle.replace("2020-04-01", "2020-03-31"))) == [("W4", 2)]
    assert told(projects(idle)) == []


def test_a_jump_is_a_question() -> None:
    """One month that does as much as five of those before it."""
    assert told(projects(WATER.replace("|10|50|", "|40|60|"))) == [("W6", 2)]


def test_january_is_its_own_year() -> None:
    """累计 equals 本月 in January."""
    january = WATER.replace("2020-04-01", "2020-01-05")

    assert told(projects(january, month=1), month=1) == [("E1", 2)]
    assert told(projects(january.replace("|10|50|", "|10|10|"), month=1), month=1) == []


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (WATER.replace("|500|", "|600|"), ["X03"]),
        (WATER.replace("|100|", "|120|"), ["X03"]),
        (WATER.replace("1|水厂|", "1|水厂扩建|"), ["X01", "X02"]),
    ],
    ids=["total", "task", "name"],
)
def test_what_changed_since_last_month_is_told(now: str, codes: list[str]) -> None:
    """A changed plan, a new project and one that is gone."""
    before = projects(WATER.replace("|10|50|", "|10|40|"), month=4)

    assert [code for code, _ in told(projects(now), before=before)] == codes


def test_a_renamed_project_is_known_by_its_code() -> None:
    """One code, two names."""
    coded = WATER.replace("水厂||", "水厂|2020-611026-48-01-000001|")
    before = projects(coded.replace("|10|50|", "|10|40|"), month=4)

    assert told(projects(coded.replace("水厂", "水厂扩建")), before=before) == [("X04", 2)]


def test_a_month_restated_afterwards_is_told() -> None:
    """April as May's ledger repeats it, against April's own."""
    head = HEAD.format(month=5).replace("5月完成", "4月完成（万元）|5月完成")
    now = f"{head}\n{WATER.replace('|10|50|', '|12|10|50|')}"
    before = projects(WATER.replace("|10|50|", "|10|40|"), month=4)

    assert told(now, before=before) == [("X05", 2)]


def test_a_column_that_was_there_last_month_is_missed() -> None:
    """What it told is untold now, and nothing else would say so."""
    before = projects(WATER.replace("|10|50|", "|10|40|"), month=4)
    now = projects(WATER).replace("|开工时间", "").replace("|2020-04-01", "")

    assert told(now, before=before) == [("X06", 0)]


def test_a_column_that_fell_silent_is_missed() -> None:
    """Its header stands over an empty column; one project may lose its date."""
    rows = [f"{n}{WATER[1:].replace('水厂', name)}" for n, name in enumerate("甲乙丙", 1)]
    before = projects(*(row.replace("|10|50|", "|10|40|") for row in rows), month=4)
    silent = projects(*rows).replace("2020-04-01", "")

    assert ("X06", 0) in told(silent, before=before)
    one = projects(rows[0].replace("2020-04-01", ""), *rows[1:])
    assert ("X06", 0) not in told(one, before=before)


def test_months_that_do_not_add_up_to_the_year_are_a_fault() -> None:
    """1月 to 5月 beside 1—5月累计."""
    head = HEAD.format(month=5).replace(
        "5月完成", "|".join(f"{n}月完成（万元）" for n in range(1, 5)) + "|5月完成"
    )

    assert told(f"{head}\n{WATER.replace('|10|50|', '|10|10|10|10|10|50|')}") == []
    assert told(f"{head}\n{WATER.replace('|10|50|', '|10|10|10|15|10|50|')}") == [("E1", 2)]


def test_a_cell_in_yuan_among_wan_is_named() -> None:
    """5000000 among amounts of hundreds of 万元."""
    rows = [WATER.replace("1|水厂", f"{n}|水厂{'甲乙丙丁戊己'[n]}") for n in range(5)]
    wrong = "9|电站||新建|水利局|5000000|200|20|60|在建|2020-04-01"

    assert told(projects(*rows, wrong)) == [("U02", 7)]


def test_a_reserve_project_that_runs_already_is_told() -> None:
    """It should leave the reserve."""
    reserve = "序号|项目名称|领域|总投资（万元）|十四五期间投资（万元）|责任单位\n1|水厂|民生|500|500|水利局"

    assert told(projects(WATER), reserve) == [("K06", 2)]

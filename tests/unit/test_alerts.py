"""Early warnings: each rule at its border, with its light, its evidence and its step."""

from __future__ import annotations

import pytest

from briefing.domain.findings import Finding, Severity
from briefing.indicators.alerts import RULES, Alert, alerts
from briefing.indicators.facts import Facts
from briefing.page.words import words
from tests.conftest import facts_of

HEAD = "project_name | nature | status | responsible_unit | planned_start | planned_finish | total_plan_wan | annual_task_wan | done_this_month_wan | done_this_year_wan | done_since_start_wan | funds_in_place_wan\n"


def _facts(row: str, month: str = "2020-05", **more: object) -> Facts:
    return facts_of(f"{HEAD}水厂 | new | {row}", month, **more)  # type: ignore[arg-type]


def _told(facts: Facts, rule: str) -> list[tuple[str, str]]:
    return [(alert.light, alert.what) for alert in alerts(facts) if alert.rule == rule]


@pytest.mark.parametrize(
    ("rule", "month", "row", "expected"),
    [
        ("W01", "2020-05", "not_started | 水利局 | 2020-05-31 | | | | | 0", []),
        ("W01", "2020-05", "not_started | 水利局 | 2020-04-01 | | | | | 0", [("yellow", "计划2020年4月开工，已过1个月")]),
        ("W01", "2020-05", "not_started | 水利局 | 2020-02-01 | | | | | 0", [("red", "计划2020年2月开工，已过3个月")]),
        ("W01", "2020-05", "started | 水利局 | 2020-02-01 | | | | | 0", []),
        # 41.67 − 31.7 are 9.97 points: not yet yellow; the rounded 10.0 would be.
        ("W02", "2020-05", "started | 水利局 | | | | 1000 | | 317", []),
        ("W02", "2020-05", "started | 水利局 | | | | 1200 | | 380", [("yellow", "低于序时进度10.0个百分点")]),
        ("W02", "2020-05", "started | 水利局 | | | | 1200 | | 140", [("yellow", "低于序时进度30.0个百分点")]),
        ("W02", "2020-05", "started | 水利局 | | | | 1200 | | 139", [("red", "低于序时进度30.1个百分点")]),
        ("W02", "2020-05", "started | 水利局 | | | | 99 | | 0", []),
        ("W07", "2020-05", "started | 水利局 | | | | 1000 | | 600 | | 400", []),
        ("W07", "2020-05", "started | 水利局 | | | | 1000 | | 600 | | 399", [("yellow", "资金到位率低于投资完成率20.1个百分点")]),
        ("W07", "2020-05", "started | 水利局 | | | | 1000 | | 600 | |", []),
        ("W08", "2020-05", "started | 水利局 | | | 1000 | | | | 1000 |", []),
        ("W08", "2020-05", "started | 水利局 | | | 1000 | | | | 1001 |", [("yellow", "自开工累计超过总投资1万元")]),
        ("W10", "2020-05", "started | 水利局 | | | | | | |", [("yellow", "未报自年初累计完成投资")]),
        ("W10", "2020-05", "started | 水利局 | | | | | | 0 |", []),
        ("W11", "2020-05", "stopped | 水利局 | | | | | | 0 |", [("red", "台账报告停工或缓建")]),
        ("W12", "2020-05", "started | 水利局 | | 2020-07-30 | 1000 | | | 0 | 799 |", [("yellow", "计划2020年7月竣工，累计仅完成79.9%")]),
        ("W12", "2020-05", "started | 水利局 | | 2020-07-30 | 1000 | | | 0 | 800 |", []),
        ("W12", "2020-05", "started | 水利局 | | 2020-07-31 | 1000 | | | 0 | 1 |", []),
        ("W12", "2020-05", "finished | 水利局 | | 2020-05-31 | 1000 | | | 0 | 1 |", []),
        ("W14", "2020-05", "started | 水利局 | | | | 1000 | 600 | 600 |", []),
        ("W14", "2020-05", "started | 水利局 | | | | 1000 | 601 | 601 |", [("yellow", "本月完成年度任务的60.1%")]),
    ],
)  # fmt: skip
def test_a_rule_at_its_border(
    rule: str, month: str, row: str, expected: list[tuple[str, str]]
) -> None:
    """From its bound on, from exact amounts; what is missing warns of nothing else."""
    assert _told(_facts(row, month), rule) == expected


def test_a_carried_over_project_is_not_told_its_planned_month() -> None:
    """It began in former years; what it lacks is to resume."""
    facts = facts_of(f"{HEAD}老路 | carried_over | not_started | | 2017-06-01")

    assert _told(facts, "W01") == [("red", "续建项目尚未复工")]


def test_nothing_done_for_months_on_end() -> None:
    """Two months are yellow, three red; a month that is not known ends the count."""
    row = "started | 水利局 | | | | | 0 | 100"
    april = {"2020-04": f"{HEAD}水厂 | new | {row}"}
    march = {"2020-03": f"{HEAD}水厂 | new | {row}"}

    assert _told(_facts(row), "W03") == []
    assert _told(_facts(row, earlier=april), "W03") == [("yellow", "连续2个月没有完成投资")]
    assert _told(_facts(row, earlier=april | march), "W03") == [("red", "连续3个月没有完成投资")]
    assert _told(_facts(row, earlier=march), "W03") == []


@pytest.mark.parametrize(
    ("month", "light"), [("2020-06", None), ("2020-07", "yellow"), ("2020-08", "red")]
)
def test_papers_are_missing_before_the_deadline(month: str, light: str | None) -> None:
    """From the end of July on, the unfinished paper is named."""
    facts = _facts(
        "not_started | 水利局 | | | | | | 0",
        month,
        permits="project_name | feasibility | land_use | construction\n水厂 | done | underway | not_required",
    )

    expected = [(light, "9月底前须开工，用地批复未办结")] if light else []
    assert _told(facts, "W04") == expected


BUREAU = "project_name | responsible_unit | is_started_stat | started_stat_on | total_plan_stat_wan | inclusion_status | promised_window | missing_documents\n水厂 | 水利局 | 是 | {} | 5000 | preparing | {} | {}"


def test_waiting_for_the_library() -> None:
    """Thirty days are none, thirty-one yellow, sixty-one red; a window within a week asks for papers."""
    row = "started | 水利局 | | | | 1000 | | 500"

    def told(on: str, window: str, lacking: str, rule: str) -> list[tuple[str, str]]:
        return _told(_facts(row, statistics=BUREAU.format(on, window, lacking)), rule)

    assert told("2020-05-01", "", "", "W05") == []
    assert told("2020-04-30", "", "", "W05") == [("yellow", "统计开工31天仍未入库")]
    assert told("2020-03-31", "", "", "W05") == [("red", "统计开工61天仍未入库")]
    assert told("", "2020-06-07", "施工合同、照片", "W06") == [
        ("yellow", "2020年6月7日窗口还有7天，缺施工合同、照片")
    ]
    assert told("", "2020-06-08", "施工合同", "W06") == []
    assert told("", "2020-06-07", "", "W06") == []


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2020-05-16", [("yellow", "移送自然资源局的问题逾期15天")]),
        ("2020-05-15", [("red", "移送自然资源局的问题逾期16天")]),
        ("2020-05-31", []),
    ],
)
def test_overdue_problems_bear_the_light_of_their_list(
    due: str, told: list[tuple[str, str]]
) -> None:
    """With the office that has it, and how long it waits; red beyond the days of the list of overdue problems."""
    facts = _facts(
        "started | 水利局 | | | | 1000 | | 500",
        problems="serial | project_name | responsible_unit | inspected_on | problem | transferred_to | transferred_on | due_on | progress\n"
        f"1 | 水厂 | 水利局 | 2020-04-01 | 征地未完 | 自然资源局 | 2020-04-02 | {due} | open",
    )

    assert _told(facts, "W09") == told


def test_a_doubted_code_is_a_warning() -> None:
    """What the checks said of it, at the cell that they named."""
    row = "started | 水利局 | | | | 1000 | | 500"
    facts = _facts(row)
    place = {"source_file": "a.xlsx", "source_sheet": "1", "source_row": 7}
    finding = Finding(
        "a.xlsx", "1", 7, "项目代码", "V04", Severity.WARNING, "读到“123”", "20位", "核实"
    )
    told = alerts(
        Facts(
            facts.county,
            facts.month,
            facts.projects,
            {},
            facts.frames | {"projects": facts.frames["projects"].assign(**place)},
            findings=(finding,),
        )
    )

    [alert] = [alert for alert in told if alert.rule == "W13"]
    assert alert.evidence[0].place == "a.xlsx › 1 › 第7行 › 项目代码"


def test_every_warning_says_who_what_and_what_next() -> None:
    """Evidence names its cells and what they say; every rule has a name and a step."""
    facts = _facts("not_started | 水利局 | 2020-02-01 | | | | | 0")
    [alert] = [alert for alert in alerts(facts) if alert.rule == "W01"]

    assert (alert.project, alert.unit, alert.step) == ("水厂", "水利局", RULES["W01"].step)
    assert [(each.place, each.says) for each in alert.evidence] == [
        ("计划开工时间", "2020年2月"),
        ("开复工状态", "未开工"),
    ]
    assert sorted(RULES) == [f"W{number:02d}" for number in range(1, 15)]


def test_red_comes_before_yellow() -> None:
    """The list begins with what is gravest."""
    facts = facts_of(
        f"{HEAD}水厂 | new | not_started | 水利局 | 2020-04-01\n公路 | new | stopped | 水利局"
    )
    lights = [alert.light for alert in alerts(facts)]

    assert lights == sorted(lights)
    assert lights[0] == "red"


def _names(found: list[Alert]) -> set[str]:
    return {alert.project for alert in found}


def test_a_quiet_month_has_no_warnings() -> None:
    """A project on time with its papers warns of nothing."""
    assert (
        _names(
            alerts(
                _facts(
                    "started | 水利局 | 2020-03-01 | 2021-12-31 | 5000 | 1000 | 100 | 500 | 500 | 600"
                )
            )
        )
        == set()
    )


def test_an_amount_is_cited_with_its_unit() -> None:
    """In 万元, as the ledger has it; in English in millions, as the tables have it."""
    facts = _facts("started | 水利局 | | | | 33300 | | 8550")

    def said(language: str) -> list[str]:
        [alert] = [alert for alert in alerts(facts, words(language)) if alert.rule == "W02"]
        return [each.says for each in alert.evidence]

    assert said("zh") == ["33,300万元", "8,550万元"]
    assert said("en") == ["CNY 333.00 million", "CNY 85.50 million"]

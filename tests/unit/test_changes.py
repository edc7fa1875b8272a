"""What changed since last month: the list, the states, the plans, the figures."""

from __future__ import annotations

from briefing.indicators.changes import Change, changes
from tests.conftest import facts_of

HEAD = "project_key | project_name | nature | status | responsible_unit | annual_task_wan | planned_start\n"
APRIL = HEAD + (
    "A | 水厂 | new | not_started | 水利局 | 1000 | 2020-03-01\n"
    "B | 公路 | carried_over | not_started | 交通运输局 | 2000 |\n"
    "C | 学校 | new | started | 教育局 | 3000 |\n"
    "D | 电站 | new | started | 水利局 | 4000 |\n"
    "E | 旧桥 | carried_over | resumed | 交通运输局 | 5000 |\n"
    "F | 医院 | new | stopped | 卫健局 | 6000 |"
)
MAY = HEAD + (
    "A | 水厂 | new | started | 水利局 | 1500 | 2020-04-01\n"
    "B | 公路 | carried_over | resumed | 交通运输局 | 2000 |\n"
    "C | 学校（一期） | new | stopped | 教育局 | 3000 |\n"
    "D | 电站 | new | finished | 水利局 | 4000 |\n"
    "F | 医院 | new | started | 卫健局 | |\n"
    "G | 林场 | new | not_started | 林业局 | 700 |"
)


def _told(found: list[Change] | None) -> list[tuple[str, str, str, str]]:
    assert found is not None
    return [(each.kind, each.project, each.before, each.after) for each in found]


def test_everything_that_changed_is_told_once() -> None:
    """By kind; a task that is missing now has not been changed."""
    assert _told(changes(facts_of(MAY, earlier={"2020-04": APRIL}))) == [
        ("新增", "林场", "", "年度任务700万元"),
        ("调出", "旧桥", "年度任务5000万元", ""),
        ("更名", "学校（一期）", "学校", "学校（一期）"),
        ("新开工", "水厂", "未开工", "已开工"),
        ("复工", "公路", "未开工", "已复工"),
        ("复工", "医院", "停工", "已开工"),
        ("停工", "学校（一期）", "已开工", "停工"),
        ("竣工", "电站", "已开工", "竣工"),
        ("计划调整", "水厂", "年度计划投资1000万元", "年度计划投资1500万元"),
        ("计划调整", "水厂", "计划开工时间2020年3月", "计划开工时间2020年4月"),
    ]


def test_nothing_changed_is_nothing() -> None:
    """An empty list is not the same as no last month to compare with."""
    assert changes(facts_of(MAY, earlier={"2020-04": MAY})) == []
    assert changes(facts_of(MAY)) is None
    assert changes(facts_of(MAY, "2020-01", earlier={"2019-12": APRIL})) is None

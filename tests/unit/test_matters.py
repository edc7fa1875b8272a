"""The few matters that need a leader: what, how much, who, by when."""

from __future__ import annotations

import datetime as dt

from briefing.indicators.matters import matters
from tests.conftest import facts_of

PLAN = """
    project_name | nature | status      | responsible_unit | annual_task_wan | done_this_year_wan | obstacles
    水厂         | new    | not_started | 水利局           |            5000 |                  0 | land、funding
    公路         | new    | started     | 交通运输局       |            8000 |                100 |
    学校         | new    | started     | 教育局           |            3000 |                  0 |
    电站         | new    | started     | 水利局           |            1000 |                900 |
"""


def test_matters_stand_in_the_order_of_money() -> None:
    """Each matter says what and how much is at stake; the most money comes first."""
    found = matters(facts_of(PLAN))

    assert [(matter.what, matter.amount_wan, matter.indicator) for matter in found] == [
        ("1个在建项目低于序时进度30个百分点以上", 8000, "E07"),
        ("1个项目未开复工：土地征用1个、资金筹措1个", 5000, "A04"),
        ("1个已开复工项目本年完成投资为0", 3000, "A18"),
    ]
    assert found[1].due == dt.date(2020, 9, 30)


def test_only_the_first_matters_are_named() -> None:
    """A leader reads as many as there is room for."""
    assert len(matters(facts_of(PLAN), most=2)) == 2


def test_a_county_in_order_has_no_matters() -> None:
    """Where all is well nothing is said."""
    assert (
        matters(
            facts_of(
                "project_name | nature | status | annual_task_wan | done_this_year_wan\n水厂 | new | started | 100 | 90"
            )
        )
        == []
    )


OUTSTANDING = """
    project_name | is_started_stat | total_plan_stat_wan | inclusion_status | missing_documents
    公路         | 是              |                9000 | preparing        |
    电站         | 是              |                9000 | preparing        | 照片
"""


def test_those_that_lack_nothing_can_come_in_at_the_next_window() -> None:
    """The issue of May bears 5 June, so the next window is 10 June."""
    found = matters(facts_of(PLAN, statistics=OUTSTANDING))[0]

    assert found.what == "2个应统项目未入库，其中1个资料齐备，可在6月10日窗口申报"
    assert found.due == dt.date(2020, 6, 10)
    assert found.units[0] == "统计局"


def test_a_window_before_the_issue_is_gone() -> None:
    """October's issue bears 6 November: 10 November is next. January's, in February, waits for the 10th too."""
    may_issue_late = facts_of(PLAN, "2020-09", statistics=OUTSTANDING)

    # 5th working day of October 2020, after the holidays, is the 14th: the window of the 10th is gone.
    assert next(m for m in matters(may_issue_late) if m.indicator == "B09").due == dt.date(
        2020, 11, 10
    )


def test_overdue_problems_stand_for_the_projects_that_wait() -> None:
    """Several problems of one project count its task once."""
    found = matters(
        facts_of(
            PLAN,
            problems="""
            serial | project_name | problem  | transferred_to | transferred_on | due_on     | progress
            1      | 电站         | 用地未批 | 自然资源局     | 2020-04-01     | 2020-05-01 | open
            2      | 电站         | 环评未批 | 生态环境局     | 2020-04-01     | 2020-05-21 | open
            """,
        )
    )[-1]

    assert (found.what, found.amount_wan) == ("2件移送问题逾期未办结，最长30天", 1000)

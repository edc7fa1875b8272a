"""What heads met in the field mean: by all their levels, or nothing."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.heads.column_header import ColumnHeader
from briefing.ledgers.heads.columns import readings

MONTH = Month(2023, 5)
PROJECTS = """
全年计划投资金额 | annual_task_wan
2023年度计划投资额 | annual_task_wan
2023年计划 › 投资 | annual_task_wan
2023年 › 投资 | annual_task_wan
年度投资 › 合计 | annual_task_wan
年度计划投资 › 全年 | annual_task_wan
年度投资 › 中央 |
年度投资 › 省级 |
年度计划投资 › 1-5月 |
年度计划投资 › 其中：专项债券 |
完成投资 › 5月 | done_this_month_wan
05月完成投资 | done_this_month_wan
实际完成投资 › 当月 | done_this_month_wan
本月上报投资 | done_this_month_wan
完成投资 › 1-5月 | done_this_year_wan
1-05月完成投资 | done_this_year_wan
实际完成投资 › 年累计 | done_this_year_wan
本年上报投资 | done_this_year_wan
当月至今已完成 | done_this_year_wan
本年度累计完成投资额度 | done_this_year_wan
本年完成投资（或自年初累计完成投资） | done_this_year_wan
1-5月 › 完成 | done_this_year_wan
1-5月 › 计划 |
1-5月 › 完成率（%） |
累计完成投资 | done_since_start_wan
项目累计投资 | done_since_start_wan
开工累计 › 完成投资 | done_since_start_wan
自开始建设至5月底累计完成投资 | done_since_start_wan
自开工以来累计完成投资 | done_since_start_wan
止上年底完成投资 | done_before_wan
2022年底累计完成投资 | done_before_wan
至2022年12月底累计完成投资 | done_before_wan
1～5月完成投资（万元） › 完成投资 | done_this_year_wan
1～5月完成投资（万元） › 占年度计划 |
1～5月完成投资（万元） › 到位资金 | funds_in_place_wan
1月完成投资 | 1 done_this_month_wan
1-4月完成投资 | 4 done_this_year_wan
1-12月完成投资 | 12 done_this_year_wan
2023年 › 年度任务 | annual_task_wan
2023年度 › 年度目标任务 | annual_task_wan
2022年 › 年度任务 |
2022年 › 计划投资 |
2022年 › 累计完成投资 |
2022年1-5月完成投资 |
2024年计划投资 |
下月计划 › 完成投资 |
下月计划 › 形象进度 |
工期安排 › 计划工期 › 开工 | planned_start
下年计划 › 计划工期 › 开工 |
上年同期 › 完成投资 |
总投资 › 合计 | total_plan_wan
总投资 › 其中：政府投资 |
总投资 › 其中：社会投资 |
总投资（不含税） |
总投资（万美元） |
其中：民间投资 › 1-5月完成投资 |
未完成投资 |
1-5月完成投资 › 差额 |
计划 › 开工时间 | planned_start
实际 › 开工时间 | started_on
预计开工时间 | expected_start
计划竣工时间 | planned_finish
5月进展情况 › 实际进度 | physical_progress
本月进展 | physical_progress
2023年计划 › 主要建设内容 | annual_goal
2023年计划 › 形象进度 | annual_goal
项目基本情况 › 投资情况 › 2023年 › 完成投资 › 1-5月 | done_this_year_wan
项目基本情况 › 投资情况 › 2022年 › 完成投资 › 1-5月 |
年度土石方 |
"""
GROWTH = """
固定资产投资 › 同比增长 | growth_pct
固定资产投资 › 同比增速% | growth_pct
固定资产投资 › 排全市位次 | rank_in_city
固定资产投资 › 全市排第几 | rank_in_city
固定资产投资 › 比上月 |
固定资产投资 › 全市 › 增速 |
1-5月固定资产投资增速 | growth_pct
增速 | growth_pct
位次 | rank_in_city
民间投资 › 增速 | private_growth_pct
规模以上工业增加值 › 增速 |
规上工业 › 全市位次 |
旅游综合收入 › 增速 |
社会消费品零售总额 › 1-5月 › 增速 |
工业投资 › 同比增长 |
上年同期 › 增速 |
"""
STATISTICS = """
投资情况 › 在库计划总投资 | total_plan_stat_wan
其中：专项债券 › 在库计划总投资 |
已完成投资 › 在库计划总投资 |
2022年 › 在库计划总投资 |
到位资金 › 在库计划总投资 |
"""
CASES = [
    pytest.param(ledger_id, *map(str.strip, line.split("|")), id=f"{ledger_id}-{number}")
    for ledger_id, lines in (
        ("projects", PROJECTS),
        ("growth", GROWTH),
        ("statistics", STATISTICS),
    )
    for number, line in enumerate(lines.strip().splitlines())
]


@pytest.mark.parametrize(("ledger_id", "path", "meant"), CASES)
def test_a_head_means_what_all_its_levels_say(ledger_id: str, path: str, meant: str) -> None:
    """Another year, month, part or indicator above a head makes it another column."""
    header = ColumnHeader(0, path.split(" › "))

    ((_, reading),) = readings([header], ledger(ledger_id), MONTH)

    found = reading and " ".join(filter(None, [str(reading.month or ""), reading.key]))
    assert (found or "") == meant

"""Another county needs only its county.toml: weights, lights, windows, thresholds and presets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing import indicators
from briefing.indicators import forecast
from briefing.indicators.alerts import alerts
from briefing.indicators.facts import Facts
from briefing.indicators.indicator import Indicators
from briefing.indicators.replacement import cannot_start
from briefing.sections.inclusion import sentences as inclusion_sentences
from briefing.sections.prose import Prose, plain_text
from briefing.sections.replacement import sentences as replacement_sentences
from briefing.sections.reserve import sentences as reserve_sentences
from briefing.settings import county as counties
from briefing.settings.county_rules import (
    Alerts,
    Documents,
    Inclusion,
    Lights,
    Replacement,
    Reserve,
    Service,
    Stand,
    Supervision,
    Targets,
    Weights,
)
from briefing.settings.county_rules import Forecast as ForecastRule
from tests.conftest import ZHASHUI, facts_of

# Deliberately unlike Zhashui in everything that a county may set.
OTHER = ZHASHUI.model_copy(
    update={
        "name": "洛川县",
        "targets": Targets(growth_pct=Decimal("10.5"), half_year_pct=Decimal(60)),
        "lights": Lights(
            progress_yellow_points=Decimal(5),
            progress_red_points=Decimal(15),
            progress_least_task_wan=Decimal(2000),
            start_yellow_months=2,
            start_red_months=6,
        ),
        "inclusion": Inclusion(
            threshold_wan=Decimal(5000),
            always_sectors=("旅游",),
            window_day=25,
            yellow_days=10,
            red_days=20,
            least_disclosed=1,
            documents=(Documents(required=("施工许可证", "环评批复")),),
        ),
        "replacement": Replacement(month=8, day=15),
        "reserve": Reserve(
            period="十五五",
            sizes_wan=(Decimal(1000),),
            fresh_days=30,
            keywords={"industry": ("苹果",)},
        ),
        "service": Service(stage_days=10),
        "supervision": Supervision(
            least_projects=1,
            commend_top=1,
            criticise_bottom=1,
            weights=Weights(
                start=Decimal(100),
                investment=Decimal(0),
                inclusion=Decimal(0),
                service=Decimal(0),
                rectification=Decimal(0),
            ),
        ),
        "alerts": Alerts(jump_pct=Decimal(20)),
        "forecast": ForecastRule(
            history=tuple(
                Stand(year=year, month=5, done_pct=share)
                for year, share in ((2017, 40), (2018, 50), (2019, 60))
            )
        ),
    }
)
PLAN = """
    project_name | nature | sector | status      | responsible_unit | annual_task_wan | done_this_year_wan | done_this_month_wan | planned_start | expected_start
    水厂         | new    | 水利   | started     | 水利局           |            3000 |               1000 |                 900 | 2020-03-01    |
    公路         | new    | 交通   | started     | 交通运输局       |            1000 |                  0 |                   0 | 2020-03-01    |
    果库         | new    | 旅游   | not_started | 水利局           |            4000 |                  0 |                   0 | 2020-04-01    | 2020-09-01
"""
STATISTICS = """
    project_name | is_started_stat | total_plan_stat_wan | inclusion_status | started_stat_on | missing_documents
    水厂         | 是              |                3000 | included         | 2020-04-01      |
    果库         | 是              |                 400 | preparing        | 2020-05-16      | 环评批复
"""
RESERVE = """
    project_name | content | total_plan_wan | updated_on
    苹果冷链     |         |           1500 | 2020-04-20
    养老院       |         |            900 | 2020-05-20
"""


def _facts(rules: counties.County) -> Facts:
    return facts_of(PLAN, rules=rules, statistics=STATISTICS, reserve=RESERVE)


def _found(rules: counties.County) -> Indicators:
    facts = _facts(rules)
    return Indicators([*indicators.measure(facts), *forecast.measure(facts)])


@pytest.fixture(scope="module")
def measured() -> tuple[Indicators, Indicators]:
    """The same rows as our county and as the other one."""
    return _found(ZHASHUI), _found(OTHER)


@pytest.mark.parametrize(
    ("id_", "scope", "unit", "zhashui", "other"),
    [
        # 水厂 is 8.3 points behind; 公路's task is too small for the other county's lights.
        ("E07", "light:绿", None, "1个", "2个"),
        ("E07", "light:红", None, "1个", "0个"),
        # The library's threshold is 500 or 5000万元; tourism is due at any size.
        ("B06", "county", None, "1个", "1个"),
        ("B07", "county", None, "1个", "0个"),
        ("B14", "light:黄", "个", "0个", "1个"),
        ("B12", "county", None, "—", "50.0%"),
        # Half of the year's task, or three fifths.
        ("B04", "county", None, "3000万元", "3800万元"),
        # Before 30 September, or 15 August.
        ("A23", "county", None, "0个", "1个"),
        ("C11", "county", None, "100.0%", "50.0%"),
        ("C05", "field:产业发展", None, "—", "1个"),
        # Start alone weighs, or five parts do.
        ("E09", "unit:交通运输局", None, "50分", "100分"),
        # Three former years make a seasonal method.
        ("F05", "county", None, "—", "2000万元"),
    ],
)
def test_one_ledger_under_two_rules(
    measured: tuple[Indicators, Indicators],
    id_: str,
    scope: str,
    unit: str | None,
    zhashui: str,
    other: str,
) -> None:
    """The same rows; only county.toml differs."""
    assert [found.of(id_, scope, unit).text for found in measured] == [zhashui, other]


def test_sizes_have_the_countys_bounds() -> None:
    """One bound makes two classes."""
    assert _found(OTHER).scopes("C12", "size") == ["1000万元及以上", "1000万元以下"]


def test_the_county_speaks_of_its_own_period_and_deadline() -> None:
    """十五五, 8月15日, and a target of 10.5%."""
    facts, found = _facts(OTHER), _found(OTHER)

    assert "储备“十五五”规划项目" in plain_text(reserve_sentences.reserve(Prose(found), facts))
    assert "预计8月15日前无法开工1个" in plain_text(
        replacement_sentences.replacement(Prose(found), facts)
    )
    assert "全年目标10.5%以上" in plain_text(inclusion_sentences.growth(Prose(found), facts))


def test_warnings_follow_the_county() -> None:
    """A month of 30% of the task is a jump where a fifth is."""
    rules = [{alert.rule for alert in alerts(_facts(county))} for county in (ZHASHUI, OTHER)]

    assert "W14" not in rules[0]
    assert "W14" in rules[1]


def test_the_ground_of_a_replacement_follows_the_county() -> None:
    """September is late for a county that replaces in August."""
    assert list(cannot_start(_facts(OTHER))["reason"]) == ["预计开工晚于期限"]

"""The sentences, word for word."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from briefing.indicators.indicator import Indicator, Indicators, measured
from briefing.sections.front import sentences as front_sentences
from briefing.sections.inclusion import sentences as inclusion_sentences
from briefing.sections.outlook import sentences as outlook_sentences
from briefing.sections.progress import sentences as progress_sentences
from briefing.sections.prose import Prose, plain_text
from briefing.sections.replacement import sentences as replacement_sentences
from briefing.sections.reserve import sentences as reserve_sentences
from briefing.sections.service import sentences as service_sentences
from briefing.sections.supervision import sentences as supervision_sentences
from tests.conftest import facts_of

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.sections.report import Report

ONE = "project_name | nature | status\n水厂 | new | started"


def _figures(**values: object) -> Indicators:
    """Figures by a short key: A01=95, C03_亿元=68."""
    return Indicators(_figure(key, value) for key, value in values.items())


def _figure(key: str, value: object) -> Indicator:
    id_, _, unit = key.partition("_")
    return measured(id_, None if value is None else Decimal(str(value)), unit=unit or None)


def _scoped(base: Indicators, **figures: dict[str, object]) -> Indicators:
    more = [
        measured(id_, None if value is None else Decimal(str(value)), scope=scope)
        for id_, scopes in figures.items()
        for scope, value in scopes.items()
    ]
    return Indicators([*base, *more])


def _facts(month: str = "2020-05", plan: str = ONE) -> Facts:
    return facts_of(plan, month)


ARTICLE = {
    "A01": 95,
    "A02": 86,
    "A03": "90.526",
    "A04": 9,
    "A09": "115.4",
    "A10": 43,
    "A11": "37.262",
    "A15": "-4.405",
    "B04": "14.7",
    "B05": "1.709",
    "F01": "10.343",
    "F02": "1.203",
    "C01": 220,
    "C02": 736,
    "C03": 53,
    "C03_亿元": 68,
    "C09": "6.378",
}


def test_the_articles_progress(may: Report) -> None:
    """The first sentence is the newspaper's, with time beside it."""
    expected = (
        "截至5月底，全县95个重点项目已开复工86个，开复工率90.5%，完成投资43亿元，"
        "占年度任务115.4亿元的37.3%，低于序时进度4.4个百分点；未开复工9个。"
    )

    assert plain_text(front_sentences.progress(Prose(_figures(**ARTICLE)), _facts())) == expected
    assert plain_text(front_sentences.progress(Prose(may.indicators), may.facts)) == expected


def test_the_articles_reserve(may: Report) -> None:
    """The third sentence is the newspaper's, with the years that the reserve would last."""
    expected = (
        "储备“十四五”规划项目220个，总投资736亿元，其中，拟争取资金项目53个，总投资68亿元。"
        "储备总投资为年度任务的6.4倍。"
    )

    assert plain_text(reserve_sentences.reserve(Prose(_figures(**ARTICLE)), _facts())) == expected
    assert plain_text(reserve_sentences.reserve(Prose(may.indicators), may.facts)) == expected


def test_the_pace_of_may() -> None:
    """In May June alone is left before the half-year."""
    assert plain_text(front_sentences.pace(Prose(_figures(**ARTICLE)), _facts())) == (
        "距过半尚差14.7亿元，6月当月须完成前5个月月均的1.71倍。"
        "6—12月月均需完成10.34亿元，为前5个月月均的1.2倍。"
    )


@pytest.mark.parametrize(
    ("month", "changes", "words"),
    [
        ("2020-04", {}, "距过半尚差14.7亿元。5—12月月均需完成10.34亿元，为前4个月月均的1.2倍。"),
        ("2020-01", {"F02": None}, "距过半尚差14.7亿元。2—12月月均需完成10.34亿元。"),
        (
            "2020-06",
            {"B05": None},
            "距过半尚差14.7亿元。7—12月月均需完成10.34亿元，为前6个月月均的1.2倍。",
        ),
        (
            "2020-06",
            {"B04": "-3"},
            "完成投资已过半。7—12月月均需完成10.34亿元，为前6个月月均的1.2倍。",
        ),
        ("2020-07", {}, "8—12月月均需完成10.34亿元，为前7个月月均的1.2倍。"),
        ("2020-11", {}, "12月需完成10.34亿元，为前11个月月均的1.2倍。"),
        ("2020-12", {"F01": None, "F02": None}, ""),
        ("2020-05", {"B04": None, "F01": None}, ""),
    ],
)
def test_the_pace_of_other_months(month: str, changes: dict[str, object], words: str) -> None:
    """The half-year is spoken of up to June, the rest of the year up to November."""
    found = _figures(**(ARTICLE | changes))

    assert plain_text(front_sentences.pace(Prose(found), _facts(month))) == words


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ("-4.405", "，低于序时进度4.4个百分点"),
        ("3.75", "，高于序时进度3.8个百分点"),
        ("0.04", "，与序时进度持平"),
        ("-0.049", "，与序时进度持平"),
        (None, ""),
    ],
)
def test_the_gap_to_time_is_a_word_and_a_magnitude(gap: str | None, words: str) -> None:
    """低于, 高于 or 持平 by the printed value, in 个百分点."""
    found = _figures(**(ARTICLE | {"A15": gap}))

    assert words in plain_text(front_sentences.progress(Prose(found), _facts()))


def test_when_all_have_started_nobody_is_unstarted() -> None:
    """With none unstarted the sentence ends with 全部开复工."""
    found = _figures(**(ARTICLE | {"A02": 95, "A03": 100, "A04": 0}))

    assert plain_text(front_sentences.progress(Prose(found), _facts("2020-12"))).startswith(
        "截至12月底，全县95个重点项目已开复工95个，开复工率100.0%"
    )
    assert plain_text(front_sentences.progress(Prose(found), _facts("2020-12"))).endswith(
        "，全部开复工。"
    )


@pytest.mark.parametrize("id_", ["A03", "A10", "A11"])
def test_a_figure_without_value_leaves_out_its_sentence(id_: str) -> None:
    """No sentence is printed with a gap or a dash in it."""
    assert front_sentences.progress(Prose(_figures(**(ARTICLE | {id_: None}))), _facts()) == []


def test_a_place_may_ask_for_unit_scope_and_form() -> None:
    """A figure in a sentence knows which indicator it is."""
    found = _scoped(_figures(C03_亿元=68), E07={"light:红": 3})

    sentence = Prose(found).say("红灯{E07@light:红}，总投资{C03/亿元.number}。")

    assert plain_text(sentence) == "红灯3个，总投资68。"
    assert [(part.indicator, part.scope) for part in sentence if not isinstance(part, str)] == [
        ("E07", "light:红"),
        ("C03", "county"),
    ]


def test_a_reserve_that_seeks_nothing() -> None:
    """Without projects that seek funds the sentence does not speak of them."""
    found = _figures(**(ARTICLE | {"C03": 0, "C03_亿元": 0}))

    assert plain_text(reserve_sentences.reserve(Prose(found), _facts())).startswith(
        "储备“十四五”规划项目220个，总投资736亿元。"
    )


MONTH = {"A12": "13.4", "A17": 40, "A17_%": "42.1", "A18": 2, "A19": 1}


def test_the_month_alone() -> None:
    """What was done in the month, who keeps time, who has done nothing and who too much."""
    assert plain_text(progress_sentences.month_alone(Prose(_figures(**MONTH)), _facts())) == (
        "5月当月完成投资13.4亿元；达到序时进度的项目40个，占42.1%。"
        "已开复工而本年完成投资为0的项目2个。超年度计划的项目1个。"
    )


def test_nobody_idle_and_nobody_beyond_are_not_spoken_of() -> None:
    """A count of 0 makes no sentence of its own."""
    found = _figures(**(MONTH | {"A18": 0, "A19": 0}))

    assert plain_text(progress_sentences.month_alone(Prose(found), _facts())).endswith("占42.1%。")


def test_start_rates_by_nature() -> None:
    """复工率 and 开工率 each have a sentence, or none."""
    assert plain_text(progress_sentences.starts(Prose(_figures(A05="84.61", A06="94.6")))) == (
        "续建项目复工率94.6%。计划新开工项目开工率84.6%。"
    )
    assert (
        plain_text(progress_sentences.starts(Prose(_figures(A05=None, A06="94.6"))))
        == "续建项目复工率94.6%。"
    )


def test_obstacles_that_nobody_has_are_not_named() -> None:
    """Causes are named with their counts; those of none are left out, and so is an empty list."""
    found = _scoped(
        _figures(A04=9, A21=9),
        A21={"obstacle:土地征用": 4, "obstacle:资金筹措": 0, "obstacle:审批缓慢": 6},
    )

    assert plain_text(progress_sentences.obstacles(Prose(found))) == (
        "未开复工9个，主要制约因素为土地征用4个、审批缓慢6个（同一项目可有多项）。"
    )
    assert (
        progress_sentences.obstacles(Prose(_scoped(_figures(A04=0), A21={"obstacle:土地征用": 0})))
        == []
    )


def test_meetings_are_named_by_kind() -> None:
    """Meetings by kind, in all, and what they solved."""
    found = _scoped(
        _figures(A22=15, A22_个=23),
        A22={"meeting:现场会": 9, "meeting:推进会": 6, "meeting:专题会": 0},
    )

    assert (
        plain_text(progress_sentences.meetings(Prose(found)))
        == "年初以来召开现场会9次、推进会6次，共15次，解决问题23个。"
    )
    assert progress_sentences.meetings(Prose(_figures(A22=None))) == []


UNSTARTED = "project_name | nature | status | expected_start\n水厂 | new | not_started | {}"


@pytest.mark.parametrize(
    ("late", "into", "out", "words"),
    [
        (3, None, None, "预计9月底前无法开工3个，须启动替换程序。尚未申报替换项目。"),
        (
            3,
            23000,
            20000,
            "预计9月底前无法开工3个，须启动替换程序。已申报替换2个，年度投资由2亿元变为2.3亿元，投资规模不减。",
        ),
        (
            3,
            20000,
            20000,
            "预计9月底前无法开工3个，须启动替换程序。已申报替换2个，年度投资由2亿元变为2亿元，投资规模不变。",
        ),
        (
            3,
            8000,
            20000,
            "预计9月底前无法开工3个，须启动替换程序。已申报替换2个，年度投资由2亿元变为8000万元，年度投资缺口1.2亿元，须补足。",
        ),
    ],
)
def test_a_replacement_keeps_the_scale_or_owes(
    late: int, into: int | None, out: int | None, words: str
) -> None:
    """增加, 相等 or 缺口, by the difference of what comes in and what leaves."""
    difference = None if into is None or out is None else Decimal(into - out) / 10_000
    found = Indicators(
        [
            measured("A23", late),
            measured(
                "A24",
                difference,
                numerator=into,
                denominator=out,
                rows=["reserve:甲", "reserve:乙", "projects:甲厂", "projects:乙厂"],
            ),
        ]
    )

    assert plain_text(replacement_sentences.replacement(Prose(found), _facts())) == words


@pytest.mark.parametrize(
    ("year", "whole", "told"),
    [
        (1, -3, "年度投资不减，但总投资缺口3亿元，须补足。"),
        (-1, -3, "年度投资缺口1亿元、总投资缺口3亿元，须补足。"),
        (-1, 3, "年度投资缺口1亿元，须补足。"),
        (0, 0, "投资规模不变。"),
        (0, 3, "投资规模不减。"),
    ],
)
def test_the_scale_is_of_the_year_and_of_the_whole(year: int, whole: int, told: str) -> None:
    """投资规模不变 asks for both; what only the year keeps is not called kept."""
    found = Indicators(
        [
            measured("A23", 1),
            measured("A24", year, numerator=(20 + year) * 10_000, denominator=200_000),
            measured(
                "A24",
                whole,
                scope="by:total",
                numerator=(50 + whole) * 10_000,
                denominator=500_000,
            ),
        ]
    )
    said = plain_text(replacement_sentences.replacement(Prose(found), _facts()))

    assert said.endswith(f"，{told}")
    assert f"总投资由50亿元变为{50 + whole}亿元" in said


def test_a_replacement_that_does_not_say_its_investment() -> None:
    """Declared, but without amounts: neither undeclared nor short."""
    year = measured("A24", None, denominator=20000, rows=["reserve:甲", "projects:甲厂"])
    found = Indicators([measured("A23", 3), year])

    assert plain_text(replacement_sentences.replacement(Prose(found), _facts())).endswith(
        "已申报替换1个，其年度投资尚未报齐。"
    )


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (UNSTARTED.format("2020-08-31"), "预计9月底前均可开工，暂无须替换的项目。"),
        (UNSTARTED.format(""), "未开复工项目中1个未报预计开工时间，其余预计9月底前均可开工。"),
        (ONE, "全部项目均已开复工，没有须替换的项目。"),
    ],
)
def test_nobody_is_promised_who_has_not_promised(plan: str, words: str) -> None:
    """That all can start is said only when all have said when."""
    assert (
        plain_text(replacement_sentences.replacement(Prose(_figures(A23=0)), _facts(plan=plan)))
        == words
    )


@pytest.mark.parametrize(
    ("month", "growth", "words"),
    [
        (
            "2020-05",
            "9.2",
            "1—5月固定资产投资同比增长9.2%，高于全年8%的目标1.2个百分点（统计部门反馈）。",
        ),
        (
            "2020-05",
            "-2.3",
            "1—5月固定资产投资同比下降2.3%，低于全年8%的目标10.3个百分点（统计部门反馈）。",
        ),
        (
            "2020-02",
            "0",
            "1—2月固定资产投资同比持平，低于全年8%的目标8.0个百分点（统计部门反馈）。",
        ),
        (
            "2020-03",
            "-0.04",
            "1—3月固定资产投资同比持平，低于全年8%的目标8.0个百分点（统计部门反馈）。",
        ),
        ("2020-12", "8", "1—12月固定资产投资同比增长8.0%，与全年8%的目标持平（统计部门反馈）。"),
        (
            "2020-12",
            "8.04",
            "1—12月固定资产投资同比增长8.0%，与全年8%的目标持平（统计部门反馈）。",
        ),
        ("2020-05", None, "1—5月固定资产投资增速待统计部门反馈（全年目标8%以上）。"),
        ("2020-01", None, "1月免报固定资产投资统计月报，无增速。"),
    ],
)
def test_growth(month: str, growth: str | None, words: str) -> None:
    """增长, 下降 or 持平 by the printed value, against the target; late or exempt is said."""
    gap = None if growth is None else Decimal(growth) - 8

    assert (
        plain_text(inclusion_sentences.growth(Prose(_figures(B01=growth, B02=gap)), _facts(month)))
        == words
    )


INCLUSION = {
    "B06": 70,
    "B07": 61,
    "B08": "87.14",
    "B09": 9,
    "B09_亿元": "6.2",
    "B10": 5,
    "B11": "88.9",
    "B17": "92.2",
}


def test_inclusion() -> None:
    """应纳统, 已纳统, 应统未统 and what supports the rest of the task."""
    assert plain_text(inclusion_sentences.inclusion(Prose(_figures(**INCLUSION)))) == (
        "应纳统项目70个，已纳统61个，纳统率87.1%；应统未统9个，涉及年度任务6.2亿元。"
        "计划内未申报纳统资料项目5个。入库时间表达成率88.9%。已纳统项目可支撑剩余年度任务的92.2%。"
    )


def test_inclusion_of_all() -> None:
    """When all are in, that is what is said; without promises due their sentence is left out."""
    changes = {"B07": 70, "B08": 100, "B09": 0, "B09_亿元": 0, "B10": 0, "B11": None}

    assert plain_text(inclusion_sentences.inclusion(Prose(_figures(**(INCLUSION | changes))))) == (
        "应纳统项目70个，已纳统70个，纳统率100.0%，没有应统未统项目。已纳统项目可支撑剩余年度任务的92.2%。"
    )


def test_missing_documents() -> None:
    """Papers with how many lack them; none, no sentence."""
    found = _scoped(_figures(), B13={"document:施工合同": 4, "document:照片": 1})

    assert plain_text(inclusion_sentences.missing_documents(Prose(found))) == (
        "应统未统项目所缺资料：施工合同4个、照片1个。"
    )
    assert inclusion_sentences.missing_documents(Prose(_figures())) == []


PAPERS = {"C03": 53, "C04": "24.09", "C07": 30, "C07_亿元": 90}


def test_papers_of_the_reserve() -> None:
    """Papers that somebody needs, what is ripe, and the part that seeks funds."""
    found = _scoped(
        _figures(**PAPERS),
        C06={"paper:项目建议书": "51.55", "paper:用地预审": None},
        C09={"stage:成熟": "0.78"},
        C04={"by:amount": "9.24"},
    )

    assert plain_text(reserve_sentences.reserve_papers(Prose(found))) == (
        "前期手续完成率：项目建议书51.6%。"
        "手续成熟、可“项目等资金”的30个，总投资90亿元，为年度任务的0.8倍。"
        "拟争取资金项目占储备项目数的24.1%、总投资的9.2%。"
    )


def test_a_reserve_of_which_nothing_is_ripe() -> None:
    """Nothing ripe is said in words, not as 0 of 0."""
    assert (
        plain_text(reserve_sentences.reserve_papers(Prose(_figures(C03=0, C07=0))))
        == "暂无手续成熟、可“项目等资金”的项目。"
    )


def test_service() -> None:
    """六个一 and 限时办结; without matters due there is no rate and no 100%."""
    sponsored = {"D01": 100, "D02": "96.21", "D02_个": 80}

    assert plain_text(service_sentences.service(Prose(_figures(**sponsored, D03="91.66")))) == (
        "县级领导包抓覆盖率100.0%，“六个一”完备率96.2%，五项齐全且一抓到底的项目80个。限时办结率91.7%。"
    )
    assert plain_text(service_sentences.service(Prose(_figures(**sponsored, D03=None)))).endswith(
        "个。本月无到期事项。"
    )


def test_life_cycle() -> None:
    """Where the projects stand."""
    found = _scoped(
        _figures(A01=95), D06={"stage:前期": 9, "stage:开工": 6, "stage:建设": 78, "stage:竣工": 2}
    )

    assert plain_text(service_sentences.life_cycle(Prose(found), _facts())) == (
        "按全周期分：前期9个，5月新开复工6个，在建78个，竣工2个。"
    )


INSPECTED = {"E01": "63.15", "E02": 41, "E03": 52, "E04": "83.33", "E05": 5, "E05_天": 20}


def test_supervision() -> None:
    """一月一督查, what was handed on, what is late."""
    found = _scoped(_figures(**INSPECTED), E01={"focus:红灯和未开复工": 100})

    assert plain_text(supervision_sentences.supervision(Prose(found), _facts())) == (
        "5月督查覆盖率63.2%，其中红灯和未开复工项目100.0%；发现问题41条。"
        "年初以来移送问题52件，限期整改率83.3%。逾期未办结5件，最长逾期20天。"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"E03": 0, "E04": None}, "5月督查覆盖率63.2%；发现问题41条。无逾期未办结问题。"),
        (
            {"E03": 3, "E04": None},
            "5月督查覆盖率63.2%；发现问题41条。年初以来移送问题3件，均未到整改时限。无逾期未办结问题。",
        ),
    ],
)
def test_supervision_with_nothing_due(changes: dict[str, object], words: str) -> None:
    """Nobody red, nothing transferred, nothing due: each leaves out only its own part."""
    found = _figures(**(INSPECTED | {"E05": 0, "E05_天": None} | changes))

    assert plain_text(supervision_sentences.supervision(Prose(found), _facts())) == words


def test_lights() -> None:
    """Lights by word."""
    found = _scoped(_figures(A01=95), E07={"light:绿": 60, "light:黄": 25, "light:红": 10})

    assert (
        plain_text(supervision_sentences.lights(Prose(found)))
        == "亮灯情况：绿灯60个，黄灯25个，红灯10个。"
    )


def test_a_list_without_items_leaves_out_its_sentence() -> None:
    """No sentence is printed with an empty list in it; what is not in the template does not count."""
    prose = Prose(_figures(A01=95))

    assert prose.say("主要制约因素为{causes}。", causes=[]) == []
    assert prose.say("项目{A01}。", causes=[])
    assert prose.say_of("A02", "项目{A01}。") == []


def test_the_articles_month_reads_as_official_print(may: Report) -> None:
    """No half-width comma or colon, no space, no dash for a missing figure in any sentence of May."""
    prose, facts = may.prose, may.facts
    words = plain_text(
        prose.joined(
            front_sentences.progress(prose, facts),
            front_sentences.pace(prose, facts),
            reserve_sentences.reserve(prose, facts),
            progress_sentences.month_alone(prose, facts),
            progress_sentences.starts(prose),
            progress_sentences.obstacles(prose),
            progress_sentences.meetings(prose),
            replacement_sentences.replacement(prose, facts),
            inclusion_sentences.growth(prose, facts),
            inclusion_sentences.inclusion(prose),
            reserve_sentences.reserve_papers(prose),
            service_sentences.service(prose),
            service_sentences.life_cycle(prose, facts),
            supervision_sentences.supervision(prose, facts),
            supervision_sentences.lights(prose),
            progress_sentences.timing(prose),
            inclusion_sentences.contributions(prose),
            inclusion_sentences.half_year(prose, facts),
            inclusion_sentences.library(prose, facts),
            inclusion_sentences.two_books(prose),
            reserve_sentences.movement(prose, facts),
            outlook_sentences.outlook(prose, facts),
        )
    )

    assert not set(",:;()?! \n") & set(words)
    assert "——" not in words
    assert words.endswith("。")

"""The summary of the counties: what they have published, verified and added up."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import briefing
from briefing import editions
from briefing.domain.errors import UsageError
from briefing.domain.money import half_up, rate
from briefing.domain.months import Month
from briefing.editions.provenance import Provenance
from briefing.indicators.indicator import Indicators, measured
from briefing.indicators.province import RATES, SUMS, aggregate, ranks
from briefing.indicators.published import (
    ALTERED,
    NEVER,
    NO_FIGURES,
    NO_MANIFEST,
    OF_ANOTHER,
    published,
)
from briefing.ledgers.ingest import open_year
from briefing.sections.prose import Prose, plain_text
from briefing.sections.province import sentences as province_sentences
from briefing.sections.province.counties import Summary, open_project
from briefing.sections.report import Report, measure
from briefing.settings.county import load
from briefing.settings.paths import INDICATORS, MANIFEST, Project
from briefing.starter.sample import generate

if TYPE_CHECKING:
    from pathlib import Path

APRIL, MAY = Month(2020, 4), Month(2020, 5)
UNITS = {"A09": "亿元", "A10": "亿元", "A15": "个百分点"}


def figures(**values: object) -> Indicators:
    """Figures by their ids, of one county; A11 is what the amounts give, A26 is 100."""
    told: dict[str, object] = {"A26": 100} | values
    return Indicators(
        measured(id_, None if value is None else Decimal(str(value)))
        for id_, value in told.items()
    )


def publish(project: Project, county: str, month: Month, found: Indicators) -> Path:
    """Publish a county's figures as a build does, and give the county its folder and rules."""
    config = project.county(county).config
    config.parent.mkdir(parents=True, exist_ok=True)
    config.touch()
    target = project.published(county, month)
    text = found.frame(str(month)).to_csv(index=False, lineterminator="\n")
    made_of = Provenance({"county": county, "month": str(month)}, {})
    with editions.locked(target):
        editions.publish(target, {INDICATORS: text.encode()}, made_of, {})
    return target


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three counties: 甲 and 乙 have published April and May, 丙 April alone."""
    found = Project(tmp_path)
    publish(found, "甲", APRIL, figures(A01=10, A02=8, A09=20, A10=4, A11=20, A15="-13.3"))
    publish(found, "乙", APRIL, figures(A01=30, A02=15, A09=60, A10=18, A11=30, A15="-3.3"))
    publish(found, "丙", APRIL, figures(A01=1, A02=1, A09=5, A10=5, A11=100, A15="66.7"))
    publish(found, "甲", MAY, figures(A01=10, A02=9, A09=20, A10=10, A11=50, A15="8.3"))
    publish(found, "乙", MAY, figures(A01=30, A02=18, A09=60, A10=20, A11="33.3", A15="-8.3"))
    return found


def opened(project: Project, month: Month = MAY, **more: Any) -> Summary:
    return open_project(project, month, "zh", **more)


def total(summary: Summary, id_: str, unit: str | None = None) -> Decimal | None:
    return summary.found.of(id_, "province", unit).rounded


def test_counts_and_amounts_add_up_and_rates_are_their_quotients(project: Project) -> None:
    """30 of 80 亿元 is 37.5 %, though the mean of 50 % and 33.3 % is 41.7 %."""
    summary = opened(project)

    assert (total(summary, "A01"), total(summary, "A02")) == (40, 27)
    assert (total(summary, "A09"), total(summary, "A10")) == (80, 30)
    assert total(summary, "A03") == Decimal("67.5")
    assert total(summary, "A11") == Decimal("37.5")
    assert total(summary, "A15") == Decimal("-4.2")
    assert total(summary, "A16") == Decimal("3.33")


def test_what_a_county_has_not_published_is_not_zero() -> None:
    """A rate is of those counties that have both its parts, and says which."""
    counties = {"甲": figures(A09=20, A10=10, A11=50), "乙": figures(A09=60, A10=None, A11=None)}
    found = Indicators(aggregate(counties, MAY))

    assert found.of("A09", "province").value == 80
    assert found.of("A10", "province").rows == ("county:甲",)
    assert found.of("A11", "province").value == 50
    assert found.of("B06", "province").value is None


def test_the_whole_of_one_county_is_what_it_published() -> None:
    """It has divided amounts of which we know two decimals: 5.17 of 20.35 may be 25.5 % there."""
    counties = {"甲": figures(A09="20.35", A10="5.17", A11="25.5", A15="-16.2")}
    found = Indicators(aggregate(counties, MAY))

    assert half_up(rate("5.17", "20.35") or 0, 1) == Decimal("25.4")
    assert found.of("A11", "province").rounded == Decimal("25.5")
    assert found.of("A15", "province").rounded == Decimal("-16.2")


def test_the_same_completion_shares_a_rank() -> None:
    """1, 1, 3; a county with unreported projects has no rank."""
    placed = ranks(
        {
            "甲": figures(A09=20, A10=10, A11=50),
            "乙": figures(A09=60, A10=30, A11=50),
            "丙": figures(A09=60, A10=20, A11="33.3"),
            "丁": figures(A09=60, A10=50, A11="83.3", A26=90),
        }
    )

    assert placed == {"甲": 1, "乙": 1, "丙": 3}


def test_an_altered_file_is_refused_by_name(project: Project) -> None:
    """Its figures are left out of every total, and the page says whose they are."""
    path = project.published("甲", MAY) / INDICATORS
    path.write_text(path.read_text("utf-8").replace(",10,", ",19,"), encoding="utf-8")
    summary = opened(project)

    assert total(summary, "A10") == 20
    assert [member.folder for member in summary.missing] == ["丙", "甲"]
    rows = [
        row["cells"]
        for row in briefing.sections.province.rankings.missing(summary).content["rows"]
    ]
    assert rows == [
        ["丙", "丙", NEVER, "2020年4月", "否"],
        ["甲", "甲", ALTERED, "2020年4月", "否"],
    ]
    assert "2个县未计入合计：丙、甲。" in briefing.sections.province.lead(summary).plain


def test_an_altered_file_of_a_former_month_is_named_too(project: Project) -> None:
    """Its county counts this month; only the curve has a gap."""
    (project.published("乙", APRIL) / INDICATORS).write_text("", encoding="utf-8")
    summary = opened(project)

    rows = [
        row["cells"]
        for row in briefing.sections.province.rankings.missing(summary).content["rows"]
    ]
    assert rows[1] == ["乙", "乙", f"4月：{ALTERED}", "2020年5月", "是"]
    assert summary.former_ranks == {"甲": 2, "丙": 1}


def damage_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{", encoding="utf-8")


def name_another(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder.parents[1] / "乙" / folder.name, folder)


def remove_figures(folder: Path) -> None:
    (folder / INDICATORS).unlink()


@pytest.mark.parametrize(
    ("harm", "fault"),
    [(damage_manifest, NO_MANIFEST), (name_another, OF_ANOTHER), (remove_figures, NO_FIGURES)],
    ids=["manifest", "another", "figures"],
)
def test_what_cannot_be_relied_upon_does_not_count(
    project: Project, harm: Any, fault: str
) -> None:
    """Each way to be wrong has its own words; a copy of another county does not count twice."""
    harm(project.published("甲", MAY))

    assert published(project, "甲", MAY).figures is None
    assert published(project, "甲", MAY).fault == fault
    assert published(project, "乙", MAY).fault == ""


def test_who_moved_is_told_with_both_ranks(project: Project) -> None:
    """甲 was third of three and is first of two; 丙 has no rank this month and did not move."""
    rows = briefing.sections.province.rankings.movement(opened(project)).content["rows"]
    told = [
        [cell["text"] if isinstance(cell, dict) else cell for cell in row["cells"]] for row in rows
    ]

    assert told == [["甲", "3", "1", "↑2", "20.0", "50.0"]]
    assert (
        briefing.sections.province.rankings.movement(opened(project, APRIL)).content["text"]
        == "没有可比的上月位次。"
    )


def test_counties_can_be_chosen_and_unknown_ones_are_named(project: Project) -> None:
    """The notebook's parameter restricts the summary."""
    assert total(opened(project, counties=["乙"]), "A11") == Decimal("33.3")
    with pytest.raises(UsageError, match="没有县“丁”，现有：丙、乙、甲"):
        opened(project, counties=["丁"])


def test_without_any_sound_county_there_is_no_summary(project: Project) -> None:
    """An empty page would look like a province without projects."""
    with pytest.raises(UsageError, match="2020-06：没有一个县的简报已公布且核对无误"):
        opened(project, Month(2020, 6))


def test_the_figures_are_written_in_the_form_of_indicators(project: Project) -> None:
    """Totals have the scope province, counties their own."""
    frame = opened(project).frame
    rows = frame[frame["indicator"] == "A11"][["value", "unit", "basis", "scope"]]

    assert list(frame.columns) == [
        "month", "indicator", "name", "value", "unit", "basis", "scope",
    ]  # fmt: skip
    assert rows.to_numpy().tolist() == [
        ["33.3", "%", "调度口径", "county:乙"],
        ["50", "%", "调度口径", "county:甲"],
        ["37.5", "%", "调度口径", "province"],
    ]


def test_what_many_counties_share_is_said_in_short(tmp_path: Path) -> None:
    """Where many stand at an end, the first is named, with how many they are."""
    project = Project(tmp_path)
    for number in range(5):
        publish(project, f"县{number}", MAY, figures(A09=9, A10=3, A11="33.3", A15="-8.4"))
    publish(project, "末", MAY, figures(A09=9, A10=0, A11=0, A15="-41.7"))
    told = plain_text(
        province_sentences.standing(
            Prose(opened(project).found),
            0,
            6,
            [(f"县{number}", f"county:县{number}") for number in range(5)],
            [("末", "county:末")],
        )
    )

    assert told == "6个县均未达到序时进度；完成率最高的是县0等5个县（33.3%），最低的是末（0%）。"
    assert told in briefing.sections.province.lead(opened(project)).plain


def test_a_total_that_some_counties_have_no_part_in_says_so(tmp_path: Path) -> None:
    """Each total covers the counties that have its figures, and the page says how many."""
    project = Project(tmp_path)
    publish(project, "甲", MAY, figures(A09=9, A10=3, A11="33.3", B06=4, B07=1, B08=25))
    publish(project, "乙", MAY, figures(A09=9, A10=3, A11="33.3"))
    told = briefing.sections.province.basis(opened(project)).plain

    assert "纳统率只含报有此数的1个县。" in told
    assert "投资完成率只含" not in told


def test_counties_outdated_since_are_named_and_still_count(project: Project) -> None:
    """The table says so, and that the published figures stand."""
    summary = opened(project, stale=["乙"])
    rows = [
        row["cells"]
        for row in briefing.sections.province.rankings.missing(summary).content["rows"]
    ]

    assert total(summary, "A10") == 30
    assert ["乙", "乙", "公布后台账或规则有改动", "2020年5月", "是"] in rows
    assert (
        "乙公布后台账又有改动，仍用已公布的数。" in briefing.sections.province.lead(summary).plain
    )


@pytest.mark.parametrize(("counties", "charts"), [(1, [1]), (8, [8]), (107, [24, 24, 24, 24, 11])])
def test_every_county_has_its_small_chart(
    tmp_path: Path, counties: int, charts: list[int]
) -> None:
    """Many counties take several pages; each chart is named by rank, county and rate."""
    project = Project(tmp_path)
    for number in range(counties):
        done = Decimal(number % 60)
        found = figures(A01=1, A02=1, A09=100, A10=done, A11=done, A15=done - 40)
        publish(project, f"县{number:03d}", MAY, found)
    blocks = briefing.sections.province.panels(opened(project))
    heads = [[row[0] for row in block.content["data"]] for block in blocks]

    assert list(map(len, heads)) == charts
    assert len({head for page in heads for head in page}) == counties
    assert heads[0][0].startswith("1. 县")
    assert all(block.content["alt"] for block in blocks)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, dict[str, Report]]:
    """Eight invented counties of 20 projects, each measured from its ledgers and published."""
    project = Project(tmp_path_factory.mktemp("eight"))
    generate(project.data, counties=8, projects=20, months=[MAY])
    reports = {}
    for county in project.counties():
        folder = project.county(county)
        rules = load(folder.config)
        reports[county] = measure(open_year(folder, rules, MAY), rules)
        publish(project, county, MAY, reports[county].indicators)
    return opened(project), reports


@pytest.mark.long
def test_totals_equal_those_of_eight_sample_counties(
    sampled: tuple[Summary, dict[str, Report]],
) -> None:
    """Counts are exact; amounts are the published ones added, near the exact sum by their rounding."""
    summary, reports = sampled
    assert len(reports) == len(summary.counted) == 8

    for id_, unit in SUMS:
        own = [report.indicators.of(id_, unit=unit) for report in reports.values()]
        known = [indicator for indicator in own if indicator.value is not None]
        printed = sum((each.rounded or Decimal(0) for each in known), Decimal(0))
        exact = sum((each.value or Decimal(0) for each in known), Decimal(0))
        found = summary.found.of(id_, "province", unit)
        assert found.value == printed, id_
        assert len(found.rows) == len(known)
        assert abs(found.value - exact) <= len(known) * Decimal("0.005") * (unit == "亿元"), id_


@pytest.mark.long
@pytest.mark.parametrize("id_", [id_ for id_, *_ in RATES])
def test_rates_equal_those_of_eight_sample_counties(
    sampled: tuple[Summary, dict[str, Report]], id_: str
) -> None:
    """A rate of the whole is that of all the counties' projects together, as it is printed."""
    summary, reports = sampled
    found = summary.found.of(id_, "province")
    _, unit, over, under = next(entry for entry in RATES if entry[0] == id_)

    def whole(part: tuple[str, str]) -> Decimal:
        return sum(
            (report.indicators.of(part[0], unit=part[1]).value or Decimal(0))
            for report in reports.values()
        )  # type: ignore[return-value]

    exact = whole(over) / whole(under) * (100 if unit == "%" else 1)
    assert found.rounded == half_up(exact, 1)

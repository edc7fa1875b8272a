"""county.toml: everything that differs between counties, and one line for each fault in it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings import county, paths

if TYPE_CHECKING:
    from pathlib import Path

TOML = (paths.PACKAGE / "starter" / "sample" / "county.toml").read_text(encoding="utf-8")
ZHASHUI = county.load(paths.PACKAGE / "starter" / "sample" / "county.toml")


def with_line(path: Path, old: str, new: str) -> Path:
    """Write Zhashui's county.toml with one line changed."""
    assert TOML.count(old) == 1, f"{old} stands {TOML.count(old)} times in county.toml"
    path.write_text(TOML.replace(old, new), encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    """What `load` says of a file, without its name and the number of the line."""
    with pytest.raises(UsageError) as refused:
        county.load(path)
    lines = str(refused.value).splitlines()
    return [re.sub(r"^( › 第\d+行)?", "", line.removeprefix(str(path))) for line in lines]


def test_a_misspelt_key_lists_the_right_ones(tmp_path: Path) -> None:
    """The nearest key is proposed, and the key that it should have been is missed."""
    path = with_line(tmp_path / "county.toml", "growth_pct = 8", "grwoth_pct = 8")

    assert faults(path) == [
        " › targets.growth_pct：缺少这个键，请补上。",
        " › targets.grwoth_pct：没有这个键。是否想写“growth_pct”？可用的键：growth_pct、half_year_pct。",
    ]


def test_a_misspelt_section_lists_the_sections(tmp_path: Path) -> None:
    """A section is a key too."""
    path = with_line(tmp_path / "county.toml", "[lights]", "[light]")

    (fault,) = faults(path)

    assert fault.startswith(" › light：没有这个键。是否想写“lights”？可用的键：alerts、bulletin、")


def test_a_misspelt_key_in_a_list_is_found(tmp_path: Path) -> None:
    """Towns and offices are checked one by one."""
    path = tmp_path / "county.toml"
    path.write_text(
        TOML + '\n[[units]]\nname = "县气象局"\nalias = ["气象局"]\n', encoding="utf-8"
    )

    (fault,) = faults(path)

    assert fault.endswith(".alias：没有这个键。是否想写“aliases”？可用的键：aliases、name。")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'first_month = "2020-01"',
            'first_month = "2020-1"',
            "bulletin.first_month：月份“2020-1”无法识别，应写作 YYYY-MM，是不是 2020-01？",
        ),
        (
            'first_month = "2020-01"',
            "first_month = 2020",
            "bulletin.first_month：月份“2020”无法识别，应写作 YYYY-MM，例如 2020-05。",
        ),
        ("growth_pct = 8", "growth_pct = true", "targets.growth_pct：读到“True”，应为数字。"),
        ("growth_pct = 8", 'growth_pct = "八"', "targets.growth_pct：读到“八”，应为数字。"),
        ("growth_pct = 8", "growth_pct = nan", "targets.growth_pct：读到“NaN”，应为数字。"),
        (
            "issue_working_day = 5",
            "issue_working_day = 0",
            "bulletin.issue_working_day：读到“0”，应不小于1。",
        ),
        (
            "issue_working_day = 5",
            "issue_working_day = 40",
            "bulletin.issue_working_day：读到“40”，应不大于20。",
        ),
        ("copies = 60", 'copies = "六十"', "bulletin.copies：读到“六十”，应为整数。"),
        (
            'code = "611026"',
            "code = 611026",
            "code：读到“611026”，应为加引号的文字，且格式正确。",
        ),
        ("day = 30", "day = 31", "replacement：9月没有31日。"),
    ],
)
def test_a_wrong_value_is_named_in_chinese(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """Where it stands, what was read, what it should be."""
    path = tmp_path / "county.toml"
    path.write_text(TOML.replace(f"\n{old}\n", f"\n{new}\n", 1), encoding="utf-8")

    assert faults(path) == [f" › {fault}"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Nobody should correct a file five times."""
    path = with_line(tmp_path / "county.toml", "growth_pct = 8", 'growth_pct = "八"')
    path.write_text(path.read_text(encoding="utf-8").replace("copies = 60", "copies = 0"))

    assert len(faults(path)) == 2


def test_a_missing_section_is_missed(tmp_path: Path) -> None:
    """What has no default must be there."""
    path = tmp_path / "county.toml"
    path.write_text('name = "某县"\ncode = "000001"\n', encoding="utf-8")

    assert faults(path) == [
        " › bulletin：缺少这个键，请补上。",
        " › targets：缺少这个键，请补上。",
    ]


def test_a_broken_toml_says_in_which_line(tmp_path: Path) -> None:
    """What the line says, and what it should."""
    path = with_line(tmp_path / "county.toml", 'name = "柞水县"', 'name = "柞水县')

    (fault,) = faults(path)

    assert fault.startswith('：读到“name = "柞水县”，引号没有成对')


def test_a_missing_file_says_what_should_be_there(tmp_path: Path) -> None:
    """Every county's folder has its county.toml."""
    assert faults(tmp_path / "county.toml") == ["：未找到，每个县的文件夹里应有 county.toml。"]


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    """An editor that saves in GBK is told so, without a traceback."""
    path = tmp_path / "county.toml"
    path.write_bytes(TOML.encode("gb18030"))

    (fault,) = faults(path)

    assert fault == "：不是 UTF-8 文本，请用编辑器另存为 UTF-8 编码。"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Notepad begins its files with one."""
    path = tmp_path / "county.toml"
    path.write_text(TOML, encoding="utf-8-sig")

    assert county.load(path) == ZHASHUI


def test_a_number_is_the_decimal_that_is_written(tmp_path: Path) -> None:
    """0.1 in the file is one tenth."""
    path = with_line(tmp_path / "county.toml", "growth_pct = 8", "growth_pct = 8.1")

    assert county.load(path).targets.growth_pct == Decimal("8.1")


@pytest.mark.parametrize(
    "spelling", ["乾佑街道", "柞水县乾佑街道", "乾佑街办", "县乾佑街道", "乾 佑 街 道"]
)
def test_a_town_is_known_by_its_spellings(spelling: str) -> None:
    """With the county's name or without it, by its own name or another."""
    assert ZHASHUI.town(spelling) == "乾佑街道"


@pytest.mark.parametrize("spelling", ["县水利局", "水利局", "柞水县水利局", "柞水水利局"])
def test_an_office_is_known_by_its_spellings(spelling: str) -> None:
    """柞水县水利局, 县水利局 and 水利局 are one office."""
    assert ZHASHUI.unit(spelling) == ZHASHUI.unit("水利局")
    assert ZHASHUI.unit(spelling) is not None


def test_a_stranger_is_not_guessed() -> None:
    """A name that nobody listed is nobody's."""
    assert ZHASHUI.town("镇安县永乐街道") is None
    assert ZHASHUI.unit("水务集团") is None
    assert ZHASHUI.unit("") is None


@pytest.mark.parametrize(
    ("month", "day"),
    [("2020-05", "2020-06-05"), ("2020-09", "2020-10-14"), ("2020-12", "2021-01-08")],
)
def test_an_issue_is_dated_by_rule(month: str, day: str) -> None:
    """The fifth working day of the next month, after National Day and into the next year."""
    assert ZHASHUI.issue_date(Month.parse(month)).isoformat() == day


def test_an_override_moves_the_issue(tmp_path: Path) -> None:
    """A day off more is an issue a day later; a Saturday at work brings it forward."""
    path = tmp_path / "county.toml"
    path.write_text(f"days_off = [2020-06-02]\n{TOML}", encoding="utf-8")
    later = county.load(path).issue_date(Month(2020, 5))
    path.write_text(f"working_days = [2020-10-05]\n{TOML}", encoding="utf-8")
    earlier = county.load(path).issue_date(Month(2020, 9))

    assert later == dt.date(2020, 6, 8)
    assert earlier == dt.date(2020, 10, 13)


def test_an_issue_of_an_unpublished_year_is_dated_by_weekdays() -> None:
    """2040 has no calendar yet: 5 January is a Thursday, the fifth weekday the 6th."""
    assert ZHASHUI.issue_date(Month(2039, 12)) == dt.date(2040, 1, 6)


@pytest.mark.parametrize(
    ("month", "number"), [("2020-01", (1, 1)), ("2020-05", (5, 5)), ("2021-02", (2, 14))]
)
def test_issues_are_counted_in_the_year_and_in_all(month: str, number: tuple[int, int]) -> None:
    """第2期（总第14期）."""
    assert ZHASHUI.issue_number(Month.parse(month)) == number


def test_a_bulletin_that_began_in_march_counts_from_there(tmp_path: Path) -> None:
    """The first year's first issue is March's."""
    path = with_line(
        tmp_path / "county.toml", 'first_month = "2020-01"', 'first_month = "2020-03"'
    )

    assert county.load(path).issue_number(Month(2020, 5)) == (3, 3)
    assert county.load(path).issue_number(Month(2021, 1)) == (1, 11)


def test_a_county_cannot_be_changed() -> None:
    """Configuration is a value."""
    with pytest.raises(ValueError, match="frozen"):
        ZHASHUI.targets.growth_pct = Decimal(9)

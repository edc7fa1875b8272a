"""Problems, matters with a time limit and meetings: what became of them, beside days and words."""

from __future__ import annotations

import pytest

from briefing.ledgers.check import check_month
from tests.conftest import MAY, ZHASHUI, tidied

PROBLEMS = "序号|项目名称|督查日期|存在问题|问题类别|责任单位|移送单位|移送日期|整改时限|完成情况|办结日期\n"
CLOSED = "1|水厂|2020-04-02|征地未完成|征地|水利局|资源局|2020-04-03|2020-04-20|已办结|2020-04-18"
OTHER = CLOSED.replace("1|水厂", "4|路")
OPEN = "\n2|水厂|2020-05-02|资金未到位|资金|水利局|财政局|2020-05-03|2020-06-20|推进中|"
NONE = "\n3|水厂|2020-05-12|未发现问题||水利局|||||"


def told(text: str) -> list[tuple[str, str, int, str]]:
    """Code, severity, row and letter of what is said of a ledger."""
    found = check_month(tidied(text).tables, None, MAY, ZHASHUI)
    return [(f.code, str(f.severity), f.row, f.letter) for f in found]


def test_sound_problems_are_left_alone() -> None:
    """A closed one, an open one, and an inspection that found none."""
    assert told(PROBLEMS + CLOSED + OPEN + NONE + "\n" + OTHER) == []


@pytest.mark.parametrize(
    ("was", "now", "severity", "row", "letter"),
    [
        ("|2020-04-18", "|", "warning", 2, "K"),
        ("已办结", "推进中", "warning", 2, "J"),
        ("2020-04-18", "2020-04-01", "error", 2, "K"),
        ("2020-04-03", "2020-04-01", "warning", 2, "H"),
        ("2020-04-20", "2020-04-02", "warning", 2, "I"),
        ("|2020-06-20", "|", "warning", 3, "I"),
        ("|财政局", "|", "warning", 3, "G"),
        ("推进中", "", "warning", 3, "J"),
        ("推进中", "逾期", "warning", 3, "J"),
        ("征地未完成", "已移送，仍未解决", "warning", 2, "J"),
        ("资金未到位", "未发现问题", "warning", 3, "D"),
        ("|资金|", "||", "warning", 3, "E"),
    ],
)
def test_a_problem_does_not_contradict_itself(
    was: str, now: str, severity: str, row: int, letter: str
) -> None:
    """Closed has a day, a day is not before the others, and what is unsolved is not closed."""
    text = PROBLEMS + (CLOSED + OPEN + NONE).replace(was, now, 1) + "\n" + OTHER

    assert ("N02", severity, row, letter) in told(text)


TASKS = "序号|项目名称|办理事项|承办单位|受理日期|承诺时限|实际用时|办结日期\n"
# 1 May to 5 May 2020 were holidays.
TASK = "1|水厂|用地|资源局|2020-04-28|10|7|2020-05-11"


@pytest.mark.parametrize(
    ("was", "now", "finding"),
    [
        ("", "", []),
        # Counted with the first day, or in days of the calendar.
        ("|7|", "|8|", []),
        ("|7|", "|13|", []),
        ("|7|", "|5|", [("N02", "warning", 2, "G")]),
        ("|7|", "|17|", [("N02", "warning", 2, "G")]),
        ("|7|", "||", []),
        ("2020-05-11", "2020-04-11", [("N02", "error", 2, "H")]),
    ],
)
def test_days_agree_with_dates(
    was: str, now: str, finding: list[tuple[str, str, int, str]]
) -> None:
    """Working days of the county's calendar, or days of it."""
    assert told(TASKS + TASK.replace(was, now, 1)) == finding


def test_a_time_limit_is_not_tenfold() -> None:
    """Beside those of its kind, and of all."""
    rows = "\n".join(
        f"{n}|水厂|用地|资源局|2020-05-06|{10 if n > 1 else 100}||" for n in range(1, 6)
    )

    assert told(TASKS + rows) == [("N02", "warning", 2, "F")]


def test_a_meeting_solves_no_more_than_it_had_before_it() -> None:
    """One as many, one more."""
    head = "序号|会议日期|会议形式|研究问题数|解决问题数\n1|2020-04-08|现场会|2|2\n"

    assert told(head + "2|2020-05-08|推进会|2|3") == [("N02", "error", 3, "E")]

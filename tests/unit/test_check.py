"""Every rule of the checks, once broken and once kept at its very border."""

from __future__ import annotations

import random

import pytest

from briefing.domain.findings import MOST_ALIKE
from briefing.domain.months import Month
from briefing.ledgers.check import check_month, reconciliation
from briefing.ledgers.correct import Correction, apply
from tests.conftest import MAY, ZHASHUI, tidied

HEAD = (
    "序号|项目名称|项目性质|责任单位|总投资（万元）|截至上年底累计（万元）|年度任务（万元）|"
    "本月完成（万元）|1-{month}月累计（万元）|自开工累计（万元）|开复工状态\n"
)
SOUND = "1|水厂|续建|水利局|1000|300|600|100|200|500|在建"


def told(rows: str, before: str = "") -> list[tuple[str, str, str]]:
    """Codes, severities and letters of what the checks say of a projects' table."""
    previous = tidied(HEAD.format(month=4) + before, month=Month(2020, 4)) if before else None
    month = tidied(HEAD.format(month=5) + rows)
    # That an amount was not reported is told when its cell is read.
    assert [f for f in month.findings if f.code != "V06"] == []
    return [
        (f.code, f.severity.value, f.letter)
        for f in check_month(month.tables, previous.tables if previous else None)
    ]


def row(**cells: str) -> str:
    """Return the sound row with some cells changed."""
    names = [
        "serial",
        "name",
        "nature",
        "unit",
        "plan",
        "before",
        "task",
        "month",
        "ytd",
        "since",
        "status",
    ]
    sound = dict(zip(names, SOUND.split("|"), strict=True))
    assert cells.keys() <= sound.keys()
    return "|".join((sound | cells).values())


def test_a_sound_row_has_no_findings() -> None:
    """The row that the others are changed from."""
    assert told(SOUND) == []


def test_a_ledger_without_rows_is_held_against_the_one_before() -> None:
    """The project of last month is missing; nothing else is there to be compared."""
    assert told("", before=SOUND) == [("X01", "warning", "")]


@pytest.mark.parametrize(
    ("code", "broken", "kept"),
    [
        ("V03", row(task="-0.01"), row(task="0")),
        (
            "V03",
            row(plan="-5", before="", since="", ytd="0", month="0", task="0"),
            row(month="-5"),
        ),
        ("E3", row(since="501.01"), row(since="501")),
        ("E3", row(since="498.99"), row(since="499")),
        ("E3", row(nature="新建", before="", since="201.5"), row(nature="续建", before="")),
        (
            "E3",
            row(ytd="429.3", before="0", since="430.31"),
            row(ytd="429.3", before="0", since="430.3"),
        ),
        ("E2", row(month="201.01"), row(month="201")),
        ("W1", row(plan="400", task="0"), row(plan="499", task="0")),
        ("W2", row(task="701.01"), row(task="701")),
        ("W3", row(status="未开工"), row(status="未开工", ytd="0", month="0", since="300")),
        ("W5", row(task="166"), row(task="166.666667")),
        ("W5", row(task="3", month="1.81"), row(task="3", month="1.8")),
        ("W5", row(task="1"), row(task="0")),
    ],
)
def test_a_rule_fires_beyond_its_border(code: str, broken: str, kept: str) -> None:
    """One 万元 is what departments round to; more is a question."""
    assert code in [found for found, *_ in told(broken)]
    assert code not in [found for found, *_ in told(kept)]


def test_whoever_answers_for_a_row_is_asked_for_its_values() -> None:
    """A negative plan is the office's to mend, as every other cell of its row."""
    month = tidied(HEAD.format(month=5) + row(task="-3"))

    advices = {f.advice for f in check_month(month.tables, None) if f.code == "V03"}

    assert advices == {"请水利局核对后改正"}


def test_an_overrun_is_a_question_and_a_large_one_an_error() -> None:
    """Up to 120% of the plan a warning, beyond it an error, and never both."""
    assert told(row(plan="417.5", task="0")) == [("W1", "warning", "J")]
    assert told(row(plan="415", task="0")) == [("W1", "error", "J")]


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (row(ytd="100", since="400"), []),
        (row(ytd="101", since="401"), []),
        (row(ytd="98.99", since="398.99"), ["E1"]),
        (row(ytd="101.01", since="401.01"), ["E1"]),
        (row(ytd="201.01", since="501.01"), ["E2"]),
        (row(ytd="201", since="501"), ["E1"]),
        (row(name="电站"), ["X01", "X02"]),
        (row(task="700", ytd="100", since="400"), ["X03"]),
        (row(ytd="", since=""), []),
    ],
    ids=[
        "sum",
        "rounded",
        "more",
        "less",
        "fallen",
        "not fallen",
        "new",
        "replanned",
        "not reported",
    ],
)
def test_a_month_follows_the_one_before(before: str, code: list[str]) -> None:
    """累计 is last month's and this month's together, within 1 万元; a fall is told as a fall."""
    assert [found for found, *_ in told(SOUND, before)] == code


def test_what_was_done_since_the_start_holds_what_was_done_this_year() -> None:
    """Even where nobody says what was done before."""
    rows = row(before="", since="199"), row(before="", since="198.9")

    assert [[code for code, _, _ in told(each)] for each in rows] == [[], ["E3"]]


def test_a_missing_cell_breaks_no_rule() -> None:
    """What was not reported cannot contradict."""
    unreported = row(ytd="", month="", since="", before="")

    assert told(f"{unreported}\n{row(name='电站')}") == []


DECLARED = """
合计：3个|||||||100|{total}||
一、续建项目（2个）|||||||90|300||
（一）交通（1个）||||||||100||
1|公路|续建|交通局|1000|300|600|40|100|400|在建
小计||||||||100||
（二）水利（1个）||||||||200||
2|水厂|续建|水利局|1000|300|600|50|200|500|在建
二、新建项目（1个）||||||||50.4||
1|学校|新建|教育局|1000||600|10|50.4|50.4|在建
其中：省级||||||||7||
"""


def test_what_bands_and_totals_declare_is_held_against_their_rows() -> None:
    """Nested bands, a 小计 over what precedes it, a 合计 over all; 其中 declares nothing."""
    assert told(DECLARED.strip().format(total="350.4")) == []


@pytest.mark.parametrize(
    ("total", "told_as"),
    [
        ("350.55", ("R04", "warning", "I")),
        ("350.56", ("R03", "error", "I")),
        ("350.25", ("R04", "warning", "I")),
        ("350.24", ("R03", "error", "I")),
    ],
)
def test_a_sum_may_differ_by_rounding(total: str, told_as: tuple[str, str, str]) -> None:
    """Three parts, written to 0.1 万元: 0.15 万元 may be rounding and is told; more is a fault."""
    assert told(DECLARED.strip().format(total=total)) == [told_as]


@pytest.mark.parametrize(
    ("words", "told_as"),
    [
        ("总投资1000万元，年度任务600万元", []),
        ("总投资0.1亿元", []),
        ("共1个总投资1,000万元", []),
        ("总投资1100万元", [("R03", "error", "E")]),
        ("计划总投资0.2亿元", [("R03", "error", "E")]),
        ("总投资约0.2亿元", []),
        ("其中总投资10万元", []),
        (f"总投资{'9' * 12}亿元", []),
    ],
)
def test_a_band_may_tell_its_sums_in_words(
    words: str, told_as: list[tuple[str, str, str]]
) -> None:
    """They are held against the rows as those in cells are, to the last digit that is written."""
    text = DECLARED.strip().format(total="350.4")

    assert told(text.replace("交通（1个）", f"交通（1个，{words}）")) == told_as


def test_a_count_may_not_differ() -> None:
    """A band that declares two and heads one has lost a row."""
    text = DECLARED.strip().format(total="350.4").replace("水利（1个）", "水利（2个）")
    month = tidied(HEAD.format(month=5) + text)

    (finding,) = check_month(month.tables, None)

    assert (finding.code, finding.row) == ("R02", 7)
    assert finding.found == "“（二）水利（2个）”写2个，逐行合计1个"


def test_a_subtotal_with_a_title_covers_what_precedes_it() -> None:
    """续建项目小计 is no 合计."""
    assert told(f"{SOUND}\n续建项目小计||||1000||||200||\n{row(serial='2', name='电站')}") == []


def test_a_sum_over_a_cell_that_cannot_be_read_proves_nothing() -> None:
    """One bad cell is one finding: not a second one at the total."""
    text = f"{HEAD.format(month=5)}合计||||2000||||400||\n{SOUND}\n{row(serial='2', name='电站', ytd='二百左右啊', since='')}"
    month = tidied(text)

    assert [f.code for f in month.findings] == ["V02"]
    assert check_month(month.tables, None) == []


def test_a_reconciliation_shows_both_sides() -> None:
    """Declared and parsed, with their difference."""
    month = tidied(HEAD.format(month=5) + f"合计：2个||||1000||||201||\n{SOUND}")
    table = reconciliation(month.tables["projects"])

    assert [str(value) for value in table["difference"]] == ["1", "0.000000", "1.000000"]


def test_a_table_without_totals_reconciles_nothing() -> None:
    """No declaration, no record."""
    assert reconciliation(tidied(HEAD.format(month=5) + SOUND).tables["projects"]).empty


def test_one_project_may_stand_once() -> None:
    """The same name in another spelling is the same row twice."""
    assert told(f"{SOUND}\n{row(serial='2', name='水　厂')}") == [("K01", "error", "B")]
    assert told(f"{SOUND}\n{row(serial='2', name='水厂二期')}") == []


def test_rows_whose_key_is_missing_are_not_doubled() -> None:
    """Two periods that nobody can read have their own findings."""
    month = tidied("统计期|增速(%)\n某季|1\n某期|2")

    assert [f.code for f in month.findings] == ["V02", "V02"]
    assert check_month(month.tables, None) == []


TASKS = "序号|项目名称|办理事项|承办单位|受理日期|承诺时限\n"


@pytest.mark.parametrize(("name", "codes"), [("水 厂", []), ("电站", ["K02"])])
def test_a_stranger_to_the_list_is_a_question(name: str, codes: list[str]) -> None:
    """Every ledger speaks of key projects; one that the list does not know is a warning."""
    month = tidied(HEAD.format(month=5) + SOUND, f"{TASKS}1|{name}|用地|资源局|2020-05-06|5")
    found = check_month(month.tables, None)

    assert [f.code for f in found] == codes
    assert {f.severity for f in found} <= {"warning"}


RESERVE = "序号|项目名称|领域|建设性质|建设地点|起止年限|总投资（万元）|责任单位|拟替换项目|替换年度投资（万元）\n"


@pytest.mark.parametrize(
    ("replaced", "codes"), [("水厂", []), ("水　厂", []), ("", ["N04"]), ("电站", ["K03"])]
)
def test_only_a_project_of_the_plan_can_be_replaced(replaced: str, codes: list[str]) -> None:
    """A reserve project names the one that it replaces."""
    month = tidied(
        HEAD.format(month=5) + SOUND,
        f"{RESERVE}1|新水厂|民生|新建|营盘镇|2021|900|水利局|{replaced}|600",
    )

    assert [f.code for f in check_month(month.tables, None)] == codes


def test_findings_come_in_order_of_place() -> None:
    """Whatever the order in which tables were read or rules were run."""
    month = tidied(
        f"{TASKS}1|电站|用地|资源局|2020-05-06|5",
        HEAD.format(month=5)
        + f"{row(since='900', month='700')}\n{row(serial='2', name='电厂', task='-1')}",
    )
    found = check_month(month.tables, None)
    shuffled = list(month.tables.items())
    random.Random(5).shuffle(shuffled)

    assert found == sorted(found)
    assert len(found) > 3
    assert check_month(dict(reversed(shuffled)), None) == found


ONE_CODE, ANOTHER_CODE = "2020-611026-48-01-000001", "2020-611026-48-01-000002"


def test_a_corrected_code_is_another_key() -> None:
    """Two projects under one code are a fault until the code is corrected."""
    head = HEAD.format(month=5).replace("截至上年底累计（万元）", "项目代码")
    month = tidied(
        f"{head}1|水厂|续建|水利局|1000|{ONE_CODE}|600|100|200||在建\n2|电站|续建|水利局|1000|{ONE_CODE}|600|100|200||在建"
    )
    correction = Correction(
        month="2020-05",
        ledger="projects",
        project="电站",
        column="project_code",
        expect=ONE_CODE,
        value=ANOTHER_CODE,
        reason="代码填错",
        confirmed_by="县水利局",
        confirmed_on="2020-06-02",
    )

    corrected = apply(month, [correction], MAY, ZHASHUI)

    assert [f.code for f in check_month(month.tables, None)] == ["K01"]
    assert check_month(corrected.tables, None) == []
    assert list(corrected.tables["projects"].frame["project_key"]) == [ONE_CODE, ANOTHER_CODE]


def test_a_rule_that_a_whole_column_breaks_names_its_first_rows() -> None:
    """A million broken rows are one mistake: the first are named, the others by their numbers."""
    rows = [row(serial=str(n), name=f"{n}号水厂", month="250") for n in range(1, 501)]
    tables = tidied(HEAD.format(month=5) + "\n".join(rows)).tables

    found = [finding for finding in check_month(tables, None) if finding.code == "E2"]

    assert len(found) == MOST_ALIKE + 1
    assert found[-1].found == "第202–501行（共300行）也是如此，不再逐一列出"


def test_rows_that_stand_twice_are_named_with_the_supplier() -> None:
    """Each further row with the key of another; the first is not to blame."""
    rows = [row(serial=str(n), name=f"{name}水厂") for n, name in enumerate("甲乙丙甲丁", 1)]
    tables = tidied(HEAD.format(month=5) + "\n".join(rows)).tables

    found = [
        (finding.row, finding.found, finding.advice)
        for finding in check_month(tables, None)
        if finding.code == "K01"
    ]

    assert found == [(5, "“甲水厂”与前面的行重复", "请县重点项目办删去重复的一行")]

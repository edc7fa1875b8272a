"""A new county's folder: rules that explain themselves, and empty ledgers that are read once filled."""

from __future__ import annotations

import io
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import BaseModel

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.ledgers.cut.month_reader import read_month
from briefing.ledgers.dictionary import Ledger, LedgerColumn, all_ledgers, ledger
from briefing.ledgers.template_columns import template_columns
from briefing.ledgers.tidy.readers import column_reader, read_cell
from briefing.settings import county as counties
from briefing.settings.county import County
from briefing.settings.county_rules import Town, Unit
from briefing.starter import new_county
from tests.filled import TOWNS, UNITS, bare, fill, headers, row
from tests.project import run

FEBRUARY = Month(2026, 2)
GIVEN = new_county.NewCounty("示例县", "990101", Decimal("8.5"), Month(2026, 1), TOWNS, UNITS)
# Keys that are shown as a comment: whoever has nothing to say leaves them so.
COMMENTED = {"copies", "translations", "history", "code", "documents"}
INIT = (
    "init", "demo", "--name", "示例县", "--code", "990101", "--growth", "8.5",
    "--first-month", "2026-01", "--towns", "、".join(TOWNS), "--units", "、".join(UNITS),
)  # fmt: skip


def rules(tmp_path: Path, given: new_county.NewCounty = GIVEN) -> County:
    path = tmp_path / "county.toml"
    path.write_text(new_county.county_toml(given), encoding="utf-8")
    return counties.load(path)


def lacking(model: BaseModel, written: dict[str, Any], place: str = "") -> list[str]:
    """The keys of a section that a county.toml does not show."""
    found = []
    for key in type(model).model_fields:
        value = getattr(model, key)
        if key in written and isinstance(value, BaseModel):
            found += lacking(value, written[key], f"{place}{key}.")
        elif key not in written and key not in COMMENTED:
            found.append(place + key)
    return found


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_key_is_in_the_new_countys_rules(tmp_path: Path) -> None:
    """A key that the model gets is shown and explained, or this test names it."""
    text = new_county.county_toml(GIVEN)

    assert lacking(rules(tmp_path), tomllib.loads(text)) == []
    assert {key for key in COMMENTED if key not in text} == set()


def test_the_new_countys_rules_are_the_defaults(tmp_path: Path) -> None:
    """What the file writes out is what leaving the line out would mean."""
    made = rules(tmp_path)
    bare = County(
        name=made.name,
        code=made.code,
        superior_codes=made.superior_codes,
        sectors=made.sectors,
        bulletin=made.bulletin,
        targets=made.targets,
        towns=made.towns,
        units=made.units,
    )

    assert made == bare
    assert (made.name, made.code, made.targets.growth_pct) == ("示例县", "990101", Decimal("8.5"))
    assert made.superior_codes == ("990100", "990000", "000000")
    assert [town.name for town in made.towns] == list(TOWNS)


def test_every_key_has_its_explanation() -> None:
    """Each group of lines begins with, or stands under, a line of Chinese."""
    for block in new_county.county_toml(GIVEN).split("\n\n"):
        lines = block.strip().splitlines()
        if lines and not lines[0].startswith(
            ("[[towns]]", "[[units]]", "[[inclusion.documents]]")
        ):
            assert lines[0].startswith("#"), block


@pytest.mark.parametrize("name", ['引号"县', "反斜\\县", "$name{{code}}县"])
def test_a_name_stays_what_it_is(name: str, tmp_path: Path) -> None:
    """No name can end its quotes and write keys of its own."""
    given = new_county.NewCounty(name, "990101", Decimal(8), Month(2026, 1), (name,), (name,))

    made = rules(tmp_path, given)

    assert (made.name, made.towns[0].name, made.units[0].name) == (name, name, name)


@pytest.mark.parametrize(
    ("name", "code"),
    [("两\n行", "990101"), ("", "990101"), ("示例县", "99010"), ("示例县", "９９０１０１")],
)
def test_what_no_county_is_called_is_refused(name: str, code: str) -> None:
    """A line break would leave the comment that names the county."""
    with pytest.raises(UsageError, match="不合规"):
        new_county.NewCounty(name, code, Decimal(8), Month(2026, 1))


@pytest.mark.parametrize("entry", all_ledgers(), ids=lambda entry: entry.id)
def test_a_filled_template_is_read_without_a_finding(entry: Ledger, tmp_path: Path) -> None:
    """Every column but those never kept is found by its header, and every row is a row."""
    folder = tmp_path / "2026-02"
    folder.mkdir()
    path = folder / new_county.file_name(entry)
    path.write_bytes(new_county.empty_workbook(entry, rules(tmp_path)))
    fill(path, [row(entry, number, FEBRUARY) for number in range(3)])

    reading = read_month(folder, FEBRUARY)

    assert [finding.line for finding in reading.findings if finding.code != "F02"] == []
    (table,) = reading.tables
    kept = {column.key for column in entry.columns if column.type != "private"}
    assert (table.ledger, set(table.placed), len(table.numbers)) == (entry, kept, 3)


@pytest.mark.parametrize("entry", all_ledgers(), ids=lambda entry: entry.id)
def test_every_word_that_a_cell_offers_is_read_without_a_doubt(
    entry: Ledger, tmp_path: Path
) -> None:
    """Whoever only chooses from the lists is never asked about a word."""
    county = rules(tmp_path)
    december = Month(2026, 12)

    read = {
        (column.column.key, word): read_cell(
            column_reader(column.column, "万元", december, county), word
        )
        for column in template_columns(entry.columns, county)
        if column.choice
        for word in column.choice.words
    }

    assert {at: cell for at, cell in read.items() if cell.fault or cell.caution} == {}
    assert {word for (key, word), cell in read.items() if cell.value is None} <= {"不需要", "无"}


def test_a_new_column_needs_no_change_here(tmp_path: Path) -> None:
    """Templates are made from the dictionary: a column that it gets stands in them."""
    tasks = ledger("tasks")
    state = LedgerColumn(
        key="urgency", label="紧急程度", headers=("紧急程度",), type="state", required=True,
        values={"high": ("特急",), "low": ("一般",)},
    )  # fmt: skip
    longer = tasks.model_copy(update={"columns": (*tasks.columns, state)})

    page = opened(new_county.empty_workbook(longer, rules(tmp_path))).worksheets[0]

    assert page.cell(3, headers(page)["紧急程度"]).value == "*紧急程度"
    assert '"特急,一般"' in {rule.formula1 for rule in page.data_validations.dataValidation}


def test_lists_are_those_of_the_county_and_the_dictionary(tmp_path: Path) -> None:
    """状态, 是否, 镇办, 单位 and 行业 are offered where they are filled in."""
    page = opened(new_county.empty_workbook(ledger("projects"), rules(tmp_path))).worksheets[0]
    lists = {
        page.cell(3, next(iter(rule.sqref.ranges)).min_col).value: rule
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }
    offered = {bare(str(header)): rule.formula1 for header, rule in lists.items()}

    assert offered["开复工状态"] == '"已开工,已复工,竣工,停工,未开工"'
    assert offered["建设地点"] == f'"{",".join(TOWNS)}"'
    assert offered["责任单位"] == f'"{",".join(UNITS)}"'
    assert "房地产" in offered["行业类别"]
    assert not lists["建设地点"].showErrorMessage


def test_a_long_list_stands_on_a_hidden_sheet(tmp_path: Path) -> None:
    """Excel keeps no list of more than 255 characters in a rule, and refuses such a file."""
    names = tuple(f"第{number}号责任单位管理局" for number in range(60))
    county = rules(tmp_path).model_copy(update={"units": tuple(Unit(name=name) for name in names)})

    book = opened(new_county.empty_workbook(ledger("projects"), county))

    (rule,) = [
        rule
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.formula1 and "选项" in rule.formula1
    ]
    assert rule.formula1 == "选项!$A$2:$A$61"
    assert book["选项"].sheet_state == "hidden"
    assert [cell.value for cell in book["选项"]["A"]][1:] == list(names)


def test_a_name_like_a_formula_is_never_run(tmp_path: Path) -> None:
    """Whatever county.toml says is a text in the workbook."""
    county = rules(tmp_path).model_copy(
        update={"name": "=1+1", "towns": tuple(Town(name=f"=A{n}" + "长" * 20) for n in range(20))}
    )

    book = opened(new_county.empty_workbook(ledger("projects"), county))

    assert {cell.data_type for page in book for line in page for cell in line} <= {"s", "n"}
    assert book.worksheets[0]["A1"].value == "=1+1重点项目进展月报表"


def test_the_same_county_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock stands in a template."""
    county = rules(tmp_path)

    assert new_county.empty_workbooks(county) == new_county.empty_workbooks(county)


def test_a_sheet_that_only_explains_is_no_question(tmp_path: Path) -> None:
    """填表说明 with words alone is left in peace; with figures in it, it is asked about."""
    entry = ledger("growth")
    folder = tmp_path / "2026-02"
    folder.mkdir()
    path = folder / new_county.file_name(entry)
    path.write_bytes(new_county.empty_workbook(entry, rules(tmp_path)))
    fill(path, [row(entry, 0, FEBRUARY)])
    book = openpyxl.load_workbook(path)
    book["填表说明"]["A40"] = 12
    book.save(path)

    findings = read_month(folder, FEBRUARY).findings

    assert [finding.sheet for finding in findings if finding.code in {"F04", "H11"}] == [
        "填表说明"
    ]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A project without any county."""
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "briefing.ipynb").write_text("{}", encoding="utf-8")
    return tmp_path


def test_what_is_there_is_never_written_over(empty: Path) -> None:
    """Run again, init makes only the templates that are gone, with the lists of the rules as they are now."""
    assert run(empty, *INIT).returncode == 0
    folder = empty / "data" / "demo"
    config = folder / "county.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("水利局", "水务局"), encoding="utf-8"
    )
    gone, kept = (
        folder / "templates" / new_county.file_name(ledger(x)) for x in ("projects", "tasks")
    )
    gone.unlink()
    kept.write_bytes(b"filled by someone")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    again, third, told = run(empty, "init", "demo"), run(empty, "init", "demo"), run(empty, *INIT)

    assert (again.returncode, again.stdout.count("已写")) == (0, 1)
    assert "水务局" in str(
        [
            rule.formula1
            for rule in openpyxl.load_workbook(gone).worksheets[0].data_validations.dataValidation
        ]
    )
    assert (third.returncode, third.stderr.count("\n"), third.stdout) == (2, 1, "")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "county.toml 已有，不覆盖" in told.stderr
    assert all(path.read_bytes() == content for path, content in before.items())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["../demo", *INIT[2:]], "不合规"),
        (["/demo", *INIT[2:]], "不合规"),
        (["briefing", *INIT[2:]], "是报告的名称"),
        (["demo"], "--name、--code、--growth、--first-month"),
        (
            ["demo", *INIT[2:6], "--growth", "八", "--first-month", "2026-01"],
            "--growth “八”不合规",
        ),
        (["demo", *INIT[2:6], "--growth", "nan", "--first-month", "2026-01"], "不合规"),
        (["demo", *INIT[2:8], "--first-month", "2026-1"], "月份“2026-1”无法识别"),
        (["demo", "--name", "示例县", "--code", "1", *INIT[6:10]], "六位数字"),
    ],
)
def test_a_request_that_no_county_could_meet_is_one_line(
    words: list[str], said: str, empty: Path
) -> None:
    """Exit code 2, one line of Chinese, nothing written."""
    done = run(empty, "init", *words)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert [path.name for path in (empty / "data").iterdir()] == []


def test_a_folder_that_cannot_be_written_is_one_line(empty: Path) -> None:
    """A file stands where the county's folder should; exit code 5."""
    (empty / "data" / "demo").write_text("", encoding="utf-8")

    done = run(empty, *INIT)

    assert (done.returncode, done.stderr.count("\n")) == (5, 1)


def test_two_months_of_filled_templates_hold(empty: Path) -> None:
    """All ledgers, all columns, two months: checked without a single finding."""
    assert run(empty, *INIT).returncode == 0
    folder = empty / "data" / "demo"
    for month in (FEBRUARY.previous, FEBRUARY):
        raw = folder / "raw" / str(month)
        raw.mkdir(parents=True)
        for entry in all_ledgers():
            # 1月免报: there is no growth yet.
            if month.number > 1 or entry.id not in {"growth", "contributions"}:
                path = raw / new_county.file_name(entry)
                path.write_bytes((folder / "templates" / path.name).read_bytes())
                count = 1 if entry.id == "growth" else 3
                fill(path, [row(entry, number, month) for number in range(count)])

    done = run(empty, "check", "2026-02")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\ndemo 2026-02：10种台账，28行；错误0条，提示0条。\n")

"""OpenDocument tables, zipped and flat: what is in them, and what they may not hold."""

from __future__ import annotations

import contextlib
import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.formats import ods
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Merge, Sheet, Unreadable
from tests.damage import damaged_markup
from tests.fixtures.ledger import WORKBOOKS, assert_all_is_read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.sheet import Cell

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
        "draw": "drawing",
    }.items()
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def flat(tables: str, styles: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMES} {CALC}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document>"
    )


def table(rows: str) -> str:
    return f'<table:table table:name="5月">{rows}</table:table>'


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def text(words: str, attributes: str = "") -> str:
    words = words if words.startswith("<") else f"<text:p>{words}</text:p>"
    return f'<table:table-cell office:value-type="string" {attributes}>{words}</table:table-cell>'


def struck(name: str, family: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )


def read(path: Path, content: str, limits: FileLimits | None = None) -> Book:
    path.write_text(content, encoding="utf-8")
    return ods.read(path, limits or FileLimits())


def first(path: Path, rows: str, styles: str = "") -> Sheet:
    return read(path, flat(table(rows), styles)).sheets[0]


def zipped(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(path: Path, limits: FileLimits | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        ods.read(path, limits or FileLimits())
    return error.value.remark.code


def test_cells_are_what_a_reader_of_them_sees() -> None:
    """Codes are text, percentages are per cent, failed formulas say how they failed."""
    book = ods.read(WORKBOOKS / "ledger.ods", FileLimits())

    assert_all_is_read(book)


@pytest.mark.parametrize(
    ("attributes", "shown", "cell"),
    [
        ('office:value-type="float" office:value="1234.567"', "1,234.57", 1234.567),
        ('office:value-type="float" office:value="5000"', "5000万元", "5000万元"),
        ('office:value-type="float" office:value="12340"', "12", 12.34),
        ('office:value-type="percentage" office:value="0.0468"', "5%", "4.68%"),
        ('office:value-type="percentage" office:value="0.5"', "", "50%"),
        ('office:value-type="currency" office:value="-3.5"', "(¥3.50)", -3.5),
        ('office:value-type="float" office:value="0"', "Err:502", "Err:502"),
        ('office:value-type="float" office:value="many"', "甲", "甲"),
        ('office:value-type="date" office:date-value="2020-03-01T00:00:00"', "x", "2020-03-01"),
        ('office:value-type="date" office:date-value="someday"', "某日", "某日"),
        (
            'office:value-type="time" office:time-value="PT10H30M00.5S"',
            "x",
            dt.time(10, 30, 0, 500_000),
        ),
        ('office:value-type="time" office:time-value="PT30H"', "x", dt.timedelta(hours=30)),
        ('office:value-type="time" office:time-value="-PT1H"', "x", -dt.timedelta(hours=1)),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", True),
        ('office:value-type="string" calcext:value-type="error"', "#REF!", "#REF!"),
        ('table:formula="of:=[.A1]+[.$B$2]"', "", "=A1+$B$2"),
    ],
)
def test_a_value_is_told_by_its_type(
    tmp_path: Path, attributes: str, shown: str, cell: Cell
) -> None:
    """What the format shows decides where it shows another number than is stored."""
    words = f"<text:p>{shown}</text:p>" if shown else ""
    sheet = first(
        tmp_path / "a.fods",
        row(f"<table:table-cell {attributes}>{words}</table:table-cell>"),
    )

    (found,) = sheet.rows[0]

    assert (str(found) if isinstance(found, dt.date) else found) == cell


def test_spaces_and_lines_are_written_as_elements(tmp_path: Path) -> None:
    """White space in the file itself is layout."""
    words = "<text:p>一<text:s text:c='2'/>二<text:tab/>\n  三<text:line-break/>四</text:p><text:p>五</text:p>"

    assert first(tmp_path / "a.fods", row(text(words))).rows == [["一  二\t 三\n四\n五"]]


def test_repeated_cells_and_rows_are_laid_out(tmp_path: Path) -> None:
    """Two rows of three equal cells are written as one of one."""
    rows = row(text("甲", 'table:number-columns-repeated="3"'), 'table:number-rows-repeated="2"')

    assert first(tmp_path / "a.fods", rows).rows == [["甲"] * 3] * 2


def test_the_empty_rest_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    """A sheet ends with its last value, though a million rows are written, and hidden."""
    rest = row(
        '<table:table-cell table:number-columns-repeated="16384"/>',
        'table:number-rows-repeated="1048575" table:visibility="collapse"',
    )

    sheet = first(tmp_path / "a.fods", row(text("甲")) + rest)

    assert (sheet.rows, sheet.hidden_rows) == ([["甲"]], frozenset())


def test_filtered_rows_are_hidden(tmp_path: Path) -> None:
    """What a filter leaves out is hidden like what a hand hides."""
    rows = row(text("甲"), 'table:visibility="filter"') + row(text("乙"))

    assert first(tmp_path / "a.fods", rows).hidden_rows == {0}


def test_a_merge_hides_what_it_covers(tmp_path: Path) -> None:
    """A value that stood there before cannot be seen, and is not read."""
    covered = '<table:covered-table-cell office:value-type="string"><text:p>旧</text:p></table:covered-table-cell>'
    merged = text("甲", 'table:number-columns-spanned="2" table:number-rows-spanned="1"')

    sheet = first(tmp_path / "a.fods", row(merged + covered + text("乙")))

    assert sheet.rows == [["甲", None, "乙"]]
    assert sheet.merges == [Merge(0, 0, 0, 1)]


def test_a_column_may_strike_its_cells_out(tmp_path: Path) -> None:
    """A cell without a style has that of its row, or of its column."""
    column = '<table:table-column table:default-cell-style-name="out"/>'

    sheet = first(
        tmp_path / "a.fods", column + row(text("甲") + text("乙")), struck("out", "table-cell")
    )

    assert sheet.struck == {(0, 0)}


def test_a_style_builds_on_another(tmp_path: Path) -> None:
    """The parent strikes out, the child says nothing of it, a third one takes it back."""
    styles = (
        struck("parent", "table-cell")
        + '<style:style style:name="child" style:family="table-cell" style:parent-style-name="parent"/>'
        + '<style:style style:name="back" style:family="table-cell" style:parent-style-name="parent">'
        '<style:text-properties style:text-line-through-type="none"/></style:style>'
    )
    cells = text("甲", 'table:style-name="child"') + text("乙", 'table:style-name="back"')

    assert first(tmp_path / "a.fods", row(cells), styles).struck == {(0, 0)}


def test_words_of_drawings_and_of_deleted_rows_are_not_the_cell_s(tmp_path: Path) -> None:
    """A text box over a cell, and what change tracking keeps."""
    box = "<draw:frame><draw:text-box><text:p>印章</text:p></draw:text-box></draw:frame>"
    gone = f"<table:tracked-changes>{row(text('删'))}</table:tracked-changes>"

    (sheet,) = read(
        tmp_path / "a.fods", flat(gone + table(row(text(f"{box}<text:p>甲</text:p>"))))
    ).sheets

    assert sheet.rows == [["甲"]]


def test_a_table_within_a_cell_is_passed_over(tmp_path: Path) -> None:
    """Writer makes such, Calc does not."""
    inner = table(row(text("内")))

    sheet = first(tmp_path / "a.fods", row(text(f"<text:p>外</text:p>{inner}") + text("后")))

    assert sheet.rows == [["外", "后"]]


def test_copies_of_other_files_are_no_sheets(tmp_path: Path) -> None:
    """Calc keeps what its formulas looked up elsewhere; the clerk is told."""
    copy = (
        "<table:table table:name=\"'file:///C:/other.ods'#Sheet1\"><table:table-source/>"
        f"{row(text('别处'))}</table:table>"
    )

    book = read(tmp_path / "a.fods", flat(table(row(text("甲"))) + copy))

    assert [sheet.name for sheet in book.sheets] == ["5月"]
    assert [remark.code for remark in book.remarks] == ["F18"]


@pytest.mark.parametrize(
    ("part", "codes"),
    [("Basic/Standard/Module1.xml", ["F14"]), ("Basic/Standard/script-lb.xml", [])],
)
def test_macros_are_reported(tmp_path: Path, part: str, codes: list[str]) -> None:
    """The lists of libraries are there without any macro."""
    path = zipped(tmp_path / "a.ods", {"content.xml": flat(table(row(text("甲")))), part: "<x/>"})

    assert [remark.code for remark in ods.read(path, FileLimits()).remarks] == codes


def test_a_password_is_named(tmp_path: Path) -> None:
    """The list of parts tells which of them are encrypted."""
    manifest = "<manifest:encryption-data/>"

    path = zipped(tmp_path / "a.ods", {"META-INF/manifest.xml": manifest, "content.xml": "?"})

    assert refused(path) == "F10"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    """Entities that multiply themselves begin so."""
    path = tmp_path / "a.fods"
    path.write_text(
        '<!DOCTYPE a [<!ENTITY b "乙">]>' + flat(table(row(text("&b;"))))[38:], encoding="utf-8"
    )

    assert refused(path) == "F19"


def test_half_a_file_is_named(tmp_path: Path) -> None:
    """A zip without its end, and a flat file without its."""
    half, cut = tmp_path / "a.ods", tmp_path / "b.fods"
    half.write_bytes((WORKBOOKS / "ledger.ods").read_bytes()[:3000])
    cut.write_text(flat(table(row(text("甲"))))[:-60], encoding="utf-8")

    assert (refused(half), refused(cut)) == ("F11", "F11")


@pytest.mark.parametrize(
    "rows",
    [
        row(text("甲")) * 11,
        row(text("甲"), 'table:number-rows-repeated="1048576"'),
        row(text("甲", 'table:number-columns-repeated="16384"')),
        row("<table:table-cell/>", 'table:number-rows-repeated="1048575"') + row(text("甲")),
    ],
)
def test_too_many_cells_are_refused(tmp_path: Path, rows: str) -> None:
    """Written out or repeated, and so is one cell a million rows down."""
    path = tmp_path / "a.fods"
    path.write_text(flat(table(rows)), encoding="utf-8")

    assert refused(path, FileLimits(cells=10)) == "F12"


@pytest.mark.parametrize(
    ("content", "code"), [(flat(table(row(""))), "F15"), ("<html/>", "F13"), ("<a>&lt", "F11")]
)
def test_what_holds_nothing_is_refused(tmp_path: Path, content: str, code: str) -> None:
    """Empty sheets, another kind of XML, and no XML."""
    path = tmp_path / "a.fods"
    path.write_text(content, encoding="utf-8")

    assert refused(path) == code


def test_a_zip_without_content_is_no_table(tmp_path: Path) -> None:
    """Any folder can be zipped."""
    assert refused(zipped(tmp_path / "a.ods", {"a.txt": "甲"})) == "F13"


@pytest.mark.long
def test_no_damage_brings_the_reader_down(tmp_path: Path) -> None:
    """Whatever is exchanged in its XML, there is a book or a reason in Chinese."""
    with zipfile.ZipFile(WORKBOOKS / "ledger.ods") as archive:
        content = archive.read("content.xml").decode()
    for damaged in damaged_markup(content):
        with contextlib.suppress(Unreadable):
            assert read(tmp_path / "a.fods", damaged).sheets


@pytest.mark.parametrize(("value", "is_hidden"), [("true", False), ("false", True)])
def test_zeros_that_are_not_shown_are_marked(tmp_path: Path, value: str, is_hidden: bool) -> None:
    """The option stands among the settings of the document."""
    cell = '<table:table-cell office:value-type="float" office:value="0"><text:p>0</text:p>'
    item = f'<config:config-item config:name="ShowZeroValues" config:type="boolean">{value}<'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("content.xml", flat(table(row(f"{cell}</table:table-cell>"))))
        archive.writestr("settings.xml", item)
    (sheet,) = ods.read(tmp_path / "a.ods", FileLimits()).sheets

    assert [mark.kind for mark in sheet.marks] == ["zeros"] * is_hidden

"""Every row is something: a project, a band, a total, a note, or a question to the clerk."""

from __future__ import annotations

import pytest

from briefing.domain.units import fold
from briefing.ledgers.cut.outline import EVERYWHERE, bands_above, declarations
from briefing.ledgers.cut.row_kinds import (
    RowKind,
    RowLayout,
    band_style,
    band_title,
    declared_count,
    kind_of,
)
from tests.conftest import reading, sheet

# 序号 | 项目名称 | 责任单位 | 总投资
LAYOUT = RowLayout(lead=0, name=1, words=(2,), titles=frozenset({"续建项目"}))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["1", "水厂", "水利局", 5.0], RowKind.PROJECT),
        ([None, "水厂", "水利局", 5.0], RowKind.PROJECT),
        ([1.0, "水厂", None, None], RowKind.PROJECT),
        (["①", "水厂", None, None], RowKind.PROJECT),
        (["1-1", "公路", "交通局", 5.0], RowKind.PROJECT),
        (["一、", "十四五规划编制", "发改局", 5.0], RowKind.PROJECT),
        (["一、续建项目（56个）", None, None, 5.0], RowKind.BAND),
        ([None, "（一）交通（9个）", None, 5.0], RowKind.BAND),
        (["Ⅰ、省级重点", None, None, None], RowKind.BAND),
        (["——子类", None, None, None], RowKind.BAND),
        (["一", "续建项目（56个）", None, 5.0], RowKind.BAND),
        (["（二）", "交通", None, None], RowKind.BAND),
        (["续建项目", None, None, 5.0], RowKind.BAND),
        (["能源项目（3个）", None, None, None], RowKind.BAND),
        (["合", "计", None, 5.0], RowKind.TOTAL),
        (["本页累计", None, None, 5.0], RowKind.TOTAL),
        (["2020年5月31日", None, None, None], RowKind.NOTE),
        (
            ["以上数据由各责任单位提供，未经核实的以统计部门反馈的数据为准并在下月更正", None],
            RowKind.NOTE,
        ),
        (["1-1 公路", None, None, None], RowKind.BAND),
        (["合计：95 个", None, None, 5.0], RowKind.TOTAL),
        ([None, "合 计", None, 5.0], RowKind.TOTAL),
        (["总计", None, None, 5.0], RowKind.TOTAL),
        (["全县合计", None, None, 5.0], RowKind.TOTAL),
        ([None, "续建项目小计", None, 5.0], RowKind.TOTAL),
        ([None, "其中：省级", None, 5.0], RowKind.TOTAL),
        (["注：以上为快报数", None, None, None], RowKind.NOTE),
        (["填表人：", None, "审核：", None], RowKind.NOTE),
        (["备注：无", None, None, None], RowKind.NOTE),
        (["单位：万元", None, None, None], RowKind.NOTE),
        (["水厂", None, None, 5.0], RowKind.UNKNOWN),
        ([None, None, None, 5.0], RowKind.UNKNOWN),
        ([None, None, "水利局", None], RowKind.UNKNOWN),
        (["1", "合计用水改造工程", "水利局", 5.0], RowKind.PROJECT),
        (["1", "施工图总设计", "水利局", 5.0], RowKind.PROJECT),
        (["1", "注塑机生产线", "经贸局", 5.0], RowKind.PROJECT),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_row_is_told_by_what_stands_in_it(row: list[str | float | None], kind: RowKind) -> None:
    """By its first words, its name, and whether it says anything else in words."""
    assert kind_of(list(row), LAYOUT) is kind


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("一、续建", "chinese"),
        ("第二类 交通", "chinese"),
        ("Ⅱ、市级", "roman"),
        ("十二、其他", "chinese"),
        ("（三）水利", "bracketed"),
        ("(三)水利", "bracketed"),
        ("2-1 公路", "dotted"),
        ("——子类", "dashed"),
        ("1、交通类（12个）", "arabic"),
        ("1、水厂", ""),
        ("1-5月完成", ""),
        ("十四五规划", ""),
        ("水厂", ""),
        ("1", ""),
    ],
)
def test_a_band_has_a_style_of_numbering(text: str, style: str) -> None:
    """1-5月 is a span of months, and 1、水厂 may be a project."""
    assert band_style(fold(text)) == style


@pytest.mark.parametrize(
    ("text", "title", "count"),
    [
        ("一、续建项目（56个）", "续建项目", 56),
        ("二、新建项目 39 项", "新建项目", 39),
        ("（一）交通等9个", "交通", 9),
        ("三、前期项目", "前期项目", None),
    ],
)
def test_a_band_declares_a_title_and_a_count(text: str, title: str, count: int | None) -> None:
    """The count is checked against the rows; the title tells their nature."""
    assert band_title(text) == title
    assert declared_count(text) == count


NESTED = [
    (RowKind.TOTAL, "合计"),
    (RowKind.BAND, "一、续建（3个）"),
    (RowKind.BAND, "（一）交通（2个）"),
    (RowKind.PROJECT, "1"),
    (RowKind.PROJECT, "2"),
    (RowKind.TOTAL, "小计"),
    (RowKind.BAND, "（二）水利"),
    (RowKind.PROJECT, "3"),
    (RowKind.BAND, "二、新建（1个）"),
    (RowKind.PROJECT, "1"),
    (RowKind.TOTAL, "其中：省级"),
    (RowKind.NOTE, "注："),
]


def test_rows_stand_under_bands() -> None:
    """A band of one level ends those below it."""
    paths = bands_above([kind for kind, _ in NESTED], [text for _, text in NESTED])

    assert [paths[row] for row in (0, 3, 7, 9)] == ["", "续建/交通", "续建/水利", "新建"]


def test_a_declaration_covers_its_rows() -> None:
    """A band what follows to the next of its level, a 小计 what precedes, a 合计 all; 其中 nothing."""
    kinds, texts = [kind for kind, _ in NESTED], [text for _, text in NESTED]
    found = declarations(kinds, texts, list(range(10, 10 + len(NESTED))))

    assert [(d.text, d.count, d.spans[0]) for d in found] == [
        ("合计", None, (10, 21)),
        ("一、续建（3个）", 3, (11, 17)),
        ("（一）交通（2个）", 2, (12, 15)),
        ("小计", None, (12, 15)),
        ("（二）水利", None, (16, 17)),
        ("二、新建（1个）", 1, (18, 21)),
    ]


def test_a_total_may_close_more_than_its_group() -> None:
    """The chapter, the page, the table, or the whole ledger: its sums decide."""
    kinds = [RowKind.BAND, RowKind.BAND, RowKind.PROJECT, RowKind.TOTAL, RowKind.TOTAL]
    texts = ["一、续建", "（一）交通", "1", "小计", "小计"]

    *_, last = declarations(kinds, texts, [1, 2, 3, 4, 5])

    assert last.spans == ((5, 5), (4, 5), (2, 5), (1, 5), EVERYWHERE)


def test_no_row_is_lost() -> None:
    """Each row that is not empty has a number as in the workbook, and a kind."""
    (table,) = reading(
        sheet(
            """
            序号 | 会议时间   | 会议形式 | 议题
                 |            |          |
            1    | 2020-05-06 | 现场会   | 征地

            2    | 2020-05-07 | 推进会   |
                 |            |          | 谁写的
            合计 | 2
            注：快报数
            """
        )
    ).tables

    assert list(zip(table.numbers, table.kinds, strict=True)) == [
        (3, "project"),
        (5, "project"),
        (6, "unknown"),
        (7, "total"),
        (8, "note"),
    ]


def test_a_merge_is_filled_down_inside_itself_only() -> None:
    """责任单位 merged over two rows holds for both, and not for the third."""
    (table,) = reading(
        sheet(
            """
            序号|项目名称|办理事项|承办单位|受理日期  |承诺时限|办结日期
            1  |水厂   |用地    |资源局  |2020-05-06|5       |
            2  |电站   |环评    |^       |2020-05-06|5       |
            3  |学校   |立项    |        |2020-05-06|5       |
            """
        )
    ).tables

    assert table.values["handling_unit"] == ["资源局", "资源局", None]


def test_a_project_merged_over_its_problems_is_named_in_each() -> None:
    """Three problems of one project under one merged name are three rows."""
    (table,) = reading(
        sheet(
            """
            序号|项目名称|督查日期  |存在问题|责任单位|完成情况
            1  |水厂   |2020-05-06|征地慢  |水利局  |推进中
            2  |^      |2020-05-06|缺资金  |^       |推进中
            """
        )
    ).tables

    assert table.kinds == ["project", "project"]
    assert table.values["project_name"] == ["水厂", "水厂"]


def test_a_merge_across_columns_fills_nothing() -> None:
    """A cell merged to the right speaks for its own column."""
    (table,) = reading(
        sheet(
            """
            序号|会议时间  |会议形式|议题|召集单位
            1  |2020-05-06|现场会  |征地|<
            """
        )
    ).tables

    assert table.values["convened_by"] == [None]

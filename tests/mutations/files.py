"""Send a ledger twice, another table beside it, or a head with nothing below; name other years."""

from __future__ import annotations

from pathlib import Path
from random import Random

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text
from tests.mutations.draft import Draft, doubtful, telling
from tests.mutations.page import NotHere, Page
from tests.mutations.sheets import copied, rename_title

# Tables that have the columns that every table has, and are no ledger of ours.
OTHER_TABLES = [
    ("{y}年招商引资签约项目表", ["序号", "项目名称", "建设内容", "起止年限", "总投资（亿元）", "责任单位"]),
    ("{y}年度市直政府性投资项目计划表", ["序号", "项目名称", "建设规模及内容", "建设性质", "总投资（万元）", "项目责任单位"]),
    ("{y}年第二季度重大项目集中开工仪式项目清单", ["序号", "项目名称", "建设地点", "建设内容及规模", "总投资（亿元）", "责任单位"]),
    ("{y}年专项债券项目资金安排表", ["序号", "项目名称", "建设内容", "资金来源", "总投资（万元）", "责任单位"]),
    ("{y}年重点项目投资计划表", ["序号", "项目名称", "建设性质", "主要建设内容", "总投资（万元）", "年度计划投资（万元）", "责任单位"]),
    ("施工许可证办理情况", ["序号", "项目名称", "施工许可", "总投资（万元）", "责任单位"]),
    ("项目一览表", ["序号", "项目名称", "建设内容", "起止年限", "总投资（万元）", "责任单位"]),
    ("", ["序号", "项目名称", "建设内容", "建设年限", "总投资（万元）", "主管部门"]),
]  # fmt: skip


@doubtful
def second_version(draft: Draft, chance: Random) -> None:
    """（1）: the same ledger with one amount changed, or the same altogether."""
    file, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    place, column = page.row(row), page.column(at)
    pages = [copied(each, each.name) for each in draft.files[file]]
    cells = pages[draft.files[file].index(page)].rows[place]
    if chance.random() < 0.7:
        cells[column] = float(cells[column]) * 2 + 1  # type: ignore[arg-type]
    stem = Path(file).stem
    name = chance.choice(
        [f"{stem}（1）", f"{stem}(1)", f"{stem}最终版", f"{stem} - 副本", f"新{stem}"]
    )
    draft.is_copied = True
    draft.files[f"{name}.xlsx"] = pages
    draft.must_name = True


@doubtful
def another_table(draft: Draft, chance: Random) -> None:
    """In a file of its own, or on a sheet behind ours."""
    file, _, _ = draft.part(chance)
    title, head = chance.choice(OTHER_TABLES)
    title = title.format(y=draft.month.year)
    cells = {
        "总投资（亿元）": 1.2,
        "总投资（万元）": 5000.0,
        "年度计划投资（万元）": 800.0,
        "建设性质": "新建",
    }
    rows = [
        [number if words == "序号" else cells.get(words, f"{words[:4]}{number}") for words in head]
        for number in (1.0, 2.0, 3.0)
    ]
    lines = [*([[title]] if title else []), head, *rows]
    width = len(head)
    lines = [[*line, *[None] * (width - len(line))] for line in lines]
    page = Page("Sheet9", lines, [None] * len(lines), [None] * width, [])
    if chance.random() < 0.6:
        draft.files[f"{title or '汇总'}.xlsx"] = [page]
    else:
        draft.files[file].append(page)
    draft.must_name = True


@telling
def one_more_of_a_complete_ledger(draft: Draft, chance: Random) -> None:
    """Further projects in a file of their own: what they would add is said."""
    file, page, part = draft.part(chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    name = next((a for a, key in part.columns.items() if key == "project_name"), None)
    if len(rows) < 3 or name not in page.column_ids or page.is_hidden or len(page.parts) > 1:
        raise NotHere
    more, added = copied(page, page.name), draft.added.setdefault(part.ledger.id, [])
    kept = rows[:2]
    for row in kept:
        cells = more.rows[page.row(row)]
        words = f"{as_text(cells[page.column(name)])[:6]}延伸段配套"
        for at, key in part.columns.items():
            if key.endswith("_code") and at in page.column_ids:
                cells[page.column(at)] = None
        cells[page.column(name)] = words
        added.append({**part.truth[row], "project_name": words})
    _keep(more, {page.row(row) for row in [*part.above, *part.head, *kept] if row in page.row_ids})
    draft.files[f"补报{file.rpartition('.')[0]}.xlsx"] = [more]
    draft.is_copied = True
    draft.must_name = True


@telling
def head_alone(draft: Draft, chance: Random) -> None:
    """A ledger without a row: is there none this month, or was it forgotten?"""
    file, page, part = draft.part(chance)
    if len(page.parts) > 1 or not page.there(part.head):
        raise NotHere
    draft.gone |= {(file, page.sound_name, row) for row in part.truth}
    _keep(page, {page.row(row) for row in [*part.above, *part.head] if row in page.row_ids})
    draft.must_name = True


def _keep(page: Page, places: set[int]) -> None:
    for place in reversed(range(len(page.rows))):
        if place not in places:
            page.delete_row(place)


@doubtful
def last_year_in_title(draft: Draft, chance: Random) -> None:
    rename_title(draft, chance, f"{draft.month.year}年", lambda: _last_year(draft))
    draft.must_name = True


@doubtful
def last_year_in_sheet_name(draft: Draft, chance: Random) -> None:
    file, page = draft.page(chance)
    if file.endswith(".csv"):
        raise NotHere
    page.name = chance.choice(
        [
            f"{_last_year(draft)}{draft.month.number}月",
            f"{draft.month.year - 1}",
            f"{_last_year(draft)}度",
        ]
    )
    draft.must_name = True


@doubtful
def last_year_in_file_name(draft: Draft, chance: Random) -> None:
    file, _ = draft.page(chance)
    this, last = str(draft.month.year), str(draft.month.year - 1)
    draft.renamed[file] = file.replace(this, last) if this in file else f"{last}年{file}"
    draft.must_name = True


@doubtful
def last_years_ledger(draft: Draft, chance: Random) -> None:
    """Every word of it says last year."""
    file, _ = draft.page(chance)
    year, last = f"{draft.month.year}年", _last_year(draft)
    count = 0
    for page in draft.files[file]:
        for part in page.parts:
            for row in page.there([*part.above, *part.head]):
                cells = page.rows[page.row(row)]
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and year in cell:
                        cells[column] = cell.replace(year, last)
                        count += 1
    if year in file:
        draft.renamed[file] = file.replace(year, last)
    if not count:
        raise NotHere
    draft.must_name = True


def _last_year(draft: Draft) -> str:
    return f"{draft.month.year - 1}年"

"""Draw the invented county's key projects in table layouts that other counties use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books import progress
from briefing.starter.sample.word_lists import UNIT_SPELLINGS
from briefing.workbooks.sheet import Merge, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty
    from briefing.starter.sample.project_plan import KeyProject
    from briefing.workbooks.sheet import Cell


def _unit(project: KeyProject) -> str:
    return UNIT_SPELLINGS[project.unit][0]


def _nature(project: KeyProject) -> str:
    return "新建" if project.is_new else "续建"


def _sheet(name: str, rows: list[list[Cell]], merges: Sequence[Merge] = ()) -> Sheet:
    width = max(len(row) for row in rows)
    return Sheet("", name, [row + [None] * (width - len(row)) for row in rows], list(merges))


def plain(world: InventedCounty, month: Month) -> Sheet:
    """One head of one line, no bands and no totals: nothing to hold the rows against."""
    head = [
        "序号", "项目名称", "项目代码", "项目性质", "责任单位", "总投资", "截至上年底累计完成投资",
        "年度计划投资", "本月完成投资", f"1-{month.number}月累计完成投资", "开复工状态", "备注",
    ]  # fmt: skip
    rows: list[list[Cell]] = [["重点项目进展情况表"], ["单位：万元"], [*head]]
    for serial, project in enumerate(world.years[month.year].projects, 1):
        rows.append([
            serial, project.name, project.code, _nature(project), _unit(project), project.total_wan,
            project.before_wan, project.task_wan, project.done_wan[month.number - 1],
            project.done_to(month.number), progress._status(project, month), None,
        ])  # fmt: skip
    return _sheet("重点项目", rows)


def wide(world: InventedCounty, month: Month) -> Sheet:
    """Every month has its own pair of columns; nobody writes the year's sum."""
    numbers = range(1, month.number + 1)
    monthly = [words for n in numbers for words in (f"{n}月形象进度", f"{n}月实际完成投资")]
    head = [
        "序号", "项目名称", "项目性质", "责任单位", "总投资", "年计划投资", *monthly, "开复工情况",
    ]  # fmt: skip
    projects = world.years[month.year].projects
    rows: list[list[Cell]] = [
        [None], [f"{month.year}年重点项目建设进度表"], ["报送部门：县重点项目办", None, "单位：万元"],
        [*head],
    ]  # fmt: skip
    for serial, project in enumerate(projects, 1):
        done: list[Cell] = [
            cell for n in numbers for cell in ("正在施工", project.done_wan[n - 1])
        ]
        rows.append([
            serial, project.name, _nature(project), _unit(project), project.total_wan,
            project.task_wan, *done, progress._status(project, month),
        ])  # fmt: skip
    sums: list[Cell] = [
        cell for n in numbers for cell in (None, sum(p.done_wan[n - 1] for p in projects))
    ]
    rows.append([
        f"合计：{len(projects)} 个", None, None, None, sum(p.total_wan for p in projects),
        sum(p.task_wan for p in projects), *sums, None,
    ])  # fmt: skip
    width = len(head) - 1
    return _sheet(
        "进度表", rows, [Merge(1, 0, 1, width), Merge(len(rows) - 1, 0, len(rows) - 1, 2)]
    )


def levels(world: InventedCounty, month: Month) -> Sheet:
    """A head of three levels; the projects of one office below each other, its name merged."""
    projects = sorted(world.years[month.year].projects, key=lambda p: (_unit(p), p.number))
    head: list[list[Cell]] = [
        [
            "序号", "项目名称", "建设阶段", "责任单位", "投资情况（万元）", None, None, None, None,
            None, "开复工", None,
        ],
        [
            None, None, None, None, "总投资", "截至上年底累计", "年度计划投资", "完成投资", None,
            None, "状态", "备注",
        ],
        [
            None, None, None, None, None, None, None, "本月", f"1-{month.number}月累计",
            "自开工累计", None, None,
        ],
    ]  # fmt: skip
    merges = [
        *(Merge(1, column, 3, column) for column in range(4)),
        Merge(1, 4, 1, 9), Merge(1, 10, 1, 11), Merge(2, 7, 2, 9),
        *(Merge(2, column, 3, column) for column in (4, 5, 6, 10, 11)),
    ]  # fmt: skip
    rows: list[list[Cell]] = [[f"{month.year}年{month.number}月重点项目进展情况表"], *head]
    start = len(rows)
    for serial, project in enumerate(projects, 1):
        so_far = project.done_to(month.number)
        first = serial == 1 or _unit(projects[serial - 2]) != _unit(project)
        if first:
            start = len(rows)
        elif start < len(rows):
            merges = [m for m in merges if (m.top, m.left) != (start, 3)]
            merges.append(Merge(start, 3, len(rows), 3))
        rows.append([
            serial, project.name, _nature(project), _unit(project) if first else None,
            project.total_wan, project.before_wan, project.task_wan,
            project.done_wan[month.number - 1], so_far, project.before_wan + so_far,
            progress._status(project, month), None,
        ])  # fmt: skip
    return _sheet(f"{month.number}月", rows, merges)


def bands(world: InventedCounty, month: Month) -> Sheet:
    """Bands numbered in a cell of their own, a 小计 below each; no band says a sum."""
    projects = world.years[month.year].projects
    head = [
        "序号", "项目名称", "责任单位", "总投资（亿元）", "年度任务（万元）", "本月完成（万元）",
        f"1—{month.number}月完成投资（万元）", "建设状态", "存在问题",
    ]  # fmt: skip
    rows: list[list[Cell]] = [["重点项目推进情况"], [*head]]
    serial = 0
    for numeral, is_new in (("一", False), ("二", True)):
        same = [p for p in projects if p.is_new == is_new]
        rows.append([numeral, f"{'新建' if is_new else '续建'}项目（{len(same)}个）"])
        for project in same:
            serial += 1
            rows.append([
                serial, project.name, _unit(project), project.total_wan / 10_000, project.task_wan,
                project.done_wan[month.number - 1], project.done_to(month.number),
                progress._status(project, month), None,
            ])  # fmt: skip
        rows.append([None, "小计", None, *_sums(same, month)])
    rows.append([None, "合计", None, *_sums(projects, month)])
    return _sheet("推进情况", rows)


def _sums(projects: Sequence[KeyProject], month: Month) -> list[Cell]:
    return [
        round(sum(p.total_wan for p in projects) / 10_000, 4),
        sum(p.task_wan for p in projects),
        sum(p.done_wan[month.number - 1] for p in projects),
        sum(p.done_to(month.number) for p in projects),
    ]


def packed(world: InventedCounty, month: Month) -> Sheet:
    """Every fourth project is packed: its parts stand below it, numbered 4-1 and 4-2."""
    head = [
        "序号", "项目名称", "项目性质", "责任单位", "总投资（万元）", "年度计划投资（万元）",
        "本月完成投资（万元）", f"1-{month.number}月累计完成投资（万元）", "开复工状态",
    ]  # fmt: skip
    projects = world.years[month.year].projects
    rows: list[list[Cell]] = [["重点项目进展情况表"], [*head]]
    for serial, project in enumerate(projects, 1):
        amounts = (
            project.total_wan, project.task_wan, project.done_wan[month.number - 1],
            project.done_to(month.number),
        )  # fmt: skip
        status = progress._status(project, month)
        rows.append([serial, project.name, _nature(project), _unit(project), *amounts, status])
        if serial % 4 == 0:
            halves = [amount // 2 for amount in amounts]
            rest = [amount - half for amount, half in zip(amounts, halves, strict=True)]
            for number, part in enumerate((halves, rest), 1):
                name = f"{project.name}{number}标段"
                rows.append([f"{serial}-{number}", name, None, None, *part, None])
    rows.append(["合计", f"{len(projects)}个", None, None, *_whole(projects, month), None])
    return _sheet("打捆", rows)


def _whole(projects: Sequence[KeyProject], month: Month) -> list[int]:
    return [
        sum(p.total_wan for p in projects), sum(p.task_wan for p in projects),
        sum(p.done_wan[month.number - 1] for p in projects),
        sum(p.done_to(month.number) for p in projects),
    ]  # fmt: skip


def several(world: InventedCounty, month: Month) -> Sheet:
    """Two tables below each other, each with its title, its own unit, its head and its total."""
    return _twice(world, month, "亿元")


def pages(world: InventedCounty, month: Month) -> Sheet:
    """The same, and printed on two pages: title, unit and head come again."""
    return _twice(world, month, "万元")


def _twice(world: InventedCounty, month: Month, second_unit: str) -> Sheet:
    projects = world.years[month.year].projects
    rows: list[list[Cell]] = []
    for is_new in (False, True):
        same = [p for p in projects if p.is_new == is_new]
        unit = second_unit if is_new else "万元"
        rows += [
            [f"{'新建' if is_new else '续建'}项目进展情况表"], [None] * 8 + [f"单位：{unit}"],
            [
                "序号", "项目名称", "建设阶段", "牵头单位", "总投资", "年度任务", "本月完成",
                f"1-{month.number}月累计", "开工情况",
            ],
        ]  # fmt: skip
        factor = 10_000 if unit == "亿元" else 1
        for serial, project in enumerate(same, 1):
            rows.append([
                serial, project.name, _nature(project), _unit(project),
                *(amount / factor for amount in _whole([project], month)),
                progress._status(project, month),
            ])  # fmt: skip
        sums = [round(amount / factor, 4) for amount in _whole(same, month)]
        rows += [["合计", None, None, None, *sums, None], [None]]
    return _sheet("项目", rows)


LAYOUTS: dict[str, Callable[[InventedCounty, Month], Sheet]] = {
    layout.__name__: layout for layout in (plain, wide, levels, bands, packed, several, pages)
}

"""
The cells that each indicator is computed from, as rows and columns of ledgers.

A line is `figure | counted in | numerator | denominator`. A figure is an id, with its unit if the
id has several figures (`A07/个`), and with a scope or kind of scope if those differ
(`A24@by:total`, `B09@unit`). Cells are written `[month/]ledger<rows>.column,column`:

    projects.status       the rows of the indicator
    projects~.status      the rows of the same projects in this ledger
    projects@.status      every row of the indicator's scope
    projects*.status      every row
    projects!a.b          column b where column a is blank; ! before ~
    -1/projects…          last month's ledger; `first/` the oldest of the last twelve months
    =A03,A14@county       other figures, of the same scope unless another is given
    {paper}               the column whose label is the name of the scope
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from briefing.indicators.permits import PERMITS

if TYPE_CHECKING:
    from briefing.indicators.catalogue import Definition

_PERMITS = ",".join(permit.key for permit in PERMITS)
_DONE_IN_MONTH = (
    "projects.done_this_month_wan; projects!done_this_month_wan.done_this_year_wan; "
    "-1/projects!done_this_month_wan~.done_this_year_wan"
)
_DONE_BEFORE = (
    "-1/projects@.done_this_month_wan; -1/projects@!done_this_month_wan.done_this_year_wan"
)
_DONE_TWO_BEFORE = (
    "-2/projects@.done_this_month_wan; -2/projects@!done_this_month_wan.done_this_year_wan"
)
_LIGHT = "projects.status,planned_start,annual_task_wan,done_this_year_wan"
_DUE = "statistics.is_started_stat,inclusion_status,total_plan_stat_wan; projects~.sector"
_TIMED = "tasks.promised_days,actual_days,accepted_on,closed_on"
_RIPE = "reserve.feasibility,filing,land"
_DONE_AND_TASK = "projects.done_this_year_wan | projects.annual_task_wan"

_LINES = f"""
A01         | 个   | projects.nature |
A02         | 个   | projects.nature,status |
A03         | 个   | projects.status | projects.nature
A04         | 个   | projects.nature,status |
A05         | 个   | projects.status | projects.nature
A06         | 个   | projects.status | projects.nature
A07         | 个   | projects.status | projects.planned_start
A07/个      | 个   | projects.planned_start |
A08         | 个   | projects.nature,status,started_on,planned_start |
A09         | 万元 | projects.annual_task_wan |
A10         | 万元 | projects.done_this_year_wan |
A11         | 万元 | {_DONE_AND_TASK}
A12         | 万元 | {_DONE_IN_MONTH} |
A13         | 万元 | {_DONE_IN_MONTH} | {_DONE_BEFORE}
A14         | 个月 | |
A15         | 万元 | {_DONE_AND_TASK}
A16         | 万元 | projects.annual_task_wan,done_this_year_wan |
A17         | 个   | projects.annual_task_wan,done_this_year_wan |
A17/%       | 个   | projects.annual_task_wan,done_this_year_wan | projects.annual_task_wan
A18         | 个   | projects.status,done_this_year_wan |
A19         | 个   | projects.annual_task_wan,done_this_year_wan |
A20         | 个   | projects.status | projects.planned_finish
A21         | 个   | projects.status,obstacles |
A22         | 次   | meetings.kind |
A22/个      | 个   | meetings.problems_solved |
A23         | 个   | projects.status,expected_start,obstacles; permits~.{_PERMITS} |
A24         | 万元 | reserve.replaces,replacement_task_wan | projects.annual_task_wan
A24@by      | 万元 | reserve.replaces,total_plan_wan | projects.total_plan_wan
A25         | 个   | projects.status | =A23
A26         | 个   | projects.done_this_year_wan | projects.nature
A27         | 万元 | projects.done_since_start_wan | projects.total_plan_wan
A28         | 万元 | projects*.done_this_year_wan | projects*.annual_task_wan
A29         | 万元 | projects.done_this_year_wan | projects*.done_this_year_wan
B01         | %    | growth.growth_pct |
B02         | %    | growth.growth_pct |
B03         | 万元 | {_DONE_AND_TASK}
B04         | 万元 | projects.annual_task_wan,done_this_year_wan |
B05         | 万元 | projects.annual_task_wan,done_this_year_wan |
B06         | 个   | {_DUE} |
B07         | 个   | {_DUE} |
B08         | 个   | statistics.inclusion_status | {_DUE}
B09         | 个   | {_DUE} |
B09/亿元    | 万元 | {_DUE}; projects~.annual_task_wan |
B10         | 个   | statistics.inclusion_status,is_submitted |
B11         | 个   | statistics.inclusion_status,included_on | statistics.promised_window
B12         | 件   | statistics.missing_documents | statistics.total_plan_stat_wan; projects~.sector
B13         | 个   | statistics.missing_documents |
B14         | 天   | statistics.started_stat_on,included_on |
B14/个      | 个   | statistics.started_stat_on,inclusion_status |
B15         | 个   | statistics.inclusion_status,included_on |
B15/亿元    | 万元 | statistics.inclusion_status,included_on,total_plan_stat_wan |
B16         | 万元 | projects~.done_this_year_wan; statistics.done_this_year_stat_wan |
B16/%       | 万元 | projects~.done_this_year_wan; statistics.done_this_year_stat_wan | projects~.done_this_year_wan
B17         | 万元 | statistics.inclusion_status; projects~.annual_task_wan,done_this_year_wan | projects*.annual_task_wan,done_this_year_wan
B18         | 个   | projects.status,total_plan_wan,annual_task_wan,done_before_wan,done_this_month_wan,done_this_year_wan,done_since_start_wan; -1/projects~.done_this_year_wan |
B19         | 个   | statistics.inclusion_status |
B20         | 个百分点 | contributions.contribution_points |
C01         | 个   | reserve.project_name |
C02         | 万元 | reserve.total_plan_wan |
C03         | 个   | reserve.sought_funds_wan |
C03/亿元    | 万元 | reserve.sought_funds_wan,total_plan_wan |
C04         | 个   | reserve.sought_funds_wan | reserve*.project_name
C04@by      | 万元 | reserve.sought_funds_wan,total_plan_wan | reserve*.total_plan_wan
C05         | 个   | reserve.field; reserve!field.project_name,content |
C05/亿元    | 万元 | reserve.field,total_plan_wan; reserve!field.project_name,content |
C06         | 个   | reserve.{{paper}} | reserve.{{paper}}
C07         | 个   | {_RIPE} |
C07/亿元    | 万元 | {_RIPE},total_plan_wan |
C08         | 个   | first/reserve.project_name; projects~.status | first/reserve*.project_name
C09         | 万元 | reserve.total_plan_wan | projects*.annual_task_wan
C09@stage   | 万元 | {_RIPE},total_plan_wan | projects*.annual_task_wan
C10         | 万元 | reserve.obtained_funds_wan | reserve.sought_funds_wan
C11         | 个   | reserve.updated_on | reserve*.project_name
C12         | 个   | reserve.total_plan_wan |
C12/亿元    | 万元 | reserve.total_plan_wan |
C13         | 个   | reserve.project_name; -1/reserve*.project_name |
C13@change:退出 | 个 | -1/reserve.project_name; reserve*.project_name |
C14         | 个   | reserve.project_name; projects~.project_name |
D01         | 个   | sponsorship~.has_leader | projects.nature
D02         | 项   | sponsorship~.project_name,has_team,has_task_list,has_schedule,has_chat_group | projects.nature
D02/个      | 个   | sponsorship~.project_name,has_team,has_task_list,has_schedule,has_chat_group,has_follow_through |
D03         | 件   | {_TIMED} | {_TIMED}
D04         | 天   | tasks.actual_days,accepted_on,closed_on |
D04@by      | 天   | tasks.promised_days |
D05         | 件   | tasks.transfers |
D06         | 个   | projects.status,started_on |
D06@change  | 个   | projects.status,started_on; -1/projects~.status,started_on |
D07         | 个   | projects.status; permits~.{_PERMITS} |
D08         | 件   | tasks.closed_on,actual_days | tasks*.matter
D09         | 件   | problems.is_held_to_account |
E01         | 个   | problems~.inspected_on | projects.nature
E01@focus   | 个   | problems~.inspected_on | {_LIGHT}
E02         | 条   | problems.inspected_on,problem |
E02@aspect  | 条   | problems.inspected_on,problem,aspect |
E03         | 件   | problems.transferred_on |
E04         | 件   | problems.due_on,closed_on,progress | problems.due_on
E05         | 件   | problems.due_on,closed_on,progress |
E05/天      | 天   | problems.due_on |
E06         | 件   | problems.inspected_on,obstacle | problems*.inspected_on,obstacle
E07         | 个   | {_LIGHT} |
E08         | 家   | projects.done_this_year_wan | projects.annual_task_wan
E09         | 分   | =A03,A11,A14@county,B08,D03,E04 |
E10         | 名   | -1/projects*.annual_task_wan,done_this_year_wan | projects*.annual_task_wan,done_this_year_wan
F01         | 万元 | projects.annual_task_wan,done_this_year_wan |
F02         | 万元 | projects.annual_task_wan,done_this_year_wan |
F03         | 万元 | projects.done_this_year_wan |
F04         | 万元 | projects.done_this_year_wan; {_DONE_IN_MONTH}; {_DONE_BEFORE}; {_DONE_TWO_BEFORE} |
F05         | 万元 | projects.done_this_year_wan |
F06         | 万元 | projects.annual_task_wan,done_this_year_wan,status,expected_start,started_on |
F07         | 万元 | =F03,F04,F05,F06 |
F07/%       | %    | |
F08         | 年   | projects.annual_task_wan,done_this_year_wan |
F09         | 万元 | projects.done_this_year_wan; {_DONE_IN_MONTH}; {_DONE_BEFORE}; {_DONE_TWO_BEFORE} | projects.annual_task_wan
F10         | 万元 | {_RIPE},total_plan_wan,years | projects*.annual_task_wan
"""


class Source(NamedTuple):
    """The line of an indicator: unit of numerator and denominator, and the terms of each."""

    counted_in: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


@cache
def sources() -> dict[str, Source]:
    """Return every line by its figure."""
    found = {}
    for line in _LINES.strip().splitlines():
        figure, unit, *sides = (part.strip() for part in line.split("|"))
        over, under = ([term.strip() for term in side.split(";") if term] for side in sides)
        found[figure] = Source(unit, tuple(over), tuple(under))
    return found


def source_of(figure: Definition, scope: str) -> Source:
    """Return the line of a figure: of its scope, else of the kind of scope, of its unit, of its id."""
    id_, kind = figure.id, scope.partition(":")[0]
    named = (f"{id_}@{scope}", f"{id_}@{kind}", f"{id_}/{figure.unit}", id_)
    return next(sources()[name] for name in named if name in sources())

"""
Judge how mutated ledgers are read: no total may differ without an error or a warning.

What is read must be what the sheet says now, in every row: amounts, counts, states, dates. Or the
ledger is refused. A word of warning is enough only for what no careful reader could know, or what
is missing to everyone's eyes:

- a column that nobody requires is gone: it is missing, in every row, and its absence is named;
- a ledger that nobody requires, whose head or sheet is gone, is missing, and that is named;
- a row is gone of which no band and no total tells: last month's ledger had it, which is named; of
  a row that is new this month nobody could know;
- an amount that only this month has was changed, or sorted alone, where nothing is written beside
  it that it must agree with: the sheet says so;
- the statistics' first amounts of the year are called 千元 for 万元: nothing that they could be held
  against is known to a tenth;
- a column bears the name of one that the ledger never had: there is nothing to hold it against.
"""

from __future__ import annotations

import contextlib
import math
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd
from xlsxwriter.exceptions import OverlappingRange

from briefing.domain.findings import Severity
from briefing.domain.months import Month
from briefing.editions import provenance
from briefing.ledgers.check import check_month
from briefing.ledgers.cut import month_reader
from briefing.ledgers.cut.book_reader import joined
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.table_head import find_heads
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.settings import county, paths
from briefing.starter.sample.books import month_files
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import invent
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from tests import mutations
from tests.layouts import LAYOUTS
from tests.mutations import MONTHLY, YTD, Area, Draft, Page, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.domain.findings import Finding
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.tidy.table import Table
from briefing.workbooks.sheet import Book, Sheet

ZHASHUI = county.load(paths.PACKAGE / "starter" / "sample" / "county.toml")
MONTHS = tuple(Month(2020, number) for number in range(1, 7))
# What must be as the sheet says, in every row.
COMPARED = {
    "name",
    "money",
    "percent",
    "count",
    "state",
    "yes_no",
    "date",
    "permit",
    "period",
    "unit",
}


STATISTICAL = "done_this_year_stat_wan"


class OneGuard:
    """Serves every month by one child, and opens a file that has not changed only once."""

    def __init__(self) -> None:
        self._guard = Guard(FileLimits())
        # The child dies with the thread that began it.
        self._thread = ThreadPoolExecutor(1)
        self._books: dict[tuple[str, tuple[str, int]], Book] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It lives as long as the run."""

    def begin(self, path: Path) -> None:
        """Nothing is opened ahead: most files are known."""

    def read(self, path: Path) -> Book:
        """Open a file, or return what it was when it was opened last."""
        stamp = (path.name, provenance.stamp(path))
        if stamp not in self._books:
            if len(self._books) > 200:
                self._books.clear()
            self._books[stamp] = self._thread.submit(self._guard.read, path).result()
        return self._books[stamp]

    def end(self) -> None:
        """Let the child go."""
        self._guard.__exit__()
        self._thread.shutdown()


@contextlib.contextmanager
def one_guard() -> Iterator[None]:
    """Let `read_month` open files by one child for the whole run."""
    whole, guard = month_reader.Guard, OneGuard()
    month_reader.Guard = lambda _: guard  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        month_reader.Guard = whole  # type: ignore[misc]
        guard.end()


@dataclass
class Seen:
    """What the pipeline makes of a folder."""

    sheets: list[SheetTable]
    tables: dict[str, Table]
    findings: list[Finding]


def seen(folder: Path, month: Month, before: Mapping[str, Table] | None) -> Seen:
    """Read, tidy and check a month as `intake` does; there are no corrections."""
    found = month_reader.read_month(folder, month, ZHASHUI.reading)
    tidied = tidy_month(found.tables, month, ZHASHUI)
    doubts = check_month(tidied.tables, before, month)
    return Seen(found.tables, tidied.tables, sorted({*found.findings, *tidied.findings, *doubts}))


@dataclass
class Case:
    """A sound workbook, the files beside it, and what it said last month."""

    name: str
    month: Month
    file: str
    beside: dict[str, bytes]
    before: dict[str, Table]
    draft: Draft
    clean: Seen
    is_text: bool = False


def cases(
    folder: Path, months: tuple[Month, ...] = MONTHS, only: frozenset[str] = frozenset()
) -> list[Case]:
    """
    Every ledger of the invented county, and the other layouts, in every month but the first.

    *only* names some: “sample 0” is the county's first file, “wide” a layout.
    """
    world = invent(zhashui(), projects=14, months=months, seed=7, factor=1.0)
    made: list[Case] = []
    former: dict[str, Seen] = {}
    for month in months:
        files = month_files(world, month)
        sound = {file.file_name: file.to_bytes() for file in files}
        master = month_files(world, month)[0].file_name
        for at, (file, content) in enumerate(sound.items()):
            beside = {} if file == master else {master: sound[master]}
            name = f"sample {at}"
            if only and name not in only:
                continue
            case = _case(folder, name, month, file, content, beside, former.get(name))
            former[name] = case.clean
            made.append(case)
        for name, layout in LAYOUTS.items():
            if only and name not in only:
                continue
            sheet = layout(world, month)
            content = mutations.write([_bare(sheet)])
            case = _case(folder, name, month, f"{name}.xlsx", content, {}, former.get(name))
            former[name] = case.clean
            _as_the_world_has_it(case, world.years[month.year].projects, month)
            made.append(case)
    return [case for case in made if case.month != months[0] and case.before]


def _as_the_world_has_it(case: Case, projects: Any, month: Month) -> None:
    """A layout of ours is no test unless it is read as it was meant."""
    frame = case.clean.tables["projects"].frame
    assert len(frame) == len(projects), case.name
    sums = {
        "total_plan_wan": sum(p.total_wan for p in projects),
        "annual_task_wan": sum(p.task_wan for p in projects),
        MONTHLY: sum(p.done_wan[month.number - 1] for p in projects),
        "done_this_year_wan": sum(p.done_to(month.number) for p in projects),
    }
    assert {key: round(frame[key].sum(), 4) for key in sums} == sums, case.name


def _bare(sheet: Sheet) -> Page:
    rows = [[cell if cell is not None else None for cell in row] for row in sheet.rows]
    merges = [Area(m.top, m.left, m.bottom, m.right) for m in sheet.merges]
    numbers: list[int | None] = list(range(1, len(rows) + 1))
    columns: list[int | None] = list(range(sheet.width))
    rows = [row + [None] * (sheet.width - len(row)) for row in rows]
    return Page(sheet.name, rows, numbers, columns, [], merges, sound_name=sheet.name)


def _case(
    folder: Path,
    name: str,
    month: Month,
    file: str,
    content: bytes,
    beside: dict[str, bytes],
    former: Seen | None,
) -> Case:
    put(folder, {file: content, **beside})
    before = former.tables if former else {}
    clean = seen(folder, month, before or None)
    wrong = [f.line for f in clean.findings if f.severity is Severity.ERROR and f.code != "F02"]
    assert not wrong, (name, wrong)
    pages = []
    for sheet in month_reader.Guard(FileLimits()).read(folder / file).sheets:
        page = _bare(sheet)
        page.parts = _parts(sheet, month, [t for t in clean.sheets if t.file == file], clean)
        if page.parts:
            pages.append(page)
    draft = Draft(month, {file: pages})
    is_text = file.endswith(".csv")
    return Case(name, month, file, beside, before, draft, clean, is_text)


def _parts(sheet: Sheet, month: Month, tables: list[SheetTable], clean: Seen) -> list[Part]:
    found = []
    floor = 0
    heads = [head for head, _ in joined(sheet, find_heads(sheet, all_ledgers(), month))]
    for head, table in zip(heads, [t for t in tables if t.sheet == sheet.name], strict=True):
        columns = {placed.index: key for key, placed in table.placed.items()}
        columns |= {p.index: f"{key}@{n}" for (key, n), (p, _) in table.by_month.items()}
        frame = clean.tables[table.ledger.id].frame
        here = frame[(frame["source_file"] == sheet.file) & (frame["source_sheet"] == sheet.name)]
        truth = {int(row["source_row"]): row for row in here.to_dict("records")}
        kinds = {
            number: RowKind.PROJECT if number in truth else kind
            for number, kind in zip(table.numbers, table.kinds, strict=True)
        }
        found.append(
            Part(
                table.ledger,
                list(range(head.top + 1, head.bottom + 2)),
                [n for n in range(floor + 1, head.top + 1) if any(sheet.rows[n - 1])],
                kinds,
                columns,
                set(table.summed),
                {number: truth[number] for number in table.numbers if number in truth},
            )
        )
        floor = max(table.numbers)
        # A title between two tables belongs to the second.
        last = found[-1]
        last.kinds = {n: k for n, k in last.kinds.items() if n in truth or k is not RowKind.NOTE}
    return found


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


@dataclass(frozen=True)
class Verdict:
    """What became of one mutated workbook."""

    case: str
    month: str
    names: tuple[str, ...]
    # same: read as the sound one; told: as the sheet says now, or missing with a word about it;
    # refused; or a failure: silent, unwarned.
    fate: str
    # Refused, though every mutation of it was harmless.
    is_false_alarm: bool = False
    why: tuple[str, ...] = ()
    number: int = 0


FAILURES = {"silent", "unwarned"}


def judged(case: Case, folder: Path, chance: random.Random, wanted: list[Any]) -> Verdict | None:
    """Mutate a sound workbook, read it, and hold what is read against what it says."""
    draft, names = mutations.mutate(case.draft, chance, wanted)
    if not names:
        return None
    try:
        files = {
            draft.renamed.get(file, file): _written(case, file, pages)
            for file, pages in draft.files.items()
        }
    except OverlappingRange:
        return None
    put(folder, {**case.beside, **files})
    now = seen(folder, case.month, case.before)
    verdict, why = _fate(case, draft, now)
    harmless = {mutation.__name__ for mutation in mutations.HARMLESS}
    is_false = verdict == "refused" and set(names) <= harmless
    return Verdict(case.name, str(case.month), tuple(names), verdict, is_false, tuple(why))


def _written(case: Case, file: str, pages: list[Page]) -> bytes:
    if case.is_text and mutations.fits_text(pages) and file == case.file:
        return mutations.write_text(pages[0])
    return mutations.write(pages)


def _fate(case: Case, draft: Draft, now: Seen) -> tuple[str, list[str]]:
    known = {(f.code, f.found) for f in case.clean.findings}
    own = {ledger for pages in draft.files.values() for page in pages for ledger in _ledgers(page)}
    own_names = [ledger.name for ledger in all_ledgers() if ledger.id in own]
    fresh = [f for f in now.findings if (f.code, f.found) not in known]
    ours = [
        f
        for f in fresh
        if f.file in {*draft.files, *draft.renamed.values()}
        or (f.code == "F02" and any(name in f.found for name in own_names))
    ]
    wrong = [f for f in ours if f.severity is Severity.ERROR]
    if wrong:
        return "refused", [f.line for f in wrong[:4]]
    named = {f.column for f in ours if f.code == "X06"}
    draft.lost |= {
        (b.id, c.key) for b in all_ledgers() if b.id in own for c in b.columns if c.label in named
    }
    # A column that one table of a ledger lost is told by the cells that last month's had.
    emptied = {f.column for f in ours if f.code in {"X03", "X10"}}
    draft.blurred |= {
        (b.id, c.key)
        for b in all_ledgers()
        for c in b.columns
        if (b.id, c.key) in draft.lost and c.label in emptied
    }
    differences = []
    for ledger_id in own:
        if ledger_id not in now.tables:
            # A ledger that need not be sent is missing then, and never different.
            if not ours:
                differences.append(f"{ledger_id}: no table")
            continue
        differences += _differences(case, draft, now, ledger_id)
    if differences and _is_first_tenth(case, draft, now):
        return "told", []
    if differences and ours and _is_only_moved(case, draft, now):
        return "told", []
    if differences:
        return "silent", [*differences[:6], *(f.line for f in ours[:3])]
    if draft.must_name and not ours:
        return "unwarned", ["nothing is named"]
    lost = {key for _, key in draft.lost}
    if (draft.must_warn or lost or _is_missed(case, draft)) and not ours:
        return ("unwarned", sorted(lost)) if _is_changed(case, draft, now) else ("same", [])
    is_told = bool(draft.edits or draft.gone or draft.lost or draft.unread)
    return ("told" if is_told else "same"), []


def _is_changed(case: Case, draft: Draft, now: Seen) -> bool:
    """Whether anything reads otherwise than in the sound month."""
    sound = Draft(draft.month, draft.files)
    return any(_differences(case, sound, now, ledger_id) for ledger_id in now.tables)


def _is_only_moved(case: Case, draft: Draft, now: Seen) -> bool:
    """
    Whether nothing differs but which rows have this month's amounts, and their sums stand.

    What a project adds in a month is anybody's guess. Where its year is written beside it, both are
    held together; in the statistics, and where the year is left to its months, a column that was
    sorted alone can be questioned row by row, and the county's total is what it was.
    """
    summed = {
        key for pages in draft.files.values() for p in pages for t in p.parts for key in t.summed
    }
    loose = {"statistics": {STATISTICAL}, "projects": {MONTHLY, YTD} if YTD in summed else set()}
    blurred = replace(
        draft,
        blurred=draft.blurred | {(name, key) for name, keys in loose.items() for key in keys},
    )
    if any(_differences(case, blurred, now, ledger_id) for ledger_id in now.tables):
        return False
    sums = [
        [round(seen.tables[name].frame[key].sum(), 4) for name, keys in loose.items() for key in sorted(keys)
         if name in seen.tables]
        for seen in (case.clean, now)
    ]  # fmt: skip
    return sums[0] == sums[1]


def _is_first_tenth(case: Case, draft: Draft, now: Seen) -> bool:
    """Whether nothing differs but the statistics' first amounts of the year, called 千元 for 万元."""
    if not {"statistics"} <= {*now.tables, *case.clean.tables, *case.before}:
        return False
    if case.before["statistics"].frame[STATISTICAL].notna().any():
        return False
    blurred = replace(draft, blurred=draft.blurred | {("statistics", STATISTICAL)})
    if any(_differences(case, blurred, now, ledger_id) for ledger_id in now.tables):
        return False
    then, told = (s.tables["statistics"].frame[STATISTICAL].sum() for s in (case.clean, now))
    return bool(round(told * 10, 4) == round(then, 4))


def _is_missed(case: Case, draft: Draft) -> bool:
    """Whether a row that last month's ledger had is gone; of a new row nobody could know."""
    for table in case.clean.tables.values():
        if table.ledger.id not in case.before:
            continue
        keys = list(table.ledger.key)
        known = set(case.before[table.ledger.id].frame[keys].itertuples(index=False, name=None))
        frame = table.frame
        places = zip(
            frame["source_file"], frame["source_sheet"], frame["source_row"],
            frame[keys].itertuples(index=False, name=None), strict=True,
        )  # fmt: skip
        if any(
            (file, sheet, int(row)) in draft.gone and key in known
            for file, sheet, row, key in places
        ):
            return True
    return False


def _ledgers(page: Page) -> set[str]:
    return {part.ledger.id for part in page.parts}


def _differences(case: Case, draft: Draft, now: Seen, ledger_id: str) -> list[str]:
    """Rows that the sheet has and the table has not, or the other way round."""
    clean, table = case.clean.tables[ledger_id], now.tables[ledger_id]
    keys = [c.key for c in clean.ledger.columns if c.type in COMPARED]
    lost = {key for ledger, key in draft.lost if ledger == ledger_id}
    # A column that was lost is missing altogether, or as it was.
    keys = [k for k in keys if k not in lost or table.frame[k].notna().any()]
    keys = [k for k in keys if (ledger_id, k) not in draft.blurred]
    keys += [f"{k}_on" for k in keys if f"{k}_on" in table.frame]
    expected: Counter[tuple[Any, ...]] = Counter()
    for row in clean.frame.to_dict("records"):
        place = (row["source_file"], row["source_sheet"], int(row["source_row"]))
        if place in draft.gone:
            continue
        said = {key: draft.edits.get((*place, key), row[key]) for key in keys}
        expected[tuple(_plain(said[key]) for key in keys)] += 1
    found = Counter(
        tuple(_plain(row[key]) for key in keys) for row in table.frame[keys].to_dict("records")
    )
    added = Counter(
        tuple(_plain(row.get(key)) for key in keys) for row in draft.added.get(ledger_id, [])
    )
    missing = list((expected - found).elements())
    extra = list((found - expected - added).elements())
    told = (
        [f"{ledger_id}: {len(missing)} rows differ, {len(extra)} instead"]
        if missing or extra
        else []
    )
    for one, other in zip(missing[:2], extra[:2], strict=False):
        unlike = [(k, a, b) for k, a, b in zip(keys, one, other, strict=True) if a != b]
        told.append(f"{one[:2]}: {unlike}")
    return told


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        return round(float(value), 4)
    return str(value)


def run(sound: list[Case], folder: Path, size: int, seed: int = 1) -> list[Verdict]:
    """Judge *size* mutated workbooks: one to three mutations each, every kind as often."""
    verdicts: list[Verdict] = []
    number = 0
    while len(verdicts) < size:
        if verdict := judge(sound, folder, seed, number):
            verdicts.append(verdict)
        number += 1
    return verdicts


def judge(sound: list[Case], folder: Path, seed: int, number: int) -> Verdict | None:
    """Judge one mutated workbook; its seed and number make it again."""
    kinds = [*mutations.HARMLESS, *mutations.TELLING, *mutations.DOUBTFUL]
    # A few are of every class.
    random.Random(seed).shuffle(kinds)
    chance = random.Random(f"{seed} {number}")
    case = sound[chance.randrange(len(sound))]
    more = chance.choices([0, 1, 2], [6, 3, 1])[0]
    wanted = [kinds[number % len(kinds)], *chance.sample(kinds, more)]
    verdict = judged(case, folder, chance, wanted)
    return verdict and replace(verdict, number=number)


def report(verdicts: list[Verdict]) -> str:
    """Count, for each kind of mutation, what became of the workbooks in which it took part."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        for name in verdict.names:
            counts.setdefault(name, Counter())[verdict.fate] += 1
            if verdict.is_false_alarm:
                counts[name]["false alarm"] += 1
    fates = ["same", "told", "refused", "false alarm", *sorted(FAILURES)]
    lines = [f"{'':32}{''.join(f'{fate:>12}' for fate in fates)}"]
    for title, kinds in (
        ("harmless", mutations.HARMLESS),
        ("telling", mutations.TELLING),
        ("doubtful", mutations.DOUBTFUL),
    ):
        lines.append(title)
        for kind in kinds:
            count = counts.get(kind.__name__, Counter())
            lines.append(f"  {kind.__name__:30}{''.join(f'{count[fate]:12}' for fate in fates)}")
    total = Counter(verdict.fate for verdict in verdicts)
    total["false alarm"] = sum(verdict.is_false_alarm for verdict in verdicts)
    lines.append(f"{'all':32}{''.join(f'{total[fate]:12}' for fate in fates)}")
    return "\n".join(lines)

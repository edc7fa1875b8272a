"""Read the files of a month's folder into tables, each file by itself, unchanged ones from the cache."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.domain.suggest import suggestions
from briefing.editions.provenance import Stamp, fingerprints, raw_link, received, stamp
from briefing.ledgers.cut import last_year, sheet_findings
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.cut.received import Received
from briefing.ledgers.cut.whole_month import settled, with_advice
from briefing.ledgers.dictionary import all_ledgers
from briefing.settings.paths import is_link
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Remark, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.domain.months import Month
    from briefing.ledgers.cut.read_cache import ReadCache

Progress = Callable[[str, int, int], None]
# A larger file is not opened before its turn: two of them would need twice the memory.
MOST_AHEAD = 4 << 20
# So many files are opened ahead.
AHEAD = 2


def read_month(
    folder: Path,
    month: Month,
    limits: FileLimits | None = None,
    progress: Progress = lambda *_: None,
    kept: ReadCache | None = None,
) -> Extract:
    """Read every ledger of one month, with a child process of its own."""
    with Guard(limits or FileLimits()) as guard:
        return MonthReader(folder, month, guard, kept).read(progress)


@dataclass(frozen=True)
class Known:
    """What is known of a county besides its files."""

    county: str = ""
    # The reason, by the hash of a file, for which the file was said to be no ledger.
    ignored: Mapping[str, str] = field(default_factory=dict)


class MonthReader:
    """
    Reads the files of one month's folder, as they are when the reader is made.

    Each file is read in three steps (`_begin`, `_open`, `_cut`), so that the guard's child process
    opens a book while the one before is cut into tables. The first steps return an Extract where
    that is already known.
    """

    def __init__(
        self,
        folder: Path,
        month: Month,
        guard: Guard,
        kept: ReadCache | None = None,
        known: Known | None = None,
    ) -> None:
        self.month = month
        self._folder, self._guard, self._kept = folder, guard, kept
        self._known = known or Known()
        self.stamps: dict[str, Stamp] = fingerprints(folder)
        # Files that equal one of the same month last year, by the former names.
        self.repeated = last_year.repeated(folder, month, self.stamps)
        self._files = [folder / name for name in self.stamps]
        self._coming = map(self._begin, self._files)
        self._begun: deque[Extract | None] = deque()
        # Files that wait, because a large one before them is not opened yet.
        self._waiting: deque[Path] = deque()

    def begin(self) -> None:
        """Have the first files opened, without waiting for them."""
        self._begun.extend(islice(self._coming, AHEAD - len(self._begun)))

    def read(
        self, progress: Progress = lambda *_: None, former: Sequence[Received] = ()
    ) -> Extract:
        """
        Read every ledger of the month. Faults become findings, and a file that cannot be read is
        left out. *progress* is called with each file's name, its number from 1, and their count;
        *former* is what last month's files were taken for.
        """
        if link := raw_link(self._folder):
            place = f"raw/{self._folder.name}" if link == self._folder else "raw"
            return Extract(findings=[sheet_findings.of_file(place, _LINKED_FOLDER)])
        if not self._folder.is_dir():
            return Extract(findings=[_no_folder(self._folder)])
        extract = Extract(files=self.stamps)
        self.begin()
        for number, path in enumerate(self._files, 1):
            progress(path.name, number, len(self._files))
            opened = self._open(path, self._begun.popleft())
            # While this file is cut, the child opens the next one.
            self._begun.extend(islice(self._coming, 1))
            of_file = self._cut(path, opened)
            extract.tables.extend(of_file.tables)
            extract.findings.extend(of_file.findings)
            extract.received.extend(of_file.received)
        if self._kept:
            self._kept.prune()
        extract.findings.extend(_not_files(self._folder))
        of_other_time = {finding.file for finding in extract.findings if finding.code == "H07"}
        repeated = {at: was for at, was in self.repeated.items() if at not in of_other_time}
        extract.findings.extend(last_year.findings(repeated, self.month))
        changed = {path.name: path.stat().st_mtime for path in self._files if not is_link(path)}
        whole = settled(extract, changed, former, self._known.county)
        whole.findings.extend(missing_ledgers(self._folder, whole))
        return with_advice(whole, self.month)

    def _begin(self, path: Path) -> Extract | None:
        """Return what is kept of a file, or have it opened; a large one waits for its turn."""
        if is_link(path):
            return Extract(findings=[sheet_findings.of_file(_name(path), _LINK)])
        if any("\ud800" <= character <= "\udfff" for character in path.name):
            return Extract(findings=[sheet_findings.of_file(_name(path), _NO_TEXT)])
        digest, _ = self.stamps[path.name]
        if reason := self._known.ignored.get(digest):
            why = f"已书面认定（{reason}）"
            return Extract(received=[Received(_name(path), "", "", why=why, is_none=True)])
        if self._kept and (found := self._kept.recall(_name(path), digest)):
            tables, findings, taken = found
            return Extract(tables, findings, received=taken)
        self._waiting.append(path)
        while self._waiting and self.stamps[self._waiting[0].name][1] <= MOST_AHEAD:
            self._guard.begin(self._waiting.popleft())
        return None

    def _open(self, path: Path, begun: Extract | None) -> Extract | Book:
        """Return the book of a file from the child, or the finding about a file without one."""
        if begun:
            return begun
        if self._waiting and self._waiting[0] == path:
            self._waiting.popleft()
        try:
            return self._guard.read(path)
        except Unreadable as error:
            # A picture beside the ledgers is only mentioned; one called .xlsx was meant as a ledger.
            is_other = error.remark.code == "F13" and path.suffix.lower() not in _TABLE_SUFFIXES
            severity = Severity.WARNING if is_other else Severity.ERROR
            finding = sheet_findings.of_file(_name(path), error.remark, severity)
            why = error.remark.found
            entry = Received(
                _name(path), "", "", 0, why, is_refused=not is_other, is_none=is_other
            )
            return Extract(findings=[finding], received=[entry])

    def _cut(self, path: Path, opened: Extract | Book) -> Extract:
        """Cut the tables out of a book, and put them into the cache."""
        if isinstance(opened, Extract):
            return opened
        name, stamped = _name(path), self.stamps[path.name]
        extract = Extract()
        read_book(name, opened, self.month, extract)
        # A file that was saved in the meantime does not fit its hash.
        if self._kept and stamp(path) == stamped:
            tables = self._kept.keep(
                name, stamped[0], extract.tables, extract.findings, extract.received
            )
            return Extract(tables, extract.findings, received=extract.received)
        return extract


_TABLE_SUFFIXES = {
    *(".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv"),
    *(".slk", ".dif", ".dbf", ".gnumeric", ".uos", ".uof"),
}
_LINK = Remark("F05", "是链接，不读取", "应为文件本身", "请删去链接，放入原文件")
_LINKED_FOLDER = Remark("F05", "是链接，不读取", "应为文件夹本身", "请删去链接，放入原文件夹")
_FOLDER = Remark("F09", "是文件夹", "台账应直接放在月份文件夹里", "请把其中的文件移出来")
_SPECIAL = Remark("F05", "是管道或设备，不读取", "应为文件本身", "请删去，放入原文件")
_NO_TEXT = Remark(
    "F03",
    "文件名的编码无法识别，未读取",
    "应为 UTF-8 文件名",
    "请改名，或换用能识别中文名的解压工具",
)


def _not_files(folder: Path) -> list[Finding]:
    """Return the findings about what is no file and no link: folders, pipes and devices."""
    return [
        sheet_findings.of_file(_name(path), _FOLDER if path.is_dir() else _SPECIAL)
        for path in received(folder)
        if not is_link(path) and not path.is_file()
    ]


def _name(path: Path) -> str:
    """Return a file's name as it is printed: bytes that are no valid text are shown as �."""
    return mask(path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def missing_ledgers(folder: Path, extract: Extract) -> list[Finding]:
    """
    Return the findings about required ledgers that no file of the folder holds. One that an error
    stands for is not missing: its file is locked, or of another month.
    """
    found = {table.ledger.id for table in extract.tables}
    found |= {
        ledger_id
        for entry in extract.received
        if entry.is_refused
        for ledger_id in entry.ledger.split("|")
    }
    return [
        sheet_findings.of_file(
            f"raw/{folder.name}",
            Remark("F02", f"没有找到《{ledger.name}》", "每月应报", f"请{ledger.supplier}报送"),
        )
        for ledger in all_ledgers()
        if ledger.required and ledger.id not in found
    ]


def _no_folder(folder: Path) -> Finding:
    # 2002-05 may be a mistyped 2020-05.
    years = sorted(path.name for path in folder.parent.glob(f"????-{folder.name[-2:]}"))
    meant = "、".join(suggestions(folder.name, years))
    advice = f"请建立文件夹并放入原始台账{f'（是不是 {meant}？）' if meant else ''}"
    remark = Remark("F06", "没有这个文件夹", "应放有该月各部门台账", advice)
    return sheet_findings.of_file(f"raw/{folder.name}", remark)

"""A month's folder goes in; what its files hold comes out, each file by itself, none twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.domain.suggest import suggestions
from briefing.editions.provenance import Stamp, fingerprints, raw_link, received, stamp
from briefing.ledgers.cut import sheet_findings
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.dictionary import all_ledgers
from briefing.settings.paths import is_link
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Remark, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.domain.months import Month
    from briefing.ledgers.cut.cache import ReadCache

Progress = Callable[[str, int, int], None]
# A file of more bytes is not opened before its turn: two of them would take twice the memory.
MOST_AHEAD = 4 << 20
# So many files are asked for ahead.
AHEAD = 2


def read_month(
    folder: Path,
    month: Month,
    limits: FileLimits | None = None,
    progress: Progress = lambda *_: None,
    kept: ReadCache | None = None,
) -> Extract:
    """Read every ledger of one month, as a MonthReader does with a child of its own."""
    with Guard(limits or FileLimits()) as guard:
        return MonthReader(folder, month, guard, kept).read(progress)


class MonthReader:
    """
    Reads the files of one month's *folder*, as they are when it is made; what was *kept* of a file
    is not read again.

    Each file is read in three steps, so that the guard's child opens a book while the one before is
    looked at. A step that already knows what there is to read hands on the Extract.
    """

    def __init__(
        self, folder: Path, month: Month, guard: Guard, kept: ReadCache | None = None
    ) -> None:
        self.month = month
        self._folder, self._guard, self._kept = folder, guard, kept
        self.stamps: dict[str, Stamp] = fingerprints(folder)
        self._files = [folder / name for name in self.stamps]
        self._coming = map(self._begin, self._files)
        self._begun: deque[Extract | None] = deque()
        # Those that the guard was not asked for yet, because a long one stands before them.
        self._waiting: deque[Path] = deque()

    def begin(self) -> None:
        """Have the first files opened, and do not wait: it is this month's turn, or soon will be."""
        self._begun.extend(islice(self._coming, AHEAD - len(self._begun)))

    def read(self, progress: Progress = lambda *_: None) -> Extract:
        """
        Read every ledger of the month. Faults become findings; a file that cannot be read costs
        only itself. *progress* is told each file's name, its number from 1, and how many there are.
        """
        if link := raw_link(self._folder):
            return Extract(findings=[_linked(self._folder, link)])
        if not self._folder.is_dir():
            return Extract(findings=[_no_folder(self._folder)])
        reading = Extract(files=self.stamps)
        self.begin()
        for number, path in enumerate(self._files, 1):
            progress(path.name, number, len(self._files))
            opened = self._open(path, self._begun.popleft())
            # While this one is looked at, the child opens the next, and knows the one behind it.
            self._begun.extend(islice(self._coming, 1))
            of_file = self._look(path, opened)
            reading.tables.extend(of_file.tables)
            reading.findings.extend(of_file.findings)
        if self._kept:
            self._kept.prune()
        reading.findings.extend(_no_files(self._folder))
        reading.findings.extend(missing_ledgers(self._folder, reading))
        return reading

    def _begin(self, path: Path) -> Extract | None:
        """Recall what is kept of a file, or have it opened; a long one waits for its turn."""
        if is_link(path):
            return Extract(findings=[sheet_findings.of_file(_name(path), _LINK)])
        if not _is_text(path.name):
            return Extract(findings=[sheet_findings.of_file(_name(path), _NO_TEXT)])
        digest, _ = self.stamps[path.name]
        if self._kept and (found := self._kept.recall(_name(path), digest)):
            return Extract(*found)
        self._waiting.append(path)
        self._ask_ahead()
        return None

    def _open(self, path: Path, begun: Extract | None) -> Extract | Book:
        """Take the book of a file from the child, or what is to be said of one without."""
        if begun:
            return begun
        if self._waiting and self._waiting[0] == path:
            self._waiting.popleft()
        try:
            return self._guard.read(path)
        except Unreadable as error:
            is_other = error.remark.code == "F13" and not _claims_to_be_a_table(path)
            severity = Severity.WARNING if is_other else Severity.ERROR
            return Extract(findings=[sheet_findings.of_file(_name(path), error.remark, severity)])

    def _ask_ahead(self) -> None:
        while self._waiting and self.stamps[self._waiting[0].name][1] <= MOST_AHEAD:
            self._guard.begin(self._waiting.popleft())

    def _look(self, path: Path, opened: Extract | Book) -> Extract:
        """Find the tables of a book, and keep what was read."""
        if isinstance(opened, Extract):
            return opened
        name, stamped = _name(path), self.stamps[path.name]
        reading = Extract()
        read_book(name, opened, self.month, reading)
        # A file that someone has just saved is not what its hash names.
        if self._kept and stamp(path) == stamped:
            tables = self._kept.keep(name, stamped[0], reading.tables, reading.findings)
            return Extract(tables, reading.findings)
        return reading


_LINK = Remark("F05", "是链接，不读取", "应为文件本身", "请删去链接，放入原文件")
_FOLDER = Remark("F09", "是文件夹", "台账应直接放在月份文件夹里", "请把其中的文件移出来")
_SPECIAL = Remark("F05", "是管道或设备，不读取", "应为文件本身", "请删去，放入原文件")
_NO_TEXT = Remark(
    "F03",
    "文件名的编码无法识别，未读取",
    "应为 UTF-8 文件名",
    "请改名，或换用能识别中文名的解压工具",
)


def _no_files(folder: Path) -> list[Finding]:
    """What was received besides files and links: folders, and what only looks like a file."""
    return [
        sheet_findings.of_file(_name(path), _FOLDER if path.is_dir() else _SPECIAL)
        for path in received(folder)
        if not is_link(path) and not path.is_file()
    ]


def _linked(folder: Path, link: Path) -> Finding:
    place = f"raw/{folder.name}" if link == folder else "raw"
    remark = Remark("F05", "是链接，不读取", "应为文件夹本身", "请删去链接，放入原文件夹")
    return sheet_findings.of_file(place, remark)


def _name(path: Path) -> str:
    """What a file is called wherever it is named: its bytes that are no text are shown as �."""
    return mask(path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _claims_to_be_a_table(path: Path) -> bool:
    """A picture beside the ledgers is mentioned; a picture called .xlsx was meant as a ledger."""
    return path.suffix.lower() in {
        ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv",
    }  # fmt: skip


def missing_ledgers(folder: Path, reading: Extract) -> list[Finding]:
    """Name the ledgers that are due every month and that no file of the folder holds."""
    found = {table.ledger.id for table in reading.tables}
    return [
        sheet_findings.of_file(
            f"raw/{folder.name}",
            Remark("F02", f"没有找到《{ledger.name}》", "每月应报", f"请{ledger.supplier}报送"),
        )
        for ledger in all_ledgers()
        if ledger.required and ledger.id not in found
    ]


def _no_folder(folder: Path) -> Finding:
    # 2002-05 was meant for 2020-05.
    years = sorted(path.name for path in folder.parent.glob(f"????-{folder.name[-2:]}"))
    meant = "、".join(suggestions(folder.name, years))
    advice = f"请建立文件夹并放入原始台账{f'（是不是 {meant}？）' if meant else ''}"
    remark = Remark("F06", "没有这个文件夹", "应放有该月各部门台账", advice)
    return sheet_findings.of_file(f"raw/{folder.name}", remark)

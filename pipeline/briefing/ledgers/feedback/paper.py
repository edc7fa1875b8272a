"""A sheet of a workbook for an office, which knows what was written in each of its cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.export import safe_cells

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from briefing.export.safe_cells import Pen

GRID: dict[str, object] = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}
HEAD: dict[str, object] = GRID | {"bold": True, "bg_color": "#DDEBF7", "align": "center"}
QUIET: dict[str, object] = {"font_color": "#7F7F7F", "font_size": 9}
# What stands for an empty cell among the marks of a row.
_EMPTY, _MARK = "----", 4
_LONGEST_NAME = 21


class Paper:
    """A landscape sheet for A4, with the marks of its texts, by which changes of it are seen."""

    def __init__(self, book: Workbook, title: str, taken: set[str], pen: Pen) -> None:
        self.name = safe_cells.sheet_name(title, taken)
        self.page = book.add_worksheet(self.name)
        self.pen = pen
        self._texts: dict[int, dict[int, str]] = {}
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.set_footer("&C第&P页，共&N页")
        # Codes are texts that look like numbers: no warning is needed at each of them.
        self.page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def text(self, row: int, column: int, text: str, **style: object) -> None:
        """Write a text that can never run."""
        safe_cells.set_text(self.page, row, column, text, self.pen, **style)
        self._note(row, column, safe_cells.fitting(text))

    def amount(self, row: int, column: int, text: str, **style: object) -> None:
        """Write an amount, as a number where it would be shown just as its text."""
        safe_cells.set_amount(self.page, row, column, text, self.pen, **style)
        self._note(row, column, safe_cells.fitting(text))

    def number(self, row: int, column: int, number: int, **style: object) -> None:
        """Write a count or the number of a row."""
        self.page.write_number(row, column, number, self.pen(**style))
        self._note(row, column, str(number))

    def across(self, row: int, last: int, text: str, **style: object) -> None:
        """Write a text over the cells of a row up to the column *last*."""
        self.page.merge_range(row, 0, row, last, "")
        self.text(row, 0, text, **style)

    def fit_height(self, row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make a row as high as its texts, given with their columns' widths, need."""
        self.page.set_row(row, safe_cells.height(texts))

    def _note(self, row: int, column: int, text: str) -> None:
        self._texts.setdefault(row, {})[column] = text

    @property
    def marks(self) -> dict[int, str]:
        """The mark of each row that was written."""
        return {
            row: row_mark([texts.get(at, "") for at in range(max(texts) + 1)])
            for row, texts in self._texts.items()
        }


def short_name(file: str) -> str:
    """
    Return a file's name, or the beginning and the end of a long one, which take few lines in print.

    >>> short_name("月报.xlsx"), short_name("附件1：柞水县2020年重点项目进展情况月报表（5月）.xlsx")
    ('月报.xlsx', '附件1：柞水县2…月报表（5月）.xlsx')
    """
    if len(file) <= _LONGEST_NAME:
        return file
    return f"{file[:8]}…{file[-(_LONGEST_NAME - 9) :]}"


def row_mark(texts: Sequence[str]) -> str:
    """
    Return the marks of a row's cells, four characters each: equal texts have equal marks.

    >>> row_mark(["水厂", "", " 水厂"])
    'b72c----b72c'
    """
    return "".join(text_mark(text, _MARK) if text.strip() else _EMPTY for text in texts)


def text_mark(text: str, length: int = 16) -> str:
    """Return the mark of a text, by which another one is told from it."""
    return hashlib.sha256(fold(text).encode("utf-8", "replace")).hexdigest()[:length]


def changed_cells(mark: str, texts: Sequence[str]) -> list[int]:
    """Return the columns of the cells that no longer have the text which a row's mark was made of."""
    count = max(len(mark) // _MARK, len(texts))
    now = row_mark([*texts, *[""] * (count - len(texts))])
    before = mark.ljust(count * _MARK, "-")
    spans = [(at, slice(at * _MARK, (at + 1) * _MARK)) for at in range(count)]
    return [at for at, span in spans if now[span] != before[span]]

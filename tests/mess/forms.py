"""Write drafts in every file format that counties send, and in those that cannot be read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.mess import biff, markup, ole, xlsx
from tests.mess.draft import NoRoom, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from tests.mess.draft import Desk, File
    from tests.mess.page import Page

# The end of the file's name, and what writes it; several forms go by the name of .xls.
FORMS: dict[str, tuple[str, Callable[[Sequence[Page]], bytes]]] = {
    "xlsx": (".xlsx", xlsx.written),
    "xlsm": (".xlsm", partial(xlsx.written, has_macros=True)),
    "xls": (".xls", biff.written),
    "et": (".et", biff.written),
    "ods": (".ods", markup.open_document),
    "xml": (".xls", markup.xml_workbook),
    "html": (".xls", markup.web_page),
    "csv-gb18030": (".csv", lambda pages: markup.text_table(pages[0], "gb18030")),
    "csv-gbk": (".csv", lambda pages: markup.text_table(pages[0], "gbk")),
    "csv-utf-8": (".csv", lambda pages: markup.text_table(pages[0], "utf-8-sig")),
    "csv-utf-16": (".csv", lambda pages: markup.text_table(pages[0], "utf-16")),
    "csv-xls": (".xls", lambda pages: markup.text_table(pages[0], "gb18030")),
    # What cannot be read, and is to be named.
    "encrypted": (".xlsx", lambda _: ole.container("EncryptedPackage", b"\x10" * 5000)),
    "locked": (".xls", lambda _: ole.container("Workbook", biff.locked())),
    "entities": (".xls", lambda pages: _with_entities(markup.xml_workbook(pages))),
}
# Forms that hold one table and nothing else.
_SINGLE = {"html", "csv-gb18030", "csv-gbk", "csv-utf-8", "csv-utf-16", "csv-xls"}
# Encodings that lack signs such as ☑.
_NARROW = {"csv-gbk": "gbk"}


def written(file: File, pages: Sequence[Page]) -> bytes:
    """Write a file in its form."""
    if file.links:
        return xlsx.written(pages, file.links, has_macros=file.form == "xlsm")
    return FORMS[file.form][1](pages)


def another_form(form: str) -> Callable[[Desk, Random], list[Spot]]:
    """Return the function that saves one of the files in *form*."""

    def save_in_form(desk: Desk, chance: Random) -> list[Spot]:
        files = [file for file in desk.files if _may_be(file, form, desk)]
        if not files:
            raise NoRoom
        file = chance.choice(files)
        desk.claim(f"form:{file.name}")
        file.form = form
        stem = file.name.rpartition(".")[0]
        file.name = f"{stem}{FORMS[form][0]}"
        return [Spot(file)]

    return save_in_form


def _may_be(file: File, form: str, desk: Desk) -> bool:
    # What GBK can say it says as GB18030 does.
    same = {form, "csv-gb18030"} if form == "csv-gbk" else {form}
    if f"form:{file.name}" in desk.claimed or file.form in same:
        return False
    if form in {"xlsx", "xlsm"}:
        return True
    if form in _NARROW and not _encodes(file, _NARROW[form]):
        return False
    # What is merged down a column is lost in a text table.
    is_flat = not any(draft.spans for draft in file.drafts)
    return not file.is_marked and (
        form not in _SINGLE or (len(file.drafts) == 1 and (is_flat or form == "html"))
    )


def _encodes(file: File, encoding: str) -> bool:
    """Whether an encoding has every character of a file."""
    texts = (
        cell.shown
        for draft in file.drafts
        for line in draft.lines
        for cell in line.cells
        if isinstance(cell.shown, str)
    )
    try:
        "".join(
            (*texts, *(column.path for draft in file.drafts for column in draft.columns))
        ).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def unreadable(form: str) -> Callable[[Desk, Random], list[Spot]]:
    """Return the function that saves a file without other mess in a *form* that cannot be read."""

    def spoil(desk: Desk, chance: Random) -> list[Spot]:
        files = [
            file
            for file in desk.files
            if f"form:{file.name}" not in desk.claimed and file not in desk.touched
        ]
        if not files:
            raise NoRoom
        file = chance.choice(files)
        desk.claim(f"form:{file.name}")
        file.form = form
        file.name = f"{file.name.rpartition('.')[0]}{FORMS[form][0]}"
        return [Spot(file)]

    return spoil


def _with_entities(workbook: bytes) -> bytes:
    """Put a document type before it, whose entities would unpack without end."""
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    head, _, rest = workbook.partition(b"\n")
    return head + b"\n" + bomb + rest

"""
What was read of a file goes in, and comes out again as long as the same file is read in the same way.

It is kept under the hash of all that it was made from. What is kept is masked, and without the
names of persons. An entry that is damaged, or that cannot be written, is no matter: the file is
read anew.
"""

from __future__ import annotations

import hashlib
import io
from typing import IO, TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.cut.outline import Declared
from briefing.ledgers.cut.rows import Kind
from briefing.ledgers.cut.table import SheetTable
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.header import Placed
from briefing.system import files
from briefing.workbooks import codec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PORTION = 5000
_KNOWN = codec.DATES | codec.by_name(Placed, Declared, Finding, Severity, Kind)
_SEAL = hashlib.sha256


class Kept:
    """
    One month's entries in their folder; *made_from* is all that they are made from but the files.

    *hide* takes out of a table what must not be stored; what is read now is given on as it will be
    given on when it is recalled.
    """

    def __init__(
        self, folder: Path, made_from: str, hide: Callable[[SheetTable], SheetTable]
    ) -> None:
        self._folder, self._made_from, self._hide = folder, made_from, hide
        self._used: set[str] = set()

    def recall(self, file: str, content: str) -> tuple[list[SheetTable], list[Finding]] | None:
        """Return the tables and findings of a file by its name and hash; None if they are not there."""
        name = self._name(file, content)
        try:
            with codec.uncollected():
                found = _load((self._folder / name).read_bytes())
        except (OSError, codec.Torn):
            return None
        self._used.add(name)
        return found

    def keep(
        self, file: str, content: str, tables: list[SheetTable], findings: list[Finding]
    ) -> list[SheetTable]:
        """Keep what was read of a file; return the tables as they are kept."""
        hidden = [self._hide(table) for table in tables]
        name = self._name(file, content)
        self._used.add(name)
        try:
            _write(self._folder / name, hidden, findings)
        except OSError:
            # A full disk costs the next reading some time, and this one nothing.
            return hidden
        return hidden

    def prune(self) -> None:
        """Remove the entries that were not used: of files that are gone, or were read otherwise."""
        try:
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    path.unlink()
        except OSError:
            return

    def _name(self, file: str, content: str) -> str:
        # A file's name may hold bytes that are no text.
        made_from = f"{self._made_from}\n{file}\n{content}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(made_from).hexdigest()


def _write(path: Path, tables: list[SheetTable], findings: list[Finding]) -> None:
    """Write an entry behind its own hash."""
    _dump(tables, findings, entry := io.BytesIO())
    files.write_quickly(path, _SEAL(entry.getbuffer()).digest(), entry.getbuffer())


def _dump(tables: list[SheetTable], findings: list[Finding], file: IO[bytes]) -> None:
    codec.send(findings, file)
    for table in tables:
        fields = vars(table) | {"ledger": table.ledger.id, "values": list(table.values)}
        codec.send(fields, file)
        for cells in table.values.values():
            # In portions: the pickler remembers every word of what it writes.
            for start in range(0, len(cells), _PORTION):
                codec.send(cells[start : start + _PORTION], file)
    codec.send(None, file)


def _load(entry: bytes) -> tuple[list[SheetTable], list[Finding]]:
    """Read an entry. Raises Torn."""
    size = _SEAL().digest_size
    file = io.BytesIO(entry)
    if file.read(size) != _SEAL(memoryview(entry)[size:]).digest():
        raise codec.Torn
    findings: list[Finding] = codec.receive(file, list, _KNOWN)
    tables = []
    while (fields := codec.receive(file, dict | None, _KNOWN)) is not None:
        height = len(fields["numbers"])
        columns = {key: _column(height, file) for key in fields["values"]}
        ledger = next(each for each in all_ledgers() if each.id == fields["ledger"])
        tables.append(SheetTable(**fields | {"ledger": ledger, "values": columns}))
    return tables, findings


def _column(height: int, file: IO[bytes]) -> list[object]:
    cells: list[object] = []
    while len(cells) < height:
        cells += codec.receive(file, list, _KNOWN)
    return cells

"""
Keep what was read of each file, so that an unchanged file is not read again.

An entry is named by the hash of everything that it was made from. It holds no names of persons, and
no numbers that identify one. Where an entry is damaged, or cannot be written, the file is read
again.
"""

from __future__ import annotations

import hashlib
import io
from typing import IO, TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.cut.outline import Declared
from briefing.ledgers.cut.received import Received
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_table import SheetTable
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.heads.table_head import Placed
from briefing.system import files
from briefing.workbooks import codec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What is read of one file.
Entry = tuple[list[SheetTable], list[Finding], list[Received]]

_PORTION = 5000
_KNOWN = codec.DATES | codec.by_name(Placed, Declared, Finding, Severity, RowKind, Received)
_SEAL = hashlib.sha256


class ReadCache:
    """
    The entries of one month, in a folder of their own.

    *made_from* names everything but the files that the entries are made from. *hide* removes from
    a table what must not be stored; `keep` returns such tables too, so that both ways agree.
    """

    def __init__(
        self, folder: Path, made_from: str, hide: Callable[[SheetTable], SheetTable]
    ) -> None:
        self._folder, self._made_from, self._hide = folder, made_from, hide
        self._used: set[str] = set()

    def recall(self, file: str, content: str) -> Entry | None:
        """Return what was read of a file by its name and hash; None without an entry."""
        name = self._name(file, content)
        try:
            with codec.uncollected():
                found = _load((self._folder / name).read_bytes())
        except (OSError, codec.Torn):
            return None
        self._used.add(name)
        return found

    def keep(
        self,
        file: str,
        content: str,
        tables: list[SheetTable],
        findings: list[Finding],
        received: list[Received],
    ) -> list[SheetTable]:
        """Write an entry for a file; return its tables as they are kept."""
        hidden = [self._hide(table) for table in tables]
        name = self._name(file, content)
        self._used.add(name)
        try:
            _write(self._folder / name, (hidden, findings, received))
        except OSError:
            # On a full disk the file is read again next time.
            return hidden
        return hidden

    def prune(self) -> None:
        """Remove the entries that were not used: of other files, or made in another way."""
        try:
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    path.unlink()
        except OSError:
            return

    def _name(self, file: str, content: str) -> str:
        # A file's name may hold bytes that are no valid text.
        made_from = f"{self._made_from}\n{file}\n{content}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(made_from).hexdigest()


def _write(path: Path, content: Entry) -> None:
    """Write an entry after its own hash."""
    _dump(content, entry := io.BytesIO())
    files.write_quickly(path, _SEAL(entry.getbuffer()).digest(), entry.getbuffer())


def _dump(content: Entry, file: IO[bytes]) -> None:
    tables, findings, received = content
    codec.send(findings, file)
    codec.send(received, file)
    for table in tables:
        fields = vars(table) | {"ledger": table.ledger.id, "values": list(table.values)}
        codec.send(fields, file)
        for cells in table.values.values():
            # In portions, because a pickler keeps a reference to every word of what it writes.
            for start in range(0, len(cells), _PORTION):
                codec.send(cells[start : start + _PORTION], file)
    codec.send(None, file)


def _load(entry: bytes) -> Entry:
    """Read an entry. Raises Torn."""
    size = _SEAL().digest_size
    file = io.BytesIO(entry)
    if file.read(size) != _SEAL(memoryview(entry)[size:]).digest():
        raise codec.Torn
    findings: list[Finding] = codec.receive(file, list, _KNOWN)
    received: list[Received] = codec.receive(file, list, _KNOWN)
    tables = []
    while (fields := codec.receive(file, dict | None, _KNOWN)) is not None:
        columns: dict[str, list[object]] = {key: [] for key in fields["values"]}
        for cells in columns.values():
            while len(cells) < len(fields["numbers"]):
                cells.extend(codec.receive(file, list, _KNOWN))
        own = ledger(fields["ledger"])
        tables.append(SheetTable(**fields | {"ledger": own, "values": columns}))
    return tables, findings, received

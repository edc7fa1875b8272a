"""
Save and load a month's checked tables under data/<county>/tidy/<month>/: one file of Arrow streams,
one for each part of each table, and a seal that names what they were made from.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
from pyarrow import ipc

from briefing.domain.findings import Finding, finding_of
from briefing.ledgers.cut.received import Received
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy.table import Table
from briefing.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SEAL, TABLES = "seal.json", "tables.arrow"
_PARTS = (
    "frame",
    "sent",
    "places",
    "declared",
    "corrected",
    "rows",
    "months",
    "ruled",
    "resummed",
    "carried",
)


def save(
    folder: Path,
    tables: Mapping[str, Table],
    findings: Sequence[Finding],
    key: str,
    received: Sequence[Received] = (),
    confirmed: Sequence[Mapping[str, Any]] = (),
) -> None:
    """
    Write a month's tables and findings, what its files were taken for, and the warnings that are
    confirmed, as JSON has them; *key* names what they were made from.

    The folder is written under another name and then renamed, so that a reader never sees half.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    files.remove_old(folder.parent, f".{folder.name}-")
    with files.staged_folder(folder.parent, f".{folder.name}-") as staged:
        with (staged / TABLES).open("wb") as file:
            for name, table in tables.items():
                for part in _PARTS:
                    _write(file, name, part, getattr(table, part))
        seal = {
            "key": key,
            "tables": sorted(tables),
            "findings": [finding.as_dict() for finding in findings],
            "received": [asdict(entry) for entry in received],
            "confirmed": list(confirmed),
        }
        (staged / SEAL).write_text(
            json.dumps(seal, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        files.replace_folder(staged, folder)


def seal(folder: Path) -> dict[str, Any] | None:
    """Return a month's seal; None where no complete month is stored."""
    try:
        found = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "key" in found else None


def load(folder: Path) -> tuple[dict[str, Table], list[Finding]]:
    """Read a month's tables and findings as they were saved."""
    stored = seal(folder)
    assert stored is not None, f"nothing is stored in {folder}"
    parts = _read((folder / TABLES).read_bytes())
    tables = {
        name: Table(ledger(name), *(parts.get((name, part), pd.DataFrame()) for part in _PARTS))
        for name in stored["tables"]
    }
    return tables, [finding_of(entry) for entry in stored["findings"]]


def received(folder: Path) -> list[Received]:
    """Return what the files of a stored month were taken for."""
    stored = seal(folder)
    assert stored is not None, f"nothing is stored in {folder}"
    return [Received(**entry) for entry in stored["received"]]


def _write(file: io.BufferedWriter, name: str, part: str, frame: pd.DataFrame) -> None:
    """Append a part of a table as a stream that names it; a part without columns is left out."""
    if not len(frame.columns):
        return
    cells = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    named = {**cells.schema.metadata, b"ledger": name.encode(), b"part": part.encode()}
    cells = cells.replace_schema_metadata(named)
    with ipc.new_stream(file, cells.schema) as stream:
        stream.write_table(cells)


def _read(data: bytes) -> dict[tuple[str, str], pd.DataFrame]:
    """
    Return the parts of all tables by ledger and part.

    Arrow must start no thread, neither to compute nor to read the disk, because a process that has
    opened a month may have to fork.
    """
    parts, source = {}, pa.BufferReader(data)
    while source.tell() < source.size():
        with ipc.open_stream(source) as stream:
            named = stream.schema.metadata
            frame = stream.read_all().to_pandas(use_threads=False)
        parts[named[b"ledger"].decode(), named[b"part"].decode()] = frame
    return parts

"""
Save and load a month's checked tables as Parquet under data/<county>/tidy/<month>/, with a seal
that names what they were made from.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from briefing.domain.findings import Finding, finding_of
from briefing.ledgers.cut.received import Received
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy.table import Table
from briefing.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SEAL = "seal.json"
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
        for name, table in tables.items():
            for part in _PARTS:
                frame = getattr(table, part)
                if len(frame.columns):
                    cells = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
                    parquet.write_table(cells, staged / f"{name}.{part}.parquet")
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
    tables = {
        name: Table(ledger(name), *(_part(folder, name, part) for part in _PARTS))
        for name in stored["tables"]
    }
    return tables, [finding_of(entry) for entry in stored["findings"]]


def received(folder: Path) -> list[Received]:
    """Return what the files of a stored month were taken for."""
    stored = seal(folder)
    assert stored is not None, f"nothing is stored in {folder}"
    return [Received(**entry) for entry in stored["received"]]


def _part(folder: Path, name: str, part: str) -> pd.DataFrame:
    """
    Read one part of a table.

    Arrow must start no thread, neither to compute nor to read the disk, because a process that has
    opened a month may have to fork.
    """
    path = folder / f"{name}.{part}.parquet"
    if not path.exists():
        return pd.DataFrame()
    with parquet.ParquetFile(pa.BufferReader(path.read_bytes())) as stored:
        cells = stored.read(use_threads=False)
    frame: pd.DataFrame = cells.to_pandas(use_threads=False)
    return frame

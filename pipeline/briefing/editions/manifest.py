"""
What an edition is made of goes in, its manifest comes out: sealed, so that no byte of it can change.

A manifest holds the hash of itself, and is written in one way only: a byte that differs, be it a
space, is found.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from briefing.editions.provenance import ledger_stamp, stamp
from briefing.settings.paths import MANIFEST, is_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from briefing.editions.provenance import Provenance

SEAL = "sha256"


def sealed(record: Mapping[str, Any]) -> bytes:
    """Return a manifest's bytes: the record, and the hash of what it says."""
    return _text({**record, SEAL: hashlib.sha256(_text(record)).hexdigest()})


def manifest(folder: Path) -> dict[str, Any] | None:
    """Return an edition's manifest; None when there is none, or not as it was written."""
    try:
        data = (folder / MANIFEST).read_bytes()
        found = json.loads(data)
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or not {"edition", "inputs", "outputs"} <= found.keys():
        return None
    record = {name: value for name, value in found.items() if name != SEAL}
    return found if sealed(record) == data else None


def seal_of(folder: Path) -> str:
    """Return what names the edition in a folder: its manifest's own hash; “” where it has none."""
    path = folder / MANIFEST
    return stamp(path)[0] if path.is_file() else ""


def outputs_of(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the entries of files in a manifest."""
    return [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(files.items())
    ]


def altered(folder: Path, entries: Iterable[dict[str, Any]]) -> list[str]:
    """Return the files of a manifest that are missing below *folder*, or differ from it."""
    return [entry["path"] for entry in entries if not _is_as_was(folder / entry["path"], entry)]


def _is_as_was(path: Path, entry: Mapping[str, Any]) -> bool:
    is_there = is_link(path) or path.is_file()
    return is_there and bool(ledger_stamp(path)[0] == entry["sha256"])


def changes(target: Path, made_of: Provenance) -> list[str]:
    """
    Say in Chinese, a line each, why what is published is not what would be made now; nothing
    where it was made of just this, and is still as it was written.
    """
    found = manifest(target)
    if not found:
        return ["还没有发布过，或清单已损坏"]
    return [
        *made_of.differences(found),
        *(f"已发布的 {name} 缺失或被改动" for name in altered(target, found["outputs"])),
    ]


def is_revised(target: Path, made_of: Provenance) -> bool:
    """Tell whether what is published was made of other ledgers, rules or corrections."""
    found = manifest(target)
    return found is not None and inputs_of(found) != inputs_of(made_of.record)


def inputs_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes of the inputs that a clerk answers for, by their paths: all but the notebook."""
    return {
        entry["path"]: entry["sha256"]
        for entry in record["inputs"]
        if not entry["path"].endswith(".ipynb")
    }


def _text(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    # Bytes of a ledger's name that are no text stand as JSON writes them: \udcd6.
    return text.encode("utf-8", "backslashreplace")

"""
Write and read an edition's manifest, and compare it with the files and with what they are made of.

A manifest holds its own hash, and JSON is written in one way only: any byte that changed is found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from briefing.editions.provenance import Provenance, ledger_stamp, stamp
from briefing.settings.paths import MANIFEST, is_link

SEAL = "sha256"


def sealed(record: Mapping[str, Any]) -> bytes:
    """Return a manifest's bytes: the record with its own hash."""
    return _text({**record, SEAL: hashlib.sha256(_text(record)).hexdigest()})


def manifest(folder: Path) -> dict[str, Any] | None:
    """Return an edition's manifest; None where it is missing or not as it was written."""
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
    """Return the hash of a folder's manifest file, which identifies the edition; “” without one."""
    path = folder / MANIFEST
    return stamp(path)[0] if path.is_file() else ""


def outputs_of(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the manifest's entries for files."""
    return [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(files.items())
    ]


def altered(folder: Path, entries: Iterable[dict[str, Any]]) -> list[str]:
    """Return the files of a manifest that are missing below *folder*, or differ from it."""
    return [
        entry["path"] for entry in entries if digest_of(folder / entry["path"]) != entry["sha256"]
    ]


def digest_of(path: Path) -> str:
    """Return the sha256 of a file or link as a manifest has it; “” where there is none."""
    return ledger_stamp(path)[0] if is_link(path) or path.is_file() else ""


def changes(target: Path, made_of: Provenance) -> list[str]:
    """
    Say in Chinese, a line each, why a report has to be made again: its inputs changed, or a
    published file did. Empty where nothing did.
    """
    found = manifest(target)
    if not found:
        return ["还没有发布过，或清单已损坏"]
    return [
        *made_of.differences(found),
        *(f"已发布的 {name} 缺失或被改动" for name in altered(target, found["outputs"])),
    ]


def is_revised(target: Path, made_of: Provenance) -> bool:
    """Tell whether the published edition was made of other ledgers, rules or corrections."""
    found = manifest(target)
    return found is not None and inputs_of(found) != inputs_of(made_of.record)


def inputs_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes of the inputs without the notebook, by their paths."""
    return {
        entry["path"]: entry["sha256"]
        for entry in record["inputs"]
        if not entry["path"].endswith(".ipynb")
    }


def _text(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    # Bytes of a ledger's name that are not UTF-8 are written as JSON does: \udcd6.
    return text.encode("utf-8", "backslashreplace")

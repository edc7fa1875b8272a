"""
Keep texts in the user's cache folder, each behind its own hash.

An error here costs time and nothing else: none is raised.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import platformdirs

from briefing.system import files


def folder(name: str) -> Path:
    """Return the folder of one kind of text."""
    return platformdirs.user_cache_path("zhashui-briefing", appauthor=False) / name


def recall(path: Path) -> str | None:
    """Return a text as it was kept; None where it is missing or damaged."""
    try:
        seal, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    if seal != _seal(text):
        return None
    with contextlib.suppress(OSError):
        # `tidy` removes what was not asked for the longest.
        os.utime(path)
    return text


def keep(path: Path, text: str) -> None:
    """Keep a text behind its own hash."""
    with contextlib.suppress(OSError):
        files.write_quickly(path, f"{_seal(text)}\n{text}".encode())


def tidy(kept: Path, most: int) -> None:
    """Where there are more than *most* files, remove the half that was not asked for the longest."""
    with contextlib.suppress(OSError):
        found = list(kept.iterdir())
        if len(found) > most:
            by_age = sorted(found, key=lambda path: path.stat().st_mtime)
            for path in by_age[: len(found) // 2]:
                path.unlink()


def _seal(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

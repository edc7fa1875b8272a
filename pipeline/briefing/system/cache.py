"""
A text goes in under a name, and comes out again until it is damaged or let go: the user's cache.

Whatever goes wrong with it costs time, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path


def folder(name: str) -> Path:
    """Return the folder of one kind of text."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "zhashui-briefing" / name


def recall(path: Path) -> str | None:
    """Return a text that was kept, whole as it was; None where it is not."""
    try:
        seal, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    if seal != _seal(text):
        return None
    with contextlib.suppress(OSError):
        # Those that nobody asks for are the first to go.
        os.utime(path)
    return text


def keep(path: Path, text: str) -> None:
    """Keep a text behind its own hash; put there whole, or not at all."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, staged = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{_seal(text)}\n{text}")
        os.replace(staged, path)


def tidy(kept: Path, most: int) -> None:
    """Of more than *most* files let half go, those that were not asked for the longest."""
    with contextlib.suppress(OSError):
        files = list(kept.iterdir())
        if len(files) > most:
            by_age = sorted(files, key=lambda path: path.stat().st_mtime)
            for path in by_age[: len(files) // 2]:
                path.unlink()


def _seal(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

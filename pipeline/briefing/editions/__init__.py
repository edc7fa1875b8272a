"""
An edition's files go in, a published month comes out: whole, or not at all.

Files are staged beside their place, written to disk, and put there by one rename; a reader sees the
former edition or the new one. When a run fails, the last good edition stays.
"""

from __future__ import annotations

from briefing.editions.lock import locked
from briefing.editions.manifest import altered, changes, inputs_of, is_revised, manifest, seal_of
from briefing.editions.publish import (
    folder_of,
    following,
    former,
    is_same,
    publish,
    standing,
    targets,
)
from briefing.system.files import is_sealed, left_over, place, put, sealed_page, sweep, take_away

__all__ = [
    "altered", "changes", "folder_of", "following", "former", "inputs_of", "is_revised", "is_same",
    "is_sealed", "left_over", "locked", "manifest", "place", "publish", "put", "seal_of",
    "sealed_page", "standing", "sweep", "take_away", "targets",
]  # fmt: skip

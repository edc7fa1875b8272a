"""Publish editions and read them back: each month's edition is replaced as a whole, or stays."""

from __future__ import annotations

from briefing.editions.manifest import altered, changes, inputs_of, is_revised, manifest, seal_of
from briefing.editions.publish import (
    folder_of,
    former,
    is_same,
    locked,
    manifests,
    number_of,
    publish,
    targets,
)

__all__ = [
    "altered", "changes", "folder_of", "former", "inputs_of", "is_revised", "is_same", "locked",
    "manifest", "manifests", "number_of", "publish", "seal_of", "targets",
]  # fmt: skip

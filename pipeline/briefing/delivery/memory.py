"""Keep what a county's runs have tried and sent, from one run to the next: names, hashes, counts."""

from __future__ import annotations

import hashlib
import json
from contextlib import AbstractContextManager
from typing import Any

from briefing.domain.errors import PublishFailed
from briefing.settings.paths import CountyFolder
from briefing.system import files, locks


def lock(folder: CountyFolder, name: str, doing: str) -> AbstractContextManager[None]:
    """Hold a county's record of a name. Raises Busy while another run is *doing* the same."""
    busy = f"{folder.name}：另一个进程正在{doing}，请稍后再试。"
    return locks.refuse(folder.memory / f".{name}.lock", busy, folder.memory)


def load(folder: CountyFolder, name: str) -> dict[str, Any]:
    """
    Return what is kept under a name; empty where nothing is.

    Raises PublishFailed where it cannot be read: taken for empty, it would have all sent again.
    """
    path = folder.memory / f"{name}.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        message = f"{path}：无法读取（{error}），请恢复这个文件；确认可以重发的才删去它。"
        raise PublishFailed(message) from None


def save(folder: CountyFolder, name: str, content: dict[str, Any]) -> None:
    """Keep a content under a name, on the disk. Raises PublishFailed."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    files.write_all_or_explain(folder.memory, {f"{name}.json": text.encode()})


def digest(text: str) -> str:
    """Return a hash that stands for an address: no personal data is kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]

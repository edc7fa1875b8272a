"""What a county's runs have tried and sent, kept from one run to the next: names, hashes, counts."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any

import filelock

from briefing import editions
from briefing.domain.errors import Busy, PublishFailed
from briefing.system import os_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.settings.paths import CountyFolder


@contextlib.contextmanager
def held(folder: CountyFolder, name: str, doing: str) -> Iterator[None]:
    """Hold one of a county's memories. Raises Busy while another run is *doing* the same."""
    with contextlib.ExitStack() as stack:
        try:
            folder.memory.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(folder.memory / f".{name}.lock", timeout=0)
            stack.enter_context(lock)
        except filelock.Timeout:
            message = f"{folder.name}：另一个进程正在{doing}，请稍后再试。"
            raise Busy(message) from None
        except OSError as error:
            raise PublishFailed(os_errors.told(folder.memory, "无法写入", error)) from error
        yield


def load(folder: CountyFolder, name: str) -> dict[str, Any]:
    """
    Return what is remembered under a name, nothing where there is none.

    Raises PublishFailed where it cannot be read: to take it for empty would send everything again.
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
    """Remember, whole, on the disk. Raises PublishFailed."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    editions.put(folder.memory, {f"{name}.json": text.encode()})


def digest(text: str) -> str:
    """Return what stands for an address in a memory, which holds no personal data."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]

"""Read the mail server's password from a file or the keyring; it is never shown."""

from __future__ import annotations

import importlib
import os
import stat
from pathlib import Path
from typing import Any

from briefing.domain.errors import UsageError
from briefing.settings.delivery import Mail


def password(mail: Mail, root: Path) -> str:
    """Return the password, “” where none is needed. Raises UsageError."""
    if not mail.username:
        return ""
    found = _of_file(root, mail) if mail.password_file else _of_keyring(mail)
    if not found:
        raise UsageError("邮件口令是空的，请写入口令文件或钥匙串。")
    if not found.isascii():
        raise UsageError("邮件口令含有非 ASCII 字符，邮件服务器不接受，请更换口令。")
    return found


def _of_file(root: Path, mail: Mail) -> str:
    path = root / Path(mail.password_file).expanduser()
    try:
        with path.open(encoding="utf-8-sig") as file:
            # The open file itself is checked: it cannot be replaced in between.
            _require_private(path, os.fstat(file.fileno()))
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        message = (
            f"口令文件 {path}：无法读取（{getattr(error, 'strerror', '') or '应为 UTF-8 文本'}）。"
        )
        raise UsageError(message) from None


def _require_private(path: Path, found: os.stat_result) -> None:
    """Raise UsageError for a file that others may read; Windows keeps rights elsewhere."""
    if os.name != "posix":
        return
    if found.st_uid not in {os.geteuid(), 0}:
        message = f"口令文件 {path}：属于另一个用户，请改为自己的文件。"
        raise UsageError(message)
    if stat.S_IMODE(found.st_mode) & 0o077:
        message = f"口令文件 {path}：其他用户可以读取，请执行 chmod 600 后再试。"
        raise UsageError(message)


def _of_keyring(mail: Mail) -> str:
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        message = "没有安装 keyring，请执行 pip install keyring，或改用 password_file。"
        raise UsageError(message) from None
    try:
        found = keyring.get_password(mail.keyring_service, mail.username)
    except keyring.errors.KeyringError as error:
        message = f"钥匙串打不开（{type(error).__name__}），请解锁后再试，或改用 password_file。"
        raise UsageError(message) from None
    return str(found or "")

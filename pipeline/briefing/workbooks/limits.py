"""The limits of one file, and the refusals of files beyond them, which name the key to raise."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.workbooks.sheet import Remark, Unreadable

MIB = 1 << 20


@dataclass(frozen=True)
class FileLimits:
    """What one file may take before it is refused; a county may set its own."""

    memory_mib: int = 1024
    # Seconds of processor time.
    cpu_seconds: int = 30
    cells: int = 5_000_000
    # The size of all parts of a zipped file, unpacked.
    unzipped_mib: int = 500
    # How many times its size a part of a file may unpack to.
    ratio: int = 200


def too_large(found: str, most: str, key: str) -> Unreadable:
    """Refuse a file beyond the limit *key* of county.toml."""
    return Unreadable(
        Remark("F12", found, f"应不超过{most}", f"请删去与台账无关的内容后再报；{_raise(key)}")
    )


def too_slow(seconds: int) -> Unreadable:
    """Refuse a file that took more processor time than *seconds*."""
    return Unreadable(
        Remark(
            "F16",
            f"读取超过{seconds}秒仍未完成，已停止",
            "应能很快读完",
            f"请删去与台账无关的内容，另存后再报；{_raise('cpu_seconds')}",
        )
    )


def out_of_memory(memory_mib: int) -> Unreadable:
    """Refuse a file that needs more memory than *memory_mib* MiB."""
    return Unreadable(
        Remark(
            "F12",
            f"读取所需内存超过{memory_mib} MiB",
            "应为一个月的台账",
            f"请删去数据区以外的多余行列后再报；{_raise('memory_mib')}",
        )
    )


def crashed() -> Unreadable:
    """Refuse a file that made its reader crash."""
    return Unreadable(
        Remark(
            "F17",
            "读取程序在这个文件上意外中止",
            "应为表格软件保存的完整文件",
            "请用 Excel 或 WPS 打开，另存为 xlsx 后再报",
        )
    )


def _raise(key: str) -> str:
    return f"确需读取的，可在 county.toml 的 [reading] 中调大 {key}"

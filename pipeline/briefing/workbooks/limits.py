"""How a file went beyond its limits goes in, the refusal comes out; it names the key to raise."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.workbooks.sheet import Remark, Unreadable

MIB = 1 << 20


@dataclass(frozen=True)
class FileLimits:
    """What one file may ask of the machine before it is refused unread; a county sets its own."""

    memory_mib: int = 1024
    # Seconds of processor time.
    cpu_seconds: int = 30
    cells: int = 5_000_000
    # The size of all parts of a zipped file, unpacked.
    unzipped_mib: int = 500
    # How many times its size a part of a file may unpack to.
    ratio: int = 200


def too_large(found: str, most: str, key: str) -> Unreadable:
    """Refuse a file by one of the limits of county.toml."""
    return Unreadable(
        Remark("F12", found, f"应不超过{most}", f"请删去与台账无关的内容后再报；{_raise(key)}")
    )


def too_slow(seconds: int) -> Unreadable:
    """Refuse a file that took longer to read than a file may."""
    return Unreadable(
        Remark(
            "F16",
            f"读取超过{seconds}秒仍未完成，已停止",
            "应能很快读完",
            f"请删去与台账无关的内容，另存后再报；{_raise('cpu_seconds')}",
        )
    )


def out_of_memory(memory_mib: int) -> Unreadable:
    """Refuse a file that needs more memory than a file may have."""
    return Unreadable(
        Remark(
            "F12",
            f"读取所需内存超过{memory_mib} MiB",
            "应为一个月的台账",
            f"请删去数据区以外的多余行列后再报；{_raise('memory_mib')}",
        )
    )


def crashed() -> Unreadable:
    """Refuse a file that brought its reader down."""
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

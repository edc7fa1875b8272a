"""The refusals and remarks that clerks get about files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.workbooks.sheet import Remark, Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection

_WHOLE = "应为完整、未加密的表格文件"
_AGAIN = "请重新导出后再报"
SAVE_AS = "请用 Excel 或 WPS 打开，另存为 xlsx 后再报"


def refusal(code: str, found: str, expected: str, advice: str) -> Unreadable:
    """Return the error that refuses a file, with the code of the finding."""
    return Unreadable(Remark(code, found, expected, advice))


def unreadable(why: str, advice: str = _AGAIN) -> Unreadable:
    """Refuse a file that cannot be opened, and say why."""
    return refusal("F01", f"文件打不开（{why}）", _WHOLE, advice)


def unparsed() -> Unreadable:
    """Refuse a file that our parser cannot read, though Excel may."""
    return unreadable("内容读不出", SAVE_AS)


def encrypted() -> Unreadable:
    """Refuse a file that a password protects."""
    advice = "请取消打开密码和工作簿保护，另存后再报"
    return refusal("F10", "文件已加密", "应为未加密的表格文件", advice)


def truncated() -> Unreadable:
    """Refuse a file that ends before its content does."""
    return refusal("F11", "文件不完整（后半部分缺失）", _WHOLE, _AGAIN)


def too_large(found: str, most: str, key: str) -> Unreadable:
    """Refuse a file beyond the limit *key* of county.toml."""
    advice = f"请删去与台账无关的内容后再报；{_raise(key)}"
    return refusal("F12", found, f"应不超过{most}", advice)


def out_of_memory(memory_mib: int) -> Unreadable:
    """Refuse a file that needs more memory than *memory_mib* MiB."""
    found = f"读取所需内存超过{memory_mib} MiB"
    advice = f"请删去数据区以外的多余行列后再报；{_raise('memory_mib')}"
    return refusal("F12", found, "应为一个月的台账", advice)


def not_a_table() -> Unreadable:
    """Refuse a file whose content is no table."""
    advice = "请用 Excel 或 WPS 另存后再报"
    return refusal("F13", "内容不是表格", "应为表格文件", advice)


def empty() -> Unreadable:
    """Refuse an empty file."""
    return refusal("F15", "文件是空的", "应有台账内容", "请核对后重新报送")


def only_drawn(kinds: Collection[str]) -> Unreadable:
    """Refuse a workbook with nothing in its cells; *kinds* are those of the marks over them."""
    names = {"picture": "图片", "chart": "图表", "text": "文本框"}
    found = (
        f"只有{'、'.join(name for kind, name in names.items() if kind in kinds)}，单元格里没有内容"
    )
    advice = "请报送原来的表格文件，或把表填进单元格后再报"
    return refusal("F15", found, "应有填在单元格里的台账", advice)


def too_slow(seconds: int) -> Unreadable:
    """Refuse a file that took more than *seconds* of processor time."""
    found = f"读取超过{seconds}秒仍未完成，已停止"
    advice = f"请删去与台账无关的内容，另存后再报；{_raise('cpu_seconds')}"
    return refusal("F16", found, "应能很快读完", advice)


def crashed() -> Unreadable:
    """Refuse a file that made its reader crash."""
    return refusal("F17", "读取程序在这个文件上意外中止", "应为表格软件保存的完整文件", SAVE_AS)


def defines_entities() -> Unreadable:
    """Refuse XML that defines a document type or entities, which no ledger needs."""
    return refusal("F19", "文件内含 DOCTYPE 或实体定义", "应为表格软件保存的文件", SAVE_AS)


def has_macros() -> Remark:
    """Remark that a file holds macros, which are never run."""
    advice = "宏没有运行，数据已读取，请核对后另存为不含宏的文件"
    return Remark("F14", "文件含有宏", "台账不需要宏", advice)


def has_links() -> Remark:
    """Remark that cells may show values of another file."""
    advice = "请核对这些数值，粘贴为数值后再报"
    return Remark("F18", "有公式引用其他文件", "应为文件内的数据", advice)


def _raise(key: str) -> str:
    return f"确需读取的，可在 county.toml 的 [reading] 中调大 {key}"

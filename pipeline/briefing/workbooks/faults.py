"""The refusals and remarks that clerks get about files."""

from __future__ import annotations

from briefing.workbooks.sheet import Remark, Unreadable

_WHOLE = "应为完整、未加密的表格文件"
_AGAIN = "请重新导出后再报"


def unreadable(why: str) -> Unreadable:
    """Refuse a file that cannot be opened, and say why."""
    return Unreadable(Remark("F01", f"文件打不开（{why}）", _WHOLE, _AGAIN))


def encrypted() -> Unreadable:
    """Refuse a file that a password protects."""
    advice = "请取消打开密码和工作簿保护，另存后再报"
    return Unreadable(Remark("F10", "文件已加密", "应为未加密的表格文件", advice))


def truncated() -> Unreadable:
    """Refuse a file that ends before its content does."""
    return Unreadable(Remark("F11", "文件不完整（后半部分缺失）", _WHOLE, _AGAIN))


def not_a_table() -> Unreadable:
    """Refuse a file whose content is no table."""
    return Unreadable(
        Remark("F13", "内容不是表格", "应为表格文件", "请用 Excel 或 WPS 另存后再报")
    )


def empty() -> Unreadable:
    """Refuse an empty file."""
    return Unreadable(Remark("F15", "文件是空的", "应有台账内容", "请核对后重新报送"))


def defines_entities() -> Unreadable:
    """Refuse XML that defines a document type or entities, which no ledger needs."""
    advice = "请用 Excel 或 WPS 打开，另存为 xlsx 后再报"
    return Unreadable(
        Remark("F19", "文件内含 DOCTYPE 或实体定义", "应为表格软件保存的文件", advice)
    )


def has_macros() -> Remark:
    """Remark that a file holds macros, which are never run."""
    return Remark(
        "F14", "文件含有宏", "台账不需要宏", "宏没有运行，数据已读取，请核对后另存为不含宏的文件"
    )


def has_links() -> Remark:
    """Remark that cells may show values of another file."""
    return Remark(
        "F18", "有公式引用其他文件", "应为文件内的数据", "请核对这些数值，粘贴为数值后再报"
    )

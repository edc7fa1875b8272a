"""Find files that are, byte for byte, those of the same month last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.editions.provenance import ledger_files, stamp
from briefing.settings.paths import is_link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.domain.months import Month
    from briefing.editions.provenance import Stamp


def repeated(folder: Path, month: Month, stamps: Mapping[str, Stamp]) -> dict[str, str]:
    """Map each file of a month's folder that one of last year's equals to that one's place."""
    former = month.plus(-12)
    sizes = {size for _, size in stamps.values() if size}
    known = {
        stamp(path): f"raw/{former}/{path.name}"
        for path in ledger_files(folder.parent / str(former))
        if not is_link(path) and path.stat().st_size in sizes
    }
    return {name: known[found] for name, found in stamps.items() if found in known}


def findings(files: Mapping[str, str], month: Month) -> list[Finding]:
    """Return the findings about the files of last year."""
    found, expected = "与去年同月的“{}”完全相同", f"应为{month.year}年{month.label}的数据"
    advice = "请核对是否报错年份，换成今年的文件"
    return [
        Finding.of_file(name, "H07", Severity.ERROR, found.format(place), expected, advice)
        for name, place in files.items()
    ]

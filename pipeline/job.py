"""One report that is asked for: what it is called, what its notebook asks, where it is published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.paths import folder_name
from pipeline.words import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.months import Month
    from pipeline.paths import Project


@dataclass(frozen=True)
class Job:
    """One report that is asked for: whose, of which month, in which language, of which item."""

    project: Project
    county: str
    month: Month
    report: str = "briefing"
    lang: str = SOURCE
    item: str = ""

    @property
    def notebook(self) -> Path:
        """The notebook that makes it."""
        return self.project.notebook(self.report)

    def about(self) -> dict[str, Any]:
        """Return what the notebook's metadata says of the report. Raises UsageError."""
        if not self.notebook.is_file():
            message = f"没有找到笔记本 {self.notebook.name}，可用的报告在 notebooks 文件夹里。"
            raise UsageError(message)
        try:
            found = json.loads(self.notebook.read_text(encoding="utf-8"))
            return dict(found["metadata"].get("briefing", {}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{self.notebook.name} 不是可读的笔记本（{error}）。"
            raise UsageError(message) from None

    @property
    def item_kind(self) -> str:
        """The kind of item that the report is made for, one by one; “” where it is the county's."""
        return str(self.about().get("item", ""))

    @property
    def name(self) -> str:
        """What a clerk calls it: zhashui 2020-05 dossier 2020-611026-48-01-000001."""
        parts = [self.county, str(self.month), self.report]
        parts += [part for part in ("" if self.lang == SOURCE else self.lang, self.item) if part]
        return " ".join(parts)

    def parameters(self, kind: str, key: str) -> dict[str, str]:
        """Return the parameters of the notebook, of the item with that key."""
        language = {} if self.lang == SOURCE else {"lang": self.lang}
        item = {kind: key} if kind else {}
        return {"county": self.county, "month": str(self.month), **language, **item}

    def target(self, key: str) -> Path:
        """Return where it is published, that of one item in a folder of its own."""
        kinds = [self.report, *([] if self.lang == SOURCE else [self.lang])]
        folder = self.project.published(self.county, self.month, *kinds)
        return folder / folder_name(key) if key else folder

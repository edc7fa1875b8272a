"""The names of a project's folders and files."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.errors import SettingsWrong, UsageError
from briefing.domain.months import Month
from briefing.domain.text import one_line, shorten

PACKAGE = Path(__file__).parents[1]

# Files of a published month: what it was made of, and its figures.
MANIFEST = "manifest.json"
INDICATORS = "indicators.csv"
# Beside the published months: former editions, failure pages, and the overview page.
EDITIONS, FAILED = "editions", "failed"
OVERVIEW = "index.html"
BESIDE = {EDITIONS, FAILED}


@dataclass(frozen=True)
class Project:
    """A project's root and the folders in it."""

    root: Path

    @classmethod
    def here(cls) -> Project:
        """Return the project that contains the working folder. Raises UsageError outside of one."""
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "data").is_dir() and (folder / "notebooks").is_dir():
                return cls(folder)
        message = f"{here} 不在项目内：未找到 data 与 notebooks 文件夹，请到项目根目录执行。"
        raise UsageError(message)

    @property
    def data(self) -> Path:
        """The folder that holds one folder for each county."""
        return self.root / "data"

    @property
    def reports(self) -> Path:
        """The folder of published reports."""
        return self.root / "reports"

    def notebook(self, report: str) -> Path:
        """Return the notebook that makes *report*."""
        return self.root / "notebooks" / f"{safe_name(report, '报告')}.ipynb"

    def made(self) -> list[str]:
        """Return the names of the reports, one for each notebook."""
        return sorted(path.stem for path in (self.root / "notebooks").glob("*.ipynb"))

    def county(self, county: str) -> CountyFolder:
        """Return a county's folder. Raises UsageError for a report's name, and for a link out of data."""
        # A report on all counties is published under its own name, beside the counties.
        if self.notebook(safe_name(county, "县名")).is_file():
            message = f"data/{county}：{county} 是报告的名称，县的文件夹不能叫这个名字，请改名。"
            raise UsageError(message)
        folder = self.data / county
        if is_link(folder) and not folder.resolve().is_relative_to(self.data.resolve()):
            message = f"data/{county}：是链接，指到 data 之外，请放入县的文件夹本身。"
            raise UsageError(message)
        return CountyFolder(folder)

    def counties(self) -> list[str]:
        """Return the names of the folders under `data/` that hold a county.toml."""
        return sorted(path.parent.name for path in self.data.glob("*/county.toml"))

    def only_county(self, month: Month | None = None) -> str:
        """
        Return the only county or, of several, the only one that has ledgers of *month*.

        Raises UsageError where that is none or several.
        """
        found = self.counties()
        with_ledgers = [
            name for name in found if month and month in CountyFolder(self.data / name).months()
        ]
        for names in (found, with_ledgers):
            if len(names) == 1:
                return names[0]
        message = f"data 下有{len(found)}个县（{'、'.join(found) or '无'}），请用 --county 指定。"
        raise UsageError(message)

    def published(self, county: str, month: Month, report: str = "briefing", *more: str) -> Path:
        """
        Return the folder of a published month, `2020-05[-report][-more…]`.

        *more* holds the language, if it is not Chinese.
        """
        kinds = [*([] if report == "briefing" else [report]), *more]
        name = "-".join([str(month), *(safe_name(kind, "报告") for kind in kinds)])
        return self.reports / safe_name(county, "县名") / name


@dataclass(frozen=True)
class CountyFolder:
    """One county's folder under `data/`."""

    root: Path

    @property
    def name(self) -> str:
        """The name that commands and reports use."""
        return self.root.name

    @property
    def config(self) -> Path:
        """The county's own rules."""
        return self.root / "county.toml"

    @property
    def delivery(self) -> Path:
        """When months are due and who receives them; no figure depends on it."""
        return self.root / "delivery.toml"

    @property
    def memory(self) -> Path:
        """Records of attempts and deliveries; neither published nor derived."""
        return self.root / "memory"

    @property
    def corrections(self) -> Path:
        """Written corrections."""
        return self.root / "corrections"

    def corrections_of(self, month: Month) -> list[Path]:
        """Return the files of corrections that count for a month."""
        found = sorted(self.corrections.glob("*.toml"))
        return [path for path in found if counts_for(path.name, month)]

    @property
    def templates(self) -> Path:
        """Empty ledgers to be filled in; never read."""
        return self.root / "templates"

    def raw(self, month: Month) -> Path:
        """Ledgers as received; never edited."""
        return self.root / "raw" / str(month)

    def months(self) -> list[Month]:
        """Return the months with ledgers, the latest last."""
        folders = [path for path in (self.root / "raw").glob("????-??") if path.is_dir()]
        return sorted(
            Month.parse(path.name)
            for path in folders
            if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", path.name) and any(path.iterdir())
        )

    def month(self, asked: str = "") -> Month:
        """Return the month *asked* for, else the latest. Raises UsageError where it has no ledgers."""
        known = self.months()
        wanted = [Month.parse(asked)] if asked else known[-1:]
        if wanted and wanted[0] in known:
            return wanted[0]
        there = "、".join(map(str, known[-12:])) or "无"
        message = f"{self.name} 没有{asked or '任何月份'}的台账，有台账的月份：{there}。"
        raise UsageError(message)

    def tidy(self, month: Month) -> Path:
        """Checked tables, derived from the raw ledgers."""
        return self.root / "tidy" / str(month)

    def items(self, month: Month) -> Path:
        """The items of reports that are made item by item; derived."""
        return self.root / "tidy" / "items" / f"{month}.json"

    def kept(self, month: Month) -> Path:
        """What was read from each ledger file, to avoid reading it again; derived."""
        return self.root / "tidy" / "read" / str(month)


def folder_name(item: str) -> str:
    """
    Return a folder name for an item of a report that is valid and unique on every system.

    It is the item itself where possible, else a part of it and a hash.

    >>> folder_name("水利局"), folder_name("2020-611026-48-01-000001"), folder_name("NUL")
    ('水利局', '2020-611026-48-01-000001', 'NUL-ae6de182')
    """
    kept = _within(re.sub(r"[^\w-]", "_", item)[:40], _ITEM_BYTES)
    # Windows and macOS do not distinguish names by case or width.
    folded = unicodedata.normalize("NFKC", item).casefold()
    if item not in {"", *BESIDE} and kept == item == folded and not _is_device(item):
        return item
    digest = hashlib.sha256(item.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kept}-{digest[:8]}"


def safe_name(name: str, what: str) -> str:
    """
    Return *name* if every system accepts it as the name of a folder, else raise UsageError.

    >>> safe_name("zhashui", "县名")
    'zhashui'
    """
    is_safe = re.fullmatch(r"[\w][\w.-]{0,63}", name) and _within(name, _NAME_BYTES) == name
    if is_safe and not name.endswith(".") and not _is_device(name):
        return name
    message = (
        f"{what}“{shorten(name)}”不合规，只能用文字、数字、“-”“_”“.”，不得含路径，"
        "也不得用系统保留的名称。"
    )
    raise UsageError(message)


def is_link(path: Path) -> bool:
    """Return whether a path is a symbolic link or a Windows junction."""
    try:
        about = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISLNK(about.st_mode) or getattr(about, "st_reparse_tag", 0) == _JUNCTION


def refuse_link(path: Path, advice: str) -> None:
    """Raise SettingsWrong, with *advice*, where a path is a link instead of a file or folder."""
    if is_link(path):
        message = f"{one_line(str(path))}：是链接，可能指到别处，{advice}。"
        raise SettingsWrong(message)


# Windows opens these as devices, with any extension.
_DEVICES = {
    "con", "prn", "aux", "nul", "conin$", "conout$",
    *(f"{kind}{number}" for kind in ("com", "lpt") for number in "0123456789"),
}  # fmt: skip
_JUNCTION = 0xA0000003
# File systems allow 255 bytes; staging and lock names are longer than the folder's own.
_NAME_BYTES, _ITEM_BYTES = 192, 160


def _is_device(name: str) -> bool:
    # Windows reads ¹²³ as digits here.
    return unicodedata.normalize("NFKC", name).partition(".")[0].strip().casefold() in _DEVICES


def _within(name: str, most: int) -> str:
    """Return the longest beginning of a name that has at most so many bytes."""
    return name.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def counts_for(name: str, month: Month) -> bool:
    """
    Tell whether a file of corrections counts for a month: 2020-06.toml from June 2020 on, for what
    it says of a file holds later too; one with another name for every month.

    >>> [counts_for("2020-06.toml", Month(2020, number)) for number in (5, 6, 7)]
    [False, True, True]
    """
    return month_in(name) <= str(month)


def month_in(name: str) -> str:
    """Return the month that a file of corrections is named after, 2020-06.toml; “” for none."""
    named = re.fullmatch(r"([0-9]{4}-[0-9]{2})\.toml", name)
    return named[1] if named else ""

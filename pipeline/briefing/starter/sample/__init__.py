"""
Write the folders of invented counties: county.toml, and each month's ledgers as departments send them.

Every row is invented; the totals of Zhashui in 2020 are those that a newspaper published.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import CountyFolder
from briefing.starter.sample.books import month_files
from briefing.starter.sample.chance import chance
from briefing.starter.sample.geography import Geography, invented, zhashui
from briefing.starter.sample.invented_county import invent
from briefing.starter.sample.project_plan import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_PROJECTS = 95
DEFAULT_SEED = 20200531
DEFAULT_MONTHS = tuple(Month(FIRST_YEAR, number) for number in range(1, 6))
LEAST_PROJECTS = 10

_TEMPLATE = Path(__file__).parent / "county.toml"
# The comments between which county.toml lists the towns, and the one before its English names.
_TOWNS_BEGIN, _TOWNS_END = "# 镇办（统计用区划代码）", "# 责任单位与台账里的其他写法"
_ENGLISH_BEGIN = "\n# 英文版"


def generate(
    destination: Path,
    *,
    counties: int = 1,
    projects: int = DEFAULT_PROJECTS,
    months: Sequence[Month] = DEFAULT_MONTHS,
    seed: int = DEFAULT_SEED,
    force: bool = False,
) -> list[Path]:
    """
    Write the folders of *counties* invented counties, Zhashui first, and return them.

    The same arguments give the same bytes; a month's files do not depend on the other months.
    Raises UsageError for a request that cannot be met, and for a county that is there already,
    for its ledgers may be real, unless *force* is given.
    """
    _check_request(counties, projects, months)
    geographies = [zhashui(), *(invented(number) for number in range(2, counties + 1))]
    existing = [each.folder for each in geographies if (destination / each.folder).exists()]
    if existing and not force:
        message = f"{destination} 下已有{'、'.join(existing)}，不覆盖已有的台账；确要重新生成请加 --force。"
        raise UsageError(message)
    folders = []
    for number, geography in enumerate(geographies, start=1):
        # Further counties are smaller or larger than Zhashui, by up to two fifths.
        factor = 1.0 if number == 1 else 0.6 + 0.8 * chance(seed, number, "factor").random()
        county = invent(geography, projects=projects, months=months, seed=seed, factor=factor)
        folder = CountyFolder(destination / geography.folder)
        folder.root.mkdir(parents=True, exist_ok=True)
        rules = rules_of(geography, projects, seed)
        folder.config.write_text(rules, encoding="utf-8", newline="\n")
        for month in months:
            folder.raw(month).mkdir(parents=True, exist_ok=True)
            for file in month_files(county, month):
                (folder.raw(month) / file.file_name).write_bytes(file.to_bytes())
        folders.append(folder.root)
    return folders


def _check_request(counties: int, projects: int, months: Sequence[Month]) -> None:
    """Raise UsageError for a request that cannot be met."""
    faults = []
    if counties < 1:
        faults.append(f"县数为 {counties}，至少 1 个。")
    if projects < LEAST_PROJECTS:
        faults.append(f"项目数为 {projects}，至少 {LEAST_PROJECTS} 个。")
    if not months or min(months) < Month(FIRST_YEAR, 1):
        faults.append(f"月份应从 {FIRST_YEAR}-01 起，至少 1 个月。")
    if faults:
        raise UsageError("\n".join(faults))


def rules_of(geography: Geography, projects: int, seed: int) -> str:
    """Return county.toml, which says whether the totals are the newspaper's or invented too."""
    rules = county_toml(geography)
    if projects == DEFAULT_PROJECTS and seed == DEFAULT_SEED:
        return rules
    return rules.replace("仅合计数与公开报道一致", "合计数亦为虚构")


def county_toml(geography: Geography) -> str:
    """Return Zhashui's county.toml, for another county with its own names and towns."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    if geography.folder == "zhashui":
        return text
    before, _, rest = text.partition(_TOWNS_BEGIN)
    after = rest.partition(_TOWNS_END)[2].partition(_ENGLISH_BEGIN)[0]
    towns = "\n".join(
        f'[[towns]]\ncode = "{geography.code}{number:03d}"\nname = "{town}"\n'
        for number, town in enumerate(geography.towns, start=101)
    )
    province = geography.code[:2] + "0000"
    replacements = {
        '["611000", "610000", "000000"]': f'["{province}", "000000"]',
        "仅合计数与公开报道一致": "县名与合计数亦为虚构",
        "611026": geography.code,
        "柞水县": geography.name,
    }
    for old, new in replacements.items():
        before, after = before.replace(old, new), after.replace(old, new)
    return f"{before}{_TOWNS_BEGIN}\n{towns}\n{_TOWNS_END}{after}"

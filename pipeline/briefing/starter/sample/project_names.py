"""Give every project a name and a code of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.chance import chance

if TYPE_CHECKING:
    from briefing.starter.sample.geography import Geography
    from briefing.starter.sample.word_lists import WorkType

# From this year on codes begin with YYMM instead of the year.
CODE_CHANGED = 2021


def named_place(geography: Geography, work: WorkType, position: int) -> tuple[str, str]:
    """
    Return the name and the town of the *position*-th project of one type of work.

    No name comes twice: when the places are used up, second phases (二期) follow.
    """
    places = list(geography.places(work.scope))
    chance(geography.folder, "places", work.title).shuffle(places)
    place, phase = places[position % len(places)], position // len(places)
    suffix = "" if phase == 0 else f"（{_chinese(phase + 1)}期）"
    is_everywhere = work.industry in {"6531", "6440"} and work.scope == "county"
    return f"{place.label}{work.title}{suffix}", "全县" if is_everywhere else place.town


def project_code(geography: Geography, work: WorkType, year: int, serial: int) -> str:
    """
    Return a project code, in the old form until 2020 and with YYMM afterwards.

    It ends with six digits that look random and differ for every *serial*.
    """
    head = str(year) if year < CODE_CHANGED else f"{year % 100:02d}{serial % 12 + 1:02d}"
    type_code = "02" if "改造" in work.title else "01"
    scattered = (serial * 7919 + 104_729) % 1_000_000
    return f"{head}-{geography.code}-{work.industry[:2]}-{type_code}-{scattered:06d}"


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九十"
    return digits[number] if number < len(digits) else str(number)

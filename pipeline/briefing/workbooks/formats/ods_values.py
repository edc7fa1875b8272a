"""Read the value of an OpenDocument cell: what is stored, where what is shown agrees with it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.workbooks.formats.ods_styles import CALC, OFFICE, TABLE
from briefing.workbooks.formats.written import date_behind, date_of, value_behind

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

_VALUE_TYPE = OFFICE + "value-type"
_VALUE = OFFICE + "value"
_DATE_VALUE = OFFICE + "date-value"
_TIME_VALUE = OFFICE + "time-value"
_BOOLEAN_VALUE = OFFICE + "boolean-value"
_STRING_VALUE = OFFICE + "string-value"
_FORMULA = TABLE + "formula"
_CALC_TYPE = CALC + "value-type"
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_REFERENCE = re.compile(r"\[([^\[\]]*)\]")


def cell_value(attributes: dict[str, str], shown: str) -> Cell:
    """Read the value of a cell; *shown* is what its format made of it."""
    kind = attributes.get(_VALUE_TYPE, "")
    if attributes.get(_CALC_TYPE) == "error":
        return shown or "#VALUE!"
    if kind in {"float", "percentage", "currency"}:
        try:
            stored = float(attributes.get(_VALUE, ""))
        except ValueError:
            return shown or None
        if stored == 0 and not shown and _FORMULA in attributes:
            # A program that calculates writes what the cell shows beside it.
            return _formula(attributes[_FORMULA])
        return value_behind(stored, shown or (f"{stored:%}" if kind == "percentage" else ""))
    if kind == "date":
        day = date_of(attributes.get(_DATE_VALUE, "")[:26])
        return date_behind(day, shown) if day else shown or None
    if kind == "time":
        return _time(attributes.get(_TIME_VALUE, ""), shown)
    if kind == "boolean":
        return attributes.get(_BOOLEAN_VALUE) == "true"
    if text := shown or attributes.get(_STRING_VALUE, ""):
        return text
    return _formula(attributes[_FORMULA]) if not kind and _FORMULA in attributes else None


def _formula(formula: str) -> str:
    """Write a formula that nobody has calculated, of:=[.A1]+[.B1], as a reader would: =A1+B1."""
    plain = _REFERENCE.sub(lambda match: match[1].replace(".", "", 1), formula)
    return "=" + plain.partition("=")[2]


def _time(text: str, shown: str) -> Cell:
    """Read PT10H30M: a time of the day, or a duration where it is longer than one."""
    match = _DURATION.fullmatch(text)
    if not match or max(map(len, match.groups(""))) > 9:
        return shown or None
    sign, days, hours, minutes, seconds, fraction = match.groups("0")
    length = dt.timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(Decimal(f"0.{fraction}") * 1_000_000),
    )
    if sign == "-":
        return -length
    if length.days:
        return length
    minute, second = divmod(length.seconds, 60)
    return dt.time(minute // 60, minute % 60, second, length.microseconds)

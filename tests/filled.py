"""Fill in a ledger template as a clerk does, to test templates from end to end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from briefing.domain.months import Month
from briefing.ledgers.dictionary import Ledger, LedgerColumn
from briefing.ledgers.tidy.codes import credit_code

PROJECTS = ("城关镇供水厂", "东坪镇农村公路", "城关镇污水管网")
TOWNS, UNITS = ("城关镇", "东坪镇"), ("发展和改革局", "水利局", "交通运输局")


def bare(header: str) -> str:
    """A template's header as a clerk calls it: without star and unit."""
    return header.removeprefix("*").partition("（万元）")[0].partition("（%）")[0]


def headers(page: Worksheet) -> dict[str, int]:
    """The columns of a template by their names, from 1."""
    return {bare(str(cell.value)): cell.column for cell in page[3] if cell.value}


def fill(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, by the names of their columns, below those that are there."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    columns, first = headers(page), page.max_row + 1
    for number, row in enumerate(rows, first):
        for name, value in row.items():
            page.cell(number, columns[name]).value = value
    book.save(path)


def row(ledger: Ledger, number: int, month: Month) -> dict[str, Any]:
    """Every column of one row, so that it agrees with the other columns, ledgers and months."""
    return {
        column.label: _value(ledger, column, number, month)
        for column in ledger.columns
        if column.type != "private"
    }


def _value(ledger: Ledger, column: LedgerColumn, number: int, month: Month) -> Any:
    told = _agreeing(ledger, number, month)
    return told[column.key] if column.key in told else _of_type(column, number, month)


def _agreeing(ledger: Ledger, number: int, month: Month) -> dict[str, Any]:
    """What sums, other ledgers and the month before hold a row to."""
    done = 200 * month.number
    serial: dict[str, Any] = {"serial": number + 1}
    amounts: dict[str, dict[str, Any]] = {
        "projects": {
            "nature": "续建", "status": "已复工", "total_plan_wan": 10000, "done_before_wan": 1000,
            "annual_task_wan": 3000, "done_this_month_wan": 200, "done_this_year_wan": done,
            "done_since_start_wan": 1000 + done, "expected_start": None, "obstacles": None,
        },
        "statistics": {
            "missing_documents": None,
            "total_plan_stat_wan": 10000, "done_this_year_stat_wan": done,
            "construction_wan": done - 90, "installation_wan": 40, "equipment_wan": 30,
            "used_equipment_wan": 10, "renewed_equipment_wan": 10, "other_costs_wan": 20,
            "used_buildings_wan": 5, "land_wan": 5,
        },
        "reserve": {
            "project_name": f"城关镇储备水源{'甲乙丙'[number]}", "project_code": None,
            "total_plan_wan": 9000, "plan_five_year_wan": 8000, "sought_funds_wan": 500,
            "replaces": None, "replacement_task_wan": None,
        },
        # Three working days after the day on which it was accepted.
        "tasks": {"closed_on": dt.date(month.year, 1, 20)},
        "growth": {"period": f"1—{month.number}月"},
        "contributions": {"period": f"1—{month.number}月", "part": "一二三"[number] + "产"},
    }  # fmt: skip
    return serial | amounts.get(ledger.id, {})


def _of_type(column: LedgerColumn, number: int, month: Month) -> Any:
    """What a clerk may write in a column of this type."""
    values: dict[str, Any] = {
        "text": f"{column.label}的说明",
        "name": PROJECTS[number],
        "code": f"99010100000{number}",
        "project_code": f"2101-990101-04-01-10000{number}",
        "credit_code": credit_code_of(number),
        "money": 100,
        "percent": 8.5,
        "points": 0.3,
        "count": 3,
        "date": dt.date(month.year, 1, 15),
        "list": "施工合同、现场照片",
        "problems": "1.征地尚未完成；2.资金尚未到位",
        "yes_no": "是",
        "presence": "有",
        "permit": "已办",
        "town": TOWNS[number % 2],
        "unit": UNITS[number],
    }
    if column.type in {"state", "states"}:
        return next(iter(column.values.values()))[0]
    return values[column.type]


def credit_code_of(number: int) -> str:
    """A code whose check character is right."""
    for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        code = f"9199010100000000{number}{last}"
        try:
            if credit_code(code) == code:
                return code
        except ValueError:
            continue
    raise AssertionError(number)

"""
An .xlsx goes in, its cells whose formula gave no value come out: #DIV/0!, or never calculated.

calamine shows them as empty, and what is empty counts as not reported; they are faults.
"""

from __future__ import annotations

import dataclasses
import html
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.read.sheet import Sheet

ZIPPED = {".xlsx", ".xlsm"}

_NAMESPACE = re.compile(rb"(</?)\w+:")
_CELL = re.compile(rb"<c((?:\s[^>]*[^/>])?)>(.*?)</c>", re.DOTALL)
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>(.*?)</f>)", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_TAG = re.compile(rb"<(?:sheet|Relationship)\s([^>]*)>")
# Most sheets have neither an error nor a formula, and are not looked at cell by cell.
_SUSPECT = re.compile(rb'\bt="e"|<f\b')


def failed_cells(path: Path) -> dict[tuple[str, int, int], str]:
    """Return what stands in each failed cell, by sheet name, row and column counted from 0."""
    failed: dict[tuple[str, int, int], str] = {}
    with zipfile.ZipFile(path) as archive:
        for name, part in _sheets(archive):
            content = _plain(archive.read(part))
            if not _SUSPECT.search(content):
                continue
            for attributes, inner in _CELL.findall(content):
                cell = _attributes(attributes)
                if "r" in cell and (found := _failure(cell.get("t", "n"), inner)):
                    failed[name, *_place(cell["r"])] = found
    return failed


def with_failed(sheet: Sheet, failed: dict[tuple[str, int, int], str]) -> Sheet:
    """Put what stands in the failed cells of a sheet where calamine saw nothing."""
    here = {
        (row, column): text for (name, row, column), text in failed.items() if name == sheet.name
    }
    if not here:
        return sheet
    height = max(len(sheet.rows), 1 + max(row for row, _ in here))
    rows = [list(row) for row in sheet.rows] + [[] for _ in range(height - len(sheet.rows))]
    for (row, column), text in here.items():
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = text if rows[row][column] is None else rows[row][column]
    return dataclasses.replace(sheet, rows=rows)


def _failure(kind: str, inner: bytes) -> str | None:
    """Tell an error (#REF!) and a formula that nobody calculated from a formula that gives “”."""
    value, formula = _VALUE.search(inner), _FORMULA.search(inner)
    if kind == "e":
        return _text(value[1]) if value else "#VALUE!"
    if formula and kind != "str" and not (value and value[1]):
        return f"={_text(formula[1] or b'')}"
    return None


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The name and the part of each sheet."""
    parts = archive.namelist()
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        return []
    relations = _tags(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        relation["Id"]: posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/")
        for relation in relations
        if {"Id", "Target"} <= relation.keys()
    }
    sheets = _tags(archive.read("xl/workbook.xml"))
    return [
        (sheet["name"], part)
        for sheet in sheets
        if "name" in sheet and (part := targets.get(sheet.get("r:id", ""), "")) in parts
    ]


def _tags(content: bytes) -> list[dict[str, str]]:
    return [_attributes(tag) for tag in _TAG.findall(_plain(content))]


def _plain(content: bytes) -> bytes:
    """Take the prefixes off: some programs write <x:c> for <c>."""
    return _NAMESPACE.sub(rb"\1", content)


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): _text(value) for key, value in _ATTRIBUTE.findall(tag)}


def _text(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", errors="replace"))


def _place(reference: str) -> tuple[int, int]:
    """Row and column of B7, counted from 0."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1

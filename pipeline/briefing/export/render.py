"""Render an executed notebook into the kinds of file that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.export import html, pdf, svg, vega
from briefing.export.document import document_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbformat import NotebookNode


def render(executed: NotebookNode, report: str, kinds: Iterable[str]) -> dict[str, bytes]:
    """
    Return the files of a report by their names.

    Raises PublishFailed when a glyph or a font is missing.
    """
    document = document_of(executed)
    files: dict[str, bytes] = {}
    for kind in kinds:
        if kind == "pdf":
            files[f"{report}.pdf"] = pdf.render(document)
        elif kind == "png":
            files["page-one.png"] = pdf.first_page(document)
        elif kind == "html":
            files[f"{report}.html"] = html.render(document).encode()
        elif kind == "docx":
            from briefing.export import word

            files[f"{report}.docx"] = word.render(document)
        elif kind == "xlsx":
            from briefing.export import workbook

            files[f"{report}.xlsx"] = workbook.render(document)
    return files


def get_ready(kinds: Iterable[str]) -> None:
    """Import and start ahead of time what the first file of each kind needs."""
    for kind in kinds:
        if kind == "pdf":
            svg.get_ready()
        elif kind == "html":
            vega.bundle()
        elif kind == "docx":
            from briefing.export import word  # noqa: F401
        elif kind == "xlsx":
            from briefing.export import workbook  # noqa: F401

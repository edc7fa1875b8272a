"""An executed notebook goes in, every file that is read of its edition comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat

from pipeline.export import html, pdf
from pipeline.export.document import document_of

if TYPE_CHECKING:
    from nbformat import NotebookNode


def render(executed: NotebookNode, report: str) -> dict[str, bytes]:
    """
    Return the files of a report by their names: the notebook, HTML, PDF, page one as a picture, and
    whatever more the notebook's metadata (`briefing.formats`) asks for.

    Raises PublishFailed when a glyph or a font is missing.
    """
    document = document_of(executed)
    files = {
        f"{report}.ipynb": (nbformat.writes(executed) + "\n").encode(),
        f"{report}.html": html.render(document).encode(),
        f"{report}.pdf": pdf.render(document),
        "page-one.png": pdf.first_page(document),
    }
    asked = executed.metadata.get("briefing", {}).get("formats", [])
    if "docx" in asked:
        from pipeline.export import word

        files[f"{report}.docx"] = word.render(document)
    if "xlsx" in asked:
        from pipeline.export import workbook

        files[f"{report}.xlsx"] = workbook.render(document)
    return files

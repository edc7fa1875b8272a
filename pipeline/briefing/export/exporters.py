"""nbconvert's exporters `briefing-html`, `briefing-pdf`, `briefing-docx` and `briefing-xlsx`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter

from briefing.export import html, pdf, word, workbook
from briefing.export.document import document_of

if TYPE_CHECKING:
    from types import ModuleType

    from nbformat import NotebookNode


class _BriefingExporter(Exporter):
    """Render the document of a notebook by a *module* of this room, as a file with a *suffix*."""

    suffix: str
    module: ModuleType

    def _file_extension_default(self) -> str:
        return self.suffix

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the page and nbconvert's resources."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return self.module.render(document_of(notebook)), resources


class BriefingHTMLExporter(_BriefingExporter):
    """One HTML file: charts interactive, no address outside itself, a strict CSP."""

    export_from_notebook = "Briefing (HTML)"
    output_mimetype = "text/html"
    suffix = ".html"
    module = html


class BriefingPDFExporter(_BriefingExporter):
    """One PDF/A-2a and PDF/UA-1 file in the form of the 简报, by Typst."""

    export_from_notebook = "Briefing (PDF)"
    output_mimetype = "application/pdf"
    suffix = ".pdf"
    module = pdf


class BriefingDOCXExporter(_BriefingExporter):
    """One Word file, for offices that edit before they sign."""

    export_from_notebook = "Briefing (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    suffix = ".docx"
    module = word


class BriefingXLSXExporter(_BriefingExporter):
    """One workbook, each table of the notebook on a sheet of its own."""

    export_from_notebook = "Briefing (Excel)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffix = ".xlsx"
    module = workbook

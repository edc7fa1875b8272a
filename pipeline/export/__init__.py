"""
An executed notebook goes in, HTML or PDF comes out: nbconvert exporters `briefing-html` and
`briefing-pdf`, so that `jupyter nbconvert --to briefing-pdf` works as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter

from pipeline.export import html, pdf
from pipeline.export.document import document_of

if TYPE_CHECKING:
    from nbformat import NotebookNode


class BriefingHTMLExporter(Exporter):
    """One HTML file: charts interactive, no address outside itself, a strict CSP."""

    export_from_notebook = "Briefing (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return html.render(document_of(notebook)), resources


class BriefingPDFExporter(Exporter):
    """One PDF/A-2a and PDF/UA-1 file in the form of the 简报, by Typst."""

    export_from_notebook = "Briefing (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file's bytes and nbconvert's resources."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return pdf.render(document_of(notebook)), resources

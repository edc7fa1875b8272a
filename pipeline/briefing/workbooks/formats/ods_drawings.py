"""Read what is drawn over the cells of an OpenDocument sheet: texts, pictures and charts."""

from __future__ import annotations

from briefing.workbooks.formats.ods_styles import DRAW, TEXT

_KINDS = {DRAW + "image": "picture", DRAW + "object": "chart"}
_PARAGRAPHS = {TEXT + "p", TEXT + "h"}
_MOST_TEXT = 500


class OdsDrawing:
    """Hears the elements that are no cells, and gathers what one drawing shows."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_paragraph = 0
        self.kind, self.words = "", ""

    def start(self, name: str) -> None:
        """Take the start of an element."""
        if not self._depth and not name.startswith(DRAW):
            return
        if not self._depth:
            self.kind, self.words = "", ""
        self._depth += 1
        # A chart has a picture of itself beside it.
        if self.kind != "chart":
            self.kind = _KINDS.get(name, self.kind)
        self._in_paragraph += name in _PARAGRAPHS

    def end(self, name: str) -> bool:
        """Take the end of an element; tell whether a drawing that shows something ends with it."""
        if not self._depth:
            return False
        self._depth -= 1
        self._in_paragraph -= name in _PARAGRAPHS
        if self._depth:
            return False
        self.words = " ".join(self.words.split())
        if self.words and self.kind != "chart":
            self.kind = "text"
        return bool(self.kind)

    def text(self, data: str) -> None:
        """Take a text, or a part of one."""
        if self._in_paragraph and len(self.words) < _MOST_TEXT:
            self.words += data + " "

"""An executed notebook goes in; which kinds of file its edition has comes out, and who makes which."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

# What is always published, beside the notebook itself; png is page one as a picture.
ALWAYS = ["pdf", "html", "png"]
# What a notebook may ask for in its metadata: `briefing.formats`.
ON_REQUEST = ["docx", "xlsx"]


def kinds_of(notebook: NotebookNode) -> list[str]:
    """Return the kinds of file that a notebook is published as, the longest to make first."""
    asked = notebook.metadata.get("briefing", {}).get("formats", [])
    return [*ALWAYS, *(kind for kind in ON_REQUEST if kind in asked)]


def processes_for(editions: int) -> list[list[str]]:
    """
    Return the kinds of file that each process gets ready for: one edition is made by two of them, of
    several at once each has its own.

    >>> processes_for(1)
    [['pdf'], ['html', 'png', 'docx', 'xlsx']]
    """
    return share([*ALWAYS, *ON_REQUEST], 2) if editions == 1 else [ALWAYS] * editions


def share(kinds: list[str], shares: int) -> list[list[str]]:
    """
    Part kinds of file between processes: a PDF takes as long as all others together.

    >>> share(["pdf", "html", "docx"], 2), share(["pdf", "html"], 1)
    ([['pdf'], ['html', 'docx']], [['pdf', 'html']])
    """
    return [kinds[:1], kinds[1:]] if shares > 1 and len(kinds) > 1 else [kinds]

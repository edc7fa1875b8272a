"""Say which kinds of file an edition has, and which process renders which."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Published with every notebook; png is page one as a picture.
ALWAYS = ["pdf", "html", "png"]
# Published where the notebook's metadata asks for it: `briefing.formats`.
ON_REQUEST = ["docx", "xlsx"]


def kinds_of(notebook: NotebookNode) -> list[str]:
    """Return the kinds of file that a notebook is published as, the slowest first."""
    asked = notebook.metadata.get("briefing", {}).get("formats", [])
    return [*ALWAYS, *(kind for kind in ON_REQUEST if kind in asked)]


def processes_for(editions: int) -> list[list[str]]:
    """
    Return the kinds of file that each process gets ready for.

    Two processes render one edition together; of several editions, each has a process of its own.

    >>> processes_for(1)
    [['pdf'], ['html', 'png', 'docx', 'xlsx']]
    """
    return share([*ALWAYS, *ON_REQUEST], 2) if editions == 1 else [ALWAYS] * editions


def share(kinds: list[str], shares: int) -> list[list[str]]:
    """
    Divide kinds of file between processes: a PDF takes as long as all others together.

    >>> share(["pdf", "html", "docx"], 2), share(["pdf", "html"], 1)
    ([['pdf'], ['html', 'docx']], [['pdf', 'html']])
    """
    return [kinds[:1], kinds[1:]] if shares > 1 and len(kinds) > 1 else [kinds]

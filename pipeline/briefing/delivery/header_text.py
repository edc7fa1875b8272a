"""Make header lines and file names out of names from rules and ledgers."""

from __future__ import annotations

import re
import unicodedata

# Stands for a character that cannot be shown, as on a page.
GETA = "〓"
_LONGEST_HEADER = 200
_LONGEST_NAME = 80
# Characters that some system refuses in a file's name, or reads as a path.
_NO_NAME = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def header(text: str) -> str:
    r"""
    Return a text as one header line, without characters that break, reverse or hide the line.

    >>> header("柞水县\r\nBcc: x@example.cn"), header("a\u202eb")
    ('柞水县 Bcc: x@example.cn', 'a〓b')
    """
    line = re.sub(r"[\s\x1c-\x1f\x85\u2028\u2029]+", " ", text).strip()
    return "".join(map(_visible, line))[:_LONGEST_HEADER]


def file_name(text: str, ending: str) -> str:
    """
    Return a text as a file's name that every system accepts and that stays in its folder.

    >>> file_name("../柞水县 5月", ".pdf"), file_name("con", ".pdf")
    ('_柞水县 5月.pdf', '_con.pdf')
    """
    name = _NO_NAME.sub("_", header(text)).strip(". ")[:_LONGEST_NAME].rstrip(". ") or "_"
    return f"{'_' if _RESERVED.fullmatch(name) else ''}{name}{ending}"


def _visible(character: str) -> str:
    return GETA if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character

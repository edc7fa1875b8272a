"""
Open files that are encrypted with the password that Excel tries by itself.

Excel asks nobody for it: a workbook whose structure is protected is encrypted so, and its reader
does not know.
"""

from __future__ import annotations

import io
from importlib.util import find_spec

_PASSWORD = "VelvetSweatshop"  # noqa: S105  # everybody knows it


def decrypted(data: bytes) -> bytes | None:
    """Return the content of an encrypted workbook; None where it needs a password of its own."""
    if not find_spec("msoffcrypto"):
        return None
    import msoffcrypto

    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=_PASSWORD)
        file.decrypt(opened)
    except MemoryError:
        raise
    except Exception:
        # Another password, or whatever its parser stumbles over.
        return None
    return opened.getvalue() or None

"""Write the compound file in which .xls and .et keep their stream."""

from __future__ import annotations

import struct

_SECTOR = 512
_LEAST = 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STREAM, _STORAGE, _ROOT = 2, 1, 5


def container(name: str, stream: bytes) -> bytes:
    """
    Write a compound file of one stream; *name* may put it into a storage: VBA/dir.

    Shorter streams would have to share sectors, and are filled up instead.
    """
    *storages, leaf = name.split("/")
    content = stream.ljust(_LEAST, b"\0")
    content += bytes(-len(content) % _SECTOR)
    sectors = len(content) // _SECTOR
    # The directory's sector stands behind the stream, the table of sectors behind that.
    tables = 1
    while tables * _SECTOR // 4 < sectors + 1 + tables:
        tables += 1
    chain = [*range(1, sectors), _END, _END, *[_TABLE] * tables]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, _LEAST, _END, 0, _END, 0)
    head += struct.pack(
        "<109I", *range(sectors + 1, sectors + 1 + tables), *[_FREE] * (109 - tables)
    )
    entries = [_entry("Root Entry", _ROOT, child=1)]
    entries += [_entry(each, _STORAGE, child=at) for at, each in enumerate(storages, start=2)]
    entries.append(_entry(leaf, _STREAM, start=0, size=max(len(stream), _LEAST)))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    return head + content + directory + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, *, child: int = _FREE, start: int = _END, size: int = 0) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    fields = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + fields + bytes(36) + struct.pack("<IQ", start, size)

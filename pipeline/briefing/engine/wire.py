"""
Send messages of the Jupyter protocol through one socket pair, without ports or ZMQ.

A message is the list of parts that a Jupyter session makes, with the channel's name before them.
Its bytes are the number of parts, their lengths (4 bytes each), and the parts.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_client.session import Session

_LENGTH = struct.Struct("!I")
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Lines:
    """The descriptors of the cells' process: its end of the wire, and both ends of two pipes."""

    wire: int
    out: tuple[int, int]
    err: tuple[int, int]

    @property
    def all(self) -> tuple[int, ...]:
        """All five descriptors, in order."""
        return (self.wire, *self.out, *self.err)


class Wire:
    """One end of the pair, a blocking socket; *before* is called before each message is sent."""

    def __init__(self, end: socket.socket, before: Callable[[], None] = lambda: None) -> None:
        self.end = end
        self.is_open = True
        self._before = before
        self._lock = threading.Lock()
        self._unread = bytearray()

    def send(self, channel: bytes, parts: Iterable[bytes]) -> None:
        """Send one message whole; any thread may."""
        message = [channel, *(bytes(part) for part in parts)]
        head = [_LENGTH.pack(len(part)) for part in message]
        with self._lock:
            self._before()
            self.end.sendall(b"".join([_LENGTH.pack(len(message)), *head, *message]))

    def received(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """Yield channel and parts of each message that has come, without waiting; update `is_open`."""
        while self.is_open:
            try:
                chunk = self.end.recv(_CHUNK, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            except ConnectionError:
                chunk = b""
            self.is_open = bool(chunk)
            self._unread += chunk
        while message := self._first():
            yield message[0], message[1:]

    def _first(self) -> list[bytes]:
        """Take the first whole message out of what is unread; return [] where there is none."""
        unread, size = self._unread, _LENGTH.size
        if len(unread) < size:
            return []
        (count,) = _LENGTH.unpack_from(unread)
        start = size * (1 + count)
        if len(unread) < start:
            return []
        lengths = [_LENGTH.unpack_from(unread, size * (1 + at))[0] for at in range(count)]
        if len(unread) < start + sum(lengths):
            return []
        parts = []
        for length in lengths:
            parts.append(bytes(unread[start : start + length]))
            start += length
        del unread[:start]
        return parts


def new_session() -> Session:
    """Return a session that signs nothing: no other process can reach the wire."""
    from jupyter_client.session import Session

    session = Session(key=b"unsigned")
    session.key = b""
    return session


class Channel:
    """Takes the place of the socket of a Jupyter session."""

    def __init__(self, wire: Wire, name: bytes) -> None:
        self._wire = wire
        self._name = name

    def send_multipart(self, parts: Iterable[bytes], **_: object) -> None:
        """Send a message over the wire."""
        self._wire.send(self._name, parts)

    def flush(self, *_: object) -> None:
        """Do nothing: messages are sent at once."""

"""A mail server for tests: real SMTP on a free port, with a certificate and faults on demand."""

from __future__ import annotations

import email
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import TYPE_CHECKING, Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

USER, PASSWORD = "fgj", "a-secret-that-nobody-sees"


@dataclass
class Box:
    """Every letter that was taken, and answers to give instead: one for each time, then none."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    # Answers to RCPT by address, and to DATA; “drop” ends the connection.
    to_rcpt: dict[str, list[str]] = field(default_factory=dict)
    to_data: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _: Any, __: Any, envelope: Any, address: str, ___: list[str]
    ) -> str:
        """Take a recipient, or answer as told."""
        if answers := self.to_rcpt.get(address):
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a letter, or answer as told."""
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer == "drop":
            server.transport.abort()
            return "250 OK"
        if answer.startswith("2"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=policy.SMTP))
            self.recipients.append(list(envelope.rcpt_tos))
            self.was_encrypted.append(
                session.ssl is not None
                or server.transport.get_extra_info("ssl_object") is not None
            )
        return answer

    def authenticate(self, *told: Any) -> AuthResult:
        """Let in whoever knows the password."""
        *_, data = told
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, PASSWORD), handled=False)


@dataclass(frozen=True)
class Server:
    """A server that listens, its box, and the authority that vouches for it."""

    port: int
    box: Box
    authority: Path


class _AnyPort(Controller):
    """Listens on a port that the system chose: two runs of the tests never want the same one."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening(
    folder: Path, security: str = "starttls", *, name: str = "localhost", login: bool = False
) -> Iterator[Server]:
    """Listen on a port of this machine, with a certificate for *name*."""
    authority = trustme.CA()
    certificate = folder / "authority.pem"
    authority.cert_pem.write_to_path(certificate)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    box = Box()
    controller = _AnyPort(
        box,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=box.authenticate if login else None,
        auth_required=login and security == "starttls",
        # Where the whole connection is encrypted, aiosmtpd does not see it.
        auth_require_tls=security == "starttls",
    )
    controller.start()
    try:
        yield Server(controller.port, box, certificate)
    finally:
        controller.stop()

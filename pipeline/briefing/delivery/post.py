"""
Send a letter by SMTP, and tell for each recipient whether the server took it.

Temporary errors (a busy server, a lost connection, no network yet) are tried again after a pause;
permanent ones are told at once. Of what was sent to the server, nothing is shown.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.delivery.header_text import header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from email.message import EmailMessage

    from briefing.settings.delivery import Mail

_PERMANENT = 500
_ANSWER = 120


@dataclass
class Sent:
    """The recipients that were taken, refused for good, or not reached yet; why, in Chinese."""

    taken: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


def send(
    mail: Mail,
    password: str,
    letter: EmailMessage,
    to: Sequence[str],
    *,
    pause: Callable[[float], None],
    taken: Callable[[Sequence[str]], None] = lambda _: None,
) -> Sent:
    """Send a letter; *taken* is called at once with the recipients for whom the server took it."""
    sent = Sent(waiting=dict.fromkeys(to, ""))
    for seconds in (0, *mail.backoff_seconds):
        if not sent.waiting:
            break
        if seconds:
            pause(seconds)
        _try(mail, password, letter, sent, taken)
    return sent


def _try(
    mail: Mail,
    password: str,
    letter: EmailMessage,
    sent: Sent,
    taken: Callable[[Sequence[str]], None],
) -> None:
    """Try once for all recipients that are waiting."""
    asked = list(sent.waiting)
    try:
        with _connected(mail, password) as server:
            failed = server.send_message(letter, mail.sender.address, asked)
    except smtplib.SMTPRecipientsRefused as error:
        failed = error.recipients
    except smtplib.SMTPAuthenticationError as error:
        # The server's answer may quote the password.
        return _failed(sent, error.smtp_code, f"用户名或口令不被接受（{error.smtp_code}）")
    except smtplib.SMTPResponseException as error:
        return _failed(sent, error.smtp_code, _answer(error.smtp_code, error.smtp_error))
    except ssl.SSLCertVerificationError as error:
        why = f"服务器证书不可信（{error.verify_message}），没有发送任何内容"
        return _failed(sent, _PERMANENT, why)
    except smtplib.SMTPNotSupportedError:
        why = "服务器不支持所要求的加密或登录方式，没有发送任何内容"
        return _failed(sent, _PERMANENT, why)
    except smtplib.SMTPServerDisconnected:
        return _failed(sent, 0, "连接中断")
    except OSError as error:
        return _failed(sent, 0, f"连不上 {mail.host}:{mail.server_port}（{_reason(error)}）")
    done = [address for address in asked if address not in failed]
    for address in done:
        del sent.waiting[address]
    for address, (code, answer) in failed.items():
        _sort(sent, address, code, _answer(code, answer))
    sent.taken += done
    if done:
        taken(done)
    return None


def _failed(sent: Sent, code: int, why: str) -> None:
    for address in list(sent.waiting):
        _sort(sent, address, code, why)


def _sort(sent: Sent, address: str, code: int, why: str) -> None:
    sent.waiting.pop(address, None)
    (sent.refused if code >= _PERMANENT else sent.waiting)[address] = why


@contextlib.contextmanager
def _connected(mail: Mail, password: str) -> Iterator[smtplib.SMTP]:
    """Open a connection, encrypted and logged in as the county's settings say."""
    context = ssl.create_default_context(cafile=mail.ca_file or None)
    where, seconds = (mail.host, mail.server_port), mail.timeout_seconds
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(*where, timeout=seconds)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.username:
            server.login(mail.username, password)
        yield server
    finally:
        # Once the letter is taken, an error on quitting changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"服务器答复 {code} {header(text)[:_ANSWER]}".rstrip()


def _reason(error: OSError) -> str:
    return header(error.strerror or str(error) or type(error).__name__)

"""Messages → a mail server, one to each person, with what became of each."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import gaierror
from time import sleep
from typing import Literal

from kpireport.errors import DeliveryError, Problem
from kpireport.mailbox import Mailbox
from kpireport.model import Security

#: `unknown`: the server stopped answering after it had the whole message.
Outcome = Literal["sent", "refused", "later", "unknown"]

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_OK, _GO_ON, _TEMPORARY, _PERMANENT = 250, 354, 400, 500
_FOREIGN = "the server takes no address with letters beyond ASCII (it does not know SMTPUTF8)"
_AFTER_PERIOD = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How to reach the mail server. `password` is never part of a message; `wait` are the seconds before a second try.

    `tries` counts all attempts for one message; between them the wait doubles.
    """

    host: str
    port: int
    security: Security
    user: str | None
    password: str | None = field(repr=False)
    sender: Mailbox
    tries: int = 3
    wait: float = 5.0
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the message to one person, and the server's own words."""

    to: Mailbox
    outcome: Outcome
    reply: str = ""


class _Later(Exception):  # noqa: N818 - an answer rather than a fault
    """Not now: a second try may succeed."""


class _Refused(Exception):  # noqa: N818
    """No, and a second try would hear the same."""


class _Unknown(Exception):  # noqa: N818
    """The message was handed over, and nothing was heard after that."""


@contextmanager
def post(server: Server) -> Iterator[Post]:
    """A connection that is made when it is first needed, and closed at the end."""
    session = Post(server)
    try:
        yield session
    finally:
        session.close()


class Post:
    """The open connection to a server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._is_unreachable = False

    @property
    def sender(self) -> Mailbox:
        return self._server.sender

    def send(self, to: Mailbox, content: bytes) -> Result:
        """Hands one message over, again after a temporary failure. Raises DeliveryError where no server lets us in."""
        reason = ""
        for attempt in range(1 if self._is_unreachable else self._server.tries):
            if attempt:
                sleep(self._server.wait * 2 ** (attempt - 1))
            try:
                self._hand_over(self._open(), to, content)
            except _Later as later:
                reason = str(later)
            except _Refused as refused:
                return Result(to, "refused", str(refused))
            except _Unknown as unknown:
                self.close()
                return Result(to, "unknown", str(unknown))
            else:
                return Result(to, "sent")
        self._is_unreachable = self._smtp is None
        return Result(to, "later", reason)

    def close(self) -> None:
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = connect(self._server)
            except (OSError, smtplib.SMTPException) as error:
                raise _Later(told(error)) from None
        return self._smtp

    def _hand_over(self, smtp: smtplib.SMTP, to: Mailbox, content: bytes) -> None:
        try:
            self._envelope(smtp, to)
            smtp.putcmd("data")
            _expect(smtp.getreply(), _GO_ON)
            smtp.send(_AFTER_PERIOD.sub(b"..", content).removesuffix(b"\r\n") + b"\r\n.\r\n")
        except _Refused:
            self._reset(smtp)
            raise
        except _Later:
            self._reset(smtp)
            raise
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise _Later(told(error)) from None
        self._confirmed(smtp)

    def _envelope(self, smtp: smtplib.SMTP, to: Mailbox) -> None:
        options = []
        if not (to.is_ascii and self._server.sender.is_ascii):
            if not smtp.has_extn("smtputf8"):
                raise _Refused(_FOREIGN)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        _expect(smtp.mail(self._server.sender.address, options), _OK)
        _expect(smtp.rcpt(to.address), _OK)

    def _confirmed(self, smtp: smtplib.SMTP) -> None:
        """The last word on a message that was handed over."""
        try:
            reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise _Unknown(told(error)) from None
        try:
            _expect(reply, _OK)
        except _Later:
            self._reset(smtp)
            raise

    def _reset(self, smtp: smtplib.SMTP) -> None:
        """Ready for the next message; a connection that is not is dropped."""
        try:
            if smtp.rset()[0] == _OK:
                return
        except (OSError, smtplib.SMTPException):
            pass
        self._drop()


def connect(server: Server) -> smtplib.SMTP:
    """A connection that is encrypted and signed in as it should be.

    Raises: DeliveryError where a second try would fail too, OSError and SMTPException for a failure that may pass.
    """
    context = ssl.create_default_context()
    try:
        smtp = _dial(server, context)
        if server.user and server.password:
            _sign_in(smtp, server.user, server.password)
    except ssl.SSLCertVerificationError as error:
        raise _failure(server, f"its certificate is not trusted: {error.verify_message}", _CERTIFICATE) from None
    except ssl.SSLError as error:
        raise _failure(server, f"no encrypted connection: {told(error)}", _ENCRYPTION) from None
    return smtp


def _dial(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    name = server.sender.domain
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=name, timeout=server.timeout, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=server.timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            _encrypt(smtp, server, context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _encrypt(smtp: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    if not smtp.has_extn("starttls"):
        raise _failure(server, "it offers no encryption (STARTTLS), and nothing was sent without", _ENCRYPTION)
    smtp.starttls(context=context)
    smtp.ehlo_or_helo_if_needed()


def _sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """What the server says to a wrong password is not repeated: it may hold the password."""
    try:
        smtp.login(user, password)
    except smtplib.SMTPAuthenticationError as error:
        smtp.close()
        if error.smtp_code < _PERMANENT:
            raise OSError(f"the server answers {error.smtp_code} to signing in") from None
        message = f"the mail server does not accept the user and the password (it answers {error.smtp_code})"
        raise DeliveryError(Problem(code="O011", message=message, hint=_PASSWORD)) from None
    except smtplib.SMTPNotSupportedError:
        smtp.close()
        message = "the mail server offers no way to sign in on this connection"
        raise DeliveryError(Problem(code="O011", message=message, hint=_ENCRYPTION)) from None
    except UnicodeError:
        smtp.close()
        message = "the user or the password has letters beyond ASCII, which mail servers do not take"
        raise DeliveryError(Problem(code="O011", message=message, hint=_PASSWORD)) from None


def _failure(server: Server, what: str, hint: str) -> DeliveryError:
    message = f"no mail was sent by {server.host}:{server.port}: {what}"
    return DeliveryError(Problem(code="O011", message=message, hint=hint))


def _expect(reply: tuple[int, bytes], wanted: int) -> None:
    """Raises _Later or _Refused for another answer than the wanted one (251 is as good as 250)."""
    code, text = reply
    if code == wanted or (wanted == _OK and code // 100 == _OK // 100):
        return
    words = f"{code} {text.decode('utf-8', 'replace')}"
    raise _Later(clean(words)) if _TEMPORARY <= code < _PERMANENT or code < 0 else _Refused(clean(words))


def told(error: Exception) -> str:
    """A failure in words for a line of text."""
    if isinstance(error, TimeoutError):
        return "there is no answer in time"
    if isinstance(error, gaierror):
        return "there is no server of this name"
    return clean(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def clean(words: str) -> str:
    """What a server says, in one line without anything that a terminal would act on."""
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in words).split())
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"


_MOST = 200
_CERTIFICATE = "check `host`; for a certificate of your own authority set SSL_CERT_FILE to its certificate"
_ENCRYPTION = "`security: tls` with port 465, or `starttls` with port 587; ask whoever runs the server"
_PASSWORD = "set KPIREPORT_SMTP_PASSWORD to the account's password, often one made for programs"  # noqa: S105 - a hint

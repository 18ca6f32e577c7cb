"""A real mail server in this process, with TLS by a certificate made here, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "reports", "pass-Word-7"


@dataclass
class Inbox:
    """What arrived, as (sender, recipient, bytes), and what the server answers to a recipient or a message, in turn."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    at_rcpt: dict[str, list[str]] = field(default_factory=dict)
    at_data: dict[str, list[str]] = field(default_factory=dict)
    sessions: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt.get(address):
            return self.at_rcpt[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        [to] = envelope.rcpt_tos
        if self.at_data.get(to):
            answer = self.at_data[to].pop(0)
            if answer == "hang up":
                assert isinstance(server.transport, asyncio.WriteTransport)
                server.transport.abort()
            return answer
        assert isinstance(envelope.content, bytes)
        self.mails.append((str(envelope.mail_from), to, envelope.content))
        return "250 taken"


@dataclass(frozen=True)
class Certificate:
    file: Path
    context: ssl.SSLContext


def certificate(folder: Path) -> Certificate:
    """A certificate for localhost that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + dt.timedelta(days=36500))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file, both = folder / "authority.pem", folder / "server.pem"
    file.write_bytes(pem)
    both.write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return Certificate(file, context)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def running(inbox: Inbox, **options: Any) -> Iterator[int]:
    """The port on which the server listens; options are those of aiosmtpd."""
    port = _free_port()
    controller = Controller(inbox, hostname="localhost", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def signed_in(context: ssl.SSLContext) -> dict[str, Any]:
    """Options of a server that wants STARTTLS and a password."""
    return {"tls_context": context, "require_starttls": True, "authenticator": _check, "auth_required": True}

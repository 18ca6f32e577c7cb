"""What site.yaml says of the mail server, and the password of the environment → a server that may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.deliver.smtp import LOCAL, PORTS, Server
from kpireport.errors import Place, Problem, ProjectError
from kpireport.model import Mail

PASSWORD = "KPIREPORT_SMTP_PASSWORD"  # noqa: S105 - its name


def mail_server(mail: Mail, site: Place, environment: Mapping[str, str], *, may_be_plain: bool) -> Server:
    """The server; `site` is the place told where a key is missing, `may_be_plain` allows a connection to be read.

    Raises ProjectError with all that is missing.
    """
    password = environment.get(PASSWORD) or None
    problems = list(_problems(mail, site, password, may_be_plain=may_be_plain))
    if problems or mail.host is None or mail.sender is None:
        raise ProjectError(*problems)
    return Server(
        host=mail.host,
        port=mail.port or PORTS[mail.security],
        security=mail.security,
        user=mail.user,
        password=password,
        sender=mail.sender,
    )


def _problems(mail: Mail, site: Place, password: str | None, *, may_be_plain: bool) -> Iterator[Problem]:
    if mail.host is None:
        yield Problem(code="K010", message="there is no mail server to send with", place=site, hint=_HOST)
    if mail.sender is None:
        yield Problem(code="K010", message="there is no sender", place=site, hint=_SENDER)
    if mail.user and not password:
        message = f"the account `{mail.user}` needs its password"
        yield Problem(code="K010", message=message, place=mail.places.get("user"), hint=_PASSWORD)
    is_open = mail.security == "none" and mail.host not in LOCAL
    if is_open and (mail.user or not may_be_plain):
        message = "without encryption the report, and a password, could be read on the way"
        yield Problem(code="K004", message=message, place=mail.places.get("security"), hint=_PLAIN)


_HOST = "write mail: {host: mail.example.org, user: reports, from: reports@example.org}; drafts need none of it"
_SENDER = "write mail: {from: reports@example.org}"
_PASSWORD = f"set the environment variable {PASSWORD}; it is read from nowhere else"
_PLAIN = "write security: starttls or tls; a server that asks for no password may be used as it is with --unencrypted"

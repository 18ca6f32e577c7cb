"""The `mail` of site.yaml → model.Mail."""

from __future__ import annotations

import re

from kpireport.errors import Place
from kpireport.model import Mail
from kpireport.project.documents import Faults
from kpireport.project.nodes import MappingNode, problem_at
from kpireport.project.site_schema import MailEntry

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_LAST_PORT = 65535


def build_mail(entry: MailEntry | None, faults: Faults) -> Mail:
    """Refuses hosts and ports that are none; the names of the lists are looked up when there is a report."""
    if entry is None:
        return Mail()
    if entry.host and not _HOST.fullmatch(entry.host):
        hint = "write its name alone, as in mail.example.org, and the port under `port`"
        faults.add(problem_at(entry.node.values["host"], "K004", "this is not the name of a mail server", hint))
    if entry.port and entry.port > _LAST_PORT:
        hint = "587 with starttls, 465 with tls"
        faults.add(problem_at(entry.node.values["port"], "K004", "there is no such port", hint))
    return Mail(
        host=entry.host,
        port=entry.port,
        security=entry.security or "starttls",
        user=entry.user,
        sender=entry.from_,
        owner=entry.owner,
        to={name: tuple(addresses) for name, addresses in (entry.to or {}).items()},
        alerts=tuple(entry.alerts or ()),
        utm=entry.utm,
        places={**entry.places, **_lists(entry)},
    )


def _lists(entry: MailEntry) -> dict[str, Place]:
    node = entry.node.values.get("to")
    return {f"to.{name}": key.place for name, key in node.keys.items()} if isinstance(node, MappingNode) else {}

"""How the report is mailed, as site.yaml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kpireport.errors import Place
from kpireport.mailbox import Mailbox

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The server, who sends, and who receives: lists by audience, and one for `alerts`.

    `owner` is told when a report is held back.
    `places` are those of the keys, and of the lists as `to.executive`.
    """

    host: str | None = None
    port: int | None = None
    security: Security = "starttls"
    user: str | None = None
    sender: Mailbox | None = None
    owner: Mailbox | None = None
    to: Mapping[str, tuple[Mailbox, ...]] = field(default_factory=dict)
    alerts: tuple[Mailbox, ...] = ()
    utm: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

"""Alerts as a mail: the text alone, to whoever is to hear of them."""

from __future__ import annotations

import hashlib

from kpireport.deliver.alert_text import as_json, as_text, dumped, heading
from kpireport.deliver.alerts import Alerts
from kpireport.deliver.compose import Composed
from kpireport.format import Language
from kpireport.mailbox import Mailbox
from kpireport.model import Mail


def alert_mail(alerts: Alerts, language: Language) -> Composed:
    """The mail; its subject counts the alerts."""
    return Composed(
        subject=heading(alerts, language), text=as_text(alerts, language) + "\n", through=alerts.report_date
    )


def alert_readers(settings: Mail) -> tuple[Mailbox, ...]:
    """Those who are told: the list for alerts, else the owner, else the sender."""
    owner = settings.owner or settings.sender
    readers = settings.alerts or ((owner,) if owner else ())
    return tuple({box.key: box for box in reversed(readers)}.values())[::-1]


def edition_of(alerts: Alerts) -> str:
    """What tells this news from other: its day and its content."""
    digest = hashlib.sha256(dumped(as_json(alerts)).encode()).hexdigest()
    return f"{alerts.report_date or 'undated'} {digest[:12]}"

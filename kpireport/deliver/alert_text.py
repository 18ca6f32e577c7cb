"""Alerts in words: plain, as Markdown, and for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kpireport.deliver.alerts import Alert, Alerts
from kpireport.format import Language

SCHEMA = "kpireport-alerts/1"
#: Marks that Markdown would act on, in names and texts of others; and what would call people.
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+|~!])")
_CALL = re.compile(r"@(?=\w)")


def heading(alerts: Alerts, language: Language) -> str:
    """`Acme growth: 3 alerts since 18 October 2026`."""
    n = len(alerts.alerts)
    if alerts.since is None:
        return language.plural("{title}: {n} alert", "{title}: {n} alerts", n, title=alerts.title)
    day = language.date(alerts.since)
    one, many = "{title}: {n} alert since {date}", "{title}: {n} alerts since {date}"
    return language.plural(one, many, n, title=alerts.title, date=day)


def details(alert: Alert, language: Language) -> Iterator[str]:
    """What stands below the headline of an alert: how it stands, and what happened at the time."""
    yield alert.sentence
    if alert.beside:
        yield language.text("At the same time: {events}.", events=language.join(list(alert.beside)))


def as_text(alerts: Alerts, language: Language) -> str:
    """For a terminal, a log or a mail."""
    lines = [heading(alerts, language), ""]
    for alert in alerts.alerts:
        lines += [f"{alert.name}: {alert.headline}", *(f"  {text}" for text in details(alert, language))]
        lines += [f"  → {alert.action}"] if alert.action else []
        lines += [f"  {alert.owner}"] if alert.owner else []
        lines += [f"  {alert.link}", ""] if alert.link else [""]
    return "\n".join(lines).rstrip()


def as_markdown(alerts: Alerts, language: Language) -> str:
    """For a step summary, an issue or a chat."""
    lines = [f"## {plain(heading(alerts, language))}", ""]
    lines += ["  \n  ".join(_item(alert, language)) for alert in alerts.alerts]
    if alerts.home:
        lines += ["", f"[{plain(language.text('Open the report'))}]({alerts.home})"]
    return "\n".join(lines)


def _item(alert: Alert, language: Language) -> Iterator[str]:
    name = f"[{plain(alert.name)}]({alert.link})" if alert.link else plain(alert.name)
    yield f"- **{name}**: {plain(alert.headline)}"
    yield from (plain(text) for text in details(alert, language))
    if alert.action:
        yield f"**{plain(alert.action)}**" + (f" ({plain(alert.owner)})" if alert.owner else "")
    elif alert.owner:
        yield plain(alert.owner)


def plain(text: str) -> str:
    """A text of others that Markdown leaves as it is, and that calls nobody."""
    return _CALL.sub("@\u200b", _MARKS.sub(r"\\\1", " ".join(text.split())))


def as_json(alerts: Alerts) -> dict[str, object]:
    """For programs; days are ISO, what there is not is null."""
    return {
        "schema": SCHEMA,
        "title": alerts.title,
        "url": alerts.home or None,
        "report_date": alerts.report_date.isoformat() if alerts.report_date else None,
        "since": alerts.since.isoformat() if alerts.since else None,
        "alerts": [_json(alert) for alert in alerts.alerts],
    }


def _json(alert: Alert) -> dict[str, object]:
    return {
        "kind": alert.kind,
        "kpi": alert.kpi,
        "name": alert.name,
        "url": alert.link or None,
        "status": alert.status,
        "was": alert.was,
        "when": alert.when or None,
        "since": alert.since.isoformat() if alert.since else None,
        "segments": list(alert.segments),
        "action": alert.action or None,
        "owner": alert.owner or None,
        "headline": alert.headline,
        "sentence": alert.sentence,
        "events": list(alert.beside),
    }


def dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)

"""The body of a webhook as each product reads it, within what it takes; what is left over is counted.

By the public documentation of Slack (incoming webhooks, Block Kit), Mattermost (incoming webhooks), Discord (execute
webhook) and Microsoft Teams (Adaptive Cards through Workflows), as of 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Literal
from urllib.parse import urlsplit

from kpireport.deliver.alert_text import as_json, details, heading, plain
from kpireport.deliver.alerts import Alert, Alerts
from kpireport.deliver.letter import short
from kpireport.format import Language

Shape = Literal["json", "slack", "teams", "mattermost", "discord"]
Body = dict[str, object]

#: Characters for all alerts: below the 3,000 of a Slack section and its 13,000 of all blocks, Mattermost's 16,383,
#: Discord's 6,000 over all embeds, and the 21 kB that Teams takes in practice.
_ROOM: Mapping[Shape, int] = {"slack": 10_000, "teams": 8_000, "mattermost": 15_000, "discord": 5_000}
#: Alerts at most: Slack takes 50 blocks and Discord 10 embeds, one each kept for what is left over.
_MOST: Mapping[Shape, int] = {"slack": 40, "teams": 40, "mattermost": 60, "discord": 9}
#: Characters of one text.
_TEXT = 600
_NOTE = {"type": "mrkdwn"}


def body(shape: Shape, alerts: Alerts, language: Language) -> Body:
    """The JSON that is sent."""
    return _SHAPES[shape](alerts, language)


def shape_of(address: str) -> Shape:
    """The shape that the host of an address reads; JSON of our own where it is not known."""
    host = (urlsplit(address).hostname or "").casefold()
    for ending, shape in _HOSTS.items():
        if host == ending or host.endswith(f".{ending}"):
            return shape
    return "json"


_HOSTS: Mapping[str, Shape] = {
    "hooks.slack.com": "slack",
    "hooks.slack-gov.com": "slack",
    "discord.com": "discord",
    "discordapp.com": "discord",
    "webhook.office.com": "teams",
    "logic.azure.com": "teams",
    "api.powerplatform.com": "teams",
}


def _within(shape: Shape, alerts: Alerts, render: Callable[[Alert], str]) -> tuple[list[tuple[Alert, str]], int]:
    """The alerts that fit, each with its text, and how many more there are."""
    kept: list[tuple[Alert, str]] = []
    room = _ROOM[shape]
    for alert in alerts.alerts[: _MOST[shape]]:
        text = render(alert)
        room -= len(text) + len(alert.name[:_TEXT])
        if room < 0:
            break
        kept.append((alert, text))
    return kept, len(alerts.alerts) - len(kept)


def _left(left: int, language: Language) -> str:
    return language.plural("{n} more is in the report.", "{n} more are in the report.", left) if left else ""


def _lines(alert: Alert, language: Language, mark: Callable[[str], str], bold: str) -> Iterator[str]:
    """Headline, how it stands, what is to be done and by whom, in the marks of a product."""
    yield mark(short(alert.headline, _TEXT))
    yield from (mark(short(text, _TEXT)) for text in details(alert, language))
    if alert.action:
        yield f"{bold}{mark(short(alert.action, _TEXT))}{bold}"
    if alert.owner:
        yield mark(short(alert.owner))


# ------------------------------------------------------------------------------------------------ the products


def _slack(alerts: Alerts, language: Language) -> Body:
    def text(alert: Alert) -> str:
        name = _slack_text(short(alert.name))
        named = f"*<{_slack_text(alert.link)}|{name.replace('|', '¦')}>*" if alert.link else f"*{name}*"
        return "\n".join([named, *_lines(alert, language, _slack_text, "*")])

    kept, left = _within("slack", alerts, text)
    head = heading(alerts, language)
    blocks = [_section(f"*{_slack_text(short(head))}*"), *(_section(text) for _, text in kept)]
    if alerts.home:
        words = " ".join(part for part in (_left(left, language), language.text("Open the report")) if part)
        blocks.append(_section(f"<{_slack_text(alerts.home)}|{_slack_text(words)}>"))
    elif left:
        blocks.append(_section(_slack_text(_left(left, language))))
    return {"text": _slack_text(short(head)), "blocks": blocks, "unfurl_links": False}


def _section(text: str) -> Body:
    return {"type": "section", "text": {**_NOTE, "text": text}}


def _slack_text(text: str) -> str:
    """The three marks that Slack wants escaped; without `<` nobody is called."""
    return escape(text, quote=False)


def _mattermost(alerts: Alerts, language: Language) -> Body:
    def text(alert: Alert) -> str:
        name = plain(short(alert.name))
        named = f"[{name}]({alert.link})" if alert.link else name
        return "\n".join([f"**{named}**", *_lines(alert, language, plain, "**")])

    kept, left = _within("mattermost", alerts, text)
    link = f"[{plain(language.text('Open the report'))}]({alerts.home})" if alerts.home else ""
    parts = [
        f"#### {plain(short(heading(alerts, language)))}",
        *(text for _, text in kept),
        _left(left, language),
        link,
    ]
    return {"text": "\n\n".join(part for part in parts if part)}


def _discord(alerts: Alerts, language: Language) -> Body:
    kept, left = _within("discord", alerts, lambda alert: "\n".join(_lines(alert, language, plain, "**")))
    embeds = [_embed(alert, text) for alert, text in kept]
    words = [plain(short(heading(alerts, language))), _left(left, language), alerts.home]
    content = "\n".join(word for word in words if word)
    return {"content": content, "embeds": embeds, "allowed_mentions": {"parse": []}}


def _embed(alert: Alert, text: str) -> Body:
    embed: Body = {"title": short(alert.name), "description": text}
    return {**embed, "url": alert.link} if alert.link else embed


def _teams(alerts: Alerts, language: Language) -> Body:
    kept, left = _within("teams", alerts, lambda alert: "\n\n".join(_lines(alert, language, plain, "**")))
    blocks = [_block(plain(short(heading(alerts, language))), weight="Bolder", size="Medium")]
    for alert, text in kept:
        name = plain(short(alert.name))
        blocks.append(_block(f"[{name}]({alert.link})" if alert.link else name, weight="Bolder", separator=True))
        blocks.append(_block(text, spacing="None"))
    if left:
        blocks.append(_block(_left(left, language), isSubtle=True))
    card: Body = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    if alerts.home:
        title = language.text("Open the report")
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": alerts.home}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _block(text: str, **own: object) -> Body:
    return {"type": "TextBlock", "text": text, "wrap": True, **own}


def _json(alerts: Alerts, language: Language) -> Body:  # noqa: ARG001 - as the others
    return as_json(alerts)


_SHAPES: Mapping[Shape, Callable[[Alerts, Language], Body]] = {
    "json": _json,
    "slack": _slack,
    "teams": _teams,
    "mattermost": _mattermost,
    "discord": _discord,
}
SHAPES: Sequence[Shape] = tuple(_SHAPES)

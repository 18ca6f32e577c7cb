"""Alerts posted to a real server, in the shapes that products read, without ever showing the address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kpireport.deliver.alerts import Alert, Alerts
from kpireport.deliver.webhook import Patience, call, host_of
from kpireport.deliver.webhook_shapes import SHAPES, body, shape_of
from kpireport.errors import DeliveryError, UsageError
from kpireport.format import Language
from tests.deliver.webhook_server import Hook, hooked

QUICK = Patience(tries=3, wait=0, timeout=5)
EN = Language("en-GB", "EUR")
ONE = Alert(
    kind="status",
    kpi="sales",
    name="Sales <!channel> @all [x](http://evil) *b*",
    link="https://acme.example/kpis/sales/",
    status="off_track",
    was="on_track",
    headline="Off track, was on track.",
    sentence="3 % below the target & falling.",
    action="Call @here",
    owner="Head of Sales",
)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hooked() as found:
        yield found


def alerts(n: int = 1) -> Alerts:
    home, day = "https://acme.example/", date(2026, 10, 25)
    return Alerts(title="Acme", home=home, report_date=day, since=date(2026, 10, 18), alerts=(ONE,) * n)


def made(shape: str, n: int = 1) -> Any:
    return body(shape, alerts(n), EN)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------------- posting


def test_it_is_posted_once(hook: Hook) -> None:
    call(hook.url, {"a": "ä"}, QUICK)
    assert hook.posted == [{"a": "ä"}]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_busy_or_at_fault_is_asked_again(hook: Hook, status: int) -> None:
    hook.answers = [(status, {"Retry-After": "0"})] * 2
    call(hook.url, {}, QUICK)
    assert len(hook.posted) == 3


def test_the_tries_are_bounded(hook: Hook) -> None:
    hook.answers = [(429, {})] * 9
    with pytest.raises(DeliveryError, match="it answers 429"):
        call(hook.url, {}, QUICK)
    assert len(hook.posted) == 3


@pytest.mark.parametrize(
    ("status", "said"), [(404, "it answers 404"), (302, "sends us to another address"), (307, "307")]
)
def test_a_refusal_is_final_and_a_redirect_is_not_followed(hook: Hook, status: int, said: str) -> None:
    hook.answers = [(status, {"Location": hook.url + "/elsewhere"})]
    with pytest.raises(DeliveryError, match=said) as caught:
        call(hook.url, {}, QUICK)
    assert len(hook.posted) == 1
    assert "s3cret" not in caught.value.text + str(caught.value.__cause__)
    assert "geheim" not in caught.value.text
    assert "127.0.0.1" in caught.value.text


def test_what_was_taken_without_an_answer_is_not_posted_again(hook: Hook) -> None:
    hook.hangs = True
    with pytest.raises(DeliveryError, match="gave no answer"):
        call(hook.url, {}, replace(QUICK, timeout=0.3))
    assert len(hook.posted) == 1


def test_a_server_that_is_not_there_is_told() -> None:
    with hooked() as gone:
        pass
    with pytest.raises(DeliveryError, match="was not reached"):
        call(gone.url, {}, QUICK)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://hooks.example.org/s3cret", "is not https"),
        ("ftp://127.0.0.1/s3cret", "is not https"),
        ("file:///etc/s3cret", "no address"),
        ("https://user:s3cret@hooks.example.org/", "password"),
        ("https://[s3cret/", "no address"),
        ("s3cret", "no address"),
        ("https://hooks.example.org:s3cret/", "no address"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_without_being_shown(address: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        host_of(address)
    assert "s3cret" not in caught.value.text


# ---------------------------------------------------------------------------------------------------------- shapes


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://discord.com/api/webhooks/1/x", "discord"),
        ("https://acme.webhook.office.com/x", "teams"),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/x", "teams"),
        ("https://chat.example.org/hooks/x", "json"),
        ("https://hooks.slack.com.evil.example/x", "json"),
    ],
)
def test_the_host_tells_the_shape(address: str, shape: str) -> None:
    assert shape_of(address) == shape


def test_slack_reads_sections_and_nobody_is_called() -> None:
    sent = made("slack")
    assert sent["text"] == "Acme: 1 alert since 18 October 2026"
    section = sent["blocks"][1]["text"]
    assert section["type"] == "mrkdwn"
    assert "<!channel>" not in section["text"]
    assert section["text"].startswith("*<https://acme.example/kpis/sales/|Sales &lt;!channel&gt;")
    assert "target &amp; falling" in section["text"]


def test_mattermost_reads_markdown_and_nobody_is_called() -> None:
    text = made("mattermost")["text"]
    assert "@all" not in text
    assert "@here" not in text
    assert "](http://evil)" not in text
    assert "](https://acme.example/kpis/sales/)**" in text


def test_discord_calls_nobody() -> None:
    sent = made("discord")
    assert sent["allowed_mentions"] == {"parse": []}
    assert sent["embeds"][0]["url"] == "https://acme.example/kpis/sales/"


def test_teams_reads_an_adaptive_card() -> None:
    [attachment] = made("teams")["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["body"][0]["type"], card["actions"][0]["type"]) == (
        "AdaptiveCard",
        "TextBlock",
        "Action.OpenUrl",
    )


def test_programs_read_everything() -> None:
    sent = made("json")
    assert (sent["schema"], sent["since"]) == ("kpireport-alerts/1", "2026-10-18")
    assert sent["alerts"][0] == {
        "kind": "status",
        "kpi": "sales",
        "name": ONE.name,
        "url": ONE.link,
        "status": "off_track",
        "was": "on_track",
        "when": None,
        "since": None,
        "segments": [],
        "action": "Call @here",
        "owner": "Head of Sales",
        "headline": "Off track, was on track.",
        "sentence": "3 % below the target & falling.",
        "events": [],
    }


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "json"])
def test_a_thousand_alerts_stay_within_what_the_product_takes(shape: str) -> None:
    long = replace(ONE, name="n" * 900, sentence="s" * 5000, headline="h" * 5000, action="a" * 5000, owner="o" * 900)
    sent: Any = body(shape, replace(alerts(), alerts=(long,) * 1000), EN)  # type: ignore[arg-type]
    whole = json.dumps(sent)
    assert "more are in the report" in whole
    if shape == "slack":
        assert len(sent["blocks"]) <= 50
        assert all(len(block["text"]["text"]) <= 3000 for block in sent["blocks"])
        assert len(whole) < 13_000
    elif shape == "mattermost":
        assert len(sent["text"]) <= 16_383
    elif shape == "discord":
        assert len(sent["content"]) <= 2000
        assert 1 <= len(sent["embeds"]) <= 10
        assert sum(len(embed["title"]) + len(embed["description"]) for embed in sent["embeds"]) <= 6000
    else:
        assert len(whole.encode()) < 21_000

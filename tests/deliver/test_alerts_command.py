"""`kpireport alerts`: each piece of news once, and nothing when there is none."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpireport import pipeline
from kpireport.cli import run
from kpireport.pages.report_json import report_json
from tests.deliver.mail_server import PASSWORD, Inbox, certificate, running, signed_in
from tests.deliver.webhook_server import hooked

SITE = """\
title: Acme growth
url: https://acme.example/kpis/
goals: [kpis.yaml]
metrics: {orders: {name: Orders, unit: count, aggregation: sum}}
"""
KPIS = """\
- id: grow
  name: Sell to more people
  owner: Sales
  kpis:
    - {id: weekly-orders, name: Weekly orders, metric: orders, cadence: week, owner: Sales, definition: Orders received,
       target: {at_least: 40}, triggers: [{when: below 40 for 2 weeks, action: Call the customers, owner: Anna}]}
"""
#: Orders of each week, after ten that went well; the first ends on 8 March 2026.
WEEKS = [49, 49, 28, 28, 28, 56, 56, 56, 28, 28, 28]
FIRST = date(2026, 3, 2)


def end_of(week: int) -> str:
    return (FIRST + timedelta(days=7 * week + 6)).isoformat()


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, and the report.json of each week."""
    folder = tmp_path_factory.mktemp("alerts")
    (folder / "snapshots").mkdir()
    (folder / "kpis.yaml").write_text(KPIS, "utf-8")
    (folder / "site.yaml").write_text(SITE, "utf-8")
    weeks = enumerate([49] * 10 + WEEKS, start=-10)
    days = [(FIRST + timedelta(days=7 * week + day), orders / 7) for week, orders in weeks for day in range(7)]
    rows = [f"{day.isoformat()},orders,{value:g}" for day, value in days]
    (folder / "snapshots/orders.csv").write_text("\n".join(["date,metric,value", *rows]) + "\n", "utf-8")
    for week in range(1, len(WEEKS)):
        options = pipeline.Options(environment={}, as_of=date.fromisoformat(end_of(week)))
        report = pipeline.check(folder / "site.yaml", options)
        (folder / f"week-{week}.json").write_bytes(report_json(report).content)
    return folder


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KPIREPORT_WEBHOOK", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


def tell(folder: Path, week: int, since: int | None, *more: str) -> int:
    previous = [] if since is None else ["--previous", str(folder / f"week-{since}.json")]
    return run(["alerts", str(folder), "--as-of", end_of(week), *previous, *more])


def news(folder: Path, week: int, since: int | None, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """(kind, headline) of what is told in a week; nothing at all is no news."""
    capsys.readouterr()
    assert tell(folder, week, since, "--format", "json") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return [(one["kind"], one["headline"]) for one in json.loads(printed.out)["alerts"]] if printed.out else []


@pytest.fixture
def quiet(editions: Path) -> object:
    """Writes alerts.yaml for one test."""
    path = editions / "alerts.yaml"
    yield path
    path.unlink(missing_ok=True)


FIRED = ("fired", "Trigger fired, since 16 March 2026: below 40 for 2 weeks.")


def test_the_same_state_says_nothing_the_second_time(editions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = news(editions, 3, 2, capsys)
    assert first[0] == FIRED
    assert news(editions, 3, 3, capsys) == []
    assert news(editions, 4, 3, capsys) == [], "a week later, the same run of the trigger"


def test_a_status_that_flips_and_returns_says_two_things(editions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ("status", "Off track, was on track.") in news(editions, 4, 1, capsys)
    assert news(editions, 6, 4, capsys) == [("status", "On track, was off track.")]
    assert news(editions, 7, 6, capsys) == []


def test_a_trigger_that_fires_anew_is_told_again(editions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fired = [
        (week, line)
        for week in range(2, 11)
        for kind, line in news(editions, week, week - 1, capsys)
        if kind == "fired"
    ]
    assert fired == [(3, FIRED[1]), (9, "Trigger fired, since 27 April 2026: below 40 for 2 weeks.")]


def test_a_run_that_began_between_two_reports_is_told_though_both_have_fired(
    editions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert news(editions, 10, 4, capsys) == [("fired", "Trigger fired, since 27 April 2026: below 40 for 2 weeks.")]


def test_without_an_earlier_report_all_that_has_fired_is_told(
    editions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert news(editions, 4, None, capsys) == [FIRED]


def test_the_text_says_what_to_do(editions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(editions, 3, 2) == 0
    assert capsys.readouterr().out.splitlines()[:6] == [
        "Acme growth: 1 alert since 22 March 2026",
        "",
        f"Weekly orders: {FIRED[1]}",
        "  12 below the target of 40; unchanged from last week.",
        "  → Call the customers",
        "  Anna",
    ]


def test_an_alert_tells_what_happened_at_the_time(editions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = "events: [{date: 2026-03-17, title: The shop window was rebuilt}]\n"
    site = editions / "events.yaml"
    site.write_text(SITE + event, "utf-8")
    assert run(["alerts", str(site), "--as-of", end_of(3), "--previous", str(editions / "week-2.json")]) == 0
    assert "  At the same time: The shop window was rebuilt, 17 Mar.\n" in capsys.readouterr().out


# ---------------------------------------------------------------------------------------------- what is not told


def test_a_silenced_kpi_is_told_when_the_silence_has_ended(
    editions: Path, quiet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet.write_text(
        f"silence: [{{kpi: weekly-orders, until: {end_of(3)}, reason: The shop is being moved}}]\n", "utf-8"
    )
    assert news(editions, 2, 1, capsys) == news(editions, 3, 2, capsys) == []
    assert news(editions, 4, 3, capsys) == [
        FIRED,
        ("again", "Off track; the silence ended on 29 March 2026."),
    ], "it stands as it did in the silence, and nobody was told"
    assert news(editions, 5, 4, capsys) == [("status", "At risk, was off track.")]


def test_an_acknowledged_trigger_is_told_when_it_fires_anew(
    editions: Path, quiet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = f"{{kpi: weekly-orders, when: below 40 for 2 weeks, by: Anna, on: {end_of(3)}}}"
    quiet.write_text(f"acknowledge: [{entry}]\n", "utf-8")
    assert news(editions, 3, 2, capsys) == []
    assert news(editions, 4, None, capsys) == []
    assert [kind for kind, _ in news(editions, 9, 8, capsys)] == ["fired"]
    quiet.write_text(f"acknowledge: [{entry[:-1]}, until: {end_of(3)}}}]\n", "utf-8")
    assert news(editions, 4, 3, capsys) == [FIRED], "what was acknowledged for a time is told when that is over"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("silence: [{kpi: weekly-order, until: 2026-04-01, reason: x}]", "alerts.yaml:1:17: error[K005]"),
        ("silence: [{kpi: weekly-orders, until: soon, reason: x}]", "alerts.yaml:1:39: error"),
        ("silence: [{kpi: weekly-orders, until: 2026-04-01}]", "the key `reason` is missing"),
        ("silences: []", "did you mean `silence`?"),
        (
            "acknowledge: [{kpi: weekly-orders, when: below 50 for 2 weeks, by: A, on: 2026-04-01}]",
            "did you mean `below 40 for 2 weeks`?",
        ),
        (
            "acknowledge: [{kpi: weekly-orders, when: below 40 for 2 weeks, by: A, on: 2026-04-02, until: 2026-04-01}]",
            "this ends before it begins",
        ),
    ],
)
def test_a_mistake_in_alerts_yaml_is_told_with_its_place(
    editions: Path, quiet: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet.write_text(f"{text}\n", "utf-8")
    assert tell(editions, 3, 2) == 3
    assert said in capsys.readouterr().err


# -------------------------------------------------------------------------------------------------- where it goes


def test_a_webhook_and_a_step_summary_get_the_news_and_nothing_without_news(
    editions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Build\n", "utf-8")
    with hooked() as hook:
        monkeypatch.setenv("KPIREPORT_WEBHOOK", hook.url)
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        assert tell(editions, 3, 3) == 0
        assert (hook.posted, summary.read_text("utf-8")) == ([], "# Build\n")
        assert tell(editions, 3, 2, "--format", "mattermost") == 0
        assert "below 40 for 2 weeks" in hook.posted[0]["text"]
        assert summary.read_text("utf-8").startswith("# Build\n## Acme growth: 1 alert since 22 March 2026\n")
        hook.answers = [(403, {})]
        assert tell(editions, 3, 2) == 5
        assert hook.posted[1]["schema"] == "kpireport-alerts/1"
    printed = capsys.readouterr()
    assert "the webhook at 127.0.0.1 did not take the alerts: it answers 403" in printed.err
    assert "s3cret" not in printed.out + printed.err


def test_an_unsafe_webhook_is_refused_before_anything_is_read(
    editions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(editions, 3, 3, "--webhook", "http://hooks.example.org/s3cret") == 2
    assert "s3cret" not in capsys.readouterr().err


def test_alerts_are_mailed_once(
    editions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tls, inbox, site = certificate(tmp_path), Inbox(), editions / "mailed.yaml"
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.file))
    monkeypatch.setenv("KPIREPORT_SMTP_PASSWORD", PASSWORD)
    with running(inbox, **signed_in(tls.context)) as port:
        mail = (
            f"mail: {{host: localhost, port: {port}, user: reports, from: k@acme.example, alerts: anna@example.org}}\n"
        )
        site.write_text(SITE + mail, "utf-8")
        arguments = ["alerts", str(site), "--as-of", end_of(3), "--previous", str(editions / "week-2.json"), "--mail"]
        assert run(arguments) == 0
        assert run(arguments) == 0
    [(_, to, content)] = inbox.mails
    assert to == "anna@example.org"
    message = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert message["Subject"] == "Acme growth: 1 alert since 22 March 2026"
    assert FIRED[1] in message.get_content()
    assert "anna@example.org: has this edition already" in capsys.readouterr().err

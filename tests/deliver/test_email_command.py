"""`kpireport email` as its user runs it: drafts, and real sending with a ledger that knows who had what."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from kpireport.cli import run
from tests.deliver.mail_server import PASSWORD, USER, Certificate, Inbox, certificate, running, signed_in

SITE = """\
title: Acme growth
url: https://acme.example/kpis/
goals: [kpis.yaml]
metrics: {orders: {name: Orders, unit: count, aggregation: sum}}
suppress: {N1: A test has one, B1: A test has no segments}
"""
MAIL = """\
mail:
  host: localhost
  port: PORT
  user: reports
  from: Acme reports <kpi@acme.example>
  owner: owner@acme.example
  to: {everyone: [anna@example.org, bo@example.org], executive: [Bo@Example.org, Çelik <celik@example.org>]}
"""
KPIS = """\
- id: grow
  name: Sell to more people
  owner: Sales
  kpis:
    - {id: weekly-orders, name: Weekly orders, metric: orders, cadence: week, owner: Sales, definition: Orders received,
       target: {at_least: 40}, triggers: [{when: below 60, action: Call the customers}]}
"""


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one KPI whose last week ends with the data; it is the current folder."""
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "kpis.yaml").write_text(KPIS, "utf-8")
    (tmp_path / "site.yaml").write_text(SITE, "utf-8")
    rows = [f"2026-03-{day:02},orders,{5 + day % 3}" for day in range(2, 30)]
    (tmp_path / "snapshots/orders.csv").write_text("\n".join(["date,metric,value", *rows]) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inbox(folder: Path, tls: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A server that the project names, with TLS and a password."""
    found = Inbox()
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.file))
    monkeypatch.setenv("KPIREPORT_SMTP_PASSWORD", PASSWORD)
    with running(found, **signed_in(tls.context)) as port:
        (folder / "site.yaml").write_text(SITE + MAIL.replace("PORT", str(port)), "utf-8")
        yield found


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.SMTP)


def ledger(folder: Path) -> list[tuple[str, str, str]]:
    sent = json.loads((folder / "mail-ledger.json").read_text("utf-8"))["sent"]
    return [(entry["to"], entry["kind"], entry["state"]) for entry in sent]


# ---------------------------------------------------------------------------------------------------------- drafts


def test_a_draft_is_written_and_nothing_is_sent(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["email", "--to", "Anna Ek <anna@example.org>"]) == 0
    [file] = folder.glob("*.eml")
    assert file.name == "mail-2026-03-29.eml"
    message = read(file.read_bytes())
    assert message["To"] == "Anna Ek <anna@example.org>"
    assert message["X-Unsent"] == "1"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "mail-2026-03-29.eml: Acme growth, week 13: 1 of 1 KPI is on track or met" in printed.err
    first = file.read_bytes()
    assert run(["email", "--to", "Anna Ek <anna@example.org>"]) == 0
    assert file.read_bytes() == first, "the same report, the same bytes"


def test_each_audience_has_a_draft(folder: Path) -> None:
    (folder / "site.yaml").write_text(SITE + MAIL.replace("PORT", "587"), "utf-8")
    assert run(["email"]) == 0
    assert sorted(path.name for path in folder.glob("*.eml")) == [
        "mail-2026-03-29-executive.eml",
        "mail-2026-03-29.eml",
    ]
    assert run(["email", "--eml", "x.eml"]) == 2
    assert run(["email", "--eml", "x.eml", "--audience", "executive"]) == 0
    assert read(Path("x.eml").read_bytes())["To"] is None, "two readers, who do not see one another"


def test_no_file_of_others_is_replaced_by_a_draft(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "kpis.yaml").read_bytes()
    assert run(["email", "--to", "a@example.org", "--eml", "kpis.yaml"]) == 6
    assert (folder / "kpis.yaml").read_bytes() == before
    assert "no draft of kpireport" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "a@example.org\nBcc: b@example.org"], 2, "line break"),
        (["--audience", "executiv"], 2, "did you mean `executive`?"),
        (["--utm", "a\x07b"], 2, "cannot be printed"),
        (["--send", "--yes"], 2, "nobody is to have it"),
        (["--send", "--to", "a@example.org"], 2, "a@example.org  everyone\nadd --yes"),
        (["--send", "--yes", "--to", "a@example.org"], 3, "there is no mail server"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    folder: Path, arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["email", *arguments]) == code
    assert said in capsys.readouterr().err
    assert not list(folder.glob("*.eml")) + list(folder.glob("mail-ledger*"))


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ("{to: {executiv: [a@example.org]}}", "site.yaml:6:13: error[K005]"),
        ("{from: 'a@example.org, b@example.org'}", "site.yaml:6:14: error[K004]"),
        ("{host: 'https://x'}", "site.yaml:6:14: error[K004]"),
        ("{port: 70000}", "there is no such port"),
        ("{password: geheim}", "KPIREPORT_SMTP_PASSWORD"),
    ],
)
def test_a_mistake_under_mail_is_told_with_its_place(
    folder: Path, mail: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "site.yaml").write_text(f"{SITE}mail: {mail}\n", "utf-8")
    assert run(["email"]) == 3
    printed = capsys.readouterr().err
    assert said in printed
    assert "geheim" not in printed


# --------------------------------------------------------------------------------------------------------- sending


def test_everyone_is_sent_one_message_and_no_edition_twice(
    folder: Path, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["email", "--send", "--yes"]) == 0
    assert [to for _, to, _ in inbox.mails] == ["anna@example.org", "bo@example.org", "celik@example.org"]
    messages = [read(content) for _, _, content in inbox.mails]
    assert [message["To"] for message in messages] == [
        "anna@example.org",
        "bo@example.org",
        "Çelik <celik@example.org>",
    ]
    assert all(message["From"] == "Acme reports <kpi@acme.example>" for message in messages)
    assert len({message["Message-ID"] for message in messages}) == 3
    assert ledger(folder) == [
        ("anna@example.org", "report", "sent"),
        ("bo@example.org", "report", "sent"),
        ("celik@example.org", "report", "sent"),
    ]
    assert PASSWORD not in (folder / "mail-ledger.json").read_text("utf-8") + capsys.readouterr().err
    assert run(["email", "--send", "--yes", "--to", "ANNA@example.org", "--to", "dora@example.org"]) == 0
    assert [to for _, to, _ in inbox.mails[3:]] == ["dora@example.org"]
    assert "1 message sent, 1 sent before" in capsys.readouterr().err


def test_who_was_refused_is_tried_again_by_the_next_run_and_nobody_else(
    folder: Path, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.at_rcpt["anna@example.org"] = ["550 mailbox full"]
    inbox.at_data["bo@example.org"] = ["hang up"]
    assert run(["email", "--send", "--yes"]) == 5
    told = capsys.readouterr().err
    assert "anna@example.org: not sent, refused: 550 mailbox full" in told
    assert "bo@example.org: nobody knows whether it was sent" in told
    assert "celik@example.org: sent" in told
    assert ledger(folder) == [("bo@example.org", "report", "sending"), ("celik@example.org", "report", "sent")]
    assert run(["email", "--send", "--yes"]) == 5
    assert [to for _, to, _ in inbox.mails] == ["celik@example.org", "anna@example.org"]
    assert "bo@example.org: an earlier run was cut off" in capsys.readouterr().err


def test_a_report_that_is_out_of_date_is_held_back_and_its_owner_told_once(
    folder: Path, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    late = ["--as-of", "2026-05-20"]
    for _ in range(2):
        assert run(["email", "--send", "--yes", *late]) == 5
        assert "error[O012]: not mailed: The data is out of date: Weekly orders." in capsys.readouterr().err
    [(_, to, content)] = inbox.mails
    assert to == "owner@acme.example"
    message = read(content)
    assert message["Subject"] == "Held back: Acme growth"
    assert "The data is out of date: Weekly orders." in message.get_content()
    assert run(["email", *late, "--to", "a@example.org"]) == 5
    assert not list(folder.glob("*.eml"))
    assert run(["email", "--send", "--yes", "--force", "--to", "dora@example.org", *late]) == 0
    assert inbox.mails[-1][1] == "dora@example.org"


def test_findings_of_level_error_hold_the_report_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "site.yaml").write_text(SITE.replace("suppress", "glossary: [] #"), "utf-8")
    assert run(["email"]) == 5
    assert "not mailed: 2 findings of level error; `kpireport check` lists them." in capsys.readouterr().err


def test_a_missing_password_is_asked_for_before_anything_is_sent(
    folder: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KPIREPORT_SMTP_PASSWORD")
    assert run(["email", "--send", "--yes"]) == 3
    assert f"the account `{USER}` needs its password" in capsys.readouterr().err
    assert inbox.mails == []


def test_a_connection_that_can_be_read_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mail = "mail: {host: mail.example.org, security: none, from: a@example.org}\n"
    (folder / "site.yaml").write_text(SITE + mail, "utf-8")
    assert run(["email", "--send", "--yes", "--to", "b@example.org"]) == 3
    assert "without encryption" in capsys.readouterr().err


def test_a_damaged_ledger_stops_the_sending(folder: Path, inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mail-ledger.json").write_text('{"schema": "kpireport-mail/1", "sent": [{"to": 3}]}', "utf-8")
    assert run(["email", "--send", "--yes"]) == 5
    assert "mail-ledger.json cannot be read" in capsys.readouterr().err
    assert inbox.mails == []

"""What is confidential is in the mails and alerts of those it is for, and in no byte of any other."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from kpireport.cli import run

SITE = """\
title: Acme growth
goals: [kpis.yaml]
suppress: {N1: A test has few, B1: A test has no segments, L5: none here}
metrics:
  orders: {name: Orders, unit: count, aggregation: sum}
  margin: {name: Zarquon margin, unit: count, aggregation: sum, confidential: true}
audiences: {board: {confidential: true}, executive: {}}
mail: {to: {everyone: [a@example.org], executive: [b@example.org], board: [c@example.org]}}
"""
KPI = """\
    - {id: %s, name: %s, metric: %s, cadence: week, owner: Sales, definition: As the books have it, confidential: %s,
       decision: A drop changes the plan, target: {at_least: 40}, triggers: [{when: below %s, action: Look at it}]}
"""
GOAL = "- id: grow\n  name: Sell to more people\n  owner: Sales\n  kpis:\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "snapshots").mkdir()
    shown = KPI % ("weekly-orders", "Weekly orders", "orders", "false", "50")
    hidden = KPI % ("zarquon-margin", "Zarquon margin of the week", "margin", "true", "1000")
    (tmp_path / "kpis.yaml").write_text(GOAL + shown + hidden, "utf-8")
    (tmp_path / "site.yaml").write_text(SITE, "utf-8")
    rows = [f"2026-03-{day:02},orders,{5 + day % 3}\n2026-03-{day:02},margin,110.5" for day in range(2, 30)]
    (tmp_path / "snapshots/data.csv").write_text("\n".join(["date,metric,value", *rows]) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KPIREPORT_WEBHOOK", raising=False)
    return tmp_path


def said(draft: Path) -> str:
    """Every text of a draft, its headers and the names of its files among them."""
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    parts = [part for part in message.walk() if isinstance(part, EmailMessage)]
    texts = [part.get_content() for part in parts if part.get_content_maintype() == "text"]
    return "\n".join([*map(str, texts), *(str(part.items()) for part in parts)])


def test_a_mail_holds_what_its_readers_may_see(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["email", "--force"]) == 0
    for name in ("mail-2026-03-29.eml", "mail-2026-03-29-executive.eml"):
        text = said(folder / name).casefold()
        assert "weekly orders" in text
        assert "zarquon" not in text
        assert "774" not in text
        assert "1 of 1 kpi is on track or met" in text
    board = said(folder / "mail-2026-03-29-board.eml")
    assert "Zarquon margin of the week: 774 a week [On track]" in board
    assert "zarquon-margin.png" in board


def test_alerts_tell_what_their_readers_may_see(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "alerts.yaml").write_text("silence: [{kpi: zarquon-margin, until: 2026-01-01, reason: x}]\n", "utf-8")
    assert run(["alerts"]) == 0
    printed = capsys.readouterr()
    assert "Weekly orders" in printed.out
    assert "zarquon" not in (printed.out + printed.err).casefold()
    assert run(["alerts", "--audience", "board"]) == 0
    assert "Zarquon margin of the week" in capsys.readouterr().out

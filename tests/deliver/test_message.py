"""The bytes of a mail: read back they say what was meant, and nothing that a text smuggled in."""

from __future__ import annotations

import email
import email.policy
from datetime import date
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest

from kpireport.charts import Picture
from kpireport.deliver.compose import Composed
from kpireport.deliver.letter import Chart
from kpireport.deliver.message import build_message, mailbox_header, text_header
from kpireport.mailbox import Mailbox, read_mailbox

SENDER = read_mailbox("Acme reports <kpi@acme.example>")
ANNA, BO = read_mailbox("Anna <anna@example.org>"), read_mailbox("bo@example.org")
NASTY = [
    "=?utf-8?q?Hello=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?SGVsbG8NCkJjYzogZXZlQGV2aWwuZXhhbXBsZQ==?=",
    "a\r\nBcc: eve@evil.example",
    "a\u2028Bcc: eve@evil.example\x85\x00",
    'Müller, Anna <eve@evil.example>, "x',
    'back\\slash" <eve@evil.example>',
    "Anna (comment); group: eve@evil.example;",
    "長い名前" * 60,
    "x" * 300,
    "word " * 100,
    "🐟" * 40 + " émojis",
]


def mail(subject: str = "A report", html: str = "<p>Hi ä</p>") -> Composed:
    chart = Chart(cid="sales@chart", name="Sales", link="", picture=Picture(b"\x89PNG not really", 480, 250, "Line"))
    return Composed(subject=subject, text="Häufig\n.x\n", through=date(2026, 10, 25), html=html, charts=(chart,))


def built(
    subject: str = "A report",
    to: tuple[Mailbox, ...] = (ANNA,),
    sender: Mailbox | None = SENDER,
    *,
    draft: bool = False,
) -> bytes:
    return build_message(mail(subject), sender=sender, to=to, edition="2026-10-25", language="en-GB", is_draft=draft)


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.SMTP)


def one_line(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def raw(content: bytes, header: str) -> str:
    """A header as it stands, in one line: the newer reader of Python 3.11 puts blanks between encoded words."""
    return str(email.message_from_bytes(content)[header]).replace("\r\n", "").replace("\n", "")


def decoded(text: str) -> str:
    return str(make_header(decode_header(text)))


NAMES = ["MIME-Version", "Content-Type", "From", "To", "Subject", "Date", "Message-ID", "Content-Language"]
NAMES += ["Auto-Submitted", "X-Kpireport-Edition"]


@pytest.mark.parametrize("text", NASTY)
def test_a_subject_is_read_back_and_adds_no_header(text: str) -> None:
    content = built(text)
    message = read(content)
    assert message.keys() == NAMES
    assert decoded(raw(content, "Subject")) == one_line(text)
    assert b"\r\nBcc:" not in content
    assert content.isascii()
    head = content.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n") if b"xxx" not in line)
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("text", NASTY)
def test_a_name_is_read_back_with_its_one_address(text: str) -> None:
    content = built(to=(Mailbox(text, "anna@example.org"),), sender=Mailbox(text, "kpi@acme.example"))
    message = read(content)
    assert message.keys() == NAMES
    for header, address in (("To", "anna@example.org"), ("From", "kpi@acme.example")):
        assert [one.addr_spec for one in message[header].addresses] == [address]
        [(name, found)] = getaddresses([raw(content, header)])
        assert (decoded(name), found) == (one_line(text), address)


def test_a_word_that_is_plain_stays_as_it_is() -> None:
    assert text_header("Subject", "Sales: 3 of 8 on track") == "Sales: 3 of 8 on track"
    assert mailbox_header("To", [Mailbox("Ek, Anna", "anna@example.org")]) == '"Ek, Anna" <anna@example.org>'


def test_text_html_and_picture_are_parts_that_mail_programs_know() -> None:
    message = read(built())
    assert message["Date"].datetime.isoformat() == "2026-10-25T12:00:00+00:00"
    text, related = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert text.get_content() == "Häufig\r\n.x\r\n"
    html, picture = related.iter_parts()
    assert html.get_content() == "<p>Hi ä</p>\r\n"
    assert (picture["Content-ID"], picture.get_content_type()) == ("<sales@chart>", "image/png")
    assert (picture.get_filename(), picture.get_content_disposition()) == ("sales.png", "inline")
    assert picture.get_content() == b"\x89PNG not really"


def test_the_same_mail_has_the_same_bytes_and_another_reader_another_id() -> None:
    assert built() == built()
    ids = {read(built(to=(box,)))["Message-ID"] for box in (ANNA, BO)}
    assert len(ids) == 2
    assert all(one.endswith("@acme.example>") for one in ids)


def test_a_draft_shows_its_readers_to_none_of_them() -> None:
    message = read(built(to=(ANNA, BO), draft=True))
    assert message["To"] is None
    assert [one.addr_spec for one in message["Bcc"].addresses] == ["anna@example.org", "bo@example.org"]
    assert message["X-Unsent"] == "1"


def test_an_address_with_other_letters_stays_as_it_is_for_servers_that_take_it() -> None:
    foreign = read_mailbox("Dvořák <dvořák@example.org>")
    content = built(to=(foreign,))
    assert "<dvořák@example.org>".encode() in content
    message = email.message_from_string(content.decode(), policy=email.policy.SMTPUTF8)
    assert message["To"].addresses[0].addr_spec == "dvořák@example.org"
    assert message["To"].addresses[0].display_name == "Dvořák"

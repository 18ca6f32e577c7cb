"""Messages handed to a real server: encryption, sign-in, and what becomes of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpireport.deliver.smtp import Result, Server, post
from kpireport.errors import DeliveryError
from kpireport.mailbox import Mailbox, read_mailbox
from tests.deliver.mail_server import PASSWORD, USER, Certificate, Inbox, certificate, running, signed_in

SENDER = read_mailbox("Reports <reports@example.org>")
ANNA, BO = read_mailbox("anna@example.org"), read_mailbox("bo@example.org")
MESSAGE = b"Subject: A report\r\n\r\nFirst line\r\n.A line that begins with a full stop\r\n"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(tls: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.file))
    return tls


def plain(port: int) -> Server:
    return Server(
        host="localhost",
        port=port,
        security="none",
        user=None,
        password=None,
        sender=SENDER,
        tries=2,
        wait=0,
        timeout=5,
    )


def hand_over(server: Server, *to: Mailbox) -> list[Result]:
    with post(server) as connection:
        return [connection.send(box, MESSAGE) for box in to]


def test_a_message_arrives_by_starttls_with_a_password(trusted: Certificate) -> None:
    inbox = Inbox()
    with running(inbox, **signed_in(trusted.context)) as port:
        server = replace(plain(port), security="starttls", user=USER, password=PASSWORD)
        assert hand_over(server, ANNA, BO) == [Result(ANNA, "sent"), Result(BO, "sent")]
    assert [(sender, to) for sender, to, _ in inbox.mails] == [
        ("reports@example.org", "anna@example.org"),
        ("reports@example.org", "bo@example.org"),
    ]
    assert inbox.mails[0][2] == MESSAGE
    assert inbox.sessions == 2, "greeted before and after the encryption, for both messages"


def test_a_message_arrives_by_tls(trusted: Certificate) -> None:
    inbox = Inbox()
    with running(inbox, ssl_context=trusted.context) as port:
        assert hand_over(replace(plain(port), security="tls"), ANNA) == [Result(ANNA, "sent")]
    assert len(inbox.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(tls: Certificate, security: str) -> None:
    inbox = Inbox()
    options = {"ssl_context": tls.context} if security == "tls" else {"tls_context": tls.context}
    with running(inbox, **options) as port, pytest.raises(DeliveryError, match="certificate is not trusted"):
        hand_over(replace(plain(port), security=security), ANNA)  # type: ignore[arg-type]
    assert inbox.mails == []


def test_a_certificate_for_another_name_is_refused(trusted: Certificate) -> None:
    with running(Inbox(), ssl_context=trusted.context) as port, pytest.raises(DeliveryError, match="not trusted"):
        hand_over(replace(plain(port), security="tls", host="127.0.0.1"), ANNA)


def test_without_starttls_nothing_is_sent() -> None:
    inbox = Inbox()
    with running(inbox) as port, pytest.raises(DeliveryError, match="offers no encryption"):
        hand_over(replace(plain(port), security="starttls"), ANNA)
    assert inbox.mails == []


def test_a_wrong_password_is_told_and_never_shown(trusted: Certificate) -> None:
    with running(Inbox(), **signed_in(trusted.context)) as port:
        server = replace(plain(port), security="starttls", user=USER, password="hunter2-geheim")  # noqa: S106
        with pytest.raises(DeliveryError) as caught:
            hand_over(server, ANNA)
    assert "does not accept the user and the password (it answers 535)" in caught.value.text
    assert "geheim" not in caught.value.text + repr(server)


def test_a_password_with_other_letters_is_told_and_never_shown(trusted: Certificate) -> None:
    with running(Inbox(), **signed_in(trusted.context)) as port:
        server = replace(plain(port), security="starttls", user=USER, password="gehäim")  # noqa: S106
        with pytest.raises(DeliveryError) as caught:
            hand_over(server, ANNA)
    assert "letters beyond ASCII" in caught.value.text
    assert "geh" not in caught.value.text


def test_a_second_try_follows_a_temporary_failure() -> None:
    inbox = Inbox(at_rcpt={ANNA.address: ["450 busy"]}, at_data={BO.address: ["451 later"]})
    with running(inbox) as port:
        assert hand_over(plain(port), ANNA, BO) == [Result(ANNA, "sent"), Result(BO, "sent")]
    assert len(inbox.mails) == 2


def test_the_tries_are_bounded() -> None:
    inbox = Inbox(at_rcpt={ANNA.address: ["450 busy"] * 9})
    with running(inbox) as port:
        assert hand_over(plain(port), ANNA, BO) == [Result(ANNA, "later", "450 busy"), Result(BO, "sent")]
    assert len(inbox.at_rcpt[ANNA.address]) == 7


def test_a_refusal_is_final_and_concerns_one_reader_alone() -> None:
    inbox = Inbox(at_rcpt={ANNA.address: ["550 no \x1b[31msuch user", "250 OK"]})
    with running(inbox) as port:
        assert hand_over(plain(port), ANNA, BO) == [
            Result(ANNA, "refused", "550 no [31msuch user"),
            Result(BO, "sent"),
        ]
    assert len(inbox.mails) == 1


def test_a_message_that_was_handed_over_is_not_sent_again_when_the_answer_is_missing() -> None:
    inbox = Inbox(at_data={ANNA.address: ["hang up"]})
    with running(inbox) as port:
        first, second = hand_over(plain(port), ANNA, BO)
    assert first.outcome == "unknown"
    assert second == Result(BO, "sent"), "on a new connection"
    assert [to for _, to, _ in inbox.mails] == [BO.address]


def test_an_address_with_other_letters_needs_a_server_that_takes_it() -> None:
    foreign = read_mailbox("dvořák@example.org")
    inbox = Inbox()
    with running(inbox, enable_SMTPUTF8=True) as port:
        assert hand_over(plain(port), foreign) == [Result(foreign, "sent")]
    assert inbox.mails[0][1] == "dvořák@example.org"
    with running(Inbox(), enable_SMTPUTF8=False) as port:
        [result] = hand_over(plain(port), foreign)
    assert (result.outcome, "SMTPUTF8" in result.reply) == ("refused", True)


def test_a_server_that_is_not_there_is_asked_for_once_only(tmp_path: Path) -> None:
    with running(Inbox()) as port:
        pass
    first, second = hand_over(plain(port), ANNA, BO)
    assert (first.outcome, second.outcome) == ("later", "later")
    assert "refused" in first.reply

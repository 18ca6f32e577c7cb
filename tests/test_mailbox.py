"""Mail addresses: one to a text, and nothing that could become two."""

from __future__ import annotations

import pytest

from kpireport.mailbox import Mailbox, read_mailbox


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("anna@example.org", Mailbox("", "anna@example.org")),
        ("  Anna Ek <anna.ek+kpi@Example.ORG> ", Mailbox("Anna Ek", "anna.ek+kpi@example.org")),
        ('"Ek, Anna \\"A\\"" <anna@example.org>', Mailbox('Ek, Anna "A"', "anna@example.org")),
        ("Jürgen <jürgen@münchen.example>", Mailbox("Jürgen", "jürgen@xn--mnchen-3ya.example")),
        ("root@localhost", Mailbox("", "root@localhost")),
    ],
)
def test_an_address_is_read_with_its_name(text: str, mailbox: Mailbox) -> None:
    assert read_mailbox(text) == mailbox


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("anna", "a name, an @ and a domain"),
        ("anna@", "a name, an @ and a domain"),
        ("anna@example.org, bo@example.org", "more than one address"),
        ("anna@example.org;bo@example.org", "more than one address"),
        ("<anna@example.org> <bo@example.org>", "more than one address"),
        ("anna@example.org\r\nBcc: bo@example.org", "line break"),
        ("Anna\x0b <anna@example.org>", "line break"),
        ("an na@example.org", "more than one address"),
        ('"an na"@example.org', "more than one address"),
        (".anna@example.org", "cannot stand before the @"),
        ("anna@exa_mple.org", "not a domain"),
        ("anna@[127.0.0.1]", "not a domain"),
        ("anna@-example.org", "not a domain"),
        ("anna@straße.example", "xn--"),
        ("a" * 65 + "@example.org", "longer than"),
    ],
)
def test_what_is_no_single_address_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_mailbox(text)


def test_one_person_is_known_in_every_spelling() -> None:
    assert read_mailbox("Anna@Example.org").key == read_mailbox("A. <anna@EXAMPLE.org>").key

"""Addresses from outside: which may be followed."""

from __future__ import annotations

import pytest

from kpireport.pages.links import outside_link


@pytest.mark.parametrize("url", ["https://example.org/post?a=1#b", "http://example.org", " https://example.org "])
def test_plain_web_addresses_may(url: str) -> None:
    assert outside_link(url) == url.strip()


@pytest.mark.parametrize(
    ("url", "legal"),
    [
        ('https://example.org/?a="b"&c=<d>', "https://example.org/?a=%22b%22&c=%3Cd%3E"),
        ("https://example.org/a b/100%/100%25", "https://example.org/a%20b/100%25/100%25"),
        ("https://[::1]/x[0]", "https://[::1]/x%5B0%5D"),
        ("https://bücher.example/ä?q=ö#ü", "https://bücher.example/ä?q=ö#ü"),
    ],
)
def test_marks_that_no_address_holds_are_encoded(url: str, legal: str) -> None:
    assert outside_link(url) == legal


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://example.org",
        "https://user:secret@example.org",
        "https://",
        "https://[broken",
        "https:\\\\evil.example",
        "relative/path",
    ],
)
def test_everything_else_may_not(url: str | None) -> None:
    assert outside_link(url) is None

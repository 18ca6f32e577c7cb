"""Tagged links: what is added, what stays, and what is refused."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from kpireport.cli import run
from kpireport.utm import TagError, tag

TAGS = {"source": "newsletter", "medium": "email", "campaign": "spring"}
ADDED = "utm_source=newsletter&utm_medium=email&utm_campaign=spring"


@pytest.mark.parametrize(
    ("url", "tagged"),
    [
        ("https://acme.example/shoes", f"https://acme.example/shoes?{ADDED}"),
        ("https://acme.example", f"https://acme.example/?{ADDED}"),
        ("https://acme.example/?", f"https://acme.example/?{ADDED}"),
        ("http://acme.example:8080/a?size=42&b", f"http://acme.example:8080/a?size=42&b&{ADDED}"),
        ("https://acme.example/a?q=x+y%26z#part-2", f"https://acme.example/a?q=x+y%26z&{ADDED}#part-2"),
        ("https://acme.example/#/route?x=1", f"https://acme.example/?{ADDED}#/route?x=1"),
        ("https://bücher.example/größe", f"https://bücher.example/gr%C3%B6%C3%9Fe?{ADDED}"),
        ("https://xn--bcher-kva.example/", f"https://xn--bcher-kva.example/?{ADDED}"),
        ("https://[2001:db8::1]:8443/a", f"https://[2001:db8::1]:8443/a?{ADDED}"),
        ("https://acme.example/a b/100%?c=d e", f"https://acme.example/a%20b/100%25?c=d%20e&{ADDED}"),
        (" HTTPS://Acme.example/A ", f"https://Acme.example/A?{ADDED}"),
    ],
)
def test_the_rest_of_the_address_stays(url: str, tagged: str) -> None:
    made = tag(url, TAGS)
    assert made.url == tagged
    assert made.replaced == made.left == ()
    assert tag(made.url, TAGS) == made


@pytest.mark.parametrize("text", ["a&b=c#d", "50 % off?", "größe", "a+b", "日本", "x%20y", "'\"<>"])
def test_any_text_comes_back_as_it_was(text: str) -> None:
    url = tag("https://acme.example/?a=1#f", {**TAGS, "term": text, "content": text}).url
    assert url.isascii()
    assert urlsplit(url).fragment == "f"
    assert parse_qsl(urlsplit(url).query) == [
        ("a", "1"),
        *((f"utm_{name}", TAGS[name]) for name in TAGS),
        ("utm_term", text),
        ("utm_content", text),
    ]


def test_a_tag_that_is_there_is_replaced_and_told() -> None:
    made = tag("https://acme.example/?utm_source=old&a=1&utm%5Fsource=older&UTM_Medium=email&utm_id=7", TAGS)
    assert made.url == f"https://acme.example/?a=1&utm_id=7&{ADDED}"
    assert made.replaced == ("utm_source",)
    assert made.left == ("utm_id",)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "no address of a web page"),
        ("acme.example/shoes", "no address of a web page"),
        ("javascript:alert(1)", "no address of a web page"),
        ("ftp://acme.example/", "no address of a web page"),
        ("mailto:a@acme.example", "no address of a web page"),
        ("https://ann:secret@acme.example/", "password"),
        ("https://ann@acme.example/", "password"),
        ("https:///shoes", "names no host"),
        ("https://ac me.example/", "names no host"),
        ("https://acme.example:port/", "host or port"),
        ("https://acme.example:99999/", "host or port"),
        ("https://ann:secret@[::1/", "host or port"),
        ("https://acme.example/a\nb", "cannot be printed"),
    ],
)
def test_what_is_no_address_for_readers_is_refused(url: str, why: str) -> None:
    with pytest.raises(TagError, match=why) as refused:
        tag(url, TAGS)
    assert "secret" not in str(refused.value)


def test_the_command_prints_the_link_alone_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--source", " News Letter", "--medium", "Email", "--campaign", "Spring  Launch", "--content", "Top Link"]
    assert run(["utm", "https://acme.example/?utm_source=x#a", *given]) == 0
    printed = capsys.readouterr()
    assert printed.out == (
        "https://acme.example/?utm_source=news-letter&utm_medium=email&utm_campaign=spring-launch"
        "&utm_content=top-link#a\n"
    )
    assert printed.err == "replaced what the address had in utm_source\n"
    assert run(["utm", "https://acme.example/", *given, "--as-typed"]) == 0
    assert "utm_campaign=Spring%20%20Launch" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "source", "why"),
    [("acme.example", "x", "https://"), ("https://acme.example", "  ", "source is empty")],
)
def test_a_link_that_cannot_be_made_is_wrong_usage(
    url: str, source: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["utm", url, "--source", source, "--medium", "email", "--campaign", "spring"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert why in printed.err

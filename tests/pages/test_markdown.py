"""Markdown: what is kept, what is defused, and that no text is expensive."""

from __future__ import annotations

import re

import html5lib
import pytest

from kpireport.pages.markdown import MOST_MARKS, to_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example)",
    "[x](/from/the/root)",
    "[x](/\\evil.example)",
    "[x](https://user:secret@example.org)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "text\n{: onclick=alert(1) }",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    '[x](https://example.org "\\" onmouseover=alert(1)")',
    "<iframe srcdoc='<script>1</script>'>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_do_not_survive(text: str) -> None:
    tree = html5lib.parse(str(to_html(text)), namespaceHTMLElements=False)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert not {element.tag for element in elements} & {"script", "img", "svg", "style", "math", "iframe", "object"}
    for element in elements:
        assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "srcdoc", "id")]
        assert re.match(r"https://example\.org|$", element.get("href", "")), element.attrib


def test_links_that_are_refused_become_plain_text() -> None:
    assert str(to_html("[x](javascript:alert(1))")) == "<p>x</p>"


def test_headings_begin_below_those_of_the_page_and_skip_no_level() -> None:
    text = "### A\n\n# B\n\n##### C\n\n## D"
    assert re.findall(r"<h\d>.", str(to_html(text, headings=2))) == ["<h2>A", "<h2>B", "<h3>C", "<h3>D"]
    assert re.findall(r"<h\d>.", str(to_html("#### A\n\n###### B"))) == ["<h3>A", "<h4>B"]


def test_where_there_is_no_room_for_headings_they_are_bold() -> None:
    assert str(to_html("# A *b* c\n\ntext", headings=None)) == "<p><b>A <em>b</em> c</b></p>\n<p>text</p>"


def test_addresses_in_links_are_made_legal() -> None:
    assert 'href="https://example.org/a%20b%5B0%5D"' in str(to_html("[x](<https://example.org/a b[0]>)"))


def test_ordinary_markdown() -> None:
    html = str(
        to_html(
            "# Head\n\nA **b** [c](../goals/x/index.html) & [d](mailto:a@example.org)\n\n| a | b |\n|--|--|\n| 1 | 2 |"
        )
    )
    assert "<h3>Head</h3>" in html
    assert '<strong>b</strong> <a href="../goals/x/index.html">c</a> &amp;' in html
    assert '<a href="mailto:a@example.org">d</a>' in html
    assert "<td>2</td>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 20_000,
        "<![CDATA[" * 10_000,
        "![" * 5_000,
        "[" * (MOST_MARKS - 1),
        "> " * 20_000,
        "a\n=\n" * 14_000,
        "- a\n" * 10_000,
    ],
)
def test_no_text_is_expensive(text: str) -> None:
    html = str(to_html(text))
    assert len(html) > len(text) / 20


def test_a_text_too_deep_does_not_spoil_the_next_one() -> None:
    to_html("".join("    " * depth + "- a\n" for depth in range(200)))
    to_html("> " * 20_000)
    assert str(to_html("[x](https://example.org)")) == '<p><a href="https://example.org">x</a></p>'

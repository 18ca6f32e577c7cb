"""The glossary's pages: the index with other words, the parts of a term, links from prose, and what programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kpireport.format import Language
from kpireport.model import Question, Report, Term
from kpireport.pages import pages
from kpireport.pages.term_uses import TRAITS
from kpireport.project.catalog import read_catalog
from kpireport.project.prose import built_in_terms
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.built import find, text_of
from tests.pages.sample import report

ENDING = "</script><script>alert(1)</script> \u2028 <!-- & ]]>"
TERMS = (
    Term(
        id="searches",
        name="Brand search",
        definition="A search for our name, more telling than impressions.",
        aliases=("brand searches", "navigational query", "Sucheingabe"),
        body="First, beside *impressions*.\n\nSecond, with `impressions`.",
        in_report="See the goal.",
        sources_differ="Some count clicks.",
        faq=(Question("Is it <ours>?", f"Yes, **it** is {ENDING}"), Question("Why?", "Because.\n\nBecause.")),
        related=("impressions", "gone"),
        author="Ada",
        date=date(2025, 3, 1),
    ),
    Term(id="impressions", name="Impressions", definition="Showings.", aliases=("impression",), date=date(2026, 10, 1)),
    Term(id="instagram", name="Instagram", definition="A place."),
    Term(id="nobody", name=f"Nobody {ENDING}", definition=ENDING, aliases=("80/20", ENDING + "2")),
    Term(id="target", name="Target", definition="What was promised.", everyday=("Target",)),
)


def _built(one: Report, root: Path) -> dict[str, str]:
    made = pages(one, {}, Language())
    return {file.path: file.content.decode() for file in render(made, load_theme("default", root), Language())}


@pytest.fixture(scope="module")
def site(root: Path) -> Mapping[str, str]:
    one = report(url="https://acme.example/kpis")
    return _built(replace(one, terms=TERMS, catalog=read_catalog().families), root)


@pytest.fixture(scope="module")
def trees(site: Mapping[str, str]) -> Mapping[str, Element]:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return {path: parser.parse(page) for path, page in site.items() if path.startswith("glossary/")}


def data(tree: Element) -> dict[str, Any]:
    (element,) = find(tree, "script")
    found: dict[str, Any] = json.loads(element.text or "")
    return found


# ---------------------------------------------------------------------------------------------------------- the pages


def test_a_term_has_its_parts_in_order(trees: Mapping[str, Element]) -> None:
    main = find(trees["glossary/searches/index.html"], "main")[0]
    parts = ["Brand search", "What it means", "Where sources differ", "In this report", "Questions", "Related terms"]
    assert [text_of(heading) for level in ("h1", "h2") for heading in find(main, level)] == parts
    side = text_of(find(main, "div", "side")[0])
    assert side == (
        "Also called: navigational query, Sucheingabe Last gone through on 1 March 2025, Ada "
        "That is more than a year ago. Is it still right?"
    )
    assert "Is it still right" not in text_of(find(trees["glossary/impressions/index.html"], "main")[0])


def test_a_term_links_the_kpis_that_use_it_with_value_and_status(trees: Mapping[str, Element]) -> None:
    uses = find(trees["glossary/impressions/index.html"], "ol", "contents")[0]
    assert text_of(uses[0]).startswith("Weekly Instagram impressions 1.20 M")
    assert "On track" in text_of(uses[0])
    assert find(uses[0], "a")[0].get("href") == "../../kpis/impressions/index.html"
    (link,) = find(find(trees["glossary/impressions/index.html"], "p", "more")[0], "a")
    assert link.get("href") == "../../catalog/social-awareness/index.html#impressions"
    assert "No KPI of this report." in text_of(find(trees["glossary/nobody/index.html"], "main")[0])
    assert len(find(trees["glossary/target/index.html"], "ol", "contents")[0]) > 1


def test_the_index_leads_from_other_words_to_their_terms(trees: Mapping[str, Element]) -> None:
    index = trees["glossary/index.html"]
    letters = {text_of(find(part, "h2")[0]): part for part in find(index, "section", "letter")}
    assert list(letters) == ["#", "B", "I", "N", "S", "T"]
    (word,) = find(find(letters["S"], "ul", "see")[0], "li")
    assert text_of(word) == "Sucheingabe: see Brand search"
    assert find(word, "a")[0].get("href") == "../glossary/searches/index.html"
    assert not find(letters["I"], "ul", "see")
    assert [part.get("id") for part in letters.values()] == [f"letter-{number}" for number in range(1, 7)]


def test_prose_links_a_term_once_and_elsewhere_never(site: Mapping[str, str], trees: Mapping[str, Element]) -> None:
    tree = trees["glossary/searches/index.html"]
    (link,) = find(find(tree, "main")[0], "a", "term")
    assert (text_of(link), link.get("href")) == ("impressions", "../../glossary/impressions/index.html")
    assert site["glossary/searches/index.html"].count("glossary/impressions/") == 2  # prose, related terms
    assert 'class="term"' not in site["glossary/index.html"]
    assert site["catalog/social-awareness/index.html"].count('class="term" href="../../glossary/impressions/') == 1


def test_definitions_and_notes_link_to_the_glossary(site: Mapping[str, str]) -> None:
    for path in ("kpis/impressions/index.html", "goals/brand/index.html"):
        assert site[path].count('<a class="term" href="../../glossary/instagram/index.html">Instagram</a>') == 1, path
    assert '<a class="term"' not in site["questions/index.html"]


def test_traits_are_those_of_terms_that_ship() -> None:
    assert set(TRAITS) <= {term.id for term in built_in_terms()}


# ---------------------------------------------------------------------------------------------------- read by programs


def test_a_term_is_a_defined_term_with_its_questions(trees: Mapping[str, Element]) -> None:
    found = data(trees["glossary/searches/index.html"])
    assert found["@context"] == "https://schema.org"
    term, asked = found["@graph"]
    assert term == {
        "@type": "DefinedTerm",
        "termCode": "searches",
        "name": "Brand search",
        "alternateName": ["navigational query", "Sucheingabe"],
        "description": TERMS[0].definition,
        "url": "https://acme.example/kpis/glossary/searches/",
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "name": "Growth report",
            "url": "https://acme.example/kpis/glossary/",
        },
    }
    assert asked["@type"] == "FAQPage"
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in asked["mainEntity"]] == [
        ("Is it <ours>?", "Yes, it is </script><script>alert(1)</script> <!-- & ]]>"),
        ("Why?", "Because. Because."),
    ]


def test_the_set_lists_every_term(trees: Mapping[str, Element]) -> None:
    found = data(trees["glossary/index.html"])
    assert found["@type"] == "DefinedTermSet"
    assert [one["name"] for one in found["hasDefinedTerm"]] == [
        "Brand search",
        "Impressions",
        "Instagram",
        f"Nobody {ENDING}",
        "Target",
    ]


def test_no_text_ends_the_data_block(site: Mapping[str, str]) -> None:
    for path in ("glossary/index.html", "glossary/searches/index.html", "glossary/nobody/index.html"):
        assert site[path].count("</script>") == 1, path
        block = site[path].partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        assert not {*block} & {*"<>&\u2028\u2029"}, path
        json.loads(block)


def test_without_an_address_the_data_has_none(root: Path) -> None:
    page = _built(replace(report(), terms=TERMS), root)["glossary/searches/index.html"]
    assert '"url"' not in page.partition("</head>")[0]

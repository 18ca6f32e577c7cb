"""The built-in glossary: complete, linked within itself, and in our own words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

#: Terms that the glossary has at least.
FEWEST = 98


@pytest.fixture(scope="session")
def terms(root: Path) -> dict[str, dict[str, Any]]:
    """Front matter by file name, with the text below it under `body`."""
    return {path.stem: _read(path) for path in sorted((root / "content" / "glossary").glob("*.md"))}


def _read(path: Path) -> dict[str, Any]:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    return {**yaml.safe_load(front), "body": body.strip()}


def test_the_glossary_is_complete(terms: dict[str, dict[str, Any]]) -> None:
    assert len(terms) >= FEWEST
    assert {term: entry["id"] for term, entry in terms.items()} == {term: term for term in terms}


def test_every_term_of_the_field_has_an_entry(terms: dict[str, dict[str, Any]], shared: Path) -> None:
    facts = yaml.safe_load((shared / "facts" / "seed_terms.yaml").read_text("utf-8"))["terms"]
    assert {fact["id"] for fact in facts} <= set(terms)


def test_every_term_that_a_page_names_has_an_entry(terms: dict[str, dict[str, Any]], root: Path) -> None:
    pages = [path.read_text("utf-8") for path in (root / "themes" / "default" / "templates").rglob("*.html")]
    named = {id_ for page in pages for id_ in re.findall(r"\bterm\(\"([a-z-]+)\"", page)}
    assert named
    assert named <= set(terms)


def test_related_terms_exist_and_are_others(terms: dict[str, dict[str, Any]]) -> None:
    for term, entry in terms.items():
        assert entry["related"], term
        assert set(entry["related"]) <= set(terms) - {term}, term


def test_the_connected_terms_are_there(terms: dict[str, dict[str, Any]]) -> None:
    names = {name.casefold() for entry in terms.values() for name in (entry["name"], *entry["aliases"])}
    assert {"analytics", "engagement rate", "smart goals", "impressions"} <= names


def test_everyday_names_are_names(terms: dict[str, dict[str, Any]]) -> None:
    for term, entry in terms.items():
        names = {name.casefold() for name in (entry["name"], *entry["aliases"])}
        assert {word.casefold() for word in entry.get("everyday", ())} <= names, term


def test_a_name_leads_to_one_term(terms: dict[str, dict[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for term, entry in terms.items():
        for name in {name.casefold() for name in (entry["name"], *entry["aliases"])}:
            assert owners.setdefault(name, term) == term, name


def test_every_term_has_the_page_shape(terms: dict[str, dict[str, Any]]) -> None:
    for term, entry in terms.items():
        assert 18 <= len(entry["definition"].split()) <= 32, term
        assert len(re.findall(r"[.?!](?:\s|$)", entry["definition"])) == 1, f"{term}: one sentence"
        assert len(entry["body"].split("\n\n")) == 2, f"{term}: two paragraphs"
        assert entry["in_report"], term
        assert len(entry["faq"]) == 3, term
        for pair in entry["faq"]:
            assert pair["question"].endswith("?"), term
            assert 20 <= len(pair["answer"].split()) <= 45, pair["question"]

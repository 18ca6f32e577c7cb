"""The built-in glossary: complete, linked within itself, and in our own words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpireport.project.catalog import read_catalog

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


#: Words of the sources that are no names of their term: parts of it, and words for what is done with it.
NO_NAMES = {
    *("bucket", "drift", "replace", "rewrite", "tier 1", "top/middle/bottom of funnel", "utm builder"),
}


def test_the_other_words_of_the_field_lead_to_their_terms(terms: dict[str, dict[str, Any]], shared: Path) -> None:
    facts = yaml.safe_load((shared / "facts" / "seed_terms.yaml").read_text("utf-8"))["terms"]
    names = {_folded(name) for entry in terms.values() for name in (entry["id"], entry["name"], *entry["aliases"])}
    words = {word for fact in facts for alias in fact["aliases"] for word in _folded(alias).split(" / ")}
    assert words - names == NO_NAMES


def _folded(name: str) -> str:
    return re.sub(r" *\(.*?\)", "", name).casefold().replace("-", " ")


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


def test_commands_that_a_term_names_find_their_measure(terms: dict[str, dict[str, Any]]) -> None:
    library = read_catalog()
    named = 0
    for term, entry in terms.items():
        for command, measure in re.findall(r"kpireport (catalog\s+show|calc)\s+([a-z-]+)", entry["in_report"]):
            found = library.entries.get(measure)
            assert found, f"{term}: {measure}"
            assert command != "calc" or found.formula, f"{term}: {measure}"
            named += 1
    assert named >= 25


#: Where sources contradict each other: the row of docs/features.md, the term that says so, and words of what is done.
DISPUTES = {
    "N01": ("kpi-overload", "takes three to five"),
    "N02": ("kpi-overload", "counts for each goal"),
    "N03": ("share-of-voice", "with named competitors"),
    "N04": ("review-cadence", "the tier decides"),
    "N05": ("review-cadence", "a yearly KPI gets a hint"),
    "N06": ("north-star-metric", "no company is quoted"),
    "N07": ("north-star-metric", "stands above and is not counted"),
    "N08": ("kpi", "each audience has a page"),
    "N09": ("engagement-rate", "The number does not decide that"),
    "N10": ("impressions", "Only where reach is the goal"),
    "N11": ("ctr", "the middle fits better"),
    "N12": ("mql", "Both hold"),
    "N13": ("metric", "nothing is a KPI by its name"),
    "N14": ("achievable", "some authors just prefer that word"),
    "N15": ("time-bound", "a quality of the data"),
    "N16": ("leading-indicator", "is tested on the data"),
    "N17": ("vanity-metric", "page views without a decision"),
    "N18": ("time-bound", "each of its targets ends"),
    "N19": ("output-metric", "never alone on the headline"),
    "N20": ("roi", "Here it is net"),
    "N21": ("comparison", "shown in per cent"),
    "N22": ("mrr", "nothing about an amount of money"),
    "N23": ("mrr", "uses the full sum"),
    "N24": ("churn", "two entries"),
    "N25": ("composite-metric", "prescribes neither parts nor weights"),
    "N26": ("cac", "takes all costs"),
    "N27": ("ebitda", "which cannot be"),
    "N28": ("core-web-vitals", "keeps it as retired"),
    "N29": ("benchmark", "a direction only"),
    "N30": ("cascade", "the cascade proposes"),
    "N31": ("measurable", "words are evidence"),
    "N32": ("root-cause-analysis", "names candidates"),
    "N33": ("dashboard", "through which day its data goes"),
    "N34": ("benchmark", "the year of its source"),
    "N35": ("goal", "kept for OKRs"),
    "N36": ("kpi-overload", "in all is not judged"),
    "N37": ("kpi-overload", "warns at two"),
}


@pytest.mark.parametrize(("row", "term", "words"), [(row, *said) for row, said in DISPUTES.items()])
def test_where_sources_differ_the_entry_says_what_is_done(
    row: str, term: str, words: str, terms: dict[str, dict[str, Any]]
) -> None:
    entry = terms[term]
    said = " ".join([entry.get("sources_differ", ""), entry["body"], *(pair["answer"] for pair in entry["faq"])])
    assert words in " ".join(said.split()), row


def test_every_dispute_has_its_entry() -> None:
    assert list(DISPUTES) == [f"N{number:02}" for number in range(1, 38)]

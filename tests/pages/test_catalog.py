"""The pages of the KPI library: there when they are asked for, whole, and every link in them leads somewhere."""

from __future__ import annotations

import posixpath
from pathlib import Path

import pytest

from kpireport.project.catalog import read_catalog
from tests.pages.built import find, plain, text_of
from tests.pages.whole import Whole, whole, written

SITE = """\
title: Shop
metrics: {clicks: {aggregation: sum}, impressions: {aggregation: sum}, website-visits: {aggregation: sum}}
goals:
  - id: be-found
    name: Be found
    kpis:
      - {id: our-ctr, name: Clicks we earn, metric: {from: click-through-rate}, owner: A, cadence: month, target: 1}
      - {id: traffic, metric: website-visits, owner: A, cadence: month, target: 5}
"""
ROWS = [("2026-01-31", "clicks", 2.0), ("2026-01-31", "impressions", 100.0), ("2026-01-31", "website-visits", 9.0)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return whole(written(tmp_path_factory.mktemp("catalog"), f"{SITE}catalog: true\n", ROWS))


@pytest.mark.parametrize("key", ["", "catalog: false\n"])
def test_a_site_has_no_such_pages_unless_it_asks_for_them(key: str, tmp_path: Path) -> None:
    made = whole(written(tmp_path, SITE + key, ROWS))
    assert made.report.catalog == ()
    assert not any(path.startswith("catalog/") for path in made.trees)
    assert "KPI library" not in text_of(made["index.html"])


def test_there_is_a_page_for_every_family_and_the_footer_leads_to_them(site: Whole) -> None:
    pages = {path for path in site.trees if path.startswith("catalog/")}
    assert pages == {"catalog/index.html", *(f"catalog/{family.id}/index.html" for family in read_catalog().families)}
    footer = find(site["index.html"], "footer")[0]
    assert "catalog/index.html" in [link.get("href") for link in find(footer, "a")]


def test_the_overview_names_every_entry_and_those_in_use(site: Whole) -> None:
    page = site["catalog/index.html"]
    said = text_of(page)
    for entry in read_catalog().entries.values():
        assert entry.name in said
    used = [text_of(item) for item in find(page, "li") if "in this report" in text_of(item)]
    assert used == ["Click-through rate (CTR) in this report", "Website visits in this report"]


@pytest.mark.parametrize("family", [family.id for family in read_catalog().families])
def test_a_page_says_all_there_is_of_each_entry(family: str, site: Whole) -> None:
    """A link in a text puts spaces around it where it is read from the page, so that spaces are left out."""
    sections = {one.get("id"): _dense(text_of(one)) for one in find(site[f"catalog/{family}/index.html"], "section")}
    entries = read_catalog().entries
    for entry in next(one for one in read_catalog().families if one.id == family).entries:
        said = sections[entry.id]
        texts = [entry.name, entry.definition, entry.note, entry.vanity, *entry.actions, *entry.aliases]
        texts += [entry.formula.text if entry.formula else None, *(entries[part].name for part in entry.parts)]
        texts += [f"{entries[other].name} {why}" for other, why in entry.confused_with.items()]
        beside = (entry.guardrail, entry.pairs_with, *entry.instead)
        for text in (*texts, *(entries[name].name for name in beside if name)):
            assert text is None or _dense(text) in said, f"{entry.id}: {text}"
        assert (_dense("A direction only.") in said) == bool(entry.benchmark), entry.id


def _dense(text: str) -> str:
    return "".join(plain(text).split())


def test_a_benchmark_stands_with_its_condition_and_year_and_a_number_with_its_example(site: Whole) -> None:
    page = site["catalog/social-engagement/index.html"]
    said = next(plain(text_of(one)) for one in find(page, "section") if one.get("id") == "engagement-rate")
    assert "3 % to 6 % (Instagram accounts under 100,000 followers, 2026)" in said
    assert "likes 420, comments 60, saves 45, shares 35, followers 14 000: 4 %" in said


def test_the_kpis_made_from_an_entry_are_linked(site: Whole) -> None:
    page = site["catalog/conversion/index.html"]
    section = next(one for one in find(page, "section") if one.get("id") == "click-through-rate")
    assert ("Clicks we earn", "../../kpis/our-ctr/index.html") in [
        (text_of(link), link.get("href")) for link in find(section, "a")
    ]


def test_every_link_leads_to_a_page_and_a_place_on_it(site: Whole) -> None:
    places = {path: {one.get("id") for one in tree.iter() if one.get("id")} for path, tree in site.trees.items()}
    for path in (path for path in site.trees if path.startswith("catalog/")):
        for link in find(site[path], "a"):
            page, _, place = (link.get("href") or "").partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), page)) if page else path
            if target.endswith(".html"):
                assert target in site.trees, f"{path}: {link.get('href')}"
                assert not place or place in places[target], f"{path}: {link.get('href')}"


def test_no_id_stands_twice_on_a_page(site: Whole) -> None:
    for path, tree in site.trees.items():
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), path

"""The pages of a hand-made report: every one is there, well formed, linked, harmless and complete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, fromstring

from kpireport.format import Language
from kpireport.pages import pages
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.built import build, find, text_of
from tests.pages.sample import BRACES, QUOTE, SCRIPT, report

#: Written by other stages of the build.
ELSEWHERE = re.compile(r"data/(report\.json|[a-z]+\.csv)$")


def elements(trees: Mapping[str, Element]) -> Iterator[tuple[str, Element]]:
    return ((path, element) for path, tree in trees.items() for element in tree.iter() if isinstance(element.tag, str))


# --------------------------------------------------------------------------------------------------------- the site


def test_every_page_of_the_contract_is_there(site: Mapping[str, str]) -> None:
    assert set(site) >= {
        "index.html",
        "goals/index.html",
        "goals/brand/index.html",
        "goals/hostile/index.html",
        "goals/empty/index.html",
        "kpis/impressions/index.html",
        "kpis/cost/index.html",
        "appendix/index.html",
        "method/index.html",
        "meetings/index.html",
        "meetings/team/index.html",
        "meetings/script-script-alert-1-script/index.html",
        "reviews.ics",
        "glossary/index.html",
        "glossary/target/index.html",
        "404.html",
        ".nojekyll",
        "robots.txt",
    }
    assert "sitemap.xml" not in site


def test_a_known_address_brings_a_sitemap(tmp_path: Path) -> None:
    site = build(tmp_path, url="https://example.org/a b/")
    assert site["robots.txt"].endswith("Sitemap: https://example.org/a%20b/sitemap.xml\n")
    root = fromstring(site["sitemap.xml"].encode())  # noqa: S314
    places = [element.text for element in root.iter() if element.tag.endswith("loc")]
    assert places[0] == "https://example.org/a%20b/"
    assert "https://example.org/a%20b/goals/brand/" in places
    assert not [place for place in places if place and "404" in place]


def test_the_same_report_gives_the_same_bytes(site: Mapping[str, str], tmp_path: Path) -> None:
    assert build(tmp_path) == site


def test_links_are_relative_spelled_out_and_lead_somewhere(
    site: Mapping[str, str], trees: Mapping[str, Element]
) -> None:
    ids = {path: {element.get("id") for element in tree.iter()} for path, tree in trees.items()}
    checked = 0
    for path, element in elements(trees):
        address = element.get("href") or element.get("src")
        if address is None or address.startswith("https://example.org/"):
            continue
        parts = urlsplit(address)
        assert urlsplit(address)[:2] == ("", ""), (path, address)
        assert not parts.path.startswith("/"), (path, address)
        target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
        assert target in site or ELSEWHERE.search(target), (path, address)
        assert not parts.fragment or target not in ids or parts.fragment in ids[target], (path, address)
        checked += 1
    assert checked > 200


def test_nothing_runs_and_nothing_is_styled_in_place(trees: Mapping[str, Element]) -> None:
    for path, element in elements(trees):
        assert element.tag not in {"style", "iframe", "object", "form"}, path
        is_data = element.attrib == {"type": "application/ld+json"} and path.startswith("glossary/")
        assert element.tag != "script" or is_data, path
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")], (path, element.attrib)


def test_every_page_has_a_policy_a_language_and_its_landmarks(trees: Mapping[str, Element]) -> None:
    for path, tree in trees.items():
        policies = [meta.get("content", "") for meta in find(tree, "meta") if meta.get("http-equiv")]
        assert policies
        assert policies[0].startswith("default-src 'none'; style-src 'self'; script-src 'self'"), path
        assert find(tree, "html")[0].get("lang") == "en-GB"
        assert len(find(tree, "main")) == len(find(tree, "h1")) == len(find(tree, "footer")) == 1, path
        assert find(tree, "a", "skip")[0].get("href") == "#main"
        assert len(text_of(find(tree, "title")[0])) > 5


def test_headings_do_not_skip_a_level_and_ids_are_unique(trees: Mapping[str, Element]) -> None:
    for path, tree in trees.items():
        levels = [int(element.tag[1]) for element in tree.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path


def test_tables_have_a_caption_or_a_heading_and_scopes(trees: Mapping[str, Element]) -> None:
    for path, element in elements(trees):
        if element.tag == "th":
            assert element.get("scope") in {"row", "col", "rowgroup"}, path
    for tree in trees.values():
        for table in find(tree, "table"):
            assert find(table, "caption") or "compare" in table.get("class", "")


# ---------------------------------------------------------------------------------------------------- hostile names


def test_hostile_names_appear_as_text(trees: Mapping[str, Element]) -> None:
    goal = trees["goals/hostile/index.html"]
    assert text_of(find(goal, "h1")[0]) == f"Goal {SCRIPT}"
    names = [text_of(heading) for heading in find(goal, "h3")]
    assert names == [SCRIPT, QUOTE, BRACES]
    assert text_of(find(trees["kpis/braces/index.html"], "h1")[0]) == BRACES


def test_markdown_of_the_user_is_cleaned(site: Mapping[str, str], trees: Mapping[str, Element]) -> None:
    prose = text_of(find(trees["glossary/target/index.html"], "div", "prose")[0])
    assert "<script>alert(1)</script> x y" in prose
    assert 'href="javascript' not in site["glossary/target/index.html"]
    assert "<em>so</em>" in site["goals/hostile/index.html"]


def test_links_to_other_hosts_only_by_a_plain_address(site: Mapping[str, str]) -> None:
    assert 'href="https://example.org/post"' in site["goals/brand/index.html"]


# ---------------------------------------------------------------------------------------------------- what they say


def test_title_and_first_heading_carry_the_goal(trees: Mapping[str, Element]) -> None:
    page = trees["goals/brand/index.html"]
    assert text_of(find(page, "h1")[0]) == "Be the first name runners think of"
    assert text_of(find(page, "title")[0]) == "Be the first name runners think of – Growth report"
    title = text_of(find(trees["kpis/cost/index.html"], "title")[0])
    assert title == "Cost per order – Be the first name runners think of – Growth report"


def test_both_questions_head_a_goal_and_every_kpi_has_its_trio(trees: Mapping[str, Element]) -> None:
    page = trees["goals/brand/index.html"]
    assert [text_of(heading) for heading in find(page, "h2")] == ["Are we winning?", "What should we change?"]
    articles = find(page, "article")
    assert len(articles) == 4
    for article in articles:
        assert [text_of(heading) for heading in find(article, "h4")] == ["Target", "Comparison", "Cause"]


def test_a_block_that_cannot_be_filled_says_what_is_missing(trees: Mapping[str, Element]) -> None:
    article = find(trees["goals/hostile/index.html"], "article")[0]
    blocks = [text_of(section) for section in find(article, "section")]
    assert "Add “target” to the KPI" in blocks[0]
    assert "Nothing to compare with yet" in blocks[1]
    assert "No segments in the data" in blocks[2]
    assert "No data. Add rows for this metric" in text_of(article)


def test_the_figures_of_the_trio(trees: Mapping[str, Element]) -> None:
    target, comparison, cause = (
        text_of(section) for section in find(find(trees["goals/brand/index.html"], "article")[0], "section")
    )
    plain = str.maketrans({"\u202f": " ", "\u2212": "-"})
    assert "At least 1.00 M a week" in target.translate(plain)
    assert "Met in 3 of 3 weeks since 5 October 2026." in target
    assert "Last week 1.10 M +100 k +9.1 %" in comparison.translate(plain)
    assert "Benchmark 600 k to 1.20 M" in comparison.translate(plain)
    assert "Carousel +340 k Video -170 k Text -70 100" in cause.translate(plain)
    assert "Coincides with: Carousel on the new shoe (20 October 2026)" in cause
    assert "paid for in part" in cause


def test_metrics_show_no_status(trees: Mapping[str, Element]) -> None:
    rows = [
        row for path in ("appendix/index.html", "goals/brand/index.html") for row in find(trees[path], "tr", "metric")
    ]
    assert len(rows) == 4
    for row in rows:
        assert not [element for element in row.iter() if "status" in element.get("class", "")]
    assert "no target" in text_of(find(trees["appendix/index.html"], "main")[0])


def test_the_front_page_names_who_is_needed_worst_first(trees: Mapping[str, Element]) -> None:
    front = trees["index.html"]
    assert text_of(find(front, "p", "verdict")[0]) == "One of 6 KPIs is on track; two need a decision."
    needs = [text_of(item) for item in find(find(front, "ol", "needs")[0], "li")]
    assert needs[0].startswith(f"Unknown {SCRIPT}")  # its trigger has fired, so it leads whatever its status
    assert needs[1].startswith("Off track Cost per order")
    assert "No action agreed" in needs[1]
    assert needs[2].startswith("At risk Brand searches")
    assert "Agree the winter search budget Search lead, agreed for: behind pace" in needs[2]
    assert "Brand searches: its data stops at 25 October 2026." in text_of(find(front, "p", "stale")[0])
    assert [text_of(item) for item in find(find(front, "ul", "tally")[0], "li")][:3] == [
        "1 on track",
        "1 at risk",
        "1 off track",
    ]


def test_goals_stand_in_the_order_of_the_files(trees: Mapping[str, Element]) -> None:
    headings = [text_of(heading) for heading in find(trees["index.html"], "h2")]
    assert headings[2:5] == ["Be the first name runners think of", f"Goal {SCRIPT}", "Nothing measured"]


def test_the_data_table_is_newest_first_and_cut_at_a_hundred(trees: Mapping[str, Element]) -> None:
    page = trees["kpis/searches/index.html"]
    tables = [table for table in find(page, "table", "figures") if "newest first" in text_of(table)]
    rows = find(find(tables[0], "tbody")[0], "tr")
    assert text_of(rows[0]).startswith("2026-W43 19–25 Oct")
    all_rows = [
        row
        for table in find(page, "table", "figures")
        for row in find(table, "tr")
        if re.match(r"20\d\d-W", text_of(row))
    ]
    assert len(all_rows) == 100
    assert "40 earlier periods are in the CSV file." in text_of(page)


def test_an_open_period_and_a_gap_are_marked_in_the_table(trees: Mapping[str, Element]) -> None:
    rows = [text_of(row) for row in find(trees["kpis/impressions/index.html"], "tr")]
    assert any(row.startswith("2026-W44") and row.endswith("To date") for row in rows)
    assert any(row.endswith("– – – – No data") for row in rows)


def test_the_table_of_a_ratio_splits_rate_and_mix(trees: Mapping[str, Element]) -> None:
    text = text_of(trees["kpis/cost/index.html"]).replace("\u202f", " ")
    assert "By its rate By the mix" in text
    assert "No segment €4.10 €4.60 +€0.30 +€0.20 +€0.10 50.0 %" in text


def test_partners_point_at_each_other(trees: Mapping[str, Element]) -> None:
    first, second, *_ = find(trees["goals/brand/index.html"], "article")
    assert "Leads Brand searches" in text_of(find(first, "ul", "meta")[0])
    assert "Follows Weekly Instagram impressions" in text_of(find(second, "ul", "meta")[0])


def test_guardrails_stand_under_the_kpi_they_guard(trees: Mapping[str, Element]) -> None:
    guards = [
        text_of(line).replace("\u202f", " ")
        for line in find(find(trees["goals/brand/index.html"], "article")[0], "p", "guard")
    ]
    assert guards == [
        "Guardrail Holds Posts hidden: 0.31 %, at most 0.5 %",
        "Guardrail Breached Spam reports: 9, at most 5",
    ]


def test_the_cascade_is_linked_both_ways(trees: Mapping[str, Element]) -> None:
    assert "Serves Be the first name runners think of" in text_of(trees["goals/hostile/index.html"])
    assert f"Served by Goal {SCRIPT}" in text_of(trees["goals/brand/index.html"])
    inner = find(find(trees["goals/index.html"], "ul", "tree")[0], "ul", "tree")
    assert f"Goal {SCRIPT}" in text_of(inner[1])


def test_charts_are_figures_with_their_takeaway(trees: Mapping[str, Element]) -> None:
    figure = find(find(trees["goals/brand/index.html"], "article")[0], "figure")[0]
    assert text_of(find(figure, "figcaption")[0]) == "Above a million for three weeks."
    assert len([child for child in figure if "svg" in str(child.tag)]) == 2
    assert "The axis starts at 5." in text_of(figure)


def test_the_legend_shows_the_cutoffs_in_force(tmp_path: Path, trees: Mapping[str, Element]) -> None:
    legend = text_of(find(trees["method/index.html"], "table", "legend")[0]).replace("\u202f", " ")
    assert "At risk 30 % to 70 % 0.90 to 1.00" in legend


def test_a_term_is_linked_at_its_first_use_only(trees: Mapping[str, Element]) -> None:
    for path, tree in trees.items():
        links = [link.get("href") for link in find(tree, "a", "term")]
        assert len(links) == len(set(links)), path
        headings = [heading for level in "123456" for heading in find(tree, f"h{level}")]
        assert not any(find(heading, "a", "term") for heading in headings), path
    assert [text_of(link) for link in find(trees["kpis/searches/index.html"], "a", "term")] == [
        "What a target is",
        "Within normal variation.",
    ]


def test_the_method_says_what_is_on_the_page(trees: Mapping[str, Element]) -> None:
    page = trees["method/index.html"]
    (contents,) = [nav for nav in find(page, "nav") if nav.get("aria-label") == "On this page"]
    listed = [(text_of(link), link.get("href")) for link in find(contents, "a")]
    sections = [(text_of(find(part, "h2")[0]), f"#{part.get('id')}") for part in find(page, "section", "section")]
    assert listed == sections


def test_a_term_lists_the_kpis_it_applies_to_and_its_kin(trees: Mapping[str, Element]) -> None:
    page = text_of(find(trees["glossary/leading-indicator/index.html"], "main")[0])
    assert "Weekly Instagram impressions" in page
    assert "Brand searches" not in page
    assert "Related terms Target" in page
    assert "# 9 lives" in text_of(trees["glossary/index.html"])


def test_the_report_without_goals_or_data_still_has_pages(tmp_path: Path) -> None:
    empty = replace(
        report(), goals=(), metrics=(), terms=(), north_star=None, data_through=None, sentence="No KPI yet."
    )
    files = {
        file.path: file.content.decode()
        for file in render(pages(empty, {}, Language()), load_theme("default", tmp_path), Language())
    }
    assert "No goal yet" in files["index.html"]
    assert "No term yet" in files["glossary/index.html"]

"""The changes page: undeclared first, restated values, what came and went, the declared history; and the KPI's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kpireport.format import Language
from kpireport.pages import pages
from kpireport.pipeline import Options, build, check
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.built import find, text_of
from tests.test_changes import GOAL, write

PAGE = "changes/index.html"
LINE = "    name: Visitors\n"
LATE = ("by: 2026-09-30", "by: 2026-12-31")


def built(root: Path, *, compared: bool = True) -> Mapping[str, Element]:
    """The pages of the project at `root` but those of the glossary, beside the report built in `root/first`."""
    options = Options(environment={}, previous=str(root / "first") if compared else None)
    report = check(root / "site.yaml", options)
    language = Language(report.site.locale, report.site.currency)
    shown = (page for page in pages(report, {}, language) if not page.path.startswith("glossary/"))
    made = render(shown, load_theme("default", root), language)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return {file.path: parser.parse(file.content.decode()) for file in made if file.path.endswith(".html")}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write(tmp_path_factory.mktemp("earlier"))
    build(root / "site.yaml", root / "first", Options(environment={}))
    return root / "first"


@pytest.fixture
def first(tmp_path: Path, earlier: Path) -> Path:
    write(tmp_path)
    (tmp_path / "first").symlink_to(earlier)
    return tmp_path


def part(tree: Element, id_: str) -> Element:
    return next(element for element in tree.iter() if element.get("id") == id_)


def rows(tree: Element, id_: str) -> list[str]:
    return [text_of(row) for row in find(part(tree, id_), "tr")[1:]]


def sections(tree: Element) -> list[str | None]:
    return [section.get("id") for section in find(tree, "section")]


def test_what_is_not_declared_comes_first(first: Path) -> None:
    entry = "    history: [{on: 2026-07-02, change: owner, from: Cy, to: Bo, reason: Cy left, because: priorities}]\n"
    write(first, ("at_least: 200", "at_least: 150"), (LINE, LINE + entry), restate={"2026-04 visits": 100.0})
    page = built(first)[PAGE]
    assert sections(page) == ["undeclared", "restated", "declared"]
    assert text_of(find(page, "p", "follow")[0]) == (
        "Compared with the report of 30 June 2026, 1 change is not declared."
    )
    assert rows(page, "undeclared") == ["Visitors 30 Jun 2026 Target At least 200 At least 150"]
    assert rows(page, "declared") == ["Visitors 2 Jul 2026 Owner Cy Bo Priorities shifted Cy left"]
    assert "1–30 Apr 2026 220 100 −120" in rows(page, "restated")


def test_without_an_earlier_report_it_says_what_cannot_be_seen(first: Path) -> None:
    entry = "    history: [{on: 2026-07-02, change: target, from: 190, to: 200, reason: reached}]\n"
    write(first, (LINE, LINE + entry))
    page = built(first, compared=False)[PAGE]
    assert "changes that nobody declared cannot be seen" in text_of(find(page, "p", "follow")[0])
    assert "Last declared change: 2 July 2026." in text_of(page)


def test_a_list_without_a_past_has_no_such_page(first: Path) -> None:
    pages_ = built(first)
    assert PAGE not in pages_
    assert "Changes" not in [text_of(link) for link in find(pages_["index.html"], "a")]


def test_the_footer_of_every_page_leads_to_it(first: Path) -> None:
    write(first, LATE)
    links = [link.get("href") for link in find(built(first)["kpis/rate/index.html"], "a")]
    assert "../../changes/index.html" in links


def test_new_and_retired_kpis_stand_apart_with_their_reason(first: Path) -> None:
    retired = "    stage: retired\n    history: [{on: 2026-07-02, change: stage, reason: nobody decides on it}]\n"
    more = GOAL[GOAL.index("  - id: visitors") :].replace("visitors", "readers").replace("Visitors", "Readers")
    write(first, (GOAL, (GOAL + more).replace(LINE, LINE + retired)))
    page = built(first)[PAGE]
    assert sections(page) == ["added", "declared", "retired"]
    assert [text_of(one) for one in find(part(page, "added"), "li")] == ["Readers"]
    assert rows(page, "retired") == ["Visitors Sell to more people 2 Jul 2026 220 30 Jun 2026 nobody decides on it"]


def test_many_restated_periods_are_folded_away(first: Path) -> None:
    write(first, restate={f"2025-{month:02} visits": 100.0 for month in range(1, 13)})
    page = built(first)[PAGE]
    assert "6 periods more" in [text_of(one) for one in find(part(page, "restated"), "summary")]
    text = text_of(part(page, "restated"))
    assert text_of(part(built(first)["quality/index.html"], "restated")) == text
    assert text.index("1–31 Dec 2025") < text.index("1–31 Jan 2025")


def test_a_kpi_page_marks_its_undeclared_changes(first: Path) -> None:
    entry = "    history: [{on: 2026-05-02, change: target, from: 190, to: 200, because: achieved}]\n"
    write(first, ("at_least: 200", "at_least: 150"), (LINE, LINE + entry))
    trees = built(first)
    assert rows(trees["kpis/visitors/index.html"], "targets")[2:] == [
        "30 Jun 2026 Target Not declared At least 200 At least 150 –",
        "2 May 2026 Target 190 200 The target was achieved",
    ]


def test_a_deadline_moved_too_late_is_said(first: Path) -> None:
    entry = "    history: [{on: 2026-10-02, change: deadline, from: 2026-09-30, to: 2026-12-31, reason: more time}]\n"
    line = "    name: Orders a month\n"
    write(first, (line, line + entry))
    [row] = rows(built(first)[PAGE], "declared")
    assert row.endswith("more time The deadline had passed when it was moved.")


# ------------------------------------------------------------------------------------------------------------- targets

REACH = "target: {reach: 30, from: 20, start: 2026-01-01, by: 2026-09-30}"
BENCHMARK = "    benchmark: {low: 900, high: 1200, source: peer survey, date: 2026-02-01}\n"


def test_a_target_to_be_reached_reads_from_to_by(first: Path) -> None:
    page = built(first)["kpis/orders-kpi/index.html"]
    assert text_of(find(page, "p", "promise")[0]) == "From 20 to 30 a month by 30 September 2026"


def test_without_a_declared_baseline_it_does_not_say_from_where(first: Path) -> None:
    write(first, ("reach: 30, from: 20", "reach: 30"))
    page = built(first)["kpis/orders-kpi/index.html"]
    assert text_of(find(page, "p", "promise")[0]) == "30 a month by 30 September 2026"


def test_what_was_weighed_stands_beside_the_target(first: Path) -> None:
    notes = "baseline_source: shop count, capacity: two people, market: peers reach 40, rationale: break-even"
    write(first, (REACH, REACH.replace("}", f", {notes}}}")))
    [row, *_] = rows(built(first)["kpis/orders-kpi/index.html"], "targets")
    assert "break-even" in row
    assert "Where the baseline comes from: shop count" in row
    assert "What the team can do: two people" in row
    assert "What others reach: peers reach 40" in row


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (31.0, "The target is met. Set the next one."),
        (25.0, "The deadline has passed. Retire it, or agree on a new target with a new date."),
    ],
)
def test_a_target_that_is_over_says_what_comes_next(first: Path, value: float, words: str) -> None:
    write(first, months=21, restate={"2026-09 orders": value})
    assert words in text_of(built(first)["kpis/orders-kpi/index.html"])
    phases = f"target: [{REACH.removeprefix('target: ')}, {{reach: 40, by: 2027-06-30}}]"
    write(first, (REACH, phases), months=21, restate={"2026-09 orders": value})
    assert words not in text_of(built(first)["kpis/orders-kpi/index.html"])


def test_a_benchmark_decides_no_status_and_stands_after_the_baseline(first: Path) -> None:
    """Own baseline first; what others reach is a direction and nothing more, however far away it lies."""
    alone = check(first / "site.yaml", Options(environment={}))
    names = ("Orders a month", "Conversion rate", "Visitors")
    edits = [(f"    name: {name}\n", f"    name: {name}\n{BENCHMARK}") for name in names]
    write(first, *edits)
    beside = check(first / "site.yaml", Options(environment={}))
    assert [kpi.status for kpi in beside.kpis] == [kpi.status for kpi in alone.kpis]
    assert [kpi.target for kpi in beside.kpis] == [kpi.target for kpi in alone.kpis]
    bases = [one.basis for one in beside.kpis[0].comparison]
    assert bases.index("baseline") < bases.index("benchmark")
    text = text_of(built(first)["kpis/orders-kpi/index.html"])
    table = text[text.index("The value against each basis") :].lower()
    assert table.index("baseline") < table.index("benchmark")

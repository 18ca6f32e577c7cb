"""The audiences' pages of the example: short enough for the paper and the minutes they promise."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.pages.built import find, text_of
from tests.site.conftest import Open


def sheets(browser: Browser, page: Path) -> int:
    """How many A4 sheets a page prints on."""
    context = browser.new_context()
    window = context.new_page()
    window.goto(page.as_uri(), wait_until="load")
    paper = window.pdf(prefer_css_page_size=True)
    context.close()
    return len(re.findall(rb"/Type\s*/Page\b", paper))


@pytest.mark.browser
def test_every_audience_prints_on_one_or_two_sheets(example: Path, browser: Browser) -> None:
    pages = sorted((example / "audiences").glob("*/index.html"))
    assert {page.parent.name for page in pages} >= {"executive", "team", "monthly", "board", "growth", "fleet-lead"}
    counted = {page.parent.name: sheets(browser, page) for page in pages}
    assert {name: n for name, n in counted.items() if not 1 <= n <= 2} == {}
    assert counted["monthly"] == 1


def words(page: Path) -> str:
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    return text_of(find(tree, "main")[0])


def test_the_month_is_read_in_two_minutes(example: Path) -> None:
    text = words(example / "audiences/monthly/index.html")
    assert len(text.split()) <= 350
    for heading in ("North star", "What changed", "What needs a decision", "Every KPI in a line"):
        assert heading in text


def test_the_executives_see_the_strategic_kpis_and_no_other(example: Path) -> None:
    page = html5lib.parse((example / "audiences/executive/index.html").read_text("utf-8"), namespaceHTMLElements=False)
    (table,) = find(page, "table", "grouped")
    shown = [text_of(cell) for cell in find(table, "th", "at-name")]
    assert "Active households" in shown
    assert not {"Orders a day", "Hours to first reply", "Packaging spend", "Site visits"} & set(shown)
    assert len(shown) == 14


def test_the_front_page_names_every_kpi_of_the_headline(example: Path) -> None:
    text = words(example / "index.html")
    for name in ("Active households", "On-time deliveries", "Food waste", "Orders a day", "Hours to first reply"):
        assert name in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_for_executives_is_whole_on_a_phone(example: Path, visit: Open, width: int) -> None:
    seen = visit(
        (example / "audiences/executive/index.html").as_uri(),
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    for section in ("north_star", "decisions", "kpis", "financial_summary", "risks", "opportunities"):
        assert seen.page.locator(f"#{section}").is_visible(), section
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(seen.page).violations_count == 0


def test_every_kpi_of_the_headline_has_its_questions(example: Path) -> None:
    text = words(example / "questions/index.html")
    for question in ("How are we doing on Food waste?", "Why did Food waste change?", "Who owns Food waste?"):
        assert question in text
    assert "Referral accounts for most of the decrease" in text


@pytest.mark.browser
def test_the_front_page_prints(example: Path, browser: Browser) -> None:
    assert 1 <= sheets(browser, example / "index.html") <= 4

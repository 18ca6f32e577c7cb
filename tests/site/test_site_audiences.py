"""The audiences' pages of the example: short enough for the paper and the minutes they promise."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser

from tests.pages.built import find, text_of


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

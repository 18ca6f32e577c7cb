"""What a reader's browser makes of the example: accessible, complete without JavaScript, silent, narrow enough."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import Open, html_pages, page_kinds, too_wide

pytestmark = pytest.mark.browser

#: Charts that take up room and hold marks; sparklines are smaller.
COUNT_CHARTS = """() => [...document.querySelectorAll('svg')].filter(svg => {
  const box = svg.getBoundingClientRect();
  return box.width >= 280 && box.height >= 80 && svg.querySelector('path, line, rect');
}).length"""


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation(example: Path, visit: Open, width: int) -> None:
    """Every rule in light; in dark those of colour, as nothing else differs there."""
    seen = visit((example / "index.html").as_uri(), viewport={"width": width, "height": 900}, bypass_csp=True)
    reports = []
    for path in page_kinds(example).values():
        page = seen.to((example / path).as_uri()).page
        page.emulate_media(color_scheme="light")
        light = Axe().run(page)
        page.emulate_media(color_scheme="dark")
        dark = Axe().run(page, options={"runOnly": ["color-contrast", "link-in-text-block"]})
        reports += [f"{path}: {found.generate_report()}" for found in (light, dark) if found.violations_count]
    assert reports == []


def test_every_chart_shows_without_javascript(example: Path, visit: Open) -> None:
    report = json.loads((example / "data/report.json").read_text("utf-8"))
    seen = visit((example / "index.html").as_uri(), java_script_enabled=False)
    drawn = {
        kpi["id"]: seen.to((example / f"kpis/{kpi['id']}/index.html").as_uri()).page.evaluate(COUNT_CHARTS)
        for kpi in report["kpis"]
        if len([point for point in kpi["series"] if point["value"] is not None]) > 1
    }
    assert len(drawn) > 10
    assert [kpi for kpi, count in drawn.items() if count == 0] == []


def test_javascript_adds_no_chart_that_was_not_there(example: Path, visit: Open) -> None:
    front = (example / "index.html").as_uri()
    with_it, without = visit(front), visit(front, java_script_enabled=False)
    for path in page_kinds(example).values():
        address = (example / path).as_uri()
        counts = [seen.to(address).page.evaluate(COUNT_CHARTS) for seen in (with_it, without)]
        assert counts[0] == counts[1], path


def test_no_page_asks_another_host_breaks_the_policy_or_scrolls_sideways(
    example: Path, visit: Open, host: Callable[[Path, str], str]
) -> None:
    start = host(example, "/repo/")
    seen = visit(start)
    pages = {start + page.relative_to(example).as_posix() for page in html_pages(example)}
    wide = [found for page in sorted(pages) for found in too_wide(seen.to(page).page, 320, 390)]
    assert wide == []
    assert pages <= set(seen.requests)
    assert [url for url in seen.requests if not url.startswith((start, "data:"))] == []
    assert seen.complaints == []


def test_works_from_a_disk_without_complaint(example: Path, visit: Open) -> None:
    seen = visit((example / "index.html").as_uri())
    for path in page_kinds(example).values():
        seen.to((example / path).as_uri())
    assert [url for url in seen.requests if not url.startswith((example.as_uri(), "data:"))] == []
    assert seen.complaints == []


def test_every_page_carries_the_strict_policy(example: Path) -> None:
    policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'"
    for page in html_pages(example):
        text = page.read_text("utf-8").replace("&#39;", "'")
        assert policy in text, page
        assert " style=" not in text, page
        assert 'type="module"' not in text, page


def test_periods_read_the_same_in_los_angeles_and_in_tokyo(example: Path, visit: Open) -> None:
    front = (example / "index.html").as_uri()
    zones = [visit(front, timezone_id=zone) for zone in ("America/Los_Angeles", "Asia/Tokyo")]
    for path in page_kinds(example).values():
        there, here = (
            seen.to((example / path).as_uri()).page.evaluate("document.documentElement.textContent") for seen in zones
        )
        assert there == here, path


def test_a_page_is_complete_on_paper(example: Path, visit: Open) -> None:
    path = next(path for kind, path in page_kinds(example).items() if kind.startswith("kpis"))
    seen = visit((example / path).as_uri())
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate(COUNT_CHARTS) >= 1
    assert seen.page.locator("table").first.is_visible()

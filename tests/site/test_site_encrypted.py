"""An encrypted site in a browser, from a disk: nothing before the passphrase, everything after."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.pipeline import Options, build
from tests.access.secrets import write_project
from tests.site.conftest import Open

pytestmark = pytest.mark.browser

WORDS = "vier Wörter, ganz ruhig"


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("locked")
    build(write_project(folder / "project"), folder / "site", Options(environment={}, passphrase=WORDS))
    return (folder / "site/index.html").as_uri()


def test_it_opens_with_its_passphrase_alone_and_then_shows_all_of_it(locked: str, visit: Open, tmp_path: Path) -> None:
    seen = visit(locked)
    page = seen.page
    assert page.title() == "Protected report"
    assert "margin" not in page.content()

    page.fill("#passphrase", "vier Worter, ganz ruhig")
    page.click("button")
    page.wait_for_selector("#said:has-text('does not open')")
    assert page.locator(".masthead").count() == 0

    page.fill("#passphrase", WORDS)
    page.press("#passphrase", "Enter")
    page.wait_for_selector(".masthead")
    assert "3 of 5 KPIs are on track" in page.inner_text("main")
    assert "Report Serif" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]

    page.click("a[href='#/kpis/xanadu-margin/index.html'] >> nth=0")
    page.wait_for_selector("body.kpi-page")
    assert page.inner_text("h1") == "Xanadu margin"
    assert page.locator("svg").count() > 2
    with page.expect_download() as download:
        page.click("a[data-file='data/xanadu-margin.csv'] >> nth=0")
    download.value.save_as(tmp_path / "got.csv")
    assert "987654.25" in (tmp_path / "got.csv").read_text("utf-8")

    page.reload()
    page.wait_for_selector("body.kpi-page")  # the tab remembers the key
    page.click("a[href='#/index.html'] >> nth=0")
    page.wait_for_selector("body:not(.kpi-page)")
    page.click("a[href^='#/index.html#need-'] >> nth=0")
    page.wait_for_selector("[id^='need-']:focus")
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith(("file:", "blob:"))] == []


def test_another_tab_asks_again_and_without_javascript_it_says_what_it_needs(locked: str, visit: Open) -> None:
    assert visit(locked).page.locator("#passphrase").is_visible()
    page = visit(locked, java_script_enabled=False).page
    assert "needs JavaScript" in page.inner_text("main")
    assert page.locator("#passphrase").is_hidden()

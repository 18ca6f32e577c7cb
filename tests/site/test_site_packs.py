"""Every starter pack as a whole site: its blocks speak, its pages fit a phone, its report for a month fits a sheet."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser

from tests.pages.built import find, text_of
from tests.site.conftest import ROOT, Open, run_build, too_wide
from tests.site.test_site_audiences import sheets

NAMES = sorted(path.name for path in (ROOT / "content/packs").iterdir() if path.is_dir())
#: Audiences that get a month on a page.
ON_A_SHEET = ("monthly", "social-report", "content-report", "client")

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module", params=NAMES)
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = str(request.param)
    out = tmp_path_factory.mktemp("packs") / name
    run_build(ROOT / "content/packs" / name / "site.yaml", out)
    return out


def words(page: Path) -> str:
    return text_of(find(html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False), "main")[0])


def test_the_front_page_tells_target_and_comparison_and_goal_pages_tell_causes(pack: Path) -> None:
    front = words(pack / "index.html")
    assert "likely if past behaviour continues" in front
    assert "North star" in front
    assert "Needs attention" in front
    assert any(f"on last {period}" in front for period in ("week", "month", "year"))
    goals = [words(page) for page in sorted((pack / "goals").glob("*/index.html"))]
    assert all("accounts for" in goal or "account for" in goal for goal in goals)


def test_what_is_for_a_sheet_prints_on_one(pack: Path, browser: Browser) -> None:
    pages = [page for name in ON_A_SHEET if (page := pack / "audiences" / name / "index.html").is_file()]
    assert {page.parent.name: n for page in pages if (n := sheets(browser, page)) != 1} == {}


def test_pages_fit_a_phone_and_complain_of_nothing(pack: Path, visit: Open) -> None:
    pages = [
        pack / "index.html",
        *(page for kind in ("goals", "audiences") for page in sorted(pack.glob(f"{kind}/*/*.html"))),
    ]
    opened = visit(pages[0].as_uri())
    wide = [found for page in pages for found in too_wide(opened.to(page.as_uri()).page, 320, 390)]
    assert wide == []
    assert opened.complaints == []

"""A project full of names that no layout was made for: nothing runs, nothing leaves the page, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import Open, html_pages, page_kinds, run_build, too_wide

pytestmark = pytest.mark.browser

NAMES = {
    "script": "</script><script>alert(1)</script>",
    "quote": '" onmouseover=alert(1) x="',
    "braces": "{{7*7}} {% include 'x' %} ${x} {0} %(n)s",
    "unbroken": "X" * 10_000,
    "spaced": "Very long name " * 600,
    "german": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "arabic": "مبيعات الأسبوع",
}
NOTE = "# Heading\n\n<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))\n\n### Deeper\n"
#: Where the values of a KPI begin and what each week adds: equal, falling below zero, tiny, huge, rising.
VALUES = {
    "script": (100.0, 0.0),
    "quote": (-50.0, -1.0),
    "braces": (1e-11, 1e-12),
    "unbroken": (5e16, 1e15),
    "spaced": (90.0, 40.0),
    "german": (1_234_567.0, 1_000.5),
    "arabic": (500.0, 7.0),
}


def rows() -> Iterator[str]:
    yield "date,metric,value,part"
    for week in range(30):
        day = date(2025, 10, 27) + timedelta(weeks=week)
        for kpi, (start, step) in VALUES.items():
            for share, part in ((0.6, "=HYPERLINK(1)"), (0.3, "Y" * 200), (0.1, "<b>bold</b>")):
                yield f"{day},{kpi},{(start + step * week) * share!r},{part}"


def write_project(folder: Path, locale: str) -> Path:
    (folder / "snapshots").mkdir(parents=True)
    (folder / "notes").mkdir()
    (folder / "snapshots/data.csv").write_text("\n".join(rows()) + "\n", "utf-8")
    (folder / "notes/one.md").write_text(f"---\nkpi: script\nperiod: 2026-W21\n---\n{NOTE}", "utf-8")
    chain = dict(pairwise(NAMES))
    kpis: list[dict[str, object]] = [
        {
            "id": id_,
            "name": name,
            "metric": id_,
            "owner": name[:300],
            "definition": name,
            "cadence": "week",
            "target": {"between": [-90, -70]} if id_ == "quote" else {"at_least": 100},
            "triggers": [
                {"when": "behind_pace", "action": name[:300]},
                {"when": "above -1e18 for 2 weeks per part", "action": name[:300]},
            ],
            "level": "team",
            "team": name[:300],
            "funnel": "top" if id_ == "script" else "bottom",
            "timing": "leading" if id_ == "unbroken" else "lagging",
            "proxy_for": name,
            "proxy_risk": name[:300],
            "pairs_with": [chain[id_]] if id_ in chain else [],
            "feeds": [chain[id_]] if id_ in chain else [],
            "explained_by": [id_],
            "conflicts_with": [{"kpi": chain[id_], "note": name[:300]}] if id_ in chain else [],
            "guardrails": [{"metric": id_, "min": 1e18}],
        }
        for id_, name in NAMES.items()
    ]
    kpis.append({"id": "score", "metric": "score", "cadence": "week", "target": 50, "decision": "None."})
    site = {
        "title": NAMES["script"],
        "locale": locale,
        "currency": "JPY",
        "notes": ["notes/*.md"],
        "events": [{"date": "2026-05-19", "title": NAMES["german"], "url": 'https://example.org/?a="b"'}],
        "metrics": {
            id_: {
                "name": name,
                "aggregation": "sum",
                "unit": "Kundinnenbetreuungsgespräche" if id_ == "german" else "currency",
            }
            for id_, name in NAMES.items()
        }
        | {
            "score": {
                "name": NAMES["unbroken"],
                "composite": [
                    {"metric": id_, "weight": 0.5, "low": -1e18, "high": 1e18} for id_ in ("unbroken", "spaced")
                ],
            },
        },
        "goals": [{"id": "all", "name": NAMES["unbroken"], "owner": "X" * 90, "description": NOTE, "kpis": kpis}],
    }
    (folder / "site.yaml").write_text(json.dumps(site, ensure_ascii=False), "utf-8")
    return folder / "site.yaml"


@pytest.fixture(scope="module", params=["de-DE", "ar"])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    run_build(write_project(folder / "project", request.param), folder / "site", cwd=folder)
    return folder / "site"


def test_long_words_and_figures_do_not_widen_a_page(hostile: Path, visit: Open) -> None:
    seen = visit((hostile / "index.html").as_uri())
    pages = [page for page in html_pages(hostile) if page.parent.parent.name != "glossary"]
    wide = [found for page in pages for found in too_wide(seen.to(page.as_uri()).page, 320, 390, 768, 1280)]
    assert wide == []


def test_hostile_names_run_nothing_and_ask_nobody(hostile: Path, visit: Open) -> None:
    seen = visit((hostile / "index.html").as_uri())
    seen.page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
    for path in page_kinds(hostile).values():
        seen.to((hostile / path).as_uri())
    assert [url for url in seen.requests if not url.startswith((hostile.as_uri(), "data:"))] == []
    assert seen.complaints == []


def test_axe_finds_no_violation_around_hostile_names(hostile: Path, visit: Open) -> None:
    seen = visit((hostile / "index.html").as_uri(), bypass_csp=True)
    reports = []
    for path in ("index.html", "goals/all/index.html", "kpis/script/index.html"):
        results = Axe().run(seen.to((hostile / path).as_uri()).page)
        reports += [f"{path}: {results.generate_report()}"] if results.violations_count else []
    assert reports == []


def test_texts_of_a_chart_stay_inside_it(hostile: Path, visit: Open) -> None:
    seen = visit((hostile / "index.html").as_uri(), viewport={"width": 390, "height": 800})
    outside = """() => [...document.querySelectorAll('svg text')].filter(text => {
      const box = text.getBoundingClientRect(), svg = text.closest('svg').getBoundingClientRect();
      return box.width && (box.left < svg.left - 2 || box.right > svg.right + 2);
    }).map(text => text.textContent)"""
    assert seen.to((hostile / "goals/all/index.html").as_uri()).page.evaluate(outside) == []

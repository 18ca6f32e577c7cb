"""The quality page: what was found, on what, why and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.built import find, text_of
from tests.pages.whole import Whole, whole, written

SITE = """\
title: Club
suppress: {L4: "The committee acts by itself"}
metrics:
  members: {aggregation: last}
  love: {name: Brand love, aggregation: mean}
  idle: {aggregation: sum}
goals:
  - id: grow
    name: Win runners
    owner: Ada
    kpis:
      - id: members
        metric: members
        definition: Members at the end of the month, all branches.
        cadence: month
        target: 90
        owner: Ada
      - {id: love, name: Brand love, metric: love, cadence: month, target: 90, owner: Ada & Bob}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder: Path = tmp_path_factory.mktemp("quality")
    rows = [(f"2026-{month:02d}", name, 80 + month) for month in range(1, 10) for name in ("members", "idle")]
    return whole(written(folder, SITE, rows))


def page(site: Whole) -> str:
    return text_of(site["quality/index.html"])


def test_findings_stand_by_gravity_with_code_place_and_mending(site: Whole) -> None:
    tree = site["quality/index.html"]
    heads = [text_of(head) for head in find(tree, "h2")]
    assert heads[:3] == ["Errors", "Warnings", "Hints"]
    lines = [text_of(line) for listed in find(tree, "ol", "finds") for line in find(listed, "li")]
    (unmeasured,) = [line for line in lines if line.startswith("M1")]
    assert "Brand love No data measures “Brand love”: no source has rows of `love`." in unmeasured
    assert "Name the source that has its rows" in unmeasured
    assert "site.yaml:18:38" in unmeasured


def test_the_page_says_how_many_of_all_numbers_are_kpis(site: Whole) -> None:
    assert "3 numbers are kept, 2 of them are KPIs." in page(site)


def test_every_kpi_has_its_five_letters_in_words(site: Whole) -> None:
    (table,) = find(site["quality/index.html"], "table", "smart-cards")
    rows = [[text_of(cell) for cell in row if cell.tag in ("th", "td")] for row in find(table, "tr")]
    assert rows[0] == ["KPI", "S Specific", "M Measurable", "A Achievable", "R Relevant", "T Time-bound"]
    assert rows[1] == ["Members", "yes", "yes", "no", "no", "yes"]
    assert rows[2][:3] == ["Brand love", "no", "no"]


def test_what_was_accepted_stands_with_its_reason(site: Whole) -> None:
    assert "L4" in page(site)
    assert "The committee acts by itself" in page(site)
    warnings = [line for line in find(site["quality/index.html"], "p", "find-code") if text_of(line) == "L4"]
    assert len(warnings) == 2  # both among the accepted


def test_a_kpi_page_tells_its_letters_with_their_reasons(site: Whole) -> None:
    card = text_of(find(site["kpis/members/index.html"], "dl", "smart")[0])
    assert "Measurable yes 9 closed values, from 2026-01 to 2026-09." in card
    assert "Relevant no Nothing says what a change of “Members” would decide." in card


def test_sources_are_listed_with_their_last_day(site: Whole) -> None:
    assert "snapshots 30 Sept 2026 monthly 18 Current" in page(site)

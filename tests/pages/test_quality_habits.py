"""How the list is used, what it costs, and how far it has come: the quality page of whole small projects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from kpireport.pages.steps import CODES
from tests.analysis.practice import log
from tests.pages.built import find, plain, text_of
from tests.pages.practised import built, section

KPIS = (
    "id: a, name: Alpha, owner: Ada, target: {at_least: 5, agreed_by: team}\n"
    "id: b, name: Beta, owner: Ada\n"
    "id: c, name: Gamma, metric: n, owner: Ada, target: {at_least: 5, agreed_by: team}\n"
)
#: Gamma is measured by n; nobody looks at v.
RATED = (
    "n: {aggregation: sum, cost: 3650, ease: low, importance: high}\nv: {aggregation: sum, ease: high, importance: low}"
)
SITE = (
    "currency: EUR\nlist_review: 2026-09-01\ndecision_within: 2\n"
    + log(
        "date: 2026-06-08, kpi: a, raised: 2026-06-04, decision: X, action: Y, owner: Ada, due: 2026-07-01",
        "date: 2026-10-05, kpi: b",
        "date: 2026-10-12, kpi: b",
        "date: 2026-10-12, kpi: c, action: Z",
    )
    + "survey:\n  - {date: 2026-09-01, kpi: a, asked: 4, understood: 3}\n"
    + "  - {date: 2026-09-01, kpi: c, asked: 4, understood: 1}\n"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Element:
    return built(tmp_path_factory.mktemp("habits"), KPIS, SITE, metrics=RATED)["quality/index.html"]


def facts(page: Element) -> Mapping[str, str]:
    [listed] = find(page, "dl", "habits")
    return {text_of(row.find("dt")): plain(text_of(row.find("dd"))) for row in find(listed, "div")}  # type: ignore[arg-type]


def test_habits_stand_with_their_numbers(page: Element) -> None:
    assert facts(page) == {
        "Reviews that lead to an action": "50.0 % 2 of 4 reviews of a KPI since 8 June 2026; 2 came to a decision.",
        "From question to decision": "4 days The time that 1 decision took: from the day the question was raised, or "
        "its trigger began to hold.",
        "Forecast accuracy": "No likelihood that was published has come due, so there is no score yet.",
        "Reviewed in vain": "1 KPI Without a decision in the last 2 reviews: Beta.",
        "Left alone": "1 KPI Without a review in 100 days: Alpha.",
        "Understanding": "50.0 % 4 of 8 answers of the last year told what the KPI means.",
        "Alignment": "66.7 % The share of active KPIs that stand under a goal, with an owner and a target that was "
        "agreed. Not so: Beta.",
    }


def test_what_may_be_retired_is_named_with_its_reasons(page: Element) -> None:
    told = section(page, "habits")
    assert "Alpha Not reviewed in 100 days" in told
    assert "Beta No decision in its last reviews" in told
    assert "Gamma Understood by less than half of those asked" in told


def test_the_list_says_how_old_it_is(page: Element, tmp_path: Path) -> None:
    assert "The list of KPIs was last reviewed on 1 September 2026." in section(page, "habits")
    history = "history: [{on: 2026-09-10, change: target}, {on: 2026-11-01, change: target}]"
    changed = built(tmp_path, f"id: a\nid: b, stage: retired, {history}", "list_review: 2026-09-01\n")[
        "goals/index.html"
    ]
    words = "The list of KPIs was last reviewed on 1 September 2026 and last changed on 10 September 2026."
    assert words in text_of(changed)


def test_without_records_each_habit_says_what_to_keep(tmp_path: Path) -> None:
    told = facts(built(tmp_path, "id: a", "")["quality/index.html"])
    assert told["Reviews that lead to an action"] == "No review of a KPI is on record for the last year."
    assert told["From question to decision"].endswith("Add “raised” to the log.")
    assert told["Understanding"].startswith("Nobody was asked in the last year.")


def test_cost_and_worth(page: Element) -> None:
    told = section(page, "worth")
    # 140 days from 8 June; 3650 * 140 / 365 / 2 = 700.
    assert "Measuring takes €3 650 a year. 2 decisions on KPIs in the 140 days that the log covers: €700 each." in told
    assert "N €3 650 low high 1" in told
    assert "V Easy, and not important – high low 0" in told


def test_without_ratings_there_is_no_section_on_them(tmp_path: Path) -> None:
    page = built(tmp_path, "id: a", "")["quality/index.html"]
    assert not [element for element in page.iter() if element.get("id") == "worth"]


# ---------------------------------------------------------------------------------------------------------- eight steps


def test_the_eight_steps_are_open_by_their_findings(tmp_path: Path) -> None:
    page = built(tmp_path, "id: a, name: Alpha", "")["quality/index.html"]
    [listed] = find(page, "ol", "steps")
    steps = [text_of(step) for step in find(listed, "li")]
    assert len(steps) == len(CODES) == 8
    assert steps[0].startswith("Done Start from the strategy")
    assert steps[1].startswith("Open Name the north star")
    assert steps[1].endswith("1 finding is open: N3.")
    assert steps[7].startswith("Done Go on")


def test_every_code_of_a_step_can_be_found(root: Path) -> None:
    known = {path.stem for path in (root / "content" / "explain").glob("*.md")}
    assert frozenset().union(*CODES) <= known

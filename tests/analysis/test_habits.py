"""What the log, the survey and the costs say of a list's use; every number worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kpireport.model import MetricWorth, Report
from kpireport.pages.report_json import report_json
from tests.analysis.practice import judged, log

# ---------------------------------------------------------------------------------------------------------- reviews


def test_three_of_four_reviews_that_led_to_an_action_are_75_per_cent(tmp_path: Path) -> None:
    rows = log(
        "date: 2026-09-07, kpi: k, decision: A, action: Do a",
        "date: 2026-09-14, kpi: k, decision: B, action: Do b, owner: Ada",
        "date: 2026-09-21, kpi: k",
        "date: 2026-09-28, kpi: k, action: Do c",
        "date: 2026-09-29, decision: Two KPIs retired, action: Write it down",  # of the list, not of a KPI
    )
    habits = judged(tmp_path, "id: k", rows).habits
    assert (habits.reviews, habits.decided, habits.acted, habits.action_to_insight) == (4, 3, 3, 0.75)


def test_only_the_last_year_counts(tmp_path: Path) -> None:
    rows = log(
        "date: 2025-10-25, kpi: k, action: Old", "date: 2025-10-26, kpi: k", "date: 2026-10-19, kpi: k, action: A"
    )
    habits = judged(tmp_path, "id: k", rows).habits
    assert (habits.reviews, habits.action_to_insight, str(habits.since)) == (2, 0.5, "2025-10-26")


def test_without_a_log_there_is_no_ratio(tmp_path: Path) -> None:
    habits = judged(tmp_path, "id: k").habits
    assert (habits.reviews, habits.action_to_insight, habits.decision_days) == (0, None, None)


def test_decision_time_is_the_median_from_question_to_decision(tmp_path: Path) -> None:
    rows = log(
        "date: 2026-09-10, kpi: k, raised: 2026-09-07, decision: A",  # 3
        "date: 2026-09-24, kpi: k, raised: 2026-09-14, decision: B",  # 10
        "date: 2026-10-01, kpi: k, raised: 2026-09-28, action: C",  # 3
        "date: 2026-10-08, kpi: k, raised: 2026-10-01, decision: D",  # 7
        "date: 2026-10-09, kpi: k, raised: 2026-01-01",  # no decision
        "date: 2026-10-10, kpi: k, decision: E",  # no question
    )
    habits = judged(tmp_path, "id: k", rows).habits
    assert (habits.decision_days, habits.timed) == (5.0, 4)


def test_a_fired_trigger_asks_the_question_that_the_next_decision_answers(tmp_path: Path) -> None:
    # Values 10 … 17; above 14 for 2 weeks holds from the week of 5 October (15) on.
    kpi = "id: k, triggers: [{when: above 14 for 2 weeks, action: A}, {when: above 16, action: B}]"
    rows = log(
        "date: 2026-10-02, kpi: k, decision: Too early",
        "date: 2026-10-12, kpi: k",
        "date: 2026-10-19, kpi: k, decision: The answer",
        "date: 2026-10-20, kpi: k, decision: Another",
    )
    report = judged(tmp_path, kpi, rows)
    assert [str(one.since) for one in report.triggers] == ["2026-10-05", "2026-10-19"]
    assert (report.habits.decision_days, report.habits.timed) == (14.0, 1)
    told = rows.replace("decision: The answer", "decision: The answer, raised: 2026-10-17")
    assert judged(tmp_path, kpi, told).habits.decision_days == 2.0


def test_a_kpi_is_undecided_after_three_reviews_without_a_decision(tmp_path: Path) -> None:
    kpis = "id: none\nid: two\nid: before\nid: now"
    days = ("2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28")
    rows = [f"date: {day}, kpi: none" for day in days[:3]] + [f"date: {day}, kpi: two" for day in days[:2]]
    rows += ["date: 2026-09-01, kpi: before, decision: A", *(f"date: {day}, kpi: before" for day in days[:3])]
    rows += [f"date: {day}, kpi: now{', action: A' if day == days[3] else ''}" for day in days]
    report = judged(tmp_path, kpis, log(*rows))
    assert (report.habits.undecided, report.habits.within) == (("none", "before"), 3)
    wider = judged(tmp_path, kpis, "decision_within: 4\n" + log(*rows))
    assert wider.habits.undecided == ()
    assert judged(tmp_path, kpis, "decision_within: 2\n" + log(*rows)).habits.undecided == ("none", "two", "before")


# ------------------------------------------------------------------------------------------------------- unreviewed


@pytest.mark.parametrize(
    ("kpi", "site", "found"),
    [
        ("id: k", log("date: 2026-07-17, kpi: k"), ()),  # 100 days before 25 October
        ("id: k", log("date: 2026-07-16, kpi: k"), ("k",)),
        ("id: k", log("date: 2026-07-16, kpi: k", "date: 2026-10-01, forum: a crisis, kpi: k"), ()),
        ("id: k, review: {team: week}, target: {at_least: 5, agreed_on: 2026-07-16}", "", ("k",)),
        ("id: k, review: {team: week}, target: {at_least: 5, agreed_on: 2026-07-17}", "", ()),
        ("id: k, target: {at_least: 5, agreed_on: 2026-01-01}", "", ()),  # nothing says that reviews are noted here
        ("id: k, target: {at_least: 5, agreed_on: 2026-01-01}", log("date: 2026-10-01, decision: A"), ("k",)),
        ("id: k, review: {team: week}", "", ()),  # its data is young
    ],
)
def test_no_review_in_100_days(tmp_path: Path, kpi: str, site: str, found: tuple[str, ...]) -> None:
    assert judged(tmp_path, kpi, site).habits.unreviewed == found


# ----------------------------------------------------------------------------------------- understanding, alignment


def test_understanding_is_the_share_of_those_asked(tmp_path: Path) -> None:
    site = (
        "survey:\n"
        "  - {date: 2026-09-01, kpi: k, asked: 8, understood: 6}\n"
        "  - {date: 2026-09-02, kpi: l, respondent: Ada, understood: no}\n"
        "  - {date: 2026-09-09, kpi: l, respondent: ada, understood: yes}\n"  # asked again, and now she can
        "  - {date: 2026-09-02, kpi: l, respondent: Bo, understood: no}\n"
        "  - {date: 2026-09-02, kpi: l, understood: no}\n"
        "  - {date: 2026-09-02, kpi: l, understood: false}\n"
        "  - {date: 2025-10-25, kpi: k, asked: 90, understood: 0}\n"  # more than a year ago
    )
    habits = judged(tmp_path, "id: k\nid: l", site).habits
    assert [(one.kpi, one.asked, one.understood, one.share) for one in habits.understood] == [
        ("k", 8, 6, 0.75),
        ("l", 4, 1, 0.25),
    ]
    assert habits.understanding == pytest.approx(7 / 12)
    before = judged(tmp_path, "id: k\nid: l", site, as_of="2026-09-05").habits
    assert [(one.kpi, one.asked, one.understood) for one in before.understood] == [("k", 98, 6), ("l", 4, 0)]


def test_aligned_are_those_with_goal_owner_and_agreed_target(tmp_path: Path) -> None:
    kpis = (
        "id: whole, owner: Ada, target: {at_least: 5, agreed_on: 2026-08-01}\n"
        "id: by, owner: Ada, target: {at_least: 5, agreed_by: the team}\n"
        "id: nobody, target: {at_least: 5, agreed_by: the team}\n"
        "id: unagreed, owner: Ada\n"
        "id: gone, stage: retired"
    )
    orphan = "  - {id: lost, metric: m, cadence: week, owner: Ada, target: {at_least: 5, agreed_by: the team}}\n"
    habits = judged(tmp_path, kpis, orphan).habits
    assert habits.aligned == 0.4
    assert [kpi.id for kpi in habits.unaligned] == ["nobody", "unagreed", "lost"]


# ------------------------------------------------------------------------------------------------------------- worth

COSTS = "n: {aggregation: sum, cost: 9000, ease: low, importance: high}\nc: {aggregation: sum, cost: 2950}"


def worth(report: Report) -> dict[str, MetricWorth]:
    return {one.metric.id: one for one in report.worth.metrics}


def test_a_decision_costs_what_was_measured_meanwhile(tmp_path: Path) -> None:
    # From 6 June to 25 October are 142 days; (9000 + 2950) * 142 / 365 / 2 decisions.
    rows = log(
        "date: 2026-06-06, kpi: k", "date: 2026-08-01, kpi: k, decision: A", "date: 2026-10-01, kpi: l, action: B"
    )
    found = judged(tmp_path, "id: k\nid: l, metric: n", rows, metrics=COSTS).worth
    assert (found.cost, found.decisions, found.days) == (11950, 2, 142)
    assert found.per_decision == pytest.approx(2324.5205, abs=1e-4)


def test_a_log_of_years_counts_for_one(tmp_path: Path) -> None:
    rows = log("date: 2023-01-01, kpi: k, decision: A", "date: 2026-08-01, kpi: k, decision: A")
    found = judged(tmp_path, "id: k", rows, metrics=COSTS).worth
    assert (found.days, found.decisions, found.per_decision) == (365, 1, 11950)


@pytest.mark.parametrize("site", ["", log("date: 2026-06-06, kpi: k")])
def test_without_a_decision_there_is_no_cost_of_one(tmp_path: Path, site: str) -> None:
    assert judged(tmp_path, "id: k", site, metrics=COSTS).worth.per_decision is None


def test_costly_is_no_less_than_the_average_and_idle_without_a_decision(tmp_path: Path) -> None:
    rows = ("date: 2026-06-06, kpi: k, decision: A", "date: 2026-08-01, kpi: k, decision: A")
    found = worth(judged(tmp_path, "id: k\nid: l, metric: n", log(*rows), metrics=COSTS))
    assert [(one.is_costly, one.is_idle, one.decisions) for one in (found["n"], found["c"])] == [
        (True, True, 0),
        (False, False, 0),
    ]
    assert found["n"].kpis == ("l",)
    young = log("date: 2026-08-01, kpi: k, decision: A")  # the log covers 86 days
    assert not worth(judged(tmp_path, "id: k\nid: l, metric: n", young, metrics=COSTS))["n"].is_idle
    used = log(*rows, "date: 2026-09-01, kpi: l, decision: B")
    assert not worth(judged(tmp_path, "id: k\nid: l, metric: n", used, metrics=COSTS))["n"].is_idle


@pytest.mark.parametrize(
    "kpi",
    [
        "id: k, explained_by: [n]",
        "id: k, metric: m, guardrails: [{metric: n, min: 1}]",
        "id: k, metric: share",
        "id: k, metric: m, peers: {metric: n, dimension: shop}",
        "id: k, metric: m, attribution: {model: last click, metric: n}",
        "id: k, metric: twice",
        "id: k, explained_by: [ahead]",
    ],
)
def test_a_metric_serves_the_kpis_that_need_it(tmp_path: Path, kpi: str) -> None:
    more = (
        "\nshare: {aggregation: ratio, numerator: n, denominator: m}\ntwice: {formula: share * 2}"
        "\nahead: {aggregation: sum, explained_by: [n]}"
    )
    rows = log("date: 2026-06-06, kpi: k, decision: A")
    found = worth(judged(tmp_path, kpi, rows, metrics=COSTS + more))["n"]
    assert (found.kpis, found.decisions, found.is_idle) == (("k",), 1, False)


# -------------------------------------------------------------------------------------------------------- for machines


def test_report_json_tells_reviews_actions_and_habits(tmp_path: Path) -> None:
    site = log("date: 2026-10-05, forum: team, kpi: k, decision: A, action: B, owner: Ada, due: 2026-10-19")
    report = judged(tmp_path, "id: k, review: {team: week}", site)
    document: dict[str, Any] = json.loads(report_json(report).content)
    assert document["reviews"][0] == {
        "kpi": "k",
        "forum": "team",
        "every": "week",
        "last": "2026-10-05",
        "due": "2026-10-12",
        "overdue": True,
        "assumed": False,
        "reason": None,
    }
    assert document["actions"][0] | {"decision": "A", "state": "overdue", "due": "2026-10-19"} == document["actions"][0]
    assert (document["habits"]["action_to_insight"], document["habits"]["cost_per_decision"]) == (1.0, None)

"""The review log and the survey: what they hold, and each fault at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.project.project_cases import SOUND, Files, load, problems, spots


def site(line: str, files: Files) -> Files:
    return {"site.yaml": SOUND["site.yaml"] + line + "\n", **files}


def reviews(*rows: str) -> Files:
    return site("reviews: [r.yaml]", {"r.yaml": "".join(f"- {{{row}}}\n" for row in rows)})


def survey(text: str, name: str = "s.csv") -> Files:
    return site(f"survey: [{name}]", {name: text})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("date: 2026-10-05, kpi: weekly-views, action: A, due: 2026-10-04", ["K004 2026-10-04"]),
        ("date: 2026-10-05, kpi: weekly-views, action: A, done: 2026-10-03", ["K004 2026-10-03"]),
        ("date: 2026-10-05, kpi: weekly-views, raised: 2026-10-06", ["K004 2026-10-06"]),
        ("date: 2026-10-05, kpi: weekly-views, due: 2026-10-05, done: 2026-10-05, raised: 2026-10-05", []),
        ("date: 2026-10-05, due: soon, done: 2026-10-04", ["K006 soon", "K004 2026-10-04"]),
        ("date: 2026-10-05, kpi: weekly-views, overhaul: true", ["K004 true"]),
        ("date: 2026-10-05, overhaul: yes", ["K003 yes"]),
        ("date: 2026-10-05, kpi: [weekly-views, other]", ["K005 other"]),
        ("date: 2026-10-05, kpi: [weekly-views, weekly-views], decision: Stay", ["K004 Stay"]),
        ("date: 2026-10-05, overhaul: true", []),
    ],
)
def test_the_days_of_a_review_follow_each_other(tmp_path: Path, row: str, expected: list[str]) -> None:
    found = problems(tmp_path, reviews(row))
    at = [(code, f"r.yaml:1:{row.index(word) + len('- {') + 1}") for code, word in map(str.split, expected)]
    assert spots(found) == at


def test_a_day_out_of_order_says_what_it_is_held_against(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, reviews("date: 2026-10-05, kpi: weekly-views, done: 2026-10-04"))
    assert str(problem) == (
        "r.yaml:1:47: error[K004]: this was done before the review that asked for it\n"
        "    1 | - {date: 2026-10-05, kpi: weekly-views, done: 2026-10-04}\n"
        "      |                                               ^^^^^^^^^^\n"
        "  = the review was on 2026-10-05; correct one of the two days"
    )


def test_kpis_that_were_only_looked_at_share_an_entry(tmp_path: Path) -> None:
    second = SOUND["kpis/reach.yaml"] + "  - {id: weekly-clicks, metric: clicks}\n"
    log = reviews("date: 2026-10-05, forum: team, kpi: [weekly-views, weekly-clicks]", "date: 2026-10-06, decision: A")
    found = load(tmp_path, {**log, "kpis/reach.yaml": second}).reviews
    assert [(one.kpi, one.forum, one.is_decided) for one in found] == [
        ("weekly-views", "team", False),
        ("weekly-clicks", "team", False),
        (None, None, True),
    ]


TABLE = """\
date,kpi,understood,asked,respondent
2026-09-14,weekly-views,yes,,Ada
2026-09-14,weekly-views,No,,Bo
2026-09-15,weekly-views,7,10,
"""


def test_answers_stand_in_a_table_or_in_yaml(tmp_path: Path) -> None:
    found = load(tmp_path, survey(TABLE)).survey
    assert [(one.date, one.asked, one.understood, one.respondent) for one in found] == [
        (date(2026, 9, 14), 1, 1, "Ada"),
        (date(2026, 9, 14), 1, 0, "Bo"),
        (date(2026, 9, 15), 10, 7, None),
    ]
    rows = "".join(
        f"- {{date: {day}, kpi: weekly-views, {rest}}}\n"
        for day, rest in (
            ("2026-09-14", "respondent: Ada, understood: true"),
            ("2026-09-14", "respondent: Bo, understood: no"),
            ("2026-09-15", "asked: 10, understood: 7"),
        )
    )
    again = load(tmp_path, survey(rows, "s.yaml")).survey
    assert [(one.asked, one.understood) for one in again] == [(one.asked, one.understood) for one in found]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2026-09-14,weekly-views,perhaps,,", [("K003", "2:25")]),
        ("2026-09-14,weekly-views,3,,", [("K010", "2:25")]),
        ("2026-09-14,weekly-views,3,2,", [("K004", "2:25")]),
        ("2026-09-14,weekly-views,yes,4,", [("K004", "2:25")]),
        ("2026-09-14,weekly-views,3,many,", [("K003", "2:27")]),
        ("2026-09-14,weekly-views,0,0,", [("K004", "2:27")]),
        ("2026-09-14,weekly-view,yes,,", [("K005", "2:12")]),
        ("14.09.2026,weekly-views,yes,,", [("K006", "2:1")]),
        ("2026-09-14,weekly-views,,,Ada", [("K010", "2:1")]),
    ],
)
def test_a_fault_of_the_survey_has_its_place(tmp_path: Path, row: str, expected: list[tuple[str, str]]) -> None:
    header = "date,kpi,understood,asked,respondent\n"
    found = problems(tmp_path, survey(f"{header}{row}\n"))
    assert spots(found) == [(code, f"s.csv:{place}") for code, place in expected]
    assert all(problem.hint for problem in found)


def test_a_column_of_events_is_unknown_to_a_survey(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, survey("date,kpi,understood,url\n"))
    assert (problem.code, str(problem.place)) == ("K002", "s.csv:1:21")
    assert "`respondent`" in str(problem.hint)


def test_how_many_reviews_may_pass_and_what_a_metric_costs(tmp_path: Path) -> None:
    metrics = {"metrics.yaml": "views: {aggregation: sum, cost: 1200.5}\nclicks: {aggregation: sum}\n"}
    project = load(tmp_path, site("decision_within: 5", metrics))
    assert (project.site.decision_within, project.metrics["views"].cost) == (5, 1200.5)
    metrics = {"metrics.yaml": "views: {aggregation: sum, cost: -1}\nclicks: {aggregation: sum}\n"}
    assert sorted(spots(problems(tmp_path, site("decision_within: 0", metrics)))) == [
        ("K004", "metrics.yaml:1:33"),
        ("K004", "site.yaml:4:18"),
    ]

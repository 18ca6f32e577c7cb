"""When reviews are due: days counted by hand on a calendar of 2026."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpireport.model import Report, ReviewDue
from tests.analysis.practice import judged, log

WEEKLY = "id: k, review: {team: week}"


def of(report: Report, kpi: str = "k") -> list[ReviewDue]:
    return [due for due in report.reviews if due.kpi == kpi]


def only(report: Report) -> ReviewDue:
    [found] = of(report)
    return found


def on(day: str) -> date:
    return date.fromisoformat(day)


@pytest.mark.parametrize(
    ("every", "held", "due"),
    [
        ("day", "2026-10-24", "2026-10-25"),
        ("week", "2026-10-19", "2026-10-26"),
        ("month", "2026-08-31", "2026-09-30"),
        ("month", "2026-10-05", "2026-11-05"),
        ("quarter", "2025-11-30", "2026-02-28"),
        ("year", "2024-02-29", "2025-02-28"),
    ],
)
def test_the_next_review_comes_a_period_after_the_last(tmp_path: Path, every: str, held: str, due: str) -> None:
    found = only(judged(tmp_path, f"id: k, review: {{team: {every}}}", log(f"date: {held}, forum: team, kpi: k")))
    assert (found.last, found.due, found.every) == (on(held), on(due), every)
    assert found.is_overdue == (on(due) < on("2026-10-25"))


@pytest.mark.parametrize(("as_of", "overdue"), [("2026-10-26", False), ("2026-10-27", True)])
def test_it_is_overdue_from_the_day_after(tmp_path: Path, as_of: str, overdue: bool) -> None:
    report = judged(tmp_path, WEEKLY, log("date: 2026-10-19, forum: team, kpi: k"), as_of=as_of)
    assert only(report).is_overdue is overdue


def test_each_forum_has_its_own(tmp_path: Path) -> None:
    rows = ("date: 2026-10-19, forum: ' Team ', kpi: k", "date: 2026-09-07, forum: leadership, kpi: k")
    team, leadership = of(judged(tmp_path, "id: k, review: {team: week, leadership: month}", log(*rows)))
    assert (team.forum, team.last, team.due, team.is_overdue) == ("team", on("2026-10-19"), on("2026-10-26"), False)
    assert (leadership.last, leadership.due, leadership.is_overdue) == (on("2026-09-07"), on("2026-10-07"), True)


def test_a_review_that_names_no_forum_counts_for_all(tmp_path: Path) -> None:
    found = of(judged(tmp_path, "id: k, review: {team: week, leadership: month}", log("date: 2026-10-19, kpi: k")))
    assert [due.due for due in found] == [on("2026-10-26"), on("2026-11-19")]


def test_nothing_later_than_the_day_of_the_report_is_read(tmp_path: Path) -> None:
    rows = log("date: 2026-10-05, forum: team, kpi: k", "date: 2026-10-19, forum: team, kpi: k")
    assert only(judged(tmp_path, WEEKLY, rows, as_of="2026-10-18")).due == on("2026-10-12")
    assert len(judged(tmp_path, WEEKLY, rows, as_of="2026-10-18").log) == 1
    assert only(judged(tmp_path, WEEKLY, rows)).due == on("2026-10-26")


@pytest.mark.parametrize(
    ("target", "due"),
    [
        ("at_least: 5, agreed_on: 2026-10-20, start: 2026-10-26", "2026-10-27"),
        ("at_least: 5, start: 2026-10-26", "2026-11-02"),
        ("at_least: 5", "2026-09-13"),  # its first week ends on 6 September
    ],
)
def test_without_a_review_it_is_counted_from_the_target(tmp_path: Path, target: str, due: str) -> None:
    kpis = f"id: k, review: {{team: week}}, target: {{{target}}}\nid: other"
    found = only(judged(tmp_path, kpis, log("date: 2026-10-19, kpi: other")))
    assert (found.last, found.due, found.is_overdue) == (None, on(due), on(due) < on("2026-10-25"))


def test_without_a_review_and_without_data_nothing_tells(tmp_path: Path) -> None:
    report = judged(tmp_path, "id: k, metric: n, review: {team: week}", metrics="n: {aggregation: sum}")
    assert (only(report).due, only(report).reason) == (None, "no_data")


@pytest.mark.parametrize(
    ("every", "due"),
    [("day", "2026-10-25"), ("week", "2026-10-26"), ("month", "2026-11-05"), ("year", "2027-01-05")],
)
def test_where_no_log_is_kept_the_rhythm_goes_on_and_nothing_is_overdue(tmp_path: Path, every: str, due: str) -> None:
    kpi = f"id: k, review: {{team: {every}}}, target: {{at_least: 5, start: 2026-01-05}}"
    assert (only(judged(tmp_path, kpi)).due, only(judged(tmp_path, kpi)).is_overdue) == (on(due), False)


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("id: k, tier: north-star", ("leadership", "month")),
        ("id: k", ("leadership", "month")),
        ("id: k, tier: operational", ("team", "week")),
        ("id: k, tier: operational, cadence: month", ("team", "month")),
        ("id: k, cadence: year", ("leadership", "year")),
    ],
)
def test_a_kpi_that_does_not_say_is_reviewed_by_its_tier(tmp_path: Path, kpi: str, expected: tuple[str, str]) -> None:
    found = only(judged(tmp_path, kpi))
    assert (found.forum, found.every) == expected
    assert found.is_assumed


def test_a_diagnostic_kpi_is_reviewed_only_where_it_says_so(tmp_path: Path) -> None:
    report = judged(tmp_path, "id: k, tier: diagnostic\nid: l, tier: diagnostic, review: {team: week}")
    assert [(due.kpi, due.is_assumed) for due in report.reviews] == [("l", False)]


def test_an_assumed_forum_takes_any_review(tmp_path: Path) -> None:
    report = judged(tmp_path, "id: k", log("date: 2026-10-19, forum: board, kpi: k"))
    assert only(report).due == on("2026-11-19")


# -------------------------------------------------------------------------------------------------- the list itself


def whole(report: Report) -> list[tuple[str, date | None, date | None, bool]]:
    return [(due.every, due.last, due.due, due.is_overdue) for due in report.reviews if due.kpi is None]


@pytest.mark.parametrize(("as_of", "overdue"), [("2026-09-29", False), ("2026-09-30", False), ("2026-10-01", True)])
def test_the_list_is_overdue_92_days_after_its_review(tmp_path: Path, as_of: str, overdue: bool) -> None:
    quarter, _ = whole(judged(tmp_path, "id: k", "list_review: 2026-07-01\n", as_of=as_of))
    assert quarter == ("quarter", on("2026-07-01"), on("2026-09-30"), overdue)
    assert (on("2026-10-01") - on("2026-07-01")).days == 92


def test_the_last_of_site_and_log_counts(tmp_path: Path) -> None:
    site = "list_review: 2026-07-01\n" + log("date: 2026-10-05, forum: leadership, decision: Two KPIs retired")
    assert whole(judged(tmp_path, "id: k", site))[0][1:3] == (on("2026-10-05"), on("2027-01-04"))
    assert whole(judged(tmp_path, "id: k", site, as_of="2026-10-04"))[0][1:3] == (on("2026-07-01"), on("2026-09-30"))


def test_a_log_that_never_tells_of_the_list_is_counted_from_its_first_entry(tmp_path: Path) -> None:
    report = judged(tmp_path, "id: k", log("date: 2026-07-01, kpi: k", "date: 2026-10-19, kpi: k"))
    assert whole(report) == [("quarter", None, on("2026-09-30"), True)]


def test_without_any_record_nothing_is_said_of_the_list(tmp_path: Path) -> None:
    assert whole(judged(tmp_path, "id: k")) == []


def test_once_a_year_it_is_overhauled(tmp_path: Path) -> None:
    rows = ("date: 2025-10-01, decision: A", "date: 2026-10-05, decision: B")
    assert whole(judged(tmp_path, "id: k", log(*rows)))[1] == ("year", None, on("2026-10-01"), True)
    rows = (rows[0], rows[1] + ", overhaul: true")
    assert whole(judged(tmp_path, "id: k", log(*rows)))[1] == ("year", on("2026-10-05"), on("2027-10-05"), False)


# ----------------------------------------------------------------------------------------------------------- actions


def test_actions_are_open_overdue_or_done(tmp_path: Path) -> None:
    rows = log(
        "date: 2026-10-05, kpi: k, action: A, due: 2026-10-24",
        "date: 2026-10-06, kpi: k, action: B, due: 2026-10-25",
        "date: 2026-10-07, kpi: k, action: C",
        "date: 2026-10-08, kpi: k, action: D, due: 2026-10-10, done: 2026-10-20",
        "date: 2026-10-09, kpi: k, decision: No action",
    )
    states = {one.review.action: (one.is_done, one.is_overdue) for one in judged(tmp_path, "id: k", rows).actions}
    assert states == {"A": (False, True), "B": (False, False), "C": (False, False), "D": (True, False)}
    earlier = judged(tmp_path, "id: k", rows, as_of="2026-10-19")
    assert [(one.review.action, one.is_done, one.is_overdue) for one in earlier.actions] == [
        ("A", False, False),
        ("B", False, False),
        ("C", False, False),
        ("D", False, True),
    ]

"""Objectives scored by their key results: worked numbers over small whole projects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpireport.analysis.okrs import score_of
from kpireport.errors import ProjectError
from kpireport.model import KeyResultResult, OkrResult, Report
from kpireport.pages.report_json import report_json
from kpireport.pipeline import Options, check

HEAD = """\
title: Club
metrics:
  views: {aggregation: sum}
  members: {aggregation: last}
  wait: {aggregation: last, direction: down}
goals:
  - id: grow
    name: Be known in every street
    kpis:
      - id: weekly-views
        metric: views
        cadence: week
        target: {total: 1300, by: 2026-09-27, start: 2026-06-29}
      - id: people
        metric: members
        cadence: week
        target: {reach: 200, from: 100, by: 2026-09-27, start: 2026-06-29}
okrs:
"""


def weeks(metric: str, values: Sequence[float], first: date = date(2026, 6, 29)) -> list[str]:
    return [f"{first + timedelta(weeks=n)},{metric},{value}" for n, value in enumerate(values)]


def report(folder: Path, okrs: str, rows: Sequence[str], as_of: date | None = None) -> Report:
    (folder / "snapshots").mkdir(exist_ok=True)
    (folder / "snapshots" / "data.csv").write_text("\n".join(["date,metric,value", *rows, ""]))
    (folder / "site.yaml").write_text(HEAD + okrs)
    return check(folder / "site.yaml", Options(environment={}, as_of=as_of))


def only(found: Report) -> tuple[OkrResult, dict[str, KeyResultResult]]:
    (okr,) = found.okrs
    return okr, {one.id: one for one in okr.key_results}


@pytest.mark.parametrize(
    ("progress", "score"),
    [(0.35, 0.4), (0.65, 0.7), (0.05, 0.1), (0.649, 0.6), (-0.2, 0.0), (1.7, 1.0), (0.1 + 0.2 + 0.35, 0.7)],
)
def test_a_score_is_half_up_on_the_decimal_text(progress: float, score: float) -> None:
    assert score_of(progress) == score


def test_a_key_result_has_the_figures_of_its_kpi(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: Be named first
    cycle: 2026-Q3
    commitment: committed
    key_results:
      - {id: views, kpi: weekly-views}
      - {id: people, kpi: people}
"""
    found = report(tmp_path, okr, [*weeks("views", [50] * 10), *weeks("members", range(100, 150, 5))])
    objective, results = only(found)
    for id_, kpi in (("views", found.kpis[0]), ("people", found.kpis[1])):
        one = results[id_]
        assert kpi.target is not None
        assert (one.value, one.target, one.progress) == (kpi.target.current, kpi.target.value, kpi.target.progress)
        assert (one.status, one.probability, one.by) == (kpi.status, kpi.target.probability, kpi.target.by)
    assert results["views"].score == 0.4  # 500 of 1300
    assert results["people"].score == 0.5  # 45 of 100 is 0.45
    assert objective.score == 0.5  # the mean of 0.4 and 0.5 is 0.45, half up
    assert not objective.is_over


def test_a_metric_goes_from_start_to_target_by_the_end_of_the_cycle(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: Be quick
    cycle: 2026-Q3
    key_results:
      - {id: wait, metric: wait, start: 8, target: 5}
      - {id: found, metric: members, target: 300}
"""
    rows = [*weeks("wait", [8, 7, 6.2]), *weeks("members", [100, 120, 150], date(2026, 6, 22))]
    _, results = only(report(tmp_path, okr, rows))
    wait, members = results["wait"], results["found"]
    assert wait.progress == pytest.approx(0.6)  # lower is better: 8 to 5, now 6.2
    assert (wait.score, wait.by) == (0.6, date(2026, 9, 30))
    assert members.start == 100  # the last closed value before the cycle
    assert members.progress == pytest.approx(0.25)


def test_a_result_kept_by_hand_is_held_against_the_calendar(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: Win clubs
    cycle: 2026-Q3
    commitment: {commitment}
    key_results:
      - {{id: clubs, name: Clubs won, start: 0, value: 3, target: 5}}
      - {{id: halls, start: 10, value: 10, target: 20}}
"""
    rows = weeks("members", [100] * 7)  # through 16 August: 47 of 92 days
    _, committed = only(report(tmp_path, okr.format(commitment="committed"), rows))
    assert committed["clubs"].progress == pytest.approx(0.6)
    assert committed["clubs"].status == "on_track"  # 0.6 of 0.51
    assert (committed["halls"].score, committed["halls"].status) == (0.0, "off_track")
    over = report(tmp_path, okr.format(commitment="committed"), weeks("members", [100] * 14))
    assert [one.status for one in over.okrs[0].key_results] == ["missed", "missed"]
    assert over.okrs[0].is_over


def test_an_aspiration_is_met_with_a_score_of_seven_tenths(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: Win clubs
    cycle: 2026-Q3
    commitment: aspirational
    key_results:
      - {id: clubs, start: 0, value: 13, target: 20}
      - {id: halls, start: 0, value: 12, target: 20}
"""
    _, results = only(report(tmp_path, okr, weeks("members", [100] * 14)))
    assert (results["clubs"].score, results["clubs"].status) == (0.7, "met")
    assert (results["halls"].score, results["halls"].status) == (0.6, "missed")


def test_an_aspiration_is_judged_by_the_likelihood_of_seven_tenths(tmp_path: Path) -> None:
    """After 20 weeks of about ten more a week there are 210; the mark of 0.65 is 202, the whole target 300."""
    okr = """\
  - id: q3
    objective: Fill the club
    cycle: 2026-Q3
    commitment: {commitment}
    key_results:
      - {{id: people, metric: members, cadence: week, start: 20, target: 300}}
"""
    steps = [12, 8, 11, 9, 10] * 4
    rows = weeks("members", [20 + sum(steps[:n]) for n in range(len(steps))], date(2026, 4, 6))
    _, bold = only(report(tmp_path, okr.format(commitment="aspirational"), rows))
    _, firm = only(report(tmp_path, okr.format(commitment="committed"), rows))
    assert bold["people"].progress == firm["people"].progress == pytest.approx(190 / 280)
    assert (bold["people"].status, firm["people"].status) == ("on_track", "off_track")
    assert bold["people"].probability == pytest.approx(1, abs=0.01)
    assert firm["people"].probability == pytest.approx(0, abs=0.01)


def test_a_past_cycle_keeps_the_score_of_its_last_day(tmp_path: Path) -> None:
    okr = """\
  - id: q2
    objective: Begin
    cycle: 2026-Q2
    key_results:
      - {id: people, metric: members, cadence: week, start: 100, target: 200}
"""
    values = [110, 120, 130, 140, 150, 160, 170, 180]
    rows = weeks("members", values, date(2026, 6, 1))  # the fourth week ends on 28 June, the eighth in July
    objective, results = only(report(tmp_path, okr, rows))
    assert objective.is_over
    assert results["people"].value == 140
    assert results["people"].score == 0.4
    assert results["people"].status == "missed"


def test_without_a_score_of_every_key_result_the_objective_has_none(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: Begin
    cycle: 2026-Q3
    key_results:
      - {id: people, kpi: people}
      - {id: level, start: 5, value: 5, target: 5}
      - {id: aimless, metric: members}
      - {id: nothing, name: Nothing at all}
"""
    found = report(tmp_path, okr, weeks("members", [100, 150]))
    objective, results = only(found)
    for id_ in ("level", "aimless", "nothing"):
        assert results[id_].score is None
        assert results[id_].reason == "not_applicable"
    assert objective.score is None
    assert [finding.code for finding in found.findings if finding.code.startswith("J")] == ["J3"] * 3


def test_report_json_holds_every_figure(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: Win clubs
    cycle: 2026-Q3
    owner: Ada
    goal: grow
    key_results:
      - {id: clubs, name: Clubs won, start: 0, value: 3, target: 5}
      - {id: halls, start: 0, value: 1, target: 5, explanation: The town hall is being rebuilt}
"""
    document = json.loads(report_json(report(tmp_path, okr, weeks("members", [100] * 7))).content)
    (row,) = document["okrs"]
    assert row["cycle"] == {"label": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30"}
    assert (row["goal"], row["score"], row["band"], row["is_over"]) == ("grow", 0.4, "amber", False)
    clubs, halls = row["key_results"]
    assert (clubs["name"], clubs["value"], clubs["target"], clubs["progress"]) == ("Clubs won", 3, 5, 0.6)
    assert (halls["name"], halls["score"], halls["band"]) == ("Halls", 0.2, "red")
    assert halls["explanation"] == "The town hall is being rebuilt"


@pytest.mark.parametrize(
    ("lines", "code", "message"),
    [
        ("{id: a, kpi: people, metric: members, target: 3}", "K004", "takes its number from `kpi` or `metric`"),
        ("{id: a, kpi: peopel}", "K005", "there is no KPI `peopel`"),
    ],
)
def test_a_key_result_without_sense_is_refused(tmp_path: Path, lines: str, code: str, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        report(tmp_path, f"  - id: q3\n    objective: O\n    key_results:\n      - {lines}\n", [])
    (problem,) = caught.value.problems
    assert problem.code == code
    assert message in problem.message
    assert problem.place is not None
    assert problem.place.line == HEAD.count("\n") + 4


def test_a_cycle_that_is_no_period_and_twin_key_results_are_refused(tmp_path: Path) -> None:
    okr = """\
  - id: q3
    objective: O
    cycle: autumn
    key_results:
      - {id: a, value: 1, target: 2}
      - {id: a, value: 1, target: 2}
"""
    with pytest.raises(ProjectError) as caught:
        report(tmp_path, okr, [])
    assert [problem.code for problem in caught.value.problems] == ["K006", "K009"]

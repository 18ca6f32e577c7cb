"""Conditions in the project files: read against their metric, and each fault at its word."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.condition import Change, Span, Threshold
from tests.project.project_cases import SOUND, Files, load, problems, spots

METRICS = """\
views: {aggregation: sum, source: social}
clicks: {aggregation: sum, source: social}
reach: {aggregation: sum, source: social, dimensions: [post]}
click-rate: {aggregation: ratio, unit: percent, numerator: clicks, denominator: views, source: social}
half: {formula: views / 2 + reach}
load-time: {aggregation: mean, unit: duration, source: pages}
anything: {aggregation: sum}
score: {composite: [{metric: views, weight: 0.5, low: 0, high: 9}, {metric: clicks, weight: 0.5, low: 0, high: 9}]}
"""
SITE = """\
title: Running club
currency: GBP
goals: [kpis/*.yaml]
metrics: [metrics.yaml]
sources:
  social: {files: social.csv, dimensions: [channel, post]}
  pages: {files: pages.csv, columns: {load-time: ms}}
"""


def watching(metric: str, when: str) -> Files:
    """A KPI with one trigger; its condition begins in line 8, column 15."""
    kpi = f"id: g\nname: G\nkpis:\n  - id: k\n    metric: {metric}\n    cadence: week\n    triggers:\n"
    kpi += f"      - when: {when}\n        action: Call the team\n"
    return {"site.yaml": SITE, "metrics.yaml": METRICS, "kpis/reach.yaml": kpi, "social.csv": "", "pages.csv": ""}


def test_a_condition_stands_beside_what_was_written(tmp_path: Path) -> None:
    project = load(tmp_path, watching("views", "down 20% over 30 days per post"))
    [trigger] = project.kpis[0].triggers
    assert trigger.when == "down 20% over 30 days per post"
    assert trigger.condition == Change(True, 0.2, Span(30, "day"), "post")


def test_a_threshold_is_in_the_unit_of_its_metric(tmp_path: Path) -> None:
    project = load(tmp_path, watching("load-time", "above 0.05 min for 30 minutes"))
    assert project.kpis[0].triggers[0].condition == Threshold("above", 3.0, Span(30, "minute"))


def test_the_caret_stands_under_the_word(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, watching("views", "below 70000 fro 2 weeks"))
    assert str(problem) == (
        "kpis/reach.yaml:8:27: error[K021]: “fro” has no meaning before “2”\n"
        "    8 |       - when: below 70000 fro 2 weeks\n"
        "      |                           ^^^\n"
        "  = did you mean “for”?"
    )


@pytest.mark.parametrize(
    ("when", "spot"),
    [
        ('"belwo 3"', "8:16"),
        ("'at lesat 3'", "8:19"),
        (">-\n          below\n          1,000", "10:11"),
        ("below 3 kg", "8:23"),
        ('""', "8:15"),
    ],
)
def test_the_place_is_found_in_every_kind_of_scalar(tmp_path: Path, when: str, spot: str) -> None:
    [problem] = problems(tmp_path, watching("views", when))
    assert str(problem.place) == f"kpis/reach.yaml:{spot}"


def test_faults_of_a_condition_come_with_all_others(tmp_path: Path) -> None:
    files = {**watching("views", "belwo 3"), "metrics.yaml": METRICS + "x: {aggregation: summ}\n"}
    assert spots(problems(tmp_path, files)) == [("K021", "kpis/reach.yaml:8:15"), ("K004", "metrics.yaml:9:18")]


@pytest.mark.parametrize(
    ("metric", "dimension", "hint"),
    [
        ("views", "pots", "did you mean `post`?"),
        ("views", "region", "its dimensions are channel, post"),
        ("reach", "channel", "its dimensions are post"),
        ("click-rate", "region", "its dimensions are channel, post"),
        ("half", "channel", "its dimensions are post"),
        ("score", "post", "a composite is judged as a whole"),
        ("load-time", "page", "name the column under `dimensions` of its source"),
    ],
)
def test_a_dimension_that_the_metric_cannot_have_is_a_problem(
    tmp_path: Path, metric: str, dimension: str, hint: str
) -> None:
    [problem] = problems(tmp_path, watching(metric, f"below 3 for 2 weeks per {dimension}"))
    assert (problem.code, str(problem.place)) == ("K005", "kpis/reach.yaml:8:39")
    assert problem.width == len(dimension)
    assert problem.hint == hint


@pytest.mark.parametrize(
    ("metric", "dimension"), [("views", "post"), ("click-rate", "channel"), ("half", "post"), ("anything", "region")]
)
def test_a_dimension_that_it_has_or_may_have_is_none(tmp_path: Path, metric: str, dimension: str) -> None:
    assert problems(tmp_path, watching(metric, f"below 3 per {dimension}")) == ()


def test_without_sources_only_the_data_knows_its_dimensions(tmp_path: Path) -> None:
    kpi = SOUND["kpis/reach.yaml"] + "    triggers: [{when: below 3 per region}]\n"
    assert problems(tmp_path, {"kpis/reach.yaml": kpi}) == ()

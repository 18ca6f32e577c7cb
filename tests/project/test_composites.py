"""Composite metrics and leading indicators as the files say them, and the ways to say them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.project_cases import Files, load, problems, spots

METRICS = """\
rate: {aggregation: mean, unit: percent, bounds: [0, 100]}
hours: {aggregation: mean, direction: down}
stars: {aggregation: mean}
mood: {aggregation: mean, direction: none, bounds: [1, 5]}
"""


def files(metrics: str, kpi: str = "id: k, metric: rate") -> Files:
    goal = f"id: g\nname: G\nkpis:\n  - {{{kpi}}}\n"
    return {"metrics.yaml": METRICS + metrics, "kpis/reach.yaml": goal}


def test_a_composite_arrives_with_its_parts(tmp_path: Path) -> None:
    said = "s:\n  composite:\n" + "".join(
        f"    - {{{part}}}\n"
        for part in ("metric: rate, weight: 0.6, low: 80", "metric: hours, weight: 0.4, low: 1, high: 24")
    )
    metric = load(tmp_path, files(said)).metrics["s"]
    assert [(part.metric, part.weight, part.low, part.high) for part in metric.composite] == [
        ("rate", 0.6, 80.0, 100.0),  # the high end is the metric's bound
        ("hours", 0.4, 1.0, 24.0),
    ]
    assert (metric.unit, metric.direction, metric.aggregation, metric.bounds) == ("score", "up", None, (0.0, 100.0))


def test_thirds_may_be_rounded_and_still_make_a_whole(tmp_path: Path) -> None:
    said = "score:\n  composite:\n" + "".join(
        f"    - {{metric: {name}, weight: 0.333, low: 0, high: 10}}\n" for name in ("rate", "hours", "stars")
    )
    parts = load(tmp_path, files(said)).metrics["score"].composite
    assert [part.weight for part in parts] == pytest.approx([1 / 3] * 3)
    assert sum(part.weight for part in parts) == pytest.approx(1.0, abs=1e-15)


TWO = "{metric: rate, weight: 0.5}, {metric: hours, weight: 0.5, low: 1, high: 24}"


@pytest.mark.parametrize(
    ("metrics", "code", "place", "words"),
    [
        (f"s: {{composite: [{TWO.replace('0.5', '0.45')}]}}", "K020", "metrics.yaml:5:16", "sum to 0.9, not to 1"),
        (f"s: {{composite: [{TWO.replace('0.5', '50')}]}}", "K020", "metrics.yaml:5:16", "would be 0.5, 0.5"),
        ("s: {composite: [{metric: rate, weight: 1}]}", "K010", "metrics.yaml:5:16", "two parts"),
        ("s: {composite: []}", "K010", "metrics.yaml:5:16", "two parts"),
        (
            "s: {composite: [{metric: rate, weight: 1}, {metric: stars, weight: 0, low: 1, high: 5}]}",
            "K004",
            "metrics.yaml:5:68",
            "above 0",
        ),
        (f"s: {{composite: [{TWO.replace('rate', 'rates')}]}}", "K005", "metrics.yaml:5:26", "`rates`"),
        (f"s: {{composite: [{TWO.replace('rate', 'mood')}]}}", "K004", "metrics.yaml:5:26", "direction is none"),
        (f"s: {{composite: [{TWO.replace('rate', 'stars')}]}}", "K010", "metrics.yaml:5:17", "no low end"),
        (f"s: {{composite: [{TWO.replace('low: 1', 'low: 24')}]}}", "K004", "metrics.yaml:5:46", "not below"),
        (
            f"s: {{composite: [{TWO.replace('hours', 'rate')}]}}",
            "K004",
            "metrics.yaml:5:55",
            "`rate` is a part twice",
        ),
        (f"s: {{formula: rate + 1, composite: [{TWO}]}}", "K004", "metrics.yaml:5:14", "no formula"),
        (f"s: {{aggregation: sum, composite: [{TWO}]}}", "K004", "metrics.yaml:5:18", "no aggregation"),
        (f"s: {{direction: down, composite: [{TWO}]}}", "K004", "metrics.yaml:5:16", "the higher it is"),
        (
            f"s: {{composite: [{TWO.replace('metric: rate', 'metric: s')}]}}",
            "K016",
            "metrics.yaml:5:26",
            "`s` → `s`",
        ),
        ("s: {aggregation: sum, explained_by: [rate, hour]}", "K005", "metrics.yaml:5:44", "did you mean `hours`?"),
        ("s: {aggregation: sum, explained_by: s}", "K016", "metrics.yaml:5:37", "explains itself: `s` → `s`"),
    ],
)
def test_a_composite_at_fault_is_a_problem_at_its_place(
    tmp_path: Path, metrics: str, code: str, place: str, words: str
) -> None:
    (problem,) = problems(tmp_path, files(metrics))
    assert (problem.code, str(problem.place)) == (code, place)
    assert words in f"{problem.message} {problem.hint}"


def test_a_circle_of_leading_indicators_is_refused(tmp_path: Path) -> None:
    said = "a: {aggregation: sum, explained_by: b}\nb: {aggregation: sum, explained_by: [rate, a]}\n"
    found = problems(tmp_path, files(said))
    assert spots(found) == [("K016", "metrics.yaml:5:37")]
    assert "the metric explains itself: `a` → `b` → `a`" in found[0].message


def test_the_keys_of_structure_arrive(tmp_path: Path) -> None:
    said = "visits: {aggregation: sum, funnel: top, explained_by: [rate, hours]}"
    metric = load(tmp_path, files(said)).metrics["visits"]
    assert (metric.funnel, metric.explained_by) == ("top", ("rate", "hours"))


def test_a_score_cannot_be_summed_up_over_a_window(tmp_path: Path) -> None:
    said = f"s: {{composite: [{TWO}]}}"
    (problem,) = problems(tmp_path, files(said, "id: k, metric: s, target: {total: 300, by: 2026-12-31}"))
    assert (problem.code, str(problem.place)) == ("K004", "kpis/reach.yaml:4:32")
    assert "cannot be summed up" in problem.message

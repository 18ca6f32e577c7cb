"""`from: …`: an entry of the KPI library in place, its inputs, and what is written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.errors import Problem
from kpireport.model import Metric
from tests.project.project_cases import load, problems

METRICS = """\
clicks: {aggregation: sum}
impressions: {aggregation: sum}
likes: {aggregation: sum}
comments: {aggregation: sum}
saves: {aggregation: sum}
shares: {aggregation: sum}
followers: {aggregation: last}
views: {aggregation: sum}
"""


def _files(metric: str, metrics: str = METRICS, identifier: str = "ours") -> dict[str, str]:
    goal = f"id: be-seen\nkpis:\n  - id: {identifier}\n    metric: {metric}\n    cadence: week\n"
    return {"kpis/reach.yaml": goal, "metrics.yaml": metrics}


def _metric(folder: Path, metric: str) -> Metric:
    return load(folder, _files(metric)).metrics["ours"]


def _problems(folder: Path, metric: str, metrics: str = METRICS, identifier: str = "ours") -> tuple[Problem, ...]:
    return problems(folder, _files(metric, metrics, identifier))


def test_a_formula_of_the_library_is_used_in_place(tmp_path: Path) -> None:
    metric = _metric(tmp_path, "{from: engagement-rate}")
    assert metric.name == "Engagement rate"
    assert metric.unit == "percent"
    assert metric.formula is not None
    assert metric.formula.text == "100 * (likes + comments + saves + shares) / followers"
    assert metric.catalog == "engagement-rate"
    assert (metric.place.file, metric.place.line) == ("kpis/reach.yaml", 3)


def test_a_metric_of_the_list_is_taken_from_the_library_as_well(tmp_path: Path) -> None:
    metrics = METRICS.replace("impressions: {aggregation: sum}", "impressions: {from: impressions, column: Views}")
    project = load(tmp_path, _files("rate", f"{metrics}rate: {{from: click-through-rate}}\n"))
    assert (project.metrics["impressions"].name, project.metrics["impressions"].column) == ("Impressions", "Views")
    assert (project.metrics["rate"].numerator, project.metrics["rate"].denominator) == ("clicks", "impressions")
    assert project.kpis[0].name == "Click-through rate (CTR)"


def test_the_kpi_takes_name_and_definition_from_it(tmp_path: Path) -> None:
    kpi = load(tmp_path, _files("{from: click-through-rate}")).kpis[0]
    assert kpi.metric == "ours"
    assert kpi.name == "Click-through rate (CTR)"
    assert kpi.definition is not None
    assert kpi.definition.startswith("Clicks on our link")


def test_a_plain_quotient_is_a_ratio_of_sums(tmp_path: Path) -> None:
    metric = _metric(tmp_path, "{from: click-through-rate}")
    assert (metric.aggregation, metric.numerator, metric.denominator) == ("ratio", "clicks", "impressions")


def test_what_is_measured_is_looked_for_by_the_entrys_id(tmp_path: Path) -> None:
    metric = _metric(tmp_path, "{from: brand-mentions}")
    assert (metric.aggregation, metric.column) == ("sum", "brand-mentions")
    assert _metric(tmp_path, "{from: brand-mentions, column: Mentions}").column == "Mentions"


def test_a_score_of_equal_parts_is_a_composite_that_shows_them(tmp_path: Path) -> None:
    parts = ("usage-score", "engagement-score", "satisfaction-score", "support-score")
    metrics = "".join(f"{name}: {{unit: score, aggregation: mean}}\n" for name in parts)
    project = load(tmp_path, _files("{from: customer-health-score}", metrics))
    composite = project.metrics["ours"].composite
    assert [part.metric for part in composite] == list(parts)
    assert {(part.weight, part.low, part.high) for part in composite} == {(0.25, 0, 100)}


def test_keys_beside_it_win(tmp_path: Path) -> None:
    metric = _metric(tmp_path, "{from: engagement-rate, name: ER on Instagram, decimals: 2, direction: none}")
    assert (metric.name, metric.decimals, metric.direction) == ("ER on Instagram", 2, "none")
    assert metric.unit == "percent"


def test_a_formula_of_ones_own_takes_the_place_of_all_inputs(tmp_path: Path) -> None:
    metric = _metric(tmp_path, "{from: save-rate, formula: 100 * saves / views}")
    assert metric.formula is not None
    assert metric.formula.names == ("saves", "views")
    measured = _metric(tmp_path, "{from: click-through-rate, aggregation: mean, column: ctr}")
    assert (measured.aggregation, measured.numerator, measured.formula) == ("mean", None, None)


def test_a_side_of_a_ratio_can_be_replaced(tmp_path: Path) -> None:
    metric = _metric(tmp_path, "{from: click-through-rate, denominator: views}")
    assert (metric.aggregation, metric.numerator, metric.denominator) == ("ratio", "clicks", "views")


def test_an_id_of_its_own_is_kept(tmp_path: Path) -> None:
    project = load(tmp_path, _files("{from: click-through-rate, id: ctr}"))
    assert project.metrics["ctr"].numerator == "clicks"
    assert project.kpis[0].metric == "ctr"


def test_each_missing_input_is_named_with_the_line_that_supplies_it(tmp_path: Path) -> None:
    found = _problems(tmp_path, "{from: engagement-rate}", "likes: {aggregation: sum}\ncomments: {aggregation: sum}\n")
    assert [problem.code for problem in found] == ["K022"] * 3
    assert {str(problem.place) for problem in found} == {"kpis/reach.yaml:4:20"}
    text = "\n".join(map(str, found))
    assert "`engagement-rate` is computed from `saves`, and the project has no metric of that id" in text
    assert "as in saves: {from: saves}" in text
    assert "as in followers: {from: followers}" in text


def test_an_input_that_is_computed_itself_is_taken_from_the_library_too(tmp_path: Path) -> None:
    found = _problems(tmp_path, "{from: customer-lifetime-value}", "views: {aggregation: sum}\n")
    hints = [problem.hint or "" for problem in found]
    assert any("gross-margin: {from: gross-margin}" in hint for hint in hints)
    assert any("customer-lifespan: {unit: months, aggregation: mean}" in hint for hint in hints)


def test_an_unknown_entry_leads_to_near_ones(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "{from: engagment-rate}")
    assert problem.code == "K005"
    assert problem.hint is not None
    assert "`engagement-rate`" in problem.hint
    (problem,) = _problems(tmp_path, "{from: qqqqqq}")
    assert problem.hint is not None
    assert "catalog search" in problem.hint


@pytest.mark.parametrize(
    ("entry", "words"), [("code-quality", "`bug-rate`"), ("brand-love", "measure `nps`"), ("other", None)]
)
def test_what_is_no_single_number_is_refused(tmp_path: Path, entry: str, words: str | None) -> None:
    (problem,) = _problems(tmp_path, f"{{from: {entry}}}")
    assert problem.code == ("K022" if words else "K005")
    assert words is None or words in (problem.hint or "")


def test_a_metric_computed_from_itself_is_refused(tmp_path: Path) -> None:
    found = _problems(tmp_path, "{from: average-weekly-impressions}", "views: {aggregation: sum}\n", "impressions")
    assert [problem.code for problem in found] == ["K016"]


def test_the_inputs_of_a_file_that_cannot_be_read_are_not_said_to_be_missing(tmp_path: Path) -> None:
    found = _problems(tmp_path, "{from: click-through-rate}", "clicks: {aggregation: sum}\nimpressions: [\n")
    assert {problem.code for problem in found} == {"K007"}


def test_it_needs_no_aggregation_but_what_is_given_must_be_whole(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "{from: brand-mentions, aggregation: ratio, numerator: views}")
    assert problem.code == "K010"
    assert "denominator" in problem.message

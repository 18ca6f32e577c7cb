"""The projects that ship: they load, the example shows every state, the federal figures agree with a plain count."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kpireport import pipeline
from kpireport.condition import BehindPace, Change, Reaches, Threshold, parse
from kpireport.model import KpiResult, Report
from tests.content.federal_expected import Expected, expected

#: Bytes of a shipped project, and of a pack.
LARGEST, LARGEST_PACK = 900_000, 120_000


def _judge(site: Path) -> Report:
    return pipeline.check(site, pipeline.Options(environment={}))


@pytest.fixture(scope="module")
def example(root: Path) -> Report:
    return _judge(root / "site.example.yaml")


@pytest.fixture(scope="module")
def federal(root: Path) -> Report:
    return _judge(root / "content/federal/site.yaml")


@pytest.fixture(scope="module")
def starter(root: Path) -> Report:
    return _judge(root / "content/packs/starter/site.yaml")


def test_the_example_shows_every_status(example: Report) -> None:
    assert {kpi.id: kpi.status for kpi in example.kpis} == {
        "active-households": "at_risk",
        "new-households": "at_risk",
        "trial-conversion": "on_track",
        "cost-per-new-household": "on_track",
        "on-time-deliveries": "off_track",
        "cancelled-at-renewal": "on_track",
        "basket-value": "on_track",
        "monthly-revenue": "on_track",
        "recommendation": "unknown",
        "orders-a-day": "on_track",
        "first-reply": "unknown",
        "deliveries-made": "on_track",
        "jars-returned": "met",
        "jar-return-rate": "met",
        "bike-deliveries": "at_risk",
        "food-waste": "missed",
        "co2-per-delivery": "on_track",
        "packaging-budget": "on_track",
        "suppliers-in-jars": "off_track",
        "loop-score": "on_track",
    }
    assert {kpi.id: kpi.status_reason for kpi in example.kpis if kpi.status == "unknown"} == {
        "recommendation": "text_target",
        "first-reply": "stale",
    }


def test_the_example_shows_every_kind(example: Report) -> None:
    targets = [kpi.target for kpi in example.kpis if kpi.target]
    assert {target.kind for target in targets} == {
        "reach", "cumulative", "at_least", "at_most", "range", "average", "text",
    }  # fmt: skip
    assert {kpi.cause.method for kpi in example.kpis} >= {"additive", "mix_rate", "drivers"}
    assert {kpi.kpi.cadence for kpi in example.kpis} == {"day", "week", "month", "quarter"}
    assert {entry.basis for kpi in example.kpis for entry in kpi.comparison} >= {
        "previous_period", "year_ago", "benchmark", "target",
    }  # fmt: skip
    assert _kpi(example, "monthly-revenue").comparison[0].basis == "year_ago"


def test_the_example_tells_its_story(example: Report) -> None:
    fall = _kpi(example, "new-households").cause
    assert (fall.dimension, fall.named) == ("channel", ("Referral",))
    assert "Referral credit ends" in [event.title for event in fall.events]
    late = _kpi(example, "on-time-deliveries").cause
    assert "Leeds hub moves to Holbeck" in [event.title for event in late.events]
    assert late.note is not None
    breached = [guardrail for kpi in example.kpis for guardrail in kpi.guardrails if guardrail.holds is False]
    assert [guardrail.metric for guardrail in breached] == ["on-time-rate"]
    assert any(kpi.to_date for kpi in example.kpis)
    assert any(point.closed and point.value is None for point in _kpi(example, "co2-per-delivery").series)
    assert {metric.id for metric in example.metrics} >= {"site-visits"}


def test_the_example_shows_its_structure(example: Report) -> None:
    assert {kpi.id: kpi.vanity for kpi in example.kpis if kpi.vanity} == {"deliveries-made": "no_decision"}
    assert [step.id for step in example.goals[0].funnel] == ["site-visits", "trials", "new-households"]
    assert [metric.ahead_of for metric in example.goals[0].metrics if metric.id == "site-visits"] == [("trials",)]
    assert [one.metric.id for one in _kpi(example, "loop-score").parts] == [
        "jar-return-rate",
        "food-waste",
        "bike-share",
    ]
    assert {kpi.kpi.level or kpi.goal.level for kpi in example.kpis} == {"company", "department", "team", "person"}
    assert [one.kpi for kpi in example.kpis for one in kpi.kpi.conflicts_with] == ["on-time-deliveries"]
    assert not [finding for finding in example.findings if finding.code in ("C1", "C3", "P6")]


def test_the_example_shows_every_form_of_a_trigger(example: Report) -> None:
    conditions = [one.trigger.condition for one in example.triggers]
    assert {type(condition) for condition in conditions} == {BehindPace, Threshold, Change, Reaches}
    assert {condition.per for condition in conditions} == {None, "city", "channel"}
    assert {(one.kpi, one.trigger.when, one.since) for one in example.triggers if one.fired} == {
        ("on-time-deliveries", "below 96 for 2 weeks", date(2026, 10, 12)),
        ("on-time-deliveries", "below 92% for 2 weeks per city", date(2026, 10, 12)),
        ("new-households", "down 20% over 2 weeks per channel", date(2026, 10, 12)),
        ("suppliers-in-jars", "behind_pace", date(2026, 1, 1)),
    }
    assert {(one.kpi, one.reason) for one in example.triggers if one.fired is None} == {("first-reply", "stale")}


@pytest.mark.parametrize("file", ["docs/triggers.md", "content/explain/K021.md"])
def test_the_conditions_that_are_shown_can_be_read(root: Path, file: str) -> None:
    text = (root / file).read_text("utf-8")
    shown = re.findall(r"when: ([a-z][^#\n]*)", text)
    shown += [
        form for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for form in re.findall("`([^`…]+)`", row)
    ]
    assert all(parse(form.strip()) for form in shown)
    assert len(shown) >= 5


def test_the_starter_is_sound(starter: Report) -> None:
    assert [finding for finding in starter.findings if finding.level != "info"] == []
    assert {kpi.status for kpi in starter.kpis} <= {"on_track", "at_risk"}


def test_the_shipped_data_stays_small(root: Path) -> None:
    content = root / "content"
    for folder in (content / "example", content / "federal"):
        assert size(folder) < LARGEST
    assert all(size(pack) < LARGEST_PACK for pack in (content / "packs").iterdir())


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*"))


@pytest.mark.parametrize("kpi", expected())
def test_federal_figures_agree_with_a_plain_count(federal: Report, kpi: str) -> None:
    figures, result = expected()[kpi], _kpi(federal, kpi)
    assert result.target is not None
    assert result.period is not None
    assert result.period.label == f"FY{figures['year']}"
    assert result.value == pytest.approx(figures["value"], abs=1e-12)
    assert result.target.kind == figures["kind"]
    assert _bounds(result) == figures["target"]
    assert result.target.progress == pytest.approx(figures["progress"])
    assert (result.target.judged, result.target.complied) == (figures["judged"], figures["complied"])
    _assert_change(result, figures)


def _kpi(report: Report, kpi: str) -> KpiResult:
    return next(result for result in report.kpis if result.id == kpi)


def _bounds(result: KpiResult) -> float | tuple[float, float] | None:
    target = result.target
    assert target is not None
    if target.low is not None and target.high is not None:
        return (target.low, target.high)
    return target.value


def _assert_change(result: KpiResult, figures: Expected) -> None:
    entry = next(entry for entry in result.comparison if entry.basis == "previous_period")
    assert entry.value == figures["previous"]
    assert entry.change == pytest.approx(figures["change"], abs=1e-12)
    assert entry.change_relative == pytest.approx(figures["change_relative"])

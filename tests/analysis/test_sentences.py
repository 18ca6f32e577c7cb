"""What is said of a cause, a KPI, its chart, a goal and the report, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpireport.analysis.sentences import cause_sentence, goal_sentence, kpi_sentence, report_sentence, takeaway
from kpireport.format import Language
from kpireport.model import (
    Cause,
    Comparison,
    Driver,
    Kpi,
    KpiResult,
    Metric,
    Point,
    Report,
    Signal,
    Status,
    TargetKind,
    TargetResult,
)
from kpireport.periods import Calendar, Grain
from kpireport.pipeline import Options, check
from tests.analysis.one_kpi import PLACE
from tests.analysis.several_kpis import Told, several

ENGLISH = Language("en-GB", "EUR")
YEAR_END = date(2026, 12, 31)
UP = Comparison(basis="previous_period", label="2026-W42", value=1000, change=200, change_relative=0.2)
NOTHING = Comparison(basis="previous_period", label="2026-W42", reason="no_data")
UNEXPLAINED = Cause(method="none", reason="no_dimension")


def metric(unit: str = "count") -> Metric:
    return Metric(id="m", place=PLACE, name="M", unit=unit)


def spaced(text: str | None) -> str | None:
    """With plain spaces for narrow ones."""
    return text.replace("\u202f", " ") if text else text


# ------------------------------------------------------------------------------------------------------- the cause


def additive(changes: dict[str, float], *named: str, shared: bool = True, **keys: Any) -> Cause:
    """A change taken apart into segments; `shared` gives each its share of the change."""
    whole = sum(changes.values())
    drivers = tuple(
        Driver(
            segment=segment, before=0, after=change, change=change, share_of_change=change / whole if shared else None
        )
        for segment, change in changes.items()
    )
    return Cause(method="additive", basis="previous_period", drivers=drivers, named=named, change=whole, **keys)


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (
            additive({"Video": 80, "Text": 20}, "Video"),
            "Video accounts for most of the increase (+80 of +100).",
        ),
        (
            additive({"Video": -45, "Text": -40, "Live": -15}, "Video", "Text"),
            "Video and Text account for most of the decrease (−85 of −100).",
        ),
        (
            additive({"Carousel": 340_000, "Video": -170_000, "Text": -70_000}, "Carousel"),
            "Carousel accounts for more than the whole increase (+340 000 of +100 000).",
        ),
        (
            additive({"Video": -70, "Text": -50, "Live": 20}, "Video", "Text"),
            "Video and Text account for more than the whole decrease (−120 of −100).",
        ),
        (
            additive({"Video": 60, "Text": 40, "Live": 0}, "Video", "Text"),
            "Video and Text account for the whole increase (+100 of +100).",
        ),
        (
            additive({"Video": -100, "Text": 0}, "Video"),
            "Video accounts for the whole decrease (−100 of −100).",
        ),
        (
            additive({"a": 12, "b": 11, "c": 10, "d": 9}),
            "The change is spread across 4 segments; the largest part is a (+12).",
        ),
        (
            additive({"Video": 250}),
            "The change lies in Video alone (+250).",
        ),
        (
            additive({"Video": 500, "Text": -498}, shared=False, cancelling=True),
            "Gains and losses nearly cancel: Video +500, Text −498.",
        ),
        (
            additive({"a": 1, "b": -9, "c": 4, "d": 3}, shared=False),
            "A small change: b −9, c +4, d +3.",
        ),
    ],
)
def test_a_change_of_a_sum_is_told_by_its_segments(cause: Cause, sentence: str) -> None:
    assert spaced(cause_sentence(ENGLISH, metric(), cause)) == sentence


def test_a_driver_goes_by_its_name() -> None:
    cause = additive({"visits": 90, "orders": 10}, "visits")
    named = replace(
        cause, method="drivers", drivers=(replace(cause.drivers[0], name="Visits to the shop"), cause.drivers[1])
    )
    assert cause_sentence(ENGLISH, metric(), named) == (
        "The change in Visits to the shop accounts for most of the increase (+90 of +100)."
    )


def test_the_rest_of_a_binary_fraction_is_not_told() -> None:
    cause = additive({"Video": 0.1 + 0.2, "Text": 0.05}, "Video")
    assert cause_sentence(ENGLISH, metric(), cause) == "Video accounts for most of the increase (+0.3 of +0.35)."


def by_rate(mix: float, rate: float) -> Cause:
    """A ratio over two segments; more and more of its denominator lies in Search, whose ratio is above the whole's."""
    drivers = (
        Driver(segment="Search", before=8, after=8.5, change=0.8, rate_effect=rate, mix_effect=mix * 0.6),
        Driver(segment="Social", before=2, after=2, change=0.2, rate_effect=0, mix_effect=mix * 0.4),
    )
    return Cause(
        method="mix_rate",
        basis="previous_period",
        drivers=drivers,
        before=5,
        after=5 + mix + rate,
        change=mix + rate,
        mix=mix,
        rate=rate,
    )


def test_of_mix_and_rate_the_larger_leads() -> None:
    assert spaced(cause_sentence(ENGLISH, metric("percent"), by_rate(0.2, 0.8))) == (
        "Rates inside the segments account for +0.8 pp, most of all in Search (+0.8 pp); a shift between segments "
        "accounts for +0.2 pp."
    )
    assert spaced(cause_sentence(ENGLISH, metric("percent"), by_rate(0.8, -0.2))) == (
        "A shift towards Search accounts for +0.8 pp; rates inside the segments account for −0.2 pp."
    )


def test_a_shift_towards_no_segment_in_particular_names_none() -> None:
    nowhere = replace(by_rate(0.8, -0.2), before=None)
    assert spaced(cause_sentence(ENGLISH, metric("percent"), nowhere)) == (
        "A shift between segments accounts for +0.8 pp; rates inside them account for −0.2 pp."
    )


def test_without_parts_there_is_no_sentence() -> None:
    assert cause_sentence(ENGLISH, metric(), UNEXPLAINED) is None
    assert cause_sentence(ENGLISH, metric(), Cause(method="additive", change=0.0)) is None


# --------------------------------------------------------------------------------------------------------- the KPI


def verdict(
    target: TargetResult,
    leading: Comparison = NOTHING,
    *,
    value: float | None = 1200,
    status: Status = "on_track",
    cause: Cause = UNEXPLAINED,
    signal: Signal | None = None,
    unit: str = "count",
) -> str | None:
    """The sentence of a weekly KPI in week 43."""
    last = Point(Calendar().period(date(2026, 10, 19), "week"), value, closed=True)
    kpi = Kpi(id="k", place=PLACE, name="K", metric="m", cadence="week")
    return spaced(kpi_sentence(ENGLISH, kpi, metric(unit), last, status, target, leading, cause, signal or Signal()))


def aim(kind: TargetKind, **keys: Any) -> TargetResult:
    return TargetResult(kind=kind, **keys)


def due(kind: TargetKind, **keys: Any) -> TargetResult:
    """5000 by the end of the year, 4000 reached."""
    return aim(kind, **({"value": 5000, "current": 4000, "by": YEAR_END} | keys))


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (aim("at_least", value=1000), "200 above the target of 1 000."),
        (aim("at_least", value=1500), "300 below the target of 1 500."),
        (aim("at_least", value=1200), "Exactly at the target of 1 200."),
        (aim("at_most", value=1500), "300 below the limit of 1 500."),
        (aim("at_most", value=1000), "200 above the limit of 1 000."),
        (aim("range", low=1000, high=1200), "Inside the range of 1 000 to 1 200."),
        (aim("range", low=1300, high=1500), "Below the range of 1 300 to 1 500."),
        (aim("range", low=900, high=1100), "Above the range of 900 to 1 100."),
        (aim("text", text="among the best"), "Target in words: among the best."),
        (due("reach"), "4 000 on the way to 5 000."),
        (due("reach", expected=4200), "4 000 on the way to 5 000 by 31 Dec, with 4 200 planned by now."),
        (due("reach", currently_met=True), "Already past the 5 000 due by 31 Dec."),
        (due("reach", currently_met=True, by=None), "Already past 5 000."),
        (due("cumulative"), "4 000 of 5 000 so far."),
        (due("cumulative", expected=4200), "4 000 so far of 5 000 by 31 Dec, with 4 200 planned by now."),
        (due("average"), "4 000 on average so far against 5 000."),
        (due("average", value=50_010.0, current=50_040.0), "50 040 on average so far against 50 000."),
        (due("average", value=50_010.0, current=50_010.0), "50 000 on average so far against 50 000."),
    ],
)
def test_each_kind_of_target_has_its_words(target: TargetResult, sentence: str) -> None:
    assert verdict(target) == sentence


@pytest.mark.parametrize("kind", ["reach", "cumulative", "average"])
@pytest.mark.parametrize(
    ("probability", "likely"),
    [(0.72, "about 70 % likely"), (0.01, "less than 5 % likely"), (0.99, "more than 95 % likely")],
)
def test_a_probability_takes_the_place_of_the_plan(kind: TargetKind, probability: float, likely: str) -> None:
    sentence = f"4 000 against 5 000 by 31 Dec, {likely} if past behaviour continues."
    assert verdict(due(kind, expected=4200, probability=probability)) == sentence


def test_a_level_is_judged_by_where_it_is_and_not_by_its_probability() -> None:
    assert verdict(aim("at_least", value=1000, probability=0.3, by=YEAR_END)) == "200 above the target of 1 000."


@pytest.mark.parametrize("kind", ["reach", "cumulative", "average"])
def test_a_target_that_is_decided_says_so(kind: TargetKind) -> None:
    decided = due(kind, expected=4200, probability=0.5)
    assert verdict(decided, status="met") == "Met: 4 000 against 5 000 by 31 Dec."
    assert verdict(decided, status="missed") == "Missed: 4 000 against 5 000 by 31 Dec."


@pytest.mark.parametrize(
    ("leading", "unit", "told"),
    [
        (UP, "count", "20.0 % more than last week"),
        (replace(UP, basis="year_ago", change=-100, change_relative=-0.1), "count", "10.0 % less than a year ago"),
        (replace(UP, basis="baseline"), "count", "20.0 % more than the baseline"),
        (replace(UP, basis="benchmark", label="the trade’s median"), "count", "20.0 % more than the trade’s median"),
        (replace(UP, change_relative=None), "count", "200 more than last week"),
        (replace(UP, change=2.5), "percent", "2.5 pp more than last week"),
        (replace(UP, change=-0.025), "fraction", "2.5 pp less than last week"),
        (replace(UP, change=0, change_relative=0), "count", "unchanged from last week"),
    ],
)
def test_the_leading_comparison_follows_the_target(leading: Comparison, unit: str, told: str) -> None:
    target = aim("text", text="a good year")
    assert verdict(target, leading, unit=unit) == f"Target in words: a good year; {told}."


def test_only_a_change_beyond_normal_variation_is_accounted_for() -> None:
    target, cause = aim("at_least", value=1000), additive({"Video": 150, "Text": 50}, "Video")
    start = "200 above the target of 1 000; 20.0 % more than last week"
    assert verdict(target, UP, cause=cause) == f"{start}, mostly Video."
    assert verdict(target, replace(UP, significant=True), cause=cause) == f"{start}, mostly Video."
    noise = replace(UP, significant=False)
    assert verdict(target, noise, cause=cause) == f"{start}, within normal variation."
    trend = Signal(adjustment="trend")
    assert verdict(target, noise, cause=cause, signal=trend) == f"{start}, in line with its usual course."


def test_segments_are_named_only_for_the_comparison_they_were_computed_for() -> None:
    target, cause = aim("at_least", value=1000), additive({"Video": 150, "Text": 50}, "Video")
    year_ago = replace(UP, basis="year_ago")
    assert verdict(target, year_ago, cause=cause) == "200 above the target of 1 000; 20.0 % more than a year ago."


def test_a_small_change_names_no_segment() -> None:
    cause = additive({"Video": 3, "Text": 1}, "Video", shared=False)
    assert verdict(aim("at_least", value=1000), UP, cause=cause) == (
        "200 above the target of 1 000; 20.0 % more than last week."
    )


def test_what_is_missing_is_said() -> None:
    target = aim("reach", value=5000)
    assert verdict(target) == "1 200, with nothing to compare it to."
    assert verdict(target, UP) == "20.0 % more than last week."
    assert verdict(target, UP, value=None) == "No value for week 43."
    kpi = Kpi(id="k", place=PLACE, name="K", metric="m", cadence="week")
    nothing = kpi_sentence(ENGLISH, kpi, metric(), None, "unknown", target, UP, UNEXPLAINED, Signal())
    assert nothing == "No period is complete yet. The first figure comes when one closes."


# ------------------------------------------------------------------------------------------------------- the chart


def weeks(*values: float | None, open_last: bool = False) -> list[Point]:
    calendar = Calendar()
    first = calendar.period(date(2026, 9, 28), "week")
    last = len(values) - 1
    return [
        Point(calendar.shift(first, n), value, closed=not (open_last and n == last)) for n, value in enumerate(values)
    ]


def caption(target: TargetResult | None, points: Sequence[Point] = (), cadence: Grain = "week") -> str | None:
    return spaced(takeaway(ENGLISH, metric(), cadence, target, points))


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (aim("at_least", value=1, judged=9, complied=7), "On target in 7 of the last 9 weeks."),
        (due("reach", expected=3800), "At 4 000, above the 3 800 planned by now."),
        (due("cumulative", expected=4200), "At 4 000, below the 4 200 planned by now."),
        (due("reach", expected=4000), "At 4 000, level with the plan."),
    ],
)
def test_a_chart_with_a_target_is_read_against_it(target: TargetResult, text: str) -> None:
    assert caption(target, weeks(1, 2, 3)) == text


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (weeks(), "No complete period yet."),
        (weeks(5, open_last=True), "No complete period yet."),
        (weeks(5), "The first complete period; a history builds from here."),
        (weeks(3, 4, 5, 99, open_last=True), "The highest of 3 weeks."),
        (weeks(5, None, 4, 3), "The lowest of 3 weeks."),
        (weeks(5, 9, 2, 6), "From 5 in week 40 to 6 in week 43."),
    ],
)
def test_a_chart_without_one_by_its_extremes(points: list[Point], text: str) -> None:
    assert caption(None, points) == text


# ----------------------------------------------------------------------------------------------- goals and the report


def kpis(*statuses: Status) -> tuple[KpiResult, ...]:
    """KPIs named `a`, `b`, `c` … of these statuses."""
    names = "abcdefgh"[: len(statuses)]
    told = {name: Told(status=status) for name, status in zip(names, statuses, strict=True)}
    return several({name: [1.0, 2.0] for name in names}, told).kpis


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), "No KPI measures this goal yet."),
        (("met",), "1 of 1 KPI is on track or met."),
        (("off_track",), "0 of 1 KPI is on track or met; off track: a."),
        (("on_track", "at_risk"), "1 of 2 KPIs are on track or met; at risk: b."),
        (
            ("unknown", "at_risk", "off_track", "missed", "at_risk", "met"),
            "1 of 6 KPIs are on track or met; missed: d; off track: c; at risk: b and e; cannot be judged: a.",
        ),
        (("at_risk",) * 3, "0 of 3 KPIs are on track or met; at risk: a, b and c."),
        (("at_risk",) * 4, "0 of 4 KPIs are on track or met; at risk: 4 KPIs."),
    ],
)
def test_a_goal_names_what_goes_wrong_worst_first(statuses: tuple[Status, ...], sentence: str) -> None:
    assert goal_sentence(ENGLISH, kpis(*statuses)) == sentence


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), "No KPI has a goal, a cadence and a target yet."),
        (("met", "on_track"), "2 of 2 KPIs are on track or met; none needs a decision."),
        (("met", "unknown"), "1 of 2 KPIs are on track or met; 1 cannot be judged."),
        (("met", "unknown", "missed"), "1 of 3 KPIs are on track or met; 1 needs a decision."),
        (("at_risk", "off_track"), "0 of 2 KPIs are on track or met; 2 need a decision."),
    ],
)
def test_the_report_counts_what_needs_a_decision(statuses: tuple[Status, ...], sentence: str) -> None:
    assert report_sentence(ENGLISH, kpis(*statuses)) == sentence


# ----------------------------------------------------------------------------------------------------- the example


@pytest.fixture(scope="module")
def example(root: Path) -> Report:
    return check(root / "site.example.yaml", Options(environment={}))


def test_no_sentence_of_the_example_is_longer_than_thirty_words(example: Report) -> None:
    long = [kpi.sentence for kpi in example.kpis if len(kpi.sentence.split()) > 30]
    assert example.kpis
    assert not long


def test_sentences_of_the_example_are_whole(example: Report) -> None:
    told = [example.sentence, *(goal.sentence for goal in example.goals), *(kpi.sentence for kpi in example.kpis)]
    for sentence in told:
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] in "£+−", sentence
        assert sentence.endswith(".")
        assert not {"{", "}", "!"} & set(sentence), sentence

"""Triggers of whole small projects: readings by the minute, posts one by one, pace, and what report.json says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kpireport.model import Report, TriggerResult
from kpireport.pipeline import Options, check

NARROW = "\u202f"


def judged(folder: Path, metrics: str, kpi: str, rows: Iterable[str], *, site: str = "", as_of: str = "") -> Report:
    """A project of one KPI, `k`, on a long table."""
    files: Mapping[str, str] = {
        "site.yaml": f"title: T\ngoals: [kpi.yaml]\nmetrics: {{{metrics}}}\n{site}",
        "kpi.yaml": f"id: g\nname: G\nowner: Goal owner\nkpis:\n  - {{id: k, {kpi}}}\n",
        "snapshots/a.csv": "\n".join(rows) + "\n",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(content)
    day = date.fromisoformat(as_of) if as_of else None
    return check(folder / "site.yaml", Options(environment={}, as_of=day))


def fired(report: Report) -> TriggerResult:
    [result] = report.triggers
    return result


# ---------------------------------------------------------------------------------------------- page load by the minute


def loading(
    folder: Path, seconds: Iterable[float], *, when: str = "above 3 s for 30 minutes", every: int = 5
) -> Report:
    """Page load times, a reading every five minutes from 10:00 on."""
    start = datetime(2026, 10, 25, 10, 0)  # noqa: DTZ001  as a log without zones writes it
    rows = [f"{start + timedelta(minutes=every * n):%Y-%m-%dT%H:%M},load,{one}" for n, one in enumerate(seconds)]
    kpi = f"metric: load, cadence: day, target: {{at_most: 3}}, triggers: [{{when: {when}, action: Roll back}}]"
    metric = "load: {aggregation: mean, unit: duration, direction: down}"
    return judged(folder, metric, kpi, ["date,metric,value", *rows])


def test_page_load_above_three_seconds_for_thirty_minutes_fires(tmp_path: Path) -> None:
    result = fired(loading(tmp_path, [2.0, 2.5, *[3.1] * 7]))  # from 10:10 to 10:40
    assert (result.fired, result.since, result.value, result.reason) == (True, date(2026, 10, 25), 3.1, None)
    assert result.sentence == f"Last reading: 3.1{NARROW}s, above 3{NARROW}s for 30 minutes now."


def test_page_load_above_three_seconds_for_twenty_minutes_does_not(tmp_path: Path) -> None:
    result = fired(loading(tmp_path, [2.0, 2.5, *[3.1] * 5]))  # from 10:10 to 10:30
    assert (result.fired, result.since, result.value) == (False, None, 3.1)


def test_exactly_three_seconds_or_one_reading_below_break_the_run(tmp_path: Path) -> None:
    assert fired(loading(tmp_path, [3.1, 3.1, 3.0, 3.1, 3.1, 3.1, 3.1, 3.1])).fired is False
    assert fired(loading(tmp_path, [3.1] * 9 + [2.9])).fired is False


def test_too_few_readings_that_are_all_above_are_too_short_a_history(tmp_path: Path) -> None:
    result = fired(loading(tmp_path, [3.1] * 6))
    assert (result.fired, result.reason) == (None, "short_history")


def test_hours_run_through_the_night(tmp_path: Path) -> None:
    night = loading(tmp_path, [2.0, *[3.1] * 20], when="above 3 for 19 hours", every=60)
    assert (fired(night).fired, fired(night).since) == (True, date(2026, 10, 25))
    assert "for 19 hours now" in fired(night).sentence


def test_days_alone_cannot_tell_minutes(tmp_path: Path) -> None:
    result = fired(loading(tmp_path, [3.1] * 9, every=24 * 60))
    assert (result.fired, result.reason) == (None, "coarser_than_cadence")
    assert "too coarse" in result.sentence


def test_a_ratio_is_divided_reading_by_reading(tmp_path: Path) -> None:
    # 4 of 100, 6 of 100, then 5.1, 5.2 and 6 %; above 5 % from 10:10 on.
    failed, asked = [4, 6, 51, 26, 6], [100, 100, 1000, 500, 100]
    rows = [
        f"2026-10-25T10:{10 * n:02}{zone},{name},{value}"
        for name, values, zone in (("failed", failed, ""), ("asked", asked, ":00Z"))
        for n, value in enumerate(values)
    ]
    metrics = (
        "failed: {aggregation: sum}, asked: {aggregation: sum}, share: {aggregation: ratio, unit: percent, "
        "direction: down, numerator: failed, denominator: asked}"
    )
    kpi = "metric: share, cadence: day, target: {at_most: 5}, triggers: [{when: above 5% for 30 minutes}]"
    result = fired(judged(tmp_path, metrics, kpi, ["date,metric,value", *rows]))
    assert (result.fired, result.value) == (True, 6)


def test_a_stock_is_read_every_time_not_once_a_day(tmp_path: Path) -> None:
    rows = [f"2026-10-25T10:{n:02},queue,{value}" for n, value in ((0, 9), (15, 12), (30, 12), (45, 15))]
    kpi = "metric: queue, cadence: day, target: {at_most: 10}, triggers: [{when: above 10 for 30 minutes}]"
    result = fired(judged(tmp_path, "queue: {aggregation: last, direction: down}", kpi, ["date,metric,value", *rows]))
    assert (result.fired, result.value) == (True, 15)


def test_each_page_is_read_by_itself(tmp_path: Path) -> None:
    rows = [
        f"2026-10-25T10:{minute:02},load,{seconds},{page}"
        for minute in (0, 15, 30)
        for page, seconds in (("home", 3.5), ("shop", 1.0), ("news", 9.0 if minute else 1.0))
    ]
    kpi = "metric: load, cadence: day, target: {at_most: 3}, triggers: [{when: above 3 s for 30 minutes per page}]"
    metric = "load: {aggregation: mean, unit: duration, direction: down}"
    result = fired(judged(tmp_path, metric, kpi, ["date,metric,value,page", *rows]))
    assert [(one.segment, one.value) for one in result.segments] == [("home", 3.5)]
    assert (result.fired, result.judged, result.skipped) == (True, 3, 0)


# ------------------------------------------------------------------------------------------------- posts, one by one


def views(values: Mapping[str, tuple[int, int]], split: int = 30) -> list[str]:
    """Daily views of posts: before and after the day `split` days before 31 October; 0 leaves the row out."""
    last = date(2026, 10, 31)
    rows = ["date,metric,value,post"]
    for back in range(59, -1, -1):
        for post, (before, after) in values.items():
            if number := before if back >= split else after:
                rows.append(f"{last - timedelta(days=back)},views,{number},{post}")
    return rows


POSTS = "metric: views, cadence: day, target: {at_least: 1}, triggers: [{when: down 20% over 30 days per post}]"


def test_the_post_that_fell_by_a_fifth_is_flagged_and_the_new_one_skipped(tmp_path: Path) -> None:
    posts = {"Evergreen": (100, 80), "Steady": (100, 81), "Rising": (50, 200), "Fading": (40, 10), "New": (0, 90)}
    result = fired(judged(tmp_path, "views: {aggregation: sum}", POSTS, views(posts)))
    assert result.fired is True
    assert [(one.segment, one.value) for one in result.segments] == [("Fading", -0.75), ("Evergreen", -0.2)]
    assert (result.judged, result.skipped, result.silent) == (4, 1, 0)
    assert result.value == -0.75
    assert result.sentence.replace(NARROW, " ") == (
        "2 of 4 by post: Fading (−75.0 %) and Evergreen (−20.0 %). 1 was skipped: its history is too short."
    )


def test_a_post_is_flagged_since_its_first_window_that_fell(tmp_path: Path) -> None:
    # On 31 October the last 30 days have 3000 × 0.8; a day earlier one day of the old level is left: 2420, 19.3 % less.
    [post] = fired(judged(tmp_path, "views: {aggregation: sum}", POSTS, views({"Evergreen": (100, 80)}))).segments
    assert post.since == date(2026, 10, 2)


def test_posts_without_rows_now_are_told_apart(tmp_path: Path) -> None:
    result = fired(judged(tmp_path, "views: {aggregation: sum}", POSTS, views({"Gone": (50, 0), "Steady": (50, 50)})))
    assert (result.fired, result.judged, result.silent) == (False, 1, 1)
    assert result.sentence == "None of 1 by post. 1 has no data to judge by."
    metric = "views: {aggregation: sum, missing: zero}"
    zero = fired(judged(tmp_path, metric, POSTS, views({"Gone": (50, 0), "Steady": (50, 50)})))
    assert [(one.segment, one.value) for one in zero.segments] == [("Gone", -1.0)]


def test_where_all_posts_are_new_nothing_can_be_told(tmp_path: Path) -> None:
    result = fired(judged(tmp_path, "views: {aggregation: sum}", POSTS, views({"New": (0, 90), "Newer": (0, 9)})))
    assert (result.fired, result.reason, result.skipped) == (None, "short_history", 2)


def test_a_dimension_that_only_the_data_could_have_had(tmp_path: Path) -> None:
    rows = ["date,metric,value", *(f"2026-10-{day:02},views,5" for day in range(1, 31))]
    result = fired(judged(tmp_path, "views: {aggregation: sum}", POSTS, rows))
    assert (result.fired, result.reason) == (None, "no_dimension")
    assert result.sentence == "The data has no dimension “post”."


def test_a_ratio_and_a_formula_are_computed_segment_by_segment(tmp_path: Path) -> None:
    # Clicks per view: Oslo 2/100 then 1/100, Bergen 2/100 both weeks; Voss has views alone.
    rows = ["date,metric,value,city"]
    for week, oslo in (("2026-10-12", 2), ("2026-10-19", 1)):
        rows += [f"{week},views,100,{city}" for city in ("Oslo", "Bergen", "Voss")]
        rows += [f"{week},clicks,{oslo},Oslo", f"{week},clicks,2,Bergen"]
    metrics = (
        "views: {aggregation: sum}, clicks: {aggregation: sum}, "
        "rate: {aggregation: ratio, unit: percent, numerator: clicks, denominator: views}, "
        "hundredths: {formula: 100 * clicks / views}"
    )
    source = "sources: {s: {files: snapshots/*.csv, grain: week, dimensions: [city]}}\n"
    for metric, silent in (("rate", 1), ("hundredths", 0)):
        when = "{when: down 50% over 1 week per city}"
        kpi = f"metric: {metric}, cadence: week, target: {{at_least: 2}}, triggers: [{when}]"
        result = fired(judged(tmp_path, metrics, kpi, rows, site=source))
        assert [(one.segment, one.value) for one in result.segments] == [("Oslo", -0.5)]
        assert (result.judged, result.silent) == (2, silent)


def test_a_cohort_that_reaches_its_size(tmp_path: Path) -> None:
    rows = ["date,metric,value,cohort"]
    rows += [f"2026-10-{day:02},activated,{n},{cohort}" for day in range(1, 32) for cohort, n in (("A", 20), ("B", 5))]
    kpi = "metric: activated, cadence: day, target: {at_least: 1}, triggers: [{when: reaches 500 per cohort}]"
    result = fired(judged(tmp_path, "activated: {aggregation: sum}", kpi, rows))
    [cohort] = result.segments
    assert (cohort.segment, cohort.value, cohort.since) == ("A", 620, date(2026, 10, 25))


# ---------------------------------------------------------------------------------------------------------------- pace


def november(total: float) -> list[str]:
    return ["date,metric,value", *(f"2026-11-{day:02},m,{total / 18}" for day in range(1, 19))]


def pacing(target: str, trigger: str = "{when: behind_pace, action: Plan, owner: Lead}") -> str:
    return f"metric: m, cadence: day, target: {target}, triggers: [{trigger}]"


TOTAL = "{total: 50000, start: 2026-11-01, by: 2026-11-30}"


def test_the_pace_of_a_total(tmp_path: Path) -> None:
    # Expected by 18 November: 30 000. 27 600 is a pace of 0.92; 26 400 one of 0.88.
    assert fired(judged(tmp_path, "m: {aggregation: sum}", pacing(TOTAL), november(27600))).fired is False
    behind = fired(judged(tmp_path, "m: {aggregation: sum}", pacing(TOTAL), november(26400)))
    assert behind.value == pytest.approx(0.88)
    assert (behind.fired, behind.since, behind.owner) == (True, date(2026, 11, 1), "Lead")
    assert behind.sentence.replace(NARROW, " ") == (
        "Pace 0.88: 26 400 where the plan asks for 30 000 by now; 23 600 from the target of 50 000. "
        "From here it takes 1 970 a day, against 1 470 a day so far."
    )


def test_since_when_it_is_behind(tmp_path: Path) -> None:
    # On pace through the 9th (15 000 of 15 000), then nothing: 15 000/16 667 on the 10th is 0.9, on the 11th 0.82.
    rows = ["date,metric,value", *(f"2026-11-{day:02},m,{5000 / 3 if day < 10 else 0}" for day in range(1, 19))]
    behind = fired(judged(tmp_path, "m: {aggregation: sum}", pacing(TOTAL), rows))
    assert behind.value == pytest.approx(0.5)
    assert behind.since == date(2026, 11, 11)


def test_of_a_budget_the_inverse_counts(tmp_path: Path) -> None:
    metric = "m: {aggregation: sum, direction: down}"
    assert fired(judged(tmp_path, metric, pacing(TOTAL), november(33000))).fired is False  # 1/1.1 = 0.909
    assert fired(judged(tmp_path, metric, pacing(TOTAL), november(33600))).fired is True  # 1/1.12 = 0.893
    assert fired(judged(tmp_path, metric, pacing(TOTAL), november(3000))).fired is False


def test_where_lower_is_better_the_way_down_counts(tmp_path: Path) -> None:
    # 8 → 5 from 1 to 30 November: after 18 days 1.8 of the way down are due, 6.2; at 6.4 the pace is 0.89.
    target = "{reach: 5, from: 8, start: 2026-11-01, by: 2026-11-30}"
    metric = "m: {aggregation: last, direction: down}"
    rows = ["date,metric,value", "2026-11-17,m,8", "2026-11-18,m,6.4"]
    behind = fired(judged(tmp_path, metric, pacing(target), rows))
    assert behind.fired is True
    assert behind.value == pytest.approx(1.6 / 1.8)
    assert behind.sentence.endswith("12 days are left, to 30 November 2026.")
    assert fired(judged(tmp_path, metric, pacing(target), [*rows[:2], "2026-11-18,m,6.3"])).fired is False


def test_where_there_is_no_pace_the_reason_is_given(tmp_path: Path) -> None:
    level = fired(judged(tmp_path, "m: {aggregation: sum}", pacing("{at_least: 5}"), november(27600)))
    assert (level.fired, level.reason) == (None, "not_applicable")
    words = fired(judged(tmp_path, "m: {aggregation: sum}", pacing("{text: a lot}"), november(27600)))
    assert words.reason == "text_target"
    endless = fired(judged(tmp_path, "m: {aggregation: sum}", pacing("{total: 5}"), november(27600)))
    assert endless.reason == "no_deadline"


def test_the_cut_off_of_the_site_decides_what_is_behind(tmp_path: Path) -> None:
    site = "cutoffs: {at_risk_pace: 0.95}\n"
    assert fired(judged(tmp_path, "m: {aggregation: sum}", pacing(TOTAL), november(27600), site=site)).fired is True


def test_a_pace_waits_for_the_values_to_settle(tmp_path: Path) -> None:
    # The last two days are still coming in: through the 16th 26 667 are due and 26 667 are there.
    rows = ["date,metric,value", *(f"2026-11-{day:02},m,{5000 / 3 if day < 17 else 0}" for day in range(1, 21))]
    hasty = fired(judged(tmp_path, "m: {aggregation: sum}", pacing(TOTAL), rows))
    assert hasty.fired is True
    assert hasty.value == pytest.approx(0.8)
    patient = fired(judged(tmp_path, "m: {aggregation: sum, settle_days: 4}", pacing(TOTAL), rows))
    assert patient.fired is False
    assert patient.value == pytest.approx(1.0)


# ---------------------------------------------------------------------------------------------------------- the report


def test_old_data_fires_nothing(tmp_path: Path) -> None:
    metric, kpi = "m: {aggregation: sum}", pacing("{at_least: 5}", "{when: above 1}")
    assert fired(judged(tmp_path, metric, kpi, november(27600))).fired is True
    old = fired(judged(tmp_path, metric, kpi, november(27600), as_of="2026-11-30"))
    assert (old.fired, old.since, old.reason) == (None, None, "stale")


def test_who_acts_is_named_by_the_trigger_else_the_kpi_else_the_goal(tmp_path: Path) -> None:
    metric = "m: {aggregation: sum}"
    kpi = pacing("{at_least: 5}", "{when: above 1, action: A, owner: Ada}, {when: above 2}")
    report = judged(tmp_path, metric, f"{kpi}, owner: Bo", november(27600))
    assert [(one.trigger.when, one.owner, one.action) for one in report.triggers] == [
        ("above 1", "Ada", "A"),
        ("above 2", "Bo", None),
    ]
    assert report.triggers[1].trigger.place.line == 5
    without = judged(tmp_path, metric, kpi, november(27600))
    assert without.triggers[1].owner == "Goal owner"


def test_a_metric_has_no_triggers(tmp_path: Path) -> None:
    kpi = "metric: m, target: {at_least: 5}, triggers: [{when: above 1}]"
    assert judged(tmp_path, "m: {aggregation: sum}", kpi, november(27600)).triggers == ()

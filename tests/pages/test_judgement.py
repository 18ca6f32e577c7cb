"""What the pages say of likelihood, signal, association and everything else that is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from kpireport.format import Language
from kpireport.model import Bound, Goal, KpiResult, Target, TargetResult
from kpireport.pages.comparison import comparison_block
from kpireport.pages.frame import frame
from kpireport.pages.likelihood import likelihood_words, short_likelihood, why_no_likelihood
from kpireport.pages.method import pages as method_pages
from kpireport.pages.verdict import reading
from tests.pages.built import find, plain, text_of
from tests.pages.sample import HERE, QUOTE, SCRIPT, impressions, report, searches

Trees = Mapping[str, Element]
ENGLISH = Language("en-GB", "EUR")
BRAND = Goal(id="brand", place=HERE, name="Brand")


def section(page: Element, heading: str) -> Element:
    return next(part for part in find(page, "section") if heading in map(text_of, find(part, "h2")))


def said(page: Element, heading: str) -> str:
    return plain(text_of(section(page, heading)))


# ------------------------------------------------------------------------------------------------------- likelihood


@pytest.mark.parametrize(
    ("kind", "direction", "aim"),
    [
        ("reach", "up", "to reach 50 000 by 30 Nov"),
        ("cumulative", "up", "to reach 50 000 by 30 Nov"),
        ("cumulative", "down", "to keep the total under 50 000 until 30 Nov"),
        ("at_least", "up", "to hold 50 000 or more every week to 30 Nov"),
        ("at_most", "down", "to stay at or under 50 000 every week to 30 Nov"),
        ("range", "range", "to stay within 40 000 to 60 000 every week to 30 Nov"),
        ("average", "up", "to average 50 000 or more by 30 Nov"),
        ("average", "down", "to average 50 000 or less by 30 Nov"),
    ],
)
def test_a_likelihood_is_stated_with_its_condition(kind: str, direction: str, aim: str) -> None:
    result, target = likely(kind, direction, 0.712)
    assert plain(likelihood_words(result, target, ENGLISH)) == (
        f"About 70 % likely {aim} if past behaviour continues (projected 46 000; 80 % range 43 600 to 48 400)."
    )


def likely(kind: str, direction: str, probability: float | None) -> tuple[KpiResult, TargetResult]:
    result = searches(BRAND)
    target = TargetResult(
        kind=kind,  # type: ignore[arg-type]
        value=50_000,
        low=40_000,
        high=60_000,
        by=date(2026, 11, 30),
        projection=46_000,
        interval80=(43_600, 48_400),
        probability=probability,
    )
    return replace(result, metric=replace(result.metric, direction=direction)), target  # type: ignore[arg-type]


def test_the_ends_of_the_scale_are_never_certain() -> None:
    words = [plain(likelihood_words(*likely("reach", "up", p), ENGLISH))[:24] for p in (0.0005, 0.9995)]
    assert words == ["Less than 5 % likely to ", "More than 95 % likely to"]


def test_lists_round_and_never_promise() -> None:
    shown = [plain(short_likelihood(*likely("reach", "up", p), ENGLISH)) for p in (0.0005, 0.352, 0.9995)]
    assert shown == ["under 5 % likely", "35 % likely", "over 95 % likely"]


def test_a_target_that_moves_is_not_given_one_number() -> None:
    result, target = likely("at_least", "up", 0.5)
    moving = Target(place=HERE, kind="at_least", value=Bound(metric="plan"))
    words = plain(likelihood_words(replace(result, kpi=replace(result.kpi, targets=(moving,))), target, ENGLISH))
    assert words.startswith("About 50 % likely to meet the target every week to 30 Nov if past behaviour continues")


def test_a_projection_without_a_likelihood_keeps_the_condition() -> None:
    words = plain(likelihood_words(*likely("reach", "up", None), ENGLISH))
    assert words == "Projected 46 000; 80 % range 43 600 to 48 400, if past behaviour continues."


def test_a_deadline_in_another_year_is_told_with_it() -> None:
    result, target = likely("reach", "up", 0.5)
    words = likelihood_words(result, replace(target, by=date(2027, 3, 31)), ENGLISH)
    assert "by 31 Mar 2027 if" in words


def test_what_is_settled_has_no_likelihood() -> None:
    result, target = likely("reach", "up", 0.5)
    assert likelihood_words(replace(result, status="met"), target, ENGLISH) == ""


def test_a_missing_likelihood_says_what_it_would_need() -> None:
    result, target = likely("reach", "up", None)
    short = replace(target, reasons={"probability": "short_history"})
    young = replace(result, series=result.series[:5])
    words = plain(why_no_likelihood(young, short, ENGLISH))
    assert words == "No likelihood yet: it takes the values of 12 weeks; known so far: 5."
    endless = replace(target, reasons={"probability": "no_deadline"})
    assert "Add “by” to the target" in why_no_likelihood(result, endless, ENGLISH)


def test_the_target_block_tells_likelihood_pace_and_intervals(trees: Trees) -> None:
    words = said(trees["kpis/searches/index.html"], "Target")
    assert "At this pace 54 500 is reached on 12 March 2027." in words
    assert "About 35 % likely to reach 54 500 by 27 Dec if past behaviour continues (projected 53 200;" in words
    assert "Projected 53 200 by 27 December 2026, if past behaviour continues" in words
    assert "80 % 49 200 57 500 95 % 47 000 59 800" in words
    level = said(trees["kpis/impressions/index.html"], "Target")
    assert "to hold 1.00 M or more every week to 27 Dec if past behaviour continues (week 52: projected" in level
    assert "No likelihood without a deadline" in said(trees["kpis/cost/index.html"], "Target")
    assert "takes the values of 12 weeks; known so far: 5" in said(trees["kpis/revenue/index.html"], "Target")


def test_lists_show_the_likelihood_beneath_the_target(trees: Trees) -> None:
    cells = {text_of(row[0]): plain(text_of(row[3])) for row in find(trees["index.html"], "tr") if len(row) == 6}
    assert cells["Brand searches"] == "54 500 by 27 Dec 35 % likely"
    assert cells["Cost per order"] == "At most €4.20 7 of 9 weeks"


# ------------------------------------------------------------------------------------------- signal and comparison


def test_only_a_signal_is_called_better_and_coloured(trees: Trees) -> None:
    block = find(find(trees["goals/brand/index.html"], "article")[0], "section")[1]
    (verdict,) = find(block, "span", "tone")
    assert text_of(verdict) == "Better: 7 weeks in a row above average."
    assert "better" in verdict.get("class", "")
    assert [plain(text_of(cell)) for cell in find(block, "td", "better")] == ["+100 k +9.1 %"]


def test_normal_variation_is_grey_and_explained(trees: Trees) -> None:
    table = section(trees["kpis/searches/index.html"], "Comparison")
    (verdict,) = find(table, "span", "normal")
    assert text_of(verdict) == "Within normal variation."
    assert [link.get("href") for link in find(verdict, "a")] == ["../../glossary/normal-variation/index.html"]


def test_a_change_against_the_signal_is_not_given_its_colour() -> None:

    result = impressions(BRAND)
    worse = replace(result.comparison[0], change=-5_000.0, better=False)
    (row, *_) = comparison_block(replace(result, comparison=(worse,)), ENGLISH).exact
    assert row.reading is not None
    assert (row.reading.tone, row.reading.words) == ("open", "Away from the wanted direction.")


def test_without_a_verdict_the_reason_is_given(trees: Trees) -> None:
    assert "Signals unreliable" in said(trees["kpis/cost/index.html"], "Signal")
    assert "5 weeks of history cannot tell" in said(trees["kpis/revenue/index.html"], "Signal")
    assert "5 weeks of history cannot tell" in said(trees["kpis/revenue/index.html"], "Comparison")


def test_the_signal_section_shows_chart_limits_and_unusual_values(trees: Trees) -> None:
    page = section(trees["kpis/impressions/index.html"], "Signal")
    words = plain(text_of(page))
    assert text_of(find(page, "figcaption")[0]) == "Better: 7 weeks in a row above average."
    assert "Average 1.08 M; limits 917 k to 1.25 M, from 25 weeks." in words
    assert "begin anew on 4 May 2026" in words
    assert "until the average rises or the spread narrows" in words
    rows = [plain(text_of(row)) for row in find(find(page, "tbody")[0], "tr")]
    assert rows == [
        "Week 37 to week 43 7 Sept – 25 Oct 2026 1.12 M to 1.18 M Better: 7 weeks in a row above average.",
        "Week 32 3–9 Aug 2026 880 k Worse: below the lower limit.",
    ]


@pytest.mark.parametrize(
    ("variation", "direction", "rule", "words"),
    [
        ("concern", "down", "trend", "Worse: rising over 7 weeks."),
        ("improvement", "down", "two_in_three", "Better: 2 of 3 weeks close to the lower limit."),
        ("neutral_high", "none", "outside", "Unusually high: 7 weeks above the upper limit."),
        ("neutral_low", "range", "shift", "Unusually low: 7 weeks in a row below average."),
    ],
)
def test_each_rule_has_its_words(variation: str, direction: str, rule: str, words: str) -> None:
    result = impressions(BRAND)
    signal = replace(result.signal, variation=variation, rule=rule)
    metric = replace(result.metric, direction=direction)  # type: ignore[arg-type]
    found = reading(replace(result, signal=signal, metric=metric), ENGLISH)
    assert found is not None
    assert found.words == words


def test_trial_limits_and_adjustments_are_named(trees: Trees) -> None:
    trial = said(trees["kpis/searches/index.html"], "Signal")
    assert "Within normal variation: no rule is met in 9 weeks." in trial
    assert "trial limits: they rest on fewer than 13 values" in trial
    adjusted = said(trees["kpis/cost/index.html"], "Signal")
    assert "Judged with trend removed: the limits of what is left are -€0.30 and +€0.30, from 12 weeks." in adjusted


def test_the_data_table_marks_signals(trees: Trees) -> None:
    rows = [text_of(row) for row in find(trees["kpis/impressions/index.html"], "tr")]
    assert next(row for row in rows if row.startswith("2026-W32")).endswith("Outside the limits")


def test_bases_that_say_nothing_are_left_out(trees: Trees) -> None:
    assert "Benchmark" not in said(trees["kpis/cost/index.html"], "Comparison")
    assert "Baseline" not in said(trees["kpis/revenue/index.html"], "Comparison")
    assert "Baseline – – – No baseline." in said(trees["kpis/impressions/index.html"], "Comparison")


def test_a_benchmark_is_dated_and_decides_nothing(trees: Trees) -> None:
    words = said(trees["kpis/impressions/index.html"], "Comparison")
    assert "Benchmark peer survey, 1 February 2026" in words
    assert "it never decides the status" in words


# -------------------------------------------------------------------------------------------- beside the value, cause


def test_a_rate_stands_with_its_interval(trees: Trees) -> None:
    hero = find(trees["kpis/cost/index.html"], "div", "hero")[0]
    assert "95 % interval €4.40 to €5.30, n = 6 000" in plain(text_of(hero))


def test_stretches_peers_and_attribution_stand_side_by_side(trees: Trees) -> None:
    page = trees["kpis/impressions/index.html"]
    words = said(page, "Comparison")
    assert "Last 4 weeks 28 Sept – 25 Oct 2026 1.08 M a week" in words
    assert "Last 52 weeks 27 Oct 2025 – 25 Oct 2026 903 k a week" in words
    assert "Percentile 80 of 100 among 45 peers by club." in words
    assert f"Fell & Fjord 2.40 M {SCRIPT} 1.90 M" in words
    assert f"last touch 7 days 1 201 380 {QUOTE} – –" in said(page, "Attribution")


def test_drivers_are_written_in_their_own_unit(trees: Trees) -> None:
    words = said(trees["kpis/revenue/index.html"], "Cause")
    assert "Conversion 2 % 2.1 % +€2 600.00" in words
    assert "Visits 50 000 53 300 +€3 400.00" in words


def test_an_older_note_is_shown_as_such(trees: Trees) -> None:
    words = said(trees["kpis/revenue/index.html"], "Cause")
    assert "Written on week 42, 12–18 Oct 2026, not on the value shown. Kari, 25 October 2026" in words


# -------------------------------------------------------------------------------------------- leading and lagging


def test_an_association_is_worded_as_one(trees: Trees) -> None:
    words = said(trees["kpis/impressions/index.html"], "Leading and lagging")
    assert (
        "Brand searches It moved the same way 3 weeks later, over 40 weeks (r 0.62, 95 % interval 0.38 to 0.78; "
        "11 lags tried). An association, not a cause." in words
    )
    assert "Cost per order No association was found. The strongest correlation came in the same period" in words
    assert f"{SCRIPT} Not tested. Too little history." in words
    assert "Leading and lagging" not in text_of(trees["kpis/cost/index.html"])


def test_a_leading_kpi_not_on_track_is_announced_on_what_it_leads(trees: Trees) -> None:
    for path in ("kpis/searches/index.html", "goals/brand/index.html"):
        (notice,) = [note for note in find(trees[path], "p", "notice") if "not on track" in text_of(note)]
        assert text_of(notice) == "A leading KPI is not on track: Cost per order."
        assert [link.get("href") for link in find(notice, "a")] == ["../../kpis/cost/index.html"]


# ------------------------------------------------------------------------------------------------------- the method


def test_a_kpi_that_leaves_its_outcome_behind_is_asked_what_it_measures(trees: Trees) -> None:
    for path in ("goals/brand/index.html", "kpis/impressions/index.html"):
        notices = [text_of(note) for note in find(trees[path], "p", "notice")]
        words = "This KPI improves while what it should bring does not: Cost per order. Does it still measure"
        assert sum(words in notice for notice in notices) == 1


def test_the_ledger_lists_what_was_stated_and_how_it_turned_out(trees: Trees) -> None:
    words = said(trees["method/index.html"], "How good the likelihoods are")
    rows = [
        "Brand searches 54 500, to 27 Dec 2026 25 Oct 2026 about 35 % Open",
        "Brand searches 50 000, to 27 Sept 2026 10 May 2026 about 60 % Not met",
        "Brand searches 50 000, to 28 Jun 2026 3 May 2026 about 80 % Met",
        "gone 50 000, to 28 Jun 2026 5 Apr 2026 about 80 % Open",
    ]
    assert " ".join(rows) in words
    assert "Brier score 0.200 from 2 targets that came due" in words


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    bare = replace(report(), ledger=(), brier=None, associations=())
    (page,) = method_pages(bare, {}, ENGLISH, frame(bare, ENGLISH))
    assert "No likelihood is on record" in page.context["ledger"].score  # type: ignore[attr-defined]
    waiting = replace(report(), ledger=report().ledger[2:3], brier=None)
    (page,) = method_pages(waiting, {}, ENGLISH, frame(waiting, ENGLISH))
    assert "None of these targets has come due" in page.context["ledger"].score  # type: ignore[attr-defined]


def test_pairs_are_listed_with_lag_r_and_n_and_the_caution(trees: Trees) -> None:
    words = said(trees["method/index.html"], "What moves together")
    assert "Weekly Instagram impressions Brand searches 3 weeks later -0.62 40" in words
    assert "gone" not in words
    assert "correction for all lags (Šidák 1967) and all pairs (Holm 1979)" in words

"""Numbers, changes and dates as a reader sees them."""

from __future__ import annotations

from datetime import date

import pytest

from kpireport.errors import Place
from kpireport.format import Language, is_locale
from kpireport.model import Metric
from kpireport.periods import Calendar

ENGLISH = Language("en-GB", "EUR")
GERMAN = Language("de-DE", "EUR")


def metric(unit: str = "count", decimals: int | None = None) -> Metric:
    return Metric(id="m", place=Place("m.yaml"), name="M", unit=unit, decimals=decimals)


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (1_200_000, "count", "1.20 M"),
        (1_101_240, "count", "1.10 M"),
        (340_360, "count", "340 k"),
        (52_312, "count", "52 300"),
        (99_950, "count", "100 k"),
        (999_950, "count", "1.00 M"),
        (1_232_000_000, "count", "1.23 bn"),
        (103, "count", "103"),
        (0, "count", "0"),
        (-0.0, "count", "0"),
        (21.5, "percent", "21.5 %"),
        (0.033, "fraction", "3.3 %"),
        (3.86, "currency", "€3.86"),
        (-5.25, "currency", "−€5.25"),
        (1234.5, "currency", "€1 230"),
        (9.7, "kg", "9.7 kg"),
        (4.2, "duration", "4.2 s"),
        (7200, "duration", "2 h"),
        (None, "count", "–"),
    ],
)
def test_a_card_shows_three_digits_and_the_unit(number: float | None, unit: str, shown: str) -> None:
    assert ENGLISH.value(number, metric(unit)).replace("\u202f", " ") == shown


@pytest.mark.parametrize(
    ("numbers", "unit", "shown"),
    [
        ([0, 500_000, 1_000_000], "count", ["0", "0.5 M", "1.0 M"]),
        ([0, 50_000, 100_000], "count", ["0", "50 k", "100 k"]),
        ([0, 25_000, 50_000], "count", ["0", "25 000", "50 000"]),
        ([-250_000, 0, 250_000], "count", ["−250 k", "0", "250 k"]),
        ([3.8, 4.0, 4.2], "currency", ["€3.80", "€4.00", "€4.20"]),
        ([0, 0.125, 0.25], "fraction", ["0 %", "12.5 %", "25.0 %"]),
        ([0, 1800, 3600, 5400], "duration", ["0 h", "0.5 h", "1.0 h", "1.5 h"]),
        ([1e14, 1.5e14], "count", ["100 tn", "150 tn"]),
        ([7], "count", ["7"]),
        ([], "count", []),
    ],
)
def test_an_axis_has_one_scale(numbers: list[float], unit: str, shown: list[str]) -> None:
    assert [mark.replace("\u202f", " ") for mark in ENGLISH.axis(numbers, metric(unit))] == shown


def test_an_axis_of_changes_has_signs_and_percentage_points() -> None:
    marks = ENGLISH.axis([-2, 0, 2], metric("percent"), change=True)
    assert [mark.replace("\u202f", " ") for mark in marks] == ["−2 pp", "0 pp", "+2 pp"]


def test_an_axis_of_durations_counts_in_the_unit_it_shows() -> None:
    assert ENGLISH.axis_unit([0, 5000], metric("duration")) == 3600
    assert ENGLISH.axis_unit([0, 50], metric("duration")) == 1
    assert ENGLISH.axis_unit([0, 5000], metric()) == 1


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (1_101_240, "count", "1 101 240"),
        (0.1 + 0.2, "count", "0.3"),
        (41.2, "currency", "€41.20"),
        (3.1133333333, "percent", "3.11 %"),
    ],
)
def test_a_table_shows_every_digit_that_means_something(number: float, unit: str, shown: str) -> None:
    assert ENGLISH.exact(number, metric(unit)).replace("\u202f", " ") == shown


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [(100_140, "count", "+100 k"), (-70, "count", "−70"), (0, "count", "0"), (0.6, "percent", "+0.6 pp")],
)
def test_only_changes_carry_a_sign(number: float, unit: str, shown: str) -> None:
    assert ENGLISH.change(number, metric(unit)).replace("\u202f", " ") == shown


def test_a_change_that_rounds_to_nothing_has_no_sign() -> None:
    assert ENGLISH.change(-0.0004, metric("count", decimals=1)) == "0.0"
    assert ENGLISH.relative(-0.0000001).replace("\u202f", " ") == "0.0 %"


def test_the_locale_decides_the_decimal_mark_and_the_side_of_the_currency() -> None:
    assert GERMAN.value(3.86, metric("currency")).replace("\u202f", " ") == "3,86 €"
    assert GERMAN.relative(0.0909).replace("\u202f", " ") == "+9,1 %"


@pytest.mark.parametrize(
    ("probability", "shown"),
    [
        (0.72, "about 70 %"),
        (0.725, "about 75 %"),
        (0.01, "less than 5 %"),
        (0.999, "more than 95 %"),
        (0.05, "about 5 %"),
    ],
)
def test_a_likelihood_is_rounded_to_five_and_never_certain(probability: float, shown: str) -> None:
    assert ENGLISH.likelihood(probability).replace("\u202f", " ") == shown


def test_periods_are_named_in_words() -> None:
    calendar, day = Calendar(), date(2026, 10, 21)
    named = [ENGLISH.period(calendar.period(day, grain)) for grain in ("day", "week", "month", "quarter", "year")]
    assert named == ["21 October 2026", "week 43", "October 2026", "Q4 2026", "2026"]
    assert ENGLISH.period(Calendar(10).period(day, "year")) == "FY 2027"
    assert ENGLISH.period_span(calendar.period(day, "week")) == "week 43, 19–25 Oct 2026"


def test_only_known_locales_are_accepted() -> None:
    assert is_locale("pt-BR")
    assert not is_locale("xx-YY")
    assert not is_locale("english please")


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (70_000, "count", "70 000"),
        (700_000, "count", "700 k"),
        (1_234_500, "count", "1 234 500"),
        (96, "percent", "96 %"),
        (95.25, "percent", "95.25 %"),
        (0.07, "fraction", "7 %"),
        (20, "currency", "€20"),
        (1234.5, "currency", "€1 234.50"),
        (3, "duration", "3 s"),
        (90, "duration", "1.5 min"),
        (7200, "duration", "2 h"),
        (100, "duration", "100 s"),
        (-5, "count", "−5"),
    ],
)
def test_a_threshold_loses_no_digit(number: float, unit: str, shown: str) -> None:
    assert ENGLISH.mark(number, metric(unit)).replace("\u202f", " ") == shown


def test_shares_and_ratios_as_agreed() -> None:
    assert [ENGLISH.percent(share).replace("\u202f", " ") for share in (0.2, 0.125, 1, 0.0004)] == [
        "20 %",
        "12.5 %",
        "100 %",
        "0.04 %",
    ]
    assert [ENGLISH.ratio(ratio) for ratio in (0.925, 1, 12.345)] == ["0.93", "1.00", "12.35"]
    assert [ENGLISH.clock(1, "minute"), ENGLISH.clock(30, "minute"), ENGLISH.clock(2, "hour")] == [
        "1 minute",
        "30 minutes",
        "2 hours",
    ]

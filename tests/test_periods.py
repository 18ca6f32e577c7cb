from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.periods import GRAINS, Calendar, Grain, later

CALENDAR = Calendar()
OCTOBER = Calendar(10)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2026, 10, 25), "2026-W43"),
    ],
)
def test_weeks_are_those_of_iso_8601(day: date, label: str) -> None:
    assert CALENDAR.period(day, "week").label == label


def test_2026_has_53_weeks() -> None:
    weeks = CALENDAR.between("week", date(2026, 1, 1), date(2026, 12, 31))
    assert len(weeks) == 53
    assert (weeks[0].start, weeks[-1].end) == (date(2025, 12, 29), date(2027, 1, 3))


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("2026-W53", "2026-W01"),
        ("2026-W01", "2025-W01"),
        ("2027-W01", "2026-W02"),
        ("2024-02-29", "2023-03-02"),
        ("2026-10-05", "2025-10-06"),
        ("2024-02", "2023-02"),
        ("2026-Q3", "2025-Q3"),
        ("2026", "2025"),
    ],
)
def test_the_same_period_last_year(name: str, before: str) -> None:
    assert CALENDAR.year_before(CALENDAR.parse(name)).label == before


def test_fiscal_years_are_named_by_the_year_they_end_in() -> None:
    year = OCTOBER.period(date(2025, 10, 1), "year")
    assert (year.label, year.start, year.end) == ("FY2026", date(2025, 10, 1), date(2026, 9, 30))
    assert OCTOBER.period(date(2025, 9, 30), "year").label == "FY2025"
    first = OCTOBER.parse("FY2022 Q1")
    assert (first.label, first.start, first.end) == ("FY2022-Q1", date(2021, 10, 1), date(2021, 12, 31))
    assert OCTOBER.period(date(2026, 9, 30), "quarter").label == "FY2026-Q4"
    assert OCTOBER.period(date(2026, 9, 30), "month").label == "2026-09"


@pytest.mark.parametrize(
    ("text", "label", "start", "end"),
    [
        ("2026-10-05", "2026-10-05", date(2026, 10, 5), date(2026, 10, 5)),
        (" 2026-10-05 ", "2026-10-05", date(2026, 10, 5), date(2026, 10, 5)),
        ("2026-10-05T23:59:59Z", "2026-10-05", date(2026, 10, 5), date(2026, 10, 5)),
        ("2026-10-05 00:00:00.123+14:00", "2026-10-05", date(2026, 10, 5), date(2026, 10, 5)),
        ("2026-W43", "2026-W43", date(2026, 10, 19), date(2026, 10, 25)),
        ("2026W43", "2026-W43", date(2026, 10, 19), date(2026, 10, 25)),
        ("2026-09", "2026-09", date(2026, 9, 1), date(2026, 9, 30)),
        ("2003 October", "2003-10", date(2003, 10, 1), date(2003, 10, 31)),
        ("2003 feb", "2003-02", date(2003, 2, 1), date(2003, 2, 28)),
        ("2026-Q3", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026 Q3", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2010 1Q", "2010-Q1", date(2010, 1, 1), date(2010, 3, 31)),
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("FY2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2025/26", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("1999/00", "2000", date(2000, 1, 1), date(2000, 12, 31)),
    ],
)
def test_labels_are_read(text: str, label: str, start: date, end: date) -> None:
    period = CALENDAR.parse(text)
    assert (period.label, period.start, period.end) == (label, start, end)


def test_bare_years_and_quarters_are_fiscal() -> None:
    april = Calendar(4)
    assert april.parse("2025/26") == april.parse("2026") == april.parse("FY2026")
    assert april.parse("2026").start == date(2025, 4, 1)
    assert april.parse("2026 Q4").end == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2013-2018", "not a date"),
        ("1980 to 1990", "not a date"),
        ("2019*", "not a date"),
        ("20222", "not a date"),
        ("20261005", "not a date"),
        ("1/1/2011", "not a date"),
        ("", "not a date"),
        ("2026-13", "no month 13"),
        ("2017-18", "written 2017/18"),
        ("2026-00", "no month 0"),
        ("2025-W53", "no week 53"),
        ("2026-W00", "no week 0"),
        ("2026-Q5", "not a date"),
        ("2026-02-29", "does not exist"),
        ("2026-10-05T25:00:00", "does not exist"),
        ("2025/27", "more than one year"),
        ("2003 Octember", "Octember"),
        ("1899", "1900 to 2199"),
        ("2200-01-01", "1900 to 2199"),
        ("２０２６", "not a date"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        CALENDAR.parse(text)


@pytest.mark.parametrize("calendar", [CALENDAR, OCTOBER])
@pytest.mark.parametrize("grain", GRAINS)
@given(day=st.dates(date(1901, 1, 1), date(2198, 12, 31)), n=st.integers(-30, 30))
def test_periods_tile_the_calendar_and_read_back(calendar: Calendar, grain: Grain, day: date, n: int) -> None:
    period = calendar.period(day, grain)
    assert period.start <= day <= period.end
    assert calendar.parse(period.label) == period
    assert calendar.shift(period, 1).start == period.end + timedelta(days=1)
    assert calendar.shift(calendar.shift(period, n), -n) == period


def test_between_covers_both_ends() -> None:
    months = CALENDAR.between("month", date(2025, 12, 31), date(2026, 2, 1))
    assert [month.label for month in months] == ["2025-12", "2026-01", "2026-02"]
    assert CALENDAR.between("month", date(2026, 2, 1), date(2025, 12, 31)) == ()


def test_what_nests_and_what_rolls_up() -> None:
    nested = {(fine, coarse) for fine in GRAINS for coarse in GRAINS if CALENDAR.nests(fine, coarse)}
    assert {coarse for fine, coarse in nested if fine == "week"} == {"week"}
    assert {fine for fine, coarse in nested if coarse == "week"} == {"day", "week"}
    assert {fine for fine, coarse in nested if coarse == "year"} == {"day", "month", "quarter", "year"}
    assert [coarse for coarse in GRAINS if CALENDAR.rolls_up("week", coarse)] == ["week", "month", "quarter", "year"]
    assert not CALENDAR.rolls_up("week", "day")
    assert not CALENDAR.rolls_up("month", "week")


def test_a_fiscal_year_starts_in_a_month() -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        Calendar(13)


@pytest.mark.parametrize(
    ("grain", "n", "expected"),
    [
        ("day", 3, "2024-02-03"),
        ("week", 1, "2024-02-07"),
        ("month", 1, "2024-02-29"),
        ("month", 13, "2025-02-28"),
        ("month", 2, "2024-03-31"),
        ("quarter", 1, "2024-04-30"),
        ("year", -1, "2023-01-31"),
        ("month", -2, "2023-11-30"),
    ],
)
def test_the_same_day_some_periods_later(grain: Grain, n: int, expected: str) -> None:
    assert later(date(2024, 1, 31), grain, n).isoformat() == expected

"""Days to years: the periods a metric is reported in.

Weeks follow ISO 8601. Fiscal years and their quarters begin in a month of choice and are named by the calendar year in
which the fiscal year ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, get_args

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

#: The years that `Calendar.parse` accepts; anything else is taken for a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1900, 2199

#: Days back to "the same week last year": 52 whole weeks, so that weekdays meet.
YEAR_OF_WEEKS = 364

_MONTHS_IN: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
_MONTH_NAMES = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of whole days, both ends included; `label` is its ISO-like name (`2026-W43`, `2026-09`, `FY2026`)."""

    start: date
    end: date
    grain: Grain
    label: str

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which periods there are, given the month (1-12) in which the fiscal year begins."""

    fiscal_year_start_month: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.fiscal_year_start_month <= 12:
            raise ValueError("the month in which the fiscal year starts is a number from 1 to 12")

    def period(self, day: date, grain: Grain) -> Period:
        """The period of `grain` that holds `day`."""
        return _period(self.fiscal_year_start_month, date(day.year, day.month, day.day), grain)

    def shift(self, period: Period, n: int) -> Period:
        """The period `n` places later, or earlier where `n` is negative."""
        if period.grain in ("day", "week"):
            return self.period(period.start + timedelta(days=n * (7 if period.grain == "week" else 1)), period.grain)
        return self.period(_add_months(period.start, n * _MONTHS_IN[period.grain]), period.grain)

    def year_before(self, period: Period) -> Period:
        """The same period last year; for days and weeks 364 days earlier.

        Weekdays meet that way, and 29 February needs no rule of its own.
        """
        if period.grain in ("day", "week"):
            return self.period(period.start - timedelta(days=YEAR_OF_WEEKS), period.grain)
        return self.shift(period, -12 // _MONTHS_IN[period.grain])

    def between(self, grain: Grain, first: date, last: date) -> tuple[Period, ...]:
        """All periods that share a day with `first` to `last`, in order; none when `last` is before `first`."""
        return _between(self.fiscal_year_start_month, grain, first, last) if first <= last else ()

    def parse(self, text: str) -> Period:
        """The period that a date, an ISO timestamp (its day) or a label such as `2026-W43` names.

        Bare years and quarters are fiscal ones. Raises ValueError with a message for the user.
        """
        for pattern, read in _FORMS:
            if match := pattern.fullmatch(text.strip()):
                return read(self, match)
        raise ValueError(f"“{text}” is not a date or the name of a period")

    def nests(self, finer: Grain, coarser: Grain) -> bool:
        """Whether every period of `coarser` is made of whole periods of `finer`. A week crosses all but itself."""
        if "week" in (finer, coarser):
            return finer == "day" or finer == coarser
        return GRAINS.index(finer) <= GRAINS.index(coarser)

    def rolls_up(self, finer: Grain, coarser: Grain) -> bool:
        """Whether data of grain `finer` can be reported by `coarser`: it nests, or is a week (by its Thursday)."""
        return self.nests(finer, coarser) or (finer == "week" and coarser in _MONTHS_IN)


def later(day: date, grain: Grain, n: int = 1) -> date:
    """The same day `n` days, weeks, months, quarters or years on; the last of a month that has no such day."""
    if grain in ("day", "week"):
        return day + timedelta(days=n * (7 if grain == "week" else 1))
    first = _add_months(day.replace(day=1), n * _MONTHS_IN[grain])
    last = _add_months(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


@lru_cache(maxsize=1 << 16)
def _period(fiscal_month: int, day: date, grain: Grain) -> Period:
    if grain == "day":
        return Period(day, day, grain, day.isoformat())
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(monday, monday + timedelta(days=6), grain, f"{year:04}-W{week:02}")
    months = _MONTHS_IN[grain]
    into = (day.month - (1 if grain == "month" else fiscal_month)) % months
    start = _add_months(day.replace(day=1), -into)
    end = _add_months(start, months) - timedelta(days=1)
    return Period(start, end, grain, _label(fiscal_month, start, grain))


def _label(fiscal_month: int, start: date, grain: Grain) -> str:
    if grain == "month":
        return f"{start.year:04}-{start.month:02}"
    prefix = "" if fiscal_month == 1 else "FY"
    year = start.year + (fiscal_month > 1 and start.month >= fiscal_month)
    if grain == "year":
        return f"{prefix}{year:04}"
    return f"{prefix}{year:04}-Q{(start.month - fiscal_month) % 12 // 3 + 1}"


@lru_cache(maxsize=1 << 10)
def _between(fiscal_month: int, grain: Grain, first: date, last: date) -> tuple[Period, ...]:
    periods = [_period(fiscal_month, first, grain)]
    while periods[-1].end < last:
        periods.append(_period(fiscal_month, periods[-1].end + timedelta(days=1), grain))
    return tuple(periods)


def _add_months(first_of_month: date, months: int) -> date:
    index = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


# ------------------------------------------------------------------------------------------------ reading a label


def _year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {text} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return year


def _read_day(calendar: Calendar, match: re.Match[str]) -> Period:
    _year(match["year"])
    text = match.string.strip()
    try:
        day = datetime.fromisoformat(text)  # the day as written, whatever the zone
    except ValueError:
        raise ValueError(f"“{text}” names a day or time that does not exist") from None
    return calendar.period(day.date(), "day")


def _read_week(calendar: Calendar, match: re.Match[str]) -> Period:
    year, week = _year(match["year"]), int(match["week"])
    try:
        return calendar.period(date.fromisocalendar(year, week, 1), "week")
    except ValueError:
        raise ValueError(f"the year {year} has no week {week}") from None


def _read_month(calendar: Calendar, match: re.Match[str]) -> Period:
    year, month = _year(match["year"]), int(match["month"])
    if not 1 <= month <= 12:
        split_year = f"; a fiscal year is written {year}/{month}" if month == (year + 1) % 100 else ""
        raise ValueError(f"there is no month {month}{split_year}")
    return calendar.period(date(year, month, 1), "month")


def _read_named_month(calendar: Calendar, match: re.Match[str]) -> Period:
    name = match["name"].lower()
    found = [number for number, month in enumerate(_MONTH_NAMES, 1) if name in (month, month[:3])]
    if not found:
        raise ValueError(f"“{match['name']}” is not the English name of a month")
    return calendar.period(date(_year(match["year"]), found[0], 1), "month")


def _read_quarter(calendar: Calendar, match: re.Match[str]) -> Period:
    return calendar.shift(_fiscal_quarter(calendar, _year(match["year"])), int(match["quarter"]) - 1)


def _read_year(calendar: Calendar, match: re.Match[str]) -> Period:
    return calendar.period(_fiscal_quarter(calendar, _year(match["year"])).start, "year")


def _read_split_year(calendar: Calendar, match: re.Match[str]) -> Period:
    ends = _year(match["year"]) + 1
    if match["next"] != f"{ends % 100:02}":
        raise ValueError(f"“{match.string.strip()}” spans more than one year")
    return calendar.period(_fiscal_quarter(calendar, _year(str(ends))).start, "year")


def _fiscal_quarter(calendar: Calendar, year: int) -> Period:
    """The first quarter of the fiscal year that ends in `year`."""
    month = calendar.fiscal_year_start_month
    return calendar.period(date(year - (month > 1), month, 1), "quarter")


_Y = r"(?P<year>[0-9]{4})"
_CLOCK = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_FORMS = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_Y}-[0-9]{{2}}-[0-9]{{2}}(?:{_CLOCK})?", _read_day),
        (rf"{_Y}-?W(?P<week>[0-9]{{2}})", _read_week),
        (rf"{_Y}-(?P<month>[0-9]{{2}})", _read_month),
        (rf"{_Y} (?P<name>[A-Za-z]+)", _read_named_month),
        (rf"(?:FY)?{_Y}[- ]?Q(?P<quarter>[1-4])", _read_quarter),
        (rf"(?:FY)?{_Y} (?P<quarter>[1-4])Q", _read_quarter),
        (rf"(?:FY)?{_Y}", _read_year),
        (rf"{_Y}/(?P<next>[0-9]{{2}})", _read_split_year),
    )
)

"""Dates, spans and periods."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from babel.dates import format_date, format_interval, format_skeleton

from kpireport.format.text import Text, babel_locale
from kpireport.periods import Period


class Dates(Text):
    """How a language writes days and the periods they make up."""

    def date(self, day: dt.date) -> str:
        """`25 October 2026`."""
        return _long_date(day, self.locale)

    def short_date(self, day: dt.date) -> str:
        """`25 Oct`."""
        return _short_date(day, self.locale)

    def table_date(self, day: dt.date) -> str:
        """`25 Oct 2026`."""
        return _medium_date(day, self.locale)

    def month(self, day: dt.date) -> str:
        """The month's short name, for axes: `Oct`."""
        return _skeleton(day, "MMM", self.locale)

    def span(self, first: dt.date, last: dt.date) -> str:
        """`19–25 Oct 2026`."""
        return self.date(first) if first == last else _interval(first, last, self.locale)

    def period(self, period: Period) -> str:
        """`25 October 2026`, `week 43`, `September 2026`, `Q3 2026`, `2026`."""
        number = period.label[-2:].lstrip("0")
        match period.grain:
            case "day":
                return self.date(period.start)
            case "week":
                return self.text("week {number}", number=number)
            case "month":
                return _skeleton(period.start, "yMMMM", self.locale)
            case "quarter":
                year, quarter = period.label.split("-")
                return self.text("{quarter} {year}", quarter=quarter, year=self._year(year))
            case _:
                return self._year(period.label)

    def short_period(self, period: Period) -> str:
        """For axes and narrow columns: `25 Oct`, `W43`, `Sep`, `Q3`, `2026`."""
        match period.grain:
            case "day":
                return self.short_date(period.start)
            case "week" | "quarter":
                return period.label.split("-")[1]
            case "month":
                return self.month(period.start)
            case _:
                return self._year(period.label)

    def period_span(self, period: Period) -> str:
        """The period and its days where the name does not tell them: `week 43, 19–25 Oct 2026`."""
        named = self.period(period)
        if period.grain == "week" or (period.grain in ("quarter", "year") and period.label.startswith("FY")):
            return self.text("{period}, {span}", period=named, span=self.span(period.start, period.end))
        return named

    def _year(self, label: str) -> str:
        return self.text("FY {year}", year=label[2:]) if label.startswith("FY") else label


@lru_cache(maxsize=4096)
def _long_date(day: dt.date, locale: str) -> str:
    return format_date(day, "long", locale=babel_locale(locale))


@lru_cache(maxsize=4096)
def _medium_date(day: dt.date, locale: str) -> str:
    return format_date(day, "medium", locale=babel_locale(locale))


@lru_cache(maxsize=4096)
def _short_date(day: dt.date, locale: str) -> str:
    return _skeleton(day, "MMMd", locale)


@lru_cache(maxsize=4096)
def _skeleton(day: dt.date, skeleton: str, locale: str) -> str:
    return str(format_skeleton(skeleton, day, locale=babel_locale(locale)))


@lru_cache(maxsize=4096)
def _interval(first: dt.date, last: dt.date, locale: str) -> str:
    same_month = (first.year, first.month) == (last.year, last.month)
    text = format_interval(first, last, "yMMMMd", locale=babel_locale(locale))
    return text.replace("\u2009", "").replace(" – ", "–") if same_month else text.replace("\u2009", " ")

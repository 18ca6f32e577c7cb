"""What the texts of a date column mean, and how much time each row covers.

A column is understood as a whole: `2009-10` is a month among months, and a year from 2009 to 2010 among such years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kpireport.periods import FIRST_YEAR, LAST_YEAR, Calendar, Grain, Period

#: Microseconds of a day.
DAY = 86_400_000_000

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]"
    r"([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
    r" ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_SPAN = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?: .*)?")
_YEAR = re.compile(r"([0-9]{4})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A read date: its day (an ordinal), its instant in microseconds, and the grain of a period label.

    `grain` is None for a plain day and "day" for a point in time, which is never taken for a longer period.
    """

    day: int
    instant: int
    grain: Grain | None


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a text is not a date."""

    code: str
    message: str
    hint: str


def read_dates(texts: Sequence[str], date_format: str | None, calendar: Calendar) -> list[Stamp | Unread]:
    """The meaning of each (trimmed) text of a column, by `date_format` where one is given."""
    if date_format:
        form = _Form(date_format, calendar)
        return [form.read(text) for text in texts]
    spans = _spans(texts)
    if spans == "ambiguous":
        return [_ambiguous_span(text) if _SPAN.fullmatch(text) else _read(text, texts, calendar) for text in texts]
    return [_read(_slashed(text) if spans == "years" else text, texts, calendar) for text in texts]


def format_fault(date_format: str) -> str | None:
    """What is wrong with a `date_format` itself."""
    plain = _plain(date_format)
    directives = set(re.findall("%(.)", plain))
    if not directives & set("YyGcxs"):
        return "it names no year (%Y)"
    if fault := _open_end(directives):
        return fault
    try:
        datetime.strptime("", _completed(plain)[0])  # noqa: DTZ007
    except ValueError as error:
        return str(error) if "directive" in str(error) or "stray" in str(error) else None
    except re.error:
        return "it repeats a directive"
    return None


def _open_end(directives: set[str]) -> str | None:
    """Why a format with these directives leaves open which day is meant, though it names more than a month."""
    weekday, month = directives & set("uwaA"), directives & set("mbBh")
    if directives & set("jcxDFs") or ("d" in directives and month) or (directives & set("WUV") and weekday):
        return "it reads hours of 12 without %p" if "I" in directives and "p" not in directives else None
    if directives & set("WU"):
        return "%W and %U need a weekday (%u); weeks alone are %G-W%V"
    if "d" in directives:
        return "it names a day and no month (%m)"
    if directives & set("HIMSfpTX") or (weekday and "V" not in directives):
        return "it names a weekday or a time and no day (%d)"
    return None


def _spans(texts: Iterable[str]) -> str:
    """Whether texts like `2017-18` are months, years that span two, or could be either."""
    found = [match for match in map(_SPAN.fullmatch, texts) if match]
    if not found or any(int(match[2]) != (int(match[1]) + 1) % 100 for match in found):
        return "months"
    return "ambiguous" if all(1 <= int(match[2]) <= 12 for match in found) else "years"


def _slashed(text: str) -> str:
    match = _SPAN.fullmatch(text)
    return f"{match[1]}/{match[2]}" if match else text


def _ambiguous_span(text: str) -> Unread:
    hint = f'write {text.replace("-", "/")} for the year, or set `date_format: "%Y-%m"` for the month'
    return Unread("D006", f"“{text}” may be a month or a year that spans two", hint)


def _read(text: str, column: Sequence[str], calendar: Calendar) -> Stamp | Unread:
    try:
        if _ISO_DAY.fullmatch(text):
            return _day(date.fromisoformat(text)) or _out_of_range(text)
        if match := _ISO_TIME.fullmatch(text):
            return _time(datetime.fromisoformat("".join(part or "" for part in (match[1], " ", match[2], match[3]))))
        return _label(calendar.parse(text))
    except (ValueError, OverflowError) as error:
        return _unread(text, column, str(error))


def _day(day: date) -> Stamp | None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Stamp(day.toordinal(), day.toordinal() * DAY, None)


def _time(moment: datetime) -> Stamp | Unread:
    """The day as written, whatever the zone; the instant orders and tells apart what was measured on that day."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return _out_of_range(moment.date().isoformat())
    offset = moment.utcoffset() or timedelta()
    wall = moment.replace(tzinfo=None) - datetime.combine(moment.date(), datetime.min.time())
    day = moment.date().toordinal()
    return Stamp(day, day * DAY + (wall - offset) // timedelta(microseconds=1), "day")


def _label(period: Period) -> Stamp:
    start = period.start.toordinal()
    return Stamp(start, start * DAY, None if period.grain == "day" else period.grain)


def _out_of_range(text: str) -> Unread:
    return Unread("D012", f"the year of “{text}” is outside {FIRST_YEAR} to {LAST_YEAR}", "mend the date")


def _unread(text: str, column: Sequence[str], reason: str) -> Unread:
    if not text:
        return Unread("D005", "a value without a date", "give the row a date, or leave its value empty")
    if match := _DAY_FIRST.fullmatch(text):
        return _day_first(text, match[2], column)
    year = _YEAR.match(text)
    if year and not FIRST_YEAR <= int(year[1]) <= LAST_YEAR:
        return _out_of_range(text)
    if re.fullmatch("[0-9]{8}", text):
        return Unread("D005", f"“{text}” is not a date", 'set `date_format: "%Y%m%d"` on the source')
    if re.fullmatch("[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}", text):
        return Unread("D005", f"“{text}” is not an ISO date", 'set `date_format: "%Y/%m/%d"` on the source')
    if hint := _span_hint(text):
        return Unread("D005", f"“{text}” is not one day or period", hint)
    message = f"“{text}” is not a date" if reason.startswith("Invalid isoformat") or text in reason else reason
    return Unread("D005", _sentence(text, message), _FORMS)


def _span_hint(text: str) -> str | None:
    """What helps where a text names several years, or a date with a mark after it."""
    if match := re.fullmatch(r"([0-9]{4})\s*[-/–]\s*(?:[0-9]{2})?([0-9]{2})", text):
        follows = int(match[2]) == (int(match[1]) + 1) % 100
        return f"write {match[1]}/{match[2]} for the year that spans the two" if follows else _ONE
    if re.fullmatch(r"[0-9]{4} to [0-9]{4}", text):
        return _ONE
    return (
        "take the mark out of the date; a remark has room in a column"
        if re.fullmatch(r"[0-9/-]+[^\w\s]+", text)
        else None
    )


_ONE = "a row covers one day, week, month, quarter or year"


def _sentence(text: str, reason: str) -> str:
    return reason if text in reason else f"“{text}” is not a date: {reason}"


_FORMS = "write 2026-10-05, 2026-W43, 2026-09, 2026-Q3, FY2026, 2025/26 or 2026; other days need `date_format`"


def _day_first(text: str, mark: str, column: Sequence[str]) -> Unread:
    """A day and a month in an order that only the whole column, or nobody, can tell."""
    year = "%Y" if re.search("[0-9]{4}", text) else "%y"
    orders = _orders(mark, year)
    fitting = [form for form in orders if all(_fits(other, form) for other in column if other)]
    forms = " or ".join(f'`date_format: "{form}"`' for form in fitting or orders)
    reach = "every date of the column reads with " if len(fitting) == 1 else "set "
    return Unread("D006", f"“{text}”: which is the day, which the month?", f"{reach}{forms}")


def _orders(mark: str, year: str) -> tuple[str, ...]:
    """The ways to write a day; a year of two digits may come first, too."""
    ways = (f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}")
    return (*ways, f"%y{mark}%m{mark}%d") if year == "%y" else ways


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------------------------------ dates in a given format


def _plain(date_format: str) -> str:
    """Without the `-` and `#` by which some systems drop leading zeros: those are optional when reading."""
    return re.sub("%[-#]", "%", date_format)


def _completed(plain: str) -> tuple[str, str]:
    """The format, and what to add to it and to the text so that a week without weekday means its Monday."""
    directives = set(re.findall("%(.)", plain))
    return (f"{plain} %u", " 1") if "V" in directives and not directives & set("uwaA") else (plain, "")


class _Form:
    """Reads dates in one `strptime` format; what it leaves open (the day, the month) is the row's grain."""

    def __init__(self, date_format: str, calendar: Calendar) -> None:
        self.form, self.added = _completed(_plain(date_format))
        self.shown = date_format
        self.calendar = calendar
        self.grain = _form_grain(set(re.findall("%(.)", self.form)), bool(self.added))

    def read(self, text: str) -> Stamp | Unread:
        try:
            moment = datetime.strptime(text + self.added, self.form)  # noqa: DTZ007
        except (ValueError, OverflowError):
            if not text:
                return _unread(text, (), "")
            hint = f'the source says `date_format: "{self.shown}"`'
            return Unread("D005", f"“{text}” does not have the form {self.shown}", hint)
        if self.grain == "day":
            return _time(moment)
        if self.grain == "year":
            return _read(f"{moment.year:04}", (), self.calendar)
        stamp = _day(moment.date())
        if stamp is None:
            return _out_of_range(text)
        return Stamp(stamp.day, stamp.instant, self.grain)


def _form_grain(directives: set[str], whole_weeks: bool) -> Grain | None:
    if directives & set("HIMSfpTXcs"):
        return "day"
    if whole_weeks:
        return "week"
    if directives & set("djxDFuwaA"):
        return None
    return "month" if directives & set("mbBh") else "year"


# ----------------------------------------------------------------------------------------------- the grain of days


def positions(day: date, calendar: Calendar) -> int:
    """Where a day sits, as bits: two for each of year, quarter and month (its first day, its last), 64 << weekday."""
    bits = 64 << day.weekday()
    for place, grain in enumerate(_LONG):
        period = calendar.period(day, grain)
        bits |= (day == period.start) << (2 * place) | (day == period.end) << (2 * place + 1)
    return bits


def grain_at(shared: int) -> Grain:
    """The coarsest grain of three or more days that share these `positions`: one place, so once a period."""
    for place, grain in enumerate(_LONG):
        if shared >> (2 * place) & 3:
            return grain
    return "week" if shared >> 6 else "day"


_LONG: tuple[Grain, ...] = ("year", "quarter", "month")

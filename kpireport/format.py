"""Numbers, changes, dates and fixed words, as the reader's language writes them.

`Language` is the only place that turns a value into text, so that a card, a chart, a table and a mail agree. Thousands
are parted by a narrow no-break space, minus is U+2212, and only changes carry a plus sign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from gettext import NullTranslations
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import get_currency_symbol, get_decimal_symbol

from kpireport.model import Basis, Metric, Reason, Status
from kpireport.periods import Grain, Period

NARROW = "\u202f"
MINUS = "\u2212"
#: From here a number is written in thousands, millions … on cards.
COMPACT_FROM = 100_000
_SCALES = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
_DURATIONS = (
    (Decimal(172_800), Decimal(86_400), "days"),
    (Decimal(3_600), Decimal(3_600), "h"),
    (Decimal(60), Decimal(60), "min"),
)
#: Decimal numbers hold no more.
_MOST_DIGITS = 26
_NO_WORD = frozenset({"count", "ratio", "score"})


def is_locale(name: str) -> bool:
    """Whether numbers and dates can be written for `name` (`en-GB`, `de`, `pt-BR`)."""
    try:
        Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


class Language:
    """How one language and currency write values. Pure; results depend on the arguments alone."""

    def __init__(self, locale: str = "en-GB", currency: str | None = None) -> None:
        self.locale = locale
        self.currency = currency
        self._babel = Locale.parse(locale, sep="-")
        self._translations = NullTranslations()
        self._decimal = str(get_decimal_symbol(self._babel))
        self.gettext: Callable[[str], str] = self._translations.gettext
        self.ngettext: Callable[[str, str, int], str] = self._translations.ngettext

    @property
    def tag(self) -> str:
        """The `lang` attribute of a page."""
        return self.locale

    @property
    def direction(self) -> str:
        return str(self._babel.text_direction)

    def text(self, message: str, **values: object) -> str:
        """`message` in this language with its `{placeholders}` filled."""
        return self.gettext(message).format(**values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form of a message that fits `n`, which it may show as `{n}`."""
        return self.ngettext(one, many, n).format(n=self.count(n), **values)

    def join(self, items: list[str] | tuple[str, ...]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return self.text("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])

    # ------------------------------------------------------------------------------------------------- numbers

    def value(self, number: float | None, metric: Metric) -> str:
        """For cards: three significant digits and the unit (`1.20 M`, `52 300`, `21.5 %`, `€3.86`)."""
        return self._figure(number, metric, _card)

    def exact(self, number: float | None, metric: Metric) -> str:
        """For tables: every digit that carries meaning."""
        return self._figure(number, metric, _table)

    def change(self, number: float | None, metric: Metric) -> str:
        """A difference with its sign, in percentage points where the unit is a percentage."""
        return self._figure(number, metric, _card_change, change=True)

    def exact_change(self, number: float | None, metric: Metric) -> str:
        return self._figure(number, metric, _table_change, change=True)

    def axis(self, numbers: Sequence[float], metric: Metric, *, change: bool = False) -> list[str]:
        """The marks of an axis: all in the scale of the largest, and with the decimals that their steps need.

        `0`, `0.5 M`, `1.0 M`, not `500 k` beside `1.00 M`. Marks of a `change` carry signs: `−2 pp`, `0 pp`, `+2 pp`.
        """
        size, scale = self._axis_scale(numbers, metric)
        factor = 100 if metric.unit == "fraction" else 1
        amounts = [_decimal(number) * factor / size for number in numbers]
        digits = _axis_decimals(amounts)
        if metric.unit == "currency" and digits and not scale:
            digits = max(digits, 2)
        return [self._mark(number, metric, _Shape(size, scale), digits, change=change) for number in numbers]

    def axis_unit(self, numbers: Sequence[float], metric: Metric) -> float:
        """What one unit of an axis measures in the metric's own: 3600 on an axis of hours, where it counts seconds."""
        return float(self._axis_scale(numbers, metric)[0]) if metric.unit == "duration" else 1.0

    def _axis_scale(self, numbers: Sequence[float], metric: Metric) -> tuple[Decimal, str]:
        """The size and the word of the scale that fits the largest number."""
        largest = max((abs(_decimal(number)) for number in numbers), default=Decimal(0))
        if metric.unit == "duration":
            return next(((size, name) for least, size, name in _DURATIONS if largest >= least), (Decimal(1), ""))
        largest *= 100 if metric.unit == "fraction" else 1
        if largest < COMPACT_FROM:
            return Decimal(1), ""
        return next((size, name) for size, name in _SCALES if largest >= size)

    def _mark(self, number: float, metric: Metric, scale: _Shape, digits: int, *, change: bool) -> str:
        """One mark of an axis; zero is short, and says its scale only where that is a unit."""
        if not number:
            word = scale.scale if metric.unit == "duration" else ""
            return self._figure(0.0, metric, lambda *_: _Shape(Decimal(0), word), change=change)

        def shape(amount: Decimal, _: Metric) -> _Shape:
            return _Shape(_rounded(amount / scale.amount, digits), scale.scale)

        return self._figure(number, metric, shape, change=change)

    def relative(self, share: float | None) -> str:
        """A relative change, one decimal: `+9.1 %`."""
        return self._percent(share, signed=True)

    def share(self, share: float | None) -> str:
        """A share, one decimal: `60.0 %`."""
        return self._percent(share, signed=False)

    def plain(self, number: float | None, digits: int = 3) -> str:
        """A bare number of `digits` significant digits."""
        return "–" if number is None else self._digits(_significant(_decimal(number), digits))

    def correlation(self, r: float) -> str:
        """Two decimals: `0.62`, `−0.30`."""
        return self._digits(_decimal(r).quantize(Decimal("0.01"), ROUND_HALF_UP) + 0)

    def count(self, number: int) -> str:
        """A whole number in full."""
        return self._digits(Decimal(number))

    def likelihood(self, probability: float) -> str:
        """Rounded to 5 %, never 0 or 100: `about 70 %`, `less than 5 %`, `more than 95 %`."""
        if probability < 0.05:
            return self.text("less than {p}", p=self._rounded_percent(5))
        if probability > 0.95:
            return self.text("more than {p}", p=self._rounded_percent(95))
        return self.text("about {p}", p=self._rounded_percent(_to_five(probability)))

    def likely(self, probability: float) -> str:
        """The same for narrow columns: `70 % likely`, `under 5 % likely`, `over 95 % likely`."""
        if probability < 0.05:
            return self.text("under {p} likely", p=self._rounded_percent(5))
        if probability > 0.95:
            return self.text("over {p} likely", p=self._rounded_percent(95))
        return self.text("{p} likely", p=self._rounded_percent(_to_five(probability)))

    def _rounded_percent(self, percent: int) -> str:
        return f"{percent}{NARROW}%"

    def _percent(self, share: float | None, *, signed: bool) -> str:
        if share is None:
            return "–"
        percent = (_decimal(share) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return self._sign(percent, f"{self._digits(abs(percent))}{NARROW}%", signed=signed)

    def _figure(
        self, number: float | None, metric: Metric, shape: Callable[[Decimal, Metric], _Shape], *, change: bool = False
    ) -> str:
        if number is None:
            return "–"
        amount = _decimal(number) * (100 if metric.unit == "fraction" else 1)
        shaped = shape(abs(amount), metric)
        figure = self._digits(shaped.amount) + (f"{NARROW}{self.gettext(shaped.scale)}" if shaped.scale else "")
        signed = amount if shaped.amount else Decimal(0)
        if metric.unit == "currency" and self.currency:
            return self._sign(signed, self._money(figure, self.currency), signed=change)
        word = self._unit_word(metric, scaled=shaped.scale, change=change)
        return self._sign(signed, figure, signed=change) + (f"{NARROW}{word}" if word else "")

    def _unit_word(self, metric: Metric, *, scaled: str, change: bool) -> str:
        if metric.unit in ("percent", "fraction"):
            return self.gettext("pp") if change else "%"
        if metric.unit == "duration":
            return "" if scaled else self.gettext("s")
        return "" if metric.unit in _NO_WORD or metric.unit == "currency" else metric.unit

    def _money(self, figure: str, currency: str) -> str:
        symbol = get_currency_symbol(currency, locale=self._babel)
        return f"{symbol}{figure}" if self._money_first else f"{figure}{NARROW}{symbol}"

    @cached_property
    def _money_first(self) -> bool:
        return str(self._babel.currency_formats["standard"].pattern).lstrip().startswith("¤")

    def _sign(self, amount: Decimal, figure: str, *, signed: bool) -> str:
        if amount < 0:
            return f"{MINUS}{figure}"
        return f"+{figure}" if signed and amount > 0 else figure

    def _digits(self, amount: Decimal) -> str:
        sign, whole, fraction = _split(amount)
        return f"{sign}{_grouped(whole)}{self._decimal + fraction if fraction else ''}"

    # --------------------------------------------------------------------------------------------------- dates

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

    # ---------------------------------------------------------------------------------------------- fixed words

    def cadence(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("daily"),
            "week": self.gettext("weekly"),
            "month": self.gettext("monthly"),
            "quarter": self.gettext("quarterly"),
            "year": self.gettext("yearly"),
        }
        return words[grain]

    def per(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("a day"),
            "week": self.gettext("a week"),
            "month": self.gettext("a month"),
            "quarter": self.gettext("a quarter"),
            "year": self.gettext("a year"),
        }
        return words[grain]

    def every(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("every day"),
            "week": self.gettext("every week"),
            "month": self.gettext("every month"),
            "quarter": self.gettext("every quarter"),
            "year": self.gettext("every year"),
        }
        return words[grain]

    def last(self, grain: Grain) -> str:
        words: dict[Grain, str] = {
            "day": self.gettext("the day before"),
            "week": self.gettext("last week"),
            "month": self.gettext("last month"),
            "quarter": self.gettext("last quarter"),
            "year": self.gettext("last year"),
        }
        return words[grain]

    def periods(self, n: int, grain: Grain) -> str:
        """`1 week`, `3 weeks`."""
        words: dict[Grain, tuple[str, str]] = {
            "day": ("{n} day", "{n} days"),
            "week": ("{n} week", "{n} weeks"),
            "month": ("{n} month", "{n} months"),
            "quarter": ("{n} quarter", "{n} quarters"),
            "year": ("{n} year", "{n} years"),
        }
        return self.plural(*words[grain], n)

    def status(self, status: Status) -> str:
        words: dict[Status, str] = {
            "met": self.gettext("Met"),
            "on_track": self.gettext("On track"),
            "at_risk": self.gettext("At risk"),
            "off_track": self.gettext("Off track"),
            "missed": self.gettext("Missed"),
            "unknown": self.gettext("Unknown"),
        }
        return words[status]

    def basis(self, basis: Basis, grain: Grain) -> str:
        """The name of a comparison: `Last week`, `Same week last year`, `Baseline` …"""
        if basis == "previous_period":
            previous = self.last(grain)
            return previous[0].upper() + previous[1:]
        year_ago: dict[Grain, str] = {
            "day": self.gettext("Same day last year"),
            "week": self.gettext("Same week last year"),
            "month": self.gettext("Same month last year"),
            "quarter": self.gettext("Same quarter last year"),
            "year": self.gettext("Year before"),
        }
        words: dict[Basis, str] = {
            "year_ago": year_ago[grain],
            "baseline": self.gettext("Baseline"),
            "benchmark": self.gettext("Benchmark"),
            "target": self.gettext("Target"),
        }
        return words[basis]

    def reason(self, reason: Reason) -> str:
        """What is missing, and how to supply it."""
        words: dict[Reason, str] = {
            "no_data": self.gettext("No data. Add rows for this metric to its source."),
            "no_closed_period": self.gettext("No period is complete yet. The first figure comes when one closes."),
            "short_history": self.gettext("Too little history. More closed periods are needed."),
            "no_deadline": self.gettext("No deadline. Add “by” to the target."),
            "no_baseline": self.gettext("No baseline. Add “from” to the target."),
            "window_not_started": self.gettext("The target has not begun, or none of its periods is complete."),
            "partial_period": self.gettext("The period is open, and only daily data can be compared day for day."),
            "coarser_than_cadence": self.gettext(
                "The data is coarser than the cadence. Report less often, or add finer data."
            ),
            "zero_base": self.gettext("A relative change from zero has no meaning."),
            "sign_change": self.gettext("A relative change across zero has no meaning."),
            "not_additive": self.gettext("The parts of this measure do not add up, so no share can be given."),
            "no_dimension": self.gettext("No segments in the data. Add a column such as channel or product."),
            "no_change": self.gettext("Nothing changed, so there is nothing to account for."),
            "text_target": self.gettext("The target is in words. Give it a number to judge it."),
            "stale": self.gettext("The data is older than two periods. Update the source."),
            "unreliable": self.gettext("The series is too irregular for a reliable answer."),
            "not_applicable": self.gettext("Does not apply to this kind of target."),
            "not_yet": self.gettext("Not computed in this version."),
        }
        return words[reason]


# ------------------------------------------------------------------------------------------------ shaping numbers


class _Shape:
    """A rounded amount and the word of its scale (`M`, `min`, or none)."""

    __slots__ = ("amount", "scale")

    def __init__(self, amount: Decimal, scale: str = "") -> None:
        self.amount = amount
        self.scale = scale


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def _significant(amount: Decimal, digits: int) -> Decimal:
    """Rounded half up to `digits` significant digits; digits before the point are kept as zeros."""
    if not amount:
        return Decimal(0)
    rounded = amount.quantize(Decimal(1).scaleb(amount.adjusted() - digits + 1), ROUND_HALF_UP)
    grew = rounded.adjusted() > amount.adjusted()
    return rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - digits + 1)) if grew else rounded


def _card(amount: Decimal, metric: Metric) -> _Shape:
    if metric.unit == "duration":
        return _duration(amount)
    rounded = _significant(amount, 3)
    if rounded >= COMPACT_FROM:
        scale, name = next((scale, name) for scale, name in _SCALES if rounded >= scale)
        return _Shape(_significant(rounded / scale, 3), name)
    if metric.decimals is not None and amount < 1000:
        return _Shape(amount.quantize(Decimal(1).scaleb(-metric.decimals), ROUND_HALF_UP))
    if metric.unit == "currency" and amount < 1000 and amount != amount.to_integral_value():
        return _Shape(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return _Shape(_trimmed(rounded))


def _card_change(amount: Decimal, metric: Metric) -> _Shape:
    """Percentage points to one decimal, below one point to two; everything else as on a card."""
    if metric.unit not in ("percent", "fraction") or metric.decimals is not None or amount >= COMPACT_FROM:
        return _card(amount, metric)
    digits = Decimal("0.01") if amount < 1 else Decimal("0.1")
    return _Shape(_trimmed(amount.quantize(digits, ROUND_HALF_UP)))


def _duration(seconds: Decimal) -> _Shape:
    for least, size, name in _DURATIONS:
        if seconds >= least:
            return _Shape(_trimmed(_significant(seconds / size, 3)), name)
    return _Shape(_trimmed(_significant(seconds, 3)))


def _table(amount: Decimal, metric: Metric) -> _Shape:
    if metric.decimals is not None:
        return _Shape(amount.quantize(Decimal(1).scaleb(-metric.decimals), ROUND_HALF_UP))
    if metric.unit == "currency":
        return _Shape(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
    if metric.unit in ("percent", "fraction") and amount >= Decimal("0.005"):
        return _Shape(_trimmed(amount.quantize(Decimal("0.01"), ROUND_HALF_UP)))
    if amount >= 1:
        return _Shape(_trimmed(amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)))
    return _Shape(_trimmed(_significant(amount, 4)))


def _rounded(amount: Decimal, digits: int) -> Decimal:
    """Rounded half up to `digits` decimals; one of too many digits for that as it is on a card."""
    if amount.adjusted() + digits > _MOST_DIGITS:
        return _significant(amount, 3)
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _axis_decimals(amounts: Sequence[Decimal]) -> int:
    """The decimals that write the least distance between two of the amounts in full, where a few do."""
    least = min((abs(after - before) for before, after in pairwise(amounts)), default=Decimal(1))
    exact = (digits for digits in range(18) if abs(least - _rounded(least, digits)) <= least / 10**6)
    return next(exact, 18)


def _table_change(amount: Decimal, metric: Metric) -> _Shape:
    """Percentage points to two decimals; everything else as in a table."""
    if metric.unit in ("percent", "fraction") and metric.decimals is None:
        return _Shape(_trimmed(amount.quantize(Decimal("0.01"), ROUND_HALF_UP)))
    return _table(amount, metric)


def _trimmed(amount: Decimal) -> Decimal:
    """Without zeros after the point that carry nothing."""
    if amount == amount.to_integral_value():
        return amount.quantize(Decimal(1))
    return amount.normalize()


def _split(amount: Decimal) -> tuple[str, str, str]:
    text = format(abs(amount), "f")
    whole, _, fraction = text.partition(".")
    return (MINUS if amount < 0 else ""), whole, fraction


def _grouped(whole: str) -> str:
    return f"{int(whole):,}".replace(",", NARROW)


def _to_five(probability: float) -> int:
    return int((_decimal(probability) * 20).quantize(Decimal(1), ROUND_HALF_UP)) * 5


# --------------------------------------------------------------------------------------------------- shaping dates


@lru_cache(maxsize=4096)
def _long_date(day: dt.date, locale: str) -> str:
    return format_date(day, "long", locale=_babel(locale))


@lru_cache(maxsize=4096)
def _medium_date(day: dt.date, locale: str) -> str:
    return format_date(day, "medium", locale=_babel(locale))


@lru_cache(maxsize=4096)
def _short_date(day: dt.date, locale: str) -> str:
    return _skeleton(day, "MMMd", locale)


@lru_cache(maxsize=4096)
def _skeleton(day: dt.date, skeleton: str, locale: str) -> str:
    return str(format_skeleton(skeleton, day, locale=_babel(locale)))


@lru_cache(maxsize=4096)
def _interval(first: dt.date, last: dt.date, locale: str) -> str:
    same_month = (first.year, first.month) == (last.year, last.month)
    text = format_interval(first, last, "yMMMMd", locale=_babel(locale))
    return text.replace("\u2009", "").replace(" – ", "–") if same_month else text.replace("\u2009", " ")


@lru_cache(maxsize=32)
def _babel(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")

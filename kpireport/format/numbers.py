"""Numbers with their units: values, changes, axes, shares and likelihoods. Only changes carry a plus sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from babel.numbers import get_currency_symbol, get_decimal_symbol

from kpireport.format.digits import NARROW, digits, with_sign
from kpireport.format.rounding import (
    Shape,
    axis_decimals,
    axis_scale,
    card,
    card_change,
    decimal,
    is_whole_on_card,
    significant,
    table,
    table_change,
    to_decimals,
    to_five,
)
from kpireport.format.text import Text
from kpireport.model import Metric

_NO_WORD = frozenset({"count", "ratio", "score"})


class Numbers(Text):
    """How a language writes numbers. All that take a metric write its unit."""

    def value(self, number: float | None, metric: Metric) -> str:
        """For cards: three significant digits and the unit (`1.20 M`, `52 300`, `21.5 %`, `€3.86`)."""
        return self._figure(number, metric, card)

    def exact(self, number: float | None, metric: Metric) -> str:
        """For tables: every digit that carries meaning."""
        return self._figure(number, metric, table)

    def mark(self, number: float, metric: Metric) -> str:
        """A threshold as it was agreed: as on a card where that leaves nothing out, else every digit."""
        amount = abs(decimal(number)) * (100 if metric.unit == "fraction" else 1)
        return self.value(number, metric) if is_whole_on_card(amount, metric) else self.exact(number, metric)

    def change(self, number: float | None, metric: Metric) -> str:
        """A difference with its sign, in percentage points where the unit is a percentage."""
        return self._figure(number, metric, card_change, change=True)

    def exact_change(self, number: float | None, metric: Metric) -> str:
        return self._figure(number, metric, table_change, change=True)

    def axis(self, numbers: Sequence[float], metric: Metric, *, change: bool = False) -> list[str]:
        """The marks of an axis: all in the scale of the largest, and with the decimals that their steps need.

        `0`, `0.5 M`, `1.0 M`, not `500 k` beside `1.00 M`. Marks of a `change` carry signs: `−2 pp`, `0 pp`, `+2 pp`.
        """
        scale = axis_scale(numbers, metric)
        factor = 100 if metric.unit == "fraction" else 1
        decimals = axis_decimals([decimal(number) * factor / scale.amount for number in numbers])
        if metric.unit == "currency" and decimals and not scale.scale:
            decimals = max(decimals, 2)
        return [self._mark(number, metric, scale, decimals, change=change) for number in numbers]

    def axis_unit(self, numbers: Sequence[float], metric: Metric) -> float:
        """What one unit of an axis measures in the metric's own: 3600 on an axis of hours, where it counts seconds."""
        return float(axis_scale(numbers, metric).amount) if metric.unit == "duration" else 1.0

    def _mark(self, number: float, metric: Metric, scale: Shape, decimals: int, *, change: bool) -> str:
        """One mark of an axis; zero is short, and says its scale only where that is a unit."""
        if not number:
            word = scale.scale if metric.unit == "duration" else ""
            return self._figure(0.0, metric, lambda *_: Shape(Decimal(0), word), change=change)

        def shape(amount: Decimal, _: Metric) -> Shape:
            return Shape(to_decimals(amount / scale.amount, decimals), scale.scale)

        return self._figure(number, metric, shape, change=change)

    def relative(self, share: float | None) -> str:
        """A relative change, one decimal: `+9.1 %`."""
        return self._percent(share, signed=True)

    def share(self, share: float | None) -> str:
        """A share, one decimal: `60.0 %`."""
        return self._percent(share, signed=False)

    def percent(self, share: float) -> str:
        """A share as it was agreed, with the decimals that it has: `20 %`, `12.5 %`."""
        percent = decimal(share) * 100
        whole = percent == percent.to_integral_value()
        return f"{self._digits(percent.quantize(Decimal(1)) if whole else percent.normalize())}{NARROW}%"

    def plain(self, number: float | None, digits: int = 3) -> str:
        """A bare number of `digits` significant digits."""
        return "–" if number is None else self._digits(significant(decimal(number), digits))

    def score(self, score: float) -> str:
        """A score from 0 to 1 with one decimal: `0.7`."""
        return self._digits(decimal(score).quantize(Decimal("0.1"), ROUND_HALF_UP))

    def correlation(self, r: float) -> str:
        """Two decimals: `0.62`, `−0.30`."""
        return self.ratio(r)

    def ratio(self, ratio: float) -> str:
        """A bare ratio, such as a pace, with two decimals: `0.93`."""
        return self._digits(decimal(ratio).quantize(Decimal("0.01"), ROUND_HALF_UP) + 0)

    def likelihood(self, probability: float) -> str:
        """Rounded to 5 %, never 0 or 100: `about 70 %`, `less than 5 %`, `more than 95 %`."""
        if probability < 0.05:
            return self.text("less than {p}", p=self._rounded_percent(5))
        if probability > 0.95:
            return self.text("more than {p}", p=self._rounded_percent(95))
        return self.text("about {p}", p=self._rounded_percent(to_five(probability)))

    def likely(self, probability: float) -> str:
        """The same for narrow columns: `70 % likely`, `under 5 % likely`, `over 95 % likely`."""
        if probability < 0.05:
            return self.text("under {p} likely", p=self._rounded_percent(5))
        if probability > 0.95:
            return self.text("over {p} likely", p=self._rounded_percent(95))
        return self.text("{p} likely", p=self._rounded_percent(to_five(probability)))

    def _rounded_percent(self, percent: int) -> str:
        return f"{percent}{NARROW}%"

    def _percent(self, share: float | None, *, signed: bool) -> str:
        if share is None:
            return "–"
        percent = (decimal(share) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return with_sign(percent, f"{self._digits(abs(percent))}{NARROW}%", plus=signed)

    def _figure(
        self, number: float | None, metric: Metric, shape: Callable[[Decimal, Metric], Shape], *, change: bool = False
    ) -> str:
        if number is None:
            return "–"
        amount = decimal(number) * (100 if metric.unit == "fraction" else 1)
        shaped = shape(abs(amount), metric)
        figure = self._digits(shaped.amount) + (f"{NARROW}{self.gettext(shaped.scale)}" if shaped.scale else "")
        signed = amount if shaped.amount else Decimal(0)
        if metric.unit == "currency" and self.currency:
            return with_sign(signed, self._money(figure, self.currency), plus=change)
        word = self._unit_word(metric, scaled=shaped.scale, change=change)
        return with_sign(signed, figure, plus=change) + (f"{NARROW}{word}" if word else "")

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

    def _digits(self, amount: Decimal) -> str:
        return digits(amount, self._point)

    @cached_property
    def _point(self) -> str:
        return str(get_decimal_symbol(self._babel))

"""How many digits an amount shows: on a card, in a table, on an axis; and in which scale (`k`, `M`, `min`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from kpireport.model import Metric

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


class Shape:
    """A rounded amount and the word of its scale (`M`, `min`, or none)."""

    __slots__ = ("amount", "scale")

    def __init__(self, amount: Decimal, scale: str = "") -> None:
        self.amount = amount
        self.scale = scale


def decimal(number: float) -> Decimal:
    """The number as it prints, without the rest that its binary form carries."""
    return Decimal(repr(float(number)))


def significant(amount: Decimal, digits: int) -> Decimal:
    """Rounded half up to `digits` significant digits; digits before the point are kept as zeros."""
    if not amount:
        return Decimal(0)
    rounded = amount.quantize(Decimal(1).scaleb(amount.adjusted() - digits + 1), ROUND_HALF_UP)
    grew = rounded.adjusted() > amount.adjusted()
    return rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - digits + 1)) if grew else rounded


def card(amount: Decimal, metric: Metric) -> Shape:
    """Three significant digits, in the scale that fits."""
    if metric.unit == "duration":
        return _duration(amount)
    rounded = significant(amount, 3)
    if rounded >= COMPACT_FROM:
        scale, name = next((scale, name) for scale, name in _SCALES if rounded >= scale)
        return Shape(significant(rounded / scale, 3), name)
    if metric.decimals is not None and amount < 1000:
        return Shape(amount.quantize(Decimal(1).scaleb(-metric.decimals), ROUND_HALF_UP))
    if metric.unit == "currency" and amount < 1000 and amount != amount.to_integral_value():
        return Shape(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return Shape(_trimmed(rounded))


def is_whole_on_card(amount: Decimal, metric: Metric) -> bool:
    """Whether a card shows the amount without rounding anything away."""
    shown = card(amount, metric)
    sizes = {name: size for size, name in _SCALES} | {name: size for _, size, name in _DURATIONS}
    return shown.amount * sizes.get(shown.scale, Decimal(1)) == amount


def card_change(amount: Decimal, metric: Metric) -> Shape:
    """Percentage points to one decimal, below one point to two; everything else as on a card."""
    if metric.unit not in ("percent", "fraction") or metric.decimals is not None or amount >= COMPACT_FROM:
        return card(amount, metric)
    digits = Decimal("0.01") if amount < 1 else Decimal("0.1")
    return Shape(_trimmed(amount.quantize(digits, ROUND_HALF_UP)))


def _duration(seconds: Decimal) -> Shape:
    for least, size, name in _DURATIONS:
        if seconds >= least:
            return Shape(_trimmed(significant(seconds / size, 3)), name)
    return Shape(_trimmed(significant(seconds, 3)))


def table(amount: Decimal, metric: Metric) -> Shape:
    """Every digit that carries meaning."""
    if metric.decimals is not None:
        return Shape(amount.quantize(Decimal(1).scaleb(-metric.decimals), ROUND_HALF_UP))
    if metric.unit == "currency":
        return Shape(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
    if metric.unit in ("percent", "fraction") and amount >= Decimal("0.005"):
        return Shape(_trimmed(amount.quantize(Decimal("0.01"), ROUND_HALF_UP)))
    if amount >= 1:
        return Shape(_trimmed(amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)))
    return Shape(_trimmed(significant(amount, 4)))


def table_change(amount: Decimal, metric: Metric) -> Shape:
    """Percentage points to two decimals; everything else as in a table."""
    if metric.unit in ("percent", "fraction") and metric.decimals is None:
        return Shape(_trimmed(amount.quantize(Decimal("0.01"), ROUND_HALF_UP)))
    return table(amount, metric)


def axis_scale(numbers: Sequence[float], metric: Metric) -> Shape:
    """The size and the word of the scale that fits the largest of an axis's numbers."""
    largest = max((abs(decimal(number)) for number in numbers), default=Decimal(0))
    if metric.unit == "duration":
        found = ((size, name) for least, size, name in _DURATIONS if largest >= least)
        return Shape(*next(found, (Decimal(1), "")))
    largest *= 100 if metric.unit == "fraction" else 1
    if largest < COMPACT_FROM:
        return Shape(Decimal(1))
    return next(Shape(size, name) for size, name in _SCALES if largest >= size)


def axis_decimals(amounts: Sequence[Decimal]) -> int:
    """The decimals that write the least distance between two of the amounts in full, where a few do."""
    least = min((abs(after - before) for before, after in pairwise(amounts)), default=Decimal(1))
    exact = (digits for digits in range(18) if abs(least - to_decimals(least, digits)) <= least / 10**6)
    return next(exact, 18)


def to_decimals(amount: Decimal, digits: int) -> Decimal:
    """Rounded half up to `digits` decimals; one of too many digits for that as it is on a card."""
    if amount.adjusted() + digits > _MOST_DIGITS:
        return significant(amount, 3)
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def to_five(probability: float) -> int:
    """In percent, rounded to a multiple of five."""
    return int((decimal(probability) * 20).quantize(Decimal(1), ROUND_HALF_UP)) * 5


def _trimmed(amount: Decimal) -> Decimal:
    """Without zeros after the point that carry nothing."""
    if amount == amount.to_integral_value():
        return amount.quantize(Decimal(1))
    return amount.normalize()

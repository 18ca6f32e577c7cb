"""A chart at both sizes, and what is said in words beside it and to readers who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpireport.charts.axis import Axis, without_word
from kpireport.charts.label import clean
from kpireport.charts.plot import Plot
from kpireport.format import Language
from kpireport.model import KpiResult

WIDE, NARROW = "chart wide", "chart narrow"


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sizes of a chart, and what has to be said beside it."""

    wide: Plot
    narrow: Plot
    note: str | None = None


def without_words(result: KpiResult) -> KpiResult:
    """The result as charts label it: the heading above a chart names the unit, and its marks need short labels."""
    return replace(result, metric=without_word(result.metric))


def axis_note(axes: Sequence[Axis], result: KpiResult, language: Language) -> str:
    """Said where an axis leaves out zero; with the number when it is the same at both sizes."""
    ends = {axis.low if axis.low > 0 else axis.high for axis in axes if axis.low > 0 or axis.high < 0}
    if len(ends) != 1:
        return language.text("The axis leaves out zero.") if ends else ""
    end = ends.pop()
    value = language.value(end, result.metric)
    if end > 0:
        return language.text("The axis starts at {value}.", value=value)
    return language.text("The axis ends at {value}.", value=value)


def sentence(parts: Sequence[str]) -> str:
    return "; ".join(clean(part) for part in parts if part)

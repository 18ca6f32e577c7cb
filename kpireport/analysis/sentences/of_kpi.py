"""The verdict on a KPI: against its target, against its leading comparison, and what accounts for the change."""

from __future__ import annotations

from kpireport.analysis.sentences.of_target import target_clause
from kpireport.format import Language
from kpireport.model import Cause, Comparison, Kpi, Metric, Point, Signal, Status, TargetResult
from kpireport.periods import Grain


def kpi_sentence(
    language: Language,
    kpi: Kpi,
    metric: Metric,
    last: Point | None,
    status: Status,
    target: TargetResult,
    leading: Comparison,
    cause: Cause,
    signal: Signal,
) -> str:
    """The KPI's verdict: against its target, against its leading comparison, and what accounts for the change.

    `last` is the last closed period.
    """
    if last is None:
        return language.reason("no_closed_period")
    period, value = last.period, last.value
    if value is None:
        return language.text("No value for {period}.", period=language.period(period))
    clauses = [
        target_clause(language, metric, value, status, target),
        _comparison_clause(language, metric, kpi.cadence or period.grain, leading),
    ]
    told = [clause for clause in clauses if clause]
    text = "; ".join(told) + _cause_clause(language, leading, cause, signal)
    return (
        _capital(text) + "."
        if told
        else language.text("{value}, with nothing to compare it to.", value=language.value(value, metric))
    )


def _comparison_clause(language: Language, metric: Metric, cadence: Grain, leading: Comparison) -> str:
    if leading.change is None:
        return ""
    than = _than(language, leading, cadence)
    if not leading.change:
        return language.text("unchanged from {than}", than=than)
    if leading.change_relative is None or metric.unit in ("percent", "fraction"):
        amount = language.change(abs(leading.change), metric).lstrip("+")
    else:
        amount = language.relative(abs(leading.change_relative)).lstrip("+")
    text = "{amount} more than {than}" if leading.change > 0 else "{amount} less than {than}"
    return language.text(text, amount=amount, than=than)


def _than(language: Language, comparison: Comparison, cadence: Grain) -> str:
    match comparison.basis:
        case "previous_period":
            return language.last(cadence)
        case "year_ago":
            return language.text("a year ago")
        case "baseline":
            return language.text("the baseline")
        case _:
            return comparison.label


def _cause_clause(language: Language, leading: Comparison, cause: Cause, signal: Signal) -> str:
    """What the change rests on; noise is called so and not accounted for."""
    if leading.significant is False:
        return language.text(", in line with its usual course" if signal.adjustment else ", within normal variation")
    labels = [driver.label for driver in cause.drivers if driver.segment in cause.named and driver.share_of_change]
    if not labels or cause.basis != leading.basis or not leading.change:
        return ""
    return language.text(", mostly {segments}", segments=language.join(labels))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The verdicts in words: one sentence per KPI, per cause, per goal and for the report.

Built from the computed figures alone, through the site's language, so that page, mail and feed say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum

from kpireport.analysis.cause import shift_towards
from kpireport.format import Language
from kpireport.model import (
    LEVEL_KINDS,
    Cause,
    Comparison,
    Driver,
    Kpi,
    KpiResult,
    Metric,
    Point,
    Signal,
    Status,
    TargetResult,
)
from kpireport.periods import Grain

#: Statuses that ask the reader for a decision.
NEEDS_DECISION: frozenset[Status] = frozenset({"at_risk", "off_track", "missed"})
GOING_WELL: frozenset[Status] = frozenset({"met", "on_track"})
#: At most so many KPIs or segments are named before the rest is only counted.
NAMED = 3


# ------------------------------------------------------------------------------------------------------- the cause


def cause_sentence(language: Language, metric: Metric, cause: Cause) -> str | None:
    """What accounts for the change; None when nothing does. It never says that anything caused it."""
    if cause.method == "none" or cause.change is None or not cause.drivers:
        return None
    if cause.method == "mix_rate" and cause.mix is not None and cause.rate is not None:
        return _mix_and_rate(language, metric, cause, cause.mix, cause.rate)
    if cause.cancelling:
        return _cancelling(language, metric, cause.drivers)
    if all(driver.share_of_change is None for driver in cause.drivers):
        return _small(language, metric, cause.drivers)
    named = [driver for driver in cause.drivers if driver.segment in cause.named]
    return _named(language, metric, cause, named) if named else _spread(language, metric, cause)


def _mix_and_rate(language: Language, metric: Metric, cause: Cause, mix: float, rate: float) -> str:
    """The larger of the two effects leads, with the segment behind it."""
    values = {"mix": language.change(_tidy(mix), metric), "rate": language.change(_tidy(rate), metric)}
    if abs(rate) >= abs(mix):
        most = max(cause.drivers, key=lambda driver: (abs(driver.rate_effect or 0.0), driver.segment))
        effect = language.change(_tidy(most.rate_effect or 0.0), metric)
        return language.text(
            "Rates inside the segments account for {rate}, most of all in {segment} ({effect}); a shift between "
            "segments accounts for {mix}.",
            segment=most.label,
            effect=effect,
            **values,
        )
    if towards := shift_towards(cause):
        return language.text(
            "A shift towards {segment} accounts for {mix}; rates inside the segments account for {rate}.",
            segment=towards,
            **values,
        )
    return language.text("A shift between segments accounts for {mix}; rates inside them account for {rate}.", **values)


def _named(language: Language, metric: Metric, cause: Cause, named: Sequence[Driver]) -> str:
    change = cause.change or 0.0
    effect = fsum(driver.change for driver in named)
    share = effect / change if change else 0.0
    forms = _NAMED_RISE if change > 0 else _NAMED_FALL
    one, many = forms["more" if share > 1 + 1e-9 else "whole" if share > 1 - 1e-9 else "most"]
    return language.plural(
        one,
        many,
        len(named),
        segments=language.join([driver.label for driver in named]),
        effect=language.exact_change(_tidy(effect), metric),
        whole=language.exact_change(_tidy(change), metric),
    )


_NAMED_RISE = {
    "more": (
        "{segments} accounts for more than the whole increase ({effect} of {whole}).",
        "{segments} account for more than the whole increase ({effect} of {whole}).",
    ),
    "whole": (
        "{segments} accounts for the whole increase ({effect} of {whole}).",
        "{segments} account for the whole increase ({effect} of {whole}).",
    ),
    "most": (
        "{segments} accounts for most of the increase ({effect} of {whole}).",
        "{segments} account for most of the increase ({effect} of {whole}).",
    ),
}
_NAMED_FALL = {
    "more": (
        "{segments} accounts for more than the whole decrease ({effect} of {whole}).",
        "{segments} account for more than the whole decrease ({effect} of {whole}).",
    ),
    "whole": (
        "{segments} accounts for the whole decrease ({effect} of {whole}).",
        "{segments} account for the whole decrease ({effect} of {whole}).",
    ),
    "most": (
        "{segments} accounts for most of the decrease ({effect} of {whole}).",
        "{segments} account for most of the decrease ({effect} of {whole}).",
    ),
}


def _spread(language: Language, metric: Metric, cause: Cause) -> str:
    largest = max(cause.drivers, key=lambda driver: (abs(driver.change), driver.segment))
    return language.plural(
        "The change lies in {segment} alone ({effect}).",
        "The change is spread across {n} segments; the largest part is {segment} ({effect}).",
        len(cause.drivers),
        segment=largest.label,
        effect=language.change(_tidy(largest.change), metric),
    )


def _small(language: Language, metric: Metric, drivers: Sequence[Driver]) -> str:
    """A change within a few percent is listed, not divided into shares."""
    told = sorted(drivers, key=lambda driver: (-abs(driver.change), driver.segment))[:NAMED]
    parts = [f"{driver.label} {language.change(_tidy(driver.change), metric)}" for driver in told]
    return language.text("A small change: {parts}.", parts=", ".join(parts))


def _cancelling(language: Language, metric: Metric, drivers: Sequence[Driver]) -> str:
    gain = max(drivers, key=lambda driver: driver.change)
    loss = min(drivers, key=lambda driver: driver.change)
    return language.text(
        "Gains and losses nearly cancel: {gain} {up}, {loss} {down}.",
        gain=gain.label,
        up=language.change(_tidy(gain.change), metric),
        loss=loss.label,
        down=language.change(_tidy(loss.change), metric),
    )


def _tidy(number: float) -> float:
    """Seven significant digits, for words only."""
    return float(f"{number:.7g}")


# --------------------------------------------------------------------------------------------------------- the KPI


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
        _target_clause(language, metric, value, status, target),
        _comparison_clause(language, metric, kpi.cadence or period.grain, leading),
    ]
    told = [clause for clause in clauses if clause]
    text = "; ".join(told) + _cause_clause(language, leading, cause, signal)
    return (
        _capital(text) + "."
        if told
        else language.text("{value}, with nothing to compare it to.", value=language.value(value, metric))
    )


def _target_clause(language: Language, metric: Metric, value: float, status: Status, target: TargetResult) -> str:
    if target.kind == "text":
        return language.text("target in words: {text}", text=target.text or "")
    if target.kind in LEVEL_KINDS:
        return _level_clause(language, metric, value, target)
    if target.current is None or target.value is None:
        return ""
    return _deadline_clause(language, metric, status, target)


def _level_clause(language: Language, metric: Metric, value: float, target: TargetResult) -> str:
    if target.kind == "range" and target.low is not None and target.high is not None:
        texts = (
            ("below the range of {low} to {high}" if value < target.low else "above the range of {low} to {high}")
            if not target.low <= value <= target.high
            else "inside the range of {low} to {high}"
        )
        return language.text(texts, low=language.value(target.low, metric), high=language.value(target.high, metric))
    if target.value is None:
        return ""
    bound = language.value(target.value, metric)
    apart = value - target.value
    if not apart:
        return language.text("exactly at the target of {bound}", bound=bound)
    distance = language.change(abs(apart), metric).lstrip("+")
    text = "{distance} above the target of {bound}" if apart > 0 else "{distance} below the target of {bound}"
    if target.kind == "at_most":
        text = "{distance} above the limit of {bound}" if apart > 0 else "{distance} below the limit of {bound}"
    return language.text(text, distance=distance, bound=bound)


def _deadline_clause(language: Language, metric: Metric, status: Status, target: TargetResult) -> str:
    values = {
        "now": language.value(target.current, metric),
        "bound": language.value(target.value, metric),
        "by": language.short_date(target.by) if target.by else "",
        "expected": language.value(target.expected, metric),
    }
    if status == "met":
        return language.text("met: {now} against {bound} by {by}", **values)
    if status == "missed":
        return language.text("missed: {now} against {bound} by {by}", **values)
    if target.currently_met and target.kind == "reach":
        return language.text("already past the {bound} due by {by}" if target.by else "already past {bound}", **values)
    if target.probability is not None and target.by:
        likely = language.likelihood(target.probability)
        return language.text(
            "{now} against {bound} by {by}, {likely} likely if past behaviour continues", likely=likely, **values
        )
    if target.kind == "average":
        return language.text("{now} on average so far against {bound}", **values)
    if target.expected is None:
        return language.text(
            "{now} of {bound} so far" if target.kind == "cumulative" else "{now} on the way to {bound}", **values
        )
    if target.kind == "cumulative":
        return language.text("{now} so far of {bound} by {by}, with {expected} planned by now", **values)
    return language.text("{now} on the way to {bound} by {by}, with {expected} planned by now", **values)


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


# ------------------------------------------------------------------------------------------------------- the chart


def takeaway(
    language: Language, metric: Metric, cadence: Grain, target: TargetResult | None, points: Sequence[Point]
) -> str:
    """What the history chart shows, as its caption."""
    if target and target.kind in LEVEL_KINDS and target.judged:
        return language.text(
            "On target in {complied} of the last {judged}.",
            complied=language.count(target.complied),
            judged=language.periods(target.judged, cadence),
        )
    if target and target.expected is not None and target.current is not None:
        return _against_plan(language, metric, target)
    return _extreme(language, metric, cadence, points)


def _against_plan(language: Language, metric: Metric, target: TargetResult) -> str:
    ahead = (target.current or 0.0) - (target.expected or 0.0)
    text = "At {now}, level with the plan."
    if ahead:
        text = (
            "At {now}, above the {expected} planned by now."
            if ahead > 0
            else "At {now}, below the {expected} planned by now."
        )
    return language.text(
        text, now=language.value(target.current, metric), expected=language.value(target.expected, metric)
    )


def _extreme(language: Language, metric: Metric, cadence: Grain, points: Sequence[Point]) -> str:
    closed = [point for point in points if point.closed and point.value is not None]
    if len(closed) < 2:
        return language.text(
            "The first complete period; a history builds from here." if closed else "No complete period yet."
        )
    last = closed[-1].value or 0.0
    earlier = [point.value or 0.0 for point in closed[:-1]]
    if last > max(earlier):
        return language.text("The highest of {periods}.", periods=language.periods(len(closed), cadence))
    if last < min(earlier):
        return language.text("The lowest of {periods}.", periods=language.periods(len(closed), cadence))
    return language.text(
        "From {first} in {start} to {last} in {end}.",
        first=language.value(closed[0].value, metric),
        start=language.period(closed[0].period),
        last=language.value(last, metric),
        end=language.period(closed[-1].period),
    )


# ----------------------------------------------------------------------------------------------- goals and the report


def goal_sentence(language: Language, kpis: Sequence[KpiResult]) -> str:
    """How many KPIs go well, and which do not."""
    if not kpis:
        return language.text("No KPI measures this goal yet.")
    well = sum(kpi.status in GOING_WELL for kpi in kpis)
    counted = language.plural(
        "{well} of {n} KPI is on track or met",
        "{well} of {n} KPIs are on track or met",
        len(kpis),
        well=language.count(well),
    )
    concerns = _concerns(language, kpis)
    return f"{counted}; {concerns}." if concerns else f"{counted}."


def _concerns(language: Language, kpis: Sequence[KpiResult]) -> str:
    parts = []
    for status, text in _CONCERNS:
        names = [kpi.name for kpi in kpis if kpi.status == status]
        if names:
            parts.append(language.text(text, names=_names(language, names)))
    return "; ".join(parts)


_CONCERNS: tuple[tuple[Status, str], ...] = (
    ("missed", "missed: {names}"),
    ("off_track", "off track: {names}"),
    ("at_risk", "at risk: {names}"),
    ("unknown", "cannot be judged: {names}"),
)


def _names(language: Language, names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return language.join(list(names))
    return language.plural("{n} KPI", "{n} KPIs", len(names))


def report_sentence(language: Language, kpis: Iterable[KpiResult]) -> str:
    """The verdict of the whole report."""
    counts = Counter(kpi.status for kpi in kpis)
    total = counts.total()
    if not total:
        return language.text("No KPI has a goal, a cadence and a target yet.")
    well = sum(counts[status] for status in GOING_WELL)
    deciding = sum(counts[status] for status in NEEDS_DECISION)
    counted = language.plural(
        "{well} of {n} KPI is on track or met",
        "{well} of {n} KPIs are on track or met",
        total,
        well=language.count(well),
    )
    if deciding:
        rest = language.plural("{n} needs a decision", "{n} need a decision", deciding)
    elif counts["unknown"]:
        rest = language.plural("{n} cannot be judged", "{n} cannot be judged", counts["unknown"])
    else:
        rest = language.text("none needs a decision")
    return f"{counted}; {rest}."

"""How likely a target is to be met: the sentence with its condition, the intervals, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.analysis.outlook import PROBABILITY_NEEDS
from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, SETTLED, KpiResult, Reason, TargetResult
from kpireport.pages.words import capital, grain_of, span_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Where the paths end: `rows` hold how much of them lies between the two figures, the middle one in `caption`."""

    caption: str
    rows: tuple[tuple[str, str, str], ...]


def likelihood_words(result: KpiResult, target: TargetResult, language: Language) -> str:
    """`About 70 % likely to reach 50 000 by 30 Nov if past behaviour continues (projected …)`; empty without one.

    The condition is part of every such sentence.
    """
    if target.by is None or result.status in SETTLED:
        return ""
    outlook = _outlook(result, target, language)
    if target.probability is None:
        if not outlook:
            return ""
        return capital(language.text("{outlook}, if past behaviour continues.", outlook=outlook))
    claim = _claim(result, target, target.by, target.probability, language)
    sentence = language.text("{claim} if past behaviour continues", claim=capital(claim))
    if not outlook:
        return language.text("{sentence}.", sentence=sentence)
    return language.text("{sentence} ({outlook}).", sentence=sentence, outlook=outlook)


def short_likelihood(result: KpiResult, target: TargetResult, language: Language) -> str:
    """`35 % likely`, for lists."""
    return (
        language.likely(target.probability) if target.probability is not None and result.status not in SETTLED else ""
    )


def why_no_likelihood(result: KpiResult, target: TargetResult, language: Language) -> str:
    """What a likelihood would need; empty where there is one or none can be meant."""
    reason = target.reasons.get("probability")
    if reason is None or target.probability is not None or result.status in SETTLED or reason in _SILENT:
        return ""
    if reason == "no_deadline":
        return language.text("No likelihood without a deadline. Add “by” to the target.")
    if reason == "short_history":
        return _short(result, language)
    return language.text("No likelihood. {reason}", reason=language.reason(reason))


_SILENT: tuple[Reason, ...] = ("not_applicable", "not_yet", "text_target")


def _short(result: KpiResult, language: Language) -> str:
    grain = grain_of(result.kpi, result.period)
    n = sum(point.closed and point.value is not None for point in result.series)
    if n >= PROBABILITY_NEEDS:
        return language.text("No likelihood. {reason}", reason=language.reason("short_history"))
    needed = language.periods(PROBABILITY_NEEDS, grain)
    return language.text(
        "No likelihood yet: it takes the values of {needed}; known so far: {n}.", needed=needed, n=language.count(n)
    )


def intervals(result: KpiResult, target: TargetResult, language: Language) -> Intervals | None:
    """The projection with the middle 80 % and 95 % of what was simulated."""
    if target.projection is None or result.status in SETTLED:
        return None
    given = ((0.80, target.interval80), (0.95, target.interval95))
    rows = tuple(
        (language.percent(share), language.value(span[0], result.metric), language.value(span[1], result.metric))
        for share, span in given
        if span is not None
    )
    return Intervals(caption=_caption(result, target, target.projection, language), rows=rows) if rows else None


def _caption(result: KpiResult, target: TargetResult, projection: float, language: Language) -> str:
    value = language.value(projection, result.metric)
    if target.kind in LEVEL_KINDS and target.forecast:
        when = language.period_span(target.forecast[-1].period)
        return language.text("Projected {value} for {period}, if past behaviour continues", value=value, period=when)
    if target.by is None:
        return language.text("Projected {value}, if past behaviour continues", value=value)
    when = language.date(target.by)
    return language.text("Projected {value} by {date}, if past behaviour continues", value=value, date=when)


# ------------------------------------------------------------------------------------------------------- the sentence


def _outlook(result: KpiResult, target: TargetResult, language: Language) -> str:
    """`projected 46 000; 80 % range 43 600 to 48 400`."""
    if target.projection is None or target.interval80 is None:
        return ""
    values = {
        "projection": language.value(target.projection, result.metric),
        "span": span_words(*target.interval80, result.metric, language),
    }
    if target.kind in LEVEL_KINDS and target.forecast:
        when = language.period(target.forecast[-1].period)
        return language.text("{period}: projected {projection}; 80\u202f% range {span}", period=when, **values)
    return language.text("projected {projection}; 80\u202f% range {span}", **values)


def _claim(result: KpiResult, target: TargetResult, by: date, probability: float, language: Language) -> str:
    """`about 70 % likely to reach 50 000 by 30 Nov`."""
    metric = result.metric
    values = {
        "likelihood": language.likelihood(probability),
        "value": language.value(target.value, metric),
        "low": language.value(target.low, metric),
        "high": language.value(target.high, metric),
        "date": _day(by, result, language),
        "every": language.every(grain_of(result.kpi, result.period)),
    }
    if _moves(result, target):
        return language.text("{likelihood} likely to meet the target {every} to {date}", **values)
    return language.text(_message(target, is_down=metric.direction == "down"), **values)


def _message(target: TargetResult, *, is_down: bool) -> str:
    match target.kind:
        case "at_least":
            return "{likelihood} likely to hold {value} or more {every} to {date}"
        case "at_most":
            return "{likelihood} likely to stay at or under {value} {every} to {date}"
        case "range":
            return "{likelihood} likely to stay within {low} to {high} {every} to {date}"
        case "cumulative" if is_down:
            return "{likelihood} likely to keep the total under {value} until {date}"
        case "average" if is_down:
            return "{likelihood} likely to average {value} or less by {date}"
        case "average":
            return "{likelihood} likely to average {value} or more by {date}"
        case _:
            return "{likelihood} likely to reach {value} by {date}"


def _moves(result: KpiResult, target: TargetResult) -> bool:
    """Whether each period has a target of its own."""
    if target.kind not in LEVEL_KINDS or target.phase >= len(result.kpi.targets):
        return False
    phase = result.kpi.targets[target.phase]
    return any(bound is not None and bound.metric is not None for bound in (phase.value, phase.low, phase.high))


def _day(day: date, result: KpiResult, language: Language) -> str:
    """`30 Nov`; with its year where that is not the year of the data."""
    now = result.data_through
    return language.short_date(day) if now is not None and now.year == day.year else language.table_date(day)

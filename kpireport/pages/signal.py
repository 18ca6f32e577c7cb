"""Signal or noise in words: whether the last value is more than normal variation, and which earlier ones were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kpireport.format import Language
from kpireport.model import Direction, KpiResult, Metric, Signal, SignalPoint
from kpireport.pages.verdict import Reading, adjustment_words, is_high, reading, rule_words, verdict
from kpireport.pages.words import span_words
from kpireport.periods import Period

#: Runs of unusual values that the page lists; the chart shows them all.
MOST_RUNS = 8
#: Values from which on limits are firm.
FIRM = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """Neighbouring signals that point the same way."""

    period: str
    dates: str
    value: str
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalBlock:
    """`takeaway` heads the chart, `lines` explain it; `missing` says why nothing is told, `more` counts the rest."""

    takeaway: str
    lines: tuple[str, ...]
    unusual: tuple[Unusual, ...]
    more: str
    missing: str


def signal_block(result: KpiResult, language: Language) -> SignalBlock:
    runs = list(_runs(result.signal))
    found = reading(result, language)
    is_open = found is not None and found.tone == "open"
    return SignalBlock(
        takeaway="" if found is None or is_open else _takeaway(found, result, runs, language),
        lines=tuple(line for line in _lines(result, language) if line),
        unusual=tuple(_unusual(run, result.metric, language) for run in reversed(runs[-MOST_RUNS:])),
        more=_more(len(runs) - MOST_RUNS, language),
        missing=found.words if found is not None and is_open else "",
    )


# ------------------------------------------------------------------------------------------------- beneath the chart


def _takeaway(found: Reading, result: KpiResult, runs: Sequence[Sequence[SignalPoint]], language: Language) -> str:
    points = result.signal.points
    if found.tone != "normal" or result.period is None or not points:
        return found.words
    if not runs:
        periods = language.periods(len(points), result.period.grain)
        return language.text("Within normal variation: no rule is met in {periods}.", periods=periods)
    quiet = sum(point.period.start > runs[-1][-1].period.start for point in points)
    periods = language.periods(quiet, result.period.grain)
    return language.text("Within normal variation: no rule is met in the last {periods}.", periods=periods)


def _lines(result: KpiResult, language: Language) -> Iterator[str]:
    signal = result.signal
    if signal.mean is None or signal.lower is None or signal.upper is None:
        return
    yield _limits(signal, signal.lower, signal.upper, result, language)
    if signal.trial:
        yield language.text("These are trial limits: they rest on fewer than {n} values.", n=language.count(FIRM))
    starts = [language.date(segment.start.start) for segment in signal.segments[1:]]
    if starts:
        yield language.text("Average and limits begin anew on {dates}.", dates=language.join(starts))
    yield _assurance(signal, result, language)


def _limits(signal: Signal, lower: float, upper: float, result: KpiResult, language: Language) -> str:
    periods = language.periods(signal.n, result.period.grain if result.period else "month")
    if signal.adjustment is None:
        return language.text(
            "Average {mean}; limits {limits}, from {periods}.",
            mean=language.value(signal.mean, result.metric),
            limits=span_words(lower, upper, result.metric, language),
            periods=periods,
        )
    return language.text(
        "Judged with {adjustment}: the limits of what is left are {lower} and {upper}, from {periods}.",
        adjustment=adjustment_words(signal.adjustment, language),
        lower=language.change(lower, result.metric),
        upper=language.change(upper, result.metric),
        periods=periods,
    )


def _assurance(signal: Signal, result: KpiResult, language: Language) -> str:
    match signal.assurance:
        case "consistent_pass":
            return language.text("The target lies outside the limits: ordinary movement alone keeps meeting it.")
        case "consistent_fail":
            return language.text(
                "The target lies beyond the limits: ordinary movement alone will not meet it; what produces the figure "
                "has to change."
            )
        case "hit_or_miss":
            return _hit_or_miss(result, language)
        case "not_assessed" if signal.adjustment is not None:
            return language.text("Whether the limits clear the target is not assessed for adjusted values.")
        case _:
            return ""


def _hit_or_miss(result: KpiResult, language: Language) -> str:
    if result.target is not None and result.target.kind == "range":
        return language.text(
            "The limits reach beyond the target's range: periods will hit and miss it by ordinary movement until the "
            "average moves or the spread narrows."
        )
    if result.metric.direction == "down":
        return language.text(
            "The target lies between the limits: periods will hit and miss it by ordinary movement until the average "
            "falls or the spread narrows."
        )
    return language.text(
        "The target lies between the limits: periods will hit and miss it by ordinary movement until the average "
        "rises or the spread narrows."
    )


# ---------------------------------------------------------------------------------------------------- unusual values


def _runs(signal: Signal) -> Iterator[list[SignalPoint]]:
    """Neighbouring signals that point the same way, whichever rules they meet, within one set of limits."""
    starts = [segment.start.start for segment in signal.segments]

    def kind(point: SignalPoint) -> tuple[str, int] | None:
        return (point.variation, sum(start <= point.period.start for start in starts)) if point.rule else None

    return (list(run) for found, run in groupby(signal.points, key=kind) if found)


def _unusual(run: Sequence[SignalPoint], metric: Metric, language: Language) -> Unusual:
    first, last = run[0].period, run[-1].period
    values = [point.value for point in run]
    return Unusual(
        period=_named(first, last, language),
        dates="" if first.grain == "day" else language.span(first.start, last.end),
        value=span_words(min(values), max(values), metric, language),
        reading=verdict(run[0].variation, _rules(run, metric.direction, language), language),
    )


def _rules(run: Sequence[SignalPoint], direction: Direction, language: Language) -> str:
    """`below the lower limit and 8 weeks in a row below average`; nearness to a limit is told only by itself."""
    high, grain = is_high(run[0].variation, direction), run[0].period.grain
    met = [point.rule for point in run]
    counts = {"outside": met.count("outside"), "trend": len(run), "shift": len(run)}
    told = [rule_words(rule, high, n, grain, language) for rule, n in counts.items() if rule in met]
    return language.join(told or [rule_words("two_in_three", high, len(run), grain, language)])


def _named(first: Period, last: Period, language: Language) -> str:
    if first == last:
        return language.period(first)
    return language.text("{first} to {last}", first=language.period(first), last=language.period(last))


def _more(n: int, language: Language) -> str:
    return language.plural("{n} earlier run is on the chart.", "{n} earlier runs are on the chart.", n) if n > 0 else ""

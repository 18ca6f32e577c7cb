"""Verdicts on a value: better, worse or within normal variation, by which rule, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Direction, KpiResult, Reason, Signal
from kpireport.periods import Grain


@dataclass(frozen=True, slots=True)
class Reading:
    """What a change amounts to: `tone` is `better`, `worse`, `unusual`, `normal`, or `open` without a verdict."""

    tone: str
    words: str


def reading(result: KpiResult, language: Language) -> Reading | None:
    """The verdict on the last value; None where nothing was judged."""
    signal = result.signal
    if signal.variation is None:
        return None if signal.reason is None else Reading("open", _why_open(signal, result, language))
    if signal.rule is None:
        if signal.trial:
            return Reading("normal", language.text("Within normal variation, by trial limits."))
        return Reading("normal", language.text("Within normal variation."))
    return verdict(signal.variation, _rule_now(signal, result, language), language)


def flag_words(rule: str, language: Language) -> str:
    """A rule in a column of a table."""
    words = {
        "outside": language.text("Outside the limits"),
        "trend": language.text("Part of a trend"),
        "two_in_three": language.text("Near a limit"),
        "shift": language.text("Part of a shift"),
    }
    return words.get(rule, rule)


def verdict(variation: str, rule: str, language: Language) -> Reading:
    match variation:
        case "improvement":
            return Reading("better", language.text("Better: {rule}.", rule=rule))
        case "concern":
            return Reading("worse", language.text("Worse: {rule}.", rule=rule))
        case "neutral_high":
            return Reading("unusual", language.text("Unusually high: {rule}.", rule=rule))
        case _:
            return Reading("unusual", language.text("Unusually low: {rule}.", rule=rule))


def _why_open(signal: Signal, result: KpiResult, language: Language) -> str:
    text = language.text
    words: dict[Reason, str] = {
        "unreliable": text("Signals unreliable: neighbouring periods still move together once the trend is removed."),
        "partial_period": text("No verdict yet: the last period is still provisional."),
        "no_data": text("No verdict: the last closed period has no value."),
    }
    if signal.reason == "short_history" and result.period is not None:
        periods = language.periods(signal.n, result.period.grain)
        return text("No verdict yet: {periods} of history cannot tell a signal from normal variation.", periods=periods)
    reason = signal.reason or "no_data"
    return words.get(reason) or text("No verdict. {reason}", reason=language.reason(reason))


# --------------------------------------------------------------------------------------------------- the rule in words


def _rule_now(signal: Signal, result: KpiResult, language: Language) -> str:
    since = signal.since
    n = sum(since is not None and point.period.start >= since.start for point in signal.points)
    grain = result.period.grain if result.period else "month"
    rule = rule_words(signal.rule, is_high(signal.variation, result.metric.direction), max(1, n), grain, language)
    if signal.trial:
        rule = language.text("{rule}, by trial limits", rule=rule)
    if signal.adjustment is None:
        return rule
    return language.text("{rule}, {adjustment}", rule=rule, adjustment=adjustment_words(signal.adjustment, language))


def is_high(variation: str | None, direction: Direction) -> bool:
    if variation in ("improvement", "concern"):
        return (variation == "improvement") == (direction != "down")
    return variation == "neutral_high"


def rule_words(rule: str | None, high: bool, n: int, grain: Grain, language: Language) -> str:
    """`7 weeks in a row above average`."""
    periods = language.periods(n, grain)
    text = language.text
    match rule, high:
        case "trend", True:
            return text("rising over {periods}", periods=periods)
        case "trend", False:
            return text("falling over {periods}", periods=periods)
        case "two_in_three", True:
            return text(
                "{n} of {periods} close to the upper limit", n=language.count(2), periods=language.periods(3, grain)
            )
        case "two_in_three", False:
            return text(
                "{n} of {periods} close to the lower limit", n=language.count(2), periods=language.periods(3, grain)
            )
        case "shift", True:
            return text("{periods} in a row above average", periods=periods)
        case "shift", False:
            return text("{periods} in a row below average", periods=periods)
        case _:
            return _outside(high, n, periods, language)


def _outside(high: bool, n: int, periods: str, language: Language) -> str:
    if n == 1:
        return language.text("above the upper limit") if high else language.text("below the lower limit")
    words = "{periods} above the upper limit" if high else "{periods} below the lower limit"
    return language.text(words, periods=periods)


def adjustment_words(name: str, language: Language) -> str:
    words = {
        "season_and_trend": language.text("season and trend removed"),
        "season_difference": language.text("each value less that of a season before"),
        "trend": language.text("trend removed"),
    }
    return words.get(name, name.replace("_", " "))

"""A trigger's condition in the reader's words."""

from __future__ import annotations

from kpireport.condition import BehindPace, Change, Condition, Reaches, Relation, Span, Threshold
from kpireport.format import Language
from kpireport.model import Metric
from kpireport.periods import Grain


def condition_words(language: Language, condition: Condition, metric: Metric, cadence: Grain) -> str:
    """Inside a sentence: `below 96 % for 2 weeks`, `down 20 % over 30 days per post`."""
    words = _whole(language, condition, metric, cadence)
    if condition.per is None:
        return words
    return language.text("{condition} per {dimension}", condition=words, dimension=condition.per)


def _whole(language: Language, condition: Condition, metric: Metric, cadence: Grain) -> str:
    match condition:
        case BehindPace():
            return language.text("behind pace")
        case Reaches(value=value):
            return language.text("reaches {value}", value=language.mark(value, metric))
        case Change(is_fall=is_fall, share=share, span=span):
            text = "down {share} over {span}" if is_fall else "up {share} over {span}"
            return language.text(text, share=language.percent(share), span=span_words(language, span, cadence))
        case Threshold():
            return _threshold(language, condition, metric, cadence)


def _threshold(language: Language, condition: Threshold, metric: Metric, cadence: Grain) -> str:
    words = beyond_words(language, condition, metric)
    if condition.span is None:
        return words
    span = span_words(language, condition.span, cadence)
    return language.text("{condition} for {span}", condition=words, span=span)


def beyond_words(language: Language, condition: Threshold, metric: Metric) -> str:
    """The threshold without its time: `below 96 %`, `at 20 or more`."""
    texts: dict[Relation, str] = {
        "above": "above {value}",
        "below": "below {value}",
        "at_least": "at {value} or more",
        "at_most": "at {value} or less",
    }
    return language.text(texts[condition.relation], value=language.mark(condition.value, metric))


def compared_words(language: Language, value: float, condition: Condition, metric: Metric) -> str:
    """What was compared: a relative change, or a value as on a card, in full where it would read like the threshold."""
    if isinstance(condition, Change):
        return language.relative(value)
    if isinstance(condition, BehindPace):
        return language.ratio(value)
    short = language.value(value, metric)
    return language.exact(value, metric) if short == language.value(condition.value, metric) else short


def span_words(language: Language, span: Span, cadence: Grain) -> str:
    """`30 minutes`, `2 weeks`; periods are those of the cadence."""
    match span.of:
        case "minute" | "hour":
            return language.clock(span.n, span.of)
        case "period":
            return language.periods(span.n, cadence)
        case grain:
            return language.periods(span.n, grain)

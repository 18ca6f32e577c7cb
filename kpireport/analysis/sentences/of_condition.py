"""A trigger's condition in the reader's words."""

from __future__ import annotations

from kpireport.condition import BehindPace, Change, Condition, Reaches, Relation, Span, Threshold
from kpireport.format import Language
from kpireport.model import Metric
from kpireport.periods import Grain


def condition_words(language: Language, condition: Condition, metric: Metric, cadence: Grain) -> str:
    """`Below 96 % for 2 weeks`, `Down 20 % over 30 days per post`."""
    words = _whole(language, condition, metric, cadence)
    if condition.per is None:
        return words
    return language.text("{condition} per {dimension}", condition=words, dimension=condition.per)


def _whole(language: Language, condition: Condition, metric: Metric, cadence: Grain) -> str:
    match condition:
        case BehindPace():
            return language.text("Behind pace")
        case Reaches(value=value):
            return language.text("Reaches {value}", value=language.exact(value, metric))
        case Change(is_fall=is_fall, share=share, span=span):
            text = "Down {share} over {span}" if is_fall else "Up {share} over {span}"
            return language.text(text, share=language.percent(share), span=span_words(language, span, cadence))
        case Threshold():
            return _threshold(language, condition, metric, cadence)


def _threshold(language: Language, condition: Threshold, metric: Metric, cadence: Grain) -> str:
    texts: dict[Relation, str] = {
        "above": "Above {value}",
        "below": "Below {value}",
        "at_least": "{value} or more",
        "at_most": "{value} or less",
    }
    words = language.text(texts[condition.relation], value=language.exact(condition.value, metric))
    if condition.span is None:
        return words
    span = span_words(language, condition.span, cadence)
    return language.text("{condition} for {span}", condition=words, span=span)


def beyond_words(language: Language, condition: Threshold, metric: Metric) -> str:
    """The threshold inside a sentence: `below 96 %`, `at 20 or more`."""
    texts: dict[Relation, str] = {
        "above": "above {value}",
        "below": "below {value}",
        "at_least": "at {value} or more",
        "at_most": "at {value} or less",
    }
    return language.text(texts[condition.relation], value=language.exact(condition.value, metric))


def span_words(language: Language, span: Span, cadence: Grain) -> str:
    """`30 minutes`, `2 weeks`; periods are those of the cadence."""
    match span.of:
        case "minute" | "hour":
            return language.clock(span.n, span.of)
        case "period":
            return language.periods(span.n, cadence)
        case grain:
            return language.periods(span.n, grain)

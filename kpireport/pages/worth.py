"""What measuring costs, what is decided for it, and which metrics are kept because they are easy."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import Metric, MetricWorth, Rating, Report, Worth

_MONEY = Metric(id="cost", place=Place(""), name="", unit="currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthLine:
    """A metric with its ratings. `remark` says what to ask about it, `decisions` those of a year on KPIs it serves."""

    name: str
    cost: str
    ease: str
    importance: str
    decisions: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthBlock:
    sentence: str
    lines: tuple[WorthLine, ...]


def worth_block(report: Report, language: Language) -> WorthBlock | None:
    """None where no metric states what it takes or how much hangs on it."""
    worth = report.worth
    if not worth.metrics:
        return None
    return WorthBlock(sentence=_sentence(worth, language), lines=tuple(_line(one, language) for one in worth.metrics))


def _sentence(worth: Worth, language: Language) -> str:
    if worth.cost is None:
        return language.text("No metric states what it costs, so no decision has a price.")
    takes = language.text("Measuring takes {cost} a year.", cost=language.value(worth.cost, _MONEY))
    if worth.per_decision is None:
        return language.text("{takes} No decision on a KPI is on record to set against it.", takes=takes)
    spent = language.plural(
        "{n} decision on KPIs in the {days} days that the log covers: {each} each.",
        "{n} decisions on KPIs in the {days} days that the log covers: {each} each.",
        worth.decisions,
        days=language.count(worth.days),
        each=language.value(worth.per_decision, _MONEY),
    )
    return language.text("{takes} {spent}", takes=takes, spent=spent)


def _line(one: MetricWorth, language: Language) -> WorthLine:
    metric = one.metric
    return WorthLine(
        name=metric.name,
        cost="" if metric.cost is None else language.value(metric.cost, _MONEY),
        ease=_rating(metric.ease, language),
        importance=_rating(metric.importance, language),
        decisions=language.count(one.decisions),
        remark=_remark(one, language),
    )


def _remark(one: MetricWorth, language: Language) -> str:
    if one.is_idle:
        return language.text("Costly, and nothing was decided on it")
    return language.text("Easy, and not important") if one.is_easy else ""


def _rating(rating: Rating | None, language: Language) -> str:
    words = {"low": language.text("low"), "medium": language.text("medium"), "high": language.text("high")}
    return words[rating] if rating else ""

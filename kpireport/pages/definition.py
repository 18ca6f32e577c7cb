"""What a KPI measures and how it is run: the facts as they stand in the project's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Kpi, KpiResult, ListChange, Measures, Metric, Target, Tier, Timing
from kpireport.pages.past import because_words, change_name, side_words
from kpireport.pages.words import capital, phase_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    text: str
    is_code: bool = False
    is_prose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    start: str
    end: str
    target: str
    baseline: str
    agreed: str
    reason: str
    notes: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChange:
    """A change as the KPI's page shows it; `because` is the kind of reason."""

    on: str
    what: str
    old: str
    new: str
    because: str
    reason: str
    is_declared: bool
    is_late: bool


def meta(result: KpiResult, language: Language, *, tier: bool = True) -> tuple[str, ...]:
    """The short lines in the margin: rank (its tier only where `tier` asks for it), timing, owner, cadence, stage."""
    kpi = result.kpi
    rank = ", ".join(
        word for word in (tier_words(kpi.tier, language) if tier else "", timing_words(kpi.timing, language)) if word
    )
    secret = language.text("Confidential") if result.is_confidential else ""
    stages = {"candidate": language.text("candidate"), "retired": language.text("retired")}
    parts = [secret, rank, kpi.owner or language.text("No owner"), language.cadence(kpi.cadence) if kpi.cadence else ""]
    shown = [capital(part) if part != kpi.owner else part for part in parts if part]
    return (*shown, capital(stages[kpi.stage])) if kpi.stage in stages else tuple(shown)


def facts(result: KpiResult, language: Language) -> tuple[Fact, ...]:
    return tuple(fact for fact in _facts(result, language) if fact.text)


def phases(result: KpiResult, language: Language) -> tuple[Phase, ...]:
    """The targets in force over time, the latest first."""
    return tuple(_phase(target, result, language) for target in reversed(result.kpi.targets))


def past_changes(changes: Iterable[ListChange], language: Language) -> tuple[PastChange, ...]:
    """The changes of a KPI: the undeclared ones, then its history, the latest first."""
    return tuple(_past(change, language) for change in changes)


def _facts(result: KpiResult, language: Language) -> Iterator[Fact]:
    kpi, metric = result.kpi, result.metric
    hint = language.text("Not written down. Add “definition” to the KPI.")
    yield Fact(name=language.text("Measures"), text=kpi.definition or metric.definition or hint, is_prose=True)
    yield Fact(name=language.text("Unit"), text=unit_words(metric, language))
    yield from arithmetic(metric, language)
    yield Fact(name=language.text("Better is"), text=direction_words(metric, language))
    yield Fact(name=language.text("Decision it serves"), text=kpi.decision or "", is_prose=True)
    yield Fact(name=language.text("Stands for"), text=kpi.proxy_for or "", is_prose=True)
    yield Fact(name=language.text("Could be moved without it"), text=kpi.proxy_risk or "", is_prose=True)
    yield Fact(name=language.text("Outcome or output"), text=measures_words(kpi.measures, language))
    yield Fact(name=language.text("Reviewed by"), text=_reviews(kpi, language))
    yield Fact(name=language.text("Commitment"), text=_commitment(kpi, language))
    yield Fact(name=language.text("Source"), text=metric.source or "", is_code=True)


def arithmetic(metric: Metric, language: Language) -> Iterator[Fact]:
    """How the number comes about."""
    if metric.formula is not None:
        yield Fact(name=language.text("Formula"), text=metric.formula.text, is_code=True)
    elif metric.composite:
        yield Fact(name=language.text("Made of"), text=_parts(metric, language))
    elif metric.aggregation == "ratio" and metric.numerator and metric.denominator:
        text = f"{metric.numerator} / {metric.denominator}"
        yield Fact(name=language.text("Formula"), text=text, is_code=True)
    else:
        yield Fact(name=language.text("Over a period"), text=_aggregation(metric, language))


def _parts(metric: Metric, language: Language) -> str:
    """`50 % on-time-rate, 30 % reply-hours …`, each on a scale of 0 to 100."""
    shares = [
        language.text("{share} {metric}", share=language.percent(part.weight), metric=part.metric)
        for part in metric.composite
    ]
    return language.text("{parts}; each scored from 0 to 100 on its own scale", parts=language.join(shares))


def _aggregation(metric: Metric, language: Language) -> str:
    words = {
        "sum": language.text("The sum of its days"),
        "last": language.text("The last value in it"),
        "mean": language.text("The mean of its values"),
        "max": language.text("The highest value in it"),
        "min": language.text("The lowest value in it"),
        "ratio": language.text("A ratio of sums"),
        "distinct": language.text("A distinct count, as supplied for the period"),
    }
    return words.get(metric.aggregation or "", "")


def unit_words(metric: Metric, language: Language) -> str:
    words = {
        "count": language.text("Count"),
        "percent": language.text("Per cent"),
        "fraction": language.text("Per cent"),
        "ratio": language.text("Ratio"),
        "currency": language.text("Currency"),
        "duration": language.text("Time, in seconds"),
        "score": language.text("Score"),
        "points": language.text("Points"),
    }
    unit = words.get(metric.unit, metric.unit)
    if metric.unit == "currency" and language.currency:
        unit = language.currency
    return language.text("{unit} per {per}", unit=unit, per=metric.per) if metric.per else unit


def direction_words(metric: Metric, language: Language) -> str:
    words = {
        "up": language.text("Higher"),
        "down": language.text("Lower"),
        "range": language.text("Inside the range"),
        "none": "",
    }
    return words[metric.direction]


def tier_words(tier: Tier, language: Language) -> str:
    words = {
        "north-star": language.text("north star"),
        "strategic": language.text("strategic"),
        "operational": language.text("operational"),
        "diagnostic": language.text("diagnostic"),
    }
    return words[tier]


def timing_words(timing: Timing | None, language: Language) -> str:
    words = {"leading": language.text("leading"), "lagging": language.text("lagging")}
    return words.get(timing or "", "")


def measures_words(measures: Measures | None, language: Language) -> str:
    words = {"outcome": language.text("Outcome"), "output": language.text("Output")}
    return words.get(measures or "", "")


def _commitment(kpi: Kpi, language: Language) -> str:
    words = {"committed": language.text("Committed"), "aspirational": language.text("Aspirational")}
    return words.get(kpi.commitment or "", "")


def _reviews(kpi: Kpi, language: Language) -> str:
    texts = [
        language.text("{forum} {cadence}", forum=who, cadence=language.cadence(each))
        for who, each in kpi.review.items()
    ]
    return ", ".join(texts)


def _phase(target: Target, result: KpiResult, language: Language) -> Phase:
    return Phase(
        start=language.date(target.start) if target.start else "",
        end=language.date(target.by) if target.by else "",
        target=phase_words(target, result.kpi, result.metric, language),
        baseline=language.value(target.baseline, result.metric) if target.baseline is not None else "",
        agreed=_agreed(target, language),
        reason=target.rationale or "",
        notes=tuple(_notes(target, language)),
    )


def _notes(target: Target, language: Language) -> Iterator[Fact]:
    """What was weighed when the target was set."""
    notes = (
        (language.text("Where the baseline comes from"), target.baseline_source),
        (language.text("What the team can do"), target.capacity),
        (language.text("What others reach"), target.market),
    )
    return (Fact(name=name, text=text) for name, text in notes if text)


def _agreed(target: Target, language: Language) -> str:
    day = language.table_date(target.agreed_on) if target.agreed_on else ""
    return ", ".join(part for part in (target.agreed_by or "", day) if part)


def _past(change: ListChange, language: Language) -> PastChange:
    return PastChange(
        on=language.table_date(change.on) if change.on else "",
        what=change_name(change.what, language),
        old=side_words(change.old, change, language),
        new=side_words(change.new, change, language),
        because=because_words(change.because, language),
        reason=change.reason or "",
        is_declared=change.is_declared,
        is_late=change.is_late,
    )

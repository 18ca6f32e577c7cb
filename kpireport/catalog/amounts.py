"""Numbers of the library in words: a result, a benchmark."""

from __future__ import annotations

from kpireport.catalog.measure import as_metric
from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import CatalogBenchmark, CatalogEntry, Metric


def amount(entry: CatalogEntry, number: float, language: Language) -> str:
    """A value of the entry with its unit; a time in the unit that fits it, and in seconds."""
    metric = as_metric(entry, entry.id, Place(""))
    exact = language.exact(number, metric)
    rounded = _write(number, metric, language)
    return exact if rounded == exact or metric.unit != "duration" else f"{rounded} ({exact})"


def _write(number: float | None, metric: Metric, language: Language) -> str:
    """In full; a time as people say it, `24 h` rather than seconds."""
    return language.value(number, metric) if metric.unit == "duration" else language.exact(number, metric)


def benchmark_words(one: CatalogBenchmark, entry: CatalogEntry, language: Language) -> str:
    """`3 % to 6 %, for accounts under 100,000 followers (2026)`; what the source calls it in the brackets."""
    said = ", ".join(part for part in (one.grade, _condition(one, language), str(one.year)) if part)
    return language.text("{range} ({said})", range=_range(one, entry, language), said=said)


def _condition(one: CatalogBenchmark, language: Language) -> str:
    return language.text("condition not stated") if one.condition == "not stated" else one.condition


def _range(one: CatalogBenchmark, entry: CatalogEntry, language: Language) -> str:
    metric = _metric(one, entry)

    def write(number: float | None) -> str:
        return _write(number, metric, language)

    match one.kind:
        case "text":
            return one.text or ""
        case "between":
            said = language.text("{low} to {high}", low=write(one.low), high=write(one.high))
        case "at_least":
            said = language.text("at least {value}", value=write(one.low))
        case "at_most":
            said = language.text("at most {value}", value=write(one.high))
        case "above":
            said = language.text("above {value}", value=write(one.low))
        case "below":
            said = language.text("below {value}", value=write(one.high))
    return language.text("{range} per {period}", range=said, period=one.per) if one.per else said


def _metric(one: CatalogBenchmark, entry: CatalogEntry) -> Metric:
    """The entry as a metric in the benchmark's own unit."""
    metric = as_metric(entry, entry.id, Place(""))
    return Metric(id=metric.id, place=metric.place, name=metric.name, unit=one.unit)

"""What stands beside the value: its interval, a short and a long window, its place among peers, rival attributions."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import AttributedFigure, KpiResult, Metric, Standing, Stretch
from kpireport.pages.words import grain_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One stretch of closed periods; `per` says what a sum is divided by."""

    name: str
    dates: str
    value: str
    per: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place among peers, and the best of them as (name, value)."""

    standing: str
    best: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The result under one attribution model."""

    model: str
    window: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Empty where a KPI has nothing of the kind."""

    rate: str
    windows: tuple[Window, ...]
    place: Place | None
    credits: tuple[Credit, ...]


def beside(result: KpiResult, language: Language) -> Beside:
    return Beside(
        rate=_rate(result, language),
        windows=tuple(_window(stretch, result, language) for stretch in result.stretches),
        place=_place(result.peers, result.metric, language) if result.peers else None,
        credits=tuple(_credit(figure, result, language) for figure in result.attribution),
    )


def _rate(result: KpiResult, language: Language) -> str:
    """`95 % interval 3.4 % to 4.2 %, n = 6 000`."""
    rate = result.rate
    if rate is None:
        return ""
    return language.text(
        "95\u202f% interval {low} to {high}, n = {n}",
        low=language.value(rate.low, result.metric),
        high=language.value(rate.high, result.metric),
        n=language.count(round(rate.n)),
    )


def _window(stretch: Stretch, result: KpiResult, language: Language) -> Window:
    grain = grain_of(result.kpi, result.period)
    flows = result.metric.aggregation == "sum" and result.metric.formula is None
    return Window(
        name=language.text("Last {periods}", periods=language.periods(stretch.n, grain)),
        dates=language.span(stretch.start, stretch.end),
        value=language.value(stretch.value, result.metric),
        per=language.per(grain) if flows and stretch.value is not None else "",
    )


def _place(standing: Standing, metric: Metric, language: Language) -> Place:
    words = language.plural(
        "Percentile {percentile} of 100 among {n} peer by {dimension}.",
        "Percentile {percentile} of 100 among {n} peers by {dimension}.",
        standing.n,
        percentile=language.count(round(standing.percentile * 100)),
        dimension=standing.dimension,
    )
    return Place(standing=words, best=tuple((name, language.value(value, metric)) for name, value in standing.best))


def _credit(figure: AttributedFigure, result: KpiResult, language: Language) -> Credit:
    return Credit(model=figure.model, window=figure.window or "", value=language.exact(figure.value, result.metric))

"""What may go wrong, what goes better than it did, and what is to be expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpireport.analysis.judgement import valued
from kpireport.analysis.sentences import breach_sentence, leaders_sentence
from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, NEEDS_DECISION, SETTLED, KpiResult
from kpireport.pages.agreement import urgency
from kpireport.pages.beside import beside
from kpireport.pages.likelihood import short_likelihood
from kpireport.pages.links import kpi_path
from kpireport.pages.sections.section import Figures, Part, Row, of_figures, of_points, point
from kpireport.pages.verdict import reading
from kpireport.pages.views import View
from kpireport.pages.words import span_words

#: The place among peers from which a KPI is one of the best: the best quarter.
BEST_QUARTER = 0.75
#: Closed periods in the table of trends.
PERIODS = 5


def risks(view: View, language: Language) -> Part | None:
    """KPIs that need a decision, with a breached guardrail, a leader not on track, a fired trigger or a concern."""
    why = reasons(view, language)
    found = sorted((kpi for kpi in view.kpis if why.get(kpi.id) or kpi.status in NEEDS_DECISION), key=urgency)
    points = [point(kpi, *why[kpi.id], status=True) for kpi in found]
    return of_points("risks", language.text("Risks"), points, language)


def reasons(view: View, language: Language) -> Mapping[str, tuple[str, ...]]:
    """For each KPI what makes it a risk beyond its status."""
    names = {kpi.id: kpi.name for kpi in view.report.kpis}
    fired: dict[str, list[str]] = {}
    for trigger in view.report.triggers:
        if trigger.fired:
            fired.setdefault(trigger.kpi, []).append(trigger.sentence)
    return {kpi.id: tuple(_reasons(kpi, names, fired.get(kpi.id, ()), language)) for kpi in view.kpis}


def _reasons(result: KpiResult, names: Mapping[str, str], fired: Sequence[str], language: Language) -> Iterator[str]:
    yield from (breach_sentence(one, result, language) for one in result.guardrails if one.holds is False)
    if said := leaders_sentence(result, names, language):
        yield said
    yield from fired
    verdict = reading(result, language)
    if verdict and verdict.tone == "worse":
        yield verdict.words


def opportunities(view: View, language: Language) -> Part | None:
    """KPIs with a signal of improvement, among the best of their peers, or met, so that the next target can be set."""
    found = [(kpi, tuple(_chances(kpi, language))) for kpi in view.kpis]
    points = [point(kpi, *chances) for kpi, chances in found if chances]
    return of_points("opportunities", language.text("Opportunities"), points, language)


def _chances(result: KpiResult, language: Language) -> Iterator[str]:
    if result.status == "met":
        yield language.text("Met. The next target can be agreed.")
    verdict = reading(result, language)
    if verdict and verdict.tone == "better":
        yield verdict.words
    if result.peers and result.peers.percentile >= BEST_QUARTER:
        place = beside(result, language).place
        yield place.standing if place else ""


# --------------------------------------------------------------------------------------------------- trend, forecast


def trend(view: View, language: Language) -> Part | None:
    """The last closed periods of each KPI, side by side, and whether the last one is a signal."""
    ago = tuple(language.text("{n} before", n=language.count(n)) for n in range(PERIODS - 1, 0, -1))
    columns = (language.text("KPI"), *ago, language.text("Last"), language.text("Signal or noise"))
    rows = tuple(_course(kpi, language) for kpi in view.kpis if valued(kpi.series))
    figures = Figures(columns=columns, rows=rows, words=frozenset({PERIODS}))
    return of_figures("trend", language.text("Trend"), figures)


def _course(result: KpiResult, language: Language) -> Row:
    closed = [point for point in result.series if point.closed][-PERIODS:]
    values = ["–" if one.value is None else language.value(one.value, result.metric) for one in closed]
    verdict = reading(result, language)
    words = verdict.words if verdict and verdict.tone != "open" else language.text("No verdict")
    return Row(name=result.name, path=kpi_path(result.id), cells=(*["–"] * (PERIODS - len(values)), *values, words))


def forecast(view: View, language: Language) -> Part | None:
    """The projections, each with its range and, where the target has a deadline, the likelihood of meeting it."""
    columns = (
        language.text("KPI"),
        language.text("Projected"),
        language.text("For"),
        language.text("80\u202f% range"),
        language.text("Target"),
    )
    rows = tuple(row for row in (_projected(kpi, language) for kpi in view.kpis) if row)
    title = language.text("Forecast, if past behaviour continues")
    return of_figures("forecast", title, Figures(columns=columns, rows=rows, words=frozenset({1, 2, 3})))


def _projected(result: KpiResult, language: Language) -> Row | None:
    target = result.target
    if target is None or target.projection is None or result.status in SETTLED:
        return None
    if target.kind in LEVEL_KINDS and target.forecast:
        when = language.period(target.forecast[-1].period)
    else:
        when = language.short_date(target.by) if target.by else ""
    span = span_words(*target.interval80, result.metric, language) if target.interval80 else "–"
    likely = short_likelihood(result, target, language) or language.text("No likelihood")
    value = language.value(target.projection, result.metric)
    return Row(name=result.name, path=kpi_path(result.id), cells=(value, when, span, likely))

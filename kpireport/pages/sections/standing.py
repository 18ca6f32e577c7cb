"""How it stands: the north star, the KPIs by goal, the money, and the goals that they serve."""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.format import Language
from kpireport.model import KpiResult, MetricResult
from kpireport.pages.line import kpi_line
from kpireport.pages.links import goal_path, kpi_path
from kpireport.pages.sections.section import Figures, Group, Part, Point, Row, Star, of_figures, of_points
from kpireport.pages.target import against_target
from kpireport.pages.views import View
from kpireport.pages.words import change_words, grain_of, on_basis, qualifier

#: Rows of the financial summary.
MOST_MONEY = 10


def north_star(view: View, language: Language) -> Part | None:
    """The report's north star, whoever the page is for."""
    report = view.report
    found = next((kpi for kpi in report.kpis if kpi.id == report.north_star), None)
    if found is None:
        return None
    star = Star(
        name=found.name,
        path=kpi_path(found.id),
        value="" if found.value is None else language.value(found.value, found.metric),
        period=language.period_span(found.period) if found.period else "",
        status=found.status,
        sentence=found.sentence,
    )
    return Part(kind="north_star", title=language.text("North star"), form="star", star=star)


def kpis(view: View, language: Language) -> Part | None:
    groups = tuple(
        Group(name=goal.name, path=goal_path(goal.id), lines=tuple(kpi_line(kpi, language) for kpi in kpis))
        for goal, kpis in view.goals
    )
    return Part(kind="kpis", title=language.text("KPIs"), form="lines", groups=groups) if groups else None


def financial_summary(view: View, language: Language) -> Part | None:
    """Its KPIs in currency, then the metrics in currency that explain the KPIs of its goals."""
    rows = [*(_of_kpi(kpi, language) for kpi in _priced(view.kpis)), *_of_metrics(view, language)]
    columns = (
        language.text("Money"),
        language.text("Now"),
        language.text("Change"),
        language.text("Against target"),
    )
    figures = Figures(columns=columns, rows=tuple(rows[:MOST_MONEY]), words=frozenset({1, 2}))
    return of_figures("financial_summary", language.text("Financial summary"), figures)


def _priced(kpis: tuple[KpiResult, ...]) -> Iterator[KpiResult]:
    return (kpi for kpi in kpis if kpi.metric.unit == "currency" and kpi.value is not None)


def _of_kpi(result: KpiResult, language: Language) -> Row:
    promise, stand = against_target(result, language)
    leading = result.comparison[0] if result.comparison else None
    change = change_words(leading, result.metric, language) if leading else ""
    grain = grain_of(result.kpi, result.period)
    return Row(
        name=result.name,
        path=kpi_path(result.id),
        cells=(
            _now(result, language),
            f"{change} {on_basis(leading, grain, language)}" if leading and change else "–",
            language.text("{target} ({stand})", target=promise, stand=stand) if stand else promise,
        ),
    )


def _of_metrics(view: View, language: Language) -> Iterator[Row]:
    shown = {kpi.kpi.metric for kpi in view.kpis}
    for goal, _ in view.goals:
        for result in goal.metrics:
            if result.metric.unit == "currency" and result.value is not None and result.id not in shown:
                shown.add(result.id)
                yield _of_metric(result, language)


def _of_metric(result: MetricResult, language: Language) -> Row:
    leading = result.comparison[0] if result.comparison else None
    change = change_words(leading, result.metric, language) if leading else ""
    grain = result.cadence or (result.period.grain if result.period else "month")
    moved = f"{change} {on_basis(leading, grain, language)}" if leading and change else "–"
    return Row(name=result.name, path="", cells=(_now(result, language), moved, language.text("No target: a metric")))


def _now(result: KpiResult | MetricResult, language: Language) -> str:
    per = qualifier(result.metric, result.period, language)
    return f"{language.value(result.value, result.metric)} {per}".rstrip()


def goals(view: View, language: Language) -> Part | None:
    """The goals that its KPIs serve, and the KPIs of others that they feed."""
    by_id = {goal.id: goal for goal in view.report.goals}
    points = []
    for goal, _ in view.goals:
        above = by_id.get(goal.goal.parent or "")
        note = language.text("Serves: {goal}", goal=above.name) if above else ""
        points.append(Point(name=goal.name, path=goal_path(goal.id), texts=(goal.sentence,), note=note))
    return of_points("goals", language.text("Goals they serve"), [*points, *_fed(view, language)], language)


def _fed(view: View, language: Language) -> Iterator[Point]:
    """Each KPI above one of these, with what feeds it here."""
    mine = {kpi.id for kpi in view.kpis}
    for above in view.report.kpis:
        feeding = [kpi.name for kpi in view.kpis if above.id in kpi.kpi.feeds]
        if feeding and above.id not in mine:
            fed = language.text("Fed by {names}.", names=language.join(feeding))
            yield Point(name=above.name, path=kpi_path(above.id), status=above.status, texts=(fed,))

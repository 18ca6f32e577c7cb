"""The tree of a goal: its KPIs, what explains each of them, and what moves before that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import GoalResult, KpiResult, Metric, MetricResult, Report
from kpireport.pages.links import goal_path
from kpireport.pages.twig import Twig, kpi_twig, metric_twig


@dataclass(frozen=True, slots=True)
class Shelf:
    """The report's KPIs by id and by metric, and its other metrics by id."""

    kpis: Mapping[str, KpiResult]
    measuring: Mapping[str, KpiResult]
    metrics: Mapping[str, MetricResult]


def shelf(report: Report) -> Shelf:
    """Of several KPIs on one metric the first counts, in the order of the report."""
    measuring = {kpi.kpi.metric: kpi for kpi in reversed(report.kpis)}
    supporting = (metric for goal in report.goals for metric in goal.metrics)
    metrics = {metric.metric.id: metric for metric in (*report.metrics, *supporting)}
    return Shelf({kpi.id: kpi for kpi in report.kpis}, measuring, metrics)


def tree(goal: GoalResult, shelf: Shelf, language: Language) -> Twig | None:
    """The goal with all that stands under it; None where no KPI has anything under it.

    A KPI stands under the one that it feeds, or runs ahead of, where that belongs to the same goal.
    """
    here = Shelf(
        shelf.kpis,
        {**shelf.measuring, **{kpi.kpi.metric: kpi for kpi in reversed(goal.kpis)}},
        {**shelf.metrics, **{metric.metric.id: metric for metric in goal.metrics}},
    )
    roots = _Grower(here, language, _below(goal.kpis)).kpis(None, ())
    if not any(root.children for root in roots):
        return None
    name = language.text("Goal")
    return Twig(id=goal.id, name=goal.name, kind=name, path=goal_path(goal.id), children=roots)


def _below(kpis: Iterable[KpiResult]) -> Mapping[str | None, list[KpiResult]]:
    """The KPIs of a goal under the one that each feeds or leads; None holds those at the top."""
    kpis = tuple(kpis)
    known = {kpi.id for kpi in kpis}
    above: dict[str, str] = {}
    for kpi in kpis:
        fed = next((id_ for id_ in kpi.kpi.feeds if id_ in known), None)
        if fed:
            above[kpi.id] = fed
    for kpi in kpis:
        followed = next((other for other in _lagging_partners(kpi, kpis) if kpi.id not in _chain(other, above)), None)
        if kpi.id not in above and followed:
            above[kpi.id] = followed
    found: dict[str | None, list[KpiResult]] = {}
    for kpi in kpis:
        found.setdefault(above.get(kpi.id), []).append(kpi)
    return found


def _lagging_partners(kpi: KpiResult, kpis: Iterable[KpiResult]) -> list[str]:
    """The lagging KPIs that a leading one is paired with, whichever of the two names the other."""
    if kpi.kpi.timing != "leading":
        return []
    paired = [other for other in kpis if other.id in kpi.kpi.pairs_with or kpi.id in other.kpi.pairs_with]
    return [other.id for other in paired if other.kpi.timing == "lagging"]


def _chain(id_: str, above: Mapping[str, str]) -> list[str]:
    """A KPI and all above it."""
    chain = [id_]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    return chain


@dataclass(frozen=True, slots=True)
class _Grower:
    """Lays out what stands under each KPI. `path` are the metrics on the way down, which are not repeated below."""

    shelf: Shelf
    language: Language
    below: Mapping[str | None, list[KpiResult]]

    def kpis(self, above: str | None, path: tuple[str, ...]) -> tuple[Twig, ...]:
        return tuple(self._kpi(kpi, path) for kpi in self.below.get(above, ()))

    def _kpi(self, kpi: KpiResult, path: tuple[str, ...]) -> Twig:
        path = (*path, kpi.kpi.metric)
        nested = {one.kpi.metric for one in self.below.get(kpi.id, ())}
        names = [name for name in _explaining(kpi) if name not in nested]
        children = (*self.kpis(kpi.id, path), *self._metrics(names, kpi.metric, path, direct=True))
        return kpi_twig(kpi, _kind(kpi, self.language), self.language, children=children)

    def _metrics(self, names: Iterable[str], of: Metric, path: tuple[str, ...], *, direct: bool) -> tuple[Twig, ...]:
        found = (self._metric(name, of, path, direct=direct) for name in names if name not in path)
        return tuple(twig for twig in found if twig)

    def _metric(self, name: str, of: Metric, path: tuple[str, ...], *, direct: bool) -> Twig | None:
        """A metric, or the KPI that it is measured by: a KPI is shown in full where it belongs."""
        measuring = self.shelf.measuring.get(name) or self.shelf.kpis.get(name)
        result = self.shelf.metrics.get(name)
        if measuring is not None:
            if measuring.kpi.metric in path:
                return None
            return kpi_twig(measuring, _kind(measuring, self.language), self.language)
        if result is None:
            return None
        children = self._metrics(result.metric.explained_by, result.metric, (*path, name), direct=False)
        return metric_twig(result, self._rank(name, of, direct=direct), self.language, children=children)

    def _rank(self, name: str, of: Metric, *, direct: bool) -> str:
        if not direct:
            return self.language.text("Leading indicator")
        if any(part.metric == name for part in of.composite):
            return self.language.text("Part of the score")
        return self.language.text("Supporting metric")


def _explaining(kpi: KpiResult) -> Iterator[str]:
    """What a KPI names as explaining it and the parts of its score; failing both, what it is computed from."""
    metric = kpi.metric
    named = dict.fromkeys((*kpi.kpi.explained_by, *(part.metric for part in metric.composite)))
    inputs = (metric.numerator, metric.denominator, *(metric.formula.names if metric.formula else ()))
    yield from named or dict.fromkeys(name for name in inputs if name)


def _kind(kpi: KpiResult, language: Language) -> str:
    if kpi.kpi.tier == "north-star":
        return language.text("North star")
    words = {"leading": language.text("Leading KPI"), "lagging": language.text("Lagging KPI")}
    return words.get(kpi.kpi.timing or "", language.text("KPI"))

"""The appendix: numbers that describe and are not judged, and KPIs for diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import MetricResult, Page, Report
from kpireport.pages.aside import aside
from kpireport.pages.frame import Frame
from kpireport.pages.line import MetricLine, kpi_line, metric_line, names_of


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    names = names_of(report)

    def lines(metrics: list[MetricResult]) -> tuple[MetricLine, ...]:
        return tuple(metric_line(metric, names, language) for metric in metrics)

    yield frame.page(
        "appendix/index.html",
        "appendix.html",
        language.text("Appendix"),
        supporting=lines([metric for metric in report.metrics if metric.explains]),
        lacking=lines([metric for metric in report.metrics if metric.why_not_kpi and not metric.explains]),
        others=lines([metric for metric in report.metrics if not metric.why_not_kpi and not metric.explains]),
        diagnostic=tuple(
            kpi_line(kpi, language) for kpi in report.kpis if kpi.kpi.tier == "diagnostic" and kpi.is_headline
        ),
        undecided=tuple((kpi_line(kpi, language), aside(kpi, language)) for kpi in report.kpis if not kpi.is_headline),
    )

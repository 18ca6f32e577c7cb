"""Why a report is not mailed: what its readers would be told is old, missing or known to be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpireport.format import Language
from kpireport.model import KpiResult, Report

#: Names in a reason; more are counted.
_NAMED = 3


def reasons_to_hold(report: Report, language: Language) -> tuple[str, ...]:
    """A sentence for each reason; none where the report may go out."""
    return tuple(_reasons(report, language))


def _reasons(report: Report, language: Language) -> Iterator[str]:
    text = language.text
    kpis = [kpi for kpi in report.kpis if kpi.is_headline]
    if not kpis:
        yield text("The report has no KPI.")
    stale = [kpi for kpi in kpis if kpi.stale]
    if stale:
        yield text("The data is out of date: {names}.", names=_names(stale, language))
    missing = [kpi for kpi in kpis if kpi.value is None and not kpi.stale]
    if missing:
        yield text("Figures are missing: {names}.", names=_names(missing, language))
    old = [source.id for source in report.sources if source.stale] if not stale else []
    if old:
        yield text("Data sources are out of date: {names}.", names=language.join(old))
    errors = sum(finding.level == "error" for finding in report.findings)
    if errors:
        one = "{n} finding of level error; `kpireport check` lists them."
        yield language.plural(one, "{n} findings of level error; `kpireport check` lists them.", errors)


def _names(kpis: Sequence[KpiResult], language: Language) -> str:
    names = [kpi.name for kpi in kpis[:_NAMED]]
    rest = len(kpis) - len(names)
    return language.join([*names, language.plural("{n} more", "{n} more", rest)] if rest else names)

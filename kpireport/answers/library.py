"""What the KPI library says of a report's KPIs: those whose metric was taken from it or has the name of an entry."""

from __future__ import annotations

from collections.abc import Iterable

from kpireport.answers.answer import Library
from kpireport.catalog.words import folded
from kpireport.model import CatalogEntry, CatalogFamily, KpiResult, Report


def library_of(report: Report, families: Iterable[CatalogFamily]) -> Library:
    """Aliases and levers of the entries behind the report's KPIs."""
    entries = {entry.id: entry for family in families for entry in family.entries}
    by_name = {folded(entry.name): entry for entry in entries.values()}
    found = [(kpi.id, _entry(kpi, entries, by_name)) for kpi in report.kpis]
    known = [(id_, entry) for id_, entry in found if entry]
    return Library(
        aliases={id_: (entry.name, *entry.aliases) for id_, entry in known},
        levers={id_: entry.actions for id_, entry in known if entry.actions},
    )


def _entry(kpi: KpiResult, entries: dict[str, CatalogEntry], by_name: dict[str, CatalogEntry]) -> CatalogEntry | None:
    if kpi.metric.catalog:
        return entries.get(kpi.metric.catalog)
    return by_name.get(folded(kpi.metric.name)) if folded(kpi.metric.name) else None

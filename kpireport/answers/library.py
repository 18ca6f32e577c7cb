"""What the KPI library says of a report's KPIs: of those taken from it, or that go by the name of an entry."""

from __future__ import annotations

from kpireport.answers.answer import Library
from kpireport.catalog import Catalog
from kpireport.model import CatalogEntry, Metric, Report


def library_of(report: Report, catalog: Catalog) -> Library:
    """Aliases and levers of the entries behind the report's KPIs."""
    found = [(kpi.id, _entry(kpi.metric, catalog)) for kpi in report.kpis]
    known = [(id_, entry) for id_, entry in found if entry]
    return Library(
        aliases={id_: (entry.name, *entry.aliases) for id_, entry in known},
        levers={id_: entry.actions for id_, entry in known if entry.actions},
    )


def _entry(metric: Metric, catalog: Catalog) -> CatalogEntry | None:
    return catalog.entry_of(metric) or (None if metric.catalog else catalog.find(metric.name))

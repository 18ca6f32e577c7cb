"""What differs between two reports, as they remember themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.model.memory import Difference, RememberedFinding, RememberedKpi, Restatement


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiDiff:
    """How a KPI stood in two reports, and what was changed about it: at least one of these differs."""

    old: RememberedKpi
    new: RememberedKpi
    changes: tuple[Difference, ...] = ()
    restated: tuple[Restatement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """All that differs between two reports: KPIs by how much they need a decision, those added and gone, findings.

    `old_date` and `new_date` are the days that the reports stood for.
    """

    old_date: date | None
    new_date: date | None
    kpis: tuple[KpiDiff, ...] = ()
    added: tuple[RememberedKpi, ...] = ()
    retired: tuple[RememberedKpi, ...] = ()
    new_findings: tuple[RememberedFinding, ...] = ()
    gone_findings: tuple[RememberedFinding, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the reports say the same."""
        return not (self.kpis or self.added or self.retired or self.new_findings or self.gone_findings)

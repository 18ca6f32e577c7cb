"""Which KPIs have another status than in the earlier report."""

from __future__ import annotations

from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import KpiResult, Memory, Report, Status, has_worsened


@dataclass(frozen=True, slots=True)
class Move:
    """A KPI whose status became another; `old` is the one before."""

    kpi: KpiResult
    old: Status

    @property
    def is_worse(self) -> bool:
        """Whether the new status asks for a decision, and the old one asked for none or a lesser one."""
        return has_worsened(self.old, self.kpi.status)


def moves(report: Report, earlier: Memory | None) -> tuple[Move, ...]:
    """In the order of the report; KPIs that the earlier report does not tell the status of are left out."""
    known = earlier.kpis if earlier else {}
    statuses = ((kpi, known[kpi.id].status) for kpi in report.kpis if kpi.id in known)
    return tuple(Move(kpi, old) for kpi, old in statuses if old is not None and old != kpi.status)


def move_words(move: Move, language: Language) -> str:
    """`Off track, was on track`."""
    old = language.status(move.old)
    return language.text("{new}, was {old}", new=language.status(move.kpi.status), old=old[:1].lower() + old[1:])

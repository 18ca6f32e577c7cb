"""`data/<kpi-id>.csv`: the numbers behind each chart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kpireport.model import File, KpiResult, Report, TargetPoint
from kpireport.periods import Period

_HEADER = ("kpi", "period", "start", "end", "value", "closed", "target", "target_low", "target_high")
#: A cell that begins so would run as a formula in a spreadsheet.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def kpi_csvs(report: Report) -> Iterator[File]:
    for result in report.kpis:
        yield File(f"data/{result.id}.csv", _table(result).encode())


def _table(result: KpiResult) -> str:
    asked = {point.period: point for point in result.target.periods} if result.target else {}
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_HEADER)
    for point in result.series:
        value = "" if point.value is None else repr(point.value)
        rows.writerow(
            [*_names(result.id, point.period), value, str(point.closed).lower(), *_bounds(asked.get(point.period))]
        )
    return out.getvalue()


def _names(kpi: str, period: Period) -> tuple[str, ...]:
    return safe_cell(kpi), period.label, period.start.isoformat(), period.end.isoformat()


def _bounds(asked: TargetPoint | None) -> tuple[str, ...]:
    bounds = (asked.value, asked.low, asked.high) if asked else (None, None, None)
    return tuple("" if bound is None else repr(bound) for bound in bounds)


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows rather than runs."""
    return f"'{text}" if text.startswith(_RISKY) else text

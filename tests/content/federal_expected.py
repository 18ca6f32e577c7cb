"""What the federal project must say, worked out from its CSV alone: no YAML, no DuckDB, none of the program's code.

A fiscal year is judged when it has both a result and the target its kind needs.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypedDict

CSV = Path(__file__).parents[2] / "content" / "federal" / "FY2018_APR_Complete_Data.csv"
LAST_YEAR = 2018

#: KPI id → the spelling in the file's KPI column.
SPELLINGS = {
    "vacant-space": "Percent of vacant space in inventory",
    "leases-at-market": "Percent of leases negotiated at or below market rates ",
    "leased-revenue": "Percent of leased revenue available after administering leasing program",
    "sales-within-220-days": "Percent of non-competitive sales and donations awarded within 220 days",
    "sales-within-135-days": "Percent of public sale properties awarded within 135 days",
    "energy-intensity": "Energy intensity reduction (cumulative % reduction from baseline year)",
    "construction-on-plan": "Percent of capital construction projects on schedule and on budget",
    "tenant-satisfaction": "Tenant satisfaction with Government-owned and -leased space",
    "cleaning-cost-in-range": "Percent of cleaning and maintenance costs within market range",
    "customer-loyalty": "Customer loyalty score (10-point scale)",
    "acquisition-savings": "Acquisition program savings (billions of $)",
    "supplier-satisfaction": "Supplier satisfaction score (5-point scale)",
    "small-business-prime": "Percent of GSA contract dollars awarded to small business through prime contracting",
    "small-business-sub": "Percent of GSA contract dollars awarded to small business through subcontracting",
    "small-business-mas": "Percent of small business MAS business volume",
    "fedramp-systems": "Number of customer agency FedRAMP authorized systems (cumulative)",
    "assisted-volume": "Volume of assisted technology acquisitions (billions of $)",
    "assisted-count": "Volume of assisted technology acquisitions (number of acquisitions)",
    "data-center-closures": "Percent increase of Government-wide tiered data center closures (cumulative)",
    "secure-credential": "Percent of Government employees and contractors required to log onto Government\n"
    "networks with a standardized, secure credential",
    "m3-agencies": "Number of agencies using GSA’s M3 Tools to assess readiness for shared services",
    "operating-cost": "Total operating cost as a percentage of goods and services provided",
    "cxo-effectiveness": "Effectiveness of GSA CXO functions, as measured by customer satisfaction (scale of 1 to 7)",
    "cloud-portfolio": "Percent of GSA IT portfolio utilizing cloud technologies",
    "competition-rate": " Competition rate for GSA acquisitions",
    "one-bid-rate": " Competitive One-Bid rate for GSA acquisitions",
    "connection-to-mission": "Employee Viewpoint Survey - Connection to GSA's Mission (% positive)",
    "vehicles-studied": "Number of agency-owned (non-GSA) vehicles studied and consolidated by GSA "
    "(Studied / Consolidated)",
}


class Expected(TypedDict):
    """One KPI's figures. `target` is the year's number, the two bounds of a range, or None for one in words."""

    year: int
    kind: str
    value: float
    target: float | tuple[float, float] | None
    complies: bool | None
    judged: int
    complied: int
    progress: float | None
    previous: float | None
    change: float | None
    change_relative: float | None


Row = dict[str, str]


def expected() -> dict[str, Expected]:
    """The figures of all KPIs, by id, for the last fiscal year with a result."""
    with CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {kpi: _kpi([row for row in rows if row["KPI"] == spelling]) for kpi, spelling in SPELLINGS.items()}


def _kpi(rows: list[Row]) -> Expected:
    kind = _kind(rows)
    actuals = {int(row["Year"]): number for row in rows if (number := _number(row["Actual"])) is not None}
    targets = {int(row["Year"]): target for row in rows if (target := _target(row, kind)) is not None}
    year = max(actuals)
    verdicts = [_complies(kind, actuals[y], targets[y]) for y in sorted(actuals) if y in targets]
    previous = actuals.get(year - 1)
    change = None if previous is None else actuals[year] - previous
    return {
        "year": year,
        "kind": kind,
        "value": actuals[year],
        "target": targets.get(year),
        "complies": _complies(kind, actuals[year], targets[year]) if year in targets else None,
        "judged": len(verdicts),
        "complied": sum(verdicts),
        "progress": sum(verdicts) / len(verdicts) if verdicts else None,
        "previous": previous,
        "change": change,
        "change_relative": _relative(change, previous, actuals[year]),
    }


def _number(cell: str) -> float | None:
    return float(cell) if cell.strip() else None


def _kind(rows: list[Row]) -> str:
    """The kind of target, by the desired direction; a blank one reads as a floor, a range without bounds as words."""
    direction = rows[0]["Desired Direction"]
    if direction == "With in Range":
        return "range" if any(_number(row["Min Target"]) is not None for row in rows) else "text"
    return {"Increase": "at_least", "Decrease": "at_most", "": "at_least"}[direction]


def _target(row: Row, kind: str) -> float | tuple[float, float] | None:
    low, high = _number(row["Min Target"]), _number(row["Max Target"])
    if kind == "range":
        return None if low is None or high is None else (low, high)
    return None if kind == "text" else _number(row["Target"])


def _complies(kind: str, value: float, target: float | tuple[float, float]) -> bool:
    if isinstance(target, tuple):
        return target[0] <= value <= target[1]
    return value <= target if kind == "at_most" else value >= target


def _relative(change: float | None, previous: float | None, value: float) -> float | None:
    """The change over the size of the previous value; none from zero or across it."""
    if change is None or previous is None or previous == 0 or (value > 0) != (previous > 0):
        return None
    return change / abs(previous)

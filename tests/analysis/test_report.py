"""What the whole analysis decides: which data dates the report, and when a guardrail is broken."""

from __future__ import annotations

import json
from pathlib import Path

from kpireport.model import Report
from kpireport.pipeline import Options, check

KPI = {"id": "k", "metric": "revenue", "owner": "Finance", "cadence": "month"}


def judged(folder: Path, kpi: dict[str, object], rows: dict[str, str], **metrics: dict[str, object]) -> Report:
    """The report of one KPI; each file of `rows` is a source of its own, a long table by month."""
    for name, text in rows.items():
        (folder / f"{name}.csv").write_text(f"date,metric,value\n{text}", encoding="utf-8")
    site = {
        "title": "T",
        "sources": {name: {"files": f"{name}.csv"} for name in rows},
        "metrics": {"revenue": {"aggregation": "sum", "source": "actuals"}, **metrics},
        "goals": [{"id": "g", "name": "G", "kpis": [{**KPI, **kpi}]}],
    }
    (folder / "site.yaml").write_text(json.dumps(site), encoding="utf-8")
    return check(folder / "site.yaml", Options(environment={}))


def months(metric: str, *values: object) -> str:
    return "".join(f"2026-{month:02},{metric},{value}\n" for month, value in enumerate(values, 1))


def test_a_plan_that_reaches_into_the_future_does_not_date_the_report(tmp_path: Path) -> None:
    report = judged(
        tmp_path,
        {"target": {"at_least": {"metric": "plan"}}},
        {"actuals": months("revenue", 9, 11, 12), "budget": months("plan", *[10] * 12)},
        plan={"aggregation": "sum", "source": "budget"},
    )
    assert str(report.report_date) == "2026-03-31"
    assert report.kpis[0].status == "on_track"


def test_a_gap_does_not_hide_a_broken_guardrail(tmp_path: Path) -> None:
    report = judged(
        tmp_path,
        {"target": {"at_least": 5}, "guardrails": [{"metric": "returns", "max": 2}]},
        {"actuals": months("revenue", 9, 11, 12) + months("returns", 1, 3, "")},
        returns={"aggregation": "sum", "source": "actuals"},
    )
    (guardrail,) = report.kpis[0].guardrails
    assert (guardrail.value, guardrail.holds) == (3, False)
    assert report.kpis[0].status == "at_risk"

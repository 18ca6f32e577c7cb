"""report.json: its parts, its form, and that it can be read back."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpireport.model import (
    Association,
    AttributedFigure,
    ForecastPoint,
    Issued,
    RateInterval,
    Report,
    Signal,
    SignalPoint,
    SignalSegment,
    Standing,
    Stretch,
    TargetResult,
)
from kpireport.pages.report_json import report_json
from kpireport.previous import read_previous
from tests.pages.sample import THROUGH, report, week, weeks

LED = Association(leader="impressions", follower="searches", lag=3, r=0.6, low=0.3, high=0.8, n=40, tried=8, found=True)
SAID = Issued(
    kpi="searches",
    by=date(2026, 12, 27),
    kind="reach",
    value=54_500.0,
    low=None,
    high=None,
    on=THROUGH,
    probability=0.1 + 0.2,
)


def with_first(made: Report, **keys: Any) -> Report:
    """The report with keys of its first KPI replaced."""
    goal = made.goals[0]
    kpis = (replace(goal.kpis[0], **keys), *goal.kpis[1:])
    return replace(made, goals=(replace(goal, kpis=kpis), *made.goals[1:]))


def read(made: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report_json(made).content)
    return found


def test_the_parts_of_the_contract_are_there() -> None:
    found = read(replace(report(), ledger=(), brier=None))
    assert found.keys() >= {
        *("schema", "site", "data_through", "north_star", "goals", "kpis", "metrics", "okrs", "triggers", "findings"),
        *("report_date", "sentence", "brier", "ledger", "associations"),
    }
    (kpi, *_) = found["kpis"]
    assert kpi.keys() >= {
        *("id", "name", "goal", "metric", "unit", "direction", "tier", "timing", "owner", "cadence", "period", "value"),
        *("reason", "to_date", "data_through", "status", "target", "comparison", "cause", "signal", "smart", "series"),
        *("leads", "led_by", "rate", "stretches", "peers", "attribution"),
    }
    assert kpi["signal"].keys() >= {
        *("variation", "rule", "mean", "lower", "upper", "assurance", "n", "adjustment", "reason"),
        *("since", "trial", "segments", "unusual"),
    }
    assert kpi["series"][0].keys() == {"start", "end", "value", "closed"}
    assert (found["okrs"], found["ledger"], found["brier"]) == ([], [], None)


def test_what_is_known_beyond_the_trio_is_there() -> None:
    signal = Signal(
        variation="improvement",
        rule="shift",
        since=week(7),
        n=2,
        points=(SignalPoint(week(2), 4.0, 4.0, "common_cause"), SignalPoint(week(), 5.0, None, "concern", "shift")),
        segments=(SignalSegment(week(1), week(), 2, 5.0, 4.0, 6.0, trial=True),),
    )
    target = TargetResult(
        kind="reach", value=9.0, at_pace_on=date(2027, 3, 12), forecast=(ForecastPoint(week(-1), 1.0, 2.0, 3.0),)
    )
    made = with_first(
        report(),
        signal=signal,
        target=target,
        leads=(LED,),
        led_by=("cost",),
        rate=RateInterval(1.0, 2.0, 300.0),
        stretches=(Stretch(4, date(2026, 9, 28), THROUGH, 7.5),),
        peers=Standing(0.8, 5, "company", (("Fell", 9.0),)),
        attribution=(AttributedFigure("linear", None, 55.0, "linear"),),
    )
    kpi = read(made)["kpis"][0]
    assert kpi["signal"]["since"] == {"label": "2026-W36", "start": "2026-08-31", "end": "2026-09-06"}
    assert kpi["signal"]["unusual"] == [
        {"start": "2026-10-19", "value": 5.0, "charted": None, "variation": "concern", "rule": "shift"}
    ]
    assert kpi["signal"]["segments"][0]["end"] == "2026-10-25"
    assert kpi["target"]["at_pace_on"] == "2027-03-12"
    assert kpi["target"]["forecast"] == [
        {"label": "2026-W44", "start": "2026-10-26", "end": "2026-11-01", "low": 1.0, "middle": 2.0, "high": 3.0}
    ]
    assert kpi["leads"][0]["lag"] == 3
    assert kpi["led_by"] == ["cost"]
    assert kpi["rate"] == {"low": 1.0, "high": 2.0, "n": 300.0}
    assert kpi["stretches"] == [{"n": 4, "start": "2026-09-28", "end": "2026-10-25", "value": 7.5}]
    assert kpi["peers"] == {
        "percentile": 0.8,
        "n": 5,
        "dimension": "company",
        "best": [{"name": "Fell", "value": 9.0}],
    }
    assert kpi["attribution"] == [{"model": "linear", "window": None, "value": 55.0, "metric": "linear"}]


def test_the_next_report_reads_the_ledger_as_it_was(tmp_path: Path) -> None:
    ledger = (SAID, replace(SAID, on=date(2026, 10, 18), kind="range", value=None, low=1.0, high=2.5, hit=False))
    made = replace(report(), ledger=ledger, brier=0.49, associations=(LED,))
    (tmp_path / "r.json").write_bytes(report_json(made).content)
    found = read_previous(str(tmp_path / "r.json"))
    assert (found.ledger, found.data_through) == (ledger, THROUGH)
    assert (found.document["brier"], found.document["associations"][0]["follower"]) == (0.49, "searches")


def test_a_kpi_takes_one_line() -> None:
    lines = report_json(report()).content.decode().splitlines()
    ids = [json.loads(line.strip().rstrip(","))["id"] for line in lines if line.startswith('  {"id"')]
    kpis = [kpi.id for kpi in report().kpis]
    assert ids[3 : 3 + len(kpis)] == kpis


def test_the_open_period_has_the_shape_of_the_closed_one() -> None:
    shown = next(kpi["to_date"] for kpi in read(report())["kpis"] if kpi["to_date"])
    assert (shown["period"]["closed"], shown["value"]) == (False, 402_000)
    assert [(entry["label"], entry["change"]) for entry in shown["comparison"]] == [("2026-W43", 22_000)]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_never_gets_out(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        report_json(with_first(report(), value=value))


def test_the_file_is_written_in_little_more_memory_than_it_has() -> None:
    made = report()
    goal = made.goals[0]
    long = replace(goal.kpis[0], series=weeks([1.5 * n for n in range(500)]))
    made = replace(made, goals=(replace(goal, kpis=(long,) * 200),))
    tracemalloc.start()
    size = len(report_json(made).content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 8_000_000
    assert peak < 1.5 * size

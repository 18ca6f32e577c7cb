"""Small whole projects about how a list is used: KPIs over eight weeks, a review log, a survey, costs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from kpireport.model import Report
from kpireport.pipeline import Options, check

#: Weeks from Monday 31 August to Sunday 25 October 2026, which is the report date unless `as_of` says otherwise.
FIRST, WEEKS = date(2026, 8, 31), 8


def judged(folder: Path, kpis: str, site: str = "", *, as_of: str = "", metrics: str = "") -> Report:
    """A goal with these KPIs, each line a flow mapping; all measure `m` unless they say otherwise.

    `metrics` are further metrics, a line each.
    """
    lines = [f"      - {{metric: m, cadence: week, target: {{at_least: 5}}, {line}}}\n" for line in kpis.splitlines()]
    lines = [_own(line) for line in lines]
    (folder / "snapshots").mkdir(parents=True, exist_ok=True)
    rows = [f"{FIRST + timedelta(weeks=n)},m,{10 + n}" for n in range(WEEKS)]
    (folder / "snapshots" / "a.csv").write_text("\n".join(["date,metric,value", *rows, ""]))
    (folder / "site.yaml").write_text(
        "title: T\nmetrics:\n  m: {aggregation: sum}\n"
        + "".join(f"  {line}\n" for line in metrics.splitlines())
        + "goals:\n  - id: g\n    name: G\n    kpis:\n"
        + "".join(lines)
        + site
    )
    day = date.fromisoformat(as_of) if as_of else None
    return check(folder / "site.yaml", Options(environment={}, as_of=day))


def _own(line: str) -> str:
    """A line that gives its own metric, cadence or target keeps it."""
    for key in ("metric: m, ", "cadence: week, ", "target: {at_least: 5}, "):
        name = key.split(":")[0] + ":"
        if line.count(f" {name}") + line.count(f"{{{name}") > 1:
            line = line.replace(key, "", 1)
    return line


def log(*rows: str) -> str:
    """The review log; each row is the inside of a flow mapping."""
    return "reviews:\n" + "".join(f"  - {{{row}}}\n" for row in rows)

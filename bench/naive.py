"""What one would write by hand: read the CSV, draw one bare Altair chart per KPI, put five on a page.

    python bench/naive.py FOLDER OUT

No target judged, no comparison, no cause, no table: the measure of how much a whole report may cost.
"""

from __future__ import annotations

import csv
import html
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

PAGE = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{name}</title><h1>{name}</h1>{body}</html>'


def main(folder: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    alt.data_transformers.disable_max_rows()
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with (folder / "snapshots.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows[row["kpi"]].append({"date": row["date"], "value": float(row["value"])})
    for goal in json.loads((folder / "goals.json").read_text("utf-8"))["goals"]:
        body = "".join(section(kpi, rows[kpi["id"]]) for kpi in goal["kpis"])
        page = PAGE.format(name=html.escape(goal["name"]), body=body)
        (out / f"{goal['slug']}.html").write_text(page, "utf-8")


def section(kpi: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """A KPI: its name, its last value against its target, and its chart."""
    last, before = rows[-1]["value"], rows[-2]["value"]
    text = f"{last:.2f} {kpi['unit']}, {last - before:+.2f}, target {kpi['target']}"
    svg = vl_convert.vegalite_to_svg(chart(kpi, rows).to_dict())
    return f"<h2>{html.escape(kpi['name'])}</h2><p>{html.escape(text)}</p>{svg}"


def chart(kpi: dict[str, Any], rows: list[dict[str, Any]]) -> Any:
    values = alt.Y("value:Q").title(kpi["unit"]).scale(zero=False)
    line = alt.Chart(alt.Data(values=rows)).mark_line().encode(x="date:T", y=values)
    target = alt.Chart(alt.Data(values=[{"at": kpi["target"]}])).mark_rule(strokeDash=[4, 4]).encode(y="at:Q")
    return alt.layer(line, target).properties(width=640, height=220, title=kpi["name"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

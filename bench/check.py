"""CPU seconds that `check` takes on a long list: 20 goals, 1,000 monthly KPIs of 60 months in three regions.

    python bench/check.py [KPIS] [--profile STAGE]

Each KPI has a target, a decision, a guardrail, a KPI it feeds and a trigger; every fifth trigger is one per region.
STAGE is one of project, snapshots, analysis, checks: its dearest functions are listed, too.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kpireport import checks, project, sources
from kpireport.analysis.report import analyse
from kpireport.cli import COLLECTED_AFTER
from kpireport.format import Language

GOALS, MONTHS, REGIONS = 20, 60, ("north", "east", "west")
TARGETS: tuple[dict[str, Any], ...] = (
    {"total": 14_000, "start": "2025-07-01", "by": "2026-06-30"},
    {"reach": 1_500, "from": 1_150, "start": "2025-01-01", "by": "2026-12-31"},
    {"at_least": 1_100, "start": "2025-01-01"},
)
TRIGGERS = ("below 1000 for 2 months", "behind_pace", "down 20% over 2 months")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kpis", type=int, nargs="?", default=1000)
    parser.add_argument("--profile", metavar="STAGE")
    chosen = parser.parse_args()
    gc.set_threshold(COLLECTED_AFTER)
    with tempfile.TemporaryDirectory() as folder:
        write_project(Path(folder), chosen.kpis)
        measure(Path(folder) / "site.yaml", chosen.profile)


def measure(site: Path, profiled: str | None) -> None:
    """Runs the stages of `check` one after the other and prints what each took."""

    def stage(name: str, run: Callable[[], Any]) -> Any:
        profile = cProfile.Profile() if name == profiled else None
        begun = time.process_time()
        result = profile.runcall(run) if profile else run()
        print(f"{name:10} {time.process_time() - begun:6.2f} s of CPU{' (under a profiler)' if profile else ''}")
        if profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        return result

    loaded = stage("project", lambda: project.load_project(site, {}))
    snapshots = stage("snapshots", lambda: sources.read_snapshots(loaded, as_of=None, data_through=None))
    language = Language(loaded.site.locale, loaded.site.currency)
    report = stage("analysis", lambda: analyse(loaded, snapshots, language, for_findings=True))
    judgement = stage("checks", lambda: checks.judge(loaded, report))
    print(f"{len(report.kpis)} KPIs, {len(judgement.findings)} findings")


def write_project(folder: Path, kpis: int) -> None:
    """site.yaml, metrics.yaml, a file per goal and snapshots.csv, always the same ones."""
    ids = [f"kpi-{number:04}" for number in range(kpis)]
    (folder / "kpis").mkdir()
    _write(folder / "site.yaml", SITE)
    _write(folder / "metrics.yaml", {name: _metric(name) for name in ids})
    for goal in range(GOALS):
        entries = [_kpi(ids, number) for number in range(goal, kpis, GOALS)]
        content = {"id": f"goal-{goal:02}", "name": f"Goal {goal + 1}", "owner": f"Lead {goal + 1}", "kpis": entries}
        _write(folder / f"kpis/goal-{goal:02}.yaml", content)
    (folder / "snapshots.csv").write_text("date,kpi,region,value\n" + "".join(_rows(ids)), "utf-8")


SITE = {
    "title": "A long list",
    "goals": ["kpis/*.yaml"],
    "metrics": ["metrics.yaml"],
    "sources": {
        "snapshots": {
            "files": "snapshots.csv",
            "date": "date",
            "metric": "kpi",
            "value": "value",
            "dimensions": ["region"],
        }
    },
}


def _metric(name: str) -> dict[str, Any]:
    return {
        "name": f"Measure {name[4:]}",
        "unit": "orders",
        "direction": "up",
        "aggregation": "sum",
        "source": "snapshots",
        "definition": f"Orders of the kind {name[4:]}, as counted at the end of the month.",
    }


def _kpi(ids: list[str], number: int) -> dict[str, Any]:
    trigger = TRIGGERS[2] + " per region" if number % 5 == 0 else TRIGGERS[number % len(TRIGGERS)]
    upper = {"feeds": [ids[number - number % 10]]} if number % 10 else {}
    return {
        "id": ids[number],
        "name": f"Measure {number:04}",
        "metric": ids[number],
        "owner": f"Owner {number % 40}",
        "cadence": "month",
        "review": {"team": "month"},
        "decision": f"Below 1000, product {number} is taken off the shelf in the next quarter.",
        "target": TARGETS[number % len(TARGETS)],
        "guardrails": [{"metric": ids[(number + 1) % len(ids)], "min": 900}],
        "triggers": [{"when": trigger, "action": f"Review the price of product {number}", "owner": "Pricing"}],
        **upper,
    }


def _rows(ids: list[str]) -> list[str]:
    chance = random.Random(7)
    months = [date(2021 + month // 12, month % 12 + 1, 1).isoformat() for month in range(MONTHS)]
    return [
        f"{month},{name},{region},{chance.gauss(400, 40):.2f}\n"
        for name in ids
        for month in months
        for region in REGIONS
    ]


def _write(path: Path, content: object) -> None:
    """JSON is YAML too, and needs no library here."""
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

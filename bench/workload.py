"""A project of a given size, always the same: goals, KPIs and snapshots for measuring a build.

    python bench/workload.py SIZE FOLDER
    python bench/workload.py --from DATA FOLDER     a project over another generator's goals.json and snapshots.csv

Writes goals.json (the list in plain form, for peers), snapshots.csv (goal, kpi, date, value, region, segment) and the
project files site.yaml, metrics.yaml and kpis/*.yaml.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

LAST = date(2026, 6, 30)
WORD = {"daily": "day", "weekly": "week", "monthly": "month"}


@dataclass(frozen=True)
class Size:
    goals: int
    kpis: int
    values: int
    frequency: str


SIZES = {
    "small": Size(5, 5, 104, "weekly"),
    "medium": Size(50, 5, 260, "weekly"),
    "large": Size(200, 5, 1000, "daily"),
}
THEMES = ("Growth", "Loyalty", "Quality", "Speed", "Reach", "Margin", "Safety", "Climate")
MEASURES = (
    ("Orders", "orders", "up"),
    ("Repeat rate", "%", "up"),
    ("Returns", "%", "down"),
    ("Delivery time", "hours", "down"),
    ("Visitors", "visitors", "up"),
    ("Complaints", "complaints", "down"),
)
OWNERS = ("Sales", "Service", "Operations", "Marketing")
REGIONS = ("north", "south", "east", "west")
SEGMENTS = ("new", "returning", "business")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="data", type=Path)
    parser.add_argument("rest", nargs="+")
    chosen = parser.parse_args()
    folder = Path(chosen.rest[-1])
    folder.mkdir(parents=True, exist_ok=True)
    if chosen.data:
        for name in ("goals.json", "snapshots.csv"):
            shutil.copyfile(chosen.data / name, folder / name)
    else:
        generate(SIZES[chosen.rest[0]], folder)
    write_project(folder)


def generate(size: Size, folder: Path) -> None:
    """goals.json and snapshots.csv; a KPI drifts from its base towards its target with noise and a slow wave."""
    chance = random.Random(f"kpireport {size}")
    step = timedelta(days={"daily": 1, "weekly": 7}[size.frequency])
    dates = [(LAST - step * back).isoformat() for back in reversed(range(size.values))]
    goals = [_goal(number, size, chance) for number in range(size.goals)]
    with (folder / "snapshots.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["goal", "kpi", "date", "value", "region", "segment"])
        for goal in goals:
            for kpi in goal["kpis"]:
                values = _values(kpi, size, chance)
                table.writerows(
                    [goal["slug"], kpi["id"], day, f"{value:.2f}", kpi["region"], kpi["segment"]]
                    for day, value in zip(dates, values, strict=True)
                )
    content = {"frequency": size.frequency, "goals": goals}
    (folder / "goals.json").write_text(json.dumps(content, indent=1), "utf-8")


def _goal(number: int, size: Size, chance: random.Random) -> dict[str, Any]:
    slug = f"goal-{number + 1:03}"
    deadline = (LAST + timedelta(days=chance.randrange(90, 700))).isoformat()
    return {
        "slug": slug,
        "name": f"{THEMES[number % len(THEMES)]} {number + 1}",
        "owner": chance.choice(OWNERS),
        "deadline": deadline,
        "description": "A made-up goal for measuring.",
        "kpis": [_kpi(slug, number + place, place, deadline, chance) for place in range(size.kpis)],
    }


def _kpi(slug: str, turn: int, place: int, deadline: str, chance: random.Random) -> dict[str, Any]:
    name, unit, direction = MEASURES[turn % len(MEASURES)]
    base = chance.uniform(20, 2000)
    ambition = chance.uniform(0.1, 0.5) * (1 if direction == "up" else -1)
    return {
        "id": f"{slug}-k{place + 1}",
        "name": f"{name} {turn + 1}",
        "unit": unit,
        "direction": direction,
        "base": round(base, 2),
        "target": round(base * (1 + ambition), 2),
        "deadline": deadline,
        "owner": chance.choice(OWNERS),
        "region": chance.choice(REGIONS),
        "segment": chance.choice(SEGMENTS),
    }


def _values(kpi: dict[str, Any], size: Size, chance: random.Random) -> Iterator[float]:
    base, way = kpi["base"], (kpi["target"] - kpi["base"]) * chance.uniform(0.5, 1.1)
    for at in range(size.values):
        wave = 0.03 * base * math.sin(at / 7)
        yield max(0.0, base + way * at / size.values + wave + chance.gauss(0, 0.02 * base))


def write_project(folder: Path) -> None:
    """site.yaml, metrics.yaml and a file per goal, over the goals.json and snapshots.csv in the folder."""
    content = json.loads((folder / "goals.json").read_text("utf-8"))
    shutil.rmtree(folder / "kpis", ignore_errors=True)
    (folder / "kpis").mkdir()
    _write(folder / "site.yaml", SITE)
    metrics: dict[str, Any] = {}
    for goal in content["goals"]:
        kpis = [_project_kpi(kpi, WORD[content["frequency"]]) for kpi in goal["kpis"]]
        head = {"id": goal["slug"], "name": goal["name"], "owner": goal["owner"], "description": goal["description"]}
        _write(folder / f"kpis/{goal['slug']}.yaml", {**head, "kpis": kpis})
        metrics |= {kpi["id"]: _metric(kpi) for kpi in goal["kpis"]}
    _write(folder / "metrics.yaml", metrics)


SITE = {
    "title": "A measured report",
    "goals": ["kpis/*.yaml"],
    "metrics": ["metrics.yaml"],
    "sources": {
        "snapshots": {
            "files": "snapshots.csv",
            "date": "date",
            "metric": "kpi",
            "value": "value",
            "dimensions": ["region", "segment"],
        }
    },
}


def _metric(kpi: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": kpi["name"],
        "unit": "percent" if kpi["unit"] == "%" else kpi["unit"],
        "direction": kpi["direction"],
        "aggregation": "last",
        "source": "snapshots",
        "definition": f"{kpi['name']}, as counted at the end of the period.",
    }


def _project_kpi(kpi: dict[str, Any], cadence: str) -> dict[str, Any]:
    return {
        "id": kpi["id"],
        "name": kpi["name"],
        "metric": kpi["id"],
        "definition": f"{kpi['name']} in the {kpi['region']}, {kpi['segment']} customers.",
        "owner": kpi["owner"],
        "cadence": cadence,
        "target": {"reach": kpi["target"], "by": kpi["deadline"], "start": "2025-01-01"},
    }


def _write(path: Path, content: object) -> None:
    """JSON is YAML too, and needs no library here."""
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

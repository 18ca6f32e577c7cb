"""Projects made from the data folder of an Open SDG repository: one goal per SDG, one KPI per indicator."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

#: Columns that never divide the total, and those that do only where a file holds several units or series.
DESCRIBING = frozenset(("", "Year", "Value", "GeoCode", "Observation status", "COMMENT_OBS"))
UNITS = frozenset(("Units", "Unit", "Unit measure", "Unit multiplier", "Unit of measurement", "Series"))
UNITS |= {"UNIT_MEASURE", "UNIT_MULT", "SERIES"}

GOALS = (
    "No poverty", "Zero hunger", "Good health and well-being", "Quality education", "Gender equality",
    "Clean water and sanitation", "Affordable and clean energy", "Decent work and economic growth",
    "Industry, innovation and infrastructure", "Reduced inequalities", "Sustainable cities and communities",
    "Responsible consumption and production", "Climate action", "Life below water", "Life on land",
    "Peace, justice and strong institutions", "Partnerships for the goals",
)  # fmt: skip


@dataclass(frozen=True)
class Indicator:
    """A file of an indicator: its id (`1-2-1`), the columns that are segments, and whether `2017-18` are its years."""

    id: str
    file: Path
    dimensions: tuple[str, ...]
    academic: bool

    @property
    def goal(self) -> int:
        return int(re.split("[-_]", self.id)[0])


def indicators(folder: Path) -> list[Indicator]:
    """The indicators of a repository, in the order of their file names."""
    return [_indicator(file) for file in sorted((folder / "data").glob("indicator_*.csv"))]


def _indicator(file: Path) -> Indicator:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = [row for row in csv.reader(lines) if row]
    names = tuple(dict.fromkeys(name.strip() for name in header))
    years = {row[0].strip() for row in rows if row}
    spans = [year for year in years if re.fullmatch(r"\d{4}-\d{2}", year)]
    academic = bool(spans) and all(int(year[5:]) == (int(year[:4]) + 1) % 100 for year in spans)
    at = {name.strip(): place for place, name in reversed(list(enumerate(header)))}
    several = {name for name in names if len({row[at[name]] for row in rows if len(row) == len(header)}) > 1}
    dimensions = tuple(name for name in names if name not in DESCRIBING and (name in several or name not in UNITS))
    return Indicator(file.stem.removeprefix("indicator_").lower(), file, dimensions, academic)


def write_project(
    data_folder: Path, target_folder: Path, *, title: str = "Sustainable development", skip: Collection[str] = ()
) -> tuple[Path, int]:
    """Writes site.yaml, metrics.yaml, kpis/ and copies of the data; gives site.yaml and the number of indicators.

    `data_folder` is the repository. Indicators in `skip` (ids or file names) are left out. Each has a target in words,
    so it is a KPI whose status is unknown, and no direction, as its file says none. YAML is written as JSON, which it
    contains.
    """
    chosen = [each for each in indicators(data_folder) if not {each.id, each.file.name} & set(skip)]
    (target_folder / "data").mkdir(parents=True, exist_ok=True)
    (target_folder / "kpis").mkdir(exist_ok=True)
    for each in chosen:
        shutil.copyfile(each.file, target_folder / "data" / each.file.name)
    for number in sorted({each.goal for each in chosen}):
        goal = _goal(number, [each for each in chosen if each.goal == number])
        _write(target_folder / "kpis" / f"goal-{number:02}.yaml", goal)
    _write(target_folder / "metrics.yaml", {each.id: _metric(each) for each in chosen})
    site = {
        "title": title,
        "goals": ["kpis/*.yaml"],
        "metrics": ["metrics.yaml"],
        "sources": {f"sdg-{each.id}": _source(each) for each in chosen},
    }
    _write(target_folder / "site.yaml", site)
    return target_folder / "site.yaml", len(chosen)


def _goal(number: int, members: list[Indicator]) -> dict[str, object]:
    return {
        "id": f"goal-{number}",
        "name": f"{number}. {GOALS[number - 1]}",
        "owner": "Statistics office",
        "kpis": [
            {
                "id": f"kpi-{each.id}",
                "name": f"Indicator {each.id.replace('-', '.')}",
                "metric": each.id,
                "definition": f"Indicator {each.id.replace('-', '.')} of the global framework, as published.",
                "owner": "Statistics office",
                "cadence": "year",
                "target": {"text": "as the national plan says"},
            }
            for each in members
        ],
    }


def _metric(indicator: Indicator) -> dict[str, object]:
    return {
        "name": f"Indicator {indicator.id.replace('-', '.')}",
        "aggregation": "last",
        "direction": "none",
        "source": f"sdg-{indicator.id}",
    }


def _source(indicator: Indicator) -> dict[str, object]:
    return {
        "files": f"data/{indicator.file.name}",
        "date": "Year",
        "columns": {indicator.id: "Value"},
        "dimensions": list(indicator.dimensions),
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

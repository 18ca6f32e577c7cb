"""Whole reports from public data that nobody here wrote: national and city indicators, and web traffic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpireport.errors import SourceError
from kpireport.pipeline import Options, build, check
from tests.open_sdg import indicators, write_project

#: Files that cannot be read as they stand: years in words or with footnotes, and several values for one key.
REFUSED = {
    "usa": {"indicator_8-8-1.csv"},
    "bristol": {
        "indicator_14-4-1-a.csv",
        "indicator_16-2-1.csv",
        "indicator_3-3-2.csv",
        "indicator_3-d-2.csv",
        "indicator_4-6-1.csv",
        "indicator_6-3-1.csv",
    },
}
NOTHING = Options(environment={})


@pytest.mark.parametrize("place", REFUSED)
def test_every_file_of_an_indicator_set_is_read_or_refused_at_its_line(
    place: str, shared: Path, tmp_path: Path
) -> None:
    site, _ = write_project(shared / "data" / f"opensdg-{place}", tmp_path)
    with pytest.raises(SourceError) as refused:
        check(site, NOTHING)
    places = [problem.place for problem in refused.value.problems]
    assert {Path(found.file).name for found in places if found} == REFUSED[place]
    assert all(found and found.line > 1 and found.column >= 1 for found in places)


@pytest.mark.parametrize("place", REFUSED)
def test_an_indicator_set_builds_in_full(place: str, shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / f"opensdg-{place}"
    site, written = write_project(folder, tmp_path / "project", skip=REFUSED[place])
    assert written == len(indicators(folder)) - len(REFUSED[place])
    report = build(site, tmp_path / "public", NOTHING)
    assert len(report.kpis) == written
    pages = {path.parent.name for path in (tmp_path / "public" / "kpis").glob("*/index.html")}
    assert pages == {kpi.id for kpi in report.kpis}


def test_traffic_by_the_five_minutes_builds_as_daily_kpis(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "nab-a" / "realTweets"
    files = sorted(folder.glob("Twitter_volume_*.csv"))
    (tmp_path / "snapshots").mkdir()
    names = []
    for file in files:
        names.append(file.stem.rpartition("_")[2].lower())
        (tmp_path / "snapshots" / file.name).write_bytes(file.read_bytes())
    site = {
        "title": "Mentions",
        "sources": {
            name: {"files": f"snapshots/{file.name}", "date": "timestamp", "columns": {name: "value"}}
            for name, file in zip(names, files, strict=True)
        },
        "metrics": {
            **{name: {"name": name.upper(), "aggregation": "sum", "source": name} for name in names},
            **{
                f"{name}-mean": {"name": f"{name} mean", "aggregation": "mean", "source": name, "column": name}
                for name in names
            },
        },
        "goals": [
            {
                "id": "seen",
                "name": "Be talked about",
                "kpis": [
                    {"id": f"kpi-{name}", "metric": name, "owner": "Press", "cadence": "day", "target": {"at_least": 1}}
                    for name in (*names, *(f"{name}-mean" for name in names))
                ],
            }
        ],
    }
    (tmp_path / "site.yaml").write_text(json.dumps(site), encoding="utf-8")
    report = build(tmp_path / "site.yaml", tmp_path / "public", NOTHING)
    found = {kpi.id: kpi for kpi in report.kpis}
    assert len(found) == 2 * len(files)
    for name, file in zip(names, files, strict=True):
        rows = [line.split(",") for line in file.read_text("utf-8").splitlines()[1:]]
        days: dict[str, list[float]] = {}
        for stamp, value in rows:
            days.setdefault(stamp[:10], []).append(float(value))
        last = max(days)
        assert found[f"kpi-{name}"].value == sum(days[last])
        assert found[f"kpi-{name}-mean"].value == pytest.approx(sum(days[last]) / len(days[last]))

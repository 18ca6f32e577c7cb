"""Whole reports from public data that nobody here wrote: national and city indicators, and web traffic."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kpireport.errors import SourceError
from kpireport.model import Report
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
#: The same of two further sets, for which only `check` is run.
UNREAD = {
    "kazakhstan": [
        "11-3-1", "11-6-2", "15-2-1", "17-3-1-2", "17-3-1-3", "2-a-1", "3-3-1-1", "4-1-1", "4-c-1-2", "5-5-2",
        "7-2-1", "8-3-1-1", "8-3-1", "8-6-1", "8-7-1", "9-1-2", "9-2-2", "9-c-1",
    ],
    "uk": [
        "10-1-1", "10-3-1", "10-4-2", "12-4-2", "16-1-1", "16-6-2", "16-b-1", "17-10-1", "2-1-2", "3-1-1",
        "3-3-2", "3-3-3", "3-3-5", "3-8-2", "3-d-2", "4-3-1", "5-4-1", "5-5-1", "6-3-2", "8-8-1", "9-5-2",
    ],
}  # fmt: skip
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


@pytest.mark.parametrize("place", UNREAD)
def test_the_findings_of_a_national_set_are_whole(place: str, shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / f"opensdg-{place}"
    site, written = write_project(folder, tmp_path, skip=UNREAD[place])
    report = check(site, NOTHING)
    assert written == len(report.kpis) == len(indicators(folder)) - len(UNREAD[place])
    _are_whole(report)
    found = {(finding.code, finding.kpi) for finding in report.findings}
    empty = {kpi.id for kpi in report.kpis if not kpi.series}
    assert empty
    assert {kpi for code, kpi in found if code == "M1"} == empty
    assert not any(kpi in empty for code, kpi in found if code in ("B1", "U1", "M2"))
    assert not [code for code, _ in found if code in ("D102", "C1")]


def test_the_findings_of_the_agency_are_whole() -> None:
    report = check(Path(__file__).parents[1] / "content" / "federal" / "site.yaml", NOTHING)
    _are_whole(report)
    assert not [finding for finding in report.findings if finding.level == "error"]
    assert {one.finding.code for one in report.judgement.accepted} == {"B1", "N1"}


@pytest.mark.parametrize("place", UNREAD)
def test_what_cannot_be_read_is_told_at_its_line(place: str, shared: Path, tmp_path: Path) -> None:
    site, _ = write_project(shared / "data" / f"opensdg-{place}", tmp_path)
    with pytest.raises(SourceError) as refused:
        check(site, NOTHING)
    files = {Path(problem.place.file).name for problem in refused.value.problems if problem.place}
    assert files == {f"indicator_{one}.csv" for one in UNREAD[place]}


def _are_whole(report: Report) -> None:
    codes = {path.stem for path in (Path(__file__).parents[1] / "content" / "explain").glob("*.md")}
    kpis, goals = {kpi.id for kpi in report.kpis}, {goal.id for goal in report.goals}
    assert report.findings
    for finding in report.findings:
        assert finding.code in codes or re.fullmatch(r"D\d{3}", finding.code)
        assert finding.level in ("error", "warning", "info")
        assert finding.message.strip()
        assert finding.help.strip()
        assert finding.kpi is None or finding.kpi in kpis
        assert finding.goal is None or finding.goal in goals
        assert finding.place is None or (finding.place.line >= 1 and finding.place.column >= 1)


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

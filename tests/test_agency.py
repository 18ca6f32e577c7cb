"""Many sites in one go: each whole or as it was, an overview of all, and what failed named at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpireport.cli import run
from tests.site_folders import snapshot

GOAL = """
id: grow
name: Grow
owner: Head of {name}
kpis:
  - {{id: visits, metric: visits, cadence: month, decision: Moves the budget, target: {{at_least: {least}}}}}
"""
ROWS = "date,metric,value\n" + "".join(f"2026-{month:02}-01,visits,{1000 + month}\n" for month in range(1, 10))


def write_client(folder: Path, name: str, least: int) -> Path:
    (folder / "snapshots").mkdir(parents=True)
    (folder / "snapshots/visits.csv").write_text(ROWS, "utf-8")
    (folder / "goal.yaml").write_text(GOAL.format(name=name, least=least), "utf-8")
    site = folder / "site.yaml"
    site.write_text(
        f"title: Report for {name}\ngoals: [goal.yaml]\nmetrics: {{visits: {{name: Visits, aggregation: sum}}}}\n"
    )
    return site


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clients: one in good state, one off track."""
    folder = tmp_path_factory.mktemp("agency")
    for name, least in (("acme", 900), ("beta", 5000)):
        write_client(folder / "clients" / name, name.title(), least)
    with (folder / "clients/beta/site.yaml").open("a", encoding="utf-8") as site:
        site.write("locale: de-DE\n")
    return folder


@pytest.fixture(scope="module")
def root(clients: Path) -> Path:
    """Both built."""
    assert run(["build", *sites(clients), "--out-root", str(clients / "out"), "--quiet"]) == 0
    return clients / "out"


def sites(folder: Path) -> list[str]:
    return sorted(str(path) for path in (folder / "clients").glob("*/site.yaml"))


def titles(root: Path) -> list[str]:
    page = (root / "index.html").read_text("utf-8")
    names = ("Report for Acme", "Report for Beta", "Report for Zeta", ">zeta<")
    return sorted((name for name in names if name in page), key=page.index)


def test_each_site_is_built_into_its_folder_and_the_worst_leads_the_overview(root: Path) -> None:
    assert titles(root) == ["Report for Beta", "Report for Acme"]
    page = (root / "index.html").read_text("utf-8")
    assert 'href="beta/index.html"' in page
    assert "2 reports. 1 of them has KPIs that are off track." in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert (root / "assets/style.css").is_file()
    for name in ("acme", "beta"):
        assert json.loads((root / name / "data/report.json").read_text("utf-8"))["kpis"][0]["id"] == "visits"


def test_a_site_built_with_others_has_the_bytes_of_one_built_alone(clients: Path, root: Path, tmp_path: Path) -> None:
    """Beta comes second, and in another language."""
    assert run(["build", str(clients / "clients/beta"), "--out", str(tmp_path / "beta"), "--quiet"]) == 0
    assert snapshot(tmp_path / "beta") == snapshot(root / "beta")
    assert '<html lang="de-DE">' in (tmp_path / "beta/index.html").read_text("utf-8")


def test_one_that_fails_stays_as_it_was_and_the_others_are_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("acme", "zeta"):
        write_client(tmp_path / "clients" / name, name.title(), 900)
    broken = tmp_path / "clients/zeta/snapshots/visits.csv"
    broken.write_text("date,metric,value\n2026-01-01,visits,many\n", "utf-8")
    out = ["--out-root", str(tmp_path / "out")]
    assert run(["build", *sites(tmp_path), *out]) == 4
    told = capsys.readouterr().err
    assert "1 of 2 sites built" in told
    assert "clients/zeta/snapshots/visits.csv:2:" in told
    assert titles(tmp_path / "out") == [">zeta<", "Report for Acme"]
    assert not (tmp_path / "out/zeta").exists()

    before = snapshot(tmp_path / "out/acme")
    (tmp_path / "clients/acme/goal.yaml").write_text("id: grow\nkpi: [\n", "utf-8")
    broken.write_text(ROWS, "utf-8")
    assert run(["build", *sites(tmp_path), *out, "--jobs", "2"]) == 3
    assert "not built, and as they were before: acme" in capsys.readouterr().err
    assert snapshot(tmp_path / "out/acme") == before
    assert titles(tmp_path / "out") == ["Report for Acme", "Report for Zeta"]
    assert (tmp_path / "out/zeta/index.html").is_file()


def test_sites_that_were_not_asked_for_stay_and_stand_in_the_overview(clients: Path, root: Path) -> None:
    before = snapshot(root / "beta")
    assert run(["build", str(clients / "clients/acme"), "--out-root", str(root), "--quiet"]) == 0
    assert snapshot(root / "beta") == before
    assert titles(root) == ["Report for Beta", "Report for Acme"]


def test_a_folder_of_reports_and_a_report_are_not_taken_for_each_other(
    clients: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    site = str(clients / "clients/acme")
    assert run(["build", site, "--out", str(root)]) == 6
    assert "it holds the reports of several sites" in capsys.readouterr().err
    assert run(["build", site, "--out-root", str(root / "acme")]) == 6
    assert "it holds a single report" in capsys.readouterr().err
    assert run(["build", site, "--out-root", str(clients / "clients")]) == 6
    assert snapshot(root) == before


def test_names_that_clash_are_refused_before_anything_is_built(
    clients: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_client(tmp_path / "ACME", "Acme", 1)
    assert run(["build", str(clients / "clients/acme"), str(other), "--out-root", str(tmp_path / "out")]) == 2
    assert "would both go into the folder “ACME”" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert run(["build", *sites(clients)]) == 2
    assert "--out-root" in capsys.readouterr().err

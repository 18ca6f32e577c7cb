"""From report to report: a probability is published, carried on, and decided once its deadline has passed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kpireport.cli import run

SITE = """\
title: A small report
goals: [kpis/*.yaml]
metrics: {orders: {name: Orders, unit: count, aggregation: sum}}
"""
GOAL = """\
id: grow
name: Sell to more people
kpis:
  - id: monthly-orders
    name: Orders a month
    metric: orders
    cadence: month
    target: {total: 240, start: 2026-01-01, by: 2026-12-31}
"""
FEW, MANY = 15.0, 25.0


def snapshots(project: Path, *, months: int, then: float = MANY) -> None:
    """Orders of every month from January 2025 on: about twenty, and from July 2026 on `then`."""
    values = [20.0 + number % 3 if number < 18 else then for number in range(months)]
    dates = (f"{2025 + number // 12}-{number % 12 + 1:02}" for number in range(months))
    rows = [f"{day},orders,{value}" for day, value in zip(dates, values, strict=True)]
    (project / "snapshots").mkdir(exist_ok=True)
    (project / "snapshots/orders.csv").write_text("\n".join(["date,metric,value", *rows]) + "\n", "utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with data to the end of June 2026; it is the current folder."""
    (tmp_path / "kpis").mkdir()
    (tmp_path / "site.yaml").write_text(SITE, "utf-8")
    (tmp_path / "kpis/grow.yaml").write_text(GOAL, "utf-8")
    snapshots(tmp_path, months=18)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*arguments: str, out: str = "public") -> dict[str, Any]:
    assert run(["build", "--quiet", "--out", out, *arguments]) == 0
    found: dict[str, Any] = json.loads(Path(out, "data/report.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(("then", "hit"), [(MANY, True), (FEW, False)])
def test_the_second_report_decides_what_the_first_said(project: Path, then: float, hit: bool) -> None:
    first = build()
    (said,) = first["ledger"]
    likely = first["kpis"][0]["target"]["probability"]
    assert (said["kpi"], said["by"], said["kind"], said["value"]) == ("monthly-orders", "2026-12-31", "cumulative", 240)
    assert (said["on"], said["probability"], said["hit"]) == ("2026-06-30", likely, None)
    assert first["brier"] is None
    snapshots(project, months=24, then=then)
    second = build("--previous", "public")
    assert second["ledger"] == [{**said, "hit": hit}]
    assert second["brier"] == pytest.approx((likely - hit) ** 2)
    assert second["kpis"][0]["status"] == ("met" if hit else "missed")


def test_the_ledger_grows_by_a_report_a_day(project: Path) -> None:
    build()
    build("--previous", "public")
    snapshots(project, months=20)
    third = build("--previous", "public/data/report.json")
    assert [entry["on"] for entry in third["ledger"]] == ["2026-06-30", "2026-08-31"]
    assert [entry["hit"] for entry in third["ledger"]] == [None, None]


def test_without_the_previous_report_nothing_is_carried_on(project: Path) -> None:
    build()
    snapshots(project, months=20)
    assert [entry["on"] for entry in build()["ledger"]] == ["2026-08-31"]


def test_as_of_an_earlier_day_the_ledger_is_that_of_the_day(project: Path) -> None:
    snapshots(project, months=20)
    build("--as-of", "2026-06-30", out="june")
    build("--previous", "june", out="august")
    july = build("--previous", "august", "--as-of", "2026-07-31", out="july")
    assert [entry["on"] for entry in july["ledger"]] == ["2026-06-30", "2026-07-31"]


def test_the_same_inputs_give_the_same_bytes(project: Path) -> None:
    build(out="first")
    snapshots(project, months=24)
    for out in ("one", "two"):
        build("--previous", "first", out=out)
    assert Path("one/data/report.json").read_bytes() == Path("two/data/report.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--previous", "nowhere"], 4, "error[D015]: there is no report at nowhere"),
        (["--previous", "kpis"], 4, "error[D015]: there is no report at kpis/data/report.json"),
        (["--previous", "site.yaml"], 4, "error[D016]: the report site.yaml is not JSON"),
        (["--previous", "file:///etc/passwd"], 2, "error[D016]"),
        (["--previous", ""], 2, "error[D016]: the place of a report is empty"),
    ],
)
def test_a_previous_report_that_cannot_be_used_leaves_the_site_alone(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    build()
    before = Path("public/data/report.json").read_bytes()
    assert run(["build", *arguments]) == code
    assert told in capsys.readouterr().err
    assert Path("public/data/report.json").read_bytes() == before
    assert run(["check", *arguments]) == code

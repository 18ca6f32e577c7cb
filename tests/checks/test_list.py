"""The list as a whole: its shape, its counts by profile, what it accepts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kpireport.errors import ProjectError
from kpireport.model import Judgement, Report
from kpireport.pipeline import Options, check

KPI = """\
      - id: k{n}
        name: Number {n}
        metric: m{n}
        definition: Things counted in a week, all shops.
        owner: Ada
        cadence: week
        {keys}
"""
TARGET = "target: {at_least: 1, start: 2026-08-31}"


def judged(folder: Path, kpis: Sequence[str], site: str = "", goal: str = "") -> Judgement:
    """A goal with these KPIs, each given by its further keys; every metric has six weeks of two shops."""
    (folder / "snapshots").mkdir(exist_ok=True)
    weeks = ("2026-08-31", "2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05")
    rows = [f"{week},m{n},{shop},{n + 5}" for week in weeks for n in range(len(kpis)) for shop in ("a", "b")]
    (folder / "snapshots" / "data.csv").write_text("\n".join(["date,metric,shop,value", *rows, ""]))
    metrics = "".join(f"  m{n}: {{aggregation: sum}}\n" for n in range(len(kpis)))
    head = f"title: T\n{site}metrics:\n{metrics}goals:\n  - id: g\n    name: Serve the street\n    owner: Ada\n"
    text = f"{head}{goal}    kpis:\n"
    (folder / "site.yaml").write_text(text + "".join(KPI.format(n=n, keys=keys) for n, keys in enumerate(kpis)))
    report: Report = check(folder / "site.yaml", Options(environment={}))
    return report.judgement


def codes(judgement: Judgement) -> list[str]:
    return [finding.code for finding in judgement.findings]


def kpi(*keys: str) -> str:
    return "\n        ".join((TARGET, *keys))


LEADING, LAGGING = "timing: leading", "timing: lagging"


@pytest.mark.parametrize(
    ("kpis", "shapes"),
    [
        ([kpi(LEADING), kpi(LAGGING), kpi(LAGGING)], ()),
        ([kpi(LAGGING)] * 3, ("history_book",)),
        ([kpi(LEADING)] * 3, ("to_do_list",)),
        ([kpi(LEADING), kpi(LAGGING, "measures: output"), kpi("measures: output")], ("to_do_list",)),
        ([kpi(LEADING), *[kpi(LAGGING)] * 7], ("metric_dashboard",)),
        ([kpi(LEADING), kpi(LAGGING), LAGGING, LAGGING, LEADING], ("metric_dashboard", "noticeboard")),
        ([kpi(LAGGING)], ()),
    ],
)
def test_shapes(tmp_path: Path, kpis: list[str], shapes: tuple[str, ...]) -> None:
    assert judged(tmp_path, kpis).shapes == shapes


def test_numbers_without_comparison_or_cause_make_a_noticeboard(tmp_path: Path) -> None:
    judgement = judged(tmp_path, [kpi(LEADING), kpi(LAGGING), kpi(LAGGING)], "data_through: 2026-09-10\n")
    assert judgement.shapes == ("noticeboard",)


@pytest.mark.parametrize(
    ("n", "profile", "found"),
    [
        (1, "default", [("N1", "error")]),
        (2, "default", [("N1", "warning")]),
        (3, "default", []),
        (5, "default", []),
        (6, "default", [("N2", "warning")]),
        (7, "default", [("N2", "warning")]),
        (8, "default", [("N2", "error")]),
        (25, "default", [("N2", "error")]),
        (25, "{too_many: 100}", [("N2", "error")]),
        (3, "strategy", [("N1", "warning")]),
        (4, "strategy", []),
        (6, "strategy", []),
        (7, "strategy", [("N2", "warning")]),
        (4, "wide", [("N1", "warning")]),
        (7, "wide", []),
        (2, "{fewest: 2, most: 3}", []),
        (4, "{fewest: 2, most: 3}", [("N2", "warning")]),
    ],
)
def test_counts_by_profile(tmp_path: Path, n: int, profile: str, found: list[tuple[str, str]]) -> None:
    judgement = judged(tmp_path, [kpi(LEADING)] * n, f"profile: {profile}\n")
    counted = [(finding.code, finding.level) for finding in judgement.findings if finding.code in ("N1", "N2")]
    assert counted == found


def test_the_north_star_is_counted_apart_or_in(tmp_path: Path) -> None:
    kpis = [kpi("tier: north-star"), *[kpi(LEADING)] * 3]
    assert "N1" not in codes(judged(tmp_path, kpis))
    assert "N1" not in codes(judged(tmp_path, kpis, "profile: strategy\n"))


def test_counts_that_do_not_rise_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="the counts 6, 5 and 8 do not rise"):
        judged(tmp_path, [kpi()], "profile: {fewest: 6}\n")


def test_what_is_suppressed_stands_apart_with_its_reason(tmp_path: Path) -> None:
    kpis = [kpi(LEADING, "suppress: {Q1: The law asks for it}"), kpi(LAGGING), kpi(LAGGING)]
    judgement = judged(tmp_path, kpis, goal="    suppress: {L4: The street council acts}\n")
    assert codes(judgement).count("Q1") == 2
    assert "L4" not in codes(judgement)
    reasons = {(one.finding.code, one.finding.kpi, one.reason) for one in judgement.accepted}
    assert reasons == {
        ("Q1", "k0", "The law asks for it"),
        *(("L4", f"k{n}", "The street council acts") for n in range(3)),
    }


@pytest.mark.parametrize(
    ("suppress", "code", "message"),
    [
        ("{L44: no}", "K005", "there is no finding `L44`"),
        ("{K005: no}", "K004", "`K005` is an error of the files or the data, and cannot be accepted"),
        ("{L4: }", "K003", ""),
        ("[L4]", "K003", ""),
    ],
)
def test_a_suppression_needs_a_finding_and_a_reason(tmp_path: Path, suppress: str, code: str, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        judged(tmp_path, [kpi()], f"suppress: {suppress}\n")
    (problem,) = caught.value.problems
    assert problem.code == code
    assert message in problem.message

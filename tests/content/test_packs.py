"""The starter projects: each is a coherent list that passes its own checks, with data that makes every block speak."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from kpireport import pipeline
from kpireport.format import Language
from kpireport.model import Goal, Kpi, Report
from kpireport.pages.sections import parts
from kpireport.pages.views import views
from kpireport.project import load_project
from kpireport.project.catalog import read_catalog
from kpireport.starting import packs

PACKS = Path(__file__).parents[2] / "content/packs"
NAMES = sorted(path.name for path in PACKS.iterdir() if path.is_dir())
#: KPIs that the monthly social report cannot do without, and a line of its best and worst.
MONTHLY = {
    "social-media": (
        "posts-a-week weekly-impressions engagement-rate follower-growth-rate social-orders share-of-voice"
    ),
    "b2b-social": "posts impressions engagement-rate follower-growth demo-requests share-of-voice",
}
BEST = {
    "b2b-social": (
        "post",
        "A dairy cuts unplanned stops, 19 Oct: 4.12\u202f%",
        "The M3 in three minutes, 9 Oct: 1.79\u202f%",
    ),
    "social-media": ("format", "Carousel: 4.56\u202f%", "Long video: 1.62\u202f%"),
}
#: Most bytes of a pack's snapshots: they are read, and replaced, by hand.
LARGEST = 60_000


@cache
def judged(name: str) -> Report:
    return pipeline.check(PACKS / name / "site.yaml", pipeline.Options(environment={}))


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> Report:
    return judged(request.param)


def test_a_pack_is_sound(pack: Report) -> None:
    assert [str(finding) for finding in pack.findings if finding.level != "info"] == []
    assert pack.judgement.accepted == ()


def test_a_pack_is_a_coherent_list(pack: Report) -> None:
    kpis = [result.kpi for result in pack.kpis]
    assert pack.north_star is not None
    for goal in (result.goal for result in pack.goals):
        active = [kpi for kpi in goal.kpis if kpi.stage == "active"]
        assert 3 <= sum(kpi.tier == "strategic" for kpi in active) <= 5, goal.id
        assert {kpi.timing for kpi in active} == {"leading", "lagging"}, goal.id
        assert goal.owner, goal.id
    assert [kpi.id for kpi in kpis if _lacks(kpi)] == []
    assert any(kpi.pairs_with for kpi in kpis)
    assert any(kpi.guardrails for kpi in kpis)
    assert _cascades([result.goal for result in pack.goals])


def _lacks(kpi: Kpi) -> bool:
    """Whether it leaves out what every KPI of a pack shows a newcomer how to write."""
    actions = [trigger.action for trigger in kpi.triggers]
    said = (kpi.owner, kpi.cadence, kpi.review, kpi.decision, kpi.definition, actions, *actions)
    return not all(said)


def _cascades(goals: list[Goal]) -> bool:
    """Whether each goal is tied to another one, or to itself, by what its KPIs feed."""
    return all(goal.parent or any(kpi.feeds for kpi in goal.kpis) for goal in goals)


def test_a_pack_has_something_to_say(pack: Report) -> None:
    targets = [result.target for result in pack.kpis if result.target]
    assert any(target.probability is not None for target in targets)
    assert {result.comparison[0].basis for result in pack.kpis} <= {"previous_period", "year_ago"}
    assert all(result.comparison[0].value is not None for result in pack.kpis)
    assert any(entry.basis == "year_ago" and entry.value for result in pack.kpis for entry in result.comparison)
    assert sum(bool(result.cause.drivers) for result in pack.kpis) >= len(pack.kpis) - 1
    assert any(result.cause.dimension for result in pack.kpis)
    assert any(result.cause.events for result in pack.kpis)
    assert any(result.cause.note for result in pack.kpis)


def test_the_social_pack_has_the_six_categories() -> None:
    site = PACKS / "social-media/site.yaml"
    goals = load_project(site, {}).goals
    shown = {kpi.category or goal.category for goal in goals for kpi in goal.kpis}
    assert shown == {"awareness", "engagement", "conversion", "return", "care", "content"}


def test_four_kpis_of_a_posts_export_agree_with_a_plain_count() -> None:
    rows = _posts("2026-10")
    ours = [row for row in rows if row["account"] == "Halden"]
    total = {column: sum(int(row[column]) for row in ours) for column in ("impressions", "clicks", "conversions")}
    answered = sum(_responses(row) for row in ours)
    report = judged("b2b-social")
    values = {kpi.id: kpi.value for kpi in report.kpis}
    assert values["impressions"] == total["impressions"]
    assert values["engagement-rate"] == pytest.approx(100 * (total["clicks"] + answered) / total["impressions"])
    assert values["demo-requests"] == total["conversions"]
    assert values["share-of-voice"] == pytest.approx(100 * answered / sum(map(_responses, rows)))
    assert {kpi.period.label for kpi in report.kpis if kpi.period} == {"2026-10"}


def _responses(row: dict[str, str]) -> int:
    return sum(int(row[column]) for column in ("reactions", "comments", "reposts"))


def test_a_pack_places_a_kpi_among_its_niche_peers() -> None:
    found = {kpi.id: kpi.peers for kpi in judged("b2b-social").kpis if kpi.peers}
    rows = _posts("2026-10")
    each = {name: _comments_a_post(rows, name) for name in {row["account"] for row in rows}}
    behind = sum(value < each["Halden"] for value in each.values())
    peers = found["comments-per-post"]
    assert (peers.n, peers.dimension, peers.percentile) == (4, "account", behind / 4)


def _posts(month: str) -> list[dict[str, str]]:
    with (PACKS / "b2b-social/snapshots/posts.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["date"].startswith(month)]


def _comments_a_post(rows: list[dict[str, str]], account: str) -> float:
    comments = [int(row["comments"]) for row in rows if row["account"] == account]
    return sum(comments) / len(comments)


@pytest.mark.parametrize("name", sorted(MONTHLY))
def test_the_monthly_social_report_has_what_a_stakeholder_asks_for(name: str) -> None:
    """What was posted and seen, what people did, growth, results, place among others, best and worst, what is next."""
    report, language = judged(name), Language("en-GB", "GBP")
    (view,) = (one for one in views(report, language) if one.id == "social-report")
    sections = {part.kind: part for part in parts(view, language)}
    month, standouts = sections["month"].figures, sections["standouts"].figures
    assert month is not None
    assert month.columns[1:4] == ("October 2026", "Change on September 2026", "Change on October 2025")
    shown = {row.path.split("/")[1] for row in month.rows}
    assert shown >= set(MONTHLY[name].split())
    assert all(cell not in ("", "–") for row in month.rows for cell in row.cells)
    assert standouts is not None
    assert BEST[name] in [row.cells for row in standouts.rows]
    assert sections["actions"].points
    assert len(month.rows) + len(standouts.rows) + len(sections["actions"].points) <= 24


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_comes_with_its_files(name: str) -> None:
    files = {path.relative_to(PACKS / name).as_posix() for path in (PACKS / name).rglob("*") if path.is_file()}
    assert "README.md" in files
    assert sum(path.stat().st_size for path in (PACKS / name / "snapshots").iterdir()) < LARGEST


@pytest.mark.parametrize("name", sorted({*NAMES} - {"starter"}))
def test_a_pack_is_listed(root: Path, name: str) -> None:
    assert f"| `{name}` |" in (root / "docs/packs.md").read_text("utf-8")


@pytest.mark.parametrize("stage", ["early", "growth", "maturity"])
def test_a_pack_measures_what_counts_at_its_stage(stage: str) -> None:
    measures = packs()[f"saas-{stage}"].measures(read_catalog())
    assert sum(stage in entry.usual.stages for entry in measures) >= 4
    others = {other for other in ("early", "growth", "maturity") if other != stage}
    only_later = [entry.id for entry in measures if entry.usual.stages and set(entry.usual.stages) <= others]
    assert len(only_later) <= 1

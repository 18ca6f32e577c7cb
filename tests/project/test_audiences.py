"""Audiences of site.yaml: what is filled in from the usual ones, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.model import USUAL_AUDIENCES, USUAL_CONTENTS, Audience
from tests.project.project_cases import load, problems, spots

SITE = "title: Running club\ngoals: [kpis/*.yaml]\nmetrics: [metrics.yaml]\naudiences:\n"


def audiences(folder: Path, text: str) -> dict[str, Audience]:
    found = load(folder, {"site.yaml": SITE + text}).site.audiences
    assert found is not None
    return {audience.id: audience for audience in found}


def faults(folder: Path, text: str) -> list[tuple[str, str]]:
    return spots(problems(folder, {"site.yaml": SITE + text}))


def test_without_the_key_the_site_says_nothing_of_audiences(tmp_path: Path) -> None:
    assert load(tmp_path).site.audiences is None


def test_an_audience_of_a_usual_name_takes_what_it_leaves_out_from_there(tmp_path: Path) -> None:
    found = audiences(tmp_path, "  executive: {title: For the board, contents: [verdict, kpis]}\n  owner:\n")
    assert list(found) == ["executive", "owner"]
    assert found["executive"].title == "For the board"
    assert found["executive"].tiers == ("north-star", "strategic")
    assert found["executive"].contents == ("verdict", "kpis")
    assert found["owner"].contents == USUAL_AUDIENCES["owner"].contents


def test_every_filter_is_read_alone_or_as_a_list(tmp_path: Path) -> None:
    text = (
        "  board: {tiers: strategic, goals: be-seen, owners: [Ada], levels: [company], kpis: [weekly-views],"
        " contents: [kpis, risks, kpis]}\n"
    )
    board = audiences(tmp_path, text)["board"]
    assert (board.tiers, board.goals, board.owners) == (("strategic",), ("be-seen",), ("Ada",))
    assert (board.levels, board.kpis) == (("company",), ("weekly-views",))
    assert board.contents == ("kpis", "risks"), "a section stands once"


def test_another_name_has_contents_too(tmp_path: Path) -> None:
    assert audiences(tmp_path, "  board: {tiers: [strategic]}\n")["board"].contents == USUAL_CONTENTS


@pytest.mark.parametrize(
    ("text", "code", "at", "hint"),
    [
        ("  board: {goals: [be-sen]}\n", "K005", "site.yaml:5:19", "did you mean `be-seen`?"),
        ("  board: {kpis: weekly-vews}\n", "K005", "site.yaml:5:17", "did you mean `weekly-views`?"),
        ("  board: {owners: [Adda]}\n", "K005", "site.yaml:5:20", "did you mean `Ada`?"),
        ("  board: {teams: [Growth]}\n", "K005", "site.yaml:5:19", "write the team as the KPIs do"),
        ("  board: {contents: [verdict, kpi]}\n", "K004", "site.yaml:5:31", "did you mean `kpis`?"),
        ("  board: {tiers: [stratgic]}\n", "K004", "site.yaml:5:19", "did you mean `strategic`?"),
        ("  board: {tier: strategic}\n", "K002", "site.yaml:5:11", "did you mean `tiers`?"),
        ("  The Board: {}\n", "K011", "site.yaml:5:3", None),
        ("  con: {}\n", "K011", "site.yaml:5:3", "choose another, such as `con-kpi`"),
        ("  monthly: {}\n", "K011", "site.yaml:5:3", "choose another, such as `monthly-view`"),
        ("  board: all\n", "K003", "site.yaml:5:10", "write `key: value` lines, or {key: value, key: value}"),
        ("  [executive]\n", "K003", "site.yaml:5:3", "write {key: value}"),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, text: str, code: str, at: str, hint: str | None) -> None:
    found = problems(tmp_path, {"site.yaml": SITE + text})
    assert spots(found) == [(code, at)]
    if hint is not None:
        assert found[0].hint == hint

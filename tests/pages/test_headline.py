"""What heads the report and what stands in the appendix: numbers without a decision, and an order that never moves."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from tests.pages.built import find, text_of
from tests.pages.whole import Whole, whole, written

SITE = """\
title: Club
goals:
  - id: grow
    name: Win runners
    owner: Ada
    kpis:
      - {id: members, name: Members, metric: members, cadence: month, target: 90, owner: Ada}
      - {id: followers, name: Followers, metric: followers, cadence: month, target: 500, owner: Ada}
      - {id: likes, name: Likes, metric: likes, cadence: month, target: 9, owner: Ada, decision: Below 9 we stop.}
      - {id: runs, name: Runs held, metric: runs, cadence: month, target: 40, owner: Ada, decision: None.}
      - {id: weather, name: Dry days, metric: weather, cadence: month, target: 40, owner: Ada, actionable: false}
      - {id: shirts, name: Shirts, metric: shirts, cadence: month, target: 40, owner: Ada, improves_business: false}
      - {id: fees, name: Fees, metric: fees, cadence: month, target: 200, owner: Ada}
metrics:
  members: {aggregation: last}
  followers: {aggregation: last}
  likes: {aggregation: sum}
  runs: {aggregation: sum}
  weather: {aggregation: sum}
  shirts: {aggregation: sum}
  fees: {aggregation: sum}
"""
VALUES = {"members": 95, "followers": 300, "likes": 12, "runs": 10, "weather": 12, "shirts": 9, "fees": 150}
ASIDE = ["followers", "runs", "weather", "shirts"]
HEADLINE = ["members", "likes", "fees"]


def club(root: Path, **last: float) -> Whole:
    """Twelve level months, with other values in the last one."""
    rows = [
        (f"2026-{month:02d}", metric, last.get(metric, value) if month == 12 else value)
        for month in range(1, 13)
        for metric, value in VALUES.items()
    ]
    return whole(written(root, SITE, rows))


@pytest.fixture(scope="module")
def level(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return club(tmp_path_factory.mktemp("club"))


def linked(element: Element) -> list[str]:
    """The KPIs that an element links to, by id, in the order of the page."""
    found = [link.get("href", "") for link in find(element, "a")]
    return list(dict.fromkeys(link.split("kpis/")[1].split("/")[0] for link in found if "kpis/" in link))


def main(made: Whole, path: str) -> Element:
    return find(made[path], "main")[0]


# ---------------------------------------------------------------------------------------- numbers without a decision


def test_they_leave_the_front_page_altogether(level: Whole) -> None:
    assert linked(main(level, "index.html")) == ["fees", *HEADLINE[:2]]
    front = text_of(main(level, "index.html"))
    assert "2 of 3 KPIs are on track or met; 1 needs a decision" in front
    assert not [name for name in ("Followers", "Runs held", "Dry days", "Shirts") if name in front]


def test_they_leave_the_first_section_of_the_goal_and_are_named_below_it(level: Whole) -> None:
    page = main(level, "goals/grow/index.html")
    assert [article.get("id") for article in find(page, "article")] == HEADLINE
    assert [link.get("href") for link in find(find(page, "ol", "contents")[0], "a")] == [f"#{id_}" for id_ in HEADLINE]
    (note,) = find(page, "p", "inset")
    assert linked(note) == ASIDE


def test_the_appendix_asks_what_a_fifth_would_change(level: Whole) -> None:
    (section,) = [one for one in find(level["appendix/index.html"], "section") if one.get("id") == "undecided"]
    rows = [text_of(row) for row in find(section, "li")]
    assert linked(section) == ASIDE
    assert all("If this moved by a fifth, what would you do?" in row for row in rows)
    assert "no decision is written down for it" in rows[0]
    assert "Add “decision” to the KPI" in rows[0]
    assert "actionable: true" in rows[2]
    assert "improves_business: true" in rows[3]


def test_their_own_page_says_so_and_they_stay_kpis(level: Whole) -> None:
    page = text_of(main(level, "kpis/followers/index.html"))
    assert "This number stands in the appendix." in page
    assert "Off track" in page
    followers = next(kpi for kpi in level.report.kpis if kpi.id == "followers")
    assert (followers.status, followers.vanity) == ("off_track", "listed")
    assert {kpi.id: kpi.vanity for kpi in level.report.kpis if kpi.vanity} == {
        "followers": "listed",
        "runs": "no_decision",
        "weather": "not_actionable",
        "shirts": "no_benefit",
    }
    assert sum(level.report.goals[0].status_counts.values()) == len(VALUES)


def test_a_goal_of_such_numbers_alone_says_why_it_is_empty(tmp_path: Path) -> None:
    site = """\
title: Club
goals:
  - {id: g, name: G, kpis: [{id: k, name: Likes, metric: likes, cadence: month, target: 9}]}
metrics: {likes: {aggregation: sum}}
"""
    made = whole(written(tmp_path, site, [("2026-01", "likes", 9), ("2026-02", "likes", 9)]))
    page = text_of(main(made, "goals/g/index.html"))
    assert "No decision hangs on the KPIs of this goal, so they stand in the appendix." in page
    assert "No decision hangs on Likes ; see the appendix." in page


# --------------------------------------------------------------------------------------------------------- the order


@pytest.mark.parametrize(
    "jump", [{"fees": 9000.0}, {"likes": 4000.0, "members": 1.0}, {"shirts": 900.0, "followers": 1.0}]
)
def test_the_order_of_the_lists_does_not_follow_who_moved(level: Whole, tmp_path: Path, jump: dict[str, float]) -> None:
    moved = club(tmp_path, **jump)
    for made in (level, moved):
        lines = find(made["index.html"], "table", "lines")
        assert [linked(one) for one in lines] == [HEADLINE]
        goal = main(made, "goals/grow/index.html")
        assert [article.get("id") for article in find(goal, "article")] == HEADLINE
        (section,) = [one for one in find(made["appendix/index.html"], "section") if one.get("id") == "undecided"]
        assert linked(section) == ASIDE

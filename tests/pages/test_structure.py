"""What hangs on what: the tree of a goal and the cascade, from whole projects."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from tests.pages.built import find, text_of
from tests.pages.whole import Whole, whole, written

CASES = Path(__file__).parents[1] / "cases"
Tree = tuple[str, list["Tree"]]


@pytest.fixture(scope="module")
def content_team() -> Whole:
    return whole(CASES / "content-team" / "site.yaml")


@pytest.fixture(scope="module")
def cascade() -> Whole:
    return whole(CASES / "cascade" / "site.yaml")


def trees_of(page: Element, id_: str) -> list[Tree]:
    """The drawn trees of a section: each node's name with what stands under it."""
    (section,) = [element for element in find(page, "section") if element.get("id") == id_]
    (top,) = [one for body in find(section, "div", "body") for one in body if one.get("class") == "branches"]
    return _nodes(top)


def _nodes(branches: Element) -> list[Tree]:
    found: list[Tree] = []
    for item in branches:
        name = find(item, "p", "twig-name")[0]
        words = text_of(name[0]) if len(name) and name[0].tag == "a" else (name.text or "").strip()
        below = [one for one in item if one.get("class") == "branches"]
        found.append((words, _nodes(below[0]) if below else []))
    return found


def names(trees: list[Tree], depth: int) -> list[str]:
    """The names at one depth, from the top at 0."""
    return [name for name, _ in trees] if depth == 0 else names([t for _, below in trees for t in below], depth - 1)


# ---------------------------------------------------------------------------------------------------- the goal's tree


def test_the_content_team_has_one_goal_one_kpi_four_metrics_and_four_indicators(content_team: Whole) -> None:
    grown = trees_of(content_team["goals/found-by-search/index.html"], "tree")
    assert [len(names(grown, depth)) for depth in range(5)] == [1, 1, 4, 4, 0]
    assert grown[0][1][0] == (
        "Organic sessions on commercial pages",
        [
            ("Keywords in the first ten", [("Clicks from the home page", []), ("Pages in the index", [])]),
            ("Click-through of content pages", [("Words added per article", [])]),
            ("Minutes on page", []),
            ("Readers who join the mailing list", [("Articles published", [])]),
        ],
    )


def test_a_node_says_its_rank_its_value_and_a_kpi_its_status(content_team: Whole) -> None:
    page = content_team["goals/found-by-search/index.html"]
    nodes = [text_of(node) for node in find(page, "div", "twig")]
    assert nodes[0].endswith("Goal")
    assert nodes[1].startswith("Organic sessions on commercial pages Lagging KPI")
    assert "On track" in nodes[1]
    assert "Supporting metric 25.8" in nodes[2].replace("\u202f", " ")
    assert "Leading indicator" in nodes[3]
    assert not [node for node in find(page, "div", "twig")[2:] if find(node, "span", "status")]


def test_a_leading_indicator_explains_its_metric_and_through_it_the_kpi(content_team: Whole) -> None:
    (goal,) = content_team.report.goals
    indexed = next(metric for metric in goal.metrics if metric.id == "indexed")
    assert indexed.ahead_of == ("top-ten-share",)
    assert indexed.explains == ("commercial-sessions",)
    assert [metric.id for metric in goal.metrics][:4] == [
        "top-ten-share",
        "click-through",
        "minutes-on-page",
        "email-conversion",
    ]
    row = next(
        row for row in find(content_team["appendix/index.html"], "tr", "metric") if row.get("id") == "metric-indexed"
    )
    assert "Keywords in the first ten, Organic sessions" in text_of(row).replace(" ,", ",")


SHOP = """\
title: Shop
goals:
  - id: g
    name: Win customers
    owner: Ada
    kpis:
      - {id: revenue, name: Revenue, metric: revenue, timing: lagging, owner: Ada, cadence: month, target: 90}
      - id: orders
        name: Orders
        metric: orders
        timing: leading
        owner: Ada
        cadence: month
        target: 90
        feeds: revenue
        explained_by: [visits, revenue]
      - {id: rate, name: Rate, metric: rate, timing: lagging, owner: Ada, cadence: month, target: 1, feeds: orders}
      - {id: mails, name: Mails, metric: mails, timing: leading, cadence: month, target: 9, pairs_with: rate}
      - {id: quality, name: Quality, metric: quality, owner: Ada, cadence: month, target: 50, explained_by: [orders]}
metrics:
  revenue: {aggregation: sum}
  orders: {aggregation: sum}
  visits: {aggregation: sum}
  mails: {aggregation: sum}
  stars: {aggregation: mean}
  rate: {aggregation: ratio, unit: percent, numerator: orders, denominator: visits}
  quality:
    composite: [{metric: stars, weight: 0.5, low: 1, high: 5}, {metric: rate, weight: 0.5, low: 0, high: 20}]
"""
SHOP_ROWS = [
    (f"2026-{month:02d}", metric, float(value + month))
    for month in range(1, 7)
    for metric, value in {"revenue": 90, "orders": 95, "visits": 900, "mails": 20, "stars": -2}.items()
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return whole(written(tmp_path_factory.mktemp("shop"), SHOP, SHOP_ROWS))


def test_a_kpi_stands_under_the_one_it_feeds_or_leads(shop: Whole) -> None:
    """`mails` leads `rate`, which feeds `orders`, which feeds `revenue`.

    `revenue` explains `orders` and is not repeated beneath itself; the inputs of `rate` are what explains it, of which
    `orders` stands above. `quality` has the parts of its score, and KPIs among what explains it by name alone.
    """
    assert trees_of(shop["goals/g/index.html"], "tree") == [
        (
            "Win customers",
            [
                ("Revenue", [("Orders", [("Rate", [("Mails", []), ("Visits", [])]), ("Visits", [])])]),
                ("Quality", [("Orders", []), ("Stars", []), ("Rate", [])]),
            ],
        )
    ]
    parts = [text_of(node) for node in find(shop["goals/g/index.html"], "div", "twig")]
    assert next(text for text in parts if text.startswith("Stars")).startswith("Stars Part of the score")


def test_a_goal_whose_kpis_stand_alone_has_no_tree(tmp_path: Path) -> None:
    site = """\
title: Shop
goals:
  - {id: g, name: G, kpis: [{id: k, metric: m, cadence: month, target: 9}]}
metrics: {m: {aggregation: sum}}
"""
    page = whole(written(tmp_path, site, [("2026-01", "m", 9), ("2026-02", "m", 9)]))["goals/g/index.html"]
    assert find(page, "ul", "branches") == []
    assert "No supporting metric is named" in text_of(page)


# -------------------------------------------------------------------------------------------------------- the cascade


def test_the_cascade_is_a_chain_of_five(cascade: Whole) -> None:
    grown = trees_of(cascade["cascade/index.html"], "kpis")
    assert [names(grown, depth) for depth in range(6)] == [
        ["Annual recurring revenue"],
        ["New recurring revenue closed"],
        ["Sales-qualified leads"],
        ["Pieces that bring in leads"],
        ["Cornerstone articles by Ada"],
        [],
    ]
    nodes = [text_of(node) for node in find(cascade["cascade/index.html"], "div", "twig")]
    levels = [text.split(" · ")[0].removeprefix(name).strip() for text, name in zip(nodes, _flat(grown), strict=False)]
    assert levels == ["Company", "Department, Sales", "Department, Marketing", "Team, Content", "Person, Content"]


def _flat(trees: list[Tree]) -> list[str]:
    return [name for tree in trees for name in (tree[0], *_flat(tree[1]))]


def test_goals_stand_under_the_goal_they_serve(cascade: Whole) -> None:
    grown = trees_of(cascade["cascade/index.html"], "goals")
    assert grown == [
        (
            "Grow what customers pay us every year by half",
            [("Close more new business", [("Bring sales the leads it needs", [])])],
        )
    ]


def test_the_footer_leads_to_the_cascade_where_there_is_one(cascade: Whole, content_team: Whole) -> None:
    links = [link.get("href") for link in find(cascade["index.html"], "a")]
    assert "cascade/index.html" in links
    assert "cascade/index.html" not in content_team.trees
    assert "cascade/index.html" not in [link.get("href") for link in find(content_team["index.html"], "a")]


def test_a_kpi_that_feeds_two_stands_under_the_first(tmp_path: Path) -> None:
    site = """\
title: Shop
goals:
  - id: g
    name: G
    kpis:
      - {id: a, name: A, metric: m, cadence: month, target: 9}
      - {id: b, name: B, metric: m, cadence: month, target: 9}
      - {id: c, name: C, metric: m, cadence: month, target: 9, feeds: [b, a]}
      - {id: d, name: D, metric: m, cadence: month, target: 9, feeds: c}
      - {id: e, name: E, metric: m, cadence: month, target: 9}
      - {id: f, name: F, metric: m, cadence: month, target: 9, level: team, team: Care}
metrics: {m: {aggregation: sum}}
"""
    made = whole(written(tmp_path, site, [("2026-01", "m", 9), ("2026-02", "m", 9)]))
    page = made["cascade/index.html"]
    assert trees_of(page, "kpis") == [("A", [("C", [])]), ("B", [("C", [("D", [])])]), ("F", [])]
    assert "Stands under B" in text_of(find(page, "div", "twig")[1])
    assert "1 KPI feeds no other and has no level" in text_of(page)
    assert "Team, Care" in text_of(page)


# ------------------------------------------------------------------------------------------------- where things stand


def test_kpis_answer_whether_we_win_and_what_explains_them_what_to_change(content_team: Whole) -> None:
    """The supporting list stands underneath the KPIs, each part under its own question."""
    page = find(content_team["goals/found-by-search/index.html"], "main")[0]
    marks = [
        text_of(one) if one.tag == "h2" else one.tag
        for one in page.iter()
        if (one.tag == "h2" and one.get("class") == "question")
        or one.tag == "article"
        or one.get("class") == "branches"
    ]
    assert list(dict.fromkeys(marks)) == ["Are we winning?", "article", "What should we change?", "ul"]

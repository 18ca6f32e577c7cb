"""What the files say arrives in the model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpireport.errors import Place
from kpireport.model import Bound, Milestone
from kpireport.periods import Calendar
from kpireport.project import load_project
from tests.project.project_cases import load, problems

CONTRACT = {
    "site.yaml": """\
# yaml-language-server: $schema=./kpireport.schema.json
title: Acme growth report
url: https://acme.github.io/kpis/        # optional; needed only for cards, feed, sitemap, mail
locale: en-GB                            # numbers, dates, currency and interface words
currency: EUR
fiscal_year_start_month: 1
theme: default                           # a shipped name or a folder
data_through: latest                     # or a date; never the clock
goals: [kpis/*.yaml]
metrics: [metrics.yaml]                  # or a mapping right here
events: [events.yaml]
notes: [notes/*.md]                      # commentary bound to a KPI and a period by front matter
glossary: [glossary/*.md]                # added to, or replacing by id, the built-in terms
okrs: [okrs.yaml]
reviews: [reviews.yaml]
mail:
  {host: h.example.org, port: 587, security: starttls, user: r, from: r@example.org, to: {executive: [a@example.org]}}
sources:
  social:                                # long table: one row per metric, date and segment
    files: snapshots/social-*.csv        # .csv .tsv .json .ndjson .parquet, plain or .gz
    date: date
    metric: metric
    value: value
    dimensions: [channel, post]
  web:                                   # wide table: one column per metric
    files: exports/ga4-*.csv
    date: Date
    date_format: "%Y%m%d"
    decimal: ","
    columns: {sessions: Sessions, signups: Key events}
    where: {Device: all}
""",
    "metrics.yaml": """\
impressions: {name: Impressions, source: social, aggregation: sum, dimensions: [post], definition: Times shown.}
reach: {aggregation: distinct, source: social}
posts-published: {aggregation: sum, unit: posts, settle_days: 2, missing: zero, bounds: [0, ~], decimals: 0}
signups: {aggregation: sum, source: web}
sessions: {aggregation: sum, source: web, season_length: 12, rebase: [2026-03-01, 2025-03-01]}
unsubscribe-rate:
  {aggregation: ratio, unit: percent, direction: down, source: web, numerator: Unsubscribed, denominator: sessions}
revenue-plan: {aggregation: sum, unit: currency, per: month}
growth: {formula: (sessions - sessions_prev_year) / sessions_prev_year, unit: fraction}
""",
    "kpis/brand.yaml": """\
id: brand-awareness
name: Be the first name Nordic runners think of
owner: Head of Marketing
parent: grow-revenue                     # optional: the cascade
kpis:
  - id: weekly-impressions
    name: Weekly Instagram impressions
    metric: impressions                  # an id, or the metric itself, or {from: catalogue-id}
    definition: Times our posts were shown on Instagram, Monday to Sunday, all markets.
    tier: strategic                      # north-star | strategic | operational | diagnostic
    timing: leading                      # leading | lagging
    measures: outcome                    # outcome | output
    owner: Social lead
    cadence: week                        # day | week | month | quarter | year
    review: {team: week, leadership: month}
    decision: A drop of a fifth moves next month's budget from reels to carousels.
    target:
      {reach: 100000, from: 20000, by: 2026-09-30, start: 2026-01-05, agreed_by: social team, agreed_on: 2025-12-18}
    benchmark: {low: 60000, high: 120000, source: peer survey, date: 2026-02-01}
    commitment: aspirational             # committed | aspirational
    feeds: [brand-search]                # the KPI above it
    pairs_with: [brand-search]           # its lagging partner
    explained_by: [reach, posts-published]   # supporting metrics
    guardrails: [{metric: unsubscribe-rate, max: 0.5}]
    triggers:
      - {when: behind_pace, action: Recovery plan in the next team meeting}
      - {when: "below 70000 for 2 weeks", action: Review the content mix, owner: Social lead}
      - {when: "down 20% over 4 weeks", action: Refresh the three weakest formats}
    stage: active                        # candidate | active | retired
    history: [{on: 2026-04-01, change: target, from: 80000, to: 100000, reason: reached early}]
""",
    "kpis/revenue.yaml": """\
id: grow-revenue
name: Grow revenue
kpis:
  - id: brand-search
    metric: {aggregation: sum, unit: searches, direction: up, definition: Searches for our name.}
    target: {at_least: {metric: revenue-plan}}
""",
    "events.yaml": """\
- {date: 2026-10-20, title: Carousel on the new trail shoe, kpis: [weekly-impressions], url: https://example.org/post}
""",
    "okrs.yaml": """\
- id: q3-brand
  objective: Runners in Oslo name us first
  cycle: 2026-Q3
  owner: Head of Marketing
  commitment: aspirational
  key_results:
    - {id: impressions, kpi: weekly-impressions}                         # takes over the KPI's target
    - {id: signups, name: Newsletter sign-ups, metric: signups, start: 200, target: 500, by: 2026-09-30}
    - {id: partners, name: Running clubs won, start: 0, value: 3, target: 5}     # kept by hand
""",
    "reviews.yaml": """\
- {date: 2026-10-05, forum: team, kpi: weekly-impressions, decision: Two carousels a week, action: Plan November,
   owner: Social lead, due: 2026-10-19, done: 2026-10-16}
""",
    "notes/w43.md": """\
---
kpi: weekly-impressions
period: 2026-W43
author: Ada
date: 2026-10-26
---

The carousel did *most* of it.
""",
    "glossary/carousel.md": """\
---
id: carousel
name: Carousel
aliases: [slide post]
definition: A post of several pictures.
related: [kpi]
faq: [{question: How many pictures?, answer: Up to ten.}]
in_report: A segment of **post**.
---
It is swiped.
""",
}


def test_the_contracts_example_arrives_whole(tmp_path: Path) -> None:
    project = load(tmp_path, CONTRACT | {"kpis/reach.yaml": "id: empty\nname: No KPIs yet\nkpis: []\n"})
    assert [goal.id for goal in project.goals] == ["brand-awareness", "empty", "grow-revenue"]
    assert project.site.currency == "EUR"
    assert project.site.data_through is None
    kpi = project.goals[0].kpis[0]
    (target,) = kpi.targets
    assert (target.kind, target.value, target.baseline) == ("reach", Bound(100_000), 20_000)
    assert (target.start, target.by) == (date(2026, 1, 5), date(2026, 9, 30))
    assert (target.agreed_by, target.agreed_on) == ("social team", date(2025, 12, 18))
    assert kpi.review == {"team": "week", "leadership": "month"}
    assert kpi.benchmark is not None
    assert (kpi.benchmark.low, kpi.benchmark.high) == (60_000, 120_000)
    assert (kpi.feeds, kpi.explained_by) == (("brand-search",), ("reach", "posts-published"))
    assert (kpi.guardrails[0].metric, kpi.guardrails[0].max) == ("unsubscribe-rate", 0.5)
    assert [trigger.when for trigger in kpi.triggers][1:] == ["below 70000 for 2 weeks", "down 20% over 4 weeks"]
    assert (kpi.history[0].old, kpi.history[0].new) == ("80000", "100000")
    assert kpi.places["target"] == Place("kpis/brand.yaml", 17, 5)


def test_the_contracts_metrics_sources_and_texts(tmp_path: Path) -> None:
    project = load(tmp_path, CONTRACT | {"kpis/reach.yaml": "id: empty\nkpis: []\n"})
    metrics = project.metrics
    assert metrics["posts-published"].bounds == (0, None)
    assert metrics["posts-published"].name == "Posts published"
    assert metrics["sessions"].rebase == (date(2025, 3, 1), date(2026, 3, 1))
    assert metrics["unsubscribe-rate"].numerator == "Unsubscribed"
    assert metrics["growth"].aggregation is None
    assert metrics["growth"].formula is not None
    assert metrics["growth"].formula.names == ("sessions",)
    assert metrics["brand-search"].unit == "searches"
    web, social = project.sources["web"], project.sources["social"]
    assert (web.is_long, web.columns, web.where) == (
        False,
        {"sessions": "Sessions", "signups": "Key events"},
        {"Device": ("all",)},
    )
    assert (web.date_format, web.decimal) == ("%Y%m%d", ",")
    assert (social.is_long, social.dimensions) == (True, ("channel", "post"))
    search = project.goals[2].kpis[0]
    assert (search.definition, search.targets[0].value) == ("Searches for our name.", Bound(metric="revenue-plan"))
    (note,) = project.notes
    assert (note.period, note.text) == (Calendar().parse("2026-W43"), "The carousel did *most* of it.")
    term = next(term for term in project.terms if term.id == "carousel")
    assert (term.aliases, term.body, term.faq[0].answer) == (("slide post",), "It is swiped.", "Up to ten.")


def test_the_worked_example_loads(shared: Path) -> None:
    project = load_project(shared / "examples" / "trio" / "site.yaml", {})
    (kpi,) = project.kpis
    assert (kpi.id, kpi.metric, kpi.targets[0].value) == ("weekly-impressions", "impressions", Bound(1_000_000))
    assert project.events[0].kpis == ("weekly-impressions",)


def test_a_short_project_fills_in_the_rest(tmp_path: Path) -> None:
    site = """\
title: Short
goals:
  - id: grow
    kpis:
      - {id: sales, metric: {aggregation: sum, direction: down}, target: 95}
      - {id: visits-kpi, metric: visits, target: 1e3}
metrics:
  visits: {aggregation: sum, name: Visits, definition: Counted at the door.}
events: [{date: 2026-01-02, title: Opening}]
"""
    project = load(tmp_path, {"site.yaml": site})
    sales, visits = project.kpis
    assert (sales.name, sales.metric, sales.tier, sales.stage) == ("Sales", "sales", "strategic", "active")
    assert (sales.targets[0].kind, visits.targets[0].kind) == ("at_most", "at_least")
    assert visits.targets[0].value == Bound(1000)
    assert (visits.name, visits.definition) == ("Visits", "Counted at the door.")
    assert (project.metrics["sales"].name, project.metrics["sales"].unit) == ("Sales", "count")
    (source,) = project.sources.values()
    assert (source.id, source.files, source.metric, source.value) == (
        "snapshots",
        ("snapshots/*.csv",),
        "metric",
        "value",
    )
    assert project.events[0].title == "Opening"
    assert project.goals[0].name == "Grow"


def test_files_and_entries_may_be_mixed(tmp_path: Path) -> None:
    site = """\
title: Mixed
goals: [kpis/*.yaml, {id: second, name: Second goal}]
metrics: [metrics.yaml, {extra: {aggregation: last}}, {id: more, aggregation: mean}]
events: [events.yaml, {date: 2026-01-02, title: Opening}]
"""
    project = load(tmp_path, {"site.yaml": site, "events.yaml": "- {date: 2026-01-01, title: New year}\n"})
    assert [goal.id for goal in project.goals] == ["be-seen", "second"]
    assert sorted(project.metrics) == ["clicks", "extra", "more", "views"]
    assert [event.title for event in project.events] == ["New year", "Opening"]


@pytest.mark.parametrize(
    "content",
    [
        "kpis:\n  - {id: lost, metric: views}\n",
        "- {id: lost, metric: views}\n",
        "id: other\nkpis:\n  - {id: lost, metric: views, goal: no-such-goal}\n",
    ],
)
def test_kpis_without_a_goal_are_orphans(tmp_path: Path, content: str) -> None:
    project = load(tmp_path, {"kpis/lost.yaml": content})
    assert [kpi.id for kpi in project.orphans] == ["lost"]
    assert [kpi.id for kpi in project.kpis] == ["weekly-views"]


def test_a_kpi_may_name_its_goal(tmp_path: Path) -> None:
    project = load(tmp_path, {"kpis/more.yaml": "kpis:\n  - {id: found, metric: clicks, goal: be-seen}\n"})
    assert [kpi.id for kpi in project.goals[0].kpis] == ["weekly-views", "found"]
    assert project.orphans == ()


@pytest.mark.parametrize(
    ("target", "kind", "value", "low", "high", "baseline"),
    [
        ("{reach: 400, from: 100, by: 2026-09-30}", "reach", 400, None, None, 100),
        ("{total: 50000, by: 2026-09-30}", "cumulative", 50000, None, None, None),
        ("{at_least: 95}", "at_least", 95, None, None, None),
        ("{at_most: 4.2}", "at_most", 4.2, None, None, None),
        ("{between: [3, 5]}", "range", None, 3, 5, None),
        ("{average: 30, by: 2026-09-30}", "average", 30, None, None, None),
        ("{kind: reach, value: 400, baseline: 100}", "reach", 400, None, None, 100),
        ("{kind: cumulative, value: -3}", "cumulative", -3, None, None, None),
        ("{kind: range, low: 3, high: 5}", "range", None, 3, 5, None),
        ("0.5", "at_least", 0.5, None, None, None),
    ],
)
def test_targets_in_all_their_forms(
    tmp_path: Path, target: str, kind: str, value: float, low: float, high: float, baseline: float
) -> None:
    goal = f"id: g\nkpis:\n  - {{id: k, metric: views, target: {target}}}\n"
    (found,) = load(tmp_path, {"kpis/reach.yaml": goal}).kpis[0].targets
    numbers = [bound.number if bound else None for bound in (found.value, found.low, found.high)]
    assert (found.kind, numbers, found.baseline) == (kind, [value, low, high], baseline)


def test_a_target_in_words_is_kept_as_it_is(tmp_path: Path) -> None:
    goal = 'id: g\nkpis:\n  - {id: k, metric: views, target: {text: "top 10 %"}}\n'
    (target,) = load(tmp_path, {"kpis/reach.yaml": goal}).kpis[0].targets
    assert (target.kind, target.text, target.value) == ("text", "top 10 %", None)


def test_phases_and_milestones_come_in_order_of_time(tmp_path: Path) -> None:
    goal = """\
id: g
kpis:
  - id: k
    metric: views
    target:
      - {reach: 300}
      - {reach: 200, by: 2027-06-30}
      - reach: 100
        by: 2026-06-30
        milestones: [{date: 2026-05-01, value: 80}, {date: 2026-02-01, value: 1e1}]
"""
    first, second, third = load(tmp_path, {"kpis/reach.yaml": goal}).kpis[0].targets
    assert [phase.by for phase in (first, second, third)] == [date(2026, 6, 30), date(2027, 6, 30), None]
    assert first.milestones == (Milestone(date(2026, 2, 1), 10), Milestone(date(2026, 5, 1), 80))
    assert first.place == Place("kpis/reach.yaml", 8, 9)


def test_texts_keep_their_spelling(tmp_path: Path) -> None:
    goal = """\
id: g
name: NO
owner: on
description: 1.10
kpis:
  - {id: k, name: 010, metric: views, owner: y, definition: 12:30, decision: 1_000, target: 1e3}
"""
    project = load(tmp_path, {"kpis/reach.yaml": goal})
    (kpi,) = project.kpis
    assert (project.goals[0].name, project.goals[0].owner, project.goals[0].description) == ("NO", "on", "1.10")
    assert (kpi.name, kpi.owner, kpi.definition, kpi.decision) == ("010", "y", "12:30", "1_000")
    assert kpi.targets[0].value == Bound(1000)


def test_words_of_yaml_11_are_text_as_keys_too(tmp_path: Path) -> None:
    source = "title: T\nsources:\n  s: {files: a.csv, columns: {views: =}, where: {on: [NO, 007], y: <<}}\n"
    project = load(tmp_path, {"site.yaml": source})
    assert project.sources["s"].where == {"on": ("NO", "007"), "y": ("<<",)}
    assert project.sources["s"].columns == {"views": "="}


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbftitle: T\r\ngoals: [kpis/*.yaml]\r\nmetrics: [metrics.yaml]\r\n"
    project = load(tmp_path, {"site.yaml": content})
    assert (project.site.title, len(project.kpis)) == ("T", 1)


def test_the_environment_is_read_in_any_text(tmp_path: Path) -> None:
    site = "title: ${NAME} and $${NAME} and ${name}\nfiscal_year_start_month: ${MONTH}\n"
    project = load(tmp_path, {"site.yaml": site}, {"NAME": "Acme", "MONTH": "4"})
    assert (project.site.title, project.site.fiscal_year_start_month) == ("Acme and ${NAME} and ${name}", 4)


def test_fiscal_periods_in_notes(tmp_path: Path) -> None:
    site = "title: T\nfiscal_year_start_month: 4\ngoals: [kpis/*.yaml]\nmetrics: [metrics.yaml]\nnotes: [n.md]\n"
    project = load(tmp_path, {"site.yaml": site, "n.md": "---\nkpi: weekly-views\nperiod: 2026\n---\n"})
    assert project.notes[0].period.start == date(2025, 4, 1)


def test_a_term_replaces_the_built_in_one(tmp_path: Path) -> None:
    built_in = {term.id: term for term in load(tmp_path).terms}
    site = "title: T\nglossary: [glossary/*.md]\n"
    own = "---\nname: KPI, our way\ndefinition: What we steer by.\n---\n"
    terms = load(tmp_path, {"site.yaml": site, "glossary/kpi.md": own}).terms
    assert {term.id for term in terms} == {*built_in, "kpi"}
    assert next(term for term in terms if term.id == "kpi").name == "KPI, our way"
    assert [term.name.casefold() for term in terms] == sorted(term.name.casefold() for term in terms)


def test_the_order_of_patterns_decides_and_not_that_of_the_folder(tmp_path: Path) -> None:
    names = ["b", "a", "c"]
    files = {f"kpis/{name}.yaml": f"id: {name}\nname: {name}\nkpis: []\n" for name in names}
    project = load(tmp_path, files)
    assert [goal.id for goal in project.goals] == ["a", "b", "c", "be-seen"]
    again = load(
        tmp_path, {**files, "site.yaml": "title: T\ngoals: [kpis/c.yaml, kpis/*.yaml]\nmetrics: [metrics.yaml]\n"}
    )
    assert [goal.id for goal in again.goals] == ["c", "a", "b", "be-seen"]


def test_a_project_without_lists_is_sound(tmp_path: Path) -> None:
    assert problems(tmp_path, {"site.yaml": "title: Only a title\nnotes: [notes/*.md]\nevents: []\nurl:\n"}) == ()

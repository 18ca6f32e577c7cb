"""A generated project in which everything confidential carries a mark that occurs nowhere else."""

from __future__ import annotations

from pathlib import Path

#: Words and figures of which no byte may be in a site for others; 987654.25 is the value, in the forms it is given.
#: None is so short that it could come about by chance among encrypted bytes.
MARKS = (
    "xanadu", "zephyrine", "quillon",
    "987654", "987,654", "987 654", "987\u202f654", "988\u202fk", "988\u00a0k", "0.99\u202fM", "765432", "765,432",
    "31415.5", "31,415",
)  # fmt: skip

SITE = """
title: Quarter in figures
url: https://example.org/kpis/
currency: EUR
goals: [kpis/*.yaml]
metrics: [metrics.yaml]
events: [events.yaml]
notes: [notes/*.md]
okrs: [okrs.yaml]
reviews: [reviews.yaml]
survey: [survey.yaml]
catalog: false
audiences:
  executive: {tiers: [north-star, strategic]}
  board: {title: Board and Xanadu desk, kpis: [xanadu-margin, zephyrine-offer], confidential: true}
  desk: {goals: [grow], contents: [verdict, kpis]}
  owner:
sources:
  main: {files: snapshots/main.csv, date: date, metric: metric, value: value, dimensions: [channel]}
  xanadu-book: {files: snapshots/xanadu.csv, date: date, metric: metric, value: value, dimensions: [channel]}
"""
GROW = """
id: grow
name: Grow the shop
owner: Head of Growth
parent: sell-quillon
kpis:
  - id: visits
    metric: visits
    tier: operational
    timing: leading
    cadence: month
    owner: Web lead
    decision: Moves next month's budget.
    target: {at_least: 900}
    feeds: [xanadu-margin]
    pairs_with: [xanadu-margin, orders]
    explained_by: [xanadu-cost, mails]
    guardrails: [{metric: mails, max: 9000}]
    conflicts_with: [{kpi: xanadu-margin, resolution: precedence, note: Growth goes first.}]
    triggers: [{when: below 900, action: Ask the web lead}]
  - id: orders
    metric: orders
    tier: strategic
    timing: lagging
    cadence: month
    owner: Web lead
    decision: Moves the stock.
    target: {reach: 400, from: 100, by: 2026-12-31}
  - id: conversion
    metric: conversion
    tier: strategic
    cadence: month
    owner: Web lead
    decision: Moves the design.
    target: {at_least: 20}
  - id: xanadu-margin
    name: Xanadu margin
    metric: xanadu-profit
    confidential: true
    tier: strategic
    cadence: month
    owner: Zephyrine Quillon
    team: Quillon desk
    decision: Whether Xanadu is sold.
    target: {at_least: 765432}
    explained_by: [xanadu-cost]
    guardrails: [{metric: xanadu-cost, max: 31415.5}]
    triggers: [{when: below 765432, action: Call Quillon}]
    history: [{on: 2026-03-01, change: target, from: 31415.5, to: 765432, reason: Quillon asked}]
"""
QUILLON = """
id: sell-quillon
name: Sell Quillon to Zephyrine
owner: Zephyrine Quillon
description: Nobody but the board knows of Xanadu.
confidential: [board]
parent: company
kpis:
  - id: zephyrine-offer
    name: Zephyrine offer
    metric: xanadu-offer
    tier: strategic
    cadence: month
    target: {at_least: 765432}
"""
COMPANY = "id: company\nname: Stay independent\nowner: Board\n"
METRICS = """
visits: {name: Visits, aggregation: sum, source: main, definition: Visits to the shop in the month.}
orders: {name: Orders, aggregation: sum, source: main, definition: Orders paid for in the month.}
conversion: {name: Conversion, unit: percent, aggregation: ratio, numerator: orders, denominator: visits}
mails: {name: Mails sent, aggregation: sum, direction: none}
xanadu-profit: {name: Xanadu profit, unit: currency, aggregation: sum, source: xanadu-book}
xanadu-offer: {name: Xanadu offer, unit: currency, aggregation: last, source: xanadu-book}
xanadu-cost: {name: Xanadu cost, aggregation: sum, source: xanadu-book, direction: none, confidential: true}
quillon-share: {name: Quillon share, unit: percent, formula: 100 * xanadu-cost / xanadu-profit}
"""
EVENTS = """
- {date: 2026-08-03, title: Zephyrine signed a letter, kpis: [xanadu-margin, zephyrine-offer]}
- {date: 2026-08-10, title: New shop front, kpis: [visits, xanadu-margin]}
"""
OKRS = """
- id: q3-quillon
  objective: Sell Quillon well
  cycle: 2026-Q3
  goal: sell-quillon
  key_results: [{id: offer, kpi: zephyrine-offer}]
- id: q3-shop
  objective: A shop that sells
  cycle: 2026-Q3
  goal: grow
  key_results: [{id: conv, kpi: conversion}]
- id: q3-mixed
  objective: Both at once, quillon first
  cycle: 2026-Q3
  key_results: [{id: a, kpi: visits}, {id: b, kpi: xanadu-margin}]
"""
REVIEWS = """
- {date: 2026-08-20, forum: board, kpi: xanadu-margin, decision: Wait, action: Call Zephyrine, owner: Quillon}
- {date: 2026-08-21, forum: team, kpi: [visits, xanadu-margin]}
"""
SURVEY = "- {date: 2026-08-01, kpi: xanadu-margin, understood: yes, respondent: Quillon}\n"
NOTES = {
    "visits.md": "---\nkpi: visits\nperiod: 2026-09\n---\nA calm month.\n",
    "open.md": "---\nkpi: orders\nperiod: 2026-09\nconfidential: true\n---\nXanadu buyers were 31,415.5 of them.\n",
    "secret.md": "---\nkpi: xanadu-margin\nperiod: 2026-09\n---\nZephyrine paid 987,654.25 in the end.\n",
}


def write_project(folder: Path, **changed: str) -> Path:
    """The project in `folder`; `changed` replaces whole files by the stem of their name. Returns site.yaml."""
    files = {
        "site.yaml": SITE,
        "kpis/grow.yaml": GROW,
        "kpis/quillon.yaml": QUILLON,
        "kpis/company.yaml": COMPANY,
        "metrics.yaml": METRICS,
        "events.yaml": EVENTS,
        "okrs.yaml": OKRS,
        "reviews.yaml": REVIEWS,
        "survey.yaml": SURVEY,
        "snapshots/main.csv": _rows({"visits": (1000, 30), "orders": (200, 4), "mails": (500, 5)}),
        "snapshots/xanadu.csv": _rows({"xanadu-profit": (0, 0), "xanadu-offer": (0, 0), "xanadu-cost": (0, 0)}),
        **{f"notes/{name}": text for name, text in NOTES.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), "utf-8")
    return folder / "site.yaml"


def _rows(metrics: dict[str, tuple[int, int]]) -> str:
    lines = ["date,metric,value,channel"]
    for name, (base, step) in metrics.items():
        for month in range(1, 10):
            secret = name.startswith("xanadu")
            for channel in ("quillon", "xanadu") if secret else ("search", "mail"):
                value = ("987654.25" if channel == "quillon" else "0") if secret else str(base + step * month)
                lines.append(f"2026-{month:02}-01,{name},{value},{channel}")
    lines += [*lines[-1:]]  # a line twice: a finding that names the file
    return "\n".join(lines) + "\n"


def told(folder: Path) -> list[str]:
    """Each mark that stands in the content or name of a file below `folder`, with the file."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        content = name.encode() + (path.read_bytes() if path.is_file() else b"")
        low = content.decode("utf-8", "replace").casefold()
        found += [f"{name}: {mark}" for mark in MARKS if mark.casefold() in low]
    return found

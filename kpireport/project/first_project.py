"""The files of a project that begins with one goal and KPIs of the library. Nothing is written to disk here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpireport.catalog import Catalog
from kpireport.model import CatalogInput
from kpireport.periods import GRAINS, Calendar, Grain
from kpireport.project.beginning import Beginning, Counted, FirstKpi, counted, entries, goal_id, used
from kpireport.project.stubs import beside, input_piece
from kpireport.project.yaml_text import Value, block, inline, text

#: Periods that a new table of numbers has lines for.
LINES: Mapping[Grain, int] = {"day": 31, "week": 26, "month": 12, "quarter": 8, "year": 5}
_FILES: Mapping[Grain, str] = {
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}


def first_project(catalog: Catalog, beginning: Beginning) -> dict[str, bytes]:
    """The files by their paths. The same answers give the same bytes."""
    numbers = counted(catalog, beginning.kpis)
    grains = [grain for grain in GRAINS if any(one.cadence == grain for one in numbers)]
    tables = {f"snapshots/{_FILES[grain]}.csv": _table(numbers, grain, beginning.since) for grain in grains}
    texts = {
        "README.md": _readme(beginning, numbers),
        "events.yaml": _EVENTS,
        "metrics.yaml": _metrics(catalog, beginning.kpis),
        "reviews.yaml": _REVIEWS,
        "site.yaml": _site(beginning, numbers, grains),
        f"kpis/{goal_id(beginning.goal)}.yaml": _goal(beginning),
    }
    return {path: content.encode() for path, content in {**texts, **tables}.items()}


# ----------------------------------------------------------------------------------------------------------- the files


def _metrics(catalog: Catalog, kpis: Iterable[FirstKpi]) -> str:
    """An entry is taken as it is; what the library knows only as an input is written out."""
    needed = entries(catalog, kpis)
    lines = [
        "# What is measured. `from` takes name, unit, direction, formula and definition from the KPI library; a key",
        "# beside it takes their place. `kpireport catalog show ID` tells all that the library says.",
    ]
    done: set[str] = set()
    for entry in needed.values():
        for one in (each for each in used(entry) if each.id not in needed and each.id not in done):
            done.add(one.id)
            lines += ["", *input_piece(one, entry).block()]
        lines += ["", f"{entry.id}: {{from: {entry.id}}}"]
    return "\n".join([*lines, ""])


def _goal(beginning: Beginning) -> str:
    head = block({"id": goal_id(beginning.goal), "name": beginning.goal, "owner": beginning.owner})
    lines = ["# A goal, and the KPIs that tell whether it is reached.", *head, "kpis:"]
    for kpi in beginning.kpis:
        lines += [f"  {line}" if line else "" for line in _kpi(kpi, beginning)]
    return "\n".join([*lines, ""])


def _kpi(kpi: FirstKpi, beginning: Beginning) -> list[str]:
    usual = kpi.entry.usual
    content: dict[str, Value] = {
        "id": kpi.entry.id,
        "metric": kpi.entry.id,
        "tier": "north-star" if kpi.entry.id == beginning.north_star else "strategic",
    }
    if usual.timing:
        content["timing"] = usual.timing
    content |= {"measures": usual.measures}
    if usual.funnel:
        content["funnel"] = usual.funnel
    content |= {"owner": kpi.owner, "cadence": kpi.cadence}
    lines = [*block(content)]
    lines.append(f"target: {inline(kpi.target)}" if kpi.target else "target: # what is to be reached, and by when")
    lines += [f"pairs_with: [{partner}]"] if (partner := _partner(kpi, beginning.kpis)) else []
    lines += _TO_DECIDE + beside(kpi.entry, pair=partner is None)
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:]), ""]


_TO_DECIDE = [
    "decision: # what you would do if it moved by a fifth",
    "# triggers: what a bad value starts, and who starts it, such as",
    "#   - {when: behind_pace, action: Recovery plan in the next team meeting, owner: …}",
]


def _partner(kpi: FirstKpi, kpis: Sequence[FirstKpi]) -> str | None:
    """The result that a leading KPI is read beside: its usual one where that was chosen too, else the first result."""
    results = [one.entry.id for one in kpis if one.entry.usual.timing == "lagging"]
    if kpi.entry.usual.timing != "leading" or not results:
        return None
    return kpi.entry.pairs_with if kpi.entry.pairs_with in results else results[0]


def _site(beginning: Beginning, numbers: Sequence[Counted], grains: Sequence[Grain]) -> str:
    lines = [
        "# yaml-language-server: $schema=./kpireport.schema.json",
        "#",
        "# The report in one place. Change a line, run `kpireport build`, open public/index.html.",
        "",
        f"title: {text(beginning.goal)}",
        "# url: https://example.github.io/kpis/   # where it will stand; only cards, feed, sitemap and mail need it",
        "locale: en-GB #                            how numbers and dates are written, such as de-DE or en-US",
        *([f"currency: {beginning.currency}"] if beginning.currency else []),
        "fiscal_year_start_month: 1",
        "",
        "goals: [kpis/*.yaml] #                     what is wanted: a file for each goal",
        "metrics: [metrics.yaml] #                  what is measured",
        "events: [events.yaml] #                    what happened, and when",
        "reviews: [reviews.yaml] #                  what the meetings came to",
        "",
        "# Where the numbers come from: a line for each period, a column for each number. To see what moved a number,",
        "# add a column such as `channel`, name it under `dimensions`, and write a line for each channel. The headings",
        "# of the file stand on the right; yours do as well.",
        "sources:",
    ]
    for grain in grains:
        names = [one.input.id for one in numbers if one.cadence == grain]
        lines += [
            f"  {_FILES[grain]}:",
            f"    files: snapshots/{_FILES[grain]}.csv",
            f"    date: {grain}",
            "    dimensions: []",
            "    columns:",
            *(f"      {name}: {name}" for name in names),
        ]
    return "\n".join([*lines, ""])


def _table(numbers: Sequence[Counted], grain: Grain, since: date | None) -> str:
    names = [one.input.id for one in numbers if one.cadence == grain]
    rows = [",".join([grain, *names])]
    if since is not None:
        calendar = Calendar()
        first = calendar.period(since, grain)
        rows += [calendar.shift(first, n).label + "," * len(names) for n in range(LINES[grain])]
    return "\n".join([*rows, ""])


_EVENTS = """\
# What happened. The report shows an event beside a change that it coincides with; it never calls it the cause.
# - {date: 2026-10-20, title: New price list, kpis: [the-id-of-a-kpi]}
[]
"""
_REVIEWS = """\
# What the meetings came to. The report lists open actions, and says when a KPI was not looked at for long.
# - {date: 2026-10-05, forum: team, kpi: the-id-of-a-kpi, decision: …, action: …, owner: …, due: 2026-10-19}
[]
"""


def _readme(beginning: Beginning, numbers: Sequence[Counted]) -> str:
    rows = [
        f"| `snapshots/{_FILES[one.cadence]}.csv` | `{one.input.id}` | {_what(one.input, beginning.currency)} |"
        for one in sorted(numbers, key=lambda one: GRAINS.index(one.cadence))
    ]
    lines = [
        f"# {beginning.goal}",
        "",
        "```sh",
        "kpireport build          # writes public/, open public/index.html",
        "kpireport check          # what is still missing",
        "kpireport serve          # rebuilds while you edit",
        "```",
        "",
        "## Fill in",
        "",
        "1. **Numbers**, a line for each period; a cell without a number stays empty.",
        "",
        "   | file | column | what goes there |",
        "   |---|---|---|",
        *(f"   {row}" for row in rows),
        "",
        f"2. **Decisions and triggers** in `kpis/{goal_id(beginning.goal)}.yaml`: what you would do if a number moved.",
        "3. **Targets**: who agreed to them and when (`agreed_by`, `agreed_on`), with those who have to reach them.",
        "4. **What happened** in `events.yaml`, what you decided in `reviews.yaml`.",
        "",
        "`kpireport check` names each thing that is missing, `kpireport explain CODE` says why it matters.",
        "",
    ]
    return "\n".join(lines)


def _what(one: CatalogInput, currency: str | None) -> str:
    units = {"count": "", "currency": currency or "money", "duration": "in seconds", "percent": "4.2 for 4.2 %"}
    kind = "at the end of the period" if one.aggregation == "last" else ""
    return ", ".join(part for part in (one.name, units.get(one.unit, one.unit), kind) if part)

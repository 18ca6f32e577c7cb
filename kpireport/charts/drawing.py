"""All charts of a report: laid out here, then drawn, in other processes where there are many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from kpireport.charts.behaviour import behaviour
from kpireport.charts.history import explanation, history
from kpireport.charts.pair import Pair
from kpireport.charts.plot import Plot
from kpireport.charts.settings import Settings, read_settings
from kpireport.charts.spec import Vega, template
from kpireport.charts.svg import draw_plot
from kpireport.format import Language
from kpireport.model import KpiResult, Report
from kpireport.periods import Calendar

#: Starting another process costs about as much as drawing this many charts.
_WORTH_A_PROCESS = 40


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: inline SVG for wide and for narrow columns, its accessible name (unescaped, also in the SVG),
    and a sentence on how to read it where one is needed (an axis that does not start at zero)."""

    wide: str
    narrow: str
    label: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Drawings:
    """The charts of one KPI; None where there is nothing to draw (`process`: where the KPI has no limits)."""

    history: Drawing | None
    bridge: Drawing | None
    process: Drawing | None = None


def draw(report: Report, language: Language, config: Mapping[str, object], jobs: int = 1) -> Mapping[str, Drawings]:
    """The charts of every KPI by its id; `config` is the theme's chart.json.

    The result does not depend on `jobs`, the number of processes. Raises ProjectError when `config` is at fault.
    """
    settings = read_settings(config)
    calendar = Calendar(report.site.fiscal_year_start_month)
    pairs = {result.id: _pairs(result, settings, language, calendar) for result in report.kpis}
    finished = _draw_all((pair for three in pairs.values() for pair in three if pair), jobs)
    return {name: Drawings(*(_drawing(pair, finished) for pair in three)) for name, three in pairs.items()}


def _pairs(
    result: KpiResult, settings: Settings, language: Language, calendar: Calendar
) -> tuple[Pair | None, Pair | None, Pair | None]:
    return (
        history(result, settings, language, calendar),
        explanation(result, settings, language),
        behaviour(result, settings, language),
    )


def _drawing(pair: Pair | None, finished: Mapping[int, str]) -> Drawing | None:
    if pair is None:
        return None
    return Drawing(finished[id(pair.wide)], finished[id(pair.narrow)], pair.wide.label, pair.note)


def _draw_all(pairs: Iterable[Pair], jobs: int) -> dict[int, str]:
    """The SVG of every plot by its identity; equal plots are drawn once."""
    plots = [plot for pair in pairs for plot in (pair.wide, pair.narrow)]
    keys = [repr(plot) for plot in plots]
    unique = dict(zip(keys, plots, strict=True))
    svgs = dict(zip(unique, _draw_unique(list(unique.values()), jobs), strict=True))
    return {id(plot): svgs[key] for plot, key in zip(plots, keys, strict=True)}


def _draw_unique(plots: Sequence[Plot], jobs: int) -> Sequence[str]:
    processes = min(jobs, len(plots) // _WORTH_A_PROCESS + 1)
    templates = {kind: template(kind) for kind in sorted({plot.kind for plot in plots})}
    if processes < 2:
        return [draw_plot(plot, templates[plot.kind]) for plot in plots]
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (json.dumps(templates),)) as pool:
        return list(pool.map(_draw_one, plots, chunksize=8))


_templates: dict[str, Vega] = {}


def _start(templates: str) -> None:
    """In a worker: the kinds compiled by the parent, so that Altair is not needed again."""
    _templates.update(json.loads(templates))


def _draw_one(plot: Plot) -> str:
    return draw_plot(plot, _templates[plot.kind])

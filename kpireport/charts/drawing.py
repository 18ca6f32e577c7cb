"""All charts of a report: laid out here, then drawn, in other processes where there are many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from kpireport.charts.behaviour import behaviour
from kpireport.charts.history import explanation, history
from kpireport.charts.pair import Pair
from kpireport.charts.plot import Plot
from kpireport.charts.settings import Settings, read_settings
from kpireport.charts.spec import KINDS, Vega, template
from kpireport.charts.svg import draw_plot
from kpireport.format import Language
from kpireport.model import KpiResult, Report
from kpireport.periods import Calendar

#: Starting another process costs about as much as drawing this many charts.
_WORTH_A_PROCESS = 40
#: KPIs that are laid out before they are drawn.
_BATCH = 64


_Pairs = tuple[Pair | None, Pair | None, Pair | None]
_Draw = Callable[[Sequence[Plot]], Iterable[str]]


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
    with _drawing_table(min(jobs, len(report.kpis) // _WORTH_A_PROCESS + 1)) as drawn:
        return {
            result.id: drawings
            for some in _batches(report.kpis)
            for result, drawings in zip(
                some, _draw_some([_pairs(result, settings, language, calendar) for result in some], drawn), strict=True
            )
        }


def _batches(kpis: Sequence[KpiResult]) -> Iterator[Sequence[KpiResult]]:
    """So many KPIs at once that the layouts of a large report never stand in memory together."""
    return (kpis[start : start + _BATCH] for start in range(0, len(kpis), _BATCH))


def _pairs(result: KpiResult, settings: Settings, language: Language, calendar: Calendar) -> _Pairs:
    return (
        history(result, settings, language, calendar),
        explanation(result, settings, language),
        behaviour(result, settings, language),
    )


def _draw_some(threes: Sequence[_Pairs], drawn: _Draw) -> Iterator[Drawings]:
    plots = [plot for three in threes for pair in three if pair for plot in (pair.wide, pair.narrow)]
    svgs = iter(drawn(plots))
    for three in threes:
        yield Drawings(*(_drawing(pair, svgs) for pair in three))


def _drawing(pair: Pair | None, svgs: Iterator[str]) -> Drawing | None:
    """A pair takes the next two pictures."""
    return Drawing(next(svgs), next(svgs), pair.wide.label, pair.note) if pair else None


@contextmanager
def _drawing_table(processes: int) -> Iterator[_Draw]:
    """What draws plots, in their order: this process, or several others that stay up meanwhile."""
    if processes < 2:
        yield lambda plots: [draw_plot(plot, template(plot.kind)) for plot in plots]
        return
    templates = {kind: template(kind) for kind in sorted(KINDS)}
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (json.dumps(templates),)) as pool:
        yield lambda plots: pool.map(_draw_one, plots, chunksize=8)


_templates: dict[str, Vega] = {}


def _start(templates: str) -> None:
    """In a worker: the kinds compiled by the parent, so that Altair is not needed again."""
    _templates.update(json.loads(templates))


def _draw_one(plot: Plot) -> str:
    return draw_plot(plot, _templates[plot.kind])

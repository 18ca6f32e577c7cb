"""Which chart shows a KPI's history, at both sizes, and what a reader who does not see it is told."""

from __future__ import annotations

from dataclasses import replace

from kpireport.charts.ahead import forecast_words
from kpireport.charts.axis import without_word
from kpireport.charts.benchmark import benchmark_name
from kpireport.charts.breaks import break_notes, breaks_in
from kpireport.charts.bridge import Bridge, bridge, bridge_plot
from kpireport.charts.columns import column_plot
from kpireport.charts.curves import Curves, level_curves, thinned, with_benchmark
from kpireport.charts.label import clean
from kpireport.charts.lines import line_axis, line_plot
from kpireport.charts.pair import NARROW, WIDE, Pair, axis_note, sentence, without_words
from kpireport.charts.settings import Settings
from kpireport.charts.slots import columns
from kpireport.charts.stretch import Stretch, stretch
from kpireport.charts.target import is_one_period, target_name
from kpireport.charts.totals import running_curves, window_of
from kpireport.format import Language
from kpireport.model import KpiResult
from kpireport.periods import Calendar


def history(result: KpiResult, settings: Settings, language: Language, calendar: Calendar) -> Pair | None:
    """The main chart; None when the KPI has no value to draw."""
    grain = result.series[0].period.grain if result.series else "day"
    shown = stretch(result, settings.stretch[grain], settings.deadline_within)
    if shown is None:
        return None
    window, short = window_of(result), without_words(result)
    if window and result.target and not is_one_period(result.target, shown):
        return _lines(running_curves(short, window, language), result, settings, language)
    if grain in ("quarter", "year") and len(shown.points) <= settings.columns_at_most:
        return _columns(result, shown, settings, language, calendar)
    curves = level_curves(short, shown, language, settings.zero_below)
    return _lines(with_benchmark(curves, short, language, settings.benchmark_within), result, settings, language)


def explanation(result: KpiResult, settings: Settings, language: Language) -> Pair | None:
    """The bridge from the compared period to the reported one; None without drivers."""
    drawn, told = bridge(without_words(result), settings, language), bridge(result, settings, language)
    if drawn is None or told is None:
        return None
    label = clean(language.text("Bridge of {name}: {steps}", name=result.name, steps=_steps(told)))
    wide = bridge_plot(drawn, settings.wide, css=WIDE, label=label)
    narrow = bridge_plot(drawn, settings.narrow, css=NARROW, label=label)
    note = language.text("The totals are marks, not bars: the scale leaves out zero.") if drawn.is_zoomed else None
    return Pair(wide, narrow, note)


def _lines(curves: Curves, result: KpiResult, settings: Settings, language: Language) -> Pair:
    curves = thinned(curves, settings.points_at_most)
    label = _line_label(curves, result, language)
    wide = line_plot(curves, settings.wide, result.metric, language, css=WIDE, label=label)
    narrow = line_plot(curves, settings.narrow, result.metric, language, css=NARROW, label=label)
    return Pair(wide, narrow, _line_note(curves, result, settings, language))


def _line_label(curves: Curves, result: KpiResult, language: Language) -> str:
    span = language.span(curves.first, curves.last)
    head = language.text("Line chart of {name}, {span}", name=result.name, span=span)
    last, so_far = (language.value(spot[1], result.metric) if spot else "" for spot in (curves.final, curves.hollow))
    values = [
        language.text("last value {value}", value=last) if last else "",
        language.text("{value} to date", value=so_far) if so_far else "",
    ]
    target = target_name(result, language, by=curves.last) if curves.target_text else ""
    others = [language.text("last year") if curves.py else "", language.text("plan") if curves.plan else ""]
    others += [forecast_words(curves.forecast, result.metric, language)]
    others += [curves.benchmark_text if curves.benchmark else ""]
    return sentence([head, *values, target, *others])


def _line_note(curves: Curves, result: KpiResult, settings: Settings, language: Language) -> str | None:
    metric = without_word(result.metric)
    notes = [axis_note([line_axis(curves, size, metric, language) for size in settings.sizes], result, language)]
    if curves.whisker:
        notes.append(
            language.text("The bar at the deadline is the forecast of the total: its middle and 80\u202f% range.")
        )
    notes += break_notes(result, curves.first, curves.last, language)
    if curves.thinned:
        notes.append(language.text("Of neighbouring values only the lowest and the highest are drawn."))
    return " ".join(note for note in notes if note) or None


def _columns(result: KpiResult, shown: Stretch, settings: Settings, language: Language, calendar: Calendar) -> Pair:
    drawn = columns(result, shown, calendar, most=settings.columns_at_most, within=settings.benchmark_within)
    start, end = drawn.slots[0].period.start, drawn.slots[-1].period.end
    drawn = replace(drawn, breaks=breaks_in(result, start, end, language))
    span = language.span(shown.points[0].period.start, shown.points[-1].period.end)
    head = language.text("Column chart of {name}, {span}", name=result.name, span=span)
    value = next((slot.value for slot in reversed(drawn.slots) if slot.value is not None), None)
    last = language.text("last value {value}", value=language.value(value, result.metric))
    target = target_name(result, language, by=drawn.slots[-1].period.end)
    ahead = drawn.ahead.ahead if drawn.ahead else None
    forecast = forecast_words(ahead, result.metric, language)
    benchmark = benchmark_name(result.kpi.benchmark, language) if drawn.benchmark else ""
    label = sentence([head, last, target, forecast, benchmark])
    short = without_words(result)
    wide = column_plot(drawn, short, settings.wide, language, css=WIDE, label=label)
    narrow = column_plot(drawn, short, settings.narrow, language, css=NARROW, label=label)
    return Pair(wide, narrow, " ".join(break_notes(result, start, end, language)) or None)


def _steps(drawn: Bridge) -> str:
    return ", ".join(f"{span.name} {span.text}" for span in drawn.spans)

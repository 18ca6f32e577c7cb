"""The process chart of a KPI at both sizes, and what a reader who does not see it is told."""

from __future__ import annotations

from kpireport.charts.axis import without_word
from kpireport.charts.pair import NARROW, WIDE, Pair, axis_note, sentence, without_words
from kpireport.charts.process import process_axis, process_plot
from kpireport.charts.settings import Settings
from kpireport.charts.variation import Process, adjustment_note, process
from kpireport.format import Language
from kpireport.model import KpiResult


def behaviour(result: KpiResult, settings: Settings, language: Language) -> Pair | None:
    """The process chart; None where the KPI has no limits."""
    points = result.signal.points
    grain = points[0].period.grain if points else "day"
    short = without_words(result)
    drawn = process(short, settings.stretch[grain], language)
    if drawn is None:
        return None
    label = _label(drawn, result, language)
    wide = process_plot(drawn, settings.wide, short.metric, language, css=WIDE, label=label)
    narrow = process_plot(drawn, settings.narrow, short.metric, language, css=NARROW, label=label)
    return Pair(wide, narrow, _note(drawn, result, settings, language))


def _label(drawn: Process, result: KpiResult, language: Language) -> str:
    span = language.span(drawn.first, drawn.last)
    head = language.text("Process chart of {name}, {span}", name=result.name, span=span)
    limits = [text for _, text in drawn.limit_names]
    signals = sum(point.rule is not None for point in drawn.points)
    # Where the rules were not applied, none is not a finding.
    count = "" if result.signal.reason == "unreliable" else language.plural("{n} signal", "{n} signals", signals)
    starts = (start.long for start in drawn.starts)
    return sentence([head, *limits, count, *(named.text for named in drawn.named), *starts])


def _note(drawn: Process, result: KpiResult, settings: Settings, language: Language) -> str | None:
    last = drawn.segments[-1]
    metric = without_word(result.metric)
    notes = [adjustment_note(result.signal.adjustment, language)]
    if not drawn.is_adjusted:
        axes = [process_axis(drawn, size, metric, language) for size in settings.sizes]
        notes.append(axis_note(axes, result, language))
    if last.trial:
        notes.append(language.plural("Trial limits, from {n} value.", "Trial limits, from {n} values.", last.n))
    elif last.start.start < drawn.first:
        since = language.date(last.start.start)
        notes.append(language.text("The limits rest on {n} values since {date}.", n=language.count(last.n), date=since))
    return " ".join(note for note in notes if note) or None

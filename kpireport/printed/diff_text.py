"""The diff of two reports for people, in the language of the later one: as plain text, or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kpireport.analysis.sentences.of_change import change_words
from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import (
    Diff,
    Difference,
    KpiDiff,
    Metric,
    RememberedFinding,
    RememberedKpi,
    Restatement,
    has_worsened,
)
from kpireport.pages.past import change_name

#: Restated periods of a KPI that are named; the rest is counted.
MOST_RESTATED = 6
_LABEL = 12
_MARKS = re.compile(r"([\\`*_\[\]<>|#~&])")


@dataclass(frozen=True, slots=True)
class _Row:
    """Something that differs: what it is, both sides, and what a reader should mind."""

    what: str
    old: str
    new: str
    note: str = ""


def diff_as_text(found: Diff, language: Language) -> str:
    blocks = [_headline(found, language), *(_text_block(one, language) for one in found.kpis)]
    blocks += [f"{title}\n" + "\n".join(f"  {line}" for line in lines) for title, lines in _lists(found, language)]
    return _printable("\n\n".join(blocks))


def _text_block(one: KpiDiff, language: Language) -> str:
    return "\n".join([f"{one.new.name} ({one.new.id})", *map(_text_row, _rows(one, language))])


def _text_row(row: _Row) -> str:
    note = f"   ({row.note})" if row.note else ""
    return f"  {row.what:{_LABEL}} {_sides(row)}{note}"


def diff_as_markdown(found: Diff, language: Language) -> str:
    """With a table of what differs; everything that comes from the reports is escaped."""
    blocks = [f"**{_escaped(_headline(found, language))}**"]
    if found.kpis:
        blocks.append(_table(found.kpis, language))
    for title, lines in _lists(found, language):
        blocks.append(f"### {_escaped(title)}\n\n" + "\n".join(f"- {_escaped(line)}" for line in lines))
    return "\n\n".join(blocks)


def _table(kpis: Sequence[KpiDiff], language: Language) -> str:
    words = (language.text("KPI"), language.text("What"), language.text("Before"), language.text("Now"))
    lines = [f"| {' | '.join(words)} | |", "|---|---|---|---|---|"]
    for one in kpis:
        name = f"**{_escaped(one.new.name)}**"
        for row in _rows(one, language):
            cells = (name, *map(_escaped, (row.what, row.old, row.new, row.note)))
            lines.append(f"| {' | '.join(cells)} |")
            name = ""
    return "\n".join(lines)


# ---------------------------------------------------------------------------------------------------- what both tell


def _headline(found: Diff, language: Language) -> str:
    old, new = (language.date(day) if day else language.text("no date") for day in (found.old_date, found.new_date))
    days = language.text("From the report of {old} to that of {new}", old=old, new=new)
    if found.is_empty:
        return language.text("{days}: nothing differs.", days=days)
    return language.text("{days}: {counts}.", days=days, counts=language.join(list(_counts(found, language))))


def _counts(found: Diff, language: Language) -> Iterator[str]:
    kpis, silent = found.kpis, [change for one in found.kpis for change in one.changes if not change.is_declared]
    counted = (
        (sum(_is_worse(one) for one in kpis), "{n} status worsened", "{n} statuses worsened"),
        (len(silent), "{n} change not declared", "{n} changes not declared"),
        (sum(len(one.restated) for one in kpis), "{n} value restated", "{n} values restated"),
        (len(found.added), "{n} KPI added", "{n} KPIs added"),
        (len(found.retired), "{n} KPI gone", "{n} KPIs gone"),
        (len(found.new_findings), "{n} new finding", "{n} new findings"),
        (len(found.gone_findings), "{n} finding gone", "{n} findings gone"),
    )
    told = [language.plural(one, many, n) for n, one, many in counted if n]
    moved = sum(one.old.value != one.new.value for one in kpis)
    yield from told or [language.plural("{n} KPI differs", "{n} KPIs differ", len(kpis))]
    if told and moved:
        yield language.plural("{n} value moved on", "{n} values moved on", moved)


def _is_worse(one: KpiDiff) -> bool:
    return has_worsened(one.old.status, one.new.status)


def _rows(one: KpiDiff, language: Language) -> Iterator[_Row]:
    old, new = one.old, one.new
    if old.status != new.status:
        note = language.text("worse") if _is_worse(one) else ""
        yield _Row(language.text("Status"), _status(old, language), _status(new, language), note)
    yield from (_change(change, new, language) for change in one.changes)
    yield from _restated(one, language)
    if old.value != new.value:
        yield _Row(language.text("Value"), _value(old, language), _value(new, language))


def _status(kpi: RememberedKpi, language: Language) -> str:
    return language.status(kpi.status) if kpi.status else "–"


def _change(change: Difference, kpi: RememberedKpi, language: Language) -> _Row:
    old, new = change_words(change.old, change.new, _metric(kpi), language)
    notes = [
        language.text("not declared") if not change.is_declared else "",
        language.text("moved after it had passed") if change.is_late else "",
    ]
    return _Row(change_name(change.what, language), old or "–", new or "–", ", ".join(filter(None, notes)))


def _restated(one: KpiDiff, language: Language) -> Iterator[_Row]:
    latest = sorted(one.restated, key=lambda each: each.start, reverse=True)
    for each in latest[:MOST_RESTATED]:
        yield _restatement(each, _metric(one.new), language)
    rest = len(latest) - MOST_RESTATED
    if rest > 0:
        yield _Row(language.text("Restated"), "…", language.plural("{n} more", "{n} more", rest))


def _restatement(each: Restatement, metric: Metric, language: Language) -> _Row:
    new = language.text("No value any more") if each.new is None else language.exact(each.new, metric)
    return _Row(language.text("Restated"), language.exact(each.old, metric), new, language.span(each.start, each.end))


def _value(kpi: RememberedKpi, language: Language) -> str:
    value = language.value(kpi.value, _metric(kpi))
    return f"{value} ({kpi.period})" if kpi.period else value


def _metric(kpi: RememberedKpi) -> Metric:
    """What the numbers of a remembered KPI are written as."""
    return Metric(id=kpi.id, place=Place(""), name=kpi.name, unit=kpi.unit or "count", decimals=kpi.decimals)


def _lists(found: Diff, language: Language) -> Iterator[tuple[str, list[str]]]:
    lists: tuple[tuple[str, Sequence[RememberedKpi] | Sequence[RememberedFinding], Callable[..., str]], ...] = (
        (language.text("KPIs added"), found.added, _named),
        (language.text("KPIs gone"), found.retired, _named),
        (language.text("New findings"), found.new_findings, _finding),
        (language.text("Findings gone"), found.gone_findings, _finding),
    )
    return ((title, [line(one) for one in ones]) for title, ones, line in lists if ones)


def _named(kpi: RememberedKpi) -> str:
    return f"{kpi.name} ({kpi.id})"


def _finding(finding: RememberedFinding) -> str:
    about = finding.kpi or finding.goal
    return f"{finding.code} {finding.level}: {f'{about}: ' if about else ''}{finding.message}"


def _sides(row: _Row) -> str:
    return f"{row.old} → {row.new}"


# ------------------------------------------------------------------------------------------------ texts from outside


def _printable(text: str) -> str:
    """Without what a terminal would obey; reports may come from anywhere."""
    return "".join(_harmless(text, keep="\n"))


def _escaped(text: str) -> str:
    """A text as one line of Markdown that means itself."""
    return _MARKS.sub(r"\\\1", "".join(_harmless(" ".join(text.split()), keep="")))


def _harmless(text: str, keep: str) -> Iterable[str]:
    return (mark if mark.isprintable() or mark in keep or mark in "\u202f\u00a0" else "�" for mark in text)

"""What the commands print of the KPI library for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from kpireport.catalog import Calculation, Catalog
from kpireport.catalog.amounts import amount, benchmark_words
from kpireport.catalog.calculation import slots
from kpireport.format import Language
from kpireport.model import CatalogEntry
from kpireport.project.additions import Addition

WIDTH = 100
_LABEL = 14
#: Hits that a search prints; the rest is counted.
SHOWN = 12


def listed(catalog: Catalog, entries: Iterable[CatalogEntry]) -> str:
    """Family by family, an entry a line."""
    blocks = []
    for name, group in groupby(entries, key=lambda entry: entry.family):
        family = catalog.family(name)
        head = f"{family.name} ({family.id})" if family else name
        blocks.append("\n".join([head, *map(_line, group)]))
    return "\n\n".join(blocks)


def _line(entry: CatalogEntry) -> str:
    return f"  {entry.id:36} {entry.name}"


def found(entries: Sequence[CatalogEntry]) -> str:
    """The likeliest hits with the first sentence of what each one is."""
    lines = [f"{entry.id:36} {entry.name}\n{_wrapped(_first(entry.definition), 4)}" for entry in entries[:SHOWN]]
    rest = len(entries) - SHOWN
    return "\n".join([*lines, f"… and {rest} more"] if rest > 0 else lines)


def _first(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def shown(entry: CatalogEntry, catalog: Catalog, language: Language) -> str:
    """All that the library says of an entry."""
    return "\n".join([f"{entry.id}: {entry.name}", *_parts(entry, catalog, language)])


def _parts(entry: CatalogEntry, catalog: Catalog, language: Language) -> Iterator[str]:
    family = catalog.family(entry.family)
    also = f"; also in {', '.join(entry.also_in)}" if entry.also_in else ""
    yield f"{family.name if family else entry.family} ({entry.family}){also}"
    if entry.aliases:
        yield _wrapped(f"Also called {', '.join(entry.aliases)}.", 0)
    yield "\n" + _wrapped(entry.definition, 0) + "\n"
    yield from _measured(entry, language)
    yield from _around(entry, catalog)
    if entry.actions:
        yield "\nWhat is done about it"
        yield from (_wrapped(action, 4, "  - ") for action in entry.actions)
    for label, text in (("When it flatters", entry.vanity), ("Note", entry.note)):
        if text:
            yield "\n" + _wrapped(f"{label}: {text}", 0)
    if entry.example:
        yield "\n" + _example(entry, language)


def _measured(entry: CatalogEntry, language: Language) -> Iterator[str]:
    if not entry.is_number:
        yield _row("Parts" if entry.parts else "Instead", ", ".join(entry.parts or entry.instead))
        return
    if entry.formula:
        yield _row("Formula", entry.formula.text)
        for index, slot in enumerate(slots(entry)):
            yield _row("" if index else "Inputs", f"{slot.name}: {slot.text}{_unit(slot.input.unit)}")
    if entry.in_report:
        yield _row("In a report", entry.in_report.text)
    if entry.parts:
        yield _row("Parts", ", ".join(entry.parts))
    yield _row("Unit", _unit_row(entry))
    usual = entry.usual
    words = [
        usual.tier,
        usual.timing,
        usual.measures,
        f"read {language.cadence(usual.cadence)}",
        f"category {usual.category}",
    ]
    words += [f"{usual.funnel} of the funnel"] if usual.funnel else []
    words += [usual.channel] if usual.channel else []
    words += [f"scope {usual.scope}"] + ([f"stage {' and '.join(usual.stages)}"] if usual.stages else [])
    yield _row("Usually", ", ".join(word for word in words if word))
    for index, one in enumerate(entry.benchmark):
        yield _row("" if index else "Benchmark", benchmark_words(one, entry, language))
    if entry.benchmark:
        yield _row("", "A direction only: your own past is the better yardstick.")


def _unit(unit: str) -> str:
    return "" if unit == "count" else f" ({unit})"


def _unit_row(entry: CatalogEntry) -> str:
    better = {
        "up": "higher is better",
        "down": "lower is better",
        "range": "best within a range",
        "none": "neither is better",
    }
    per = f" per {entry.per}" if entry.per else ""
    how = entry.aggregation or ("composite" if entry.shape == "composite" else "formula")
    return f"{entry.unit}{per}, {better[entry.direction]}, {how}"


def _around(entry: CatalogEntry, catalog: Catalog) -> Iterator[str]:
    """The entries that stand beside it."""
    one = {
        "Same as": entry.same_as,
        "Replaced by": entry.replaced_by,
        "Guardrail": entry.guardrail,
        "Read beside": entry.pairs_with,
    }
    for label, name in one.items():
        if name:
            yield _row(label, f"{name}: {catalog.entries[name].name}")
    if entry.confused_with:
        yield "\nNot to be confused with"
        yield from (_wrapped(f"{name} {why}", 4, "  - ") for name, why in entry.confused_with.items())


def _row(label: str, text: str) -> str:
    lines = wrap(text, WIDTH - _LABEL, break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(f"{label if not index else '':{_LABEL}}{line}" for index, line in enumerate(lines))


def _wrapped(text: str, indent: int, first: str = "") -> str:
    blank = " " * indent
    return "\n".join(wrap(text, WIDTH, initial_indent=first or blank, subsequent_indent=blank, break_on_hyphens=False))


def _example(entry: CatalogEntry, language: Language) -> str:
    assert entry.example  # noqa: S101 - the caller looked
    given = " ".join(f"{name}={value:.12g}" for name, value in entry.example.inputs.items())
    result = amount(entry, entry.example.result, language)
    return f"Example: kpireport calc {entry.id} {given}\n         gives {result}"


# ----------------------------------------------------------------------------------------------------------- computing


def calculated(result: Calculation, language: Language) -> str:
    entry = result.entry
    return f"{entry.name}: {amount(entry, result.value, language)}"


# -------------------------------------------------------------------------------------------------------------- adding


def added(addition: Addition) -> str:
    """What was written, and what remains to be filled in."""
    if addition.place:
        return f"{addition.kpi} is there already, at {addition.place}; nothing was changed"
    files = ", ".join(sorted(map(str, addition.texts)))
    lines = [f"{addition.kpi} was added under the goal {addition.goal}: {files}"]
    if addition.added:
        lines.append(_wrapped(f"New metrics: {', '.join(addition.added)}", 2, "  "))
    if addition.present:
        lines.append(_wrapped(f"There already, and used: {', '.join(addition.present)}", 2, "  "))
    if addition.measured:
        lines.append(_wrapped(f"Still to come: numbers for {', '.join(addition.measured)}", 2, "  "))
    return "\n".join([*lines, "  Still to fill in at the KPI: owner, target, decision"])

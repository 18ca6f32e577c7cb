"""What `import` prints: the known exports, a proposal with its proof, and what was changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import wrap

from kpireport.imports import Covered, Plan, Proposal, Reading
from kpireport.model import Preset
from kpireport.project.yaml_text import block

_WIDTH = 100
_NONE = "No preset fits; this mapping was guessed from the cells. Check it."


def listed(presets: Iterable[Preset]) -> str:
    """Every known export, the way to it, and where its columns are documented."""
    return "\n\n".join(_preset(preset) for preset in presets)


def _preset(preset: Preset) -> str:
    seen = "; ".join(f"{one.title} ({one.year})" for one in preset.documentation)
    notes = [preset.note] if preset.note else []
    columns = ", ".join(dict.fromkeys([preset.source.date, *preset.source.columns.values()]))
    lines = [f"Export: {preset.export}", f"Columns: {columns}", f"As in: {seen}", *notes]
    return "\n".join([f"{preset.id}: {preset.name}", *(_wrapped(line) for line in lines)])


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))


def covered(file: Path, there: Covered) -> str:
    return f"{file} is read by the source {there.source} already ({', '.join(there.files)}); nothing was changed"


def proposed(plan: Plan) -> str:
    """What the file is, what is read from it, and the keys that say so."""
    proposal, proof = plan.proposal, plan.evidence
    preset = proposal.preset
    head = f"{plan.file}: {preset.name} (preset {preset.id})" if preset else f"{plan.file}: {_NONE}"
    lines = [head]
    if proof.start and proof.end:
        lines.append(f"  {proof.start} to {proof.end}")
    rows = [_row(name, proposal, reading) for name, reading in proof.readings.items()]
    lines += ["", *_table([("metric", "unit", "column", "rows", "first", "last", "sum"), *rows])]
    lines += ["", _wrapped(f"source {proposal.source}:"), *(f"    {line}" for line in block(proposal.settings))]
    if proposal.used:
        lines.append(_wrapped(f"Metrics that are there already, and used: {', '.join(proposal.used)}"))
    if proposal.unused:
        lines.append(_wrapped(f"Columns that are not read: {', '.join(proposal.unused)}"))
    lines += [_wrapped(f"--preset {one.id} reads the same file as {one.name}") for one in plan.others]
    if preset and preset.note:
        lines.append(_wrapped(preset.note))
    return "\n".join(lines)


def _row(name: str, proposal: Proposal, reading: Reading) -> tuple[str, ...]:
    unit = str(proposal.metrics.get(name, {}).get("unit", "count"))
    column = proposal.columns.get(name, "(each row)")
    total = "" if reading.total is None else _number(reading.total)
    return (name, unit, column, str(reading.rows), _number(reading.first), _number(reading.last), total)


def _number(value: float) -> str:
    return f"{value:.10g}"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns of texts, the numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    cells = ([text.ljust(w) if at < 3 else text.rjust(w) for at, (text, w) in enumerate(zip(row, widths, strict=True))]
             for row in rows)  # fmt: skip
    return [f"  {'  '.join(row)}".rstrip() for row in cells]


def difference(texts: Mapping[Path, str]) -> str:
    """The change of each file as a patch."""
    return "".join(line for path, text in sorted(texts.items()) for line in _patch(path, text))


def _patch(path: Path, text: str) -> Iterable[str]:
    before = path.read_bytes().decode("utf-8-sig")
    old, new = before.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, str(path), str(path)):
        yield line if line.endswith("\n") else f"{line}\n"


def added(plan: Plan, texts: Mapping[Path, str]) -> str:
    """What was written and what comes next."""
    files = ", ".join(sorted(map(str, texts)))
    metrics = ", ".join(plan.proposal.metrics)
    lines = [f"The source {plan.proposal.source} was added: {files}"]
    if metrics:
        lines.append(_wrapped(f"New metrics: {metrics}"))
    return "\n".join([*lines, "  A KPI names one of them as its `metric`; `kpireport build` reads the file"])

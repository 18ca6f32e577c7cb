"""What the commands print: findings, as text and as JSON, and what was done."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpireport.explained import codes, explained

if TYPE_CHECKING:
    from kpireport.agency import Built
    from kpireport.answers import Answer
    from kpireport.collect.record import Recorded
    from kpireport.collect.snapshot import Change
    from kpireport.deliver.publish import Publication
    from kpireport.model import Finding, Judgement, Level, Report, Shape
    from kpireport.pipeline import Pull


def built(report: Report, out: Path) -> str:
    """The verdict of the report, what `check` would say, and where the site is."""
    lines = [report.sentence, f"{out / 'index.html'} is the front page"]
    if report.findings:
        lines.append(f"{_counted(report.findings)}; `kpireport check` lists them")
    return "\n".join(lines)


def built_all(done: Built, root: Path) -> str:
    """How many sites were built, where their overview is, and which were not built."""
    failed = [failure.folder for failure in done.failures]
    good = len(done.clients) - len(failed)
    lines = [f"{good} of {len(done.clients)} sites built; {root / 'index.html'} is the overview"]
    if failed:
        lines.append(f"not built, and as they were before: {', '.join(failed)}")
    if done.left_alone:
        lines.append(f"not asked for, and as they were before: {', '.join(done.left_alone)}")
    return "\n".join(lines)


def answered(answer: Answer) -> str:
    """An answer as JSON: `known` false where the report does not hold it, or several KPIs fit."""
    content = {
        "question": answer.question,
        "kind": answer.kind,
        "known": answer.is_known,
        "kpis": list(answer.kpis),
        "lines": list(answer.lines),
        "text": answer.text,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def started(folder: Path, paths: Sequence[str], *, asked: bool) -> str:
    """What `init` wrote and what to do next."""
    listed = "\n".join(f"  {folder / path}" for path in paths)
    then = "\n`kpireport check` names what is still missing; README.md says which numbers to fill in" if asked else ""
    return f"{listed}\nNext: cd {folder} && kpireport build{then}"


def packs_listed(packs: Iterable[tuple[str, str]]) -> str:
    """The packs by name, a line each."""
    return "\n".join(f"{name:18} {line}" for name, line in packs)


def published(done: Publication, *, dry_run: bool) -> str:
    """What a publication put on the branch, or would put there."""
    from kpireport.deliver.publish import megabytes

    where = f"branch {done.branch} of {done.address}"
    if done.commit is None:
        return f"{where} shows this report already; nothing was published"
    changes = f"{done.added} files added, {done.changed} changed, {done.removed} removed"
    size = f"{len(done.site.files)} files, {megabytes(done.site.size)}"
    if dry_run:
        return f"would publish {size} to {where}: {changes}"
    first = "\nNext: tell your host to show this branch; on GitHub: Settings → Pages → Deploy from a branch"
    return f"published {size} to {where}: {changes}" + (first if done.is_new else "")


def recorded(done: Recorded) -> str:
    """What became of a value that was recorded."""
    said = {
        "added": f"added to {done.file}",
        "same": f"{done.file} has it already; nothing was changed",
        "restated": f"restated in {done.file}",
    }
    return said[done.outcome]


def pulled(done: Pull) -> str:
    """A line for each origin that answered, and one for each of its first rows that say something else now."""
    lines: list[str] = []
    for one in done.pulled:
        rows = f"{one.added} new row{'s' * (one.added != 1)}, {one.same} known"
        lines.append(f"{one.id}: {rows} in {one.into}")
        if one.changed:
            what = "restated" if one.restated else "differ and were left as they are; --restate takes them over"
            lines.append(f"  {len(one.changed)} row{'s' * (len(one.changed) != 1)} {what}")
            lines += [f"  line {change.line}: {_differences(change)}" for change in one.changed[:5]]
    return "\n".join(lines) or "nothing was pulled"


def _differences(change: Change) -> str:
    return ", ".join(f"{column} {old or 'empty'} → {new or 'empty'}" for column, (old, new) in change.values.items())


def judgement_as_text(judgement: Judgement) -> str:
    """`file:line:col: level[code]: message`, the help below each, their number, and what the list is like."""
    lines = []
    for finding in judgement.findings:
        head = f"{finding.level}[{finding.code}]: {finding.message}"
        lines.append(f"{finding.place}: {head}" if finding.place else head)
        lines += [f"  = {finding.help}"] if finding.help else []
    lines += [f"The list is {_SHAPES[shape]}" for shape in judgement.shapes]
    return "\n".join([*lines, _counted(judgement.findings) + _suppressed(judgement)])


_SHAPES: Mapping[Shape, str] = {
    "metric_dashboard": "a metric dashboard: so many numbers that none of them leads to a decision.",
    "noticeboard": "a noticeboard: numbers without their target, their comparison or their cause.",
    "history_book": "a history book: every KPI tells what came, none what is coming.",
    "to_do_list": "a to-do list without a scoreboard: it tells what is done, and not whether it helps.",
}


def _suppressed(judgement: Judgement) -> str:
    return f"; {len(judgement.accepted)} suppressed with a reason" if judgement.accepted else ""


def explanation(code: str) -> str:
    """The text on a code, in either case, with its source. Raises click.BadParameter for one that does not exist."""
    text = explained(code.upper())
    if text is None:
        near = difflib.get_close_matches(code.upper(), codes(), n=3, cutoff=0.3)
        hint = "did you mean " + " or ".join(near) + "?" if near else "the codes are " + ", ".join(codes())
        raise click.BadParameter(f"no finding or error has the code {code!r}; {hint}")
    source = f"\n\nSource: {text.source}." if text.source else ""
    return f"{text.code}: {text.title}\n\n{text.body}{source}"


def _counted(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`; only the levels that occur."""
    found = Counter(finding.level for finding in findings)
    words: Mapping[Level, tuple[str, str]] = {
        "error": ("error", "errors"),
        "warning": ("warning", "warnings"),
        "info": ("note", "notes"),
    }
    parts = [f"{found[level]} {names[found[level] != 1]}" for level, names in words.items() if found[level]]
    return ", ".join(parts) or "no findings"

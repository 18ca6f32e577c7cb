"""What the commands print: findings, as text and as JSON, and what was done."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

import click

from kpireport.collect.record import Recorded
from kpireport.collect.snapshot import Change
from kpireport.errors import Problem
from kpireport.model import Finding, Judgement, Level, Report
from kpireport.pages.report_json import finding_json
from kpireport.pipeline import Pull
from kpireport.shipped import shipped

_LEVELS: tuple[Level, ...] = get_args(Level)


def built(report: Report, out: Path) -> str:
    """The verdict of the report, what `check` would say, and where the site is."""
    lines = [report.sentence, f"{out / 'index.html'} is the front page"]
    if report.findings:
        lines.append(f"{_counted(report.findings)}; `kpireport check` lists them")
    return "\n".join(lines)


def started(folder: Path, paths: Sequence[str]) -> str:
    """What `init` wrote and what to do next."""
    listed = "\n".join(f"  {folder / path}" for path in paths)
    return f"{listed}\nNext: cd {folder} && kpireport build"


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
    """`file:line:col: level[code]: message`, the help below each, and their number."""
    lines = []
    for finding in judgement.findings:
        head = f"{finding.level}[{finding.code}]: {finding.message}"
        lines.append(f"{finding.place}: {head}" if finding.place else head)
        lines += [f"  = {finding.help}"] if finding.help else []
    return "\n".join([*lines, _counted(judgement.findings) + _suppressed(judgement)])


def _suppressed(judgement: Judgement) -> str:
    return f"; {len(judgement.accepted)} suppressed with a reason" if judgement.accepted else ""


def judgement_as_json(judgement: Judgement) -> str:
    """The findings with the number of each level, and of those suppressed."""
    shape = judgement.shapes[0] if judgement.shapes else None
    return _as_json([finding_json(finding) for finding in judgement.findings], len(judgement.accepted), shape)


def problems_as_json(problems: Iterable[Problem]) -> str:
    """Errors of the project files or the data in the shape of findings; all of them, however many."""
    return _as_json([_problem_row(problem) for problem in problems])


def explanation(code: str) -> str:
    """The text on a code, in either case. Raises click.BadParameter for one that does not exist."""
    folder = shipped("content") / "explain"
    codes = sorted(path.stem for path in folder.glob("*.md"))
    wanted = code.upper()
    if wanted not in codes:
        near = difflib.get_close_matches(wanted, codes, n=3, cutoff=0.3)
        hint = "did you mean " + " or ".join(near) + "?" if near else "the codes are " + ", ".join(codes)
        raise click.BadParameter(f"no finding or error has the code {code!r}; {hint}")
    _, front, body = (folder / f"{wanted}.md").read_text("utf-8").split("---\n", 2)
    title = dict(line.split(": ", 1) for line in front.splitlines())["title"]
    return f"{wanted}: {title}\n\n{body.strip()}"


def _problem_row(problem: Problem) -> dict[str, object]:
    help_text = problem.hint or ""
    finding = Finding(code=problem.code, level="error", message=problem.message, help=help_text, place=problem.place)
    also = [{"file": place.file, "line": place.line, "column": place.column} for place in problem.also]
    return {**finding_json(finding), **({"also": also} if also else {})}


def _as_json(rows: Sequence[Mapping[str, object]], suppressed: int = 0, shape: str | None = None) -> str:
    found = Counter(row["level"] for row in rows)
    counts = {level: found[level] for level in _LEVELS}
    content = {"findings": rows, "counts": counts, "suppressed": suppressed, "shape": shape}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _counted(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`; only the levels that occur."""
    found = Counter(finding.level for finding in findings)
    words = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
    parts = [f"{found[level]} {words[level][found[level] != 1]}" for level in _LEVELS if found[level]]
    return ", ".join(parts) or "no findings"

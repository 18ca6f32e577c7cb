"""Findings and errors as other tools read them: JSON, GitHub's workflow commands, and SARIF 2.1.0."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import get_args

from kpireport import __version__
from kpireport.errors import Place, Problem
from kpireport.explained import explained
from kpireport.model import Accepted, Finding, Judgement, Level
from kpireport.pages.report_json import finding_json

LEVELS: tuple[Level, ...] = get_args(Level)

_SARIF_LEVEL: Mapping[Level, str] = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_COMMAND: Mapping[Level, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def of_problems(problems: Iterable[Problem]) -> Judgement:
    """Errors of the files or the data in the shape of findings."""
    return Judgement(findings=tuple(map(_finding, problems)))


def _finding(problem: Problem) -> Finding:
    return Finding(
        code=problem.code, level="error", message=problem.message, help=problem.hint or "", place=problem.place
    )


# -------------------------------------------------------------------------------------------------------------- JSON


def as_json(judgement: Judgement, problems: Sequence[Problem] = ()) -> str:
    """The findings, or `problems` in their place, how many there are of each level and suppressed, and the shape."""
    rows = [_problem_row(problem) for problem in problems] or [finding_json(one) for one in judgement.findings]
    found = Counter(row["level"] for row in rows)
    content = {
        "findings": rows,
        "counts": {level: found[level] for level in LEVELS},
        "suppressed": len(judgement.accepted),
        "shape": judgement.shapes[0] if judgement.shapes else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _problem_row(problem: Problem) -> Mapping[str, object]:
    also = [{"file": place.file, "line": place.line, "column": place.column} for place in problem.also]
    return {**finding_json(_finding(problem)), **({"also": also} if also else {})}


# ------------------------------------------------------------------------------------------------------------ GitHub


def as_github(judgement: Judgement, folder: Path) -> str:
    """Workflow commands, one a line, which GitHub shows beside the lines of the files; `folder` is the project's."""
    return "\n".join(_command(finding, folder) for finding in judgement.findings)


def _command(finding: Finding, folder: Path) -> str:
    place = finding.place
    where = {"file": _from_root(place, folder), "line": place.line, "col": place.column} if place else {}
    properties = {**where, "title": finding.code}
    text = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_GITHUB_COMMAND[finding.level]} {text}::{_data(f'{finding.message}. {finding.help}'.strip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _from_root(place: Place, folder: Path) -> str:
    """The file's path from the root of the repository that holds the project; without one from the current folder."""
    file = (folder / place.file).resolve()
    root = next((parent for parent in file.parents if (parent / ".git").exists()), Path.cwd().resolve())
    return PurePosixPath(os.path.relpath(file, root)).as_posix()


# ------------------------------------------------------------------------------------------------------------- SARIF


def as_sarif(judgement: Judgement, folder: Path) -> str:
    """A SARIF log with a rule for each code that occurs; accepted findings are in it as suppressed, with the reason."""
    every = [*judgement.findings, *(one.finding for one in judgement.accepted)]
    codes = sorted({finding.code for finding in every})
    results = [_result(finding, codes, folder) for finding in judgement.findings]
    results += [_suppressed(one, codes, folder) for one in judgement.accepted]
    driver = {
        "name": "kpireport",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=1)


def _rule(code: str) -> Mapping[str, object]:
    text = explained(code)
    if text is None:
        return {"id": code}
    return {"id": code, "shortDescription": {"text": text.title}, "help": {"text": text.body, "markdown": text.body}}


def _result(finding: Finding, codes: Sequence[str], folder: Path) -> dict[str, object]:
    found: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _SARIF_LEVEL[finding.level],
        "message": {"text": f"{finding.message}. {finding.help}".strip()},
    }
    if finding.place:
        region = {"startLine": finding.place.line, "startColumn": finding.place.column}
        place = {"artifactLocation": {"uri": _from_root(finding.place, folder)}, "region": region}
        found["locations"] = [{"physicalLocation": place}]
    return found


def _suppressed(one: Accepted, codes: Sequence[str], folder: Path) -> dict[str, object]:
    return {
        **_result(one.finding, codes, folder),
        "suppressions": [{"kind": "inSource", "justification": one.reason}],
    }

"""Quotes the line of a project file that asks for what a source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from kpireport.errors import Problem

_BREAK = re.compile("\r\n|\r|\n")
_WORD = re.compile(r"""[^\s,:{}\[\]"']+|"[^"]*"|'[^']*'""")


def with_lines(problems: Iterable[Problem], root: Path) -> Iterator[Problem]:
    """The problems, those in a YAML file of the project with its line; the caret marks one word of it."""

    @cache
    def lines(file: str) -> list[str]:
        return _BREAK.split((root / file).read_text(encoding="utf-8-sig"))

    for problem in problems:
        place = problem.place
        wanted = problem.line is None and place is not None and place.file.endswith((".yaml", ".yml"))
        if place is None or not wanted or not (root / place.file).is_file():
            yield problem
        else:
            line = "".join(lines(place.file)[place.line - 1 : place.line])
            word = _WORD.match(line, place.column - 1)
            yield replace(problem, line=line, width=len(word[0]) if word else 1)

"""A cell with its place in the file, and what to say when it is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from kpireport.errors import Place, Problem
from kpireport.model import Finding, Level

#: Faults told of one file one by one; the rest is counted.
FAULTS_PER_FILE = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, where it begins in the file, its width there and that line of the file (None: no text).

    `name` is what a spreadsheet calls it. `spelled` is a column's name in the file where another name is used for it.
    """

    text: str
    place: Place
    width: int = 1
    line: str | None = None
    name: str | None = None
    spelled: str | None = None


@dataclass(slots=True)
class Faults:
    """Collects what is wrong (`problems`) and what is worth telling (`findings`) while sources are read."""

    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _told: Counter[str] = field(default_factory=Counter)

    def add(
        self, code: str, message: str, place: Place | None, hint: str | None = None, also: tuple[Place, ...] = ()
    ) -> None:
        """A fault of the project's settings or of a whole file."""
        self.problems.append(Problem(code=code, message=message, place=place, hint=hint, also=also))

    def cell(self, code: str, message: str, cell: Cell, hint: str | None, also: tuple[Place, ...] = ()) -> None:
        """A fault of one cell; shown with its line while the file has few of them."""
        self._told[cell.place.file] += 1
        if self._told[cell.place.file] <= FAULTS_PER_FILE:
            self.problems.append(
                Problem(
                    code=code,
                    message=f"{cell.name}: {message}" if cell.name else message,
                    place=cell.place,
                    hint=hint,
                    line=cell.line,
                    width=cell.width,
                    also=also,
                )
            )

    def more(self, file: str, count: int) -> None:
        """Counts further faults of `file` without telling them."""
        self._told[file] += count

    def close(self) -> None:
        """Says of each file how many of its faults were not told."""
        for file, count in sorted(self._told.items()):
            if count > FAULTS_PER_FILE:
                last = max((p for p in self.problems if p.place and p.place.file == file), key=_order)
                rest = f"{last.message}; {count - FAULTS_PER_FILE} more faults in this file are not listed"
                self.problems[self.problems.index(last)] = replace(last, message=rest)
        self._told.clear()

    def find(self, code: str, level: Level, message: str, hint: str, place: Place | None) -> None:
        """A finding: worth telling, not an error."""
        self.findings.append(Finding(code=code, level=level, message=message, help=hint, place=place))


def _order(problem: Problem) -> tuple[Place, str, str]:
    return (problem.place or Place(""), problem.code, problem.message)

"""What can go wrong, where it went wrong, and how it reads.

Every known fault is a `Problem`: a stable code, the place, the line itself with a caret, and what would be right.
The stages collect problems and raise them together, so that one run shows them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

#: Problems printed before the rest is only counted. `--format json` is never cut.
SHOWN = 50


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file the user wrote; `file` is relative to site.yaml, lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: `message` says what is wrong, `hint` what would be right.

    `line` is the text of the faulty line and `width` the number of characters the caret underlines from
    `place.column`; `also` lists further places that take part (the first of two duplicates, say).
    """

    code: str
    message: str
    place: Place | None = None
    hint: str | None = None
    line: str | None = None
    width: int = 1
    also: tuple[Place, ...] = ()

    def __str__(self) -> str:
        head = f"error[{self.code}]: {self.message}"
        lines = [f"{self.place}: {head}" if self.place else head]
        if self.place and self.line is not None:
            lines += _excerpt(self.place, self.line, self.width)
        lines += [f"  also at {place}" for place in self.also]
        if self.hint:
            lines.append(f"  = {self.hint}")
        return "\n".join(lines)


def _excerpt(place: Place, line: str, width: int, room: int = 160) -> list[str]:
    """The faulty line with a caret under the fault; a long line is cut around it."""
    text = line.expandtabs(1).replace("\r", " ").rstrip("\n")
    column = place.column - 1
    start = max(0, column - room // 2)
    shown = "".join(character if character.isprintable() else "�" for character in text[start : start + room])
    carets = "^" * max(1, min(width, room, len(shown) - (column - start) or 1))
    number = f"{place.line:>5}"
    return [f"{number} | {shown}", f"{' ' * len(number)} | {' ' * (column - start)}{carets}"]


class KpireportError(Exception):
    """A known failure. `exit_code` is the command's (2 usage, 3 project, 4 source, 5 delivery, 6 output, 75 busy)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems = sort_problems(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def text(self) -> str:
        """All problems as a person reads them, cut after `SHOWN`."""
        shown = [str(problem) for problem in self.problems[:SHOWN]]
        rest = len(self.problems) - len(shown)
        return "\n".join([*shown, f"… and {rest} more"] if rest else shown)


class UsageError(KpireportError):
    """The command was called wrongly."""

    exit_code = 2


class ProjectError(KpireportError):
    """Project files are invalid."""

    exit_code = 3


class SourceError(KpireportError):
    """A source of data cannot be read, or its content is invalid."""

    exit_code = 4


class DeliveryError(KpireportError):
    """Publishing or sending failed."""

    exit_code = 5


class OutputError(KpireportError):
    """The output cannot be written, or is not ours to replace."""

    exit_code = 6


class BusyError(KpireportError):
    """Another build holds the output."""

    exit_code = 75


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By place, those without one first; equal problems once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.place or Place("", 0, 0), p.code, p.message)))

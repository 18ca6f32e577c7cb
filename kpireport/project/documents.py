"""A file's text with its lines, and the problems found in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kpireport.errors import Place, Problem
from kpireport.project.secrets import mask

#: The largest project file that is read. A list of 10,000 KPIs takes about 4 MB.
MAX_FILE_BYTES = 5_000_000

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, eq=False)
class Document:
    """One text file of the project; `file` is its name in messages, relative to site.yaml."""

    file: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character of the text."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The place of a line and column, both from 1, in the text."""
        return self._line_starts[line - 1] + column - 1

    def problem(
        self,
        code: str,
        message: str,
        place: tuple[int, int] = (1, 1),
        *,
        width: int = 1,
        hint: str | None = None,
        also: Sequence[Place] = (),
    ) -> Problem:
        """A problem at (line, column), quoting the line; secrets are masked in all that it shows."""
        line, column = place
        shown = mask(self.lines[line - 1]) if line <= len(self.lines) else None
        return Problem(
            code=code,
            message=mask(message),
            place=Place(self.file, line, column),
            hint=mask(hint) if hint else None,
            line=shown,
            width=width,
            also=tuple(also),
        )


@dataclass(frozen=True, eq=False, slots=True)
class Faults:
    """What was found wrong so far, gathered over the whole project before anything is raised."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.problems.append(problem)


def read_document(path: Path, file: str, faults: Faults) -> Document | None:
    """The text of a UTF-8 file; None, with a problem, when it cannot be read as such."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        hint = "name the site file; `kpireport init DIR` writes one to start from"
        faults.add(_unreadable(file, "K014", "there is no such file", hint))
    except OSError as error:
        faults.add(_unreadable(file, "K008", f"the file cannot be read: {error.strerror}"))
    else:
        return decode(content, file, faults)
    return None


def decode(content: bytes, file: str, faults: Faults) -> Document | None:
    """The document that the bytes spell, without a byte order mark."""
    if len(content) > MAX_FILE_BYTES:
        text = f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB"
        faults.add(
            _unreadable(file, "K017", text, "split it into several files; data belongs in snapshots, not in YAML")
        )
        return None
    try:
        document = Document(file, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        faults.add(_not_utf8(content.removeprefix(b"\xef\xbb\xbf"), file, error.start))
        return None
    if match := _FORBIDDEN.search(document.text):
        faults.add(_control_character(document, match))
        return None
    return document


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of a text."""
    before = _BREAK.split(text[:offset])
    return len(before), len(before[-1]) + 1


def _unreadable(file: str, code: str, message: str, hint: str | None = None) -> Problem:
    return Problem(code=code, message=message, place=Place(file), hint=hint)


def _not_utf8(content: bytes, file: str, offset: int) -> Problem:
    readable = Document(file, content.decode("utf-8", errors="replace"))
    found = "; it looks like UTF-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    place = position(content[:offset].decode("utf-8", errors="replace"), offset)
    message = f"the file is not UTF-8: byte {offset + 1} cannot be read{found}"
    return readable.problem("K008", message, place, hint="save the file as UTF-8")


def _control_character(document: Document, match: re.Match[str]) -> Problem:
    code = ord(match[0])
    name = "a NUL character" if code == 0 else f"the control character U+{code:04X}"
    place = position(document.text, match.start())
    return document.problem(
        "K007", f"{name} is not allowed in a project file", place, hint="delete it; it cannot be seen in most editors"
    )

"""What a YAML parser complains of, in words that say what to change."""

from __future__ import annotations

import re
from typing import Any

import yaml

from kpireport.errors import Place, Problem
from kpireport.project.documents import Document

#: How deeply lists and mappings may stand in one another.
MAX_DEPTH = 50

#: What the parser's message contains → what is wrong, and what would be right.
_WORDING = (
    ("unexpected end of stream", "a quote is opened here and never closed", "close it with the same quote character"),
    (
        "unexpected document indicator",
        "a quote is opened here and never closed",
        "close it with the same quote character",
    ),
    ("expected ',' or ']'", "the list opened with [ is not closed, or a comma is missing", "write [one, two]"),
    (
        "expected ',' or '}'",
        "the mapping opened with { is not closed, or a comma is missing",
        "write {key: value, key: value}",
    ),
    (
        "mapping values are not allowed",
        "a `:` is not expected here",
        "put a text with `: ` in it in quotes, and check the indentation",
    ),
    (
        "could not find expected ':'",
        "a `key: value` is expected here",
        "add the colon, or indent the line as part of the text above",
    ),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "indent the keys of one mapping equally; close quotes and brackets",
    ),
    (
        "did not find expected '-'",
        "this line does not fit the list above it",
        "begin each entry with `- `, equally indented",
    ),
    (
        "block sequence entries are not allowed",
        "a list entry is not expected here",
        "begin the list on a line of its own",
    ),
    (
        "alphabetic or numeric character",
        "`*` and `&` have a meaning of their own in YAML",
        "quote a text that begins with * or &",
    ),
    (
        "unknown escape character",
        "the backslash means something else between double quotes",
        "use single quotes, or write \\\\",
    ),
    ("cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
    ("directive", "a text cannot begin with %", "put the text in quotes"),
    ("tag", "`!` has a meaning of its own in YAML", "quote a text that begins with !"),
    (
        "<document start>",
        "more follows after the end of the content",
        "check the indentation, and the brackets and quotes",
    ),
    (
        "block scalar",
        "`|` and `>` begin a text on the following lines",
        "put the text in quotes, or on the next line, indented",
    ),
)
#: Where the fault lies at the beginning of the construct rather than where the parser noticed it.
_AT_START = ("unexpected end of stream", "unexpected document indicator")
_LEADING_TAB = re.compile(r" *\t")


def syntax_problem(document: Document, error: yaml.YAMLError, first_line: int) -> Problem:
    """The parser's error as a problem of the document, whose YAML begins in `first_line`."""
    said = " ".join(str(part) for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part)
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    place = _place(document, mark, first_line)
    start = _place(document, context, first_line) if context else place
    if "maximum nesting depth" in said:  # the parser's own limit, met by newer ones before ours
        return depth_problem(document, place)
    if tab := _tab(document, place[0]):
        return document.problem("K007", "tabs are not allowed for indentation", tab, hint="indent with spaces")
    if "expected key" in said and document.lines[place[0] - 1][: place[1] - 1].strip():
        return document.problem("K007", "the value ended before this", place, hint=_ENDED_HINT)
    fragment, message, hint = next((row for row in _WORDING if row[0] in said), ("", _UNKNOWN, _UNKNOWN_HINT))
    if fragment in _AT_START and fragment:
        return document.problem("K007", message, start, hint=hint)
    also = (Place(document.file, *start),) if "not closed" in message and start != place else ()
    return document.problem("K007", message, place, hint=hint, also=also)


def depth_problem(document: Document, place: tuple[int, int]) -> Problem:
    """Lists and mappings too deep in one another; `place` is the one too many."""
    hint = "no file of a project needs so many levels; look for a bracket that is not closed"
    return document.problem("K017", f"nested deeper than {MAX_DEPTH}", place, hint=hint)


_ENDED_HINT = "put the whole text in quotes; inside single quotes write '' for an apostrophe"
_UNKNOWN = "the YAML cannot be read from here on"
_UNKNOWN_HINT = "check indentation, brackets and quotes"


def _place(document: Document, mark: Any, first_line: int) -> tuple[int, int]:
    """Where a parser's mark stands; at the end of the file, the end of its last line that is not blank."""
    if mark is None:
        return first_line, 1
    line = mark.line + first_line
    if line <= len(document.lines) and document.lines[line - 1].strip():
        return line, mark.column + 1
    while line > 1 and (line > len(document.lines) or not document.lines[line - 1].strip()):
        line -= 1
    return line, len(document.lines[line - 1].rstrip()) + 1


def _tab(document: Document, line: int) -> tuple[int, int] | None:
    """The first tab among the leading blanks of the faulty line, or of its neighbours."""
    for number in (line, line + 1, line - 1):
        if 1 <= number <= len(document.lines) and (match := _LEADING_TAB.match(document.lines[number - 1])):
            return number, match.end()
    return None

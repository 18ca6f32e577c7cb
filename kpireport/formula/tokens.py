"""A formula's text, cut into numbers, metrics, functions and marks.

Metric ids may hold minus signs and begin with a digit: the longest known id wins, then a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from kpireport.formula.error import FormulaError
from kpireport.formula.tree import FUNCTIONS, Input, Lag, Number

ALLOWED = "a formula holds numbers, metric ids, + - * /, parentheses and the functions " + ", ".join(FUNCTIONS)
_SUFFIXES: tuple[tuple[str, Lag], ...] = (("_prev_year", "prev_year"), ("_prev", "prev"))


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is a mark itself (`+`, `(`), or `number`, `input`, `function`, `end`."""

    kind: str
    text: str
    offset: int
    node: Number | Input | None = None


_WORD = re.compile(r"\w[\w-]*")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?!\w)")
_CALL = re.compile(r"(\w+)\s*\(")
_MARKS = "+-*/(),"
_MISTAKES = {
    "**": ("there are no powers in a formula", "write x * x"),
    "//": ("there is no whole-number division in a formula", "write x / y"),
    "%": ("there is no percent sign in a formula", "write / 100, or use a metric with unit percent"),
    "^": ("there are no powers in a formula", "write x * x"),
    "=": ("a formula has no comparison and no assignment", ALLOWED),
    "−": ("“−” is not the minus sign of formulas", "write -"),
    "–": ("“–” is not the minus sign of formulas", "write -"),
    "×": ("“×” is not the multiplication sign of formulas", "write *"),
    "÷": ("“÷” is not the division sign of formulas", "write /"),
    "'": ("there are no texts in a formula", ALLOWED),
    '"': ("there are no texts in a formula", ALLOWED),
    ".": ("a dot stands only inside a number", ALLOWED),
}


def tokens(text: str, known: Collection[str]) -> Iterator[Token]:
    position = _after_space(text, 0)
    while position < len(text):
        token = _token(text, position, known)
        yield token
        position = _after_space(text, position + len(token.text))
    yield Token("end", "", len(text.rstrip()))


def _after_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _token(text: str, offset: int, known: Collection[str]) -> Token:
    number = _NUMBER.match(text, offset)
    word = _WORD.match(text, offset)
    metric = _longest_metric(text, word, known) if word else None
    call = _CALL.match(text, offset)
    if call and not metric:
        return _function(call[1], offset)
    if metric and not (number and number.end() > offset + len(metric.text)):
        return metric
    if number:
        return _number(number)
    if word:
        raise _unknown(word.group(), offset, known)
    return _mark(text, offset)


def _mark(text: str, offset: int) -> Token:
    for mistake, (message, hint) in _MISTAKES.items():
        if text.startswith(mistake, offset):
            raise FormulaError(message, offset, len(mistake), hint)
    if text[offset] in _MARKS:
        return Token(text[offset], text[offset], offset)
    raise FormulaError(f"“{text[offset]}” has no meaning in a formula", offset, 1, ALLOWED)


def _function(name: str, offset: int) -> Token:
    if name not in FUNCTIONS:
        raise FormulaError(f"there is no function “{name}”", offset, len(name), f"functions are {', '.join(FUNCTIONS)}")
    return Token("function", name, offset)


def _number(match: re.Match[str]) -> Token:
    value = float(match.group())
    if math.isinf(value):
        raise FormulaError("the number is too large", match.start(), len(match.group()))
    return Token("number", match.group(), match.start(), Number(value))


def _longest_metric(text: str, word: re.Match[str], known: Collection[str]) -> Token | None:
    """The longest metric at the start of `word`, which may hold minus signs; None when it begins with no metric."""
    run, offset = word.group(), word.start()
    ends = [len(run), *(index for index in range(len(run) - 1, 0, -1) if run[index] == "-")]
    for end in ends:
        if node := _metric(run[:end], known):
            if _CALL.match(text, offset) and run[:end] in FUNCTIONS:
                return None
            _refuse_tight_minus(run, end, offset)
            return Token("input", run[:end], offset, node)
    return None


def _metric(word: str, known: Collection[str]) -> Input | None:
    if word in known:
        return Input(word, "now")
    for suffix, lag in _SUFFIXES:
        if word.endswith(suffix) and word.removesuffix(suffix) in known:
            return Input(word.removesuffix(suffix), lag)
    return None


def _refuse_tight_minus(run: str, end: int, offset: int) -> None:
    """`a-b` could be one metric's id or a difference of two; `a-1` is taken for a difference."""
    rest = run[end + 1 :].split("-")[0]
    if rest and not rest.isdecimal():
        hint = f"if a difference is meant, write {run[:end]} - {run[end + 1 :]}"
        raise FormulaError(f"there is no metric “{run}”", offset, len(run), hint)


def _unknown(word: str, offset: int, known: Collection[str]) -> FormulaError:
    close = get_close_matches(word, sorted(known), n=1)
    hint = f"did you mean “{close[0]}”?" if close else "a formula uses the ids of metrics"
    return FormulaError(f"there is no metric “{word}”", offset, len(word), hint)

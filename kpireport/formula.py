"""The arithmetic users may write over metrics: `(revenue - cost) / revenue`.

A language of its own, read by a tokenizer and recursive descent into a frozen tree, so that nothing a user writes is
ever run as Python. There are numbers, metric ids, `+ - * /`, parentheses, and `min max abs mean sum`; no powers, no
texts, no attributes. `x_prev` and `x_prev_year` are the metric `x` one period and one year earlier.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, TypeVar

Lag = Literal["now", "prev", "prev_year"]
_Inside = TypeVar("_Inside")
Lookup = Callable[[str, Lag], float | None]

#: Characters of a formula, and how deep its parentheses may nest.
LONGEST, DEEPEST = 2000, 50

FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
    "mean": lambda values: math.fsum(values) / len(values),
    "sum": math.fsum,
}
_ALLOWED = "a formula holds numbers, metric ids, + - * /, parentheses and the functions " + ", ".join(FUNCTIONS)
_SUFFIXES: tuple[tuple[str, Lag], ...] = (("_prev_year", "prev_year"), ("_prev", "prev"))


class FormulaError(ValueError):
    """A formula that cannot be read. `offset` counts from 0 into its text; `width` characters are at fault."""

    def __init__(self, message: str, offset: int, width: int = 1, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.offset, self.width, self.hint = message, offset, max(1, width), hint


# ------------------------------------------------------------------------------------------------------- the tree


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Input:
    """A metric, now or earlier."""

    name: str
    lag: Lag


@dataclass(frozen=True, slots=True)
class Terms:
    """A chain of `+` and `-`; each part carries its sign."""

    parts: tuple[tuple[Literal[1, -1], Node], ...]


@dataclass(frozen=True, slots=True)
class Factors:
    """A chain of `*` and `/`; each part says whether it divides."""

    parts: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Number | Input | Terms | Factors | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read. `names` are the metrics it uses, sorted; `lags` when each of them is looked at."""

    text: str
    names: tuple[str, ...]
    lags: frozenset[tuple[str, Lag]]
    tree: Node = field(repr=False)

    def value(self, lookup: Lookup) -> float | None:
        """The result, from what `lookup` gives for each metric and time.

        None when an input is missing, a division is by zero, or the result is too large for a number.
        """
        try:
            result = _evaluate(self.tree, lookup)
        except (_MissingInput, ZeroDivisionError, OverflowError):
            return None
        return result + 0.0 if math.isfinite(result) else None


class _MissingInput(Exception):  # noqa: N818  a signal between two functions of this module
    pass


def _evaluate(node: Node, lookup: Lookup) -> float:
    match node:
        case Number(value):
            return value
        case Input(name, lag):
            found = lookup(name, lag)
            if found is None:
                raise _MissingInput
            return found
        case Terms(parts):
            return _chain_terms(parts, lookup)
        case Factors(parts):
            return _chain_factors(parts, lookup)
        case Call(function, arguments):
            return FUNCTIONS[function]([_evaluate(argument, lookup) for argument in arguments])


def _chain_terms(parts: tuple[tuple[Literal[1, -1], Node], ...], lookup: Lookup) -> float:
    (sign, first), *rest = parts
    total = sign * _evaluate(first, lookup)
    for sign, part in rest:
        total += sign * _evaluate(part, lookup)
    return total


def _chain_factors(parts: tuple[tuple[bool, Node], ...], lookup: Lookup) -> float:
    (_, first), *rest = parts
    product = _evaluate(first, lookup)
    for divides, part in rest:
        value = _evaluate(part, lookup)
        product = product / value if divides else product * value
    return product


# ------------------------------------------------------------------------------------------------------ the words


@dataclass(frozen=True, slots=True)
class _Token:
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
    "=": ("a formula has no comparison and no assignment", _ALLOWED),
    "−": ("“−” is not the minus sign of formulas", "write -"),
    "–": ("“–” is not the minus sign of formulas", "write -"),
    "×": ("“×” is not the multiplication sign of formulas", "write *"),
    "÷": ("“÷” is not the division sign of formulas", "write /"),
    "'": ("there are no texts in a formula", _ALLOWED),
    '"': ("there are no texts in a formula", _ALLOWED),
    ".": ("a dot stands only inside a number", _ALLOWED),
}


def _tokens(text: str, known: Collection[str]) -> Iterator[_Token]:
    position = _after_space(text, 0)
    while position < len(text):
        token = _token(text, position, known)
        yield token
        position = _after_space(text, position + len(token.text))
    yield _Token("end", "", len(text.rstrip()))


def _after_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _token(text: str, offset: int, known: Collection[str]) -> _Token:
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


def _mark(text: str, offset: int) -> _Token:
    for mistake, (message, hint) in _MISTAKES.items():
        if text.startswith(mistake, offset):
            raise FormulaError(message, offset, len(mistake), hint)
    if text[offset] in _MARKS:
        return _Token(text[offset], text[offset], offset)
    raise FormulaError(f"“{text[offset]}” has no meaning in a formula", offset, 1, _ALLOWED)


def _function(name: str, offset: int) -> _Token:
    if name not in FUNCTIONS:
        raise FormulaError(f"there is no function “{name}”", offset, len(name), f"functions are {', '.join(FUNCTIONS)}")
    return _Token("function", name, offset)


def _number(match: re.Match[str]) -> _Token:
    value = float(match.group())
    if math.isinf(value):
        raise FormulaError("the number is too large", match.start(), len(match.group()))
    return _Token("number", match.group(), match.start(), Number(value))


def _longest_metric(text: str, word: re.Match[str], known: Collection[str]) -> _Token | None:
    """The longest metric at the start of `word`, which may hold minus signs; None when it begins with no metric."""
    run, offset = word.group(), word.start()
    ends = [len(run), *(index for index in range(len(run) - 1, 0, -1) if run[index] == "-")]
    for end in ends:
        if node := _metric(run[:end], known):
            if _CALL.match(text, offset) and run[:end] in FUNCTIONS:
                return None
            _refuse_tight_minus(run, end, offset)
            return _Token("input", run[:end], offset, node)
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


# --------------------------------------------------------------------------------------------------- the sentence


def parse(text: str, known: Collection[str]) -> Formula:
    """Read `text`, in which the metrics `known` may occur. Raises FormulaError at the first fault."""
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters, this one {len(text)}", LONGEST)
    parser = _Parser(tuple(_tokens(text, known)))
    tree = parser.whole()
    lags = frozenset((token.node.name, token.node.lag) for token in parser.tokens if isinstance(token.node, Input))
    return Formula(text, tuple(sorted({name for name, _ in lags})), lags, tree)


class _Parser:
    """Recursive descent: terms of factors of signed operands."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self.tokens, self.index, self.depth = tokens, 0, 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def take(self, *kinds: str) -> _Token | None:
        """The token at hand if it is of one of the `kinds`; then the next one is at hand."""
        token = self.token
        if token.kind not in kinds:
            return None
        self.index += 1
        return token

    def whole(self) -> Node:
        tree = self.terms()
        if self.token.kind == "end":
            return tree
        if self.token.kind in (")", ","):
            raise self.error(f"“{self.token.text}” belongs to no open parenthesis")
        raise self.error(f"an operator is missing before “{self.token.text}”")

    def terms(self) -> Node:
        parts: list[tuple[Literal[1, -1], Node]] = [(1, self.factors())]
        while operator := self.take("+", "-"):
            parts.append((1 if operator.kind == "+" else -1, self.factors()))
        return parts[0][1] if len(parts) == 1 else Terms(tuple(parts))

    def factors(self) -> Node:
        parts: list[tuple[bool, Node]] = [(False, self.signed())]
        while operator := self.take("*", "/"):
            parts.append((operator.kind == "/", self.signed()))
        return parts[0][1] if len(parts) == 1 else Factors(tuple(parts))

    def signed(self) -> Node:
        negative = False
        while self.take("-"):
            negative = not negative
        operand = self.operand()
        return Terms(((-1, operand),)) if negative else operand

    def operand(self) -> Node:
        if (found := self.take("number", "input")) and found.node:
            return found.node
        if opening := self.take("("):
            return self.nested(self.terms, opening)
        if function := self.take("function"):
            opening = self.take("(")
            return Call(function.text, self.nested(lambda: self.arguments(function), opening or function))
        raise self.error("a number or a metric is missing here")

    def nested(self, inside: Callable[[], _Inside], opening: _Token) -> _Inside:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"parentheses nest deeper than {DEEPEST}"
            raise FormulaError(message, opening.offset, 1, "split the formula into several metrics")
        result = inside()
        if not self.take(")"):
            raise FormulaError("this parenthesis is never closed", opening.offset, 1, "add a closing parenthesis")
        self.depth -= 1
        return result

    def arguments(self, function: _Token) -> tuple[Node, ...]:
        arguments = [self.terms()]
        while self.take(","):
            arguments.append(self.terms())
        if function.text == "abs" and len(arguments) > 1:
            raise FormulaError("“abs” takes one value", function.offset, len(function.text))
        return tuple(arguments)

    def error(self, message: str) -> FormulaError:
        return FormulaError(message, self.token.offset, len(self.token.text), _ALLOWED)

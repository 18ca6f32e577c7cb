"""The grammar: terms of factors of signed operands."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal, TypeVar

from kpireport.formula.error import FormulaError
from kpireport.formula.tokens import ALLOWED, Token, tokens
from kpireport.formula.tree import Call, Factors, Formula, Input, Node, Terms

#: Characters of a formula, and how deep its parentheses may nest.
LONGEST, DEEPEST = 2000, 50

_Inside = TypeVar("_Inside")


def parse(text: str, known: Collection[str]) -> Formula:
    """Read `text`, in which the metrics `known` may occur. Raises FormulaError at the first fault."""
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters, this one {len(text)}", LONGEST)
    parser = _Parser(tuple(tokens(text, known)))
    tree = parser.whole()
    lags = frozenset((token.node.name, token.node.lag) for token in parser.tokens if isinstance(token.node, Input))
    return Formula(text, tuple(sorted({name for name, _ in lags})), lags, tree)


class _Parser:
    """Recursive descent: terms of factors of signed operands."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens, self.index, self.depth = tokens, 0, 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def take(self, *kinds: str) -> Token | None:
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

    def nested(self, inside: Callable[[], _Inside], opening: Token) -> _Inside:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"parentheses nest deeper than {DEEPEST}"
            raise FormulaError(message, opening.offset, 1, "split the formula into several metrics")
        result = inside()
        if not self.take(")"):
            raise FormulaError("this parenthesis is never closed", opening.offset, 1, "add a closing parenthesis")
        self.depth -= 1
        return result

    def arguments(self, function: Token) -> tuple[Node, ...]:
        arguments = [self.terms()]
        while self.take(","):
            arguments.append(self.terms())
        if function.text == "abs" and len(arguments) > 1:
            raise FormulaError("“abs” takes one value", function.offset, len(function.text))
        return tuple(arguments)

    def error(self, message: str) -> FormulaError:
        return FormulaError(message, self.token.offset, len(self.token.text), ALLOWED)

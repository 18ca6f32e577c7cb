"""A condition's text, cut into words and numbers. A unit may stand right behind its number: `20%`, `3s`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACED = re.compile(r"\S+")
_GLUED = re.compile(r"([-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]+)?))([^\W\d_]\S*|%)")
#: How a text begins that is meant as a number.
_NUMERIC = re.compile(r"[-+.]?[0-9]|[-+.]?[$€£¥]\s*[0-9]")
#: Letters behind a number that stand for thousands, millions or billions; too easily mistaken for a unit.
_SCALE = re.compile(r"[-+]?[0-9.]+[kmb]", re.IGNORECASE)
#: The exponent of a number such as 1e3, which is no unit.
_EXPONENT = re.compile(r"[-+]?[0-9.]+e[-+]?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as written, `offset` where it begins; `is_number` says that a number is meant, whether or not it is one.

    The last token is empty and `is_end`.
    """

    text: str
    offset: int
    is_number: bool = False
    is_end: bool = False

    @property
    def word(self) -> str:
        """The word, whatever its capitals."""
        return self.text.casefold()


def tokens(text: str) -> Iterator[Token]:
    for match in _SPACED.finditer(text):
        yield from _cut(match.group(), match.start())
    yield Token("", len(text.rstrip()), is_end=True)


def _cut(text: str, offset: int) -> Iterator[Token]:
    glued = None if _SCALE.fullmatch(text) or _EXPONENT.fullmatch(text) else _GLUED.fullmatch(text)
    if glued:
        yield Token(glued[1], offset, is_number=True)
        yield Token(glued[2], offset + glued.start(2))
    else:
        yield Token(text, offset, is_number=_NUMERIC.match(text) is not None)

"""What counts as a number, and what the matter is with a cell that does not.

One pattern, understood alike by the engine and by Python, decides. A number is read as the float64 nearest to its text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kpireport.model import Source
from kpireport.sources.money import bare

Form = Literal["percent", "duration", "currency"]

#: Whole numbers with so many digits may lie between two float64, and would be rounded.
INEXACT_DIGITS = 16
#: The length of the longest whole number within the range of float64, with its sign.
_LONGEST = 310

_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9](?:[.,][0-9]{1,6})?)")
_EXPONENT = "(?:[eE][+-]?[0-9]+)?"
_SPACES = "[ \u00a0\u202f]"
_PLAIN = "a value is a plain number such as -3, 1.5 or 1e3"


@dataclass(frozen=True)
class Grammar:
    """The numbers of one source: its decimal and thousands separators, and the texts that stand for no value.

    `form` is what a column may hold besides: a sign of per cent (`4.5%` is 4.5), a duration (`1:02:03` in seconds), or
    one of the signs in `currency` (`€4.50`).
    """

    decimal: str
    thousands: str | None
    missing: frozenset[str]
    form: Form | None = None
    currency: tuple[str, ...] = ()

    @staticmethod
    def of(source: Source) -> Grammar:
        return Grammar(source.decimal, source.thousands or None, frozenset(t.strip() for t in source.missing_values))

    @cached_property
    def group(self) -> str:
        """The pattern of a thousands separator; a space stands for the hard and the narrow one too."""
        return _SPACES if self.thousands in (" ", "\u00a0", "\u202f") else re.escape(self.thousands or "")

    @cached_property
    def pattern(self) -> str:
        """The regular expression of a number, for RE2 and Python."""
        point = re.escape(self.decimal)
        whole = f"[0-9]{{1,3}}(?:{self.group}[0-9]{{3}})+|[0-9]+" if self.thousands else "[0-9]+"
        return f"[+-]?(?:(?:{whole})(?:{point}[0-9]*)?|{point}[0-9]+){_EXPONENT}"

    @cached_property
    def is_plain(self) -> bool:
        return self.decimal == "." and not self.thousands

    @cached_property
    def number_like(self) -> tuple[str, ...]:
        """The missing values that would otherwise be read as numbers (-1, 9999)."""
        return tuple(sorted(text for text in self.missing if re.fullmatch(self.pattern, text)))

    def is_missing(self, text: str) -> bool:
        """Whether a trimmed cell stands for no value. A blank one always does."""
        return not text or text in self.missing or (text.lower() == "nan" and "NaN" in self.missing)

    def number(self, text: str) -> float | None:
        """The finite number that a trimmed cell holds."""
        if not re.fullmatch(self.pattern, text):
            return None
        plain = self._plain(text)
        number = float(plain)
        if not math.isfinite(number) or (self._is_long(plain) and int(plain) != number):
            return None
        return number + 0.0  # -0 becomes 0

    def formed(self, text: str) -> float | None:
        """The number that a trimmed cell holds in the plain form or in that of the column."""
        if self.form == "percent" and text.endswith("%"):
            return self.number(text[:-1].rstrip())
        if self.form == "duration" and (match := _CLOCK.fullmatch(text)):
            return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", "."))
        return self.number(bare(text, self.currency) if self.form == "currency" else text)

    def is_inexact(self, text: str) -> bool:
        """Whether a trimmed cell holds a whole number of more digits than a float64 keeps."""
        return (
            bool(re.fullmatch(self.pattern, text))
            and self._is_long(plain := self._plain(text))
            and (math.isfinite(float(plain)))
        )

    def _plain(self, text: str) -> str:
        ungrouped = re.sub(self.group, "", text) if self.thousands else text
        return ungrouped.replace(self.decimal, ".")

    def _is_long(self, plain: str) -> bool:
        return INEXACT_DIGITS <= len(plain) <= _LONGEST and plain.lstrip("+-").isdecimal()


def explain(text: str, grammar: Grammar) -> tuple[str, str, str]:
    """Code, message and hint for a trimmed cell that is neither a number nor missing."""
    if grammar.is_inexact(text):
        return "D012", f"“{text}” has more digits than can be kept", "count in thousands or millions, or round it"
    if re.fullmatch(grammar.pattern, text) or re.fullmatch(r"[+-]?inf(inity)?", text, re.IGNORECASE):
        return "D012", f"“{text}” is not a finite number", f"leave the cell empty, or add it: {_listed(text)}"
    return "D004", f"“{text}” is not a number", _hint(text, grammar)


def _listed(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'`missing_values: ["", NaN, "{quoted}"]`'


def _hint(text: str, grammar: Grammar) -> str:
    if text.startswith("#"):
        return f"a spreadsheet error; mend the sheet, or let it count as no value: {_listed(text)}"
    for decimal, thousands, said in _SEPARATORS:
        other = Grammar(decimal, thousands, frozenset())
        if other.pattern != grammar.pattern and re.fullmatch(other.pattern, text):
            return said
    if re.match(r"[\u2012-\u2015\u2212][0-9.]", text):
        return "its minus is a typographic one; write a hyphen, as in -3"
    if text.endswith("%"):
        return "leave the sign out: write 17 and give the metric `unit: percent`"
    if re.fullmatch(r"[^\w\s+-]\s*[+-]?[0-9].*|[+-]?[0-9][0-9.,]*\s*[^\w\s)]", text):
        return "write the bare number; the unit belongs to the metric, the currency to site.yaml"
    if re.search("[0-9]", text):
        return _PLAIN
    return f"{_PLAIN}; if it stands for no value: {_listed(text)}"


_SEPARATORS = (
    (
        ".",
        ",",
        'if the comma groups thousands, set `thousands: ","` on the source; if it is the decimal, `decimal: ","`',
    ),
    (".", None, 'a number with a decimal point; the source says `decimal: ","`'),
    (",", None, 'set `decimal: ","` on the source'),
    (",", ".", 'set `decimal: ","` and `thousands: "."` on the source'),
    (".", " ", 'set `thousands: " "` on the source'),
    (",", " ", 'set `decimal: ","` and `thousands: " "` on the source'),
    (".", "'", 'set `thousands: "\'"` on the source'),
    (".", "’", 'set `thousands: "’"` on the source'),
)

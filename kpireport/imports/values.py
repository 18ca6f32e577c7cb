"""How the cells of an unknown table are to be read: numbers, dates, or texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from kpireport.periods import Calendar
from kpireport.sources.dates import Unread, read_dates
from kpireport.sources.money import all_signs, bare
from kpireport.sources.values import Form, Grammar

#: Ways to write a day, each with what tells it from the others.
_FORMS = (
    *("%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y"),
    *("%m/%d/%y", "%d.%m.%y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d/%b/%y", "%b %Y"),
    *("%B %Y", "%m/%Y", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%b %d, %Y %I:%M %p"),
    *("%m/%d/%Y %I:%M %p", "%d/%b/%y %I:%M %p", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S"),
)
_SIGNS = ((".", None), (".", ","), (",", None), (",", "."), (".", " "), (",", " "), (".", "'"), (".", "’"))
_MISSING = frozenset({"", "NaN", "-", "--", "–", "—", "n/a", "N/A"})
_IDENTIFIER = re.compile(
    r"(^|[^a-z])(id|ids|no|nr|number|zip|postcode|phone|sku|url|key)$|^(order|invoice|ticket|issue|customer|user)$",
    re.IGNORECASE,
)

_DOUBTFUL = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
#: Both signs, one of them twice, or digits after one that are no group of three.
_TELLING = re.compile(
    r"[+-]?(?:[0-9]+[.,][0-9.,]*[.,][0-9]+|[0-9]+[.,](?:[0-9]{1,2}|[0-9]{4,})|(?:0|[0-9]{4,})[.,][0-9]+)"
)
_NUMBERS = ("number", "percent", "currency")

Kind = Literal["number", "percent", "duration", "currency", "text", "empty"]


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of how dates and numbers are written, where the cells leave it open."""

    date_format: str | None = None
    decimal: str | None = None


@dataclass(frozen=True, slots=True)
class Signs:
    """The decimal and the thousands sign of a table's numbers."""

    decimal: str
    thousands: str | None


def signs_of(columns: Sequence[Sequence[str]], decimal: str | None) -> Signs:
    """The signs with which most columns are numbers, of those with the `decimal` given; of a tie, the commoner ones."""
    signs = [pair for pair in _SIGNS if decimal in (None, pair[0])]
    best = max(signs, key=lambda pair: sum(kind_of("", column, Signs(*pair)) != "text" for column in columns))
    return Signs(*best)


def doubtful(columns: Sequence[Sequence[str]], signs: Signs, thousands: str | None) -> str | None:
    """A cell such as 1.200, where nothing in the table tells whether its sign groups thousands or begins decimals.

    Of the sign `thousands` that is known.
    """
    numbers = [
        bare(text.strip().rstrip("% "), all_signs())
        for cells in columns
        if kind_of("", cells, signs) in _NUMBERS
        for text in cells
    ]
    if any(map(_TELLING.fullmatch, numbers)):
        return None
    return next((text for text in numbers if _DOUBTFUL.fullmatch(text) and (thousands or " ") not in text), None)


def kind_of(name: str, cells: Sequence[str], signs: Signs) -> Kind:
    """What the cells of a column are; numbers that are names, such as those of orders, are texts."""
    given = [text.strip() for text in cells if text.strip() not in _MISSING]
    if not given:
        return "empty"
    if _IDENTIFIER.search(name.strip()):
        return "text"
    plain = Grammar(signs.decimal, signs.thousands, frozenset(), currency=all_signs())
    if _all_formed(given, plain):
        return "number"
    return next((form for form in get_args(Form) if _all_formed(given, replace(plain, form=form))), "text")


def _all_formed(texts: Sequence[str], grammar: Grammar) -> bool:
    return all(grammar.formed(text) is not None for text in texts)


def missing_in(cells: Sequence[str]) -> set[str]:
    """The marks for no value that occur, besides the empty cell."""
    return {text.strip() for text in cells} & _MISSING - {"", "NaN"}


def date_forms(cells: Sequence[str]) -> list[str | None]:
    """The forms by which all cells are dates: None for those that need no form. Empty where they are none."""
    given = [text.strip() for text in cells if text.strip()]
    if not given:
        return []
    fitting = [form for form in (None, *_FORMS) if reads_as(given, form)]
    return fitting[:1] if None in fitting else fitting


def reads_as(texts: Sequence[str], form: str | None) -> bool:
    """Whether all texts are dates of the form."""
    return not any(isinstance(stamp, Unread) for stamp in read_dates(texts, form, Calendar(1)))

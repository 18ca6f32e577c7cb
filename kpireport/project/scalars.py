"""What single values mean, by the kind of the key they stand under.

YAML 1.2: only `true` and `false` are booleans; in a text every value keeps its spelling (`NO`, `010`, `1.10`).
Numbers are read in `numerals`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import LiteralString, get_args
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from kpireport.mailbox import Mailbox, read_mailbox
from kpireport.project.nodes import Node, ScalarNode
from kpireport.project.wording import clip, describe, did_you_mean, listed, slug

_RANGE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})?(?:(:)([A-Z]{1,3})([1-9][0-9]{0,6})?)?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOSE_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_RESERVED = re.compile(r"index|404|con|nul|aux|prn|(?:com|lpt)[0-9]")
_WORDS_FOR_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_EARLIEST, _LATEST = 1900, 2199


def fault(code: LiteralString, message: str, hint: str | None = None) -> PydanticCustomError:
    """An error that a reader of values raises; the place is added where the errors are gathered."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def read_scalar(node: Node, expected: str = "a text") -> ScalarNode:
    """The node if it is a single value that is not empty; `expected` says what else would be right."""
    if not isinstance(node, ScalarNode):
        raise fault("K003", f"{expected} is expected here, not {describe(node)}")
    if node.is_null:
        raise fault("K003", f"{expected} is expected here, but nothing is given", _EMPTY_HINT)
    return node


def read_text(node: Node) -> str:
    """A text as spelled, without blanks around it."""
    text = read_scalar(node).text.strip()
    if not text:
        raise fault("K004", "the text is empty", "write it, or take the key out")
    return text


def read_reference(node: Node) -> ScalarNode:
    """A text that is kept with its place, since it is looked up later."""
    read_text(node)
    return read_scalar(node)


def read_metric_reference(node: Node) -> ScalarNode:
    """The id of a metric."""
    if not isinstance(node, ScalarNode):
        raise fault("K003", f"the id of a metric is expected here, not {describe(node)}")
    return read_reference(node)


def read_cell(node: Node) -> str:
    """A text compared with the cells of a table: blanks count, and it may be empty."""
    if not isinstance(node, ScalarNode):
        raise fault("K003", f"a text is expected here, not {describe(node)}")
    return node.text


def read_owner(node: Node) -> str:
    """The one who answers for it."""
    if not isinstance(node, ScalarNode):
        raise fault("K003", f"one accountable owner is expected here, not {describe(node)}", _OWNER_HINT)
    return read_text(node)


def is_id(text: str) -> bool:
    """Whether the text has the form of an id."""
    return _ID.fullmatch(text) is not None


def read_id(node: Node) -> str:
    """An id, unique among its kind."""
    text = read_text(node)
    if is_id(text):
        return text
    if len(text) > 64:
        raise fault("K011", f"the id `{clip(text)}` is longer than 64 characters", "shorten it")
    near = slug(text)
    suggestion = f", such as `{near}`" if is_id(near) else ""
    hint = f"use a-z, 0-9, - and _, beginning with a letter or digit{suggestion}"
    raise fault("K011", f"`{clip(text)}` cannot be an id", hint)


def read_page_id(node: Node) -> str:
    """An id that also names a page, and so must be a possible folder name on every system."""
    text = read_id(node)
    if _RESERVED.fullmatch(text):
        raise fault("K011", f"the id `{text}` is reserved", f"choose another, such as `{text}-kpi`")
    return text


def read_boolean(node: Node) -> bool:
    """`true` or `false`."""
    scalar = read_scalar(node, "`true` or `false`")
    if scalar.text in ("true", "false"):
        return scalar.text == "true"
    meant = _WORDS_FOR_BOOLEANS.get(scalar.text.casefold())
    raise fault("K003", f"{describe(node)} is neither `true` nor `false`", f"write {meant}" if meant else None)


def read_answer(node: Node) -> bool | int:
    """Yes or no, or a number of people."""
    text = read_scalar(node, "yes, no or a number").text.strip().casefold()
    if text in ("yes", "true", "no", "false"):
        return text in ("yes", "true")
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    hint = "write yes or no; or how many could, and `asked` beside it"
    raise fault("K003", f"{describe(node)} is neither yes nor no", hint)


def read_date(node: Node) -> date:
    """A day, `YYYY-MM-DD`."""
    scalar = read_scalar(node, "a date")
    text = scalar.text.strip()
    if not _ISO_DATE.fullmatch(text):
        raise fault("K006", f"`{clip(scalar.spelled)}` is not a date", _date_hint(text))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise fault("K006", f"there is no day `{text}`", _impossible(text)) from None
    if not _EARLIEST <= day.year <= _LATEST:
        raise fault("K006", f"the year of `{text}` is out of range", f"years from {_EARLIEST} to {_LATEST} are known")
    return day


def read_through(node: Node) -> date | None:
    """`latest` (None) or a day."""
    if isinstance(node, ScalarNode) and node.text == "latest":
        return None
    if isinstance(node, ScalarNode) and node.text.strip()[:1].isalpha():
        raise fault("K006", f"{describe(node)} is neither a date nor `latest`", "write latest, or a date: YYYY-MM-DD")
    return read_date(node)


def read_url(node: Node) -> str:
    """An address that a reader may follow: http or https, without a password."""
    text = read_text(node)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        raise fault("K004", f"{describe(node)} is not an address", _URL_HINT) from None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\\]", text):
        raise fault("K004", f"{describe(node)} is not an address of a web page", _URL_HINT)
    if parts.username or parts.password or "@" in parts.netloc:
        raise fault("K004", "the address holds a user name or password", "leave out what stands before the @")
    return text


def read_address(node: Node) -> Mailbox:
    """A mail address, with a name before it or without."""
    text = read_text(node)
    try:
        return read_mailbox(text)
    except ValueError as error:
        hint = "write one address, as in anna@example.org or Anna Ek <anna@example.org>"
        raise fault("K004", f"{describe(node)} is not a mail address: {error}", hint) from None


def read_locale(node: Node) -> str:
    """A language and region, `en-GB`."""
    from kpireport.format import is_locale  # late, since Babel is slow to import

    text = read_text(node)
    if not is_locale(text):
        raise fault(
            "K004", f"{describe(node)} is not a locale", "write a language and a region, such as en-GB or de-DE"
        )
    return text


def read_currency(node: Node) -> str:
    """An ISO 4217 code."""
    text = read_text(node)
    if not re.fullmatch("[A-Z]{3}", text):
        raise fault(
            "K004", f"{describe(node)} is not a currency code", "write three capital letters, such as EUR or USD"
        )
    return text


def read_separator(node: Node) -> str:
    """A single character; `tab` or `\\t` for the tab."""
    text = {"tab": "\t", "\\t": "\t", "space": " "}.get(read_cell(node), read_cell(node))
    if len(text) != 1:
        raise fault("K004", f"{describe(node)} is not a single character", 'write it in quotes, such as ";" or "\\t"')
    return text


def read_range(node: Node) -> str:
    """Cells of a sheet: `A3:F90`, `A3` from there on, `B:F` whole columns."""
    text = read_text(node).replace("$", "").upper()
    match = _RANGE.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise fault("K004", f"{describe(node)} is not a range of cells", "write range: A3:F90, or A3 to begin there")
    return text


def word_reader(kind: object) -> tuple[tuple[str, ...], object]:
    """The words of a Literal type, and the function that reads one of them."""
    words: tuple[str, ...] = get_args(kind)

    def read_word(node: Node) -> str:
        text = read_scalar(node, listed(words)).text.strip()
        if text in words:
            return text
        hint = did_you_mean(text, words) or f"write {listed(words)}"
        raise fault("K004", f"{describe(node)} is not one of {listed(words, 'and')}", hint)

    return words, read_word


def _date_hint(text: str) -> str:
    if match := _LOOSE_DATE.match(text):
        year, month, day = match.groups()
        return f"write {year}-{int(month):02}-{int(day):02}" if int(month) <= 12 else _DATE_HINT
    return _DATE_HINT


def _impossible(text: str) -> str:
    month, day = int(text[5:7]), int(text[8:10])
    if not 1 <= month <= 12:
        return f"the month is {month:02}, but months run from 01 to 12; write YYYY-MM-DD"
    return f"that month has no day {day}; write YYYY-MM-DD"


_EMPTY_HINT = "write it after the colon, or take the key out"
_OWNER_HINT = "name one person or role; others may be named in the description"
_URL_HINT = "write an address that begins with https:// or http://"
_DATE_HINT = "write YYYY-MM-DD, such as 2026-09-30"

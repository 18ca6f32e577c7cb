"""Campaign tags on links: `utm_source` and its kin, by which a web analysis tells where a visit came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit

#: The tags in the order they are written.
NAMES: Final = ("source", "medium", "campaign", "term", "content")
_PREFIX = "utm_"
_WEB = ("http", "https")
#: What an address may not hold as it is (RFC 3986), a per cent sign without its two digits among them.
_FOREIGN = re.compile(r'[^\x21-\x7e]|[ "<>\\^`{|}]|%(?![0-9A-Fa-f]{2})')
_NO_HOST = re.compile(r"[\s\"<>\\^`{|}%]")
_SPACES = re.compile(r"\s+")


class TagError(ValueError):
    """An address that cannot be tagged, or a tag without a text; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A tagged address; `replaced` are tags that it had with another text, `left` those that it keeps from before."""

    url: str
    replaced: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def normal(text: str) -> str:
    """`text` as tags are best written, so that one campaign is counted once: lower case, hyphens for spaces."""
    return _SPACES.sub("-", text.strip()).lower()


def tag(url: str, tags: Mapping[str, str]) -> Tagged:
    """`url` with `tags`, texts by the names of `NAMES`, written as they are given.

    The rest of the query, the fragment and the host stay as they are; what an address may not hold is percent-encoded.
    Raises TagError for an address that is not http or https, has no host or carries a password, and for an empty tag.
    """
    parts = _parts(url)
    wanted = {_PREFIX + name: _text(name, tags[name]) for name in NAMES if name in tags}
    pieces = parts.query.split("&") if parts.query else []
    kept = [piece for piece in pieces if _name(piece) not in wanted]
    query = "&".join([*map(_encoded, kept), *(f"{name}={quote(text, safe='')}" for name, text in wanted.items())])
    fragment = f"#{_encoded(parts.fragment)}" if parts.fragment else ""
    return Tagged(
        url=f"{parts.scheme}://{parts.netloc}{_encoded(parts.path) or '/'}?{query}{fragment}",
        replaced=_names(piece for piece in pieces if _differs(piece, wanted)),
        left=_names(piece for piece in kept if _name(piece).startswith(_PREFIX)),
    )


def _parts(url: str) -> SplitResult:
    address = url.strip()
    if not address.isprintable():
        raise TagError("the address holds a character that cannot be printed")
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError as error:
        raise TagError("this is no address; host or port are not as they are written") from error
    if parts.scheme.lower() not in _WEB:
        raise TagError("this is no address of a web page, which begins with https:// or http://")
    if "@" in parts.netloc:
        raise TagError("the address carries a user name or password, which everyone with the link would read")
    if not parts.hostname or _NO_HOST.search(parts.netloc):
        raise TagError("the address names no host")
    return parts


def _text(name: str, text: str) -> str:
    if not text.strip():
        raise TagError(f"{name} is empty")
    if not text.isprintable():
        raise TagError(f"{name} holds a character that cannot be printed")
    return text


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0]).lower()


def _differs(piece: str, wanted: Mapping[str, str]) -> bool:
    name = _name(piece)
    return name in wanted and unquote_plus(piece.partition("=")[2]) != wanted[name]


def _names(pieces: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_name, pieces)))


def _encoded(text: str) -> str:
    return _FOREIGN.sub(lambda mark: quote(mark[0], safe=""), text)

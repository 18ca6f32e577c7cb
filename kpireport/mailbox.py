"""Mail addresses, one to a text, read strictly: nothing in it can become a second header or recipient."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What a local part may hold beside letters and figures (RFC 5322, atext); it is never quoted.
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_LONGEST_LOCAL, _LONGEST = 64, 254
#: Letters that the two standards of international domains read differently (IDNA 2003 and 2008).
_DISPUTED = "ßς\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, its domain in ASCII and lower case, and the name of whoever it belongs to (may be empty)."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def is_ascii(self) -> bool:
        """Whether any mail server takes the address; one with other letters needs a server that knows SMTPUTF8."""
        return self.address.isascii()

    @property
    def key(self) -> str:
        """The same for every spelling of the address that reaches the same person."""
        return self.address.casefold()


def read_mailbox(text: str) -> Mailbox:
    """`anna@example.org` or `Anna Ek <anna@example.org>`. Raises ValueError, which says what is wrong."""
    text = text.strip()
    if not text.isprintable():
        raise ValueError("it holds a line break or another character that cannot be seen")
    found = _NAMED.fullmatch(text)
    name = _unquoted(found["name"].strip()) if found else ""
    return Mailbox(name, _address((found["address"] if found else text).strip()))


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name


def _address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise ValueError("an address has a name, an @ and a domain, as in anna@example.org")
    if "," in text or ";" in text or "@" in local or " " in text:
        raise ValueError("it is more than one address")
    if not _LOCAL.fullmatch(local):
        raise ValueError(f"`{local[:40]}` cannot stand before the @")
    address = f"{local}@{_domain(domain)}"
    if len(local.encode()) > _LONGEST_LOCAL or len(address.encode()) > _LONGEST:
        raise ValueError("it is longer than an address may be")
    return address


def _domain(text: str) -> str:
    """The domain as servers know it: `münchen.example` is `xn--mnchen-3ya.example`."""
    if disputed := [letter for letter in text.lower() if letter in _DISPUTED]:
        raise ValueError(f"the domain has a letter that programs read differently ({disputed[0]!r}); write it as xn--…")
    try:
        domain = text.encode("idna").decode().lower()
    except UnicodeError:
        raise ValueError(f"`{text[:40]}` is not a domain") from None
    if not all(_LABEL.fullmatch(label) for label in domain.split(".")):
        raise ValueError(f"`{text[:40]}` is not a domain")
    return domain

"""`reviews.ics`: the agenda for a calendar (RFC 5545). Days without a time, the same bytes for the same report."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from kpireport.format import Language
from kpireport.model import File, Report, Site
from kpireport.pages.agenda import AgendaEntry, agenda
from kpireport.pages.links import CALENDAR, site_address

#: Octets of a line, without its break (RFC 5545, 3.1).
LINE_OCTETS = 75
#: Marks that turn the order of what follows them; a calendar shows names among others.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_file(report: Report, language: Language) -> Iterator[File]:
    """The calendar; none where nothing is to come, since one without an event would be no calendar.

    Each review is the next one alone and no rule of repetition: the one after it counts from the day it is held.
    """
    entries = agenda(report, language)
    if entries and report.report_date:
        lines = _calendar(report.site, entries, report.report_date)
        yield File(CALENDAR, b"".join(fold(line) + b"\r\n" for line in lines))


def _calendar(site: Site, entries: Iterable[AgendaEntry], stamped: date) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//kpireport//reviews//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"NAME:{escape(site.title)}"
    yield f"X-WR-CALNAME:{escape(site.title)}"
    for entry in entries:
        yield from _event(site, entry, stamped)
    yield "END:VCALENDAR"


def _event(site: Site, entry: AgendaEntry, stamped: date) -> Iterator[str]:
    """The stamp is the start of the report date: nothing here knows when the file was made."""
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@{_domain(site)}"
    yield f"DTSTAMP:{stamped:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(entry.title)}"
    if entry.detail:
        yield f"DESCRIPTION:{escape(chr(10).join(entry.detail))}"
    if site.url:
        yield f"URL:{site_address(site.url)}{quote(entry.path.removesuffix('index.html'))}"
    yield f"CATEGORIES:{entry.kind.upper()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _domain(site: Site) -> str:
    """The site's host; without an address something that sets its events apart from those of another report."""
    host = urlsplit(site.url).hostname if site.url else None
    if host and host.isascii():
        return host
    return f"{hashlib.sha256((site.url or site.title).encode()).hexdigest()[:12]}.kpireport"


def escape(text: str) -> str:
    """A text as the value of a property: its marks escaped, breaks as `\\n`, other control characters left out."""
    lines = _BREAKS.sub("\n", _TURNS.sub("", text)).replace("\t", " ")
    kept = "".join(mark for mark in lines if mark == "\n" or unicodedata.category(mark) != "Cc")
    return kept.translate(_ESCAPED)


def fold(line: str) -> bytes:
    """The line in UTF-8 in pieces of 75 octets at most, each after the first behind a blank; no character is cut."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > LINE_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece])

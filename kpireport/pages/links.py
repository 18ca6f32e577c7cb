"""Where things lie in the site, relative to its root, and which addresses from outside may be linked."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from kpireport.periods import Period

MAIL = "mailto"
WEB = frozenset({"http", "https"})
#: What may not stand in an address as it is; brackets may around a host, which has none of these.
_FOREIGN = re.compile(r'[\s"<>`{|}^\[\]]|%(?![0-9A-Fa-f]{2})')


#: What is to be done, by whom.
ACTIONS = "actions/index.html"
#: All terms.
GLOSSARY = "glossary/index.html"
#: Questions with their answers.
QUESTIONS = "questions/index.html"
#: The report in two minutes.
MONTHLY = "audiences/monthly/index.html"
#: What was changed about the list, and why.
CHANGES = "changes/index.html"
#: Who meets when over what; and the same days for a calendar.
MEETINGS = "meetings/index.html"
CALENDAR = "reviews.ics"


#: The reports of closed periods, each in a folder of its own.
EDITIONS = "editions/index.html"
LATEST_EDITION = "editions/latest/index.html"


def edition_path(period: Period, path: str = "index.html") -> str:
    """Where a page of the report lies in the edition of a period."""
    return f"editions/{period.label}/{path}"


def goal_path(goal: str) -> str:
    return f"goals/{goal}/index.html"


def kpi_path(kpi: str) -> str:
    return f"kpis/{kpi}/index.html"


def term_path(term: str) -> str:
    return f"glossary/{term}/index.html"


def family_path(family: str) -> str:
    return f"catalog/{family}/index.html"


def cycle_path(cycle: Period | None) -> str:
    return f"okrs/{cycle.label.lower() if cycle else 'undated'}/index.html"


def audience_path(audience: str) -> str:
    return f"audiences/{audience}/index.html"


def meeting_path(forum: str) -> str:
    return f"meetings/{forum}/index.html"


def site_address(url: str) -> str:
    """The address of a site's root, percent-encoded, with a slash at its end."""
    return quote(url.rstrip("/"), safe=":/%[]@") + "/"


def csv_path(kpi: str) -> str:
    return f"data/{kpi}.csv"


def outside_link(url: str | None) -> str | None:
    """`url` if a reader may follow it: http or https, with a host, without a password; else None.

    Marks that an address may not hold as they are (RFC 3986) are percent-encoded; what is encoded already stays.
    """
    if url is None or not url.isprintable() or "\\" in url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    safe = parts.scheme.lower() in WEB and parts.hostname and "@" not in parts.netloc
    return _encoded(url.strip(), parts.netloc) if safe else None


def _encoded(url: str, host: str) -> str:
    start, host, rest = url.partition(host)
    return start + host + _FOREIGN.sub(lambda mark: quote(mark[0], safe=""), rest)

"""Where things lie in the site, relative to its root, and which addresses from outside may be linked."""

from __future__ import annotations

from urllib.parse import urlsplit

MAIL = "mailto"
WEB = frozenset({"http", "https"})


def goal_path(goal: str) -> str:
    return f"goals/{goal}/index.html"


def kpi_path(kpi: str) -> str:
    return f"kpis/{kpi}/index.html"


def term_path(term: str) -> str:
    return f"glossary/{term}/index.html"


def csv_path(kpi: str) -> str:
    return f"data/{kpi}.csv"


def outside_link(url: str | None) -> str | None:
    """`url` if a reader may follow it: http or https, with a host, without a password; else None."""
    if url is None or not url.isprintable() or "\\" in url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    safe = parts.scheme.lower() in WEB and parts.hostname and "@" not in parts.netloc
    return url.strip() if safe else None

"""Files for machines beside the pages: what hosts and search engines look for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from kpireport.model import File, Site
from kpireport.pages.links import LATEST_EDITION, site_address

#: Pages that are no reading of their own.
_UNLISTED = ("404.html", LATEST_EDITION)


def site_files(site: Site, paths: Iterable[str], *, is_listed: bool) -> Iterator[File]:
    """`.nojekyll` and robots.txt always; a sitemap only where the site's address is known and may be listed."""
    yield File(".nojekyll", b"")
    lines = ["User-agent: *", "Allow: /" if is_listed else "Disallow: /"]
    if site.url is not None and is_listed:
        base = site_address(site.url)
        lines.append(f"Sitemap: {base}sitemap.xml")
        yield File("sitemap.xml", _sitemap(base, paths))
    yield File("robots.txt", "\n".join([*lines, ""]).encode())


def unlisted_files() -> Iterator[File]:
    """The same where search engines are asked to stay away and there is nothing to list."""
    yield File(".nojekyll", b"")
    yield File("robots.txt", b"User-agent: *\nDisallow: /\n")


def _sitemap(base: str, pages: Iterable[str]) -> bytes:
    """The address of every page, front page first, without `index.html`. No dates: a build does not know its time."""
    paths = sorted(path.removesuffix("index.html") for path in pages if path not in _UNLISTED)
    rows = "".join(f"<url><loc>{escape(base + quote(path))}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n".encode()

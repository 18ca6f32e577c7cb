"""Files for machines beside the pages: what hosts and search engines look for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from kpireport.model import File, Page, Site
from kpireport.pages.links import site_address


def site_files(site: Site, pages: Iterable[Page], *, is_listed: bool) -> Iterator[File]:
    """`.nojekyll` and robots.txt always; a sitemap only where the site's address is known and may be listed."""
    yield File(".nojekyll", b"")
    lines = ["User-agent: *", "Allow: /" if is_listed else "Disallow: /"]
    if site.url is not None and is_listed:
        base = site_address(site.url)
        lines.append(f"Sitemap: {base}sitemap.xml")
        yield File("sitemap.xml", _sitemap(base, pages))
    yield File("robots.txt", "\n".join([*lines, ""]).encode())


def _sitemap(base: str, pages: Iterable[Page]) -> bytes:
    """The address of every page, front page first, without `index.html`. No dates: a build does not know its time."""
    paths = sorted(page.path.removesuffix("index.html") for page in pages if page.path != "404.html")
    rows = "".join(f"<url><loc>{escape(base + quote(path))}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n".encode()

"""Every link leads somewhere: at the root of a host, below a path, and on a disk; and all of them are relative."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from tests.site.conftest import Open, html_pages

ATTRIBUTES = {"href", "src", "poster", "data", "action", "xlink:href"}


class _Links(HTMLParser):
    """The addresses a page names, and the ids it offers."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ATTRIBUTES and value is not None:
                self.links.append((tag, value))


def links_of(html: str) -> _Links:
    parser = _Links()
    parser.feed(html)
    return parser


def internal(links: _Links) -> Iterator[str]:
    """Links that stay on the site; only `<a>` may leave it."""
    for tag, link in links.links:
        scheme = urlsplit(link).scheme
        if not (tag == "a" and scheme in {"http", "https", "mailto"}) and not link.startswith("data:"):
            yield link


def test_all_internal_links_are_relative(example: Path) -> None:
    wrong = [
        f"{page.relative_to(example)}: {link}"
        for page in html_pages(example)
        if page.name != "404.html"
        for link in internal(links_of(page.read_text("utf-8")))
        if link.startswith("/") or urlsplit(link).scheme
    ]
    assert wrong == []


def test_no_link_is_broken_on_a_disk(example: Path) -> None:
    pages = {page.resolve(): links_of(page.read_text("utf-8")) for page in html_pages(example)}
    broken = []
    for page, links in pages.items():
        for link in internal(links):
            path, _, fragment = link.partition("#")
            target = (page.parent / unquote(path.partition("?")[0])).resolve() if path else page
            if not target.is_file() or (fragment and unquote(fragment) not in pages[target].ids):
                broken.append(f"{page.relative_to(example.resolve())}: {link}")
    assert broken == []


def test_styles_ask_for_files_that_exist(example: Path) -> None:
    for style in example.rglob("*.css"):
        for part in style.read_text("utf-8").split("url(")[1:]:
            link = part.partition(")")[0].strip("\"' ")
            assert link.startswith("data:") or (style.parent / link).is_file(), f"{style.name}: {link}"


@pytest.mark.parametrize("prefix", ["/", "/repo/", "/a/b/"])
def test_a_crawler_finds_every_page_and_no_broken_link(
    example: Path, host: Callable[[Path, str], str], prefix: str
) -> None:
    start = host(example, prefix)
    pages, broken = crawl(start)
    assert broken == []
    every = {start + page.relative_to(example).as_posix() for page in html_pages(example)}
    unreached = {page.removeprefix(start) for page in every - pages}
    assert unreached <= {"404.html"}


def crawl(start: str) -> tuple[set[str], list[str]]:
    """Follow every link from the front page: the pages seen by address of their file, and what failed."""
    waiting, seen, pages, broken = [start], {start}, set(), []
    while waiting:
        address = waiting.pop()
        try:
            with urllib.request.urlopen(address) as reply:
                content, kind = reply.read(), reply.headers.get_content_type()
        except urllib.error.HTTPError as error:
            broken.append(f"{address}: {error.code}")
            continue
        if kind != "text/html":
            continue
        pages.add(address + "index.html" if address.endswith("/") else address)
        for link in internal(links_of(content.decode())):
            target = urldefrag(urljoin(address, link)).url
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return pages, broken


@pytest.mark.browser
def test_links_work_in_a_browser_from_a_disk(example: Path, visit: Open) -> None:
    seen = visit((example / "index.html").as_uri())
    hrefs: list[str] = seen.page.eval_on_selector_all("main a[href]", "links => links.map(link => link.href)")
    kpis = sorted({href for href in hrefs if "/kpis/" in href or "/goals/" in href})
    assert kpis
    seen.to(kpis[0])
    assert seen.page.locator("h1").count() == 1
    assert seen.complaints == []

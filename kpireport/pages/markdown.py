"""Markdown from the user's files → HTML that can do no harm.

Raw HTML in the text is shown as text. What Markdown makes is then cleaned against a short list of elements, so that a
fault in the one does not open the other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

from kpireport.pages.links import MAIL, outside_link

#: Texts beyond what a person writes by hand are shown unformatted: Markdown's time grows with the square of each.
LONGEST = 60_000
MOST_LINES = 2_000
MOST_MARKS = 1_500

_TAGS = {
    *("p", "br", "hr", "em", "strong", "b", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"),
}
_EXTENSIONS = ("tables", "def_list", "sane_lists", "fenced_code")
_DEAD_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Patterns that would pass raw HTML on, or load a picture.
_UNWANTED = ("html", "image_link", "image_reference", "short_image_ref", "autolink", "automail")


def to_html(text: str, headings: int | None = 3) -> Markup:
    """`text` as HTML; links lead to http, https, mailto and within the site.

    The first heading gets the level `headings`, and none lies more than a level below the one before; with None, where
    the page has no room for headings, each is a paragraph in bold.
    """
    return _paragraphs(text) if _is_excessive(text) else _converted(text, headings)


def _is_excessive(text: str) -> bool:
    return len(text) > LONGEST or text.count("\n") > MOST_LINES or sum(map(text.count, "[<*_`")) > MOST_MARKS


@lru_cache(maxsize=2048)
def _converted(text: str, headings: int | None) -> Markup:
    try:
        made = _converter(headings).reset().convert(text)
    except RecursionError:
        _converter.cache_clear()  # it stopped halfway and would remember where
        return _paragraphs(text)
    return Markup(_clean(made))  # noqa: S704


def _clean(html: str) -> str:
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", MAIL},
        link_rel=None,
        strip_comments=True,
    )
    return _DEAD_LINK.sub(r"\1", cleaned)


def _attribute(element: str, attribute: str, value: str) -> str | None:
    if (element, attribute) != ("a", "href"):
        return value
    return _link(value)


def _link(address: str) -> str | None:
    """Other hosts only by a full, plain address, pages of the site only relative to the one that shows the text."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return None
    if scheme == MAIL:
        return address
    if scheme:
        return outside_link(address)
    return None if address.lstrip().startswith(("/", "\\")) else address


class _Lower(Treeprocessor):
    """Headings below those of the page, without a gap between the levels."""

    def __init__(self, markdown: Markdown, top: int) -> None:
        super().__init__(markdown)
        self._top = top

    def run(self, root: Element) -> None:
        found = [element for element in root.iter() if element.tag in _HEADINGS]
        levels = [_HEADINGS.index(element.tag) for element in found]
        last = self._top - 1
        for element, level in zip(found, levels, strict=True):
            last = min(last + 1, self._top + level - min(levels), 6)
            element.tag = f"h{last}"


class _Bold(Treeprocessor):
    """No headings, but paragraphs in bold: `b`, which tells them from the `strong` of a text."""

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag in _HEADINGS:
                bold = Element("b")
                bold.text, bold[:] = element.text, list(element)
                element.tag, element.text, element[:] = "p", None, [bold]


@lru_cache(maxsize=4)
def _converter(headings: int | None) -> Markdown:
    made = Markdown(extensions=[*_EXTENSIONS], output_format="html")
    lower = _Bold(made) if headings is None else _Lower(made, headings)
    made.treeprocessors.register(lower, "lower_headings", 5)
    made.preprocessors.deregister("html_block")
    for name in _UNWANTED:
        made.inlinePatterns.deregister(name)
    return made


def _paragraphs(text: str) -> Markup:
    """The text as it stands, a paragraph for every blank line."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(block)) for block in blocks if block)

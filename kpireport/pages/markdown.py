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
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6"),
}
_EXTENSIONS = ("tables", "def_list", "sane_lists", "fenced_code")
_DEAD_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Patterns that would pass raw HTML on, or load a picture.
_UNWANTED = ("html", "image_link", "image_reference", "short_image_ref", "autolink", "automail")


def to_html(text: str) -> Markup:
    """`text` as HTML with headings from the third level; links lead to http, https, mailto and within the site."""
    return _paragraphs(text) if _is_excessive(text) else _converted(text)


def _is_excessive(text: str) -> bool:
    return len(text) > LONGEST or text.count("\n") > MOST_LINES or sum(map(text.count, "[<*_`")) > MOST_MARKS


@lru_cache(maxsize=2048)
def _converted(text: str) -> Markup:
    try:
        made = _converter().reset().convert(text)
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
    return value if _may_link(value) else None


def _may_link(address: str) -> bool:
    """Other hosts only by a full, plain address; `//host` and addresses with a password are refused."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return False
    if scheme == MAIL:
        return True
    if scheme:
        return outside_link(address) is not None
    return not address.lstrip().startswith(("//", "/\\", "\\"))


class _Lower(Treeprocessor):
    """Headings two levels down: the page's own take the first two."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in _HEADINGS:
                element.tag = f"h{min(6, int(element.tag[1]) + 2)}"


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    made = Markdown(extensions=[*_EXTENSIONS], output_format="html")
    made.treeprocessors.register(_Lower(made), "lower_headings", 5)
    made.preprocessors.deregister("html_block")
    for name in _UNWANTED:
        made.inlinePatterns.deregister(name)
    return made


def _paragraphs(text: str) -> Markup:
    """The text as it stands, a paragraph for every blank line."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(block)) for block in blocks if block)

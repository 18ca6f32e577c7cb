"""Links from a page to the glossary: each term at its first use in the page's prose, and nowhere else."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from markupsafe import Markup, escape

from kpireport.term_names import TermNames

#: Elements whose text is no prose, or leads somewhere already; `b` is a heading where a page has no room for one.
_APART = frozenset({"a", "b", "code", "pre", "th", "h1", "h2", "h3", "h4", "h5", "h6"})


class TermLinks:
    """The links of one page; it remembers which terms the page has linked."""

    def __init__(self, names: TermNames, path: str, root: str) -> None:
        """`path` is the page's, `root` leads from it to the front page. A term is not linked on its own page."""
        self._names = names
        self._root = root
        folder, _, rest = path.partition("/")
        self._left = names.ids - ({rest.partition("/")[0]} if folder == "glossary" else set())

    def term(self, id: str, words: str) -> Markup:  # noqa: A002
        """`words` of the interface, linked where this is the first use of the term `id` and the term has a page."""
        if id not in self._left:
            return escape(words)
        self._left -= {id}
        return Markup('<a class="term" href="{}glossary/{}/index.html">{}</a>').format(self._root, id, words)

    def prose(self, text: str) -> Markup:
        """`text` with its first uses linked: markup that was cleaned already, or a plain text, which is escaped."""
        if not isinstance(text, Markup):
            return self.linked(text) or escape(text)
        if not any(use.term in self._left for use in self._names.uses(unescape(text))):
            return text
        walk = _Walk(self)
        walk.feed(str(text))
        walk.close()
        return walk.markup

    def linked(self, text: str) -> Markup | None:
        """`text` escaped, with links; None where there is nothing to link."""
        parts: list[Markup] = []
        done = 0
        for use in self._names.uses(text):
            if use.term in self._left:
                parts += [escape(text[done : use.start]), self.term(use.term, text[use.start : use.end])]
                done = use.end
        return Markup("").join([*parts, escape(text[done:])]) if parts else None


class _Walk(HTMLParser):
    """Goes through clean markup, passes elements on as they are, and links terms in the texts between them."""

    def __init__(self, links: TermLinks) -> None:
        super().__init__(convert_charrefs=False)
        self._links = links
        self._apart = 0
        self._text = ""
        self._done: list[str] = []

    @property
    def markup(self) -> Markup:
        return Markup("".join(self._done))  # noqa: S704

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._flush()
        self._done.append(self.get_starttag_text() or "")
        self._apart += tag in _APART

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        self._done.append(f"</{tag}>")
        self._apart -= tag in _APART

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_entityref(self, name: str) -> None:
        self._text += f"&{name};"

    def handle_charref(self, name: str) -> None:
        self._text += f"&#{name};"

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        """Text without a link stays byte for byte."""
        linked = None if self._apart else self._links.linked(unescape(self._text))
        self._done.append(self._text if linked is None else str(linked))
        self._text = ""

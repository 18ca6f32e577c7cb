"""What search engines and other programs read of the glossary: schema.org terms and questions as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from kpireport.model import Site, Term
from kpireport.pages.links import GLOSSARY, site_address, term_path

#: What could end the element that holds the data, or a line of a script.
_UNSAFE = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


def term_data(term: Term, aliases: Sequence[str], answers: Iterable[tuple[str, Markup]], site: Site) -> Markup:
    """A DefinedTerm in its set, and a FAQPage where there are questions."""
    defined = {
        **_defined(term, aliases, site),
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": site.title, **_address(site, GLOSSARY)},
    }
    asked = [_question(question, answer) for question, answer in answers]
    page = [{"@type": "FAQPage", **_address(site, term_path(term.id)), "mainEntity": asked}] if asked else []
    return _block({"@context": "https://schema.org", "@graph": [defined, *page]})


def set_data(terms: Iterable[Term], name: str, site: Site) -> Markup:
    """The DefinedTermSet `name` with all its terms."""
    listed = [{"@type": "DefinedTerm", "name": term.name, **_address(site, term_path(term.id))} for term in terms]
    return _block(
        {
            "@context": "https://schema.org",
            "@type": "DefinedTermSet",
            "name": name,
            **_address(site, GLOSSARY),
            "hasDefinedTerm": listed,
        }
    )


def _defined(term: Term, aliases: Sequence[str], site: Site) -> Mapping[str, object]:
    others = {"alternateName": list(aliases)} if aliases else {}
    about = {"termCode": term.id, "name": term.name, **others, "description": term.definition}
    return {"@type": "DefinedTerm", **about, **_address(site, term_path(term.id))}


def _question(question: str, answer: Markup) -> Mapping[str, object]:
    return {
        "@type": "Question",
        "name": question,
        "acceptedAnswer": {"@type": "Answer", "text": answer.striptags()},
    }


def _address(site: Site, path: str) -> Mapping[str, str]:
    """The page's full address, where the site knows its own."""
    return {"url": site_address(site.url) + path.removesuffix("index.html")} if site.url else {}


def _block(data: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it ends that."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))  # noqa: S704

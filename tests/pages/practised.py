"""The pages of small projects about how a list is used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from kpireport.format import Language
from kpireport.pages import pages
from kpireport.render import render
from kpireport.theme import load_theme
from tests.analysis.practice import judged
from tests.pages.built import plain, text_of


def built(folder: Path, kpis: str, site: str, *, as_of: str = "", metrics: str = "") -> Mapping[str, Element]:
    report = judged(folder, kpis, site, as_of=as_of, metrics=metrics)
    language = Language(currency=report.site.currency)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    files = render(pages(report, {}, language), load_theme("default", folder), language)
    return {file.path: parser.parse(file.content.decode()) for file in files if file.path.endswith(".html")}


def section(page: Element, id_: str) -> str:
    """What is printed in the section of that id."""
    [found] = [element for element in page.iter() if element.get("id") == id_]
    return plain(text_of(found))

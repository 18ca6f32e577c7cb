"""The pages of the hand-made report, built and taken apart."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from kpireport.charts import Drawing, Drawings
from kpireport.format import Language
from kpireport.pages import pages
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.sample import report

SVG = '<svg class="chart wide" viewBox="0 0 8 8" role="img" aria-label="Line"><path d="M0 0h8"/></svg>'
DRAWING = Drawing(SVG, SVG.replace("wide", "narrow"), "Line", "The axis starts at 5.")


def build(root: Path, **site: object) -> dict[str, str]:
    theme = load_theme("default", root)
    drawings = {"impressions": Drawings(DRAWING, DRAWING, DRAWING), "searches": Drawings(DRAWING, None)}
    made = pages(report(**site), drawings, Language("en-GB", "EUR"))
    files = {file.path: file.content.decode() for file in render(made, theme, Language("en-GB", "EUR"))}
    return files | {file.path: "" for file in theme.static_files()}


def text_of(element: Element) -> str:
    """What is printed, the texts of neighbouring elements a space apart."""
    words = " ".join(" ".join(element.itertext()).split())
    return re.sub(r" (?=[.,:)])|(?<=\() ", "", words)


def find(tree: Element, name: str, css: str | None = None) -> list[Element]:
    found = [element for element in tree.iter() if element.tag == name]
    return [element for element in found if css is None or css in element.get("class", "").split()]


def plain(text: str) -> str:
    """With the spaces and the minus of a keyboard."""
    return text.replace("\u202f", " ").replace("\u2212", "-")

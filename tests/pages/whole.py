"""Whole projects as pages, taken apart: read, judged and rendered as `build` does, without the drawing of charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from kpireport.format import Language
from kpireport.model import Report
from kpireport.pages import pages
from kpireport.pipeline import Options, check
from kpireport.render import render
from kpireport.theme import load_theme


@dataclass(frozen=True)
class Whole:
    """A project's report and its pages by path."""

    report: Report
    trees: Mapping[str, Element]

    def __getitem__(self, path: str) -> Element:
        return self.trees[path]


def whole(site_file: Path) -> Whole:
    """The pages of a project; the parser raises at the first fault of syntax."""
    report = check(site_file, Options(environment={}))
    language = Language(report.site.locale, report.site.currency)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    made = render(pages(report, {}, language), load_theme("default", site_file.parent), language)
    found = {file.path: file.content.decode() for file in made}
    return Whole(report, {path: parser.parse(text) for path, text in found.items() if path.endswith(".html")})


def written(root: Path, site: str, rows: Iterable[tuple[str, str, float]]) -> Path:
    """A project of one site.yaml and one long table of (date, metric, value)."""
    (root / "snapshots").mkdir()
    table = ["date,metric,value", *(f"{day},{metric},{value}" for day, metric, value in rows)]
    (root / "snapshots" / "data.csv").write_text("\n".join(table) + "\n", "utf-8")
    (root / "site.yaml").write_text(site, "utf-8")
    return root / "site.yaml"

"""The page a host shows for an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import Page, Report
from kpireport.pages.frame import Frame


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if report.edition is None:
        yield frame.page("404.html", "404.html", language.text("Page not found"))

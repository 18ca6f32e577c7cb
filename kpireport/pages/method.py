"""How the report arrives at what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import Page, Report
from kpireport.pages.association import pairs
from kpireport.pages.frame import Frame
from kpireport.pages.ledger import ledger
from kpireport.pages.legend import cutoffs


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    values = report.site.cutoffs
    yield frame.page(
        "method/index.html",
        "method.html",
        language.text("Method"),
        cutoffs=cutoffs(values, language),
        behind=language.ratio(values.at_risk_pace),
        ledger=ledger(report, language),
        pairs=pairs(report, language),
        pool=report.pool,
    )

"""Is the list looked at: each KPI, the list itself, and what was to be done?"""

from __future__ import annotations

from collections.abc import Iterator

from kpireport.checks.about import HEADLINE, of_kpi
from kpireport.errors import Place
from kpireport.model import Finding, Level, Report, ReviewDue


def find_unreviewed(report: Report) -> Iterator[Finding]:
    """L8: no review in 100 days. A note alone where a review once a year was agreed, and held."""
    last = {one.kpi: one.date for one in report.log}
    unreviewed, yearly = set(report.habits.unreviewed), _yearly(report)
    for result in report.kpis:
        if result.id in unreviewed and report.report_date:
            day = last.get(result.id)
            level: Level = "info" if result.id in yearly else "warning"
            told = f"was last reviewed on {day}, {(report.report_date - day).days} days ago" if day else _NEVER
            help_text = "look at it and note it in the review log, or retire it; suppress L8 where the reason is known"
            message = f"KPI “{result.name}” {told}"
            yield of_kpi("L8", level, result.goal, result.kpi, message, help_text, "review")


def _yearly(report: Report) -> set[str]:
    """KPIs that all their forums look at once a year, and did."""
    found: dict[str, list[ReviewDue]] = {}
    for due in report.reviews:
        if due.kpi is not None:
            found.setdefault(due.kpi, []).append(due)
    held = {
        kpi: all(due.every == "year" and due.last and not due.is_overdue for due in dues) for kpi, dues in found.items()
    }
    return {kpi for kpi, is_held in held.items() if is_held}


_NEVER = "has no review on record; a KPI that nobody looks at changes nothing"


def find_list_unreviewed(report: Report) -> Iterator[Finding]:
    """G2: the list itself was not reviewed in a quarter. G3: nor overhauled in a year."""
    for due in report.reviews:
        if due.kpi is None and due.is_overdue:
            yield _quarter(report, due) if due.every == "quarter" else _overhaul(report, due)


def _quarter(report: Report, due: ReviewDue) -> Finding:
    said = f"was last reviewed on {due.last}" if due.last else "has no review of its own on record"
    return Finding(
        code="G2",
        level="warning",
        message=f"the list of KPIs {said}; it has been due since {due.due}",
        help="go through the list, drop and rewrite, and note the day as list_review, or in the log without `kpi`",
        place=_place(report),
    )


def _overhaul(report: Report, due: ReviewDue) -> Finding:
    said = f"was overhauled on {due.last}" if due.last else "has no overhaul on record"
    return Finding(
        code="G3",
        level="info",
        message=f"the list of KPIs {said}; once a year every KPI is asked anew what it is for, due since {due.due}",
        help="start from the goals, keep what still decides something, and note it in the log with `overhaul: true`",
        place=_place(report),
    )


def _place(report: Report) -> Place | None:
    """Where the list was last said to be reviewed; else where the log begins."""
    own = [one.place for one in report.log if one.kpi is None]
    given = report.site.places.get("list_review")
    return own[-1] if own else given or next((one.place for one in report.log), None)


def find_loose_actions(report: Report) -> Iterator[Finding]:
    """G4: an open action that nobody owns, or that has no day."""
    for action in report.actions:
        review = action.review
        missing = [word for word, value in (("owner", review.owner), ("due", review.due)) if value is None]
        if missing and not action.is_done:
            yield Finding(
                code="G4",
                level="info",
                message=f"the action “{review.action}” has no {' and no '.join(missing)}",
                help=f"add “{'” and “'.join(f'{word}:' for word in missing)}”: who does it, and by when",
                place=review.place,
                kpi=review.kpi,
            )


def find_reviewed_in_vain(report: Report) -> Iterator[Finding]:
    """V3: reviewed again and again, and nothing was decided."""
    undecided = set(report.habits.undecided)
    for result in report.kpis:
        if result.id in undecided:
            level: Level = "warning" if result.kpi.tier in HEADLINE else "info"
            message = f"the last {report.habits.within} reviews of “{result.name}” came to no decision"
            help_text = "agree what would be decided at which value, make it a supporting metric, or retire it"
            yield of_kpi("V3", level, result.goal, result.kpi, message, help_text, "decision")

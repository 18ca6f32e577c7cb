"""What a mail says, before it is text or HTML: verdict, what needs attention, what changed, and the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from unicodedata import category

from kpireport.analysis.sentences import report_sentence
from kpireport.charts import Picture
from kpireport.deliver.moves import move_words, moves
from kpireport.format import Language
from kpireport.model import Audience, GoalResult, KpiResult, Memory, Report, Status
from kpireport.pages.agreement import triggers_by_kpi
from kpireport.pages.front import Need, needs_of, period_words, stale_notes
from kpireport.pages.line import KpiLine, kpi_line
from kpireport.pages.links import ACTIONS, audience_path, kpi_path
from kpireport.pages.verdict import reading
from kpireport.pages.views import View, seen_by, views

#: The audience of a mail with the whole report.
EVERYONE = "everyone"
#: The longest text of others that is quoted whole, in characters.
LONGEST = 240
#: Charts in a mail: the north star's, then those of what needs attention.
MOST_CHARTS = 4
#: Of what needs attention, is late or changed; the rest is counted.
MOST_ITEMS = 12
#: The parts that a mail may go without, the least important first.
PARTS = ("lines", "changes", "overdue", "charts", "needs")

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A KPI with something to say about it; `action` is what was agreed for the case and `who` does it."""

    name: str
    link: str
    status: Status | None
    text: str
    action: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A KPI's figures, as the page shows them; `goal` heads the first line of each goal."""

    goal: str
    link: str
    figures: KpiLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture with the KPI's name above; `cid` is its name within the mail."""

    cid: str
    name: str
    link: str
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail's content. `left` says how many of each part only the report has; `home` is the report's address."""

    audience: str
    title: str
    heading: str
    period: str
    through: date | None
    verdict: str
    home: str
    actions: str
    notes: tuple[str, ...] = ()
    needs: tuple[Item, ...] = ()
    overdue: tuple[Item, ...] = ()
    changes: tuple[Item, ...] = ()
    lines: tuple[Line, ...] = ()
    charts: tuple[Chart, ...] = ()
    compared: str = ""
    left: Mapping[str, int] = field(default_factory=dict)

    def shorter(self) -> Letter | None:
        """With half of the least important part that still has something; None when nothing is left to leave out."""
        for part in PARTS:
            have = getattr(self, part)
            if have:
                kept = have[: len(have) // 2]
                gone = self.left.get(part, 0) + len(have) - len(kept)
                return replace(self, **{part: kept}, left={**self.left, part: gone})
        return None


def audiences(report: Report, language: Language) -> tuple[View, ...]:
    """Everyone, and every audience that has a page."""
    everyone = Audience(id=EVERYONE)
    whole = View(
        id=EVERYONE,
        kind="audience",
        title=report.site.title,
        audience=everyone,
        report=report,
        kpis=seen_by(report, everyone),
    )
    return (whole, *views(report, language))


def pictured(view: View, language: Language) -> tuple[KpiResult, ...]:
    """The KPIs whose charts a mail shows."""
    by_id = {kpi.id: kpi for kpi in view.kpis}
    wanted = [view.report.north_star, *(need.id for need in _needs(view, language)), *by_id]
    return tuple(by_id[id_] for id_ in dict.fromkeys(wanted) if id_ in by_id)[:MOST_CHARTS]


def letter(
    view: View, earlier: Memory | None, pictures: Mapping[str, Picture], language: Language, link: Link
) -> Letter:
    """The mail for an audience; `link` gives the address of a page, or nothing where the site has none."""
    report = view.report
    whole = view.id == EVERYONE
    since = earlier.report_date if earlier else None
    told = {
        "needs": tuple(_need(need, language, link) for need in _needs(view, language)),
        "overdue": tuple(_overdue(view, language, link)),
        "changes": tuple(_changes(view, earlier, language, link)),
    }
    return Letter(
        audience=view.id,
        title=short(report.site.title),
        heading=short(view.title),
        period=period_words(view.kpis, language),
        through=report.data_through,
        verdict=report.sentence if whole else report_sentence(language, view.kpis),
        home=link("" if whole else audience_path(view.id)),
        actions=link(ACTIONS),
        notes=tuple(map(short, stale_notes(replace(report, goals=_goals(view)), language))),
        needs=told["needs"][:MOST_ITEMS],
        overdue=told["overdue"][:MOST_ITEMS],
        changes=told["changes"][:MOST_ITEMS],
        lines=tuple(_lines(view, language, link)),
        charts=tuple(_charts(view, pictures, language, link)),
        compared=language.date(since) if since else "",
        left={part: len(items) - MOST_ITEMS for part, items in told.items() if len(items) > MOST_ITEMS},
    )


def _goals(view: View) -> tuple[GoalResult, ...]:
    return tuple(replace(goal, kpis=kpis) for goal, kpis in view.goals)


def _needs(view: View, language: Language) -> tuple[Need, ...]:
    return needs_of(view.kpis, triggers_by_kpi(view.report), language)


def _need(need: Need, language: Language, link: Link) -> Item:
    agreed = need.fired[0] if need.fired else None
    text = need.sentence
    if agreed:
        text += " " + language.text("Trigger fired, since {date}: {when}.", date=agreed.since, when=agreed.when)
    return Item(
        name=short(need.name),
        link=link(need.path),
        status=need.status,
        text=short(text, 2 * LONGEST),
        action=short(agreed.action) if agreed else "",
        who=short((agreed.owner if agreed else "") or need.owner),
    )


def _overdue(view: View, language: Language, link: Link) -> Iterator[Item]:
    """Actions of the reviews that are late, on KPIs of this audience or on the list itself."""
    shown = {kpi.id: kpi for kpi in view.kpis}
    late = [one for one in view.report.actions if one.is_overdue and not one.is_done]
    for one in sorted(late, key=lambda one: one.review.due or date.max):
        review = one.review
        kpi = shown.get(review.kpi or "")
        if kpi is None and (review.kpi or view.id != EVERYONE):
            continue
        due = language.text("due {date}", date=language.date(review.due)) if review.due else ""
        yield Item(
            name=short(kpi.name if kpi else language.text("The list of KPIs")),
            link=link(kpi_path(kpi.id)) if kpi else "",
            status=None,
            text=due,
            action=short(review.action or review.decision or ""),
            who=short(review.owner or (kpi.kpi.owner or kpi.goal.owner if kpi else "") or ""),
        )


def _changes(view: View, earlier: Memory | None, language: Language, link: Link) -> Iterator[Item]:
    """The KPIs that have another status than before, are new, or whose last value is more than normal variation."""
    moved = {move.kpi.id: move_words(move, language) for move in moves(view.report, earlier)}
    for kpi in view.kpis:
        verdict = reading(kpi, language) if kpi.signal.is_signal else None
        new = language.text("New in the report.") if kpi.id in view.report.added else ""
        said = [moved[kpi.id] + "." if kpi.id in moved else "", new, verdict.words if verdict else ""]
        if any(said):
            text = " ".join(part for part in said if part)
            yield Item(name=short(kpi.name), link=link(kpi_path(kpi.id)), status=kpi.status, text=short(text))


def _lines(view: View, language: Language, link: Link) -> Iterator[Line]:
    for goal, kpis in view.goals:
        for place, kpi in enumerate(kpis):
            figures = kpi_line(kpi, language)
            yield Line(
                goal=short(goal.name) if place == 0 else "",
                link=link(figures.path),
                figures=replace(figures, name=short(figures.name), target=short(figures.target), spark=None),
            )


def _charts(view: View, pictures: Mapping[str, Picture], language: Language, link: Link) -> Iterator[Chart]:
    for kpi in pictured(view, language):
        if kpi.id in pictures:
            picture = pictures[kpi.id]
            told = replace(picture, label=short(picture.label, 2 * LONGEST))
            yield Chart(cid=f"{kpi.id}@chart", name=short(kpi.name), link=link(kpi_path(kpi.id)), picture=told)


def short(text: str, most: int = LONGEST) -> str:
    """A text of others, in one line, without what cannot be seen, and cut where nobody would read on."""
    line = _BLANKS.sub(" ", "".join(" " if _is_unseen(mark) else mark for mark in text)).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _is_unseen(mark: str) -> bool:
    """Whether a program that shows it would act on it: controls, breaks, and marks that turn the order of letters."""
    return category(mark) in ("Cc", "Zl", "Zp", "Cs", "Cn") or mark in _TURNS


_BLANKS = re.compile(" +")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

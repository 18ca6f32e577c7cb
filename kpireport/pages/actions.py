"""What is to be done now: triggers that have fired, actions that reviews left open, and what else was agreed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import Action, KpiResult, Page, Report, Status, TriggerResult
from kpireport.pages.agreement import Agreement, agreement, urgency
from kpireport.pages.frame import Frame
from kpireport.pages.links import ACTIONS, kpi_path

#: Standing agreements that are shown at once; more are folded away.
MOST_STANDING = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerLine:
    """A trigger with its KPI; `anchor` is that of its owner on this page."""

    kpi: str
    path: str
    status: Status
    agreement: Agreement
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """An action of the review log that is not done."""

    action: str
    kpi: str
    path: str
    owner: str
    anchor: str
    due: str
    decided: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLines:
    """All that one person or role has to do."""

    name: str
    anchor: str
    triggers: tuple[TriggerLine, ...]
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A KPI that may be hurt next, since KPIs that lead it are not on track, as (name, path)."""

    name: str
    path: str
    leaders: tuple[tuple[str, str], ...]


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not (report.triggers or report.actions):
        return
    kpis = {kpi.id: kpi for kpi in report.kpis}
    known = [result for result in report.triggers if result.kpi in kpis]
    fired = sorted((result for result in known if result.fired), key=lambda result: urgency(kpis[result.kpi]))
    todo = sorted((action for action in report.actions if not action.is_done), key=_rank)
    anchors = _anchors([_owner(one.owner, language) for one in known] + [_of(one, kpis, language) for one in todo])
    triggers = tuple(_trigger(result, kpis, anchors, language) for result in fired)
    actions = tuple(_action(action, kpis, anchors, language) for action in todo)
    yield frame.page(
        ACTIONS,
        "actions.html",
        language.text("Actions"),
        verdict=verdict(fired, todo, language),
        fired=triggers,
        actions=actions,
        owners=tuple(_by_owner(triggers, actions, anchors)),
        warned=tuple(_warned(kpi, kpis) for kpi in report.kpis if kpi.led_by),
        standing=tuple(_trigger(result, kpis, anchors, language) for result in known if not result.fired),
        most_standing=MOST_STANDING,
    )


def verdict(fired: Sequence[TriggerResult], todo: Sequence[Action], language: Language) -> str:
    """How much there is to do."""
    overdue = sum(action.is_overdue for action in todo)
    counted = (
        (len(fired), "{n} trigger has fired", "{n} triggers have fired"),
        (overdue, "{n} action is overdue", "{n} actions are overdue"),
        (len(todo) - overdue, "{n} action is open", "{n} actions are open"),
    )
    told = [language.plural(one, many, n) for n, one, many in counted if n]
    if not told:
        return language.text("No trigger has fired, and no action is open.")
    return language.text("{what}.", what=language.join(told))


def _rank(action: Action) -> tuple[bool, bool, str]:
    """Overdue ones first, each by the day they are due; those without a day last."""
    due = action.review.due
    return not action.is_overdue, due is None, due.isoformat() if due else ""


def _owner(name: str | None, language: Language) -> str:
    return name or language.text("No owner")


def _of(action: Action, kpis: Mapping[str, KpiResult], language: Language) -> str:
    """Who carries out an action: the one it names, else the owner of its KPI."""
    kpi = kpis.get(action.review.kpi or "")
    return _owner(action.review.owner or (kpi.kpi.owner or kpi.goal.owner if kpi else None), language)


def _anchors(owners: Sequence[str]) -> Mapping[str, str]:
    """An anchor for each owner, legible where the name allows it, and always different."""
    found: dict[str, str] = {}
    for owner in sorted(set(owners)):
        plain = unicodedata.normalize("NFKD", owner).encode("ascii", "ignore").decode().casefold()
        name = "-".join(["owner", *re.findall("[a-z0-9]+", plain)])
        tried = (name if number == 1 else f"{name}-{number}" for number in count(1))
        found[owner] = next(anchor for anchor in tried if anchor not in found.values())
    return found


def _trigger(
    result: TriggerResult, kpis: Mapping[str, KpiResult], anchors: Mapping[str, str], language: Language
) -> TriggerLine:
    kpi = kpis[result.kpi]
    agreed = agreement(kpi, result, language)
    return TriggerLine(
        kpi=kpi.name,
        path=kpi_path(kpi.id),
        status=kpi.status,
        agreement=agreed,
        anchor=anchors[_owner(result.owner, language)],
    )


def _action(
    action: Action, kpis: Mapping[str, KpiResult], anchors: Mapping[str, str], language: Language
) -> ActionLine:
    review, owner = action.review, _of(action, kpis, language)
    kpi = kpis.get(review.kpi or "")
    day = language.date(review.date)
    return ActionLine(
        action=review.action or review.decision or "",
        kpi=kpi.name if kpi else "",
        path=kpi_path(kpi.id) if kpi else "",
        owner=owner,
        anchor=anchors[owner],
        due=language.date(review.due) if review.due else "",
        decided=language.text("{date}, {forum}", date=day, forum=review.forum) if review.forum else day,
        is_overdue=action.is_overdue,
    )


def _by_owner(
    triggers: Sequence[TriggerLine], actions: Sequence[ActionLine], anchors: Mapping[str, str]
) -> Iterator[OwnerLines]:
    """Those who have something to do, by name."""
    for name, anchor in sorted(anchors.items(), key=lambda item: item[0].casefold()):
        own = tuple(line for line in triggers if line.anchor == anchor)
        left = tuple(line for line in actions if line.anchor == anchor)
        if own or left:
            yield OwnerLines(name=name, anchor=anchor, triggers=own, actions=left)


def _warned(kpi: KpiResult, kpis: Mapping[str, KpiResult]) -> Warned:
    leaders = tuple((kpis[id_].name, kpi_path(id_)) for id_ in kpi.led_by if id_ in kpis)
    return Warned(name=kpi.name, path=kpi_path(kpi.id), leaders=leaders)

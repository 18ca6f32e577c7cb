"""What needs somebody: KPIs that need a decision, fired triggers and open actions, of all or of one owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpireport.answers.topic import tokens
from kpireport.format import Language
from kpireport.model import NEEDS_DECISION, Action, KpiResult, Report


def owners_in(question: str, report: Report) -> tuple[str, ...]:
    """The owners that the question names: in full, or by the end of their title where only one has it."""
    said = set(tokens(question))
    known = dict.fromkeys(owner for owner in _owners(report) if owner)
    return tuple(owner for owner in known if set(tokens(owner)) <= said)


def needs(report: Report, owner: str | None, language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines, and the ids of the KPIs they speak of."""
    kpis = [kpi for status in NEEDS_DECISION for kpi in report.kpis if kpi.status == status and _is_of(kpi, owner)]
    lines = [_line(kpi, owner, language) for kpi in kpis]
    fired = [one for one in report.triggers if one.fired and _acts(one.owner, one.kpi, report, owner)]
    names = {kpi.id: kpi.name for kpi in report.kpis}
    lines += [
        language.text(
            "{name}: {sentence} Agreed: {action}.",
            name=names[one.kpi],
            sentence=one.sentence,
            action=(one.action or language.text("nothing")).rstrip(" ."),
        )
        for one in fired
        if one.kpi in names
    ]
    actions = [one for one in report.actions if not one.is_done and (owner is None or one.review.owner == owner)]
    lines += [_action(one, language) for one in actions if one.review.action]
    head = _head(len(lines), owner, language)
    return (head, *lines), tuple(dict.fromkeys([*(kpi.id for kpi in kpis), *(one.kpi for one in fired)]))


def _owners(report: Report) -> Iterator[str | None]:
    for kpi in report.kpis:
        yield kpi.kpi.owner or kpi.goal.owner
    yield from (one.owner for one in report.triggers)
    yield from (one.review.owner for one in report.actions)


def _is_of(kpi: KpiResult, owner: str | None) -> bool:
    return owner is None or (kpi.kpi.owner or kpi.goal.owner) == owner


def _acts(acting: str | None, kpi: str, report: Report, owner: str | None) -> bool:
    if acting or owner is None:
        return owner in (None, acting)
    return any(one.id == kpi and _is_of(one, owner) for one in report.kpis)


def _head(count: int, owner: str | None, language: Language) -> str:
    if owner is None:
        if not count:
            return language.text("Nothing needs a decision.")
        return language.text("These need a decision or an action:")
    if not count:
        return language.text("Nothing needs {owner} now.", owner=owner)
    return language.text("This needs {owner}:", owner=owner)


def _line(kpi: KpiResult, owner: str | None, language: Language) -> str:
    status = language.status(kpi.status)
    values = {"name": kpi.name, "status": status[:1].lower() + status[1:], "sentence": kpi.sentence}
    if owner is None:
        who = kpi.kpi.owner or kpi.goal.owner or language.text("No owner")
        return language.text("{name}, {status} ({owner}): {sentence}", owner=who, **values)
    return language.text("{name}, {status}: {sentence}", **values)


def _action(action: Action, language: Language) -> str:
    review = action.review
    what = (review.action or "").rstrip(" .")
    if review.due is None:
        return language.text("Open action: {what}.", what=what)
    text = "Overdue action: {what}, due on {date}." if action.is_overdue else "Open action: {what}, due on {date}."
    return language.text(text, what=what, date=language.date(review.due))


def chosen_owner(given: str | None, question: str, report: Report) -> tuple[str | None, Sequence[str]]:
    """The owner that is meant, and those that it could be where several are."""
    if given:
        wanted = tokens(given)
        same = [owner for owner in dict.fromkeys(_owners(report)) if owner and tokens(owner) == wanted]
        return (same[0], ()) if same else (given, ())
    named = owners_in(question, report)
    return (named[0], ()) if len(named) == 1 else (None, named)

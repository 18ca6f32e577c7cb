"""Entries of the review log and of the survey of understanding → model.Review and model.Answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpireport.model import Answers, Review
from kpireport.project.documents import Faults
from kpireport.project.nodes import problem_at
from kpireport.project.site_schema import AnswersEntry, ReviewEntry


def build_reviews(entries: Iterable[ReviewEntry], faults: Faults) -> tuple[Review, ...]:
    """The log by date; an entry about several KPIs is a review of each."""
    found = [review for entry in entries for review in _reviews(entry, faults)]
    return tuple(sorted(found, key=lambda one: (one.date, one.place)))


def build_survey(entries: Iterable[AnswersEntry], faults: Faults) -> tuple[Answers, ...]:
    """The answers by date."""
    found = (_answers(entry, faults) for entry in entries)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.date, one.place)))


def _reviews(entry: ReviewEntry, faults: Faults) -> Iterator[Review]:
    _check_days(entry, faults)
    _check_extent(entry, faults)
    kpis: list[str | None] = [node.text.strip() for node in entry.kpi or ()]
    for kpi in kpis or [None]:
        yield Review(
            place=entry.place,
            date=entry.date,
            forum=entry.forum,
            kpi=kpi,
            decision=entry.decision,
            action=entry.action,
            owner=entry.owner,
            due=entry.due,
            done=entry.done,
            raised=entry.raised,
            overhaul=bool(entry.overhaul),
        )


def _check_extent(entry: ReviewEntry, faults: Faults) -> None:
    """A decision is about one KPI, an overhaul about the list."""
    if entry.overhaul and entry.kpi:
        message = "an overhaul is one of the whole list, and this is the review of a KPI"
        hint = "take out `kpi`, or `overhaul`"
        faults.add(problem_at(entry.node.values["overhaul"], "K004", message, hint))
    given = next((key for key in ("decision", "action", "due", "done", "raised") if getattr(entry, key)), None)
    if given and len(entry.kpi or ()) > 1:
        message = f"`{given}` is about one KPI, and this entry names {len(entry.kpi or ())}"
        hint = "give that KPI an entry of its own; those that were only looked at may share one"
        faults.add(problem_at(entry.node.values[given], "K004", message, hint))


def _check_days(entry: ReviewEntry, faults: Faults) -> None:
    """What a review asks for comes after it, and what it answers came before."""
    held = entry.date
    told = (
        ("due", entry.due and entry.due < held, "this is due before the review that asked for it"),
        ("done", entry.done and entry.done < held, "this was done before the review that asked for it"),
        ("raised", entry.raised and entry.raised > held, "this came up after the review that answered it"),
    )
    for key, is_wrong, message in told:
        if is_wrong:
            hint = f"the review was on {held}; correct one of the two days"
            faults.add(problem_at(entry.node.values[key], "K004", message, hint))


def _answers(entry: AnswersEntry, faults: Faults) -> Answers | None:
    """How many understood it, of how many; None, with a problem, where the two do not fit each other."""
    node = entry.node.values["understood"]
    counted = not isinstance(entry.understood, bool)
    if counted and entry.asked is None:
        if entry.lacks("asked"):
            hint = "write `asked` with the number of those asked; or yes or no for a single answer"
            faults.add(problem_at(node, "K010", "how many were asked is missing beside this number", hint))
        return None
    if not counted and entry.asked not in (None, 1):
        message = f"yes or no is one answer, and {entry.asked} were asked"
        faults.add(problem_at(node, "K004", message, "write how many of them could say what the KPI means"))
        return None
    if counted and int(entry.understood) > (entry.asked or 1):
        faults.add(problem_at(node, "K004", "more understood it than were asked", "swap or correct the two numbers"))
        return None
    return Answers(
        place=entry.place,
        date=entry.date,
        kpi=entry.kpi.text.strip(),
        asked=entry.asked or 1,
        understood=int(entry.understood),
        respondent=entry.respondent,
    )

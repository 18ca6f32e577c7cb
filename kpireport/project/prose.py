"""Notes and glossary terms: front matter with Markdown → model.Note and model.Term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kpireport.errors import Place
from kpireport.model import Note, Question, Term
from kpireport.periods import Calendar
from kpireport.project.documents import Faults, read_document
from kpireport.project.front_matter import FrontMatter, read_front_matter
from kpireport.project.identity import fold
from kpireport.project.load import TERM, Parts
from kpireport.project.nodes import problem_at
from kpireport.project.scalars import is_id
from kpireport.project.secrecy import secrecy
from kpireport.project.site_schema import NoteEntry, TermEntry
from kpireport.project.wording import did_you_mean, slug
from kpireport.shipped import shipped


def build_notes(notes: Iterable[FrontMatter[NoteEntry]], calendar: Calendar, faults: Faults) -> tuple[Note, ...]:
    """The notes by KPI and period; bare years and quarters are fiscal ones."""
    found = [note for one in notes if (note := _note(one, calendar, faults))]
    return tuple(sorted(found, key=lambda note: (note.kpi, note.period, note.place)))


def _note(one: FrontMatter[NoteEntry], calendar: Calendar, faults: Faults) -> Note | None:
    entry = one.entry
    try:
        period = calendar.parse(entry.period.text)
    except ValueError as error:
        faults.add(problem_at(entry.period, "K006", str(error), "write 2026-W43, 2026-09, 2026-Q3, 2026 or a date"))
        return None
    return Note(
        place=entry.place,
        kpi=entry.kpi.text.strip(),
        period=period,
        text=one.body,
        author=entry.author,
        date=entry.date,
        **secrecy(entry.confidential),
    )


def build_terms(parts: Parts, faults: Faults) -> tuple[Term, ...]:
    """The built-in terms and the project's, which replace built-in ones of their id; by name."""
    terms = {term.id: term for term in built_in_terms()}
    own = [term for one in parts.terms if (term := _own_term(one, faults))]
    terms |= {term.id: term for term in own}
    _check_twins(parts, faults)
    for one in parts.terms:
        _check_related(one.entry, terms, faults)
        _check_everyday(one.entry, faults)
    return tuple(sorted(terms.values(), key=lambda term: (term.name.casefold(), term.id)))


def _own_term(one: FrontMatter[TermEntry], faults: Faults) -> Term | None:
    if one.entry.id is None and one.entry.lacks("id") and not is_id(one.name):
        hint = f"write id: {slug(one.name)}" if slug(one.name) else "write an id, such as id: reach"
        faults.add(problem_at(one.entry.node, "K010", f"the term has no id, and `{one.name}` cannot be one", hint))
        return None
    return _term(one)


def _check_twins(parts: Parts, faults: Faults) -> None:
    """A problem for every id that is taken, be it written down or a file's name."""
    first: dict[str, Place] = {}
    for one in sorted(parts.terms, key=lambda one: one.entry.place):
        node, name = one.entry.given_id() or one.entry.node, one.entry.id or one.name
        before = first.setdefault(fold(name), one.entry.place)
        if before != one.entry.place:
            message = f"there are two glossary terms `{name}`, the first in {before.file}, line {before.line}"
            hint = "give one of them another id, or take it out"
            faults.add(problem_at(node, "K009", message, hint, (before,)))


def _check_related(entry: TermEntry, terms: dict[str, Term], faults: Faults) -> None:
    for node in entry.related or ():
        if node.text.strip() not in terms:
            hint = did_you_mean(node.text.strip(), terms) or "add a file for it under `glossary`, or take it out"
            faults.add(problem_at(node, "K005", f"there is no glossary term `{node.text.strip()}`", hint))


def _check_everyday(entry: TermEntry, faults: Faults) -> None:
    names = {name.casefold(): name for name in (entry.name, *(entry.aliases or ()))}
    for node in entry.everyday or ():
        word = node.text.strip()
        if word.casefold() not in names:
            hint = did_you_mean(word, names.values()) or "write a word of its name or aliases"
            faults.add(problem_at(node, "K005", f"the term does not go by `{word}`", hint))


def _term(one: FrontMatter[TermEntry]) -> Term:
    entry = one.entry
    return Term(
        id=entry.id or one.name,
        name=entry.name,
        definition=entry.definition,
        aliases=tuple(entry.aliases or ()),
        everyday=tuple(node.text.strip() for node in entry.everyday or ()),
        body=one.body,
        in_report=entry.in_report or "",
        sources_differ=entry.sources_differ or "",
        author=entry.author,
        date=entry.date,
        faq=tuple(Question(each.question, each.answer) for each in entry.faq or ()),
        related=tuple(node.text.strip() for node in entry.related or ()),
        place=entry.place,
    )


@lru_cache(maxsize=1)
def built_in_terms() -> tuple[Term, ...]:
    """The terms that ship with the package, by id. They are known to be sound: a test reads them."""
    terms = {}
    for path in sorted((shipped("content") / "glossary").glob("*.md")):
        faults = Faults()
        document = read_document(path, f"glossary/{path.name}", faults)
        one = read_front_matter(document, TERM, {}, faults) if document else None
        if one is None or faults.problems:
            raise RuntimeError(
                f"a built-in glossary term is faulty: {path.name}\n" + "\n".join(map(str, faults.problems))
            )
        terms[one.entry.id or one.name] = replace(_term(one), place=None)
    return tuple(terms.values())

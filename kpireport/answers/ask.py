"""A question and a report in, an answer out. The same question to the same report has the same answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kpireport.answers import of_kpi
from kpireport.answers.answer import Answer, Kind, Library
from kpireport.answers.intent import intent
from kpireport.answers.needs import chosen_owner, needs
from kpireport.answers.topic import Topic, of_kpis, subjects, tokens, topic_of
from kpireport.format import Language
from kpireport.model import GoalResult, KpiResult, Report, Term

#: Characters of a question that are read; nobody asks longer ones.
LONGEST = 500
_OPENING = re.compile(r"^\s*(?:what(?:'s|’s|s| is| are| does)|define)\s+(?:an?\s+|the\s+)?|\s+mean\W*$", re.IGNORECASE)
#: Words by which people speak of themselves.
_ME = frozenset({"me", "my", "i", "mine"})
#: KPIs of a question that fits several, before it is said that more do.
MOST_NAMED = 8


def answer(
    question: str, report: Report, language: Language, *, owner: str | None = None, library: Library | None = None
) -> Answer:
    """The answer to a question in plain words. `owner` is who asks, for what needs them."""
    library = library or Library()
    asked = " ".join(question[:LONGEST].split())
    topic = topic_of(asked, subjects(report, library))
    kind = intent(asked, _spelt(topic) if topic.is_named else ())
    if kind == "needs" or (kind == "do" and not topic.subjects and not topic.asked):
        return _needs(question, asked, report, language, owner)
    if kind == "what" and not of_kpis(topic) and (term := _term(topic) or _defined(asked, report)):
        return Answer(question=question, kind="what", lines=(f"{term.name}: {term.definition}",))
    kpis = of_kpis(topic)
    if len(kpis) == 1:
        return of_one(question, kind, kpis[0], report, language, library)
    if kpis:
        return _several(question, kpis, language)
    return _without_kpi(question, kind, topic, report, language)


def of_one(question: str, kind: Kind, kpi: KpiResult, report: Report, language: Language, library: Library) -> Answer:
    """The answer to a question of that kind on one KPI."""
    lines: Iterable[str]
    match kind:
        case "why":
            lines = of_kpi.why(kpi, report, language, question)
        case "when":
            lines = of_kpi.when(kpi, language)
        case "who":
            lines = of_kpi.who(kpi, report, language)
        case "what":
            lines = of_kpi.what(kpi, language)
        case "do":
            lines = of_kpi.do(kpi, report, language, library.levers)
        case _:
            kind, lines = "how", of_kpi.how(kpi, report, language)
    return Answer(question=question, kind=kind, lines=tuple(lines), kpis=(kpi.id,))


def _needs(question: str, asked: str, report: Report, language: Language, owner: str | None) -> Answer:
    meant, several = chosen_owner(owner, asked, report)
    if several:
        line = language.text("Which of them: {names}?", names=language.join(list(several)))
        return Answer(question=question, kind="several", lines=(line,))
    lines, kpis = needs(report, meant, language)
    if meant is None and kpis and _ME.intersection(tokens(asked)):
        lines = (
            *lines,
            language.text("To see what is yours, say who you are: “what needs {owner}”.", owner=_someone(report, kpis)),
        )
    return Answer(question=question, kind="needs", lines=lines, kpis=kpis)


def _someone(report: Report, kpis: tuple[str, ...]) -> str:
    """An owner whom something needs, as an example."""
    found = (kpi.kpi.owner or kpi.goal.owner for kpi in report.kpis if kpi.id in kpis)
    return next(filter(None, found), "…")


def _term(topic: Topic) -> Term | None:
    """The glossary's term where no KPI has that name."""
    terms = [one.of for one in topic.subjects if isinstance(one.of, Term)]
    return terms[0] if len(terms) == 1 and not of_kpis(topic) else None


def _defined(asked: str, report: Report) -> Term | None:
    """The term that `what is a …` names, be it a word that names nothing in other questions, such as target."""
    name = tokens(_OPENING.sub("", asked))
    spelt = ((term, one) for term in report.terms for one in (term.name, term.id, *term.aliases))
    return next((term for term, one in spelt if tokens(one) == name), None)


def _spelt(topic: Topic) -> tuple[str, ...]:
    return tuple(name for one in topic.subjects for name in (one.of.name, one.of.id))


def _several(question: str, kpis: tuple[KpiResult, ...], language: Language) -> Answer:
    names = [kpi.name for kpi in kpis[:MOST_NAMED]]
    rest = len(kpis) - len(names)
    if rest:
        names.append(language.plural("{n} more", "{n} more", rest))
    line = language.text("That fits several KPIs: {names}. Which one?", names=language.join(names))
    return Answer(question=question, kind="several", lines=(line,), kpis=tuple(kpi.id for kpi in kpis))


def _without_kpi(question: str, kind: Kind, topic: Topic, report: Report, language: Language) -> Answer:
    goals = [one.of for one in topic.subjects if isinstance(one.of, GoalResult)]
    if len(goals) == 1 and kind in ("how", "who", "what"):
        return Answer(question=question, kind=kind, lines=(_of_goal(goals[0], kind, language),))
    if kind == "how" and tokens(question) and not topic.asked and report.kpis:
        return Answer(question=question, kind="how", lines=(report.sentence,))
    return _unknown(question, topic, report, language)


def _of_goal(goal: GoalResult, kind: Kind, language: Language) -> str:
    if kind == "who":
        owner = goal.goal.owner or language.text("No owner")
        return language.text("{name}: {owner}.", name=goal.name, owner=owner)
    return language.text("{name}: {sentence}", name=goal.name, sentence=goal.sentence)


def _unknown(question: str, topic: Topic, report: Report, language: Language) -> Answer:
    """That it is not known, what comes near, and what can be asked."""
    lines = [language.text("I do not know. I can only answer from this report.")]
    if topic.near:
        near = language.join([kpi.name for kpi in topic.near])
        lines.append(language.text("The nearest KPIs are: {names}.", names=near))
    elif report.kpis:
        some = language.join([kpi.name for kpi in report.kpis[:3]])
        lines.append(language.text("It has KPIs such as {names}.", names=some))
    lines.append(
        language.text(
            "Ask how we are doing on a KPI, why it changed, when it will be reached, who owns it, what it is, what can "
            "be done about it, or what needs an owner."
        )
    )
    return Answer(question=question, kind="unknown", lines=tuple(lines), kpis=tuple(kpi.id for kpi in topic.near))

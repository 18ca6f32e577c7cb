"""Answers on a small report put together by hand, and those that are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kpireport.answers import Answer, Library, answer, prepared
from kpireport.format import Language
from kpireport.model import (
    Action,
    Cause,
    Comparison,
    Driver,
    Event,
    KpiResult,
    Note,
    Report,
    Review,
    Term,
    TriggerResult,
)
from tests.pages.sample import HERE, count, report, trigger, week

LANGUAGE = Language("en-GB", "EUR")


def one(base: KpiResult, id_: str, name: str, **given: Any) -> KpiResult:
    """A KPI like another, of another name."""
    kpi = replace(base.kpi, id=id_, name=name, triggers=(), **given.pop("kpi", {}))
    metric = replace(base.metric, id=id_, name=name, definition=None)
    return replace(base, kpi=kpi, metric=metric, led_by=(), guardrails=(), **given)


def small() -> Report:
    found = report()
    base = next(kpi for kpi in found.kpis if kpi.id == "searches")
    fell = Comparison(
        basis="previous_period", label="2026-W42", value=50000.0, change=-8000.0, better=False, period=week(1)
    )
    cause = Cause(
        method="additive",
        basis="previous_period",
        drivers=(Driver(segment="Paid", before=30000, after=22000, change=-8000),),
        sentence="Paid accounts for the whole decrease (−8 000).",
        events=(Event(place=HERE, date=date(2026, 10, 20), title="Campaign ends"),),
        note=Note(place=HERE, kpi="sales", period=week(), text="We **paused** [it](https://a.b).", author="Ada"),
    )
    sales = one(
        base,
        "sales",
        "Net sales",
        value=42000.0,
        status="off_track",
        comparison=(fell,),
        cause=cause,
        sentence="Below plan.",
        kpi={"owner": "Head of Sales", "definition": "Sales without returns.", "actions": ("Call the ten largest.",)},
    )
    quiet = Cause(method="none", reason="no_dimension", basis="previous_period")
    churn = one(base, "churn", "Customer churn", comparison=(fell,), cause=quiet, status="on_track", sentence="Fine.")
    visits = one(base, "site-visits", "Site visits", status="on_track", sentence="Well above.")
    mail = one(base, "mail-visits", "Mail visits", status="on_track", sentence="Above.")
    kpis = (sales, churn, visits, mail)
    goal = replace(found.goals[0], kpis=kpis, status_counts=count(kpis), sentence="Three of four.")
    goal = replace(goal, goal=replace(goal.goal, name="Grow steadily", owner="The board"))
    fired = TriggerResult(
        kpi="sales",
        trigger=trigger("below 45000"),
        fired=True,
        owner="Bo",
        action="Refresh offers.",
        sentence="42 000.",
    )
    terms = (
        Term(id="churn", name="Churn rate", aliases=("attrition", "Customer churn"), definition="Who left."),
        Term(id="target", name="Target", definition="What is to be reached."),
    )
    return replace(found, goals=(goal,), triggers=(fired,), terms=terms, actions=(), sentence="3 of 4 are on track.")


def ask(question: str, found: Report | None = None, **given: Any) -> Answer:
    return answer(question, found or small(), LANGUAGE, **given)


def plain(found: Answer) -> str:
    return found.text.replace("\u202f", " ").replace("\u2212", "-")


# ------------------------------------------------------------------------------------------------------ fixed questions


def test_how_we_are_doing_is_status_figure_and_verdict() -> None:
    found = ask("How are we doing on net sales?")
    assert (found.kind, found.kpis) == ("how", ("sales",))
    assert plain(found).startswith("Net sales: off track. 42 000 in ")
    assert "Below plan." in found.lines


def test_why_gives_what_accounts_for_it_the_note_and_the_event() -> None:
    found = ask("Why did net sales drop?")
    assert found.lines[1:] == (
        "Paid accounts for the whole decrease (−8 000).",
        "Ada writes: We paused it.",
        "At the same time, 20 October 2026: Campaign ends.",
    )
    assert "42 000 after 50 000" in plain(found)
    assert "caused" not in found.text


def test_a_question_that_presumes_the_opposite_is_put_right() -> None:
    assert ask("Why did net sales rise?").lines[0].startswith("Net sales did not rise:")


def test_without_a_cause_it_says_so() -> None:
    found = ask("why did customer churn change")
    assert any(line.startswith("The data does not tell what accounts for it.") for line in found.lines)


def test_what_needs_me_is_of_that_owner_alone() -> None:
    everything = ask("What needs me?")
    assert everything.kpis == ("sales",)
    assert "(Head of Sales)" in everything.text
    assert everything.lines[-1] == "To see what is yours, say who you are: “what needs Head of Sales”."
    assert ask("what needs a decision").lines[-1] != everything.lines[-1]
    mine = ask("what needs me", owner="head of sales")
    assert [line.split(",")[0] for line in mine.lines] == ["This needs Head of Sales:", "Net sales"]
    assert "Refresh offers" not in mine.text, "the trigger names another"
    assert "Agreed: Refresh offers." in ask("what needs Bo").text
    assert ask("what needs me", owner="Nobody").lines == ("Nothing needs Nobody now.",)


def test_open_actions_need_their_owner_and_done_ones_do_not() -> None:
    def action(what: str, *, done: bool) -> Action:
        review = Review(place=HERE, date=date(2026, 10, 1), kpi="sales", action=what, owner="Cy", due=date(2026, 10, 9))
        return Action(review=review, is_done=done, is_overdue=not done)

    found = replace(small(), actions=(action("Plan it.", done=False), action("Old.", done=True)))
    assert ask("what needs me", found, owner="Cy").lines == (
        "This needs Cy:",
        "Overdue action: Plan it, due on 9 October 2026.",
    )


def test_who_what_and_when() -> None:
    assert ask("who owns net sales").lines[0] == "Net sales: Head of Sales."
    assert ask("what is net sales").lines[0] == "Net sales: Sales without returns."
    met = ask("when will we reach site visits")
    assert met.kind == "when"
    assert "if past behaviour continues" in met.text or "no date can be told" in met.text


def test_a_date_at_the_pace_is_only_given_where_there_is_one() -> None:
    found = small()
    kpi = found.kpis[0]
    assert kpi.target
    target = replace(kpi.target, at_pace_on=date(2027, 3, 1), by=date(2026, 12, 31), probability=0.2)
    goal = replace(found.goals[0], kpis=(replace(kpi, target=target),))
    lines = ask("when will we reach net sales", replace(found, goals=(goal,))).lines
    assert lines == (
        "At the pace so far, Net sales reaches its target on 1 March 2027.",
        "Its deadline is 31 December 2026.",
        "The target is about 20\u202f% likely to be met, if past behaviour continues.",
    )


def test_recommendations_are_the_agreed_ones_then_the_catalogues_named_as_such() -> None:
    library = Library(levers={"sales": ("Raise the price.",)})
    assert plain(ask("what can we do about net sales", library=library)).splitlines() == [
        "Agreed: Call the ten largest.",
        "Agreed, and due now that “below 45 000” has fired: Refresh offers (Bo).",
        "From the catalogue, not from your data: Raise the price.",
    ]
    assert ask("how can we improve site visits").lines == (
        "No action is agreed for Site visits. Add “actions” or triggers.",
    )


# ------------------------------------------------------------------------------------------ names, synonyms, refusals


@pytest.mark.parametrize(
    ("question", "kpi"),
    [
        ("how are net slaes doing", "sales"),
        ("how is attrition", "churn"),
        ("how is revenue", "sales"),
        ("how are we doing on site traffic", "site-visits"),
        ("HOW IS MAIL-VISITS", "mail-visits"),
        ("how many visits by email", "mail-visits"),
    ],
)
def test_slips_aliases_of_the_glossary_and_synonyms_are_understood(question: str, kpi: str) -> None:
    assert ask(question).kpis == (kpi,)


def test_the_catalogues_aliases_are_names_too() -> None:
    assert ask("how is the net take").kind == "unknown"
    assert ask("how is the net take", library=Library(aliases={"sales": ("net take",)})).kpis == ("sales",)


def test_where_several_fit_it_asks_which() -> None:
    found = ask("how are visits doing")
    assert (found.kind, found.kpis, found.is_known) == ("several", ("site-visits", "mail-visits"), False)
    assert found.text == "That fits several KPIs: Site visits and Mail visits. Which one?"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "???",
        "how is the weather",
        "why did our office rent go up",
        "<script>alert(1)</script>",
        "'; DROP TABLE kpis; --",
        "{{7*7}} ${x} %s {name}",
        "\x00\ufeff\u202e",
        "x" * 100_000,
        "who is the president",
    ],
)
def test_what_the_report_does_not_hold_is_said_not_to_be_known(question: str) -> None:
    found = ask(question)
    assert (found.kind, found.is_known) == ("unknown", False)
    assert found.lines[0] == "I do not know. I can only answer from this report."
    assert found.lines[-1].startswith("Ask how we are doing on a KPI")


def test_the_nearest_names_are_given() -> None:
    found = ask("how are visits in Bergen doing")
    assert found.kind == "unknown"
    assert "The nearest KPIs are: Site visits and Mail visits." in found.lines


def test_the_whole_and_a_goal_can_be_asked_about() -> None:
    assert ask("How are we doing?").lines == ("3 of 4 are on track.",)
    assert ask("how are we doing on grow steadily").lines == ("Grow steadily: Three of four.",)
    assert ask("who owns grow steadily").lines == ("Grow steadily: The board.",)


def test_a_term_is_explained_where_no_kpi_has_the_name() -> None:
    assert ask("what is a target").lines == ("Target: What is to be reached.",)
    assert ask("What is churn?").kpis == ("churn",)


def test_a_report_without_kpis_knows_nothing() -> None:
    empty = replace(small(), goals=(), triggers=(), terms=())
    for question in ("how are we doing", "why did sales drop", ""):
        assert ask(question, empty).kind == "unknown"
    assert ask("what needs me", empty).lines == ("Nothing needs a decision.",)


def test_the_same_question_has_the_same_answer() -> None:
    assert ask("what needs me") == ask("what needs me")


def test_prepared_answers_cover_every_kind_of_question() -> None:
    found = small()
    answers = list(prepared(found.kpis[0], found, LANGUAGE, Library()))
    assert [one.kind for one in answers] == ["how", "why", "when", "do", "who", "what"]
    assert all(one.lines and all(one.lines) for one in answers)
    assert answers[0].question == "How are we doing on Net sales?"

"""What a question is about and what it wants to know."""

from __future__ import annotations

import pytest

from kpireport.answers.intent import intent, presumed_change
from kpireport.answers.topic import tokens


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How are we doing on revenue?", "how"),
        ("revenue", "how"),
        ("What is the status of revenue?", "how"),
        ("Is revenue on track?", "how"),
        ("Why did revenue drop?", "why"),
        ("what happened to revenue", "why"),
        ("What's behind revenue? How come?", "why"),
        ("What needs me?", "needs"),
        ("what needs a decision", "needs"),
        ("When will we reach revenue?", "when"),
        ("Will we hit revenue", "when"),
        ("What is the forecast for revenue?", "when"),
        ("Who owns revenue?", "who"),
        ("who is responsible for revenue", "who"),
        ("What is revenue?", "what"),
        ("What does revenue mean?", "what"),
        ("how is revenue calculated", "what"),
        ("What can we do about revenue?", "do"),
        ("how can we improve revenue", "do"),
    ],
)
def test_what_is_wanted_is_told_from_the_words(question: str, kind: str) -> None:
    assert intent(question) == kind


def test_the_words_of_a_name_ask_for_nothing() -> None:
    assert intent("how is the Recommendation score", ("Recommendation score",)) == "how"
    assert presumed_change("why did Low-price items change", "Low-price items") == 0


@pytest.mark.parametrize(("question", "sign"), [("did X drop", -1), ("did X rise", 1), ("X up or down", 0), ("X", 0)])
def test_which_way_the_question_takes_it_to_have_gone(question: str, sign: int) -> None:
    assert presumed_change(question, "Y") == sign


def test_words_are_compared_without_accents_case_and_plural() -> None:
    assert tokens("Café’s Households, CO₂") == ("cafe", "household", "co2")
    assert tokens("売上 выручка") == ("売上", "выручка")

"""The grammar of triggers: each form, and for each fault the word that is pointed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.condition import (
    LONGEST,
    BehindPace,
    Change,
    Condition,
    ConditionError,
    Reaches,
    Span,
    Threshold,
    parse,
)

FORMS: dict[str, Condition] = {
    "behind_pace": BehindPace(),
    "above 500": Threshold("above", 500),
    "below -3.5": Threshold("below", -3.5),
    "at least 95": Threshold("at_least", 95),
    "at most 4 per channel": Threshold("at_most", 4, None, "channel"),
    "below 70000 for 2 weeks": Threshold("below", 70000, Span(2, "week")),
    "above 3 for 30 minutes": Threshold("above", 3, Span(30, "minute")),
    "above 3 for 1 hour": Threshold("above", 3, Span(1, "hour")),
    "below 9e2 for 3 periods per city": Threshold("below", 900, Span(3, "period"), "city"),
    "below 1 for 1 day": Threshold("below", 1, Span(1, "day")),
    "below 1 for 2 months": Threshold("below", 1, Span(2, "month")),
    "below 1 for 2 quarters": Threshold("below", 1, Span(2, "quarter")),
    "below 1 for 1 year": Threshold("below", 1, Span(1, "year")),
    "down 20% over 4 weeks": Change(True, 0.2, Span(4, "week")),
    "down 20 % over 30 days per post": Change(True, 0.2, Span(30, "day"), "post"),
    "up 12.5% over 1 quarter": Change(False, 0.125, Span(1, "quarter")),
    "reaches 500": Reaches(500),
    "reaches 500 per sign-up cohort": Reaches(500, "sign-up cohort"),
    "  Below\n  70000   for 2 Weeks ": Threshold("below", 70000, Span(2, "week")),
}


@pytest.mark.parametrize("text", FORMS)
def test_a_form_is_read(text: str) -> None:
    assert parse(text) == FORMS[text]


UNITS = [
    ("above 3 s", "duration", 3.0),
    ("above 3s", "duration", 3.0),
    ("above 1.5 min", "duration", 90.0),
    ("above 2 h for 2 weeks", "duration", 7200.0),
    ("above 2 days", "duration", 172800.0),
    ("above 250 ms", "duration", 0.25),
    ("below 4 %", "percent", 4.0),
    ("below 7%", "fraction", 0.07),
    ("below 0.07", "fraction", 0.07),
    ("above 20 GBP", "currency", 20.0),
    ("above 20", "currency", 20.0),
    ("above 9.7 kg CO2 for 2 weeks", "kg CO2", 9.7),
    ("reaches 500 orders per city", "orders", 500.0),
]


@pytest.mark.parametrize(("text", "unit", "value"), UNITS)
def test_a_unit_agrees_with_that_of_the_metric(text: str, unit: str, value: float) -> None:
    condition = parse(text, unit, "GBP")
    assert isinstance(condition, Threshold | Reaches)
    assert condition.value == value


#: The text with the word at fault between ‹›, and what the message or the hint says.
FAULTS = [
    ("‹belwo› 70000 for 2 weeks", "did you mean “below”?"),
    ("‹under› 70000", "did you mean “below”?"),
    ("‹>=› 3", "did you mean “at least”?"),
    ("‹drops› 20% over 2 weeks", "did you mean “down”?"),
    ("‹behind› pace", "did you mean “behind_pace”?"),
    ("‹for› 2 weeks below 3", "write behind_pace"),
    ("‹20›% down", "no condition begins"),
    ("at ‹lesat› 4", "did you mean “least”?"),
    ("‹at›", "“least” or “most” is expected after “at”"),
    ("‹below›", "a number is expected after “below”"),
    ("below ‹seventy›", "a number is expected here, not “seventy”"),
    ("below ‹1,000› for 2 weeks", "write 1000, without separators"),
    ("below ‹70 000› for 2 weeks", "write 70000, without separators"),
    ("below ‹0,5›", "write 0.5, with a point"),
    ("below ‹010›", "write 10 if a number is meant"),
    ("below ‹1.10›", "write 1.1 if a number is meant"),
    ("below ‹20k›", "write all its digits"),
    ("below ‹12:30›", "in one unit"),
    ("below ‹£20›", "write 20"),
    ("below ‹3,› for 2 weeks", "is not a number"),
    ("below ‹1e999›", "too large"),
    ("below 3 ‹fro› 2 weeks", "did you mean “for”?"),
    ("below 3 for ‹two› weeks", "a whole number is expected here, not “two”"),
    ("below 3 ‹for›", "a whole number is expected after “for”"),
    ("below 3 for ‹0› weeks", "from 1 to"),
    ("below 3 for ‹1.5› weeks", "not a whole number"),
    ("below 3 for 2 ‹weaks›", "did you mean “weeks”?"),
    ("below 3 for ‹2›", "a unit of time is expected after “2”"),
    ("below 3 for 2 weeks ‹pre› post", "did you mean “per”?"),
    ("below 3 for 2 weeks ‹per›", "the name of a dimension is expected after “per”"),
    ("below 3 ‹over› 2 weeks", "has no meaning here"),
    ("down ‹20› over 4 weeks", "write 20%"),
    ("down ‹0›% over 4 weeks", "more than 0"),
    ("down 20% ‹for› 4 weeks", "“over” is expected here"),
    ("down 20% ‹ovre› 4 weeks", "did you mean “over”?"),
    ("down 20‹%›", "“over” is expected after “%”"),
    ("down 20% over 30 ‹minutes›", "days or longer"),
    ("behind_pace ‹per› post", "no pace of its own"),
    ("behind_pace ‹for› 2 weeks", "complete without it"),
    ("reaches 500 ‹for› 2 weeks", "stays reached"),
]


@pytest.mark.parametrize(("marked", "said"), FAULTS)
def test_a_fault_points_at_the_word(marked: str, said: str) -> None:
    text = marked.replace("‹", "").replace("›", "")
    with pytest.raises(ConditionError) as caught:
        parse(text)
    fault = caught.value
    assert fault.offset == marked.index("‹")
    assert fault.width == marked.index("›") - marked.index("‹") - 1
    assert said in f"{fault.message}; {fault.hint}"


@pytest.mark.parametrize(
    ("marked", "unit", "said"),
    [
        ("above 3 ‹kg›", "duration", "write s, min, h or days"),
        ("above 3 ‹%›", "count", "the metric's unit is count"),
        ("above 3 ‹s› for 2 weeks", "percent", "write %"),
        ("above 3 ‹USD›", "currency", "write GBP"),
        ("above 3 ‹kg CO3› for 2 weeks", "kg CO2", "kg CO2"),
    ],
)
def test_a_wrong_unit_is_pointed_at(marked: str, unit: str, said: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(marked.replace("‹", "").replace("›", ""), unit, "GBP")
    assert caught.value.offset == marked.index("‹")
    assert caught.value.width == marked.index("›") - marked.index("‹") - 1
    assert said in str(caught.value.hint)


def test_nothing_and_too_much_are_refused() -> None:
    for text in ("", "  \n"):
        with pytest.raises(ConditionError, match="empty"):
            parse(text)
    with pytest.raises(ConditionError, match=f"at most {LONGEST}"):
        parse("below " + "1" * LONGEST)


WORDS = (
    *("above", "below", "at", "least", "most", "down", "up", "reaches", "behind_pace", "for", "over", "per"),
    *("3", "20%", "1,000", "0", "-1", "1e3", "2.5", "%", "s", "weeks", "minute", "day", "post", "x"),
)
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))


@given(texts, st.sampled_from([None, "count", "fraction", "x"]))
def test_any_text_is_read_or_refused_inside_its_bounds(text: str, unit: str | None) -> None:
    found: ConditionError | None = None
    try:
        parse(text, unit)
    except ConditionError as fault:
        found = fault
    if found:
        assert 0 <= found.offset <= found.offset + found.width <= max(1, len(text))
        assert found.message
        assert found.hint

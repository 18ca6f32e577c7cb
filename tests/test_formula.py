import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.formula import DEEPEST, LONGEST, FormulaError, Lag, parse

VALUES = {
    "revenue": 50.0,
    "cost": 30.0,
    "a": 6.0,
    "b": 3.0,
    "web-visits": 9.0,
    "7day": 7.0,
    "x": 2.0,
    "x_prev": -1.0,
    "min-x": 4.0,
}
SCALE: dict[Lag, float] = {"now": 1.0, "prev": 10.0, "prev_year": 100.0}


def value(text: str) -> float | None:
    return parse(text, VALUES).value(lambda name, lag: VALUES[name] * SCALE[lag])


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("(revenue - cost) / revenue", 0.4),
        ("revenue - cost - a", 14.0),
        ("a / b / b", 6 / 3 / 3),
        ("a + b * 2", 12.0),
        ("-a * -b", 18.0),
        ("2 - -a", 8.0),
        ("web-visits*2", 18.0),
        ("7day + 7", 14.0),
        ("1.5e2 + .5", 150.5),
        ("revenue-2", 48.0),
        ("2-revenue", -48.0),
        ("revenue -cost", 20.0),
        ("min(a, b) + max(1, 2)", 5.0),
        ("mean(a, b, 3) + sum(a, 1e3) + abs(-b)", 4 + 1006 + 3),
        ("min-x + 0", 4.0),
        (" a\n+ b\t", 9.0),
    ],
)
def test_arithmetic(text: str, result: float) -> None:
    assert value(text) == pytest.approx(result, rel=1e-15)


def test_lags_look_one_period_or_one_year_back_unless_a_metric_has_that_name() -> None:
    formula = parse("a / a_prev + b_prev_year + x_prev", VALUES)
    assert formula.names == ("a", "b", "x_prev")
    assert formula.lags == {("a", "now"), ("a", "prev"), ("b", "prev_year"), ("x_prev", "now")}
    assert value("a / a_prev + b_prev_year + x_prev") == pytest.approx(0.1 + 300 - 1)


@pytest.mark.parametrize("text", ["a / 0", "a / (b - 3)", "1e308 * 10 * a", "1e308 * 10 - 1e308 * 10"])
def test_no_value_without_a_finite_result(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize("text", ["a + b", "max(a, b)", "a * 0", "a_prev"])
def test_no_value_when_an_input_is_missing(text: str) -> None:
    assert parse(text, VALUES).value(lambda name, _: None if name == "a" else 1.0) is None


@pytest.mark.parametrize(
    ("text", "message", "offset", "width"),
    [
        ("9**9**9", "no powers", 1, 2),
        ("a ** b", "no powers", 2, 2),
        ("a // b", "whole-number", 2, 2),
        ("__import__('os')", "no function “__import__”", 0, 10),
        ("a + eval(a)", "no function “eval”", 4, 4),
        ("a.real", "dot", 1, 1),
        ("a + 'x'", "no texts", 4, 1),
        ("a + revnue", "no metric “revnue”", 4, 6),
        ("revenue-cost", "no metric “revenue-cost”", 0, 12),
        ("2x", "no metric “2x”", 0, 2),
        ("a b", "operator is missing", 2, 1),
        ("a (b)", "operator is missing", 2, 1),
        ("(a + b", "never closed", 0, 1),
        ("max(a, b", "never closed", 3, 1),
        ("a)", "no open parenthesis", 1, 1),
        ("a, b", "no open parenthesis", 1, 1),
        ("a +", "missing here", 3, 1),
        ("* a", "missing here", 0, 1),
        ("", "missing here", 0, 1),
        ("max()", "missing here", 4, 1),
        ("max", "no metric “max”", 0, 3),
        ("abs(a, b)", "one value", 0, 3),
        ("a − b", "minus sign", 2, 1),
        ("a % b", "percent sign", 2, 1),
        ("a == b", "no comparison", 2, 1),
        ("a; b", "no meaning", 1, 1),
        ("a + 1e999", "too large", 4, 5),
        ("a +\n9 @ b", "no meaning", 6, 1),
    ],
)
def test_faults_are_placed(text: str, message: str, offset: int, width: int) -> None:
    with pytest.raises(FormulaError, match=message) as caught:
        parse(text, VALUES)
    assert (caught.value.offset, caught.value.width) == (offset, width)


def test_faults_say_what_would_be_right() -> None:
    hints = {}
    for text in ("revnue", "revenue-cost", "a ** 2"):
        with pytest.raises(FormulaError) as caught:
            parse(text, VALUES)
        hints[text] = caught.value.hint
    assert hints == {
        "revnue": "did you mean “revenue”?",
        "revenue-cost": "if a difference is meant, write revenue - cost",
        "a ** 2": "write x * x",
    }


def test_long_and_deep_formulas_are_refused_and_the_longest_and_deepest_are_not() -> None:
    assert value("+".join(["a"] * (LONGEST // 2))) == 6.0 * (LONGEST // 2)
    assert value("-" * (LONGEST - 1) + "a") == -6.0
    assert value("(" * DEEPEST + "a" + ")" * DEEPEST) == 6.0
    with pytest.raises(FormulaError, match="at most 2000"):
        parse("a" * (LONGEST + 1), VALUES)
    with pytest.raises(FormulaError, match="deeper than 50"):
        parse("abs(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), VALUES)


@given(st.text(alphabet="ab12.-+*/(), \n'_×xprev", max_size=40))
def test_any_text_is_read_or_refused_inside_its_bounds(text: str) -> None:
    try:
        parse(text, VALUES)
    except FormulaError as fault:
        offset = fault.offset
    else:
        offset = 0
    assert 0 <= offset <= len(text)


operators = st.sampled_from([" + ", " - ", " * ", " / "])
expressions = st.recursive(
    st.sampled_from(["a", "b", "2", "0.5"]),
    lambda inner: st.tuples(inner, operators, inner).map(lambda parts: f"({''.join(parts)})"),
    max_leaves=12,
)


@given(expressions)
def test_it_computes_what_arithmetic_says(text: str) -> None:
    try:
        expected = eval(text, {"a": 6.0, "b": 3.0})  # noqa: S307  the independent opinion
    except ZeroDivisionError:
        expected = None
    assert value(text) == expected

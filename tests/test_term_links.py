"""Which words of a text are terms of the glossary, and how they are linked."""

from __future__ import annotations

import random

import pytest
from markupsafe import Markup, escape

from kpireport.errors import Place
from kpireport.model import Term
from kpireport.pages.markdown import to_html
from kpireport.term_links import TermLinks
from kpireport.term_names import TermNames, other_words


def term(id_: str, name: str, *aliases: str, everyday: tuple[str, ...] = (), own: bool = False) -> Term:
    place = Place("g.md") if own else None
    return Term(id=id_, name=name, definition="D.", aliases=aliases, everyday=everyday, place=place)


TERMS = (
    term("cac", "Customer acquisition cost", "CAC", "acquisition cost"),
    term("churn", "Churn", "churn rate", "attrition"),
    term("kpi", "KPI (Key Performance Indicator)", "KPI", everyday=("KPI",)),
    term("law", "Goodhart's law"),
    term("mql", "Marketing-qualified lead", "MQL"),
    term("reach", "Reach", "unique reach"),
    term("r-and-d", "R&D"),
    term("smart", "SMART", "SMART goals", "A in SMART"),
    term("strategy", "Growth strategy"),
    term("target", "Target", "targets", everyday=("Target", "targets")),
    term("world", "größe", "日本"),
)
NAMES = TermNames(TERMS)


def found(text: str) -> list[str]:
    return [f"{use.term}:{text[use.start : use.end]}" for use in NAMES.uses(text)]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("Churn, churn and CHURN.", ["churn:Churn", "churn:churn"]),
        ("the churn rate of attrition", ["churn:churn rate", "churn:attrition"]),
        ("CAC is no cac, no Cac and no CACTUS", ["cac:CAC"]),
        ("CACs, MQLs and growth strategies", ["cac:CACs", "mql:MQLs", "strategy:growth strategies"]),
        ("Customer  Acquisition\nCosts", ["cac:Customer  Acquisition\nCosts"]),
        ("Goodhart’s law, Goodhart's law", ["law:Goodhart’s law", "law:Goodhart's law"]),
        ("a smart team sets SMART goals by SMART", ["smart:SMART goals", "smart:SMART"]),
        ("churned, unchurn, pre-churn, churn-rate, x.churn, churn.csv, churn@acme", []),
        (
            "LTV/CAC (churn), “reach”; R&D: Größe 日本",
            ["cac:CAC", "churn:churn", "reach:reach", "r-and-d:R&D", "world:Größe", "world:日本"],
        ),
        ("to reach, who churn, reach the top, reach 500, within reach, out of easy reach", []),
        ("Churn the week before, churn this week due to churn", ["churn:Churn", "churn:churn", "churn:churn"]),
        ("by reach or by unique reach a week; compared to CAC", ["reach:reach", "reach:unique reach", "cac:CAC"]),
        ("KPI and key performance indicator; a target, targets", ["kpi:key performance indicator"]),
        ("", []),
    ],
)
def test_whole_words_in_their_own_capitals_the_longest_first(text: str, uses: list[str]) -> None:
    assert found(text) == uses


def test_a_projects_term_has_its_names_before_a_built_in_one() -> None:
    names = TermNames([term("churn", "Churn", "loss"), term("loss", "Our loss", "loss", own=True)])
    assert [use.term for use in names.uses("loss churn")] == ["loss", "churn"]


def test_other_words_are_not_mere_forms_of_the_name() -> None:
    words = other_words(term("mql", "Marketing-qualified lead", "MQL", "MQLs", "marketing qualified leads", "lead"))
    assert words == ("MQL", "lead")
    assert other_words(TERMS[2]) == ()


def test_no_name_breaks_the_matcher() -> None:
    marks = "aZé ß(İ)ǅ[0-9]*+?{2}|^$\\.'’-/&#日ا\u0301 "
    chance = random.Random(4)  # noqa: S311
    for _ in range(400):
        texts = ["".join(chance.choices(marks, k=chance.randint(1, 6))) for _ in range(4)]
        names = TermNames(term(f"t{number}", text) for number, text in enumerate(texts))
        text = " ".join(texts)
        ends = [(use.start, use.end) for use in names.uses(text)]
        assert all(0 <= start < end <= len(text) for start, end in ends)
        assert ends == sorted(ends)


# ---------------------------------------------------------------------------------------------------------------- links


def links(path: str = "kpis/churn/index.html", root: str = "../../") -> TermLinks:
    return TermLinks(NAMES, path, root)


def a(id_: str, words: str, root: str = "../../") -> str:
    return f'<a class="term" href="{root}glossary/{id_}/index.html">{words}</a>'


def test_each_term_once_on_a_page_also_across_texts_and_labels() -> None:
    page = links()
    assert page.prose("Churn & churn <CAC>") == f"{a('churn', 'Churn')} &amp; churn &lt;{a('cac', 'CAC')}&gt;"
    assert page.prose("churn and CAC") == "churn and CAC"
    assert page.term("churn", "Churn") == "Churn"
    assert page.term("target", "T<") == a("target", "T&lt;")
    assert page.term("nowhere", "N<") == "N&lt;"


@pytest.mark.parametrize(
    ("path", "root"), [("index.html", ""), ("a/index.html", "../"), ("a/b/c/index.html", "../../../")]
)
def test_links_are_right_from_any_depth(path: str, root: str) -> None:
    assert links(path, root).prose("churn") == a("churn", "churn", root)


def test_a_term_is_not_linked_on_its_own_page_but_on_that_of_a_kpi_of_its_name() -> None:
    assert links("glossary/churn/index.html").prose("Churn and CAC") == f"Churn and {a('cac', 'CAC')}"
    assert "href" in links("kpis/churn/index.html").prose("Churn")
    assert "href" in links("glossary/index.html", "../").prose("Churn")


def test_nothing_is_linked_in_links_code_and_headings() -> None:
    text = (
        "# Churn\n\n[churn](https://acme.example/churn 'churn') `churn`\n\n    churn\n\n## Reach\n\nR&D *churn* <reach>"
    )
    html = links().prose(to_html(text))
    linked = (a("r-and-d", "R&amp;D"), a("churn", "churn"), a("reach", "reach"))
    assert html.count("<a") == 4
    assert html.endswith(f"<p>{linked[0]} <em>{linked[1]}</em> &lt;{linked[2]}&gt;</p>")


def test_a_heading_in_a_note_is_one_though_shown_as_bold_text() -> None:
    html = links().prose(to_html("# Churn\n\n**churn**", headings=None))
    assert html == f"<p><b>Churn</b></p>\n<p><strong>{a('churn', 'churn')}</strong></p>"


def test_a_table_head_is_a_heading() -> None:
    html = links().prose(to_html("| churn | CAC |\n|---|---|\n| churn | CAC |"))
    assert "<th>churn</th>" in html
    assert f"<td>{a('cac', 'CAC')}</td>" in html


@pytest.mark.parametrize(
    "html",
    [
        "<p>no term &amp; nothing &lt;b&gt;</p>",
        '<ol start="3"><li>x<br>y</li></ol><hr>',
        "<p>&quot;to reach&quot; &#39;\u00a0</p>",
    ],
)
def test_what_has_no_term_stays_byte_for_byte(html: str) -> None:
    assert links().prose(Markup(html)) == html  # noqa: S704
    around = links().prose(Markup(html + "<p>CAC</p>"))  # noqa: S704
    assert around == html + f"<p>{a('cac', 'CAC')}</p>"


def test_hostile_texts_and_names_stay_harmless() -> None:
    names = TermNames([term("x", '"><script>alert(1)</script>', "<b>", "a&lt;b")])
    text = 'see "><script>alert(1)</script> and <b> a&lt;b'
    html = TermLinks(names, "index.html", "").prose(text)
    assert "<script" not in html
    assert html.count("<") == 2
    assert TermLinks(names, "index.html", "").prose(escape(text)) == html

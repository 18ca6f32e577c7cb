"""Rendering: what is escaped, and how a fault in a user's template is reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from kpireport.errors import ProjectError
from kpireport.format import Language
from kpireport.model import File, Page, Term
from kpireport.render import render
from kpireport.term_names import TermNames
from kpireport.theme import load_theme


def rendered(tmp_path: Path, template: str, path: str = "a/b/index.html", **context: object) -> str:
    file = tmp_path / "look/templates/one.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(template, "utf-8")
    page = Page(path, "one.html", context)
    return next(iter(render([page], load_theme("look", tmp_path), Language()))).content.decode()


def fault(tmp_path: Path, template: str) -> str:
    with pytest.raises(ProjectError) as error:
        rendered(tmp_path, template)
    return error.value.text


def test_values_are_escaped_in_text_and_attributes(tmp_path: Path) -> None:
    html = rendered(tmp_path, '<p title="{{ x }}">{{ x }}</p>', x='"><script>')
    assert html == '<p title="&#34;&gt;&lt;script&gt;">&#34;&gt;&lt;script&gt;</p>'


def test_words_of_the_interface_escape_what_they_hold(tmp_path: Path) -> None:
    assert rendered(tmp_path, '{{ _("{x} and {y}", x=x, y=y) }}', x="<b>", y="{x}") == "&lt;b&gt; and {x}"
    assert rendered(tmp_path, '{{ ngettext("{n} KPI", "{n} KPIs", 1234) }}') == "1\u202f234 KPIs"


def test_root_leads_back_from_any_depth(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ root }}") == "../../"
    assert rendered(tmp_path, "{{ root }}", path="index.html") == ""


def test_a_term_is_linked_once_and_not_on_its_own_page(tmp_path: Path) -> None:
    template = "{{ term('pace', 'P<') }} {{ term('pace', 'P<') }} {{ term('other', 'o') }} {{ prose('Pace <') }}"
    names = TermNames([Term(id="pace", name="Pace", definition="How fast.")])
    html = rendered(tmp_path, template, term_names=names)
    assert html == '<a class="term" href="../../glossary/pace/index.html">P&lt;</a> P&lt; o Pace &lt;'
    assert "href" not in rendered(tmp_path, template, path="glossary/pace/index.html", term_names=names)


def test_long_names_are_cut_with_the_whole_in_the_title(tmp_path: Path) -> None:
    html = rendered(tmp_path, "{{ x | name(5) }}", x='abc"efgh')
    assert html == '<span title="abc&#34;efgh">abc&#34;…</span>'


def test_marks_that_turn_the_text_after_them_do_not_reach_a_page(tmp_path: Path) -> None:
    html = rendered(tmp_path, '<p title="{{ x }}">{{ x }}, due</p>', x="Sales \u202egpj.exe \u2067x\u200f")
    assert html == '<p title="Sales gpj.exe x\u200f">Sales gpj.exe x\u200f, due</p>'


def test_template_indentation_goes_and_that_of_values_stays(tmp_path: Path) -> None:
    assert rendered(tmp_path, "<p>\n    {{ x }}\n  </p>", x="a\n  b") == "<p>\na\n  b\n</p>"


def test_control_characters_and_lone_surrogates_do_not_reach_the_page(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ x }}", x="a\x00b\x1b[c\x85\ud800") == "a�b�[c�?"


def test_files_pass_through(tmp_path: Path) -> None:
    files = list(render([File("x", b"\xff")], load_theme("default", tmp_path), Language()))
    assert files == [File("x", b"\xff")]


@pytest.mark.parametrize(
    ("template", "code", "line"),
    [
        ("<p>\n{{ nothing }}", "K005", 2),
        ("<p>\n\n{% if %}", "K007", 3),
        ('{% include "gone.html" %}', "K014", 1),
        ("\n{{ 1 / 0 }}", "K004", 2),
    ],
)
def test_a_fault_in_a_users_template_names_file_and_line(tmp_path: Path, template: str, code: str, line: int) -> None:
    text = fault(tmp_path, template)
    assert f"look/templates/one.html:{line}:1: error[{code}]" in text


def test_a_users_template_cannot_reach_python(tmp_path: Path) -> None:
    text = fault(tmp_path, "{{ ''.__class__.__mro__[1].__subclasses__() }}")
    assert "error[K004]" in text
    assert "unsafe" in text


def test_a_fault_of_ours_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        list(render([Page("index.html", "index.html", {})], load_theme("default", tmp_path), Language()))


def test_a_template_changed_between_two_reports_is_read_anew(tmp_path: Path) -> None:
    assert [rendered(tmp_path, text) for text in ("one", "two", "one")] == ["one", "two", "one"]

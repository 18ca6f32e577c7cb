"""Adding to YAML text: at the right place, in the file's own manner, and nothing else changes."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kpireport.project.documents import Document
from kpireport.project.editing import Piece, append, append_under, list_with_item, mapping_with_key
from kpireport.project.yaml_text import Value, block, inline, text

NEW = Piece(("name: New", "aggregation: sum"), "{name: New, aggregation: sum}", "new")
ITEM = Piece(("id: new", "metric: new"), "{id: new, metric: new}")


def _doc(content: str) -> Document:
    return Document("x.yaml", content)


def _appended(content: str, start: tuple[int, int] = (1, 1), piece: Piece = NEW) -> str:
    return append(_doc(content), start, [piece])


def _is_kept(before: str, after: str) -> bool:
    """Whether `after` is `before` with something put in."""
    rest = iter(after)
    return all(character in rest for character in before)


def test_after_the_last_entry_of_a_file() -> None:
    before = "# what we measure\na: {aggregation: sum} # the first\nb:\n  aggregation: last\n"
    assert _appended(before, (2, 1)) == before + "new:\n  name: New\n  aggregation: sum\n"


def test_blank_lines_between_entries_are_kept_up() -> None:
    after = _appended("a:\n  aggregation: sum\n\nb:\n  aggregation: sum\n")
    assert after.endswith("b:\n  aggregation: sum\n\nnew:\n  name: New\n  aggregation: sum\n")
    long = "a:\n  name: A\n  aggregation: sum\n  unit: percent\n  decimals: 1\n"
    assert "\n\nnew:" in _appended(long)
    assert "\n\nnew:" not in _appended("a:\n  aggregation: sum\n")


def test_behind_the_comments_at_the_end() -> None:
    after = _appended("a: {aggregation: sum}\n# b: {aggregation: sum}\n\n# the end\n")
    assert after.startswith("a: {aggregation: sum}\n# b: {aggregation: sum}\n\n# the end\nnew:\n")


def test_a_file_without_a_last_line_break() -> None:
    assert _appended("a: {aggregation: sum}") == "a: {aggregation: sum}\nnew:\n  name: New\n  aggregation: sum"


def test_line_breaks_of_windows_are_kept() -> None:
    after = append(_doc("a: {x: 1}\r\nb: {x: 2}\r\n"), (1, 1), [NEW])
    assert after == "a: {x: 1}\r\nb: {x: 2}\r\nnew:\r\n  name: New\r\n  aggregation: sum\r\n"


@pytest.mark.parametrize(
    "last", ["note: |\n  two\n  lines\n", "note: >-\n  folded\n\n", "note: 'quoted\n  text'\n", "b:\n"]
)
def test_behind_a_text_of_several_lines(last: str) -> None:
    after = _appended(f"a: 1\n{last}")
    assert yaml.safe_load(after)["new"] == {"name": "New", "aggregation": "sum"}
    assert _is_kept(f"a: 1\n{last}", after)


def test_between_braces() -> None:
    assert _appended("{a: {x: 1}, b: 2}  # all\n") == "{a: {x: 1}, b: 2, new: {name: New, aggregation: sum}}  # all\n"
    assert _appended("{}\n") == "{new: {name: New, aggregation: sum}}\n"
    several = "{\n  a: {x: 1}, # one\n  b: 2, # two\n}\n"
    after = _appended(several)
    assert yaml.safe_load(after) == {"a": {"x": 1}, "b": 2, "new": {"name": "New", "aggregation": "sum"}}
    assert _is_kept(several, after)


GOAL = """\
id: g
kpis: # the list
  - id: one
    metric: m
    # target: later
    triggers:
      - {when: behind_pace}
      # - a second one

  # - id: not-yet
name: Goal
"""


def test_after_the_last_item_of_a_list_and_its_comments() -> None:
    after = append_under(_doc(GOAL), (1, 1), "kpis", [ITEM])
    assert after == GOAL.replace("  # - id: not-yet\n", "  # - id: not-yet\n\n  - id: new\n    metric: new\n")


def test_dashes_level_with_their_key_leave_the_next_keys_comments_alone() -> None:
    before = "kpis:\n- id: one\n  metric: m\n# about events\nevents: []\n"
    after = append_under(_doc(before), (1, 1), "kpis", [ITEM])
    assert after == "kpis:\n- id: one\n  metric: m\n- id: new\n  metric: new\n# about events\nevents: []\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: g\n", "id: g\nkpis:\n  - id: new\n    metric: new\n"),
        ("id: g\nkpis:\nname: G\n", "id: g\nkpis:\n  - id: new\n    metric: new\nname: G\n"),
        ("id: g\nkpis: # none yet\n", "id: g\nkpis: # none yet\n  - id: new\n    metric: new\n"),
        ("id: g\nkpis: []\n", "id: g\nkpis: [{id: new, metric: new}]\n"),
        ("id: g\nkpis: [{id: a}]\n", "id: g\nkpis: [{id: a}, {id: new, metric: new}]\n"),
        ("{id: g}\n", "{id: g, kpis: [{id: new, metric: new}]}\n"),
        ("{id: g, kpis: }\n", "{id: g, kpis: [{id: new, metric: new}]}\n"),
        ("kpis:\nid: g\n\n# end\n", "kpis:\n  - id: new\n    metric: new\nid: g\n\n# end\n"),
    ],
)
def test_under_a_key_that_is_there_or_not(before: str, after: str) -> None:
    found = append_under(_doc(before), (1, 1), "kpis", [ITEM])
    assert found == after
    assert yaml.safe_load(found)["kpis"][-1] == {"id": "new", "metric": "new"}


def test_a_list_in_a_list_is_found_by_where_it_starts() -> None:
    site = "goals:\n  - id: one\n    kpis:\n      - id: a\n  - id: two\n    kpis:\n      - id: b\n"
    after = append_under(_doc(site), (2, 5), "kpis", [ITEM])
    assert yaml.safe_load(after)["goals"][0]["kpis"] == [{"id": "a"}, {"id": "new", "metric": "new"}]
    assert yaml.safe_load(after)["goals"][1]["kpis"] == [{"id": "b"}]


def test_a_mapping_is_found_by_one_of_its_keys_and_a_list_by_an_item() -> None:
    document = _doc("metrics:\n  a: {x: 1}\n  b: {x: 2}\nlist:\n  - id: c\n")
    assert mapping_with_key(document, (3, 3)) == (2, 3)
    assert list_with_item(document, (5, 5)) == (5, 3)
    with pytest.raises(ValueError, match="no key"):
        mapping_with_key(document, (9, 9))


def test_letters_beyond_ascii_do_not_shift_anything() -> None:
    after = _appended("ä: {näme: „Größe“} # 🏃\n")
    assert after == "ä: {näme: „Größe“} # 🏃\nnew:\n  name: New\n  aggregation: sum\n"
    assert _appended("{ä: '🏃 – x'}\n").startswith("{ä: '🏃 – x', new:")


# ------------------------------------------------------------------------------------------------------ writing values


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Engagement rate", "Engagement rate"),
        ("LTV:CAC ratio", "LTV:CAC ratio"),
        ("a: b", '"a: b"'),
        ("no # comment", '"no # comment"'),
        ("true", '"true"'),
        ("12", '"12"'),
        ("", '""'),
        ("- dash", '"- dash"'),
        ("100 * (a + b) / c", "100 * (a + b) / c"),
        ("*star", '"*star"'),
    ],
)
def test_quotes_only_where_they_are_needed(value: str, written: str) -> None:
    assert text(value) == written
    assert yaml.safe_load(f"- {text(value)}") == [value]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80))
def test_every_text_reads_back_as_itself(value: str) -> None:
    assert yaml.safe_load(f"- {text(value)}") == [value]
    assert yaml.safe_load(f"[{inline(value)}]") == [value]
    content = {"key": f"word {value}".strip()}
    read = yaml.safe_load("\n".join(block(content)))
    assert " ".join(read["key"].split()) == " ".join(content["key"].split())


def test_long_texts_stand_on_lines_of_their_own() -> None:
    content = {"definition": "word " * 60 + "end"}
    lines = block(content)
    assert lines[0] == "definition: >-"
    assert max(map(len, lines)) <= 112
    assert yaml.safe_load("\n".join(lines)) == content


def test_nested_values() -> None:
    content: dict[str, Value] = {"bounds": [1, None], "composite": [{"metric": "a", "weight": 0.25}], "none": None}
    assert json.loads(json.dumps(yaml.safe_load("\n".join(block(content))))) == content
    assert inline(content) == "{bounds: [1, ~], composite: [{metric: a, weight: 0.25}], none: ~}"

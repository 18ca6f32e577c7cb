"""Text in, nodes or problems out: whatever the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kpireport.project.documents import Faults, decode
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode
from kpireport.project.secrets import holds_credential, mask
from kpireport.project.yaml_nodes import parse_yaml

_PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "\n",
        "  ",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "&x ",
        "*x",
        "!t ",
        "<<: ",
        "|",
        "#",
        "\t",
        "é",
        ", ",
        "${A}",
    ]
)


def parse(text: str) -> tuple[Node | None, Faults]:
    faults = Faults()
    document = decode(text.encode(), "x.yaml", faults)
    return (parse_yaml(document, {"A": "1"}, faults) if document else None), faults


def scalars(node: Node | None) -> list[ScalarNode]:
    if isinstance(node, ScalarNode):
        return [node]
    if isinstance(node, SequenceNode):
        return [leaf for item in node.items for leaf in scalars(item)]
    if isinstance(node, MappingNode):
        return [leaf for value in (*node.keys.values(), *node.values.values()) for leaf in scalars(value)]
    return []


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_gives_nodes_or_problems_at_places_in_it(text: str) -> None:
    node, faults = parse(text)
    assert node is not None or faults.problems
    lines = text.split("\n")
    places = [problem.place for problem in faults.problems if problem.place]
    places += [leaf.place for leaf in scalars(node)]
    for place in places:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


@given(st.text(max_size=60))
def test_a_plain_word_is_found_where_it_stands(text: str) -> None:
    quoted = text.replace("'", "''").replace("\n", " ")
    node, faults = parse(f"before: 1\nkey: '{quoted}'\n")
    if not faults.problems:
        assert isinstance(node, MappingNode)
        assert node.values["key"].place.line == 2
        assert node.values["key"].place.column == 6


def test_places_count_characters_and_survive_windows_line_ends() -> None:
    node, _ = parse("é: ü\r\n\r\nb: {c: 'ä', d: e}\r\n")
    assert [(leaf.text, leaf.line, leaf.column) for leaf in scalars(node)] == [
        ("é", 1, 1),
        ("b", 3, 1),
        ("ü", 1, 4),
        ("c", 3, 5),
        ("d", 3, 13),
        ("ä", 3, 8),
        ("e", 3, 16),
    ]


def test_a_mask_keeps_the_columns() -> None:
    line = "url: postgresql://u:hunter2@h/db  # password=abc"
    assert mask(line) == "url: postgresql://u:*******@h/db  # password=***"
    assert mask("url: ${URL}, password: ${PASSWORD}") == "url: ${URL}, password: ${PASSWORD}"


def test_ordinary_texts_are_no_credentials() -> None:
    for text in ("Tokens per user", "https://example.org:8080/a@b", "Password resets", "a=b", "ratio: 3:1", "${URL}"):
        assert not holds_credential(text), text

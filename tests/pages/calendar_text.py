"""A small reader of iCalendar files, written from RFC 5545 and from nothing else of this project."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class Component:
    """`lines` are its properties: name, parameters and value, in their order."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def one(self, name: str) -> str:
        [value] = [value for other, _, value in self.lines if other == name]
        return value

    def text(self, name: str) -> str:
        return unescaped(self.one(name))


def read(content: bytes) -> Component:
    """The calendar of a file; raises AssertionError at what a strict reader refuses."""
    assert content.endswith(b"\r\n"), "the last line has no end"
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        assert len(line) <= 75, f"a line of {len(line)} octets"
        assert b"\n" not in line, "a bare line feed"
        assert b"\r" not in line, "a bare carriage return"
        line.decode("utf-8")  # a character cut in two would not be read
    logical: list[bytes] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    root = Component("ROOT")
    stack = [root]
    for raw in logical:
        name, parameters, value = _property(raw.decode("utf-8"))
        if name == "BEGIN":
            stack.append(Component(value))
            stack[-2].parts.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            stack[-1].lines.append((name, parameters, value))
    [calendar] = root.parts
    assert (stack, calendar.name) == ([root], "VCALENDAR")
    return calendar


def _property(line: str) -> tuple[str, dict[str, str], str]:
    match = re.fullmatch(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^;:\",]+)*):(.*)", line)
    assert match, line
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", match[3]), line
    parameters = dict(part.split("=") for part in match[2].split(";") if part)
    return match[1], parameters, match[3]


def unescaped(value: str) -> str:
    r"""A TEXT value: `\\`, `\;`, `\,`, `\n`; nothing else may be escaped, and no bare comma or semicolon stand."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)

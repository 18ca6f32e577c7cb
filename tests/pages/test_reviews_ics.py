"""The calendar of reviews and deadlines, read back by a reader of its own."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpireport.format import Language
from kpireport.model import Report
from kpireport.pages.ics import calendar_file, escape, fold
from kpireport.pipeline import Options, check
from tests.analysis.practice import judged, log
from tests.pages.calendar_text import Component, read, unescaped

LONG = "Übergabe der Körbe, 東京; \\ und ein sehr langer Name, der über mehrere Zeilen geht – ganz sicher ✓✓✓"


def calendar(report: Report) -> Component:
    [file] = calendar_file(report, Language())
    assert file.path == "reviews.ics"
    return read(file.content)


def events(report: Report) -> dict[str, Component]:
    """The events by what they are called."""
    return {event.text("SUMMARY"): event for event in calendar(report).parts}


KPIS = (
    f"id: k, name: '{LONG}', owner: Ada, review: {{team: week, Vorstand & Büro: month}}, "
    "target: {reach: 50, from: 10, by: 2026-12-31, start: 2026-08-31}\n"
    "id: l, name: L, review: {team: week}"
)
SITE = "list_review: 2026-08-01\nurl: https://example.org/kpis\n" + log(
    "date: 2026-10-19, forum: team, kpi: k, action: 'Ask, and write it down', owner: Ada, due: 2026-10-23",
    "date: 2026-10-05, forum: team, kpi: l, action: Long done, due: 2026-10-12, done: 2026-10-12",
    "date: 2026-10-12, forum: Vorstand & Büro, kpi: k",
)


def test_reviews_actions_deadlines_and_the_list_are_days(tmp_path: Path) -> None:
    found = events(judged(tmp_path, KPIS, SITE))
    days = {name: event.one("DTSTART") for name, event in found.items()}
    assert days == {
        "Team: review of 1 KPI": "20261026",  # the one of 12 October has the same name; see below
        "Vorstand & Büro: review of 1 KPI": "20261112",
        "Due: Ask, and write it down": "20261023",
        f"Deadline: {LONG}": "20261231",
        "Review of the list of KPIs": "20261031",
        "Yearly overhaul of the list of KPIs": "20270801",
    }
    team = [event for event in calendar(judged(tmp_path, KPIS, SITE)).parts if event.text("SUMMARY").startswith("Team")]
    assert [(event.one("DTSTART"), event.text("DESCRIPTION")) for event in team] == [
        ("20261012", "L"),
        ("20261026", LONG),
    ]


def test_every_event_has_what_the_standard_asks_for(tmp_path: Path) -> None:
    found = calendar(judged(tmp_path, KPIS, SITE))
    assert (found.one("VERSION"), found.text("X-WR-CALNAME")) == ("2.0", "T")
    assert found.one("PRODID")
    identifiers = [event.one("UID") for event in found.parts]
    assert len(identifiers) == len(set(identifiers)) == 7
    for event in found.parts:
        assert event.name == "VEVENT"
        assert event.one("DTSTAMP") == "20261025T000000Z"
        [(_, start, first)] = [line for line in event.lines if line[0] == "DTSTART"]
        [(_, end, last)] = [line for line in event.lines if line[0] == "DTEND"]
        assert start == end == {"VALUE": "DATE"}
        assert date.fromisoformat(last) - date.fromisoformat(first) == timedelta(days=1)
        assert event.one("UID").endswith("@example.org")
        assert event.one("URL").startswith("https://example.org/kpis/")
        assert not event.one("URL").endswith(".html")


def test_what_stays_the_same_keeps_its_name(tmp_path: Path) -> None:
    before = events(judged(tmp_path, KPIS, SITE, as_of="2026-10-24"))
    later = SITE.replace("due: 2026-10-23", "due: 2026-11-20")
    after = events(judged(tmp_path, KPIS + "\nid: new, review: {other: week}", later))
    for name in ("Due: Ask, and write it down", f"Deadline: {LONG}", "Review of the list of KPIs"):
        assert before[name].one("UID") == after[name].one("UID")
    assert after["Due: Ask, and write it down"].one("DTSTART") == "20261120"


def test_two_reports_without_an_address_are_kept_apart(tmp_path: Path) -> None:
    one = calendar(judged(tmp_path, "id: k, review: {team: week}")).parts[0].one("UID")
    (tmp_path / "site.yaml").write_text((tmp_path / "site.yaml").read_text().replace("title: T", "title: U"))
    other = calendar(check(tmp_path / "site.yaml", Options(environment={}))).parts[0].one("UID")
    assert one.split("@")[0] == other.split("@")[0]
    assert one != other


def test_past_deadlines_are_left_out_and_later_phases_are_not(tmp_path: Path) -> None:
    phases = ", ".join(f"{{at_least: 5, by: {day}}}" for day in ("2026-09-30", "2026-10-25", "2027-06-30"))
    found = events(judged(tmp_path, f"id: k, name: K, tier: diagnostic, target: [{phases}]"))
    assert list(found) == ["Deadline: K"]
    report = judged(tmp_path, f"id: k, name: K, tier: diagnostic, target: [{phases}]")
    assert [event.one("DTSTART") for event in calendar(report).parts] == ["20261025", "20270630"]


def test_without_anything_to_come_there_is_no_calendar(tmp_path: Path) -> None:
    assert list(calendar_file(judged(tmp_path, "id: k, tier: diagnostic"), Language())) == []


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (next(calendar_file(judged(tmp_path, KPIS, SITE), Language())) for _ in range(2))
    assert one == other


# ------------------------------------------------------------------------------------------------ lines and texts


@pytest.mark.parametrize("before", range(60, 76))
def test_no_character_is_cut_in_two(before: int) -> None:
    line = "X" * before + "é東✓𝒳" * 12
    folded = fold(line)
    pieces = folded.split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert (pieces[0] + b"".join(piece[1:] for piece in pieces[1:])).decode() == line


def test_a_line_of_75_octets_is_left_whole() -> None:
    assert fold("X" * 75) == b"X" * 75
    assert fold("X" * 76) == b"X" * 75 + b"\r\n X"


@given(st.text())
def test_any_text_can_be_read_back(text: str) -> None:
    folded = fold(f"SUMMARY:{escape(text)}")
    [(_, _, value)] = read(b"BEGIN:VCALENDAR\r\n" + folded + b"\r\nEND:VCALENDAR\r\n").lines
    kept = {mark for mark in text if mark.isprintable() and mark not in "\u2028\u2029"}
    assert kept <= set(unescaped(value))


def test_marks_breaks_and_controls_of_a_text() -> None:
    assert escape("a,b;c\\d\r\ne\nf\x00\x1b\tg\u202eh") == "a\\,b\\;c\\\\d\\ne\\nf gh"

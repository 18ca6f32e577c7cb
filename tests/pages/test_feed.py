"""The feeds: valid Atom with addresses that stay, entries for editions and changes of status, for whom they concern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from kpireport.analysis.memory import remember
from kpireport.format import Language
from kpireport.model import Edition, Report
from kpireport.pages.feed import MOST_ENTRIES, feed_files
from kpireport.pages.report_json import report_json
from kpireport.periods import Calendar
from kpireport.pipeline import Options, check
from tests.pages.built import plain
from tests.test_editions import SITE, write

ATOM = "{http://www.w3.org/2005/Atom}"


def reports(root: Path, orders: Sequence[float], site: str = SITE) -> list[Report]:
    """A report after each month from the second on, every one compared with the one before."""
    found: list[Report] = []
    for months in range(2, len(orders) + 1):
        values = {f"2026-{number:02}": value for number, value in enumerate(orders[:months], 1)}
        options = Options(environment={}, previous=str(root / "r.json") if found else None)
        found.append(check(write(root, months, values, site), options))
        (root / "r.json").write_bytes(report_json(found[-1]).content)
    return found


def feeds(report: Report) -> dict[str, Element]:
    return {file.path: fromstring(file.content) for file in feed_files(report, Language("en-GB"))}  # noqa: S314


def entries(feed: Element) -> list[tuple[str, str, str]]:
    """Of each entry the title, the day and the address of its page."""
    found = []
    for entry in feed.findall(f"{ATOM}entry"):
        (link,) = entry.findall(f"{ATOM}link")
        title, day = entry.findtext(f"{ATOM}title", ""), entry.findtext(f"{ATOM}updated", "")
        found.append((plain(title), day[:10], link.get("href", "")))
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Orders fell below their target in April and came back; March is an edition."""
    *_, april, last = found = reports(tmp_path_factory.mktemp("feed"), [20, 20, 20, 5, 30])
    assert [kpi.status for kpi in april.kpis] == ["off_track", "on_track"]
    month = Calendar().period(date(2026, 3, 31), "month")
    told = remember(found[1])
    edition = Edition(period=month, sentence="All is well.", memory=told, goals={"grow": "Both grow."})
    return replace(last, editions=(edition,))


def test_a_change_of_status_is_on_record_once(report: Report, tmp_path: Path) -> None:
    told = [(one.kpi, one.on.isoformat(), one.old, one.new) for one in report.status_changes]
    there, back = ("orders", "2026-04-30", "on_track", "off_track"), ("orders", "2026-05-31", "off_track", "at_risk")
    assert told == [there, back]
    (tmp_path / "r.json").write_bytes(report_json(report).content)
    values = {"2026-04": 5.0, "2026-05": 30.0, **dict.fromkeys(("2026-01", "2026-02", "2026-03"), 20.0)}
    bare = SITE.replace("editions: month\n", "")
    again = check(write(tmp_path, 5, values, bare), Options(environment={}, previous=str(tmp_path / "r.json")))
    assert again.status_changes == report.status_changes


def test_the_feed_has_editions_and_changes_of_status_the_newest_first(report: Report) -> None:
    base = "https://acme.example/kpis"
    assert entries(feeds(report)["feed.xml"]) == [
        ("Orders a month: at risk, was off track", "2026-05-31", f"{base}/kpis/orders/"),
        ("Orders a month: off track, was on track", "2026-04-30", f"{base}/kpis/orders/"),
        ("Edition of March 2026", "2026-03-31", f"{base}/editions/2026-03/"),
    ]


def test_goals_and_owners_have_feeds_of_their_own(report: Report) -> None:
    found = feeds(report)
    assert set(found) == {"feed.xml", "goals/grow/feed.xml", "audiences/ada/feed.xml", "audiences/bo/feed.xml"}
    goal, ada, bo = (found[path] for path in ("goals/grow/feed.xml", "audiences/ada/feed.xml", "audiences/bo/feed.xml"))
    assert entries(goal)[-1][2] == "https://acme.example/kpis/editions/2026-03/goals/grow/"
    assert goal.findall(f"{ATOM}entry")[-1].findtext(f"{ATOM}summary") == "Both grow."
    assert [title for title, _, _ in entries(ada)][:2] == [title for title, _, _ in entries(goal)][:2]
    assert [title for title, _, _ in entries(bo)] == ["Edition of March 2026"]
    assert bo.findall(f"{ATOM}entry")[0].findtext(f"{ATOM}summary") == "Profit on it: on track"
    assert bo.findtext(f"{ATOM}title") == "Bo – A small report"


def test_it_is_valid_atom(report: Report) -> None:
    """What RFC 4287 asks of a feed and its entries; ids are addresses, each of one entry, and dates are of the data."""
    for path, feed in feeds(report).items():
        assert feed.tag == f"{ATOM}feed"
        assert feed.findtext(f"{ATOM}id") == f"https://acme.example/kpis/{path}"
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A small report"
        assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
        ids = [entry.findtext(f"{ATOM}id", "") for entry in feed.findall(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids) > 0
        assert all(one.startswith("https://acme.example/kpis/") for one in ids)
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            assert len(element.findall(f"{ATOM}title")) == len(element.findall(f"{ATOM}updated")) == 1
        assert feed.findtext(f"{ATOM}updated") == "2026-05-31T00:00:00Z"


def test_names_are_text_whatever_they_hold(report: Report) -> None:
    title = 'A & <b>"x"</b> ]]> \x0b\x00'
    (feed, *_) = feeds(replace(report, site=replace(report.site, title=title))).values()
    assert feed.findtext(f"{ATOM}title") == 'A & <b>"x"</b> ]]> \ufffd\ufffd'


def test_an_old_entry_goes_and_the_rest_stays_as_it_was(report: Report) -> None:
    days = [date.fromordinal(date(2025, 1, 1).toordinal() + number) for number in range(150)]
    (change, _) = report.status_changes
    many = replace(report, status_changes=tuple(replace(change, on=day) for day in days))
    found = entries(feeds(many)["feed.xml"])
    assert len(found) == MOST_ENTRIES
    assert found[1][1] == "2025-05-30"


def test_without_an_address_and_in_an_edition_there_is_none(report: Report) -> None:
    nowhere = replace(report, site=replace(report.site, url=None))
    edition = replace(report, edition=report.editions[0].period)
    assert feeds(nowhere) == feeds(edition) == {}

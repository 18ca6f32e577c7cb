"""The calendar page, the sheet of each forum, and the reviews on a KPI's own page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml

from kpireport.pages.forums import forums, slug
from tests.analysis.practice import judged, log
from tests.pages.built import find, plain, text_of
from tests.pages.practised import built, section

KPIS = (
    "id: good, name: Good, owner: Ada, review: {team: week}\n"
    "id: bad, name: Bad, owner: Bo, review: {team: week, Leadership: month}, target: {at_least: 99}, "
    "triggers: [{when: below 50 for 2 weeks, action: Ring ten of them, owner: Cy}]\n"
    "id: late, name: Late, review: {team: week}\n"
    "id: later, name: Later, review: {team: month}\n"
)
LOG = log(
    "date: 2026-10-19, forum: Team, kpi: [good]",
    "date: 2026-10-19, forum: team, kpi: bad, decision: Wait a week, action: Count them, owner: Bo, due: 2026-10-24",
    "date: 2026-10-05, forum: team, kpi: late, action: Done long ago, due: 2026-10-12, done: 2026-10-10",
    "date: 2026-10-19, forum: team, kpi: later, action: Write it down, owner: Ada, due: 2026-11-30",
    "date: 2026-10-05, forum: Leadership, kpi: bad, action: Not for the team, owner: Eve, due: 2026-10-30",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Element]:
    return built(tmp_path_factory.mktemp("meetings"), KPIS, LOG)


# ------------------------------------------------------------------------------------------------------- the sheets


def test_a_sheet_has_the_kpis_that_are_due_each_with_status_change_and_sentence(site: Mapping[str, Element]) -> None:
    sheet = site["meetings/team/index.html"]
    assert plain(text_of(find(sheet, "p", "follow")[0])) == "2 KPIs are due by 26 October 2026. 1 KPI is overdue."
    rows = [plain(text_of(row)) for row in find(find(sheet, "ol", "agenda")[0], "li")]
    assert [row.split(" ")[2] for row in rows] == ["Good", "Bad", "Late"]
    assert rows[0].startswith("On track Good 12 above the target of 5; 6.3 % more than last week")
    assert rows[1].startswith("Off track Bad 82 below the target of 99")
    assert "Ada · Last reviewed 19 Oct 2026" in rows[0]
    assert "Review overdue since 12 Oct 2026" in rows[2]
    assert all("+6.3 % on last week" in row for row in rows)
    assert "Not due yet: Later (19 Nov)." in section(sheet, "due")


def test_room_to_write_stands_where_a_decision_is_needed(site: Mapping[str, Element]) -> None:
    rows = find(find(site["meetings/team/index.html"], "ol", "agenda")[0], "li")
    assert [len(find(row, "p", "blanks")) for row in rows] == [0, 1, 0]
    assert all(blank.get("aria-hidden") == "true" for row in rows for blank in find(row, "p", "blanks"))


def test_a_sheet_tells_what_fired_and_what_was_left_open(site: Mapping[str, Element]) -> None:
    sheet = site["meetings/team/index.html"]
    assert section(sheet, "fired").startswith(
        "Fired triggers What was agreed for this case is due now. Ring ten of them, Cy"
    )
    left = section(sheet, "open")
    assert left.index("Count them, Bo Overdue since 24 Oct 2026 · Bad") < left.index(
        "Write it down, Ada Due 30 Nov 2026"
    )
    assert "Decided 19 Oct 2026: Wait a week" in left
    assert "Done long ago" not in left
    assert "Not for the team" not in left
    assert "Not for the team, Eve" in section(site["meetings/leadership/index.html"], "open")


def test_the_rows_for_the_log_can_be_read_and_name_each_kpi(site: Mapping[str, Element]) -> None:
    [code] = find(site["meetings/team/index.html"], "code")
    rows = yaml.safe_load("".join(code.itertext()))
    assert [(row["forum"], row["kpi"]) for row in rows] == [("team", "bad"), ("team", ["good", "late"])]
    assert {str(row["date"]) for row in rows} == {"2026-10-26"}


def test_what_is_due_within_a_week_is_on_the_sheet_and_else_what_comes_next(tmp_path: Path) -> None:
    kpis = (
        "id: a, name: A, review: {team: week}\nid: b, name: B, review: {board: quarter}\nid: c, review: {board: year}"
    )
    rows = log("date: 2026-10-25, forum: team, kpi: a", "date: 2026-10-01, forum: board, kpi: [b, c]")
    team, board = forums(judged(tmp_path, kpis, rows))
    assert [(due.kpi, str(due.due)) for due in team.due] == [("a", "2026-11-01")]
    assert [(due.kpi, str(due.due)) for due in board.due] == [("b", "2027-01-01")]
    assert [due.kpi for due in board.later] == ["c"]


def test_a_long_agenda_is_cut_and_what_needs_a_decision_comes_first(tmp_path: Path) -> None:
    kpis = "\n".join(
        f"id: k{n}, name: K{n}, review: {{team: week}}, target: {{at_least: {99 if n > 20 else 5}}}" for n in range(24)
    )
    sheet = built(tmp_path, kpis, "")["meetings/team/index.html"]
    names = [text_of(heading) for heading in find(find(sheet, "ol", "agenda")[0], "h3")]
    assert names == ["K21", "K22", "K23", *(f"K{n}" for n in range(7))]
    assert "Also due: K7, K8, K9, K10, K11, K12, K13, K14, 6 more." in section(sheet, "due")


def test_a_forum_written_in_two_ways_is_one(tmp_path: Path) -> None:
    kpis = "id: a, review: {Team A: week}\nid: b, review: {team  a: month}\nid: c, review: {team-a: week}"
    found = forums(judged(tmp_path, kpis))
    assert [(forum.name, forum.slug, len(forum.kpis)) for forum in found] == [
        ("Team A", "team-a", 2),
        ("team-a", "team-a-2", 1),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("führungskreis", "fuhrungskreis"),
        ("経営会議", "forum"),
        ("con", "con-forum"),
        ("a/../b", "a-b"),
        ("x" * 99, "x" * 48),
    ],
)
def test_a_forum_has_an_address_whatever_it_is_called(name: str, expected: str) -> None:
    assert slug(name, ()) == expected
    assert slug(name, (expected,)) == f"{expected}-2"


# --------------------------------------------------------------------------------------------------- the calendar page


def test_the_calendar_page_lists_forums_and_days(site: Mapping[str, Element]) -> None:
    page = site["meetings/index.html"]
    rows = [plain(text_of(row)) for row in find(page, "tr")]
    assert "Team 2 KPIs are due by 26 October 2026. 1 KPI is overdue. 19 Oct 2026 4" in rows
    assert "Leadership 1 KPI is due by 5 November 2026. 5 Oct 2026 1" in rows
    days = [row for row in rows if row[:1].isdigit()]
    assert days[0] == "12 Oct 2026 Overdue Team: review of 1 KPI Late"
    assert days[1] == "24 Oct 2026 Overdue Due: Count them Bo · Bad · Decided on 19 October 2026"
    assert "26 Oct 2026 Team: review of 2 KPIs Good · Bad" in days
    assert [link.get("href") for link in find(page, "a") if "download" in link.attrib] == ["../reviews.ics"]


def test_every_page_leads_to_the_meetings(site: Mapping[str, Element]) -> None:
    for path, page in site.items():
        links = [text_of(link) for link in find(find(page, "footer")[0], "a")]
        assert "Meetings" in links, path


def test_without_kpis_there_are_no_meetings(tmp_path: Path) -> None:
    site = built(tmp_path, "id: a, tier: diagnostic", "")
    assert not [path for path in site if path.startswith("meetings/")]
    assert "Meetings" not in text_of(find(site["index.html"], "footer")[0])


@pytest.mark.parametrize(("as_of", "shown"), [("2026-09-30", False), ("2026-10-01", True)])
def test_an_overdue_list_is_said_on_the_front_page(tmp_path: Path, as_of: str, shown: bool) -> None:
    pages_ = built(tmp_path, "id: a", "list_review: 2026-07-01\n", as_of=as_of)
    words = "The review of the list of KPIs itself is overdue since 30 September 2026."
    for path in ("index.html", "meetings/index.html", "quality/index.html"):
        assert (words in text_of(pages_[path])) is shown, path


# ------------------------------------------------------------------------------------------------------- a KPI's page


def test_a_kpi_says_when_it_is_reviewed_next(site: Mapping[str, Element]) -> None:
    meta = {id_: text_of(find(site[f"kpis/{id_}/index.html"], "ul", "meta")[0]) for id_ in ("good", "late")}
    assert "Next review 26 Oct" in meta["good"]
    assert "Review overdue since 12 Oct" in meta["late"]
    assert text_of(site["goals/g/index.html"]).count("Next review 26 Oct") == 2


def test_a_review_next_year_has_its_year_and_an_assumed_one_is_not_announced(tmp_path: Path) -> None:
    site = built(tmp_path, "id: a, review: {board: quarter}\nid: b", log("date: 2026-10-05, forum: board, kpi: a"))
    assert "Next review 5 Jan 2027" in text_of(find(site["kpis/a/index.html"], "ul", "meta")[0])
    assert "review" not in text_of(find(site["kpis/b/index.html"], "ul", "meta")[0]).lower()
    assert "Leadership every month (usual for its tier): overdue since 6 Oct 2026" in section(
        site["kpis/b/index.html"], "reviews"
    )


def test_the_log_of_a_kpi_stands_on_its_page(site: Mapping[str, Element]) -> None:
    told = section(site["kpis/bad/index.html"], "reviews")
    assert "Team every week: next 26 Oct 2026 last 19 Oct 2026" in told
    assert "Leadership every month: next 5 Nov 2026 last 5 Oct 2026" in told
    first, second = (
        "19 Oct 2026 Team Wait a week Count them Bo, Overdue since 24 Oct 2026",
        "5 Oct 2026 Leadership No decision",
    )
    assert told.index(first) < told.index(second)
    assert "Done 10 Oct 2026" in section(site["kpis/late/index.html"], "reviews")


def test_a_kpi_without_a_log_says_how_to_keep_one(tmp_path: Path) -> None:
    told = section(built(tmp_path, "id: a", "")["kpis/a/index.html"], "reviews")
    assert "No review on record." in told


def test_a_long_log_is_folded(tmp_path: Path) -> None:
    rows = log(*(f"date: 2026-{9 + n // 28:02}-{n % 28 + 1:02}, forum: team, kpi: a" for n in range(12)))
    page = built(tmp_path, "id: a, review: {team: week}", rows)["kpis/a/index.html"]
    assert "4 reviews before" in section(page, "reviews")

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sources.source_files import only, read, refused, rows, told


def column(*dates: str) -> str:
    return "date,metric,value\n" + "".join(f'"{text}",m,{i}\n' for i, text in enumerate(dates, 1))


def starts(root: Path, *dates: str, **keys: Any) -> tuple[str, list[str]]:
    found = only(read(root, {"a.csv": column(*dates)}, **keys))
    return found.grain, [date.fromordinal(start).isoformat() for start in found.starts]


@pytest.mark.parametrize(
    ("texts", "grain", "first"),
    [
        (["2026-10-05"], "day", "2026-10-05"),
        (["2026-W43", "2026W44"], "week", "2026-10-19"),
        (["2026-W53"], "week", "2026-12-28"),
        (["2026-09"], "month", "2026-09-01"),
        (["2003 October"], "month", "2003-10-01"),
        (["2026-Q3", "2026 Q4", "2027 1Q"], "quarter", "2026-07-01"),
        (["2026", " 2027 "], "year", "2026-01-01"),
        (["2024-02-29"], "day", "2024-02-29"),
    ],
)
def test_days_and_labels(tmp_path: Path, texts: list[str], grain: str, first: str) -> None:
    assert starts(tmp_path, *texts) == (grain, [first, *starts(tmp_path, *texts)[1][1:]])


def test_fiscal_years(tmp_path: Path) -> None:
    assert starts(tmp_path, "FY2026", "2026/27", fiscal=7) == ("year", ["2025-07-01", "2026-07-01"])


def test_academic_years_are_told_from_months_by_the_whole_column(tmp_path: Path) -> None:
    assert starts(tmp_path, "2010-11", "2017-18", fiscal=9) == ("year", ["2010-09-01", "2017-09-01"])
    assert starts(tmp_path, "2009-10", "2009-11") == ("month", ["2009-10-01", "2009-11-01"])
    assert starts(tmp_path, "2026-09", "2026-10") == ("month", ["2026-09-01", "2026-10-01"])


def test_years_that_may_be_months_are_ambiguous(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"a.csv": column("2009-10", "2010-11")})
    assert told(problems) == ["a.csv:2:1 D006", "a.csv:3:1 D006"]
    assert problems[0].hint == 'write 2009/10 for the year, or set `date_format: "%Y-%m"` for the month'
    assert starts(tmp_path, "2009-10", "2010-11", date_format="%Y-%m")[0] == "month"


@pytest.mark.parametrize(
    ("texts", "hint"),
    [
        (["01/02/2024", "13/02/2024"], 'every date of the column reads with `date_format: "%d/%m/%Y"`'),
        (["1/13/2011", "1/2/2011"], 'every date of the column reads with `date_format: "%m/%d/%Y"`'),
        (["01/02/2024"], 'set `date_format: "%d/%m/%Y"` or `date_format: "%m/%d/%Y"`'),
        (["13.02.2024"], 'every date of the column reads with `date_format: "%d.%m.%Y"`'),
        (["01/02/24"], 'set `date_format: "%d/%m/%y"` or `date_format: "%m/%d/%y"` or `date_format: "%y/%m/%d"`'),
        (["26-01-05"], 'set `date_format: "%d-%m-%y"` or `date_format: "%y-%m-%d"`'),
        (["26-01-05", "32-01-05"], 'every date of the column reads with `date_format: "%y-%m-%d"`'),
    ],
)
def test_day_and_month_in_unknown_order_are_ambiguous(tmp_path: Path, texts: list[str], hint: str) -> None:
    problems = refused(tmp_path, {"a.csv": column(*texts)})
    assert told(problems) == [f"a.csv:{line}:1 D006" for line in range(2, len(texts) + 2)]
    assert problems[0].hint == hint


@pytest.mark.parametrize(
    ("form", "text", "grain", "first"),
    [
        ("%d/%m/%Y", "01/02/2024", "day", "2024-02-01"),
        ("%m/%d/%Y", "1/2/2011", "day", "2011-01-02"),
        ("%-d/%-m/%Y", "1/2/2011", "day", "2011-02-01"),
        ("%Y%m%d", "20240229", "day", "2024-02-29"),
        ("%d/%m/%Y %H:%M", "01/02/2024 13:05", "day", "2024-02-01"),
        ("%b %Y", "Feb 2024", "month", "2024-02-01"),
        ("%m/%Y", "02/2024", "month", "2024-02-01"),
        ("%G-W%V", "2026-W53", "week", "2026-12-28"),
        ("Jahr %Y", "Jahr 2024", "year", "2024-01-01"),
        ("%Y-%j", "2024-060", "day", "2024-02-29"),
    ],
)
def test_date_format(tmp_path: Path, form: str, text: str, grain: str, first: str) -> None:
    assert starts(tmp_path, text, date_format=form) == (grain, [first])


@pytest.mark.parametrize(
    "form", ["%d/%m", "%Q %Y", "%Y-%Y", "%Y%", "%W %Y", "%Y %a", "%d/%Y", "%Y %H:%M", "%d.%m.%Y %I:%M"]
)
def test_date_formats_that_cannot_be_used(tmp_path: Path, form: str) -> None:
    (problem,) = refused(tmp_path, {"a.csv": column("2026")}, date_format=form)
    assert (str(problem.place), problem.code) == ("site.yaml:5:12", "D005")


def test_a_date_not_of_the_format(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.csv": column("2026-01-05")}, date_format="%d.%m.%Y")
    assert (str(problem.place), problem.code) == ("a.csv:2:1", "D005")
    assert problem.message == "“2026-01-05” does not have the form %d.%m.%Y"


@pytest.mark.parametrize(
    "text",
    ["2013-2018", "1980 to 1990", "2019*", "20222", "2026-13", "2026-02-30", "2025-W53", "2026-Q5", "a sentence",
     "45000", "2021-2022*", "2000 - 02", "2012/2013", "2026-01-05 25:00", "20260105", "2026/01/05", "Q3 26", "17-18"],
)  # fmt: skip
def test_other_texts_are_not_dates(tmp_path: Path, text: str) -> None:
    problems = refused(tmp_path, {"a.csv": column(text)})
    assert told(problems) == ["a.csv:2:1 D005"]
    assert text in problems[0].message


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1899", "2200", "1066-10-14 12:00", "9999-W01"])
def test_years_out_of_range(tmp_path: Path, text: str) -> None:
    assert told(refused(tmp_path, {"a.csv": column(text)})) == ["a.csv:2:1 D012"]


def test_a_value_needs_a_date_but_a_bad_date_without_value_does_not_matter(tmp_path: Path) -> None:
    text = "date,metric,value\n,m,1\nlater,m,\n2026,m,2\n"
    assert told(refused(tmp_path, {"a.csv": text})) == ["a.csv:2:1 D005"]
    assert rows(only(read(tmp_path, {"a.csv": text.replace(",m,1", ",m,")}))) == [("2026-01-01", 2.0)]


def test_timestamps_are_days_ordered_by_time_with_every_row_kept(tmp_path: Path) -> None:
    texts = [
        "2026-01-05 10:00",
        "2026-01-05T09:59:59.5Z",
        "2026-01-05T00:30:00+02:00",
        "2026-01-04 23:00:00",
        "2026-01-05",
    ]
    found = only(read(tmp_path, {"a.csv": column(*texts)}))
    assert rows(found) == [("2026-01-04", 4.0), *[("2026-01-05", value) for value in (3.0, 5.0, 2.0, 1.0)]]
    assert (found.grain, found.through) == ("day", date(2026, 1, 5))


def test_several_grains_in_one_file_but_one_for_each_metric(tmp_path: Path) -> None:
    text = "date,metric,value\n2026,a,1\n2026-01,b,2\n2026-Q1,c,3\n2026-02,b,4\n"
    found = read(tmp_path, {"a.csv": text}).observations
    assert {name: each.grain for (_, name), each in found.items()} == {"a": "year", "b": "month", "c": "quarter"}
    assert {each.through for each in found.values()} == {date(2026, 12, 31)}
    (problem,) = refused(tmp_path, {"a.csv": text + "2027,b,5\n2027-01-05,c,6\n"})[:1]
    assert told(refused(tmp_path, {"a.csv": text + "2027,b,5\n2027-01-05,c,6\n"})) == [
        "a.csv:6:1 D005",
        "a.csv:7:1 D005",
    ]
    assert [str(place) for place in problem.also] == ["a.csv:3:1"]


def _days(*texts: str, grain: str | None = None, fiscal: int = 1) -> tuple[tuple[str, ...], str | None, int]:
    return texts, grain, fiscal


@pytest.mark.parametrize(
    ("texts", "fiscal", "grain", "first", "through"),
    [
        (["2026-01-05", "2026-01-12", "2026-01-26"], 1, "week", "2026-01-05", "2026-02-01"),
        (["2026-01-11", "2026-01-18", "2026-01-25"], 1, "week", "2026-01-05", "2026-01-25"),
        (["2026-01-01", "2026-02-01", "2026-05-01"], 1, "month", "2026-01-01", "2026-05-31"),
        (["2026-01-31", "2026-02-28", "2026-03-31"], 1, "month", "2026-01-01", "2026-03-31"),
        (["2026-03-31", "2026-06-30", "2026-12-31"], 1, "quarter", "2026-01-01", "2026-12-31"),
        (["2025-01-01", "2026-01-01", "2024-01-01"], 1, "year", "2024-01-01", "2026-12-31"),
        (["2024-07-01", "2025-07-01", "2026-07-01"], 7, "year", "2024-07-01", "2027-06-30"),
        (["2024-07-01", "2025-07-01", "2026-07-01"], 1, "quarter", "2024-07-01", "2026-09-30"),
        (["2026-02-01", "2026-05-01", "2026-08-01"], 2, "quarter", "2026-02-01", "2026-10-31"),
        (["2026-01-01", "2026-02-28", "2026-03-31"], 1, "day", "2026-01-01", "2026-03-31"),
        (["2026-01-05", "2026-01-12", "2026-01-13"], 1, "day", "2026-01-05", "2026-01-13"),
        (["2026-01-01", "2026-02-01"], 1, "day", "2026-01-01", "2026-02-01"),
    ],
)
def test_the_grain_of_days_is_the_coarsest_that_they_all_sit_in_at_one_place(
    tmp_path: Path, texts: list[str], fiscal: int, grain: str, first: str, through: str
) -> None:
    found = only(read(tmp_path, {"a.csv": column(*texts)}, fiscal=fiscal))
    assert (found.grain, rows(found)[0][0], str(found.through)) == (grain, first, through)


def test_segments_on_the_same_days_count_once_for_the_grain(tmp_path: Path) -> None:
    text = "date,metric,value,k\n2026-01-01,m,1,a\n2026-01-01,m,1,b\n2026-02-01,m,1,a\n2026-02-01,m,1,b\n"
    assert only(read(tmp_path, {"a.csv": text})).grain == "day"
    assert only(read(tmp_path, {"a.csv": text + "2026-03-01,m,1,a\n"})).grain == "month"


def test_midnight_timestamps_stay_days(tmp_path: Path) -> None:
    texts = [f"2026-0{month}-01 00:00:00" for month in (1, 2, 3)]
    assert only(read(tmp_path, {"a.csv": column(*texts)})).grain == "day"


def test_the_grain_of_the_source_comes_first(tmp_path: Path) -> None:
    found = only(read(tmp_path, {"a.csv": column("2026-01-14", "2026-01-20", "2026-03-02")}, grain="month"))
    assert rows(found) == [("2026-01-01", 1.0), ("2026-01-01", 2.0), ("2026-03-01", 3.0)]
    assert found.through == date(2026, 3, 31)
    assert told(refused(tmp_path, {"a.csv": column("2026-01", "2026")}, grain="month")) == ["a.csv:3:1 D005"]


def test_rows_without_value_cover_nothing(tmp_path: Path) -> None:
    text = "date,metric,value\n2026-01,m,1\n2026-02,n,2\n2026-03,m,\n"
    found = read(tmp_path, {"a.csv": text}).observations
    assert {each.through for each in found.values()} == {date(2026, 2, 28)}
    assert len(found["s", "m"].starts) == 1


def test_data_through_and_as_of(tmp_path: Path) -> None:
    files = {"a.csv": column("2026-01-05", "2026-01-06", "2026-01-09")}
    vouched = only(read(tmp_path, files, data_through=date(2026, 1, 7)))
    assert (len(vouched.starts), vouched.through) == (2, date(2026, 1, 7))
    later = only(read(tmp_path, files, data_through=date(2026, 1, 20)))
    assert (len(later.starts), later.through) == (3, date(2026, 1, 20))
    both = only(read(tmp_path, files, data_through=date(2026, 1, 20), as_of=date(2026, 1, 5)))
    assert (len(both.starts), both.through) == (1, date(2026, 1, 5))
    monthly = only(read(tmp_path, {"a.csv": column("2026-01", "2026-02")}, as_of=date(2026, 2, 10)))
    assert (len(monthly.starts), monthly.through) == (2, date(2026, 2, 10))


def test_later_rows_do_not_shape_the_report_of_an_earlier_day(tmp_path: Path) -> None:
    files = {"a.csv": column("2026-01-01", "2026-02-01", "2026-03-01", "2026-03-05")}
    assert only(read(tmp_path, files)).grain == "day"
    assert only(read(tmp_path, files, as_of=date(2026, 3, 4))).grain == "month"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2012/2013", "write 2012/13"),
        ("2000 - 01", "write 2000/01"),
        ("2013-2018", "one day, week, month, quarter or year"),
        ("1980 to 1990", "one day, week, month, quarter or year"),
        ("2019*", "take the mark out"),
        ("20260105", '`date_format: "%Y%m%d"`'),
        ("2026/01/05", '`date_format: "%Y/%m/%d"`'),
        ("soon", "2026-W43"),
    ],
)
def test_what_would_be_a_date(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = refused(tmp_path, {"a.csv": column(text)})
    assert said in str(problem.hint)

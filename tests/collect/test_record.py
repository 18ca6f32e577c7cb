"""Values noted down by hand: a row more, and nothing else in the file touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.cli import run

SITE = """\
title: Club
metrics:
  members: {aggregation: last}
  fees: {aggregation: sum, unit: currency}
  share: {aggregation: ratio, numerator: members, denominator: fees}
"""
LONG = 'date,metric,channel,value\r\n2026-10-01,members,all,100\r\n2026-10-01,fees,,"1,5"'


def project(folder: Path, files: dict[str, str] | None = None, site: str = SITE) -> Path:
    for name, text in {"site.yaml": site, **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder / "site.yaml"


def record(site: Path, *arguments: str) -> int:
    return run(["record", arguments[0], arguments[1], str(site), *arguments[2:]])


def test_a_first_value_makes_the_file(tmp_path: Path) -> None:
    site = project(tmp_path)
    assert record(site, "members", "120", "--on", "2026-10-25", "--segment", "channel=mail") == 0
    text = (tmp_path / "snapshots/recorded.csv").read_text()
    assert text == "date,metric,channel,value\n2026-10-25,members,mail,120\n"


def test_a_value_is_added_to_the_file_that_holds_the_metric(tmp_path: Path) -> None:
    other = "date,metric,value\n2026-01-01,visits,1\n"
    site = project(tmp_path, {"snapshots/a.csv": other, "snapshots/club.csv": LONG})
    assert record(site, "members", "101.5", "--on", "2026-10-08", "--segment", "channel=all") == 0
    assert (tmp_path / "snapshots/a.csv").read_text() == other
    assert (tmp_path / "snapshots/club.csv").read_bytes().decode() == LONG + "\r\n2026-10-08,members,all,101.5\r\n"


def test_the_same_value_twice_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = project(tmp_path, {"snapshots/club.csv": LONG})
    assert record(site, "members", "100.0", "--on", "2026-10-01", "--segment", "channel=all") == 0
    assert "has it already" in capsys.readouterr().err
    assert (tmp_path / "snapshots/club.csv").read_bytes().decode() == LONG


def test_another_value_of_the_day_needs_to_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = project(tmp_path, {"snapshots/club.csv": LONG})
    arguments = ("members", "105", "--on", "2026-10-01", "--segment", "channel=all")
    assert record(site, *arguments) == 2
    said = capsys.readouterr().err
    assert "snapshots/club.csv, line 2 says 100 for that day, not 105" in said
    assert (tmp_path / "snapshots/club.csv").read_bytes().decode() == LONG
    assert record(site, *arguments, "--restate") == 0
    assert (tmp_path / "snapshots/club.csv").read_bytes().decode() == LONG.replace("all,100\r", "all,105\r")


def test_a_day_is_written_as_the_file_writes_its_dates(tmp_path: Path) -> None:
    labels = "date,metric,value\n2026-09,members,1\n"
    site = project(tmp_path, {"snapshots/a.csv": labels})
    assert record(site, "members", "2", "--on", "2026-10-25") == 0
    assert (tmp_path / "snapshots/a.csv").read_text() == labels + "2026-10,members,2\n"
    german = "sources: {s: {files: snapshots/a.csv, date_format: '%d.%m.%Y', decimal: ',', delimiter: ';'}}\n"
    site = project(tmp_path, {"snapshots/a.csv": "date;metric;value\n01.09.2026;members;1,5\n"}, SITE + german)
    assert record(site, "members", "2.25", "--on", "2026-10-25") == 0
    assert (tmp_path / "snapshots/a.csv").read_text().splitlines()[-1] == "25.10.2026;members;2,25"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("member", "1", "--on", "2026-10-01"), "there is no metric `member`"),
        (("share", "1", "--on", "2026-10-01"), "`share` is computed from other metrics"),
        (("members", "1"), "say which day the value is of"),
        (("members", "1", "--on", "01.10.2026"), "is not a date"),
        (("members", "nan", "--on", "2026-10-25"), "nan is not a number that can be kept"),
        (("members", "1e400", "--on", "2026-10-25"), "inf is not a number that can be kept"),
        (("members", "many", "--on", "2026-10-01"), "is not a valid float"),
        (("members", "1", "--on", "2026-10-01", "--segment", "mail"), "is not KEY=VALUE"),
        (("members", "1", "--on", "2026-10-01", "--segment", "value=3"), "is no segment but a column"),
        (("members", "1", "--on", "2026-10-01", "--segment", "region=3"), "has no column “region”"),
    ],
)
def test_what_cannot_be_recorded_is_told_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    site = project(tmp_path, {"snapshots/club.csv": LONG})
    assert record(site, *arguments) in (2, 4)
    assert said in capsys.readouterr().err
    assert (tmp_path / "snapshots/club.csv").read_bytes().decode() == LONG


def test_a_damaged_file_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = "date,metric,value\n2026-10-01,members\n"
    site = project(tmp_path, {"snapshots/club.csv": broken})
    assert record(site, "members", "1", "--on", "2026-10-02") == 4
    assert "snapshots/club.csv:2:1: error[D008]" in capsys.readouterr().err
    assert (tmp_path / "snapshots/club.csv").read_text() == broken

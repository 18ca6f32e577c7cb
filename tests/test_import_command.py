"""`import`: what it recognises, what it writes, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from kpireport.cli import run
from kpireport.project import load_project
from kpireport.sources import read_snapshots

SITE = """\
# our report
title: Shop            # the shop
metrics: [metrics.yaml]
sources:
  # by hand
  snapshots: {files: snapshots/*.csv}
  # the end of the sources
currency: EUR
"""
METRICS = """\
orders: {aggregation: sum, source: snapshots}  # placed and paid
# the end
"""
SEARCH = "Date,Clicks,Impressions,CTR,Position\n2026-01-05,19,1000,1.9%,14.1\n2026-01-06,28,1120,2.5%,12.8\n"
UNKNOWN = """\
Week;Shop;Bestellungen;Umsatz;Quote
05.01.2026;Oslo;1.204;"10.500,50";12,5%
12.01.2026;Oslo;1.310;"11.000,00";13,0%
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with comments; it is the current folder."""
    write(tmp_path, {"site.yaml": SITE, "metrics.yaml": METRICS, "exports/Dates.csv": SEARCH})
    write(tmp_path, {"snapshots/a.csv": "date,metric,value\n2026-01-05,orders,3\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def values(folder: Path, source: str) -> dict[str, list[float]]:
    found = read_snapshots(load_project(folder / "site.yaml", {})).observations
    return {name: list(rows.values) for (one, name), rows in found.items() if one == source}


def refusal(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> str:
    """What a refused import says; nothing in the folder may change by it."""
    before = contents(Path.cwd())
    assert run(["import", *arguments]) == code
    assert contents(Path.cwd()) == before
    return capsys.readouterr().err


def test_an_export_is_added_and_the_rest_stays_to_the_byte(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "exports/Dates.csv"]) == 0
    said = capsys.readouterr().err
    assert "Google Search Console" in said
    assert "2026-01-05 to 2026-01-06" in said
    site = (project / "site.yaml").read_text()
    added = "  search-console:\n    files: exports/Dates.csv\n    preset: search-console\n"
    assert site == SITE.replace("  # the end of the sources\n", f"  # the end of the sources\n{added}")
    assert (project / "metrics.yaml").read_text().startswith(METRICS)
    assert values(project, "search-console")["clicks-from-search"] == [19, 28]
    assert run(["build", "--quiet"]) == 0


def test_a_second_import_changes_nothing_and_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "exports/Dates.csv"]) == 0
    said = refusal(["exports/Dates.csv"], 0, capsys)
    assert "nothing was changed" in said


def test_only_the_metrics_asked_for_are_added(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(["exports/Dates.csv", "--metric", "visits"], 2, capsys)
    assert "it gives clicks-from-search, impressions-in-search" in said
    assert run(["import", "exports/Dates.csv", "--metric", "click-through-from-search"]) == 0
    added = load_project(project / "site.yaml", {}).metrics.keys() - {"orders"}
    assert added == {"click-through-from-search", "clicks-from-search", "impressions-in-search"}


def test_a_dry_run_shows_the_change_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(project)
    assert run(["import", "exports/Dates.csv", "--dry-run"]) == 0
    assert contents(project) == before
    printed = capsys.readouterr().out
    assert "+++ metrics.yaml" in printed
    assert "+    preset: search-console" in printed
    assert not [line for line in printed.splitlines() if line.startswith("-") and not line.startswith("---")]


def test_a_date_in_the_name_becomes_a_pattern_where_the_others_fit(project: Path) -> None:
    write(project, {"exports/search-2026-01.csv": SEARCH})
    write(project, {"exports/search-2026-02.csv": SEARCH.replace("2026-01", "2026-02")})
    assert run(["import", "exports/search-2026-01.csv", "--source", "search"]) == 0
    assert "files: exports/search-*.csv" in (project / "site.yaml").read_text()
    assert values(project, "search")["clicks-from-search"] == [19, 28, 19, 28]


def test_a_pattern_that_takes_in_another_table_is_not_written(project: Path) -> None:
    write(project, {"exports/search-2026-01.csv": SEARCH, "exports/search-2026-02.csv": "Top queries,Clicks\nshoe,3\n"})
    assert run(["import", "exports/search-2026-01.csv"]) == 0
    assert "files: exports/search-2026-01.csv" in (project / "site.yaml").read_text()


def test_a_metric_of_the_same_id_keeps_its_own_numbers(project: Path) -> None:
    write(project, {"metrics.yaml": METRICS + "clicks-from-search: {source: snapshots, aggregation: sum}\n"})
    assert run(["import", "exports/Dates.csv"]) == 0
    metrics = load_project(project / "site.yaml", {}).metrics
    assert metrics["clicks-from-search"].source == "snapshots"
    assert metrics["search-console-clicks-from-search"].column == "Clicks"
    assert metrics["click-through-from-search"].numerator == "search-console-clicks-from-search"
    assert values(project, "search-console")["Clicks"] == [19, 28]


def test_an_unknown_table_is_guessed_and_added_when_asked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, {"exports/shops.csv": UNKNOWN.encode("cp1252")})
    said = refusal(["exports/shops.csv"], 2, capsys)
    assert "No preset fits" in said
    assert "--guess" in said
    assert run(["import", "exports/shops.csv", "--guess"]) == 0
    found = values(project, "shops")
    assert found == {"bestellungen": [1204, 1310], "umsatz": [10500.5, 11000], "quote": [12.5, 13]}
    source = load_project(project / "site.yaml", {}).sources["shops"]
    assert (source.delimiter, source.decimal, source.date_format) == (";", ",", "%d.%m.%Y")


def test_a_table_of_orders_is_counted_and_summed(project: Path) -> None:
    write(project, {"exports/shop.csv": "Order,Created,Total,Discount %\n7,2026-01-05,3,10%\n8,2026-01-05,4,5%\n"})
    assert run(["import", "exports/shop.csv", "--guess"]) == 0
    assert values(project, "shop") == {"total": [7], "rows": [2]}


def test_a_sheet_has_its_percentages_read(project: Path) -> None:
    book = Workbook()
    for line in (["Made by hand"], [], ["Week", "Deals", "Rate"], ["2026-01-05", 3, 0.125], ["2026-01-12", 4, 0.25]):
        book.active.append(line)  # type: ignore[union-attr]
    for row in (4, 5):
        book.active.cell(row, 3).number_format = "0.0%"  # type: ignore[union-attr]
    book.save(project / "exports/own.xlsx")
    assert run(["import", "exports/own.xlsx", "--guess"]) == 0
    assert values(project, "own") == {"deals": [3, 4], "rate": [12.5, 25]}


def test_a_long_table_is_taken_for_one(project: Path) -> None:
    write(project, {"exports/x.csv": "date,metric,value,shop\n2026-01-05,visits,3,a\n2026-01-05,Sign-ups,4,a\n"})
    assert run(["import", "exports/x.csv", "--guess"]) == 0
    assert values(project, "x") == {"visits": [3], "Sign-ups": [4]}
    assert load_project(project / "site.yaml", {}).metrics["sign-ups"].column == "Sign-ups"


def test_a_project_without_sources_keeps_its_snapshots(project: Path) -> None:
    write(project, {"site.yaml": "title: Shop\nmetrics: {orders: {aggregation: sum}}\n"})
    assert run(["import", "exports/Dates.csv"]) == 0
    assert values(project, "snapshots") == {"orders": [3]}


def test_sheets_other_encodings_and_other_languages_are_recognised(project: Path) -> None:
    book = Workbook()
    book.active.append(["Filter", "Wert"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Datumsangaben")
    for line in (["Datum", "Klicks", "Impressionen", "CTR", "Position"], ["2026-01-05", 19, 1000, 0.019, 14.1]):
        sheet.append(line)
    book.save(project / "exports/suche.xlsx")
    assert run(["import", "exports/suche.xlsx"]) == 0
    assert values(project, "search-console")["clicks-from-search"] == [19]
    write(project, {"exports/spain.csv": SEARCH.replace("Position", "Posición").encode("utf-16")})
    assert run(["import", "exports/spain.csv", "--source", "spain"]) == 0
    assert values(project, "spain")["Clicks"] == [19, 28]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", 4, "there is nothing in the file"),
        (b"\n\n  \n", 4, "there is nothing in the file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", 4, "is not a text"),
        (b"Day,Visits\n01/02/2026,3\n", 4, '--date-format "%d/%m/%Y" or --date-format "%m/%d/%Y"'),
        (b"Date;Sessions;Active users\n20260105;1.200;5\n", 4, "“1.200” can be read as 1200 or as 1.200"),
        (b'Date,Visits\n2026-01-05,"1,200"\n', 4, '--decimal "." or --decimal ","'),
        (b"Name,Visits\nOslo,3\n", 4, "no column holds dates; its columns are Name, Visits"),
        (b"Date,Shop\n2026-01-05,Oslo\n2026-01-06,Bergen\n", 4, "no column holds numbers"),
        (b"Date,Visits\n2026-01-05,\x81\x8d\n", 4, "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    content: bytes, code: int, words: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, {"exports/x.csv": content})
    assert words in refusal(["exports/x.csv", "--guess"], code, capsys)


def test_an_order_of_day_and_month_is_taken_from_the_option(project: Path) -> None:
    write(project, {"exports/x.csv": "Day,Visits\n01/02/2026,3\n"})
    assert run(["import", "exports/x.csv", "--guess", "--date-format", "%m/%d/%Y"]) == 0
    assert load_project(project / "site.yaml", {}).sources["x"].date_format == "%m/%d/%Y"
    assert values(project, "x") == {"visits": [3]}


@pytest.mark.parametrize(("decimal", "value"), [(".", 1.2), (",", 1200)])
def test_a_decimal_sign_is_taken_from_the_option(decimal: str, value: float, project: Path) -> None:
    write(project, {"exports/x.csv": "Date;Sessions;Active users\n20260105;1.200;5\n"})
    assert run(["import", "exports/x.csv", "--decimal", decimal]) == 0
    assert values(project, "ga4")["sessions"] == [value]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            ["exports/Dates.csv", "--preset", "youtube"],
            4,
            "“Views” and the column “Watch time (hours)”, which the file",
        ),
        (["exports/Dates.csv", "--date-format", "%H"], 2, "it names no year"),
        (["exports/Dates.csv", "--preset", "nothing"], 2, "there is no preset “nothing”"),
        (["exports/Dates.csv", "--source", "snapshots"], 2, "there is a source “snapshots” already"),
        (["exports/Dates.csv", "--source", "Search Console"], 2, "cannot be the id"),
        (["exports/none.csv"], 2, "there is no file exports/none.csv"),
        (["/etc/hostname"], 2, "outside the project's folder"),
        ([], 2, "--list"),
    ],
)
def test_wrong_usage_is_told(
    arguments: list[str], code: int, words: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in refusal(arguments, code, capsys)


def test_a_file_that_fits_two_presets_equally_is_not_decided(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, {"exports/x.csv": "Date,Views,Watch time (hours)\n20260105,3,1\n"})
    write(project, {"exports/y.csv": "Date,Sessions,Views,Watch time (hours)\n20260105,3,3,1\n"})
    said = refusal(["exports/y.csv"], 2, capsys)
    assert "--preset ga4" in said
    assert "--preset youtube" in said


def test_the_list_names_each_preset_with_its_export(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "--list"]) == 0
    printed = capsys.readouterr().out
    assert "search-console: Google Search Console" in printed
    assert "Export: Performance › Search results" in printed


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("exports/ga4-2026-01.csv", "exports/ga4-*.csv"),
        ("ga4 2026-01-01 to 2026-01-31 (2).csv.gz", "ga4 *.csv.gz"),
        ("Report [EU] 20260105_20260111.csv", "Report [[]EU] *.csv"),
        ("2026/Dates.csv", "2026/Dates.csv"),
        ("week-2026-W05.csv", "week-*.csv"),
    ],
)
def test_patterns(name: str, pattern: str) -> None:
    from kpireport.imports.pattern import file_pattern

    assert file_pattern(name) == pattern


def test_a_german_export_has_its_own_signs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    german = 'Datum,Klicks,Impressionen,CTR,Position\n2026-01-05,19,"1.200","1,6 %","14,1"\n'
    write(project, {"exports/de.csv": german, "exports/doubt.csv": german.replace("14,1", "14")})
    assert run(["import", "exports/de.csv"]) == 0
    assert values(project, "search-console")["impressions-in-search"] == [1200]
    assert "--decimal" in refusal(["exports/doubt.csv", "--source", "doubt"], 4, capsys)


def test_columns_that_tell_rows_apart_become_dimensions(project: Path) -> None:
    write(project, {"exports/x.csv": "Date,Browser,Sessions\n20260105,Firefox,3\n20260105,Safari,4\n"})
    assert run(["import", "exports/x.csv"]) == 0
    assert load_project(project / "site.yaml", {}).sources["ga4"].dimensions == ("Browser",)
    assert values(project, "ga4") == {"sessions": [3, 4]}


def test_a_metric_that_waits_for_numbers_is_used_and_one_that_has_some_is_not(project: Path) -> None:
    write(project, {"metrics.yaml": "clicks-from-search: {aggregation: sum}\norders: {aggregation: sum}\n"})
    write(project, {"snapshots/a.csv": "date,metric,value\n2026-01-05,position-in-search,3\n"})
    write(
        project, {"metrics.yaml": (project / "metrics.yaml").read_text() + "position-in-search: {aggregation: mean}\n"}
    )
    assert run(["import", "exports/Dates.csv"]) == 0
    metrics = load_project(project / "site.yaml", {}).metrics
    assert metrics["clicks-from-search"].source is None
    assert metrics["search-console-position-in-search"].source == "search-console"
    assert values(project, "search-console")["clicks-from-search"] == [19, 28]
    assert values(project, "snapshots")["position-in-search"] == [3]

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.sources.source_files import only, read, refused, rows, told

ROWS = '{"date": "2026-01-05", "metric": "m", "value": %s}'


def test_values_as_numbers_or_texts_keep_their_digits(tmp_path: Path) -> None:
    text = '[{"date": 2026, "metric": "m", "value": "0.1"}, {"metric": "m", "date": "2027", "value": 1.10, "k": true}]'
    assert rows(only(read(tmp_path, {"a.json": text}))) == [("2026-01-01", "", 0.1), ("2027-01-01", "true", 1.1)]


def test_null_and_absent_are_no_value(tmp_path: Path) -> None:
    text = f'[{ROWS % "null"}, {{"date": "2026-01-06", "metric": "m"}}, {ROWS % 3}, {ROWS.replace("05", "07") % "NaN"}]'
    assert rows(only(read(tmp_path, {"a.json": text}))) == [("2026-01-05", 3.0)]


def test_data_key(tmp_path: Path) -> None:
    text = f'{{"meta": {{"n": [1]}}, "data": [\n{ROWS % 3}], "more": 1}}'
    assert rows(only(read(tmp_path, {"a.json": text}))) == [("2026-01-05", 3.0)]


def test_empty_tables(tmp_path: Path) -> None:
    assert not read(tmp_path, {"a.json": "[]", "b.ndjson": "", "c.json": '{"data": []}'}).observations


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.json", '[\n {"date": "2026",\n  "metric": "m",\n  "value": "n/a"}\n]', "4:12 D004"),
        ("a.json", '{"data": [{"date": "2026", "metric": "m", "value": "n/a"}]}', "1:52 D004"),
        ("a.ndjson", '\n{"date": "2026"}\n{"date": "x", "metric": "m", "value": 1}\n', "3:10 D005"),
        ("a.ndjson", '{"date": "2026", "metric": "m", "value": 1e999}\n', "1:42 D012"),
        ("a.ndjson", '{"date": "2026", "metric": "m", "value": [1]}\n', "1:42 D014"),
        ("a.ndjson", '{"date": "2026"}\n{"date": }\n', "2:10 D014"),
        ("a.ndjson", '{"date": "2026"} x\n', "1:18 D014"),
        ("a.ndjson", '[1]\n', "1:1 D014"),
        ("a.json", '[{"date": "2026"},\n {"date": "2027"} {}]', "2:19 D014"),
        ("a.json", '[{"date": "2026"},]', "1:19 D014"),
        ("a.json", '[{"date": "2026", "date": "2027"}]', "1:2 D014"),
        ("a.json", '[{"date": "2026"}] x', "1:20 D014"),
        ("a.json", '[[1, 2]]', "1:2 D014"),
        ("a.json", '{"rows": []}', "1:1 D014"),
        ("a.json", '"text"', "1:1 D014"),
        ("a.json", "[" * 100_000, "1:2 D014"),
    ],
)  # fmt: skip
def test_faults_are_placed_at_the_value(tmp_path: Path, name: str, text: str, place: str) -> None:
    assert told(refused(tmp_path, {name: text})) == [f"{name}:{place}"]


def test_nested_values_name_their_path_and_do_not_matter_elsewhere(tmp_path: Path) -> None:
    text = f'[{ROWS % 1}, {{"date": "2026-01-06", "metric": "m", "value": {{"n": 1}}, "k": []}}]'
    (problem,) = refused(tmp_path, {"a.json": text}, dimensions=())
    assert problem.message == "$[1].value is nested; a cell is a text or a number"
    fine = text.replace('{"n": 1}', "2")
    assert len(rows(only(read(tmp_path, {"a.json": fine}, dimensions=())))) == 2


def test_repeated_objects(tmp_path: Path) -> None:
    line = '{"date": "2026-01-05", "metric": "m", "value": 1}\n'
    found = read(tmp_path, {"a.ndjson": line + "\n" + line})
    assert [str(finding.place) for finding in found.findings] == ["a.ndjson:3:10"]
    assert told(refused(tmp_path, {"a.ndjson": line + line.replace("1}", "2}")})) == ["a.ndjson:2:10 D007"]


def parquet(path: Path, query: str) -> None:
    with duckdb.connect() as connection:
        connection.query(query).write_parquet(str(path))


def test_parquet_faults_are_placed_by_row_and_column(tmp_path: Path) -> None:
    parquet(
        tmp_path / "a.parquet",
        "FROM (VALUES ('2026', 'm', '1'), ('2026', 'm', 'x'), ('y', 'm', '2')) t(date, metric, value)",
    )
    assert told(refused(tmp_path, {})) == ["a.parquet:2:3 D004", "a.parquet:3:1 D005"]
    parquet(tmp_path / "a.parquet", "FROM (VALUES (2026, 'm', 1.0), (2026, 'm', 2.0)) t(date, metric, value)")
    assert told(refused(tmp_path, {})) == ["a.parquet:2:1 D007"]
    parquet(tmp_path / "a.parquet", "SELECT 2026 AS date, 'm' AS metric, 'infinity'::DOUBLE AS value")
    assert told(refused(tmp_path, {})) == ["a.parquet:1:3 D012"]
    parquet(tmp_path / "a.parquet", "SELECT 2026 AS date, 'm' AS metric, [1, 2] AS value")
    assert told(refused(tmp_path, {})) == ["a.parquet:1:3 D014"]


def test_parquet_claiming_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpireport.sources.parquet.ROWS", 5)
    parquet(tmp_path / "a.parquet", "SELECT 2026 AS date, 'm' AS metric, i AS value FROM range(6) t(i)")
    (problem,) = refused(tmp_path, {})
    assert (problem.code, problem.message) == ("D013", "has 6 rows; the limit ROWS is 5")


def test_parquet_cut_short(tmp_path: Path) -> None:
    parquet(tmp_path / "whole.parquet", "SELECT 2026 AS date, 'm' AS metric, i AS value FROM range(6) t(i)")
    data = (tmp_path / "whole.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[: len(data) // 2] + data[-40:])
    assert {problem.code for problem in refused(tmp_path, {}, files=("a.parquet",))} == {"D014"}

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from kpireport.errors import Place
from kpireport.sources import find, stage
from kpireport.sources.find import Found
from tests.sources.source_files import only, read, refused, rows, told

LINES = ["date,metric,value", "2026-01-05,m,1", "2026-01-06,m,x"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xef\xbb\xbf" + "\n".join(LINES).encode(), "3:14"),
        ("\r\n".join(LINES).encode() + b"\r\n", "3:14"),
        ("\r".join(LINES).encode(), "3:14"),
        ("\r\r\n".join(LINES).encode(), "5:14"),
        (f"{LINES[0]}\r\n{LINES[1]}\r{LINES[2]}\n".encode(), "3:14"),
        ("\n\n".join(LINES).encode() + b"\n\n\n", "5:14"),
        (("\n" + "\n   \n".join(LINES)).encode(), "6:14"),
        (f"\n{LINES[0]}\n{LINES[1]}\n{LINES[2]}".encode(), "4:14"),
    ],
    ids=["bom", "crlf", "cr", "crcrlf", "mixed", "blank lines", "lines of spaces", "blank before the header"],
)  # fmt: skip
def test_line_and_column_are_those_in_the_file(tmp_path: Path, content: bytes, place: str) -> None:
    assert told(refused(tmp_path, {"a.csv": content})) == [f"a.csv:{place} D004"]
    (tmp_path / "a.csv").unlink()
    good = content.replace(b"x", b"2")
    assert rows(only(read(tmp_path, {"b.csv": good}))) == [("2026-01-05", 1.0), ("2026-01-06", 2.0)]


def test_places_after_quoted_line_breaks_and_wide_characters(tmp_path: Path) -> None:
    text = 'date,metric,"note\nof the day",value\n2026,m,"two\r\nlines, ""quoted""",x\n2027,m,"ßé→",y\n'
    assert told(refused(tmp_path, {"a.csv": text})) == ["a.csv:4:20 D004", "a.csv:5:14 D004"]


def test_the_whole_message(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.csv": "date,metric,value\n2026,m,17%\n"})
    assert str(problem) == (
        "a.csv:2:8: error[D004]: “17%” is not a number\n"
        "    2 | 2026,m,17%\n"
        "      |        ^^^\n"
        "  = leave the sign out: write 17 and give the metric `unit: percent`"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-8", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "date,metric,value,Ort\r\n2026,m,1,Malmö\r\n"
    data = text.encode(encoding)
    assert rows(only(read(tmp_path, {"a.csv": data}, encoding=encoding))) == [("2026-01-01", "Malmö", 1.0)]


def test_bytes_that_are_not_utf8_are_refused_with_their_offset(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfdate,metric,value,Ort\r\n2026,m,1,Malm\xf6\r\n"
    (problem,) = refused(tmp_path, {"a.csv": data})
    assert (str(problem.place), problem.code) == ("a.csv:2:14", "D002")
    assert problem.message == f"byte 0xF6 at offset {data.index(0xF6)} is not UTF-8"
    assert "cp1252" in str(problem.hint)


def test_bad_byte_far_into_the_file_and_across_a_chunk(tmp_path: Path) -> None:
    line = "2026-01-05,m,1,ö\n".encode()
    head = b"date,metric,value,k\n"
    count = (2**20 - len(head)) // len(line)
    pad = 2**20 - len(head) - count * len(line)
    data = head + line * count + b"x" * (pad - 1) + b"\xc3" + b"("
    (problem,) = refused(tmp_path, {"a.csv": data})
    assert problem.message == f"byte 0xC3 at offset {2**20 - 1} is not UTF-8"
    assert str(problem.place) == f"a.csv:{count + 2}:{pad}"


@pytest.mark.parametrize(
    ("data", "keys", "said"),
    [
        ("date,metric\n".encode("utf-16"), {}, "encoding: utf-16"),
        ("date,metric\n".encode("utf-16-le"), {}, "utf-16"),
        (b"date,metric,value\n2026,m\xed\xa0\x80,1\n", {}, "encoding"),
        (b"date\n", {"encoding": "klingon"}, "for example utf-8"),
        (b"date\n", {"encoding": "base64"}, "for example utf-8"),
        (b"dat", {"encoding": "utf-16"}, "encoding"),
    ],
    ids=["utf-16", "utf-16 without mark", "surrogate", "unknown", "not text", "cut"],
)
def test_wrong_encodings(tmp_path: Path, data: bytes, keys: dict[str, str], said: str) -> None:
    (problem,) = refused(tmp_path, {"a.csv": data}, **keys)
    assert problem.code == "D002"
    assert said in str(problem.hint)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv.gz", gzip.compress(b"date,metric,value\n" * 999)[:-20]),
        ("a.csv.gz", b"date,metric,value\n"),
        ("a.csv", gzip.compress(b"date,metric,value\n")),
        ("a.parquet", b""),
        ("a.parquet", b"PAR1"),
        ("a.parquet", b"date,metric,value\n2026,m,1\n"),
        ("a.json", b""),
        ("a.json", b"[{"),
    ],
    ids=["cut gz", "not gz", "gz unsaid", "empty parquet", "cut parquet", "csv as parquet", "empty json", "cut json"],
)
def test_broken_formats(tmp_path: Path, name: str, data: bytes) -> None:
    (problem,) = refused(tmp_path, {name: data})
    assert problem.code == "D014"
    assert problem.place is not None
    assert problem.place.file == name


def test_half_a_character_in_json_is_refused_at_its_place(tmp_path: Path) -> None:
    half = '[{"date": "2026", "metric": "m", "value": 1, "k": "\\ud83d\\ude00"},\n {"k": "\\ud800"}]'
    (problem,) = refused(tmp_path, {"a.json": half})
    assert (str(problem.place), problem.code, problem.message) == ("a.json:2:9", "D014", "half a character")


def test_a_line_of_nothing_but_quotes_costs_no_memory(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.csv": b"date,metric,value\n" + b'"' * 20_000_001 + b"\n"})
    assert (problem.code, problem.place and problem.place.line) == ("D009", 2)


def test_a_gzip_bomb_is_stopped_and_names_the_limit(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, {"a.csv.gz": gzip.compress(b"0" * 100_000_000)})
    assert problem.code == "D013"
    assert "UNPACKED_RATIO" in problem.message


@pytest.mark.parametrize(("name", "limit"), [("FILE_BYTES", 10), ("UNPACKED_BYTES", 20), ("ROWS", 1)])
def test_size_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int) -> None:
    monkeypatch.setattr(stage, name, limit)
    (problem,) = refused(tmp_path, {"a.csv": "\n".join(LINES)})
    assert problem.code == "D013"
    assert name in problem.message


def test_what_is_not_a_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert told(refused(tmp_path, {}, files=("*.csv",))) == ["a.csv:1:1 D002"]


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,metric,value\n2026,m,1\n")
    found = Found(path, "a.csv", "csv", gzipped=False, asked=Place("site.yaml"))
    chunks = stage._chunks

    def written_meanwhile(*given: object) -> object:
        with path.open("a") as file:
            file.write("2027,m,2\n")
        return chunks(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "_chunks", written_meanwhile)
    with pytest.raises(stage.Refused) as caught:
        stage.stage_file(found, None, tmp_path / "copy")
    assert caught.value.problem.message == "changed while it was read"


def test_known_formats_are_those_the_message_lists() -> None:
    assert all(f".{name}" in find._KNOWN for name in find.FORMATS)

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kpireport.sources.engine import Engine

secret_frame = [1, 2, 3]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    folder = tmp_path / "own"
    folder.mkdir()
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    return Engine(folder)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('{outside}/other.csv')",
        "SELECT * FROM read_csv('{outside}/own/../other.csv')",
        "SELECT * FROM '{outside}/other.csv'",
        "SELECT * FROM glob('{outside}/*')",
        "COPY (SELECT 1) TO '{outside}/made.csv'",
        "ATTACH '{outside}/made.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "SELECT * FROM secret_frame",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET threads = 8",
    ],
)
def test_no_query_reaches_outside_the_private_folder(engine: Engine, tmp_path: Path, query: str) -> None:
    with pytest.raises(duckdb.Error):
        engine.ask(query.format(outside=tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv", "own"]

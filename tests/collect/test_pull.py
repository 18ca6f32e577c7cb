"""Numbers fetched from real servers, commands and a database: what is new is added, what is there is left alone."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kpireport.cli import run
from kpireport.collect.origin import listen
from kpireport.errors import Place, ProjectError, SourceError
from kpireport.model import Pull
from kpireport.pipeline import Pull as Done
from kpireport.pipeline import pull
from kpireport.project import load_project
from tests.collect.server import Server, serving

SITE = """\
title: Club
goals: []
metrics:
  followers: {aggregation: last}
  visits: {aggregation: sum}
sources:
  social: {files: snapshots/social.csv}
  web: {files: snapshots/web.csv, date: day, columns: {visits: Visits}, dimensions: [page]}
pull: [pull.yaml]
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


def project(folder: Path, pulls: str, files: Mapping[str, str] | None = None) -> Path:
    for name, text in {"site.yaml": SITE, "pull.yaml": pulls, **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / "site.yaml"


def pulled(site: Path, *, restate: bool = False, environment: Mapping[str, str] | None = None) -> Done:
    return pull(site, {"PATH": os.environ["PATH"], **(environment or {})}, None, (), restate=restate)


def failure(site: Path, environment: Mapping[str, str] | None = None) -> str:
    (error,) = pulled(site, environment=environment).failures
    assert isinstance(error, SourceError)
    (problem,) = error.problems
    assert (problem.code, problem.place and problem.place.file) == ("D018", "pull.yaml")
    return problem.message


FOLLOWERS = "followers: {{url: {url}/api, path: data.count, metric: followers, into: snapshots/social.csv}}\n"


def test_a_present_value_is_a_row_a_day(tmp_path: Path, server: Server) -> None:
    site = project(tmp_path, FOLLOWERS.format(url=server.url))
    server.says("/api", '{"data": {"count": 1204}}', "application/json")
    assert pulled(site).pulled[0].added == 1
    again = pulled(site).pulled[0]
    assert (again.added, again.same, again.changed) == (0, 1, ())
    text = (tmp_path / "snapshots" / "social.csv").read_text()
    assert text == "date,metric,value\n2026-10-25,followers,1204\n"  # the day is the server's


def test_another_value_of_the_same_day_is_only_taken_when_asked(tmp_path: Path, server: Server) -> None:
    site = project(tmp_path, FOLLOWERS.format(url=server.url))
    file = tmp_path / "snapshots" / "social.csv"
    server.says("/api", '{"data": {"count": 1204}}', "application/json")
    pulled(site)
    before = file.read_text()
    server.says("/api", '{"data": {"count": 1210}}', "application/json")
    (change,) = pulled(site).pulled[0].changed
    assert change.values == {"value": ("1204", "1210")}
    assert file.read_text() == before
    assert pulled(site, restate=True).pulled[0].restated
    assert file.read_text() == before.replace("1204", "1210")


def test_a_table_adds_its_new_rows_and_keeps_every_line_that_is_there(tmp_path: Path, server: Server) -> None:
    site = project(
        tmp_path,
        f"web: {{url: {server.url}/export, into: snapshots/web.csv}}\n",
        {"snapshots/web.csv": 'day,page,Visits,note\n2026-10-01,"home, all",10,by hand\n2026-10-02,shop,7.0,\n'},
    )
    server.says("/export", 'page,day,Visits\n"home, all",2026-10-01,10\nshop,2026-10-02,7\nshop,2026-10-03,9\n')
    done = pulled(site).pulled[0]
    assert (done.added, done.same, done.changed) == (1, 2, ())
    assert (tmp_path / "snapshots" / "web.csv").read_text() == (
        'day,page,Visits,note\n2026-10-01,"home, all",10,by hand\n2026-10-02,shop,7.0,\n2026-10-03,shop,9,\n'
    )


def test_a_history_that_changed_is_told_and_left(tmp_path: Path, server: Server) -> None:
    site = project(
        tmp_path,
        f"web: {{url: {server.url}/export, into: snapshots/web.csv}}\n",
        {"snapshots/web.csv": "day,page,Visits\n2026-10-01,shop,10\n"},
    )
    server.says("/export", "day,page,Visits\n2026-10-01,shop,12\n2026-10-02,shop,5\n")
    done = pulled(site).pulled[0]
    assert [change.values for change in done.changed] == [{"Visits": ("10", "12")}]
    assert (tmp_path / "snapshots/web.csv").read_text() == "day,page,Visits\n2026-10-01,shop,10\n2026-10-02,shop,5\n"


def test_json_rows_at_a_path(tmp_path: Path, server: Server) -> None:
    site = project(
        tmp_path,
        f"web: {{url: {server.url}/rows, path: data.0.rows, into: snapshots/new.csv, key: [day]}}\n",
    )
    server.says("/rows", '{"data": [{"rows": [{"day": "2026-10-01", "n": 1.50, "ok": true}]}]}', "application/json")
    pulled(site)
    assert (tmp_path / "snapshots/new.csv").read_text() == "day,n,ok\n2026-10-01,1.50,true\n"


def test_credentials_come_from_the_environment_and_stay_with_their_host(tmp_path: Path, server: Server) -> None:
    with serving() as other:
        other.says("/elsewhere", '{"data": {"count": 5}}', "application/json")
        server.says("/api", "", status=302, Location=f"{other.url}/elsewhere")
        pulls = FOLLOWERS.format(url=server.url).replace("path:", 'headers: {Authorization: "Bearer ${TOKEN}"}, path:')
        pulled(project(tmp_path, pulls), environment={"TOKEN": "s3cret-value"})
        assert server.asked[0][1]["Authorization"] == "Bearer s3cret-value"
        assert "Authorization" not in other.asked[0][1]


def test_a_build_needs_no_credentials(tmp_path: Path) -> None:
    site = project(
        tmp_path, 'x: {url: "https://a.example", headers: {A: "${TOKEN}"}, into: a.csv, metric: followers}\n'
    )
    assert load_project(site, {}).metrics.keys() == {"followers", "visits"}
    with pytest.raises(ProjectError) as caught:
        pulled(site)
    assert [problem.code for problem in caught.value.problems] == ["K013"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (("<html><body>Sign in</body></html>", "text/html"), "the answer is a web page"),
        (('{"data": {"count":', "application/json"), "the answer is not whole JSON"),
        (('{"data": {"total": 3}}', "application/json"), "there is no `count` of the path data.count"),
        (('{"data": {"count": "many"}}', "application/json"), 'a number is expected, not "many"'),
        (('{"data": {"count": NaN}}', "application/json"), 'a number is expected, not "NaN"'),
        ((b"\xff\xfe\x00", "application/json"), "the answer is not text in UTF-8"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(
    tmp_path: Path, server: Server, answer: tuple[str | bytes, str], message: str
) -> None:
    server.says("/api", *answer)
    site = project(tmp_path, FOLLOWERS.format(url=server.url))
    assert message in failure(site)
    assert not (tmp_path / "snapshots").exists()


def test_a_missing_page_and_a_redirect_without_end(tmp_path: Path, server: Server) -> None:
    site = project(tmp_path, FOLLOWERS.format(url=server.url))
    assert "the server answers 404" in failure(site)
    server.says("/api", "", status=302, Location="/api")
    assert "not pulled" in failure(site)


def test_an_answer_cut_short_is_not_taken(tmp_path: Path, server: Server) -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(200)
        request.send_header("Content-Type", "text/csv")
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"day,page,Visits\n2026-10-01,shop,1")

    server.answers["/export"] = cut
    site = project(tmp_path, f"web: {{url: {server.url}/export, into: snapshots/web.csv}}\n")
    assert "the answer stops before its end" in failure(site)


def test_a_slow_answer_is_given_up(tmp_path: Path, server: Server) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(1)
        request.send_response(200)
        request.end_headers()

    server.answers["/slow"] = slow
    entry = Pull(id="slow", place=Place("pull.yaml"), into="a.csv", url=f"{server.url}/slow")
    with pytest.raises(SourceError, match=r"not complete after 0\.2 seconds"):
        listen(entry, tmp_path, {}, timeout=0.2)


def test_one_origin_that_fails_does_not_stop_the_others(tmp_path: Path, server: Server) -> None:
    server.says("/api", '{"data": {"count": 1}}', "application/json")
    pulls = FOLLOWERS.format(url=server.url) + f"web: {{url: {server.url}/none, into: snapshots/web.csv}}\n"
    done = pulled(project(tmp_path, pulls))
    assert [one.id for one in done.pulled] == ["followers"]
    assert len(done.failures) == 1


def test_what_a_command_prints(tmp_path: Path) -> None:
    script = "import sys; print(sys.argv[1])"
    command = f'["{sys.executable}", -c, "{script}", "42"]'
    pulls = f"tickets: {{command: {command}, metric: followers, into: snapshots/social.csv}}\n"
    site = project(tmp_path, pulls)
    assert "nothing says which day it is" in failure(site)
    assert run(["pull", str(site), "--on", "2026-10-24"]) == 0
    assert (tmp_path / "snapshots/social.csv").read_text().splitlines()[1] == "2026-10-24,followers,42"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("[no-such-program]", "the command does not run"),
        (f'["{sys.executable}", -c, "import sys; sys.exit(\'no token\')"]', "the command ends with 1: no token"),
        (f'["{sys.executable}", -c, "print(1, 2)"]', "a number is expected"),
    ],
)
def test_a_command_that_fails(tmp_path: Path, command: str, message: str) -> None:
    site = project(tmp_path, f"t: {{command: {command}, metric: followers, into: snapshots/social.csv}}\n")
    assert message in failure(site)


def test_a_command_that_never_ends_is_ended(tmp_path: Path) -> None:
    entry = Pull(id="t", place=Place("p"), into="a.csv", command=(sys.executable, "-c", "import time; time.sleep(60)"))
    with pytest.raises(SourceError, match=r"not done after 0\.3 seconds"):
        listen(entry, tmp_path, dict(os.environ), timeout=0.3)


def test_the_rows_of_a_database(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "shop.db")
    database.execute("create table orders (day text, page text, visits real)")
    database.execute("insert into orders values ('2026-10-01', 'shop', 3), ('2026-10-02', 'shop', null)")
    database.commit()
    database.close()
    files = {"queries/web.sql": 'select day, page, visits as "Visits" from orders order by day'}
    pulls = "web: {connection: '${SHOP}', query: queries/web.sql, into: snapshots/web.csv}\n"
    site = project(tmp_path, pulls, files)
    pulled(site, environment={"SHOP": "sqlite:///shop.db"})
    assert (tmp_path / "snapshots/web.csv").read_text() == "day,page,Visits\n2026-10-01,shop,3.0\n2026-10-02,shop,\n"
    assert "there is no database" in failure(site, {"SHOP": "sqlite:///none.db"})
    (tmp_path / "queries/web.sql").write_text("delete from orders")
    assert "readonly" in failure(site, {"SHOP": "sqlite:///shop.db"})
    (tmp_path / "queries/web.sql").write_text(
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n"
    )
    entry = Pull(id="w", place=Place("p"), into="a.csv", connection="sqlite:///shop.db", query="queries/web.sql")
    with pytest.raises(SourceError, match=r"not done after 0\.3 seconds"):
        listen(entry, tmp_path, {}, timeout=0.3)


@pytest.mark.parametrize(
    ("pulls", "code"),
    [
        ("a: {into: x.csv}", "K010"),
        ("a: {url: https://a.example, command: ls, into: x.csv}", "K004"),
        ("a: {url: https://a.example, into: ../x.csv}", "K014"),
        ("a: {url: https://a.example, into: x.xlsx}", "K004"),
        ("a: {url: file:///etc/passwd, into: x.csv}", "K004"),
        ("a: {url: https://a.example}", "K010"),
        ("a: {connection: sqlite:///a.db, into: x.csv}", "K010"),
        ("A b: {url: https://a.example, into: x.csv}", "K011"),
    ],
)
def test_faults_of_the_file(tmp_path: Path, pulls: str, code: str) -> None:
    with pytest.raises(ProjectError) as caught:
        pulled(project(tmp_path, pulls + "\n"))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert all(problem.place and problem.place.file == "pull.yaml" for problem in caught.value.problems)


def test_the_command_tells_what_it_did_and_what_failed(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.says("/api", '{"data": {"count": 1}}', "application/json")
    pulls = FOLLOWERS.format(url=server.url) + f"web: {{url: {server.url}/none, into: snapshots/web.csv}}\n"
    site = project(tmp_path, pulls)
    assert run(["pull", str(site)]) == 4
    said = capsys.readouterr().err
    assert "followers: 1 new row, 0 known in snapshots/social.csv" in said
    assert "error[D018]: `web` was not pulled: the server answers 404" in said
    assert run(["pull", str(site), "--only", "webb"]) == 2
